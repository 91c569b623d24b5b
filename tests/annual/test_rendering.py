"""One report as DOCX, PDF, HTML and JSON: the same text, the same tables, with their spans."""

import io
import json
from datetime import UTC, datetime

import pypdfium2
import pytest
from docx import Document

from yihaotong.annual.rendering.docx import docx
from yihaotong.annual.rendering.laid import laid
from yihaotong.annual.rendering.page import page
from yihaotong.annual.rendering.pdf import pdf
from yihaotong.annual.rules.cells import code_of, named
from yihaotong.annual.rules.drafted import Drafted, as_form, as_json, from_json
from yihaotong.annual.rules.figures import Figure, Row
from yihaotong.annual.rules.sentences import Listing, figures_in, parts
from yihaotong.forms.checking import read
from yihaotong.forms.rules.codes import Format

MONTHLY = Listing(
    "信息公开目录“月报”", ("名称", "责任部门", "生成日期"), (("月报（1月份）", "示例中心", "2019-02-21"),)
)
AT = datetime(2020, 1, 20, 8, tzinfo=UTC)


def drafted(form: Format) -> Drafted:
    figure = Figure("released.total", "主动公开信息", "187", "条", rows=(Row("article:1", "月报<b>"),))
    values = {
        "organ": "示例市指挥中心",
        "year": "2019",
        "channels": "网站",
        "released.total": figure,
        "released.each": ("网站", figure, "条"),
    }
    cells = {each.place: Figure(code_of(each.place), each.label, "0") for each in named(form)}
    return Drafted(
        form,
        2019,
        "示例市指挥中心",
        "示例市指挥中心2019年年度报告",
        cells,
        parts(values, form.value, {"monthly": MONTHLY}),
        figures_in(values),
    )


@pytest.mark.parametrize(("form", "rows"), [(Format.F2019, 26), (Format.F2021, 28)])
def test_all_files_of_one_report(form, rows) -> None:
    told = drafted(form)
    set_from = laid(told)
    document = Document(io.BytesIO(docx(set_from, AT)))
    listed, two, three, four, _sources = document.tables
    assert [cell.text for cell in listed.rows[1].cells] == ["月报（1月份）", "示例中心", "2019-02-21"]
    assert len(three.rows) == rows
    assert (len(two.columns), len(three.columns), len(four.columns)) == (4, 10, 15)
    assert three.cell(0, 0)._tc is three.cell(2, 2)._tc, "the corner spans three rows and columns"
    assert three.rows[0]._tr.xpath("w:trPr/w:tblHeader")
    assert "主动公开信息187条" in "\n".join(line.text for line in document.paragraphs)
    pages = pypdfium2.PdfDocument(pdf(set_from, AT))
    text = "".join(pages[at].get_textpage().get_text_range() for at in range(len(pages)))
    assert "危及“三安全一稳定”" in text.replace("\r\n", "")
    assert pdf(set_from, AT) == pdf(set_from, AT)
    shown = page(set_from)
    assert 'colspan="3" rowspan="3"' in shown
    for kind, content in (("docx", docx(set_from, AT)), ("pdf", pdf(set_from, AT)), ("html", shown.encode())):
        assert read(content, f".{kind}").report.cells == as_form(told).cells, kind
    assert "月报&lt;b&gt;" in shown
    assert "http" not in shown.partition("</style>")[2].partition("<h1>")[0]


def test_an_edition_out_of_its_json_is_the_same() -> None:
    told = drafted(Format.F2019)
    again = from_json(json.loads(json.dumps(as_json(told))))
    assert as_form(again) == as_form(told)
    assert as_json(again) == as_json(told)
