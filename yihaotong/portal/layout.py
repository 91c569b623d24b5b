"""Where the tiles of a schematic map lie: hexagons arranged by hand where a file says so, a plain grid elsewhere.

A drawing of our own, not to scale: which district lies beside which, and no more. Pure: no Django in here.
"""

import csv
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Units of the drawing, about a pixel on a telephone.
WIDTH = 360
_HEXAGON_MOST = 96.0
_GAP = 6
#: What every label of a level ends with and nobody says.
_ENDINGS = ("社区居委会", "村委会", "居委会", "街道办事处", "街道")


@dataclass(frozen=True)
class Spot:
    """One row of a layout file. `kind`: a tile with the code of its place; a zone, which is no division of the
    country, with "short|full" as its label; a mark, words on the drawing; a point of a line with the line's name."""

    kind: str
    code: str
    x: float
    y: float
    label: str


@dataclass(frozen=True)
class Lettering:
    """How large the labels are: characters on one line before a label is broken in two, and from line to line."""

    hexagon: int
    grid: int
    line: int
    columns: int
    row: int


USUAL = Lettering(hexagon=5, grid=6, line=19, columns=3, row=52)
#: For large type (长者模式).
LARGE = Lettering(hexagon=3, grid=7, line=25, columns=2, row=64)


@dataclass(frozen=True)
class Tile:
    """What can be chosen: a place by its `code`, or a zone by the words that go into the address."""

    code: str
    address: str
    name: str
    points: str
    x: float
    lines: tuple[tuple[float, str], ...]
    chosen: bool = False

    @property
    def said(self) -> str:
        """Its whole name, with the word that is seen in it."""
        seen = "".join(line for _y, line in self.lines)
        return self.name if seen in self.name else f"{seen}：{self.name}"


@dataclass(frozen=True)
class Drawing:
    """Everything in units of the view box "0 0 360 height"."""

    height: int
    #: Whether it says what lies beside what, or is a list in boxes.
    arranged: bool
    tiles: tuple[Tile, ...]
    marks: tuple[tuple[float, float, str], ...] = ()
    paths: tuple[str, ...] = ()


def read(path: Path) -> list[Spot]:
    """The rows of a layout file (columns: kind, code, x, y, label). Raises ValueError naming the row at fault."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [_spot(path.name, number, row) for number, row in enumerate(csv.DictReader(file), start=2)]


def _spot(name: str, number: int, row: dict[str, str]) -> Spot:
    try:
        if row["kind"] not in {"tile", "zone", "mark", "line"}:
            raise ValueError(row["kind"])
        return Spot(row["kind"], row["code"], float(row["x"]), float(row["y"]), row["label"])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{name} 第 {number} 行：{error}") from error


def drawn(
    places: Sequence[tuple[str, str]], spots: Sequence[Spot], chosen: str, lettering: Lettering = USUAL
) -> Drawing:
    """The drawing of these places (code, name): as the spots say, if they have a tile for every one of them."""
    known = {spot.code for spot in spots if spot.kind == "tile"}
    if places and all(code in known for code, _name in places):
        return _hexagons(dict(places), spots, chosen, lettering)
    return _grid(places, chosen, lettering)


def short(name: str) -> str:
    """上海西路街道 → 上海西路, 崇安社区居委会 → 崇安: what fits on a tile; the list beside it has the whole name."""
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name


# --- hexagons, point upwards: neighbours in a row one unit apart, rows three quarters of a height ------------------


def _hexagons(names: dict[str, str], spots: Sequence[Spot], chosen: str, lettering: Lettering) -> Drawing:
    shown = [spot for spot in spots if spot.kind == "zone" or spot.code in names]
    left, top = min(spot.x for spot in shown), min(spot.y for spot in shown)
    unit = min(_HEXAGON_MOST, (WIDTH - 8) / (max(spot.x for spot in shown) - left + 1))
    radius, row = unit / math.sqrt(3), unit * math.sqrt(3) / 2
    margin = (WIDTH - unit * (max(spot.x for spot in shown) - left)) / 2

    def place(x: float, y: float) -> tuple[float, float]:
        return round(margin + (x - left) * unit, 1), round(radius + 14 + (y - top) * row, 1)

    tiles = []
    for spot in shown:
        brief, _bar, full = spot.label.partition("|")
        name = names.get(spot.code) or full or brief
        centre = place(spot.x, spot.y)
        points = _around(centre, radius - 2)
        label = brief if spot.kind == "zone" else short(name)
        lines = _lines(label, centre[1], lettering.hexagon, lettering)
        address = name if spot.kind == "zone" else ""
        mine = bool(spot.code) and chosen.startswith(spot.code)
        tiles.append(Tile(spot.code, address, name, points, centre[0], lines, mine))
    height = round(place(0, max(spot.y for spot in shown))[1] + radius + 14)
    marks = tuple((*place(spot.x, spot.y), spot.label) for spot in spots if spot.kind == "mark")
    return Drawing(height, arranged=True, tiles=tuple(tiles), marks=marks, paths=tuple(_paths(spots, place)))


def _around(centre: tuple[float, float], radius: float) -> str:
    corners = (math.radians(60 * step - 90) for step in range(6))
    return " ".join(
        f"{centre[0] + radius * math.cos(turn):.1f},{centre[1] + radius * math.sin(turn):.1f}" for turn in corners
    )


def _paths(spots: Iterable[Spot], place: Callable[[float, float], tuple[float, float]]) -> Iterable[str]:
    lines: dict[str, list[str]] = {}
    for spot in spots:
        if spot.kind == "line":
            x, y = place(spot.x, spot.y)
            lines.setdefault(spot.label, []).append(f"{x},{y}")
    return (" ".join(points) for points in lines.values())


# --- a plain grid ------------------------------------------------------------------------------------------------


def _grid(places: Sequence[tuple[str, str]], chosen: str, lettering: Lettering) -> Drawing:
    columns, row = min(lettering.columns, max(len(places), 1)), lettering.row
    width = (WIDTH - _GAP) / columns - _GAP
    tiles = []
    for number, (code, name) in enumerate(places):
        x, y = _GAP + number % columns * (width + _GAP), _GAP + number // columns * (row + _GAP)
        points = " ".join(
            f"{right:.1f},{down:.1f}" for right, down in ((x, y), (x + width, y), (x + width, y + row), (x, y + row))
        )
        lines = _lines(short(name), y + row / 2, lettering.grid, lettering)
        tiles.append(Tile(code, "", name, points, round(x + width / 2, 1), lines, chosen.startswith(code)))
    rows = -(-len(places) // columns)
    return Drawing(_GAP + rows * (row + _GAP), arranged=False, tiles=tuple(tiles))


def _lines(label: str, middle: float, longest: int, lettering: Lettering) -> tuple[tuple[float, str], ...]:
    """The label in one line, or in two of about the same length; `middle` is the middle of its tile."""
    base = middle + lettering.line * 0.3
    if len(label) <= longest:
        return ((round(base, 1), label),)
    half = -(-len(label) // 2)
    parts = (label[:half], label[half:])
    return tuple((round(base + lettering.line * (number - 0.5), 1), part) for number, part in enumerate(parts))
