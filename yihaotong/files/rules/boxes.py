"""ISO/IEC 14496-12: the boxes of MP4, M4A and MOV. Walked from front to end; what tells the place is wiped."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from yihaotong.journal.refusal import Refused

_PICTURES = {b"heic", b"heix", b"heif", b"mif1", b"msf1", b"hevc", b"avif", b"avis"}
_SOUND = {b"M4A ", b"M4B ", b"M4P "}
_QUICKTIME = b"qt  "
#: Only these hold other boxes that we look into.
_HOLDERS = {b"moov", b"trak"}
#: What a telephone writes into: where it was, whose it is, what it is called.
_TELLING = {b"udta", b"meta", b"uuid"}
_BOXES_AT_MOST = 100_000


@dataclass(frozen=True)
class Box:
    """`start` and `end` of a box; its content begins at `inside`."""

    name: bytes
    start: int
    inside: int
    end: int


def _broken() -> Refused:
    return Refused("broken", "视频或录音文件已损坏，或没有传完整")


def recognise(file: IO[bytes], size: int) -> str:
    """The code of its kind: mp4, mov or m4a. Raises Refused for pictures in the same clothes, and without a film."""
    boxes = list(walk(file, 0, size))
    brand = b""
    if boxes[0].name == b"ftyp":
        file.seek(boxes[0].inside)
        brand = file.read(4)
    if brand in _PICTURES:
        raise Refused("kind-refused", "这是苹果手机的 HEIC 图片，请转成 JPG 再上传（设置、相机、格式、兼容性最佳）")
    if {box.name for box in boxes}.isdisjoint({b"moov"}):
        raise _broken()
    if brand in _SOUND:
        return "m4a"
    return "mov" if brand in {_QUICKTIME, b""} else "mp4"


def telling(file: IO[bytes], size: int) -> list[Box]:
    """The boxes that hold place, owner and title, wherever they may stand."""
    return [box for box in _deep(file, 0, size) if box.name in _TELLING]


def _deep(file: IO[bytes], start: int, end: int) -> Iterator[Box]:
    for box in walk(file, start, end):
        yield box
        if box.name in _HOLDERS:
            yield from _deep(file, box.inside, box.end)


def walk(file: IO[bytes], start: int, end: int) -> Iterator[Box]:
    """The boxes from `start` to `end`, one behind the other. Raises Refused when they do not fill it."""
    place = start
    for _ in range(_BOXES_AT_MOST):
        if place == end or (end - place < 8 and start > 0):
            return
        box = _box(file, place, end)
        yield box
        place = box.end
    raise _broken()


def _box(file: IO[bytes], place: int, end: int) -> Box:
    file.seek(place)
    head = file.read(16)
    length, name, inside = int.from_bytes(head[:4], "big"), head[4:8], place + 8
    if length == 1:
        length, inside = int.from_bytes(head[8:16], "big"), place + 16
    elif length == 0:
        length = end - place
    if len(name) < 4 or length < inside - place or place + length > end:
        raise _broken()
    return Box(name, place, inside, place + length)
