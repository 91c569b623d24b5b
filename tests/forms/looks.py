"""Look-alikes of annual reports, as organs really lay them out: one report, many ways of writing it down."""

import html as escaping
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import docx
import typst

from yihaotong.forms.rules.codes import Format, format_of
from yihaotong.forms.rules.layout import TITLES, Printed, printed, tables
from yihaotong.forms.rules.report import Report, Section
from yihaotong.letters.rendering import fonts

Cells = dict[tuple[int, str, str], str]

#: Handbook C3, the positive vector: a city's figures of 2025 (table 3 by row, in the seven columns).
CITY = {
    "r1": (13612, 252, 0, 45, 128, 32, 14069),
    "r2": (535, 6, 0, 1, 18, 0, 560),
    "r3_1": (5345, 129, 0, 41, 19, 14, 5548),
    "r3_2": (2120, 39, 0, 1, 6, 2, 2168),
    "r3_3_1": (13, 0, 0, 0, 0, 0, 13),
    "r3_3_2": (30, 0, 0, 0, 0, 0, 30),
    "r3_3_3": (11, 0, 0, 0, 0, 0, 11),
    "r3_3_4": (49, 2, 0, 0, 0, 0, 51),
    "r3_3_5": (103, 1, 0, 0, 0, 0, 104),
    "r3_3_6": (84, 1, 0, 0, 0, 0, 85),
    "r3_3_7": (282, 4, 0, 0, 0, 0, 286),
    "r3_3_8": (147, 0, 0, 0, 1, 2, 150),
    "r3_4_1": (3075, 50, 0, 0, 89, 8, 3222),
    "r3_4_2": (177, 3, 0, 0, 0, 0, 180),
    "r3_4_3": (19, 0, 0, 0, 0, 0, 19),
    "r3_5_1": (199, 1, 0, 0, 3, 0, 203),
    "r3_5_2": (147, 1, 0, 0, 0, 0, 148),
    "r3_5_3": (0, 0, 0, 0, 0, 0, 0),
    "r3_5_4": (100, 1, 0, 0, 0, 0, 101),
    "r3_5_5": (5, 0, 0, 0, 0, 0, 5),
    "r3_6_1": (315, 3, 0, 0, 0, 0, 318),
    "r3_6_2": (202, 0, 0, 1, 0, 0, 203),
    "r3_6_3": (941, 17, 0, 1, 3, 3, 965),
    "r3_7": (13364, 252, 0, 44, 121, 29, 13810),
    "r4": (783, 6, 0, 2, 25, 3, 819),
}
CITY_DISPUTES = {
    "review": (376, 97, 196, 121, 790),
    "suit": (16, 1, 12, 27, 56),
    "suit_after_review": (74, 1, 30, 51, 156),
}


def city() -> Report:
    """The vector as a whole report."""
    two = {("rules", "issued"): 3, ("rules", "abolished"): 5, ("rules", "in_force"): 74, ("normative", "issued"): 564}
    two |= {("normative", "abolished"): 984, ("normative", "in_force"): 4185, ("licences", "decisions"): 11398889}
    two |= {("penalties", "decisions"): 6937489, ("coercion", "decisions"): 166105}
    cells: Cells = {(2, row, column): str(value) for (row, column), value in two.items()}
    cells[2, "fees", "amount"] = "316441.25"
    for number, lines in ((3, CITY), (4, CITY_DISPUTES)):
        columns = tables(Format.F2021)[number - 2].blocks[0].columns
        for row, values in lines.items():
            cells |= {(number, row, each.id): str(value) for each, value in zip(columns, values, strict=True)}
    said = "2025年，全市共收到政府信息公开申请14069件，办结13810件。因政府信息公开引发行政复议790件、行政诉讼212件。"
    return _report(2025, "某某市", cells, said)


def bureau(year: int, **figures: str) -> Report:
    """A small bureau: two requests, one answered in full and one left; zeros else. `figures`: "3.r1.total" = "2"."""
    form = format_of(year)
    cells: Cells = {
        (table.number, row.id, column.id): "0" for table in tables(form) for _, row, column in table.cells()
    }
    for row, total in (("r1", 2), ("r2", 1), ("r3_1", 2), ("r3_7", 2), ("r4", 1)):
        cells[3, row, "natural"] = cells[3, row, "total"] = str(total)
    if form is Format.F2019:
        cells |= {(2, "normative", each): "2" for each in ("made", "released", "total_released")}
        cells |= {
            (2, "licences", "change"): "+3",
            (2, "coercion", "change"): "-2",
            (2, "procurement", "amount"): "38.6150",
        }
    else:
        cells |= {(2, "normative", "issued"): "2", (2, "normative", "in_force"): "5", (2, "fees", "amount"): "0.00"}
    for place, written in figures.items():
        table, row, column = place.split(".")
        cells[int(table), row, column] = written
    return _report(year, "某某市市政管理局", cells, f"{year}年，我局共收到政府信息公开申请2件，上年结转1件，办结2件。")


def _report(year: int, organ: str, cells: Cells, said: str) -> Report:
    sections = (
        Section("", (f"本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",)),
        Section("一、总体情况", (said, "接听12345热线诉求3400件，办结3391件。其中通过信函收到申请1件。")),
        Section("二、主动公开政府信息情况"),
        Section("三、收到和处理政府信息公开申请情况"),
        Section("四、政府信息公开行政复议、行政诉讼情况"),
        Section("五、存在的主要问题及改进情况", ("一是主动公开的内容还不够丰富。",)),
        Section("六、其他需要报告的事项", ("无。",)),
    )
    return Report(format_of(year), year, organ, f"{organ}{year}年政府信息公开工作年度报告", cells, sections)


