"""A Word file around a body that was grown anew: the few parts it needs, each written by us, and nothing else."""

import posixpath
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from PIL import Image

from yihaotong.files.rules import office
from yihaotong.journal.refusal import Refused
from yihaotong.redaction.engines import pictures
from yihaotong.redaction.engines.word_body import PICTURE, Body, Paragraph, Picture, Piece, grow
from yihaotong.redaction.engines.word_looks import WP, A, Looks, R, W, hides, parse, shades, split, w
from yihaotong.redaction.engines.word_styles import Styles, numbering_of
from yihaotong.redaction.rules.limits import MEGA, LimitKind, of
from yihaotong.redaction.rules.marks import Marks, joined, places_of

#: What stands for whatever was taken out: always as long, so that its length tells nothing.
COVER = "\u25a0" * 4
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_UNREADABLE = (zipfile.BadZipFile, zlib.error, KeyError, OSError, NotImplementedError, RuntimeError)
_LONGEST_XML = of(LimitKind.UNPACKED) * MEGA
_QUALITY = 88
#: EMU: 914,400 an inch; what a picture without a size gets a pixel.
_EMU_A_PIXEL = 9_525
_TEXT_WIDTH = 5_400_000
#: Parts of a file that a reader never sees, by the beginning of their names, as they are counted for the officer.
_UNSEEN_PARTS = {
    "word/comments": "comments",
    "word/header": "headers",
    "word/footer": "headers",
    "word/footnotes": "notes",
    "word/endnotes": "notes",
    "docprops/": "properties",
    "customxml/": "custom_xml",
    "word/embeddings/": "objects",
    "word/glossary/": "objects",
    "word/people": "properties",
}


@dataclass
class Source:
    """A Word file that was read: the new body, its looks and lists, its pictures by relationship."""

    body: Body
    styles: Styles
    numbering: Element | None
    pictures: dict[str, bytes] = field(default_factory=dict)

    @property
    def paragraphs(self) -> list[Paragraph]:
        return self.body.paragraphs

    @property
    def hidden(self) -> dict[str, int]:
        return dict(self.body.left_out)


def read(source: Path) -> Source:
    """Raises Refused: "empty", "broken", "has-macros", "unpacks-too-large" and what else files.rules.office refuses."""
    if source.stat().st_size == 0:
        raise Refused("empty", "文件是空的")
    with source.open("rb") as file:
        if office.look_through(file) != "docx":
            raise Refused("kind-refused", "这不是 Word 文档（docx）")
    try:
        with zipfile.ZipFile(source) as archive:
            return _read(archive)
    except _UNREADABLE:
        raise _broken() from None


def _broken() -> Refused:
    return Refused("broken", "Word 文档已损坏，打不开；请用 Word 另存一份再来")


def _read(archive: zipfile.ZipFile) -> Source:
    if b"macroEnabled" in archive.read("[Content_Types].xml"):
        raise Refused("has-macros", "文档带有宏，不能处理；请另存为不带宏的 docx，或 PDF")
    document = _xml(archive, "word/document.xml")
    if split(document.tag)[0] != W:
        raise Refused("kind-refused", "这是 Strict Open XML 文档，请用 Word 另存为普通的 docx")
    relations = _relations(archive)
    styles = Styles(_part(archive, "word/styles.xml"), _theme(archive))
    looks = Looks(styles.where(hides), styles.any_where(shades))
    body = grow(document, looks)
    for name in archive.namelist():
        for start, kind in _UNSEEN_PARTS.items():
            if name.lower().startswith(start) and not name.endswith((".rels", "/")):
                body.left_out[kind] += 1
    source = Source(body, styles, _part(archive, "word/numbering.xml"))
    _take_pictures(archive, source, relations)
    return source


def _xml(archive: zipfile.ZipFile, name: str) -> Element:
    content = archive.read(name)
    if len(content) > _LONGEST_XML:
        raise Refused("unpacks-too-large", "文档解开后太大，请分成几份，或另存为 PDF")
    try:
        return parse(content)
    except (ParseError, ValueError):
        raise _broken() from None


def _part(archive: zipfile.ZipFile, name: str) -> Element | None:
    return _xml(archive, name) if name in archive.namelist() else None


def _theme(archive: zipfile.ZipFile) -> Element | None:
    names = sorted(name for name in archive.namelist() if name.startswith("word/theme/") and name.endswith(".xml"))
    return _xml(archive, names[0]) if names else None


