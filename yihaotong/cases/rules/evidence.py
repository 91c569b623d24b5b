"""证据材料: what the police are handed of somebody who disturbs the hotline maliciously (OOS-7).

国办函〔2025〕66号 (二): warned first, then handed over. The cover says what is in it, on what it rests, and how whoever
gets it can see that nothing was added or left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.codes import OutOfScope, Stage, VoidReason
from yihaotong.cases.rules.fields import Field

#: Who may take it out: with it goes an identity.
TAKES = frozenset({Role.SHIFT_LEADER, Role.SUPERVISOR})
PURPOSE = Field("purpose", "用途", required=True, longest=200, hint="移送哪个公安机关、因为什么；会记入日志")
#: The decisions that speak of a disturbance, by how the case ended: the move, its code, and what it is called.
DISTURBANCES: Mapping[str, tuple[str, str, str]] = {
    Stage.VOID.value: ("void", VoidReason.HARASSMENT.value, "骚扰（无效）"),
    Stage.DECLINED.value: ("decline", OutOfScope.DISTURBANCE.value, "恶意扰乱热线（OOS-7 不予受理）"),
}
BASIS = (
    "《关于进一步规范和提升12345热线服务的意见》（国办函〔2025〕66号）（二）：恶意扰乱热线的处置和移送",
    "《中华人民共和国治安管理处罚法》：是否违法、如何处理，由公安机关认定",
    "《中华人民共和国个人信息保护法》第十三条第一款第三项（履行法定职责）：来电人的姓名、电话仅供本次移送使用",
)
#: How the lines of the journal are checked, for whoever was never told.
CHECKING = (
    "“日志”里每张工单一个文件，一行一个动作（JSON Lines），按先后排列，是系统日志的原文。",
    "每一行：digest = H(salt, payload)；hash = H(previous, 规范文本)。",
    "规范文本是 [seq, line, at, written_at, kind, subject, actor, digest] 的 JSON（无空格）。",
    "H 是 SM3，每一段前加 4 个字节（大端）的长度；salt、digest、previous、hash 以十六进制写出。",
    "previous 是全市日志链上前一个封印的 hash：中心凭整条链（命令 journal verify）证明这几行的位置和先后。",
    "payload 里的 text_sm3 是当时写下的文字的摘要；还没有封印的行（最近几秒写下的），seq、previous、hash 为空。",
)


@dataclass(frozen=True)
class Packed:
    """One file of the pack: its name in it, what it is, the SM3 of its bytes in hex."""

    name: str
    what: str
    sm3: str


@dataclass(frozen=True)
class Warned:
    """A warning that was said to the caller: of which case, when, by whom (name and number at work), in which words."""

    order_no: str
    when: str
    number: str
    name: str
    words: str


@dataclass(frozen=True)
class Cover:
    """All that stands on the cover; every value is ready to be read. `of`: of which case the pack was taken."""

    centre: str
    of: str
    made_at: str
    taken_by: str
    purpose: str
    name: str
    phone: str
    counts: Sequence[tuple[str, int]]
    warned: Sequence[Warned]
    files: Sequence[Packed]
    simulated: bool


def cover_page(cover: Cover) -> str:
    """The cover as one HTML page that loads nothing."""
    made_up = '<p class="made-up">模拟数据：人物、电话和工单均为虚构</p>' if cover.simulated else ""
    total = sum(count for _label, count in cover.counts)
    counted = "，".join(f"{escape(label)} {count} 件" for label, count in cover.counts if count)
    facts = (
        ("成包的工单", cover.of),
        ("成包时间", cover.made_at),
        ("取出人", cover.taken_by),
        ("用途", cover.purpose),
        ("来电人姓名", cover.name or "没有留下"),
        ("来电号码", cover.phone),
        ("列入的工单", f"共 {total} 件：{counted}"),
    )
    return _PAGE.format(
        centre=escape(cover.centre),
        made_up=made_up,
        facts="".join(f"<tr><th>{label}</th><td>{escape(value)}</td></tr>" for label, value in facts),
        warned=_warned(cover.warned),
        files=_rows((each.name, each.what, each.sm3) for each in cover.files),
        basis=_points(BASIS),
        left_out=_points(_LEFT_OUT),
        checking=_points(CHECKING),
    )


def _warned(warned: Sequence[Warned]) -> str:
    if not warned:
        return "<p>没有记下警告。移送前请先警告一次，并按 OOS-7 记下。</p>"
    rows = _rows((each.order_no, each.when, f"{each.name}（{each.number}）", each.words) for each in warned)
    return f"<table><tr><th>工单</th><th>时间</th><th>话务员（工号）</th><th>警告的话</th></tr>{rows}</table>"


def _rows(rows: Iterable[tuple[str, ...]]) -> str:
    return "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)


def _points(points: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(point)}</li>' for point in points)}</ul>"


_LEFT_OUT = (
    "同一号码的其他工单（正常诉求）不列入；要求保密、举报保护的工单不列入，成包的这一件除外。",
    "录音和附件不在包内：按工单编号和通话时间另行调取；附件的 SHA-256 在日志的 attach 行里。",
)
_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>扰乱热线证据材料</title>
<style>body{{font:16px/1.7 serif;max-width:60em;margin:2em auto;padding:0 1em}}h1{{text-align:center;font-size:24px}}
table{{border-collapse:collapse;width:100%;margin:.5em 0}}th,td{{border:1px solid #666;padding:.3em .6em;
text-align:left;vertical-align:top;overflow-wrap:anywhere}}th,td:first-child{{white-space:nowrap}}th{{background:#f3f3f3}}
.made-up{{border:2px solid #000;padding:.3em;text-align:center}}.sign{{margin:3em 0;text-align:right}}</style></head>
<body>{made_up}<h1>扰乱政务服务便民热线证据材料</h1><p>{centre}</p>
<table>{facts}</table>
<h2>一、依据</h2>{basis}
<h2>二、警告</h2>{warned}
<h2>三、包内文件</h2><table><tr><th>文件</th><th>内容</th><th>SM3</th></tr>{files}</table>{left_out}
<h2>四、怎样核对</h2>{checking}
<p class="sign">移送单位（盖章）：<br><br>经办人：　　　　　　　接收人：　　　　　　　<br>年　　月　　日</p>
</body></html>
"""
