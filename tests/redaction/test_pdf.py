"""PDF files with everything in them: what is marked is gone, whatever else is hidden is gone; poppler tells."""

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.redaction.papers import IDENTITY, Pdf, plain, revised, show
from tests.redaction.programs import said
from yihaotong.journal.refusal import Refused
from yihaotong.redaction.engines import child, pdf, pdf_proof, pdf_writing
from yihaotong.redaction.rules.marks import Box, Marks
from yihaotong.redaction.rules.proof import Check, read, surviving

SECRET = "Wang Xiaoming"
WHITE = "1 1 1 rg 0 Tr"


def made(source: Path, *, words: Sequence[str] = (), boxes: dict | None = None, keep_text: bool = False) -> dict:
    """Make a result in this process; its outcome, with the path under "result"."""
    place = source.with_suffix(".made")
    place.mkdir(exist_ok=True)
    task = child.Task("pdf", str(source), str(place), Marks(tuple(words), boxes or {}), keep_text)
    return child.make(child.read_task(task.told())) | {"result": place / child.RESULT}


def failed(outcome: dict) -> list[Check]:
    return [check for check in read(outcome["checks"]) if not check.passed]


def text_of(result: Path) -> str:
    return said("pdftotext", "-q", result, "-")


def nasty(target: Path) -> Path:
    """Hidden layer, white and invisible text, text under a picture, annotations, a filled form, an attachment,
    bookmarks, scripts, XMP, an Info dictionary, an action on opening."""
    pdf_file = Pdf()
    layer = pdf_file.add("<< /Type /OCG /Name (Secret layer) >>")
    picture = pdf_file.add(
        "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 >>", b"\x80"
    )
    look = pdf_file.add("<< /Type /XObject /Subtype /Form /BBox [0 0 200 20] >>", b"0.9 g 0 0 200 20 re f")
    note = pdf_file.add(
        f"<< /Type /Annot /Subtype /Text /Rect [300 300 320 320] /Contents ({SECRET} note) /T ({SECRET}) >>"
    )
    typed = pdf_file.add(
        f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V ({SECRET} field) /Rect [60 200 260 220] "
        f"/DA (/F 12 Tf 0 g) /AP << /N {look} 0 R >> >>"
    )
    script = pdf_file.add(f"<< /S /JavaScript /JS (app.alert\\('{SECRET}'\\)) >>")
    attached = pdf_file.add("<< /Type /EmbeddedFile >>", SECRET.encode())
    spec = pdf_file.add(f"<< /Type /Filespec /F (secret.txt) /EF << /F {attached} 0 R >> >>")
    xmp = pdf_file.add("<< /Type /Metadata /Subtype /XML >>", f"<x>{SECRET}</x>".encode())
    info = pdf_file.add(f"<< /Author ({SECRET}) /Title ({SECRET}) /Producer (x) >>")
    drawing = (
        show(f"Open text, {SECRET}, end", 60, 780)
        + show(f"{SECRET} white", 60, 740, before=WHITE)
        + show(f"{SECRET} unseen", 60, 700, before="0 g 3 Tr")
        + f"/OC /L BDC {show(f'{SECRET} layer', 60, 660)}EMC\n"
        + show(f"{SECRET} below", 60, 620)
        + "q 300 0 0 40 50 610 cm /I Do Q\n"
    )
    pdf_file.page(
        drawing,
        f"/Annots [{note} 0 R {typed} 0 R]",
        resources=f"/XObject << /I {picture} 0 R >> /Properties << /L {layer} 0 R >>",
    )
    pdf_file.page(show("Second page", 60, 780))
    outline = pdf_file.add(f"<< /Title ({SECRET} mark) /Dest [{pdf_file.pages[0]} 0 R /Fit] >>")
    outlines = pdf_file.add(f"<< /First {outline} 0 R /Last {outline} 0 R /Count 1 >>")
    pdf_file.catalogue = (
        f"/OCProperties << /OCGs [{layer} 0 R] /D << /OFF [{layer} 0 R] >> >> /Outlines {outlines} 0 R "
        f"/AcroForm << /Fields [{typed} 0 R] >> /OpenAction {script} 0 R /Metadata {xmp} 0 R "
        f"/Names << /EmbeddedFiles << /Names [(a) {spec} 0 R] >> /JavaScript << /Names [(b) {script} 0 R] >> >>"
    )
    pdf_file.trailer = f"/Info {info} 0 R"
    return pdf_file.write(target)


@pytest.mark.parametrize("keep_text", [False, True])
def test_nothing_hidden_comes_through(tmp_path, keep_text):
    source = nasty(tmp_path / "nasty.pdf")
    assert SECRET in text_of(source)
    outcome = made(source, words=[SECRET], keep_text=keep_text)
    result = outcome["result"]
    assert failed(outcome) == []
    assert SECRET not in text_of(result)
    assert SECRET.encode() not in result.read_bytes()
    assert ("Second page" in text_of(result)) is keep_text
    about = said("pdfinfo", result)
    assert not any(name in about for name in ("Author", "Title", "Producer", "Creat"))
    assert "JavaScript:      no" in about
    assert "0 embedded files" in said("pdfdetach", "-list", result)
    assert len(said("pdfimages", "-list", result).splitlines()) == 2 + 2


