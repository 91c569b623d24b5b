"""The letter as it lies on paper: measured in the PDF with another library, read back from the DOCX."""

import ctypes
import io
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageChops
from pypdfium2 import raw

from tests.letters import schema
from tests.letters.conftest import HEAD, PLAIN, paragraphs, writing
from yihaotong.journal.refusal import Refused
from yihaotong.letters.rendering.docx import docx
from yihaotong.letters.rendering.fonts import WIDE
from yihaotong.letters.rendering.pdf import pdf
from yihaotong.letters.rules.writing import Letterhead, Table

MM = 72 / 25.4
HEIGHT = 297 * MM
#: What typesetters, Word and XML each take for something else.
NASTY = '#import "x" *粗* _斜_ <label> ] [ } { \\ \\u{41} $x^2$ @ref // /* `raw` ~ -- &amp; <w:p/> ]]> \'"'


class Glyph(NamedTuple):
    """One character: its box and its base line from the top left of the paper, in points."""

    letter: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    base: float


class Glyphs:
    """Every character of every page."""

    def __init__(self, content: bytes) -> None:
        self.document = pypdfium2.PdfDocument(content)
        self.pages = [self._of(page) for page in self.document]

    def _of(self, page):
        text = page.get_textpage()
        found = []
        for at in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(at, loose=True)
            letter = text.get_text_range(at, 1)
            size = raw.FPDFText_GetFontSize(text, at)
            x, y = ctypes.c_double(), ctypes.c_double()
            raw.FPDFText_GetCharOrigin(text, at, x, y)
            if letter.strip():
                found.append(Glyph(letter, left, HEIGHT - top, right, HEIGHT - bottom, size, HEIGHT - y.value))
        return found

    def text(self, number=None) -> str:
        pages = self.pages if number is None else [self.pages[number]]
        return "".join(letter for page in pages for letter, *_ in page)

    def lines(self, number: int, size: float) -> list[tuple[float, str]]:
        """The lines of this type size: (base line, text), from the top."""
        rows: dict[int, list[Glyph]] = {}
        for glyph in self.pages[number]:
            if abs(glyph.size - size) < 0.2:
                near = next((key for key in rows if abs(key - glyph.base) < 8), round(glyph.base))
                rows.setdefault(near, []).append(glyph)
        return sorted((row[0].base, "".join(glyph.letter for glyph in row)) for row in rows.values())

    def find(self, number: int, text: str) -> tuple[float, float, float, float]:
        """The box of some words on a page."""
        letters = "".join(letter for letter, *_ in self.pages[number])
        at = letters.index(text)
        boxes = self.pages[number][at : at + len(text)]
        sides = ([glyph[side] for glyph in boxes] for side in (1, 2, 3, 4))
        lefts, tops, rights, bottoms = sides
        return min(lefts), min(tops), max(rights), max(bottoms)


@pytest.fixture(scope="module")
def when() -> datetime:
    return datetime.fromisoformat("2026-03-20T10:00:00+08:00")


@pytest.fixture(scope="module")
def full(when) -> Glyphs:
    return Glyphs(pdf(writing(*paragraphs(*[PLAIN] * 8), copies_to=(), attachments=()), when))


@pytest.fixture(scope="module")
def usual(when) -> Glyphs:
    return Glyphs(pdf(writing(), when))


def ink(glyphs: Glyphs, number: int, colour=None):
    """The box in millimetres of what is drawn on a page at 8 dots a millimetre: all of it, or what is reddish."""
    picture = glyphs.document[number].render(scale=8 / MM).to_pil().convert("RGB")
    red, green, blue = picture.split()
    dark = blue.point(lambda value: 255 if value < 128 else 0)
    if colour == "red":
        reddish = red.point(lambda value: 255 if value > 150 else 0)
        dark = ImageChops.multiply(reddish, green.point(lambda value: 255 if value < 130 else 0))
    return [side / 8 for side in dark.getbbox()]


def test_the_paper_is_a4(full: Glyphs):
    assert full.document[0].get_size() == pytest.approx((210 * MM, HEIGHT), abs=0.1)


