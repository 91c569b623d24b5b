"""The DOCX: the same letter for Word and WPS, with the official fonts named first. Values are written as text nodes."""

import io
import zipfile
from datetime import datetime
from functools import cache

from docx import Document
from docx.document import Document as Opened
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as Line
from docx.text.run import Run

from yihaotong.letters.rendering import docx_tables, fonts, layout
from yihaotong.letters.rendering.fonts import FANG, HEI, KAI, SONG, TITLE, Face
from yihaotong.letters.rules.breaking import title_lines
from yihaotong.letters.rules.levels import heading_length
from yihaotong.letters.rules.wording import day
from yihaotong.letters.rules.writing import Paragraph, Writing

_CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
#: The oldest day an archive can name: the same letter gives the same bytes.
_NO_DAY = (1980, 1, 1, 0, 0, 0)
_RED = RGBColor.from_string(layout.RED)


def docx(writing: Writing, at: datetime) -> bytes:
    """The bytes of the DOCX; the same letter at the same instant gives the same bytes."""
    document = Document(io.BytesIO(_empty()))
    _properties(document, writing, at)
    _page(document, writing.watermark)
    _head(document, writing)
    _body(document, writing)
    _end(document, writing)
    return _saved(document)


@cache
def _empty() -> bytes:
    """An empty document with our fonts and nothing else."""
    document = Document()
    related = document.part.package.rels
    for number in [number for number, each in related.items() if each.reltype.endswith("/thumbnail")]:
        del related[number]
    normal = document.styles["Normal"]
    set_face(normal.font._element.get_or_add_rPr(), FANG)  # noqa: SLF001 — python-docx has no word for East Asian fonts
    normal.font.size = Pt(layout.SIZE_3)
    shape = normal.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(layout.PITCH)
    shape.space_before = shape.space_after = Pt(0)
    shape.widow_control = False
    _chinese(document)
    return _saved(document)


def _chinese(document: Opened) -> None:
    """Chinese is the language of the text, and no room is added between it and digits: 28 characters a line."""
    properties = document.styles["Normal"].element.get_or_add_pPr()
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        off = OxmlElement(name)
        off.set(qn("w:val"), "0")
        properties.insert_element_before(off, "w:bidi", "w:snapToGrid", "w:spacing", "w:ind", "w:jc")
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _properties(document: Opened, writing: Writing, at: datetime) -> None:
    about = document.core_properties
    about.title, about.author, about.last_modified_by = writing.title, writing.letterhead.organ, ""
    about.comments, about.language = "", "zh-CN"
    about.created = about.modified = at.replace(tzinfo=None, microsecond=0)


def _page(document: Opened, watermark: str) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(layout.PAGE[0]), Mm(layout.PAGE[1])
    section.top_margin, section.bottom_margin = Mm(layout.TOP), Mm(layout.BOTTOM)
    section.left_margin, section.right_margin = Mm(layout.LEFT), Mm(layout.RIGHT)
    section.header_distance = Mm(15)
    # The footer is measured from the edge of the paper: below the 版心 as far as 7.5 says, and its own line.
    section.footer_distance = Mm(layout.BOTTOM - layout.PAGE_NUMBER_BELOW) - Pt(layout.SIZE_4)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(round(layout.PITCH * 20)))
    grid.set(qn("w:charSpace"), str(round(layout.TRACKING * 4096)))
    for old in section._sectPr.findall(qn("w:docGrid")):  # noqa: SLF001
        section._sectPr.remove(old)  # noqa: SLF001
    section._sectPr.append(grid)  # noqa: SLF001
    document.settings.odd_and_even_pages_header_footer = True
    for footer, odd in ((section.footer, True), (section.even_page_footer, False)):
        footer.is_linked_to_previous = False
        _page_number(footer.paragraphs[0], odd=odd)
    if watermark:
        for header in (section.header, section.even_page_header):
            header.is_linked_to_previous = False
            _write(header.paragraphs[0], watermark, HEI, layout.SIZE_3).font.color.rgb = RGBColor(0x99, 0x99, 0x99)


def _page_number(line: Line, *, odd: bool) -> None:
    """— 1 —: right on odd pages, left on even ones, one character from the edge."""
    line.alignment = _RIGHT if odd else WD_ALIGN_PARAGRAPH.LEFT
    shape = line.paragraph_format
    shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    if odd:
        shape.right_indent = Pt(layout.SIZE_4)
    else:
        shape.left_indent = Pt(layout.SIZE_4)
    _write(line, "— ", SONG, layout.SIZE_4)
    run = _write(line, "", SONG, layout.SIZE_4)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)  # noqa: SLF001
    _write(line, " —", SONG, layout.SIZE_4)


def _head(document: Opened, writing: Writing) -> None:
    head = writing.letterhead
    above = [(head.serial, FANG), (head.secrecy, HEI), (head.urgency, HEI)]
    marks = [(text, face) for text, face in above if text]
    for text, face in marks:
        _write(_line(document), text, face, layout.SIZE_3)
    mark = _line(document, _CENTRE)
    size = layout.mark_size(layout.mark(head))
    mark.paragraph_format.space_before = Pt(layout.MARK_BELOW_TOP * layout.MM - layout.PITCH * len(marks))
    mark.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    _write(mark, layout.mark(head), TITLE, size).font.color.rgb = _RED
    for _ in range(2 if writing.number else 1):
        _line(document)
    number = _line(document, _CENTRE)
    if writing.number:
        _write(number, writing.number, FANG, layout.SIZE_3)
    _red_line(number)
    _line(document)
    _line(document)
    for text in title_lines(writing.title, layout.TITLE_MOST):
        title = _line(document, _CENTRE)
        title.paragraph_format.line_spacing = Pt(layout.TITLE_PITCH)
        title.paragraph_format.keep_with_next = True
        _write(title, text, TITLE, layout.SIZE_2)
    _line(document)


