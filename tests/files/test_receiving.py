"""What is kept of what arrives, by real bytes of every kind; and what is refused, with what words."""

import hashlib
import io
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from tests.files.samples import (
    GPS,
    SAMPLES,
    SECRET,
    SIZE,
    box,
    coloured,
    docx,
    film,
    jpeg,
    packed,
    pdf,
    png,
    webp,
    xlsx,
)
from yihaotong.files import city, pictures, store
from yihaotong.files.receiving import Kept, receive
from yihaotong.files.rules.kinds import ACCEPT, KINDS, Form
from yihaotong.journal.refusal import Refused

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def handed(content: bytes, name: str = "x") -> Kept:
    return receive([content[:7], content[7:]], name)


def bytes_of(kept: Kept) -> bytes:
    return store.path(kept.key).read_bytes()


def picture_of(kept: Kept) -> Image.Image:
    return Image.open(io.BytesIO(bytes_of(kept)))


def small_of(kept: Kept) -> Image.Image:
    return Image.open(io.BytesIO(store.thumbnail_path(kept.key).read_bytes()))


def refusal(content: bytes) -> Refused:
    """The refusal; nothing was left on the disk by it."""
    before = list(store.directory().glob("**/*"))
    with pytest.raises(Refused) as refused:
        handed(content)
    assert [each for each in store.directory().glob("**/*") if each not in before] == []
    return refused.value