def test_a_full_page_has_22_lines_of_28_characters_within_the_margins(full: Glyphs):
    lines = full.lines(1, 16)
    assert len(lines) == 22
    assert Counter(len(text) for _base, text in lines).most_common(1)[0][0] == 28
    pitches = [after[0] - before[0] for before, after in pairwise(lines)]
    assert pitches == pytest.approx([225 * MM / 22] * 21, abs=0.15)
    left, top, right, bottom = ink(full, 1)
    assert left == pytest.approx(28, abs=1)
    assert right == pytest.approx(210 - 26, abs=1)
    assert top == pytest.approx(37, abs=1)
    assert lines[-1][0] / MM < 37 + 225
    assert bottom == pytest.approx(37 + 225 + 7 + 2.5, abs=2.5)


def test_the_head_is_red_and_stands_where_the_standard_says(usual: Glyphs):
    left, top, right, bottom = ink(usual, 0, "red")
    assert top == pytest.approx(37 + 35, abs=1.5)
    assert (left, right) == pytest.approx((28, 184), abs=0.3)
    number = usual.find(0, "示智公复〔2026〕3号")
    assert bottom - number[3] / MM == pytest.approx(4 + 0.35, abs=1)
    assert (number[0] + number[2]) / 2 / MM == pytest.approx(28 + 78, abs=1)
    mark = usual.find(0, HEAD.organ)
    assert (number[1] - mark[3]) / (225 * MM / 22) == pytest.approx(2, abs=0.5)
    title = usual.find(0, "政府信息公开申请答复书")
    assert (title[1] / MM - bottom) / (225 / 22) == pytest.approx(2, abs=0.5)
    assert (title[0] + title[2]) / 2 / MM == pytest.approx(28 + 78, abs=1)


def test_sizes_are_those_of_the_standard(usual: Glyphs):
    sizes = {glyph.letter: glyph.size for glyph in usual.pages[0]}
    assert sizes["书"] == pytest.approx(22)
    assert sizes["号"] == pytest.approx(16)
    assert sizes["—"] == pytest.approx(14)


def test_body_lines_begin_two_characters_in_and_the_addressee_at_the_edge(usual: Glyphs):
    assert usual.find(0, "王䶮：")[0] / MM == pytest.approx(28, abs=0.5)
    first = usual.find(0, "1.统计口径")[0]
    assert first / MM == pytest.approx(28 + 2 * 156 / 28, abs=0.8)


def test_signature_date_and_notes_stand_right_and_left(usual: Glyphs):
    last = len(usual.pages) - 1
    date = usual.find(last, "2026年3月20日")
    name = usual.find(last, HEAD.organ)
    away = (184 * MM - date[2]) / (156 * MM / 28)
    assert away == pytest.approx(4, abs=0.3)
    assert (name[0] + name[2]) / 2 == pytest.approx((date[0] + date[2]) / 2, abs=2)
    assert name[3] <= date[1] + 4
    assert usual.find(last, "（此件")[0] / MM == pytest.approx(28 + 2 * 156 / 28, abs=3)
    assert usual.find(last, "附件：1.")[0] / MM == pytest.approx(28 + 2 * 156 / 28, abs=0.5)
    copies = usual.find(last, "抄送：")
    assert copies[0] / MM == pytest.approx(28 + 14 / MM, abs=0.6)
    printed = usual.find(last, "日印发")
    assert printed[2] / MM == pytest.approx(184 - 14 / MM, abs=0.6)
    assert printed[3] / MM == pytest.approx(37 + 225, abs=4)


@pytest.mark.parametrize(("number", "edge"), [(0, "right"), (1, "left")])
def test_page_numbers_are_right_on_odd_pages_and_left_on_even(usual: Glyphs, number, edge):
    left, top, right, bottom = usual.find(number, f"—{number + 1}—")
    assert (top + bottom) / 2 / MM == pytest.approx(262 + 7 + 0.5, abs=1.5)
    if edge == "right":
        assert right / MM == pytest.approx(184 - 14 / MM, abs=0.6)
    else:
        assert left / MM == pytest.approx(28 + 14 / MM, abs=0.6)


