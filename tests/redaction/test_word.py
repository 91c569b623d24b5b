"""Word files with everything in them: what is marked is gone, whatever a reader does not see is gone, told by unzip."""

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.shared import Pt, RGBColor
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.redaction.papers import IDENTITY
from tests.redaction.programs import said
from yihaotong.journal.refusal import Refused
from yihaotong.redaction.engines import child, word_package, word_proof
from yihaotong.redaction.rules.marks import Marks, Range
from yihaotong.redaction.rules.proof import read, surviving

SECRET = "王晓明"
NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
COVER = word_package.COVER


def made(source: Path, words: Sequence[str] = (), ranges: Sequence[Range] = ()) -> dict:
    place = source.with_suffix(".made")
    place.mkdir(exist_ok=True)
    task = child.Task("docx", str(source), str(place), Marks(tuple(words), {}, tuple(ranges)))
    return child.make(child.read_task(task.told())) | {"result": place / child.RESULT}


def failed(outcome: dict) -> list:
    return [check for check in read(outcome["checks"]) if not check.passed]


def unzipped(result: Path, part: str = "") -> str:
    return said("unzip", "-p", result, *([part] if part else []))


def told(result: Path) -> list[str]:
    return [paragraph.text for paragraph in Document(str(result)).paragraphs]


def add(paragraph, xml: str) -> None:
    paragraph._p.append(parse_xml(xml.replace(" NS", f" {NS}", 1)))


def a_picture(**saved) -> BytesIO:
    into = BytesIO()
    picture = Image.new("RGB", (80, 40), "white")
    picture.paste("red", (0, 0, 40, 40))
    picture.save(into, "JPEG", **saved)
    into.seek(0)
    return into


def nasty(target: Path) -> Path:
    """Properties, header, footer, comments, revisions, hidden, white and tiny text, text box, fields, bookmarks, links,
    alternative texts, a cropped picture with EXIF, custom data, an old revision's numbers."""
    document = Document()
    document.core_properties.author = SECRET
    document.core_properties.comments = SECRET
    document.sections[0].header.paragraphs[0].text = f"{SECRET}页眉"
    document.sections[0].footer.paragraphs[0].text = f"{SECRET}页脚"
    document.styles.add_style(f"{SECRET}样式", 1)
    document.add_paragraph("标题段", style=f"{SECRET}样式")
    opened = document.add_paragraph("公开的，")
    document.add_comment(opened.runs, text=f"{SECRET}批注", author=SECRET)
    add(opened, f'<w:ins NS w:author="{SECRET}" w:date="2019-01-01T00:00:00Z"><w:r><w:t>插入的，</w:t></w:r></w:ins>')
    add(opened, f'<w:del NS w:author="{SECRET}"><w:r><w:delText>{SECRET}删去</w:delText></w:r></w:del>')
    add(opened, f'<w:r NS w:rsidR="00AB12CD"><w:rPr><w:vanish/></w:rPr><w:t>{SECRET}隐藏</w:t></w:r>')
    add(opened, '<w:r NS><w:fldChar w:fldCharType="begin"/></w:r>')
    add(opened, f"<w:r NS><w:instrText>AUTHOR {SECRET}</w:instrText></w:r>")
    add(opened, '<w:hyperlink NS w:tooltip="王晓明"><w:r><w:t>链接的。</w:t></w:r></w:hyperlink>')
    add(opened, f'<w:bookmarkStart NS w:id="1" w:name="{SECRET}"/>')
    white = opened.add_run(f"{SECRET}白字")
    white.font.color.rgb = RGBColor(255, 255, 255)
    opened.add_run(f"{SECRET}极小").font.size = Pt(1)
    box = (
        f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>{SECRET}框"
        "</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        f"<w:txbxContent><w:p><w:r><w:t>{SECRET}框</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    add(opened, f"<w:r NS>{box}</w:r>")
    exif = Image.Exif()
    exif[0x010E] = "Wang Xiaoming"
    shape = document.add_picture(a_picture(exif=exif, comment=b"Wang Xiaoming"))
    shape._inline.docPr.set("descr", f"{SECRET}的照片")
    blip = shape._inline.graphic.graphicData.pic.blipFill
    blip.insert(1, parse_xml('<a:srcRect xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r="50000"/>'))
    plain = BytesIO()
    document.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, old.read(entry))
        new.writestr("customXml/item9.xml", f"<x>{SECRET}</x>")
        new.comment = SECRET.encode()
    return target


