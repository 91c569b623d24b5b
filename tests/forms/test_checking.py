"""Whole files: the three types in the layouts that organs use, cut pages, hostile and wrong files, the command."""

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from PIL import Image

from tests.forms import looks
from yihaotong.forms import checking
from yihaotong.forms.opening.refusing import CannotRead
from yihaotong.forms.rules.c3 import check
from yihaotong.forms.rules.layout import printed, rows
from yihaotong.forms.rules.report import Report, to_json
from yihaotong.project import cli

CITY, BUREAU19, BUREAU23 = looks.city(), looks.bureau(2019), looks.bureau(2023)
_RESULTS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]


def errors(read: checking.Read) -> list[str]:
    return [each.rule for each in (*read.odd, *check(read.report)) if each.weight == "error"]


def as_printed(text: str) -> str:
    """Small differences of wording, width and breaks, as real reports have them."""
    changes = {
        "（": "(",
        "）": ")",
        "“": '"',
        "”": '"',
        "、本年": "、 本 年",
        "数量": "数\n量",
        "1.属": "１、属",
        "勾稽": "钩稽",
    }
    for old, new in changes.items():
        text = text.replace(old, new)
    return text.replace("社会公益组织", "社会组织").replace("科研机构", "科研 企业")


WAYS: dict[str, tuple[str, Callable[[Report], bytes]]] = {
    "html": (".html", looks.html),
    "html under another name": (".docx", looks.html),
    "html, as printed": (".html", lambda it: looks.html(it, words=as_printed)),
    "html in a layout table, gbk": (".htm", lambda it: looks.html(it, layout=True, charset="gbk")),
    "word": (".docx", looks.word),
    "word, as printed": (".docx", lambda it: looks.word(it, words=as_printed)),
    "pdf": (".pdf", looks.pdf),
    "pdf cut by pages, heads repeated": (".pdf", lambda it: looks.pdf(it, height="120mm", repeat=True)),
    "pdf cut by pages": (".pdf", lambda it: looks.pdf(it, height="160mm")),
    "pdf without lines": (".pdf", lambda it: looks.pdf(it, lined=False)),
    "json": (".json", lambda it: json.dumps(to_json(it)).encode()),
}


#: A PDF costs half a second: each way of cutting it once.
_ONCE = {
    "pdf": CITY,
    "pdf cut by pages, heads repeated": BUREAU19,
    "pdf cut by pages": CITY,
    "pdf without lines": BUREAU19,
}


@pytest.mark.parametrize(
    ("report", "way"),
    [(report, way) for way in WAYS for report in (CITY, BUREAU19) if _ONCE.get(way, report) is report],
    ids=lambda each: each if isinstance(each, str) else f"{each.year}",
)
def test_every_figure_is_read_and_a_correct_report_is_not_found_fault_with(report: Report, way: str) -> None:
    suffix, make = WAYS[way]
    read = checking.read(make(report), suffix)
    assert read.report.cells == report.cells
    assert (read.found, read.report.year, read.report.organ) == ((2, 3, 4), report.year, report.organ)
    assert errors(read) == []


@pytest.mark.parametrize("way", ["html", "word", "pdf without lines", "json"])
def test_a_wrong_figure_is_found_in_every_type_and_nothing_else(way: str) -> None:
    suffix, make = WAYS[way]
    wrong = looks.changed(CITY, {"3.r3_3_7.natural": "292", "3.r3_3_7.total": "296", "4.suit.other": "－－253"})
    assert errors(checking.read(make(wrong), suffix)) == ["G", "T3-b", "T3-b"]


# --- tables as people make them -----------------------------------------------------------------------

Line = Sequence[str | tuple[str, int, int]]


def table(lines: Sequence[Line]) -> str:
    """A cell is its words, or (words, colspan, rowspan)."""

    def cell(it: str | tuple[str, int, int]) -> str:
        words, across, down = it if isinstance(it, tuple) else (it, 1, 1)
        return f"<td colspan={across} rowspan={down}>{words}</td>"

    rows = "".join(f"<tr>{''.join(map(cell, line))}</tr>" for line in lines)
    return f"<table>{rows}</table>"


def spanned(report: Report, number: int) -> list[Line]:
    return [[(cell.words, cell.colspan, cell.rowspan) for cell in line] for line in looks.lines(report, number)]