def lines(report: Report, number: int) -> list[list[Printed]]:
    """The printed table with its figures in place."""
    return [
        [
            Printed(
                report.cells.get((number, *cell.holds), "") if cell.holds else cell.words,
                cell.colspan,
                cell.rowspan,
                cell.holds,
            )
            for cell in line
        ]
        for line in printed(report.form, number)
    ]


def pieces(report: Report) -> list[tuple[str, Any]]:
    """("p", text) and ("t", lines of a table), in the sequence of the report."""
    found: list[tuple[str, Any]] = [("p", report.title)]
    numbers = {f"{chinese}、{TITLES[number]}": number for number, chinese in ((2, "二"), (3, "三"), (4, "四"))}
    for section in report.sections:
        found += [("p", text) for text in (section.heading, *section.paragraphs) if text]
        if section.heading in numbers:
            found.append(("t", lines(report, numbers[section.heading])))
    return found


Words = Callable[[str], str]


def _same(text: str) -> str:
    return text


def html(report: Report, *, words: Words = _same, layout: bool = False, charset: str = "utf-8") -> bytes:
    """`words` changes what is printed; `layout`: all of it in a table that lays out the page."""
    body = "".join(
        f"<p>{escaping.escape(words(it))}</p>" if kind == "p" else _html_table(it, words) for kind, it in pieces(report)
    )
    if layout:
        body = f"<table width='100%'><tr><td>导航</td><td><div>{body}</div></td></tr></table>"
    page = f"<html><head><meta charset='{charset}'><title>年报</title></head><body>{body}</body></html>"
    return page.encode("gb18030" if charset == "gbk" else charset)


def _html_table(table: Sequence[Sequence[Printed]], words: Words) -> str:
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td rowspan='{cell.rowspan}' colspan={cell.colspan}><p>{escaping.escape(words(cell.words))}</p></td>"
            for cell in line
        )
        + "</tr>"
        for line in table
    )
    return f"<table border=1><tbody>{rows}</tbody></table>"


def flat(table: Sequence[Sequence[Printed]]) -> list[list[str]]:
    """A table without spans: what is merged is repeated in every slot, as converters write it."""
    slots: dict[tuple[int, int], str] = {}
    for row, line in enumerate(table):
        column = 0
        for cell in line:
            while (row, column) in slots:
                column += 1
            for down in range(cell.rowspan):
                for across in range(cell.colspan):
                    slots[row + down, column + across] = cell.words
            column += cell.colspan
    height, width = 1 + max(row for row, _ in slots), 1 + max(column for _, column in slots)
    return [[slots.get((row, column), "") for column in range(width)] for row in range(height)]


def word(report: Report, *, words: Words = _same) -> bytes:
    """Through python-docx, with cells merged as Word merges them."""
    document = docx.Document()
    for kind, it in pieces(report):
        if kind == "p":
            document.add_paragraph(words(it))
            continue
        shape = flat(it)
        table = document.add_table(len(shape), len(shape[0]))
        _merged(table, it, words)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _merged(table: Any, printed_lines: Sequence[Sequence[Printed]], words: Words) -> None:
    rows = [list(row.cells) for row in table.rows]
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(printed_lines):
        column = 0
        for cell in line:
            while (row, column) in taken:
                column += 1
            taken |= {(row + down, column + across) for down in range(cell.rowspan) for across in range(cell.colspan)}
            first = rows[row][column]
            if cell.rowspan > 1 or cell.colspan > 1:
                first = first.merge(rows[row + cell.rowspan - 1][column + cell.colspan - 1])
            first.text = words(cell.words)
            column += cell.colspan


def pdf(report: Report, *, lined: bool = True, repeat: bool = False, height: str = "297mm") -> bytes:
    """Through typst; a low page cuts the tables in two."""
    stroke = "0.5pt" if lined else "none"
    source = [
        f"#set page(width: 210mm, height: {height}, margin: 15mm)\n",
        '#set text(font: "Yihaotong Wide", size: 7.5pt, lang: "zh")\n',
    ]
    for kind, it in pieces(report):
        if kind == "p":
            source.append(f"#par[#{_quoted(it)}]\n\n")
            continue
        width = sum(cell.colspan for cell in it[0])
        head = 3 if width > 4 else 0
        cells = [_typst_cells(line) for line in it]
        header = f"table.header(repeat: {str(repeat).lower()}, {', '.join(cells[:head])}), " if head else ""
        shares = "(1fr, 1.6fr, 4fr, " + "1fr, " * 7 + ")" if width == 10 else str(width)
        source.append(f"#table(columns: {shares}, stroke: {stroke}, inset: 3pt, {header}{', '.join(cells[head:])})\n\n")
    found = typst.Fonts(include_system_fonts=False, font_paths=[str(fonts.directory())])
    return bytes(typst.compile("".join(source).encode(), font_paths=found))


def _typst_cells(line: Sequence[Printed]) -> str:
    return ", ".join(
        f"table.cell(colspan: {cell.colspan}, rowspan: {cell.rowspan})[#{_quoted(cell.words)}]" for cell in line
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def changed(report: Report, figures: Mapping[str, str]) -> Report:
    """`figures`: "3.r1.total" -> as written."""
    cells = dict(report.cells)
    for place, written in figures.items():
        table, row, column = place.split(".")
        cells[int(table), row, column] = written
    return Report(report.form, report.year, report.organ, report.title, cells, report.sections)