def _red_line(line: Line) -> None:
    """A border under a paragraph: 4 mm below it, as wide as the 版心."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    thick, below = round(layout.LINE_THICK * layout.MM * 8), round(layout.LINE_BELOW_NUMBER * layout.MM)
    for name, value in (("val", "single"), ("sz", str(thick)), ("space", str(below)), ("color", layout.RED)):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    properties = line._p.get_or_add_pPr()  # noqa: SLF001
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _body(document: Opened, writing: Writing) -> None:
    if writing.addressee:
        _write(_line(document), writing.addressee, FANG, layout.SIZE_3)
    for piece in writing.body:
        if isinstance(piece, Paragraph):
            _paragraph(document, piece)
        else:
            docx_tables.add(document, piece, _write)


def _paragraph(document: Opened, piece: Paragraph) -> None:
    line = _line(document, WD_ALIGN_PARAGRAPH.JUSTIFY)
    _indent(line, "firstLine", 2)
    length = heading_length(piece.text, piece.level)
    line.paragraph_format.keep_with_next = bool(piece.level) and length == len(piece.text)
    if length:
        _write(line, piece.text[:length], HEI if piece.level == 1 else KAI, layout.SIZE_3)
    if piece.text[length:]:
        _write(line, piece.text[length:], FANG, layout.SIZE_3)


def _end(document: Opened, writing: Writing) -> None:
    """附件说明, 署名, 成文日期, 附注, 版记."""
    if writing.attachments:
        _line(document)
    many = len(writing.attachments) > 1
    for number, name in enumerate(writing.attachments, 1):
        line = _line(document)
        _indent(line, "left", 6 if many else 5)
        _indent(line, "hanging", 1 if many and number > 1 else 4 if many else 3)
        lead = "附件：" if number == 1 else ""
        _write(line, f"{lead}{f'{number}.' if many else ''}{name}", FANG, layout.SIZE_3)
    _kept(_line(document))
    _kept(_line(document))
    on = day(writing.on)
    for text, away in zip((writing.signed, on), layout.signed_from_right(writing, on), strict=True):
        line = _kept(_line(document, _RIGHT))
        _indent(line, "right", away)
        _write(line, text, FANG, layout.SIZE_3)
    if writing.note:
        line = _line(document)
        _indent(line, "left", 2)
        _write(line, f"（{writing.note}）", FANG, layout.SIZE_3)
    if writing.copies_to:
        docx_tables.add_record(document, writing, _write)


def _kept(line: Line) -> Line:
    line.paragraph_format.keep_with_next = True
    return line


def _line(document: Opened, alignment: WD_ALIGN_PARAGRAPH | None = None) -> Line:
    line = document.add_paragraph()
    if alignment is not None:
        line.alignment = alignment
    return line


def _indent(line: Line, side: str, characters: float) -> None:
    """In characters, as Word measures it, and in points for whoever does not."""
    indent = line._p.get_or_add_pPr().get_or_add_ind()  # noqa: SLF001
    indent.set(qn(f"w:{side}Chars"), str(round(characters * 100)))
    indent.set(qn(f"w:{side}"), str(round(characters * layout.ADVANCE * 20)))


def _write(line: Line, text: str, face: Face, size: float) -> Run:
    run = line.add_run(text)
    run.font.size = Pt(size)
    set_face(run._r.get_or_add_rPr(), face)  # noqa: SLF001
    return run


def set_face(properties: object, face: Face) -> None:
    """The same face for Chinese and Latin: digits stand half a character wide in it."""
    fonts_of_run = properties.get_or_add_rFonts()  # type: ignore[attr-defined]
    for name in list(fonts_of_run.attrib):
        del fonts_of_run.attrib[name]
    for script in ("eastAsia", "ascii", "hAnsi", "cs"):
        fonts_of_run.set(qn(f"w:{script}"), face.official)
    fonts_of_run.set(qn("w:hint"), "eastAsia")


def _saved(document: Opened) -> bytes:
    """Packed anew without the time of packing, and with the fonts that may stand in for the official ones."""
    packed, anew = io.BytesIO(), io.BytesIO()
    document.save(packed)
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(anew, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = _font_table() if entry.filename == "word/fontTable.xml" else old.read(entry)
            new.writestr(zipfile.ZipInfo(entry.filename, _NO_DAY), content, zipfile.ZIP_DEFLATED)
    return anew.getvalue()


@cache
def _font_table() -> bytes:
    """Which font stands in where an official one is not installed."""
    faces = dict.fromkeys((*fonts.FACES.values(),))
    rows = "".join(
        f'<w:font w:name="{face.official}"><w:altName w:val="{face.instead}"/><w:charset w:val="86"/></w:font>'
        for face in faces
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<w:fonts xmlns:w="{space}">{rows}</w:fonts>'.encode()