def small_tables(report: Report) -> str:
    made: list[str] = []
    for line in looks.lines(report, 2):
        if len(line) == 1:
            made.append(f"</table><p>{line[0].words}</p><table>")
        else:
            made.append("<tr>" + "".join(f"<td>{cell.words}</td>" for cell in line) + "</tr>")
    return f"<table>{''.join(made)}</table>"


def page(report: Report, *, two: str = "", three: str = "", four: str = "") -> bytes:
    three = three or table(spanned(report, 3))
    body = (
        (two or table(spanned(report, 2))) + "<p>三、申请</p>" + three + "<p>四、政府信息公开行政复议、行政诉讼情况</p>"
    )
    return f"<p>{report.title}</p>{body}{four or table(spanned(report, 4))}".encode()


def pasted(report: Report) -> dict[str, bytes]:
    """What editors and content systems make of a table."""
    return {
        "cells that hold a table": looks.html(report)
        .replace(b"<p>", b"<table><tr><td>")
        .replace(b"</p>", b"</td></tr></table>"),
        "the whole report in one table": page(report)
        .replace(b"<p>", b"<table><tr><td colspan=15>")
        .replace(b"</p>", b"</td></tr></table>"),
        "deleted and hidden text": looks.html(report)
        .replace(b"<p>0</p>", b"<p><del>7</del>0<span style='display:none'>9</span></p>")
        .replace(b"<tbody>", b"<tbody><tr style='display: none'><td>(7)</td><td>1</td></tr>"),
    }


def variants(report: Report) -> dict[str, bytes]:
    three, flat = spanned(report, 3), [list(line) for line in looks.flat(looks.lines(report, 3))]
    of = [str(cell.words) for cell in looks.lines(report, 4)[-1]]
    groups = ("行政复议", "未经复议直接起诉", "复议后起诉")
    fives = {group: of[5 * place : 5 * place + 5] for place, group in enumerate(groups)}
    one_head: list[Line] = [[("", 3, 1), "自然人", "企业", "科研企业", "社会组织", "法律服务机构", "其他", "合计"]]
    leaves = [line[line.index(figures[0]) - 1 :] for line in spanned(report, 3)[3:] if (figures := line[-7:])]
    return {
        **pasted(report),
        "merged cells repeated": page(
            report,
            two=table(looks.flat(looks.lines(report, 2))),
            three=table(flat),
            four=table(looks.flat(looks.lines(report, 4))),
        ),
        "table 2 in small tables": page(report, two=small_tables(report)),
        "rows explained in brackets": looks.html(
            report,
            words=lambda it: (
                f"{it}（指{report.year}年末的数量，{'说明' * 40}）" if it in ("规章", "行政许可", "本年增/减") else it
            ),
        ),
        "no corner in the head": page(report, three=table([three[0][1:], *three[1:]])),
        "no head": page(report, three=table(three[3:])),
        "one line of head": page(report, three=table([*one_head, *three[3:]])),
        "two columns of headings gone": page(report, three=table([[line[0][0], *line[1:]] for line in leaves])),
        "cut in two": page(report, three=table(flat[:12]) + table(flat[12:])),
        "cut in two, head repeated": page(report, three=table(flat[:12]) + table([*flat[:3], *flat[12:]])),
        "rows around": page(report, three=table([[("单位：件", 10, 1)], *three, [("注：按收到之日统计。", 10, 1)]])),
        "table 4 as three": page(
            report, four="".join(f"<p>{it}</p>" + table([_RESULTS, row]) for it, row in fives.items())
        ),
        "table 4 as two": page(
            report,
            four=table([[("行政复议", 5, 1)], _RESULTS, of[:5]])
            + table([[("未经复议直接起诉", 5, 1), ("复议后起诉", 5, 1)], [*_RESULTS, *_RESULTS], of[5:]]),
        ),
        "table 4 upright": page(report, four=table([["类别", *_RESULTS], *([it, *row] for it, row in fives.items())])),
        "table 4 with empty heads": page(
            report,
            four=table(
                [
                    [("行政复议", 5, 1), ("行政诉讼", 10, 1)],
                    [*_RESULTS, ("未经复议直接起诉", 5, 1), ("复议后起诉", 5, 1)],
                    [*[""] * 5, *_RESULTS, *_RESULTS],
                    of,
                ]
            ),
        ),
    }