def test_a_table_over_two_pages_repeats_its_heading_and_splits_no_row(usual: Glyphs):
    text = usual.text()
    assert text.count("月份电话网络备注") == 2
    for month in range(1, 31):
        assert f"{month}月{60000 + month}{9000 + month}含夜间和节假日" in text


def test_every_text_of_the_letter_is_on_the_paper(usual: Glyphs):
    text = usual.text()
    for part in writing().texts():
        assert part.replace(" ", "") in text.replace("（此件", "此件")


def test_whatever_somebody_wrote_is_text(when):
    long = "https://example.org/" + "a1" * 200
    made = writing(
        *paragraphs(NASTY, long, "人名䶮𠅤犇"),
        Table((NASTY, "乙"), ((long, NASTY),), NASTY),
        title=NASTY[:40],
        addressee=NASTY,
        attachments=(NASTY,),
        note=NASTY,
        copies_to=(NASTY,),
    )
    glyphs = Glyphs(pdf(made, when))
    text = glyphs.text()
    assert text.count(NASTY.replace(" ", "")) >= 6
    assert long in text.replace("\ufffe", "").replace("\xad", "")
    assert "人名䶮𠅤犇" in "".join(page.get_textpage().get_text_range() for page in glyphs.document)
    document = Document(io.BytesIO(docx(made, when)))
    assert [line.text for line in document.paragraphs if line.text == NASTY] != []
    assert document.tables[0].cell(1, 1).text == NASTY


def test_no_word_however_long_runs_over_the_edge(when):
    glyphs = Glyphs(pdf(writing(*paragraphs("网址为" + "b" * 300 + "。"), attachments=("c" * 120,)), when))
    assert max(glyph.right for page in glyphs.pages for glyph in page) <= 184 * MM + 1


@settings(max_examples=25)
@given(st.text(alphabet=st.characters(codec="gb2312", exclude_categories=["Cc"]), min_size=1, max_size=60))
def test_any_text_of_the_national_set_is_set(text):
    made = writing(*paragraphs(f"始{text}终"), attachments=(), copies_to=(), note="")
    content = pdf(made, datetime.fromisoformat("2026-03-20T10:00:00+08:00"))
    assert content.startswith(b"%PDF")


def test_a_character_no_font_has_is_refused_by_name(when):
    with pytest.raises(Refused) as refused:
        pdf(writing(addressee="王😶‍🌫️𓀀："), when)
    assert "U+13000" in refused.value.message


def test_rare_characters_come_from_the_last_fonts(when):
    content = pdf(writing(addressee="䶮："), when)
    assert WIDE[0].replace(" ", "").encode() in content


@pytest.mark.parametrize("render", [pdf, docx])
def test_the_same_letter_gives_the_same_bytes(render, when):
    assert render(writing(), when) == render(writing(), when)


def test_a_preview_says_so_on_every_page(when):
    glyphs = Glyphs(pdf(writing(watermark="预览"), when))
    assert all("预" in glyphs.text(number) and "览" in glyphs.text(number) for number in range(len(glyphs.pages)))
    assert "预览" not in Glyphs(pdf(writing(), when)).text()
    document = Document(io.BytesIO(docx(writing(watermark="预览"), when)))
    assert document.sections[0].header.paragraphs[0].text == "预览"


def test_the_end_stays_together(when):
    """However much text there is, organ, date and note stand on one page, and never alone on it."""
    for count in range(1, 14):
        made = writing(*paragraphs(*["示例文字" * 7] * count), copies_to=(), attachments=(), number="")
        glyphs = Glyphs(pdf(made, when))
        last = glyphs.text(len(glyphs.pages) - 1)
        assert "2026年3月20日" in last
        assert HEAD.organ in last
        assert "示例文字" in last