def _relations(archive: zipfile.ZipFile) -> dict[str, str]:
    """Where the relationships of the document lead within the file."""
    rels = _part(archive, "word/_rels/document.xml.rels")
    found = {}
    for rel in rels if rels is not None else ():
        if rel.get("TargetMode") != "External":
            target = rel.get("Target", "")
            found[rel.get("Id", "")] = posixpath.normpath(posixpath.join("/word", target)).lstrip("/")
    return found


def _take_pictures(archive: zipfile.ZipFile, source: Source, relations: Mapping[str, str]) -> None:
    """Decode each picture and keep its pixels. One that cannot be decoded (EMF, WMF, SVG) is left out and counted."""
    names = set(archive.namelist())
    for paragraph in source.paragraphs:
        for piece in list(paragraph.pieces):
            if piece.picture is None:
                continue
            key, name = _key(piece.picture), relations.get(piece.picture.relation, "")
            content = source.pictures.get(key) or (_pixels(archive, name, piece.picture) if name in names else None)
            if content:
                source.pictures[key] = content
            else:
                paragraph.pieces.remove(piece)
                source.body.left_out["drawings"] += 1


def _key(picture: Picture) -> str:
    return f"{picture.relation} {picture.cut}"


def _pixels(archive: zipfile.ZipFile, name: str, picture: Picture) -> bytes | None:
    """The picture as it is shown, what was cropped away really gone, as a PNG or JPEG of our own."""
    try:
        with Image.open(BytesIO(archive.read(name)), formats=pictures.decoders()) as opened:
            if opened.width * opened.height > pictures.PIXELS_AT_MOST:
                return None
            lossless = opened.format in {"PNG", "GIF", "BMP"}
            shown = pictures.plain(opened)
    except Exception:  # noqa: BLE001 — foreign bytes make a decoder fail in any way; each means the same
        return None
    left, top, right, bottom = (min(side, 99_000) / 100_000 for side in picture.cut)
    wide, high = shown.size
    shown = shown.crop(
        (int(left * wide), int(top * high), max(1, int((1 - right) * wide)), max(1, int((1 - bottom) * high)))
    )
    if not all(shown.size):
        return None
    return pictures.encoded(shown, quality=None if lossless else _QUALITY)


def spans_of(source: Source, marks: Marks) -> dict[int, list[tuple[int, int]]]:
    """What is taken out of which paragraph, half-open, in order."""
    ranges: dict[int, list[tuple[int, int]]] = {}
    for each in marks.ranges:
        ranges.setdefault(each.paragraph, []).append((each.start, each.end))
    spans = {}
    for number, paragraph in enumerate(source.paragraphs):
        text = paragraph.text
        found = [(start, min(end, len(text))) for start, end in ranges.get(number, []) if start < len(text)]
        if found := joined([*found, *places_of(text, marks.words)]):
            spans[number] = found
    return spans