def test_what_is_hidden_is_told(tmp_path):
    with pdf.opened(nasty(tmp_path / "nasty.pdf")) as document:
        assert set(document.hidden()) == {
            "annotations",
            "attachments",
            "scripts",
            "bookmarks",
            "fields",
            "metadata",
            "xmp",
            "layers",
        }


def test_text_that_nobody_sees_is_not_kept(tmp_path):
    """Kept text is what is seen: not white, not invisible, not in a layer that is off, not under a picture."""
    source = nasty(tmp_path / "nasty.pdf")
    kept = text_of(made(source, words=["Second page"], keep_text=True)["result"])
    assert f"Open text, {SECRET}, end" in " ".join(kept.split())
    assert surviving(kept, ["white", "unseen", "layer", "below", "note"]) == 0


def test_older_revisions_are_gone(tmp_path):
    sheet = Pdf()
    sheet.page(show(SECRET, 60, 700))
    older = sheet.bytes()
    stream = show("Now something else", 60, 700).encode()
    source = tmp_path / "two.pdf"
    source.write_bytes(revised(older, 3, b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)))
    assert "Now something else" in text_of(source)
    with pdf.opened(source) as document:
        assert document.hidden()["revisions"] == 1
    outcome = made(source, boxes={1: (Box(0, 0, 100, 100),)})
    assert failed(outcome) == []
    older_stream = re.search(rb"stream\n(.*?)\nendstream", older, re.DOTALL).group(1)
    assert older_stream in source.read_bytes()
    assert older_stream not in outcome["result"].read_bytes()


TURNS = [0, 90, 180, 270]


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("crop", ["", "/CropBox [50 700 400 830]"])
def test_words_are_covered_on_turned_and_cropped_pages(tmp_path, turn, crop):
    source = tmp_path / "turned.pdf"
    sheet = Pdf()
    sheet.page(show("HHHHHHHH", 60, 760, size=24) + show("Outside", 60, 100), f"/Rotate {turn} {crop}")
    sheet.write(source)
    whole = _ink(source)
    outcome = made(source, words=["HHHHHHHH"])
    assert failed(outcome) == []
    with pdf.opened(source) as document, document.page(1) as page:
        [box] = page.boxes_of(["HHHHHHHH"])
    after = pypdfium2.PdfDocument(outcome["result"])
    picture = after[0].render(scale=2, grayscale=True).to_pil()
    after.close()
    assert pdf_proof.is_black(picture, box)
    assert whole > 0
    # Outside of the box there is what was there before: nothing, or the other line.
    left, top, right, bottom = box.pixels(*picture.size)
    picture.paste(255, (left - 1, top - 1, right + 1, bottom + 1))
    assert (picture.getextrema()[0] > 128) == bool(crop)


def _ink(source: Path) -> int:
    document = pypdfium2.PdfDocument(source)
    histogram = document[0].render(scale=1, grayscale=True).to_pil().histogram()
    document.close()
    return sum(histogram[:128])


def test_a_box_covers_whole_signs(tmp_path):
    source = plain(["MMMMMMMMMM"]).write(tmp_path / "a.pdf")
    with pdf.opened(source) as document, document.page(1) as page:
        signs = [page.box_of(place) for place in range(10)]
        wanted = Box(signs[2].left, signs[2].top + 40, signs[4].right - 10, signs[4].bottom - 40)
        [grown] = page.grown([wanted])
    assert grown.left <= signs[2].left
    assert grown.top <= signs[2].top
    assert grown.right >= signs[4].right
    assert grown.bottom >= signs[4].bottom
    assert grown.right < signs[6].left


def test_huge_pages_are_drawn_with_fewer_dots(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "PIXELS_AT_MOST", 1_000_000)
    sheet = Pdf()
    sheet.page(show("Wide", 100, 100, size=200), box="0 0 14400 14400")
    outcome = made(sheet.write(tmp_path / "huge.pdf"), words=["Wide"])
    assert failed(outcome) == []
    assert outcome["dpi"] == [5]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\nnothing", "broken"),
        (plain(["x"]).bytes()[:300], "broken"),
    ],
)
def test_what_cannot_be_opened_is_refused(tmp_path, content, code):
    source = tmp_path / "bad.pdf"
    source.write_bytes(content)
    with pytest.raises(Refused) as refused, pdf.opened(source):
        pass
    assert refused.value.code == code


def test_an_encrypted_file_is_refused(tmp_path):
    sheet = plain(["x"])
    zeros = "0" * 64
    sheet.trailer = (
        f"/ID [<{'1' * 32}> <{'1' * 32}>] /Encrypt << /Filter /Standard /V 1 /R 2 /O <{zeros}> /U <{zeros}> /P -4 >>"
    )
    with pytest.raises(Refused) as refused, pdf.opened(sheet.write(tmp_path / "locked.pdf")):
        pass
    assert refused.value.code == "encrypted"