def test_long_names_of_organs_and_marks_above_the_head(when):
    long = Letterhead(
        "示例回族自治区示例市示例县人民政府政务服务和数字化建设管理局办公室",
        serial="000001",
        secrecy="",
        urgency="特急",
    )
    glyphs = Glyphs(pdf(writing(letterhead=long), when))
    assert glyphs.find(0, "000001")[0] / MM == pytest.approx(28, abs=0.7)
    assert "特急" in glyphs.text(0)
    assert ink(glyphs, 0)[2] <= 184.5


# --- DOCX ---


@pytest.fixture(scope="module")
def word(when):
    return Document(io.BytesIO(docx(writing(), when)))


def test_the_docx_has_the_page_of_the_standard(word):
    section = word.sections[0]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    margins = (section.top_margin.mm, section.bottom_margin.mm, section.left_margin.mm, section.right_margin.mm)
    assert margins == pytest.approx((37, 35, 28, 26), abs=0.1)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    assert int(grid.get(qn("w:linePitch"))) / 20 * 22 == pytest.approx(225 * MM, abs=1)
    assert (16 + int(grid.get(qn("w:charSpace"))) / 4096) * 28 == pytest.approx(156 * MM, abs=0.5)
    assert word.styles["Normal"].paragraph_format.line_spacing.pt == pytest.approx(28.99, abs=0.05)
    assert word.settings.odd_and_even_pages_header_footer
    assert section.footer.paragraphs[0].text == section.even_page_footer.paragraphs[0].text == "—  —"


def face(line, at=0) -> str:
    return line.runs[at]._r.rPr.rFonts.get(qn("w:eastAsia"))


def test_the_docx_names_the_official_fonts_first(word):
    lines = {line.text: line for line in word.paragraphs if line.text}
    assert face(lines["政府信息公开申请答复书"]) == "方正小标宋简体"
    assert lines["政府信息公开申请答复书"].runs[0].font.size.pt == 22
    assert face(lines["一、予以公开的部分"]) == "黑体"
    second = lines["（一）受理量。全年共受理846542件。"]
    assert [(run.text, face(second, at)) for at, run in enumerate(second.runs)] == [
        ("（一）受理量。", "楷体_GB2312"),
        ("全年共受理846542件。", "仿宋_GB2312"),
    ]
    assert face(lines[PLAIN]) == "仿宋_GB2312"
    assert lines[PLAIN].runs[0].font.size.pt == 16
    assert str(lines[HEAD.organ].runs[0].font.color.rgb) == "E60012" or HEAD.organ


def test_the_docx_keeps_rows_together_and_repeats_the_heading(word):
    table = word.tables[0]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert word.tables[1].cell(1, 1).text == "2026年3月20日印发"


def test_the_docx_carries_no_picture_no_macro_and_the_stand_in_fonts(when):
    with zipfile.ZipFile(io.BytesIO(docx(writing(), when))) as archive:
        names = archive.namelist()
        assert not [name for name in names if "thumbnail" in name or "vba" in name]
        assert "仿宋_GB2312" in archive.read("word/fontTable.xml").decode()


@pytest.mark.parametrize(
    "changed",
    [{}, {"watermark": "预览", "number": ""}, {"body": (Table(("甲",), (("乙",),)), Table(("丙",), (("丁",),)))}],
)
def test_word_finds_nothing_to_repair(when, changed):
    assert schema.faults(docx(writing(**changed), when)) == []


def test_the_docx_is_chinese_and_sets_digits_without_room_around_them(word):
    shape = word.styles["Normal"].element.pPr
    assert [shape.find(qn(name)).get(qn("w:val")) for name in ("w:autoSpaceDE", "w:autoSpaceDN")] == ["0", "0"]
    assert {each.get(qn("w:eastAsia")) for each in word.styles.element.iter(qn("w:lang"))} == {"zh-CN"}


def test_both_say_the_same(usual: Glyphs, word):
    said = "".join(line.text for line in word.paragraphs).replace(" ", "")
    on_paper = usual.text()
    for part in replace(writing(), copies_to=()).texts():
        plain = part.replace(" ", "")
        in_table = any(plain in cell.text for table in word.tables for row in table.rows for cell in row.cells)
        assert plain in on_paper
        assert plain in said or in_table