@pytest.mark.parametrize("report", [CITY, BUREAU19], ids=lambda each: f"{each.year}")
@pytest.mark.parametrize("name", variants(BUREAU23))
def test_tables_of_every_make_are_read(report: Report, name: str) -> None:
    read = checking.read(variants(report)[name], ".html")
    assert {place: it for place, it in report.cells.items() if read.report.cells.get(place) != it} == {}
    assert errors(read) == []


def test_a_head_that_is_not_as_printed_is_named() -> None:
    heads = checking.read(looks.html(BUREAU19, words=as_printed), ".html").odd
    assert [(each.weight, each.values) for each in heads] == [("warning", ("科研企业",)), ("warning", ("社会组织",))]
    wrong = looks.html(
        BUREAU19, words=lambda it: it.replace("采购项目数量", "上一年项目数量").replace("采购总金额", "本年增/减")
    )
    read = checking.read(wrong, ".html")
    assert [(each.rule, each.weight, each.row) for each in read.odd] == [("HEAD", "error", "政府集中采购")]
    assert read.report.cells == BUREAU19.cells


def test_the_title_and_the_period_of_two_years() -> None:
    wrong = looks.html(BUREAU23).replace("限自2023年1".encode(), "限自2022年1".encode())
    wrong = wrong.replace("至2023年12".encode(), "至2022年12".encode())
    assert [(each.rule, each.values) for each in checking.read(wrong, ".html").odd] == [("YEAR", ("2023", "2022"))]


def _word_with(report: Report, change: Callable[[Any], None]) -> bytes:
    document = docx.Document(io.BytesIO(looks.word(report)))
    change(document)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _tracked(document: Any) -> None:
    """Each figure was typed over another, and one row was deleted; rows stand in content controls."""
    moved = "<w:moveFrom {0} w:id='3'><w:r><w:t>997</w:t></w:r></w:moveFrom>"
    hidden = "<w:r {0}><w:rPr><w:vanish/></w:rPr><w:t>9</w:t></w:r>"
    for table in document.tables:
        for run in list(table._tbl.iter(qn("w:r")))[::3]:
            for before in ("<w:del {0} w:id='2'><w:r><w:delText>998</w:delText></w:r></w:del>", moved, hidden):
                run.addprevious(parse_xml(before.format(nsdecls("w"))))
        row = deepcopy(table.rows[-1]._tr)
        row.get_or_add_trPr().append(parse_xml(f"<w:del {nsdecls('w')} w:id='9'/>"))
        table.rows[-1]._tr.addprevious(row)
        control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
        table.rows[-1]._tr.addprevious(control)
        control[0].append(table.rows[-1]._tr)


def test_a_word_file_is_read_as_it_looks_when_its_changes_are_accepted() -> None:
    read = checking.read(_word_with(CITY, _tracked), ".docx")
    assert (read.report.cells, errors(read)) == (CITY.cells, [])


def test_a_table_that_is_a_picture_is_neither_right_nor_wrong(tmp_path: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (8, 6)).save(picture, "PNG")

    def change(document: Any) -> None:
        drawn = document.add_paragraph()
        drawn.add_run().add_picture(picture, width=Mm(150), height=Mm(80))
        document.tables[1]._tbl.addprevious(drawn._p)
        document.tables[1]._tbl.getparent().remove(document.tables[1]._tbl)

    path = tmp_path / "picture.docx"
    path.write_bytes(_word_with(BUREAU23, change))
    checked = checking.check_file(path)
    assert (checked.errors, [number for number, _ in checked.read.unread]) == ((), [3])
    assert cli.main(["disclosure", "check-report", str(path)]) == 2


@pytest.mark.parametrize(("written", "unread"), [("8", [3]), ("0", []), ("/", [])])
def test_a_figure_merged_over_several_columns_is_nobody_s(tmp_path: Path, written: str, unread: list[int]) -> None:
    lines = spanned(BUREAU23, 3)
    lines[3] = [lines[3][0], (written, 6, 1), written]
    path = tmp_path / "merged.html"
    path.write_bytes(page(BUREAU23, three=table(lines)))
    checked = checking.check_file(path)
    assert [number for number, _ in checked.read.unread] == unread
    assert not [each for each in checked.errors if each.rule in ("T3-c", "COMPLETE", "G")]