def test_a_killed_making_goes_on_with_its_pages(tmp_path):
    source = plain(["Page with Wang"], pages=3).write(tmp_path / "three.pdf")
    first = made(source, words=["Wang"])
    parts = sorted(first["result"].parent.glob("*.part"))
    times = {part: part.stat().st_mtime_ns for part in parts[:2]}
    parts[2].unlink()
    (first["result"].parent / "00003.new").write_bytes(b"half a page")
    again = made(source, words=["Wang"])
    assert failed(again) == []
    assert {part: part.stat().st_mtime_ns for part in parts[:2]} == times


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda content: content + b"7 0 obj\n<< /JS (x) >>\nendobj\n%%EOF\n", {"one_version", "nothing_foreign"}),
        (lambda content: content.replace(b"%%EOF", b"% Wang Xiaoming\n%%EOF"), {"words_in_bytes"}),
        (lambda content: content.replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction 1 0 R"), {"nothing_foreign"}),
    ],
)
def test_the_proof_notices_what_was_put_in(tmp_path, spoil, code):
    """The proof is no formality: a result that was tampered with fails it."""
    source = plain([SECRET]).write(tmp_path / "a.pdf")
    result = made(source, words=[SECRET])["result"]
    parts = [pdf_writing.read_part(part) for part in sorted(result.parent.glob("*.part"))]
    result.write_bytes(spoil(result.read_bytes()))
    assert {check.code for check in pdf_proof.prove(result, parts, [SECRET]) if not check.passed} == code


def test_the_proof_notices_a_box_that_is_not_black_and_text_left(tmp_path):
    source = plain([SECRET, "More"]).write(tmp_path / "a.pdf")
    untouched = made(source, words=["zzz"], keep_text=True)["result"]
    told = made(plain([SECRET, "More"]).write(tmp_path / "b.pdf"), words=[SECRET])
    parts = [pdf_writing.read_part(part) for part in sorted(told["result"].parent.glob("*.part"))]
    codes = {check.code for check in pdf_proof.prove(untouched, parts, [SECRET]) if not check.passed}
    assert {"black", "text", "text_of_reader", "words_in_bytes"} <= codes


def test_without_poppler_the_reader_of_the_browser_proves(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    outcome = made(plain([SECRET]).write(tmp_path / "a.pdf"), words=[SECRET])
    assert failed(outcome) == []
    assert {check.tool for check in read(outcome["checks"]) if "没有" in check.tool} == {
        "pdfium（没有 pdftotext）",
        "pdfium（没有 pdfimages）",
        "pdfium（没有 pdfinfo）",
    }


def test_coloured_and_photographed_pages(tmp_path):
    sheet = Pdf()
    sheet.page("1 0 0 rg 100 100 200 200 re f\n" + show(SECRET, 60, 700))
    sheet.page("".join(f"{shade / 60} g 0 {14 * shade} 595 14 re f\n" for shade in range(60)) + show(SECRET, 60, 700))
    outcome = made(sheet.write(tmp_path / "c.pdf"), words=[SECRET])
    assert failed(outcome) == []
    filters = [line.split()[8] for line in said("pdfimages", "-list", outcome["result"]).splitlines()[2:]]
    assert filters == ["jpeg", "jpeg"]


WORDS = st.text("abcdefghijkmnopqrstuvwxyzABCDEFGH0123456789", min_size=3, max_size=9)


@settings(max_examples=8)
@given(
    lines=st.lists(st.lists(WORDS, min_size=1, max_size=5), min_size=1, max_size=4), data=st.data(), keep=st.booleans()
)
def test_no_marked_word_survives(tmp_path_factory, lines, data, keep):
    """For any text and any of its words: not in the text, not in the bytes, and everything else stays readable."""
    words = data.draw(st.lists(st.sampled_from([word for line in lines for word in line]), min_size=1, max_size=3))
    place = tmp_path_factory.mktemp("any")
    sheet = Pdf()
    for line in lines:
        sheet.page(show(" ".join(line), 10, 50), box="0 0 600 100")
    outcome = made(sheet.write(place / "any.pdf"), words=words, keep_text=keep)
    assert failed(outcome) == []
    assert surviving(text_of(outcome["result"]), words) == 0
    images = place / "images"
    images.mkdir()
    said("pdfimages", "-png", outcome["result"], images / "p")
    assert len(list(images.iterdir())) == len(lines)
    for picture in images.iterdir():
        with Image.open(picture) as opened:
            assert opened.size == (1667, 278)


def test_a_child_makes_the_same_and_a_second_one_leaves(tmp_path):
    source = plain([f"{SECRET} {IDENTITY}"]).write(tmp_path / "a.pdf")
    place = tmp_path / "made"
    place.mkdir()
    task = child.Task("pdf", str(source), str(place), Marks((SECRET,))).told().encode()
    command = ["nice", sys.executable, "-m", child.__name__]
    subprocess.run(command, input=task, check=True, timeout=60)
    assert not child.running(place)
    assert SECRET not in text_of(place / child.RESULT)
    assert IDENTITY not in text_of(place / child.RESULT)
    assert not any(SECRET.encode() in each.read_bytes() for each in place.iterdir())
