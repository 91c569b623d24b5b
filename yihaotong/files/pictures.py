"""Pictures, decoded and written anew: what is not the picture itself (EXIF, place, profile, comments) stays behind."""

import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from yihaotong.files.rules.kinds import KINDS, Kind
from yihaotong.journal.refusal import Refused

#: More pixels than this are not decoded: one pixel may take a few bytes in the file and four in memory.
PIXELS_AT_MOST = 50_000_000
LONG_SIDE = 4096
THUMBNAIL_SIDE = 320
#: The long side that a picture keeps at least when it is decoded at a part of its size.
_DECODED_AT_LEAST = 3000
_JPEG_QUALITY = 88
_THUMBNAIL_QUALITY = 75
#: An iPhone's or camera's JPEG may carry further pictures behind the first (MPO).
_DECODERS = {"jpeg": ("JPEG", "MPO"), "png": ("PNG",), "webp": ("WEBP",), "gif": ("GIF",), "bmp": ("BMP",)}
_LOSSLESS = {"png", "gif", "bmp"}


@dataclass(frozen=True)
class Picture:
    kind: Kind
    width: int
    height: int


def write_anew(source: Path, kind: str, target: Path, thumbnail: Path) -> Picture:
    """Decode the picture in `source`, write it and its thumbnail. Of a moving picture the first frame stays.

    JPEG becomes JPEG; PNG, GIF, BMP and whatever is transparent PNG; other WebP JPEG. Raises Refused for a broken,
    truncated or too large one.
    """
    picture = _decoded(source, kind)
    lossless = kind in _LOSSLESS or picture.mode in {"RGBA", "LA"}
    if lossless:
        picture.save(target, "PNG", compress_level=3)
    else:
        picture.save(target, "JPEG", quality=_JPEG_QUALITY)
    size = picture.size
    _write_small(picture, thumbnail)
    return Picture(KINDS["png" if lossless else "jpeg"], *size)


def write_thumbnail(kept: Path, kind: str, thumbnail: Path) -> None:
    """The thumbnail of a picture that was kept. Raises Refused("broken")."""
    _write_small(_decoded(kept, kind), thumbnail)


def _write_small(picture: Image.Image, thumbnail: Path) -> None:
    picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    _on_white(picture).save(thumbnail, "JPEG", quality=_THUMBNAIL_QUALITY)


def _decoded(source: Path, kind: str) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # It warns of many pixels, of broken EXIF and the like: the pixels are counted here, the rest is dropped.
            warnings.simplefilter("ignore")
            with Image.open(source, formats=_DECODERS[kind]) as opened:
                _check_pixels(opened.size)
                _spare_memory(opened)
                return _plain(opened)
    except Refused:
        raise
    except Image.DecompressionBombError:
        raise _too_many(0) from None
    except Exception:  # noqa: BLE001 — foreign bytes make a decoder fail in any way; each means the same
        raise Refused("broken", "图片已损坏，或没有传完整") from None


def _check_pixels(size: tuple[int, int]) -> None:
    if size[0] * size[1] > PIXELS_AT_MOST:
        raise _too_many(size[0] * size[1])


def _too_many(pixels: int) -> Refused:
    how_many = f"有 {pixels // 1_000_000} 百万像素，" if pixels else "像素太多，"
    return Refused("too-many-pixels", f"图片{how_many}最多 {PIXELS_AT_MOST // 1_000_000} 百万像素；请缩小后再上传")


def _spare_memory(opened: Image.Image) -> None:
    """A large JPEG is decoded at a half or a quarter of its size, as long as that is still a large picture."""
    scale = 1
    while max(opened.size) >= 2 * scale * _DECODED_AT_LEAST:
        scale *= 2
    opened.draft(None, (opened.width // scale, opened.height // scale))


def _plain(opened: Image.Image) -> Image.Image:
    """The first frame, upright, not too large, in plain colours or plain grey, with nothing beside its pixels."""
    opened.seek(0)
    opened.load()
    picture = opened
    if picture.mode.startswith(("I", "F")):
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    transparent = "A" in picture.mode or "transparency" in picture.info
    grey = picture.mode in {"L", "1", "LA"}
    wanted = {(True, True): "LA", (True, False): "RGBA", (False, True): "L", (False, False): "RGB"}[transparent, grey]
    if picture.mode != wanted:
        picture = picture.convert(wanted)
    picture.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    plain = ImageOps.exif_transpose(picture).copy()
    plain.info.clear()
    return plain


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode not in {"RGBA", "LA"}:
        return picture
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture.convert("RGB"), mask=picture.getchannel("A"))
    return ground
