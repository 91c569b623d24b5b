"""Looking at what arrives: spooled, measured, recognised, scanned, cleaned, settled. No row is written here."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4
from zipfile import is_zipfile

import pypdfium2
from pypdfium2 import raw as pdfium

from yihaotong.files import city, pictures, scanning, store
from yihaotong.files.rules import boxes, limits, office, signatures, sounds, text
from yihaotong.files.rules.kinds import KINDS, Form, Kind
from yihaotong.journal.refusal import Refused

_BLOCK = 1 << 16


@dataclass(frozen=True)
class Kept:
    """What lies on the disk now and waits for its row. `name` is still the uploader's."""

    key: UUID
    name: str
    kind: Kind
    size: int
    sha256: str
    width: int | None = None
    height: int | None = None


def receive(chunks: Iterable[bytes], name: str) -> Kept:
    """Take in one file and give it its place on the disk, cleaned.

    Raises Refused with a plain message about the one file: "empty", "too-large", "kind-refused", "kind-unknown",
    "broken", "infected", "scan-failed" and what the kinds say.
    """
    with store.workplace() as place:
        arrived = place / "arrived"
        size = store.spool(chunks, arrived)
        limits.check_size(size, city.limits())
        kind = _recognise(arrived, size)
        limits.check_size(size, city.limits(), kind.form)
        scanning.scan(arrived)
        return _keep(place, arrived, kind, name)


def _recognise(arrived: Path, size: int) -> Kind:
    """The kind by its content; whatever is kept as it is has been looked through to its end."""
    with arrived.open("rb") as file:
        promised = signatures.recognise(file.read(signatures.HEAD))
        if promised == "text":
            return KINDS["txt"]
        if promised == "zip":
            return KINDS[office.look_through(file)]
        kind = KINDS[boxes.recognise(file, size) if promised == "boxes" else promised]
        _look_through(kind, arrived, file, size)
    return kind


def _look_through(kind: Kind, arrived: Path, file: BinaryIO, size: int) -> None:
    if kind.form is Form.PICTURE:
        return
    file.seek(0)
    if is_zipfile(file):
        raise Refused("kind-refused", "文件里藏着压缩包，不能上传")
    match kind.code:
        case "pdf":
            _check_pdf(arrived)
        case "wav":
            sounds.check_wav(file, size)
        case "amr":
            sounds.check_amr(file, size)
        case "mp3":
            sounds.check_mp3(file, size)


def _check_pdf(arrived: Path) -> None:
    """It opens, without a password, and has a page."""
    try:
        document = pypdfium2.PdfDocument(arrived)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Refused("encrypted", "PDF 加了密码，请去掉密码再上传") from None
        raise Refused("broken", "PDF 已损坏，打不开") from None
    try:
        if pdfium.FPDF_GetSecurityHandlerRevision(document) != -1:
            raise Refused("encrypted", "PDF 加了密码或限制，请另存为不加密的 PDF 再上传")
        if not len(document):
            raise Refused("broken", "PDF 里一页也没有")
    finally:
        document.close()


def _keep(place: Path, arrived: Path, kind: Kind, name: str) -> Kept:
    key = uuid4()
    width = height = None
    if kind.form is Form.PICTURE:
        picture = pictures.write_anew(arrived, kind.code, place / "anew", place / "small")
        kind, width, height, arrived = picture.kind, picture.width, picture.height, place / "anew"
        store.settle(place / "small", store.thumbnail_path(key))
    elif kind.form is Form.TEXT:
        _write_text_anew(arrived)
    elif kind.code in {"mp4", "mov", "m4a"}:
        _wipe_what_tells(arrived)
    size, sha256 = arrived.stat().st_size, store.digest(arrived)
    store.settle(arrived, store.path(key))
    return Kept(key, name, kind, size, sha256, width, height)


def _write_text_anew(arrived: Path) -> None:
    if arrived.stat().st_size > text.LONGEST:
        raise Refused("too-large", f"文本最大 {limits.in_words(text.LONGEST)}")
    arrived.write_text(text.read(arrived.read_bytes()), encoding="utf-8", newline="")


def _wipe_what_tells(arrived: Path) -> None:
    """Place, owner and title become empty space of the same size, so that no other box moves."""
    with arrived.open("r+b") as file:
        for box in boxes.telling(file, arrived.stat().st_size):
            file.seek(box.start + 4)
            file.write(b"free")
            file.seek(box.inside)
            for start in range(box.inside, box.end, _BLOCK):
                file.write(b"\x00" * min(_BLOCK, box.end - start))