def test_a_page_cut_in_the_middle_of_table_3_is_said() -> None:
    cut = page(BUREAU19, three=table(spanned(BUREAU19, 3)[:10]), four="<p>五、存在的问题</p>")
    read = checking.read(cut, ".html")
    words = [each.words for each in check(read.report) if each.weight == "error"]
    assert words == ["表三在“3.危及“三安全一稳定””之后缺失 16 行", "表四（政府信息公开行政复议、行政诉讼情况）没有找到"]


# --- files that are wrong -----------------------------------------------------------------------------


def _package(part: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(part, content)
    return made.getvalue()


def _pages(number: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(number):
        document.new_page(100, 100)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


_W = b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
WRONG = {
    "wrong type": (".txt", b"x"),
    "old word": (".docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "no zip": (".docx", b"PK\x03\x04 broken"),
    "another zip": (".docx", _package("xl/workbook.xml", b"<x/>")),
    "zip bomb": (".docx", _package("word/document.xml", bytes(41_000_000))),
    "no xml": (".docx", _package("word/document.xml", b"<w:")),
    "entities": (".docx", _package("word/document.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + _W + b"</w:document>")),
    "no body": (".docx", _package("word/document.xml", _W + b"</w:document>")),
    "no pdf": (".pdf", b"%PDF-1.4 broken"),
    "empty pdf": (".pdf", _pages(1)),
    "too many pages": (".pdf", _pages(201)),
    "empty": (".html", b"  "),
    "no tables": (".html", "<p>2023年政府信息公开工作年度报告</p><table><tr><td>1</td></tr></table>".encode()),
    "wide": (".html", b"<table><tr><td colspan=1000000 rowspan=99999999999>1</td></tr></table>" * 2),
    "no lines and blanks": (
        ".html",
        f"<p>{'</p><p>'.join(rows(CITY.form).values())}</p><table><tr><td>规章<td>0</table>".encode(),
    ),
    "deep": (".html", b"<div>" * 100_000 + b"<table>" * 5000),
    "no json": (".json", b"{"),
    "deep json": (".json", b"[" * 100_000),
    "other json": (".json", b"[1]"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_cannot_be_read_says_why(name: str) -> None:
    suffix, content = WRONG[name]
    with pytest.raises(CannotRead) as refused:
        checking.read(content, suffix)
    assert len(str(refused.value)) > 5


def test_a_vast_span_does_not_cost_the_table() -> None:
    hostile = looks.html(BUREAU23).replace(b"colspan=7", b"colspan=1000000")
    assert errors(checking.read(hostile, ".html")) == []


# --- the command --------------------------------------------------------------------------------------


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right, wrong, text = tmp_path / "right.html", tmp_path / "wrong.html", tmp_path / "x.txt"
    right.write_bytes(looks.html(BUREAU23))
    wrong.write_bytes(looks.html(looks.changed(BUREAU23, {"4.review.total": "2"})))
    text.write_text("x")

    def run(*words: str) -> tuple[int, str, str]:
        code = cli.main(["disclosure", "check-report", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    assert run(str(right))[:2] == (
        0,
        "某某市市政管理局　2023 年度　2021 年格式　找到表二、表三、表四\n没有发现不对的地方\n",
    )
    code, out, _ = run(str(wrong), "--json", "--last", str(right))
    found = json.loads(out)
    assert code == 1
    assert [
        (each["rule"], each["table"], each["row"], each["column"], each["values"]) for each in found["violations"]
    ] == [("T4-a", 4, "行政复议", "总计", ["0", "2"])]
    assert (found["format"], found["tables_found"], [each["rule"] for each in found["warnings"]]) == (
        "F2021",
        [2, 3, 4],
        ["YEAR"],
    )
    code, out, error = run(str(text), "--json")
    assert (code, "error" in json.loads(out), ".docx" in error) == (2, True, True)
    assert "没有这个文件" in run(str(tmp_path / "none.pdf"))[2]
    assert "文件夹" in run(str(tmp_path))[2]
    code, out, _ = run(str(right), "--year", "2022")
    assert (code, "标题写的是 2023 年度" in out) == (0, True)
    assert run(str(right), "--year", "2020")[0] == 1


def test_the_printed_forms_are_what_the_look_alikes_print() -> None:
    assert [len(printed(CITY.form, number)) for number in (2, 3, 4)] == [14, 28, 4]
