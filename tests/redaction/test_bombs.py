"""Files that are small outside and huge inside: refused at once, in plain words; and nobody else waits meanwhile."""

import sys
import zipfile
from io import BytesIO
from pathlib import Path
from time import monotonic

import pytest
from django.db import connection
from docx import Document
from PIL import Image

from tests.redaction.conftest import PAPER, begun, kept
from tests.redaction.papers import Pdf, plain
from yihaotong.files import store
from yihaotong.journal.refusal import Refused
from yihaotong.redaction import actions, seeing
from yihaotong.redaction.engines import measuring
from yihaotong.redaction.models import Redaction
from yihaotong.redaction.rules.codes import Form, Stage
from yihaotong.redaction.rules.limits import LimitKind, RedactionLimit, limits

AT_ONCE = 2.0


def word(target: Path, inside: bytes, *pictures: bytes) -> Path:
    blank = BytesIO()
    Document().save(blank)
    with zipfile.ZipFile(blank) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            content = before.read(entry)
            if entry.filename == "word/document.xml":
                content = content.replace(b"<w:sectPr", inside + b"<w:sectPr", 1)
            after.writestr(entry.filename, content)
        for number, picture in enumerate(pictures):
            after.writestr(f"word/media/image{number}.png", picture)
    return target


def pdf(target: Path, *drawings: str) -> Path:
    paper = Pdf()
    for drawing in drawings:
        paper.page(drawing)
    return paper.write(target)


def png(wide: int, high: int) -> bytes:
    into = BytesIO()
    Image.new("1", (wide, high)).save(into, "PNG")
    return into.getvalue()


@pytest.mark.parametrize(
    ("form", "made", "code", "words"),
    [
        (
            Form.DOCX,
            lambda place: word(place / "a.docx", b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 300_000),
            "too-many-paragraphs",
            "最多 20000 段，这个文件有 300000 段",
        ),
        (
            Form.DOCX,
            lambda place: word(place / "a.docx", b"<w:p>" + b"<w:r/>" * 700_000 + b"</w:p>"),
            "too-many-elements",
            "最多 600000 个标记，这个文件有 7000",
        ),
        (
            Form.DOCX,
            lambda place: word(place / "a.docx", b"<w:p><w:r><w:t>" + b"a" * 40_000_000 + b"</w:t></w:r></w:p>"),
            "unpacks-too-large",
            "最多 30 MB，这个文件的 word/document.xml 有 41 MB",
        ),
        (
            Form.DOCX,
            lambda place: word(place / "a.docx", b"", *[png(7_000, 7_000)] * 9),
            "too-many-pixels",
            "最多 400 百万像素，这个文件有 441 百万像素",
        ),
        (
            Form.PDF,
            lambda place: pdf(place / "a.pdf", "q " * 60_000_000),
            "unpacks-too-large",
            "最多 30 MB，这个文件有一段超过 30 MB",
        ),
        (
            Form.PDF,
            lambda place: pdf(place / "a.pdf", *["q " * 14_000_000] * 8),
            "unpacks-too-large",
            "最多 200 MB，这个文件超过 2",
        ),
    ],
)
def test_a_bomb_is_refused_at_once_by_its_measure(tmp_path, form, made, code, words):
    source = made(tmp_path)
    assert source.stat().st_size < 400_000
    since = monotonic()
    with pytest.raises(Refused) as refused:
        measuring.check(source, form)
    assert (refused.value.code, words in refused.value.message) == (code, True), refused.value.message
    assert monotonic() - since < AT_ONCE


def test_every_limit_has_a_line():
    assert set(limits()) == set(LimitKind)
    assert all(each.limit > 0 and each.unit and each.basis for each in limits().values())


@pytest.mark.django_db
def test_a_refused_bomb_leaves_nothing(office, tmp_path):
    bomb = kept(word(tmp_path / "a.docx", b"<w:p/>" * 30_000), office.at)
    with pytest.raises(Refused, match="30000 段"):
        actions.begin(PAPER, bomb, actor=office.acting("officer"), at=office.at)
    assert not Redaction.objects.exists()


@pytest.mark.django_db
def test_no_source_is_read_while_a_transaction_is_open(office, tmp_path):
    """Python itself tells when a file is opened and a process begun: how many transactions are open then."""
    source = kept(plain(["Tel 13800138000"], pages=21).write(tmp_path / "a.pdf"), office.at)
    depths: list[tuple[str, int]] = []
    watching = [True]

    def hear(event: str, told: tuple[object, ...]) -> None:
        if watching and (
            event == "subprocess.Popen" or (event == "open" and str(told[0]) == str(store.path(source.key)))
        ):
            depths.append((event, len(connection.savepoint_ids)))

    sys.addaudithook(hear)
    outside = len(connection.savepoint_ids)
    try:
        redaction = actions.begin(PAPER, source, actor=office.acting("officer"), at=office.at)
        assert (redaction.progress, redaction.pages_done) == (Stage.READING, 20)
        assert not seeing.readable(redaction)
        assert actions.read_on(redaction, at=office.at)
    finally:
        watching.clear()
    assert [event for event, _depth in depths].count("subprocess.Popen") == 2
    assert {depth for _event, depth in depths} == {outside}


@pytest.mark.django_db
def test_what_cannot_be_read_in_its_time_fails_in_plain_words(office, tmp_path, monkeypatch):
    """Forms within forms, ten of the next in each: nothing to measure, and no end of reading."""
    for kind in (LimitKind.OPEN_SECONDS, LimitKind.READ_SECONDS):
        monkeypatch.setitem(limits(), kind, RedactionLimit(1, "秒", "试"))
    redaction = begun(office, nested(tmp_path / "a.pdf"))
    assert (redaction.progress, redaction.pages, seeing.readable(redaction)) == (Stage.READING, 0, False)
    actions.work(office.at)
    redaction.refresh_from_db()
    assert (redaction.progress, redaction.fault[:24]) == (Stage.FAILED, "从第 1 页读起用了 1 秒还没有完，停下了：文")


def nested(target: Path) -> Path:
    paper = Pdf()
    inner = paper.add("<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] >>", b"0 0 1 1 re f")
    for _ in range(9):
        inner = paper.add(
            f"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {inner} 0 R >> >> >>",
            b"/X Do " * 10,
        )
    paper.page("/X Do", resources=f"/XObject << /X {inner} 0 R >>")
    return paper.write(target)