def covered(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A paragraph's text as it will be read."""
    told, place = [], 0
    for start, end in spans:
        told += [text[place:start], COVER]
        place = end
    return "".join([*told, text[place:]])


def write(source: Source, marks: Marks, target: Path) -> None:
    """Write the new file. The source is used up."""
    spans = spans_of(source, marks)
    for number, paragraph in enumerate(source.paragraphs):
        if number in spans:
            paragraph.pieces = list(_taken_out(paragraph.pieces, spans[number]))
    media = _Media(source)
    for paragraph in source.paragraphs:
        for piece in paragraph.pieces:
            media.write(paragraph.element, piece)
    styles = source.styles.written(source.body, source.numbering)
    numbering = numbering_of(source.numbering, source.body.numbers | source.styles.numbers, marks.words, COVER)
    _pack(target, source.body.root, styles, numbering, media)


def _taken_out(pieces: Iterable[Piece], spans: list[tuple[int, int]]) -> Iterable[Piece]:
    """The pieces without what lies in the spans; where a span begins stands the cover, in the look of what was."""
    place = 0
    for piece in pieces:
        start, end = place, place + len(piece.text)
        place = end
        kept = start
        for first, last in spans:
            if last <= start or first >= end:
                continue
            if first > kept:
                yield Piece(piece.text[kept - start : first - start], piece.look)
            if first >= start:
                yield Piece(COVER, piece.look)
            kept = max(kept, min(last, end))
        if kept == start:
            yield piece
        elif kept < end:
            yield Piece(piece.text[kept - start :], piece.look)


class _Media:
    """The pictures that are still shown, each once, and the runs that show them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.files: dict[str, bytes] = {}
        self._numbers: dict[str, int] = {}
        self._shown = 0

    def write(self, paragraph: Element, piece: Piece) -> None:
        run = SubElement(paragraph, w("r"))
        if piece.look is not None:
            run.append(piece.look)
        if piece.picture is not None:
            self._picture(run, piece.picture)
            return
        for part in _parts(piece.text.replace(PICTURE, "")):
            if part in "\t\n":
                SubElement(run, w("tab" if part == "\t" else "br"))
            else:
                text = SubElement(run, w("t"))
                text.text = "".join(sign for sign in part if sign >= " ")
                text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def _picture(self, run: Element, picture: Picture) -> None:
        key = _key(picture)
        content = self._source.pictures[key]
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            extension = "jpeg" if content.startswith(b"\xff\xd8") else "png"
            self.files[f"image{self._numbers[key]}.{extension}"] = content
        self._shown += 1
        wide, high = _extent(picture, content)
        run.append(_drawing(self._numbers[key], self._shown, wide, high))


def _parts(text: str) -> list[str]:
    parts, plain = [], ""
    for sign in text:
        if sign in "\t\n":
            parts += [plain, sign] if plain else [sign]
            plain = ""
        else:
            plain += sign
    return [*parts, plain] if plain else parts


def _extent(picture: Picture, content: bytes) -> tuple[int, int]:
    if picture.wide and picture.high:
        return picture.wide, picture.high
    with Image.open(BytesIO(content)) as opened:
        wide, high = (side * _EMU_A_PIXEL for side in opened.size)
    return (wide, high) if wide <= _TEXT_WIDTH else (_TEXT_WIDTH, high * _TEXT_WIDTH // wide)


def _drawing(number: int, shown: int, wide: int, high: int) -> Element:
    """One picture in the line, with neither name nor alternative text."""
    extent, name = f'cx="{wide}" cy="{high}"', f'id="{shown}" name="P{shown}"'
    return parse(
        f'<w:drawing xmlns:w="{W}" xmlns:wp="{WP}" xmlns:a="{A}" xmlns:pic="{_PIC}" xmlns:r="{R}">'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/><wp:docPr {name}/>'
        f'<a:graphic><a:graphicData uri="{_PIC}"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="rIdP{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>".encode()
    )


def _pack(target: Path, root: Element, styles: Element, numbering: Element | None, media: _Media) -> None:
    office_type = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    own = [("rId1", f"{office_type}/styles", "styles.xml")]
    if numbering is not None:
        own.append(("rId2", f"{office_type}/numbering", "numbering.xml"))
    own += [(f"rIdP{at}", f"{office_type}/image", f"media/{name}") for at, name in enumerate(media.files, 1)]
    parts = {
        "[Content_Types].xml": _content_types(with_numbering=numbering is not None),
        "_rels/.rels": _rels([("rId1", f"{office_type}/officeDocument", "word/document.xml")]),
        "word/document.xml": _written(root),
        "word/_rels/document.xml.rels": _rels(own),
        "word/styles.xml": _written(styles),
    }
    if numbering is not None:
        parts["word/numbering.xml"] = _written(numbering)
    parts |= {f"word/media/{name}": content for name, content in media.files.items()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # A fixed date: when a part was written is nobody's business.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def _written(root: Element) -> bytes:
    return _HEAD + tostring(root, encoding="unicode").encode()


def _rels(rows: Iterable[tuple[str, str, str]]) -> bytes:
    inside = "".join(f'<Relationship Id="{own}" Type="{kind}" Target="{to}"/>' for own, kind, to in rows)
    return _HEAD + f'<Relationships xmlns="{_RELATIONS}">{inside}</Relationships>'.encode()


def _content_types(*, with_numbering: bool) -> bytes:
    rows = [("document", "document.main"), ("styles", "styles")] + [("numbering", "numbering")] * with_numbering
    inside = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{_MAIN}.{kind}+xml"/>' for name, kind in rows)
    return (
        _HEAD
        + (
            f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="png" ContentType="image/png"/><Default Extension="jpeg" ContentType="image/jpeg"/>'
            f"{inside}</Types>"
        ).encode()
    )
