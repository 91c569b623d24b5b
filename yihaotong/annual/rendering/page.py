"""The report as one HTML file that needs nothing else, and the pieces that the public page shows."""

from collections.abc import Iterator
from html import escape

from yihaotong.annual.rendering.laid import Cell, Grid, Heading, Laid

_STYLE = """
body{font-family:"FangSong","STFangsong","Songti SC","SimSun",serif;line-height:1.9;color:#111;background:#fff;margin:0}
main{max-width:48rem;margin:0 auto;padding:2rem 1rem 4rem}
h1{font-size:1.6rem;text-align:center;line-height:1.5;margin:1rem 0 2rem}
h2{font-size:1.2rem;font-family:"SimHei","Heiti SC",sans-serif;margin:2rem 0 .5rem}
h3{font-size:1.1rem;font-family:"KaiTi","STKaiti",serif;margin:1.2rem 0 .3rem}
p{text-indent:2em;margin:.4rem 0;text-align:justify}
.draft{text-indent:0;border:1px solid #b45309;padding:.5rem 1rem;color:#7c2d12;background:#fffbeb}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:1rem 0;font-size:.85rem;line-height:1.4}
th,td{border:1px solid #444;padding:.35rem .4rem;text-align:center;font-weight:normal}
th{background:#f5f5f4}
th.left,td.left{text-align:left}
caption{text-align:left;font-weight:bold;padding:.3rem 0}
@media print{main{max-width:none;padding:0}tr{break-inside:avoid}thead{display:table-header-group}}
"""
_VIEWPORT = '<meta name="viewport" content="width=device-width,initial-scale=1">'


def page(laid: Laid) -> str:
    """The whole file."""
    title = escape(laid.title)
    draft = '<p class="draft">草稿：由记录写成，未经审定。</p>' if laid.draft else ""
    head = f'<meta charset="utf-8">{_VIEWPORT}<title>{title}</title>'
    body = "\n".join(_pieces(laid))
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head>{head}<style>{_STYLE}</style></head>\n'
        f"<body><main><h1>{title}</h1>\n{draft}{body}\n{_annex(laid)}</main></body></html>\n"
    )


def body(laid: Laid) -> str:
    """What stands below the title, for a page that has its own."""
    return "\n".join(_pieces(laid))


def _pieces(laid: Laid) -> Iterator[str]:
    for piece in laid.body:
        if isinstance(piece, Heading):
            name = "h2" if piece.level <= 1 else "h3"
            yield f"<{name}>{escape(piece.text)}</{name}>"
        elif isinstance(piece, Grid):
            yield grid(piece)
        else:
            yield f"<p>{escape(piece.text)}</p>"


def grid(piece: Grid) -> str:
    """One statutory table; its first rows are the head."""
    lines = [f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in piece.rows]
    head = f"<thead>{''.join(lines[: piece.heads])}</thead>" if piece.heads else ""
    caption = escape(piece.caption)
    table = f"<table><caption>{caption}</caption>{head}<tbody>{''.join(lines[piece.heads :])}</tbody></table>"
    return f'<div class="wide" tabindex="0" role="region" aria-label="{caption}">{table}</div>'


def _cell(cell: Cell) -> str:
    name = "th" if cell.head else "td"
    spans = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    spans += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    left = ' class="left"' if cell.wide else ""
    return f"<{name}{spans}{left}>{escape(cell.text)}</{name}>"


def _annex(laid: Laid) -> str:
    if not laid.annex:
        return ""
    rows = "".join(
        f'<tr><th scope="row" class="left">{escape(label)}</th><td>{escape(value)}</td>'
        f'<td class="left">{escape(origin)}</td></tr>'
        for label, value, origin in laid.annex
    )
    head = '<tr><th scope="col">数字</th><th scope="col">报告里写作</th><th scope="col">从哪里来</th></tr>'
    return f'<h2>附：数据来源</h2><div class="wide"><table><thead>{head}</thead><tbody>{rows}</tbody></table></div>'