def test_nothing_hidden_comes_through(tmp_path):
    source = nasty(tmp_path / "nasty.docx")
    outcome = made(source, ranges=[Range(0, 0, 2)])
    result = outcome["result"]
    assert failed(outcome) == []
    whole = unzipped(result)
    assert SECRET not in whole
    assert "Wang Xiaoming" not in whole
    assert not re.search("rsid|vanish|w:ins|w:del|comment|descr=|2019-01-01|instrText|bookmark", whole)
    assert told(result)[:2] == [f"{COVER}段", "公开的，插入的，链接的。"]
    parts = said("unzip", "-Z1", result).split()
    assert parts == [
        "[Content_Types].xml",
        "_rels/.rels",
        "word/document.xml",
        "word/_rels/document.xml.rels",
        "word/styles.xml",
        "word/media/image1.jpeg",
    ]
    with zipfile.ZipFile(result) as archive, Image.open(BytesIO(archive.read("word/media/image1.jpeg"))) as picture:
        assert picture.size == (40, 40)  # what was cropped away is gone
        assert not picture.getexif()


def test_what_is_hidden_is_told(tmp_path):
    hidden = word_package.read(nasty(tmp_path / "nasty.docx")).hidden
    assert {"deleted", "hidden", "comments", "headers", "properties", "custom_xml", "drawings", "fields_codes"} <= set(
        hidden
    )


def test_a_word_is_found_across_runs_cells_and_lists(tmp_path):
    document = Document()
    paragraph = document.add_paragraph("来访人")
    for part in ("王", "晓", "明，电话1380013"):
        paragraph.add_run(part).bold = len(part) == 1
    paragraph.add_run(" 8000，证件")
    paragraph.add_run(IDENTITY[:9])
    paragraph.add_run(IDENTITY[9:]).italic = True
    table = document.add_table(2, 2, style="Table Grid")
    table.cell(0, 0).text = "王 晓 明"
    table.cell(0, 1).merge(table.cell(1, 1)).text = "别人"
    inner = table.cell(1, 0).add_table(1, 1)
    inner.cell(0, 0).text = "内表王晓明"
    document.add_paragraph("王晓明一项", style="List Number")
    document.save(tmp_path / "a.docx")
    outcome = made(tmp_path / "a.docx", [SECRET, "13800138000", IDENTITY])
    assert failed(outcome) == []
    result = outcome["result"]
    assert told(result)[0] == f"来访人{COVER}，电话{COVER}，证件{COVER}"
    assert told(result)[-1] == f"{COVER}一项"
    assert surviving(unzipped(result), [SECRET, "13800138000", IDENTITY]) == 0
    [rebuilt] = Document(str(result)).tables
    assert [cell.text.strip() for cell in rebuilt.columns[0].cells] == [COVER, ""]
    assert rebuilt.cell(0, 1).text == rebuilt.cell(1, 1).text == "别人"
    assert rebuilt.cell(1, 0).tables[0].cell(0, 0).text == f"内表{COVER}"


def test_a_range_covers_its_place_only_and_the_rest_is_told(tmp_path):
    document = Document()
    document.add_paragraph("甲乙丙丁")
    document.add_paragraph("又见乙丙")
    document.save(tmp_path / "a.docx")
    outcome = made(tmp_path / "a.docx", ranges=[Range(0, 1, 3)])
    assert failed(outcome) == []
    assert told(outcome["result"]) == [f"甲{COVER}丁", "又见乙丙"]
    assert "在别处还有" in next(check.said for check in read(outcome["checks"]) if check.code == "elsewhere")


def test_a_covered_picture_is_not_in_the_file(tmp_path):
    document = Document()
    document.add_picture(a_picture())
    document.save(tmp_path / "a.docx")
    outcome = made(tmp_path / "a.docx", ranges=[Range(0, 0, 1)])
    assert failed(outcome) == []
    assert "media" not in said("unzip", "-Z1", outcome["result"])
    assert told(outcome["result"]) == [COVER]


