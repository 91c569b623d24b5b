"""The fonts that lie beside this file, the chain in which they are asked, and what none of them has.

Nothing is taken from the machine: a letter looks the same on every one. Word documents name the official fonts instead,
which the machines of an office have.
"""

import struct
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from yihaotong.journal.refusal import Refused


@dataclass(frozen=True)
class Face:
    """One face of a letter: its own file, its official name, and what Word may take instead."""

    family: str
    file: str
    official: str
    instead: str


FANG = Face("Yihaotong Fang", "fang.otf", "仿宋_GB2312", "仿宋")
KAI = Face("Yihaotong Kai", "kai.ttf", "楷体_GB2312", "楷体")
HEI = Face("Yihaotong Hei", "hei.otf", "黑体", "SimHei")
TITLE = Face("Yihaotong Song", "song.otf", "方正小标宋简体", "华文中宋")
SONG = Face("Yihaotong Wide", "wide.otf", "宋体", "SimSun")
#: Asked in turn for what a face has not: rare characters of names, then signs.
WIDE = ("Yihaotong Wide", "wide.otf")
SIGNS = ("Yihaotong Signs", "signs.ttf")

#: Emoji, 麻将 and the like: Unicode's blocks of pictures.
_PICTURES = range(0x1F000, 0x20000)

FACES: Mapping[str, Face] = {"fang": FANG, "kai": KAI, "hei": HEI, "title": TITLE, "song": SONG}


def directory() -> Path:
    return Path(str(resources.files("yihaotong.letters").joinpath("fonts")))


def chain(face: Face) -> list[str]:
    """The families in which a character is looked for, best first."""
    return list(dict.fromkeys((face.family, FANG.family, WIDE[0], SIGNS[0])))


def missing(texts: Iterable[str]) -> list[str]:
    """The characters of these texts that no font has, each once, in order. Marks that are not drawn do not count.

    Pictures (表情符号) have no place in an official letter, though a font of signs may hold some of them.
    """
    wanted = dict.fromkeys(letter for text in texts for letter in text)
    has = _covered()
    return [
        letter for letter in wanted if ord(letter) in _PICTURES or (ord(letter) not in has and not _invisible(letter))
    ]


def check(texts: Iterable[str]) -> None:
    """Raises Refused("no-glyph") naming the characters: better no letter than one with a blank in it."""
    if strange := missing(texts):
        listed = "、".join(f"“{letter}”（U+{ord(letter):04X}）" for letter in strange[:5])
        raise Refused("no-glyph", f"系统字库里没有这些字符：{listed}，请改写或者删去", characters=strange)


def _invisible(letter: str) -> bool:
    return letter in "\n \u3000\u200b\ufe0f" or unicodedata.category(letter) == "Zs"


@cache
def _covered() -> frozenset[int]:
    """What the body face or one that is asked after it can draw."""
    files = (FANG.file, WIDE[1], SIGNS[1])
    return frozenset[int]().union(*(_characters(directory() / file) for file in files))


@cache
def _characters(file: Path) -> frozenset[int]:
    """The code points in a font's `cmap`, out of its subtables of format 4 and 12."""
    data = file.read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    entries = (struct.unpack_from(">4sIII", data, 12 + 16 * number) for number in range(tables))
    base = next(offset for tag, _sum, offset, _length in entries if tag == b"cmap")
    found: set[int] = set()
    for number in range(struct.unpack_from(">H", data, base + 2)[0]):
        at = base + struct.unpack_from(">I", data, base + 4 + 8 * number + 4)[0]
        layout = struct.unpack_from(">H", data, at)[0]
        if layout == 12:
            found |= _groups(data, at)
        elif layout == 4:
            found |= _segments(data, at)
    return frozenset(found)


def _groups(data: bytes, at: int) -> set[int]:
    count = struct.unpack_from(">I", data, at + 12)[0]
    groups = (struct.unpack_from(">III", data, at + 16 + 12 * number) for number in range(count))
    return {code for first, last, _glyph in groups for code in range(first, last + 1)}


def _segments(data: bytes, at: int) -> set[int]:
    twice = struct.unpack_from(">H", data, at + 6)[0]
    count = twice // 2
    read = (struct.unpack_from(f">{count}H", data, at + 14 + place) for place in (0, twice + 2, 2 * twice + 2))
    ends, starts, deltas = read
    offsets_at = at + 16 + 3 * twice
    offsets = struct.unpack_from(f">{count}H", data, offsets_at)
    found = set()
    for number in range(count):
        for code in range(starts[number], min(ends[number], 0xFFFE) + 1):
            if offsets[number]:
                place = offsets_at + 2 * number + offsets[number] + 2 * (code - starts[number])
                glyph = struct.unpack_from(">H", data, place)[0]
            else:
                glyph = (code + deltas[number]) & 0xFFFF
            if glyph:
                found.add(code)
    return found
