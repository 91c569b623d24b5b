"""Pictures of all kinds, as they are seen: decoded upright, blackened in their pixels, written with nothing else."""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageOps

from yihaotong.journal.refusal import Refused
from yihaotong.redaction.rules.limits import MEGA, LimitKind, of, too_much
from yihaotong.redaction.rules.marks import Box

PIXELS_AT_MOST = of(LimitKind.PIXELS) * MEGA
_QUALITY = 88
#: Colours further apart than this (of 255) make a picture a coloured one.
_COLOURED = 24


@cache
def decoders() -> tuple[str, ...]:
    """What is decoded at all; Pillow must be asked to know them before it can be told so."""
    Image.init()
    return ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")


def seen(source: Path) -> Image.Image:
    """The first picture of a file, upright, on white where it was transparent: nothing hidden is left in it.

    Raises Refused("empty" | "broken" | "too-many-pixels").
    """
    if source.stat().st_size == 0:
        raise Refused("empty", "文件是空的")
    try:
        with warnings.catch_warnings():
            # It warns of many pixels and of broken EXIF: the pixels are counted here, the rest is dropped.
            warnings.simplefilter("ignore")
            with Image.open(source, formats=decoders()) as picture:
                _check_pixels(picture.size)
                picture.load()
                return plain(ImageOps.exif_transpose(picture))
    except Refused:
        raise
    except Image.DecompressionBombError:
        raise Refused("too-many-pixels", "图片像素太多，请缩小后再来") from None
    except Exception:  # noqa: BLE001 — foreign bytes make a decoder fail in any way; each means the same
        raise Refused("broken", "图片已损坏，或没有传完整") from None


def _check_pixels(size: tuple[int, int]) -> None:
    if size[0] * size[1] > PIXELS_AT_MOST:
        found = f"有 {size[0] * size[1] // MEGA} 百万像素"
        raise too_much("too-many-pixels", LimitKind.PIXELS, found, "请缩小后再来")


def check_size(source: Path) -> None:
    """By what its head says, before a pixel is decoded. Raises Refused("too-many-pixels")."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(source, formats=decoders()) as picture:
                _check_pixels(picture.size)
    except Refused:
        raise
    except Image.DecompressionBombError:
        raise Refused("too-many-pixels", "图片像素太多，请缩小后再来") from None
    except Exception:  # noqa: BLE001 — foreign bytes make a decoder fail in any way; each means the same
        raise Refused("broken", "图片已损坏，或没有传完整") from None


def plain(picture: Image.Image) -> Image.Image:
    """The same in plain colours with nothing beside its pixels; what lies under transparency is gone."""
    if picture.mode.startswith(("I", "F")):
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if "A" in picture.mode or "transparency" in picture.info:
        shown = picture.convert("RGBA")
        picture = Image.new("RGB", shown.size, "white")
        picture.paste(shown.convert("RGB"), mask=shown.getchannel("A"))
    bare = Image.new("RGB", picture.size)
    bare.paste(picture.convert("RGB"))
    return bare


def blackened(picture: Image.Image, boxes: Iterable[Box]) -> Image.Image:
    """The picture with every pixel black that one of the boxes touches."""
    done = picture.copy()
    pen = ImageDraw.Draw(done)
    for box in boxes:
        left, top, right, bottom = box.pixels(*done.size)
        if right > left and bottom > top:
            pen.rectangle((left, top, right - 1, bottom - 1), fill=0 if done.mode == "L" else (0, 0, 0))
    return done


def coloured(picture: Image.Image) -> bool:
    red, green, blue = picture.split()
    return any(
        int(ImageChops.difference(one, other).getextrema()[1]) > _COLOURED  # type: ignore[arg-type]
        for one, other in ((red, green), (green, blue), (red, blue))
    )


def encoded(picture: Image.Image, *, quality: int | None = None) -> bytes:
    """Pixels and nothing else: a JPEG of this quality, or a PNG."""
    into = BytesIO()
    if quality is None:
        picture.save(into, "PNG", compress_level=6)
    else:
        picture.save(into, "JPEG", quality=quality)
    return into.getvalue()


@dataclass(frozen=True)
class Written:
    """What was written: the code of its kind (files.rules.kinds), and its size in pixels."""

    kind: str
    width: int
    height: int


def write(picture: Image.Image, target: Path, *, lossless: bool) -> Written:
    """Write pixels and nothing else: PNG, or JPEG."""
    target.write_bytes(encoded(picture, quality=None if lossless else _QUALITY))
    return Written("png" if lossless else "jpeg", *picture.size)


def extra_in_jpeg(content: bytes) -> list[str]:
    """What a JPEG carries besides its picture: comments, application data other than JFIF's head, bytes behind it."""
    found: list[str] = []
    place = 2
    if not content.startswith(b"\xff\xd8"):
        return ["SOI"]
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4], "big")
        if marker == _SCAN:
            end = content.rfind(b"\xff\xd9")
            return [*found, "EOI"] if end != len(content) - 2 or content.find(b"\xff\xd9") != end else found
        if marker == _COMMENT or (0xE0 <= marker <= 0xEF and not (marker == _APP0 and length == _JFIF_HEAD)):
            found.append(f"{marker:02X}")
        place += 2 + length
    return [*found, "SOS"]


_SCAN, _COMMENT, _APP0, _JFIF_HEAD = 0xDA, 0xFE, 0xE0, 16


def extra_in_png(content: bytes) -> list[str]:
    """What a PNG carries besides its picture: any chunk that is no part of it, bytes behind it."""
    found: list[str] = []
    place = 8
    while place + 8 <= len(content):
        length, name = int.from_bytes(content[place : place + 4], "big"), content[place + 4 : place + 8]
        if name not in {b"IHDR", b"IDAT", b"IEND"}:
            found.append(name.decode("latin-1"))
        place += 12 + length
        if name == b"IEND":
            break
    return [*found, "behind"] if place != len(content) else found


def hidden(source: Path) -> dict[str, int]:
    """What a picture's file carries besides what is seen, by code (see `rules.hidden`)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(source, formats=decoders()) as picture:
            telling = [key for key in picture.info if key in {"exif", "xmp", "photoshop", "comment", "icc_profile"}]
            found = {
                "exif": len(telling) or len(picture.getexif()),
                "frames": getattr(picture, "n_frames", 1) - 1,
                "transparent": int("A" in picture.mode or "transparency" in picture.info),
            }
    return {code: count for code, count in found.items() if count}