def test_the_cover_does_not_tell_a_length(tmp_path):
    document = Document()
    document.add_paragraph("王晓明、司马长风先生")
    document.save(tmp_path / "a.docx")
    assert told(made(tmp_path / "a.docx", [SECRET, "司马长风先生"])["result"]) == [f"{COVER}、{COVER}"]


def packed(target: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target


def document_xml(inside: str) -> bytes:
    return f"<w:document {NS}><w:body>{inside}</w:body></w:document>".encode()


TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"[Content_Types].xml": TYPES, "word/document.xml": b"<broken"}, "broken"),
        ({"[Content_Types].xml": TYPES, "word/document.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}, "broken"),
        ({"[Content_Types].xml": TYPES, "word/document.xml": b"<x/>"}, "kind-refused"),
        ({"[Content_Types].xml": TYPES, "word/document.xml": b"<x/>", "word/vbaProject.bin": b"x"}, "has-macros"),
        ({"[Content_Types].xml": TYPES + b"macroEnabled", "word/document.xml": b"<x/>"}, "has-macros"),
        ({"[Content_Types].xml": TYPES, "word/document.xml": b" " * 120_000_000}, "unpacks-too-large"),
        ({"a.txt": b"x"}, "kind-refused"),
    ],
)
def test_what_cannot_be_taken_is_refused(tmp_path, parts, code):
    with pytest.raises(Refused) as refused:
        word_package.read(packed(tmp_path / "bad.docx", parts))
    assert refused.value.code == code


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "empty.docx").touch()
    with pytest.raises(Refused) as refused:
        word_package.read(tmp_path / "empty.docx")
    assert refused.value.code == "empty"


@pytest.mark.parametrize(
    ("part", "old", "new", "code"),
    [
        ("word/document.xml", "公开", "王晓明公开", {"words_in_parts", "words_read", "reads_as_expected"}),
        ("word/document.xml", "<w:body>", '<w:body><w:bookmarkStart w:id="1" w:name="x"/>', {"nothing_foreign"}),
        ("word/styles.xml", "<w:docDefaults>", "<!-- 王晓明 --><w:docDefaults>", {"words_in_parts"}),
        ("docProps/core.xml", "", "<x/>", {"only_parts"}),
    ],
)
def test_the_proof_notices_what_was_put_in(tmp_path, part, old, new, code):
    document = Document()
    document.add_paragraph("公开的王晓明")
    document.save(tmp_path / "a.docx")
    result = made(tmp_path / "a.docx", [SECRET])["result"]
    with zipfile.ZipFile(result) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts[part] = parts.get(part, "").replace(old, new, 1) if old else new
    spoilt = tmp_path / "spoilt.docx"
    with zipfile.ZipFile(spoilt, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    checks = word_proof.prove(spoilt, [f"公开的{COVER}"], [SECRET], [])
    assert {check.code for check in checks if not check.passed} == code


PIECES = st.text("甲乙丙丁ab12 \t", min_size=1, max_size=6)


@settings(max_examples=15)
@given(st.lists(st.lists(PIECES, max_size=5), min_size=1, max_size=5), st.data())
def test_no_marked_word_survives(tmp_path_factory, paragraphs, data):
    """For any text in any runs and any words of it: in no part, and everything else reads as before."""
    texts = ["".join(pieces) for pieces in paragraphs]
    found = [text[a : a + 3].strip() for text in texts for a in range(0, len(text), 2)]
    words = [
        word for word in data.draw(st.lists(st.sampled_from([*found, "甲乙"]), max_size=3)) if len(word.split()) == 1
    ]
    words = [word for word in words if len(word) > 1]
    place = tmp_path_factory.mktemp("any")
    document = Document()
    for pieces in paragraphs:
        paragraph = document.add_paragraph()
        for number, piece in enumerate(pieces):
            paragraph.add_run(piece).bold = bool(number % 2)
    document.save(place / "any.docx")
    outcome = made(place / "any.docx", words)
    assert failed(outcome) == []
    assert all(surviving(text, words) == 0 for text in told(outcome["result"]))