def test_every_kind_of_the_table_has_its_sample() -> None:
    assert set(SAMPLES) == set(KINDS)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_kind_is_known_by_its_content_and_kept(name: str) -> None:
    make, expected = SAMPLES[name]
    kept = handed(make(), "骗人的名字.exe")
    assert kept.kind.code == expected
    content = bytes_of(kept)
    assert (kept.size, kept.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    file = store.path(kept.key)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.relative_to(settings.HOME).parts == ("files", kept.key.hex[:2], kept.key.hex)
    assert store.thumbnail_path(kept.key).exists() == (kept.kind.form is Form.PICTURE)
    assert list((store.directory() / "incoming").glob("*")) == []


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.form is Form.PICTURE])
def test_of_a_picture_only_the_picture_is_kept(name: str) -> None:
    sample = SAMPLES[name][0]()
    kept = handed(sample)
    if name != "bmp":
        assert SECRET.encode() in sample or GPS in sample
    for content in (bytes_of(kept), store.thumbnail_path(kept.key).read_bytes()):
        for trace in (SECRET.encode(), b"13951000001", GPS, b"Exif", b"exif", b"xmp", b"iCCP", b"ICC_PROFILE"):
            assert trace not in content
        opened = Image.open(io.BytesIO(content))
        opened.load()
        assert dict(opened.getexif()) == {}
        assert set(opened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert (kept.width, kept.height) == SIZE


def test_a_photo_taken_upright_is_turned_for_good() -> None:
    kept = handed(jpeg(orientation=6))
    assert (kept.width, kept.height) == (SIZE[1], SIZE[0])
    upright = picture_of(kept).convert("L")
    assert upright.getpixel((20, 5)) < 50
    assert upright.getpixel((20, 55)) > 200


@pytest.mark.parametrize("make", [png, webp])
def test_what_is_transparent_stays_so(make: Callable[..., bytes]) -> None:
    kept = handed(make("RGBA"))
    opened = picture_of(kept)
    assert (opened.format, opened.mode) == ("PNG", "RGBA")
    assert opened.getpixel((5, 5))[3] == 0
    assert small_of(kept).getpixel((5, 5)) == pytest.approx((255, 255, 255), abs=4)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_unusual_pictures_are_kept_too(mode: str) -> None:
    out = io.BytesIO()
    image = coloured().convert(mode) if mode != "I;16" else Image.new("I;16", SIZE, 40_000)
    image.save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert (handed(out.getvalue()).width, handed(out.getvalue()).height) == SIZE


def test_a_large_photo_is_made_smaller_and_gets_a_small_one_beside_it() -> None:
    kept = handed(jpeg(size=(5000, 1000)))
    assert max(kept.width or 0, kept.height or 0) <= pictures.LONG_SIDE
    assert max(small_of(kept).size) == pictures.THUMBNAIL_SIDE


def test_a_bomb_of_pixels_is_not_decoded() -> None:
    bomb = bytearray(png())
    bomb[16:24] = (20_000).to_bytes(4, "big") * 2
    assert refusal(bytes(bomb)).code in {"too-many-pixels", "broken"}
    out = io.BytesIO()
    Image.new("1", (8000, 7000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    assert refusal(out.getvalue()).code == "too-many-pixels"


@pytest.mark.parametrize("content", [jpeg()[:-200], png()[:60], webp()[:60], b"\xff\xd8\xff\xe0" + b"\x00" * 50])
def test_what_was_cut_short_is_refused(content: bytes) -> None:
    assert refusal(content).code == "broken"


@pytest.mark.parametrize(
    "behind",
    [packed({"x.js": b"alert(1)"}), b"<script>alert(1)</script>", b"MZ" + b"\x00" * 99],
    ids=["zip", "js", "exe"],
)
@pytest.mark.parametrize("name", ["jpeg", "png", "gif", "bmp"])
def test_what_hides_behind_a_picture_stays_behind(name: str, behind: bytes) -> None:
    kept = handed(SAMPLES[name][0]() + behind)
    assert behind[-20:] not in bytes_of(kept)


@pytest.mark.parametrize("name", ["pdf", "mp3", "wav", "amr", "mp4"])
def test_an_archive_behind_what_is_kept_as_it_is_is_refused(name: str) -> None:
    assert refusal(SAMPLES[name][0]() + packed({"x": b"y"})).code in {"kind-refused", "broken"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (packed({"照片.jpg": b"x"}), "ZIP 压缩包，不能上传；请解压"),
        (packed({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}), "PPT"),
        (packed({"AndroidManifest.xml": b""}), "APK"),
        (packed({"OFD.xml": b""}), "OFD"),
        (b"Rar!\x1a\x07\x01\x00" + b"\x00" * 50, "RAR 压缩包"),
        (b"7z\xbc\xaf\x27\x1c" + b"\x00" * 50, "7z 压缩包"),
        (b"\x1f\x8b\x08" + b"\x00" * 50, "GZ 压缩包"),
        (b"a.txt".ljust(257, b"\x00") + b"ustar\x0000", "TAR 压缩包"),
        (b"MZ\x90\x00" + b"\x00" * 50, "程序（EXE）"),
        (b"\x7fELF" + b"\x00" * 50, "程序（ELF）"),
        (b"#!/bin/sh\nrm -rf /\n", "脚本"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "网页（HTML）"),
        ("\n\n  <HTML>你好".encode(), "网页（HTML）"),
        (b"hello <script>alert(1)</script>", "网页（HTML）"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "SVG"),
        (b'<?xml version="1.0"?><svg/>', "SVG"),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 12, "HEIC"),
        (b"II*\x00" + b"\x00" * 50, "TIFF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 50, "旧版 Office"),
        (b"\x1a\x45\xdf\xa3" + b"\x00" * 50, "WebM"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "AVI"),
        (b"OggS\x00" + b"\x00" * 50, "OGG"),
        ("停水".encode("utf-16"), "UTF-16"),
        (bytes(range(256)) * 4, "认不出"),
        (b"", "空的"),
    ],
)
def test_what_is_not_kept_is_called_by_its_name(content: bytes, words: str) -> None:
    assert words in refusal(content).message


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (docx({"word/vbaProject.bin": b"x"}), "has-macros"),
        (xlsx({"xl/activeX/activeX1.bin": b"x"}), "has-programs"),
        (docx({"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}), "has-programs"),
        (docx({"word/media/image1.png": b"MZ\x90\x00"}), "has-programs"),
        (docx({"word/embeddings/a.zip": packed({"x": b"y"})}), "has-programs"),
        (docx({"word/embeddings/a.xlsx": xlsx({"xl/vbaProject.bin": b"x"})}), "has-macros"),
        (docx({"word/embeddings/a.xlsx": xlsx({"xl/embeddings/b.docx": docx()})}), "has-programs"),
        (docx({"../../etc/passwd": b"x"}), "broken"),
        (
            docx({"word/_rels/settings.xml.rels": b'Type="x/attachedTemplate" TargetMode="External"'}),
            "foreign-template",
        ),
        (docx({"word/media/a.bmp": b"\x00" * 101_000_000}), "unpacks-too-large"),
        (docx()[:-30], "broken"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_document_with_something_dangerous_in_it_is_refused(content: bytes, code: str) -> None:
    assert refusal(content).code == code


def test_the_table_behind_a_chart_is_no_danger() -> None:
    assert handed(docx({"word/embeddings/Microsoft_Excel_Sheet.xlsx": xlsx()})).kind.code == "docx"


def locked_pdf() -> bytes:
    """An encrypted one, as far as the parser goes: it is told to be encrypted and has no valid key."""
    plain = pdf()
    locked = b"/Encrypt <</Filter/Standard/V 1/R 2/O<" + b"00" * 32 + b">/U<" + b"11" * 32 + b">/P -4>>/ID[<00><00>]"
    return plain.replace(b"/Root", locked + b"/Root")


@pytest.mark.parametrize("content", [b"%PDF-1.7\nhello", pdf()[:40]])
def test_a_broken_pdf_is_refused(content: bytes) -> None:
    assert refusal(content).code == "broken"


def test_a_locked_pdf_is_refused_as_such() -> None:
    assert refusal(locked_pdf()).code == "encrypted"


@pytest.mark.parametrize("brand", [b"isom", b"qt  ", b"M4A "])
def test_a_film_forgets_where_it_was_taken_and_keeps_its_length(brand: bytes) -> None:
    sample = film(brand)
    content = bytes_of(handed(sample))
    assert SECRET.encode() in sample
    for trace in (SECRET.encode(), b"+38.4872", b"\xa9xyz", b"udta", b"meta"):
        assert trace not in content
    assert len(content) == len(sample)
    assert content.endswith(box(b"mdat", b"\x00" * 50))


@pytest.mark.parametrize(
    "content",
    [
        film()[:-20],
        film() + b"<script>",
        box(b"ftyp", b"isom\x00\x00\x00\x00") + box(b"mdat"),
        box(b"ftyp") + b"\x00" * 8,
    ],
)
def test_a_film_whose_boxes_do_not_fill_it_is_refused(content: bytes) -> None:
    assert refusal(content).code == "broken"


@pytest.mark.parametrize(
    "content",
    [
        b"ID3\x03\x00\x00\x00\x00\x00\x00" + b"x" * 500,
        b"#!AMR\n\xff\xff",
        b"RIFF\x04\x00\x00\x00WAVE",
        b"\xff\xfb\x90\x00",
    ],
)
def test_sound_without_sound_is_refused(content: bytes) -> None:
    assert refusal(content).code == "broken"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_is_kept_as_utf_8(encoding: str) -> None:
    assert bytes_of(handed("停水三天了，\r\n速修！".encode(encoding))) == "停水三天了，\r\n速修！".encode()


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.CITY, "files", {"file_mb": 0.001, "video_mb": 0.002})
    city.limits.cache_clear()
    yield
    monkeypatch.undo()
    city.limits.cache_clear()


def test_too_large_says_how_large_and_how_large_it_may_be(small_limits: None) -> None:
    assert refusal(b"x" * 1500).message == "文件有 2 KB，最大 1 KB"
    assert refusal(b"x" * 2500).code == "too-large"
    video = film()[:-58] + box(b"mdat", b"\x00" * 1000)
    assert 1000 < len(video) < 2000
    assert handed(video).kind.code == "mp4"


SCANNER = """#!/bin/sh
grep -q EICAR-STANDARD "$2" && exit 1
grep -q BREAK "$2" && exit 2
grep -q SLEEP "$2" && exec sleep 30
exit 0
"""


@pytest.fixture
def scanner(tmp_path: Path, settings) -> None:
    """A real little program that knows one virus."""
    program = tmp_path / "scan it"
    program.write_text(SCANNER)
    program.chmod(0o700)
    settings.SCAN, settings.SCAN_SECONDS = f"'{program}' --quiet", 1


@pytest.mark.parametrize(
    ("content", "code"), [(EICAR, "infected"), (b"BREAK the scanner", "scan-failed"), (b"SLEEP long", "scan-failed")]
)
def test_the_scanner_is_asked_and_without_its_answer_nothing_is_kept(scanner: None, content: bytes, code: str) -> None:
    assert refusal(content).code == code


def test_what_the_scanner_finds_clean_is_kept(scanner: None) -> None:
    assert handed(b"an honest letter").kind.code == "txt"


def test_a_scanner_that_is_not_there_lets_nothing_in(settings) -> None:
    settings.SCAN = "/nowhere/clamdscan"
    assert refusal(jpeg()).code == "scan-failed"


def test_what_a_browser_offers_is_the_table() -> None:
    assert "heic" not in ACCEPT
    assert "svg" not in ACCEPT
    for kind in KINDS.values():
        assert kind.media in ACCEPT or f".{kind.extension}" in ACCEPT
    assert replace(KINDS["pdf"], shown=False) != KINDS["pdf"]
