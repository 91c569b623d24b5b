"""The tables that ship with the system, read into rows. Their sources stand in the NOTICE."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from yihaotong.dispatch.rules import CategoryRow, PlaceLevel, PlaceRow, RouteRow, ServiceClass, Speech

DATA = Path(__file__).resolve().parent / "data"


_LONGEST_CELL = 10_000


class UnreadableRow(ValueError):
    """A row of a CSV file that cannot be taken apart: its number as a spreadsheet counts, and why (English)."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(why)
        self.number = number


def read_table(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file with a heading, in UTF-8; a byte-order mark from a spreadsheet is accepted.

    Raises UnreadableRow.
    """
    reached = 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        try:
            reached = 1 if rows.fieldnames else 0
            for reached, row in enumerate(rows, start=2):
                # The reader's own limit is the process's, and an import may have raised it.
                if any(isinstance(cell, str) and len(cell) > _LONGEST_CELL for cell in row.values()):
                    raise UnreadableRow(reached, f"field larger than {_LONGEST_CELL} characters")
                yield row
        except csv.Error as error:
            raise UnreadableRow(reached + 1, str(error)) from error


def places(path: Path = DATA / "divisions.csv") -> list[PlaceRow]:
    """The divisions, parents before children; the first has none above it."""
    return [
        PlaceRow(row["code"], PlaceLevel(row["level"]), row["name"], (row["parent"] or "").strip() or None)
        for row in sorted(read_table(path), key=lambda row: (len(row["code"]), row["code"]))
    ]


def categories(path: Path = DATA / "categories.csv") -> list[CategoryRow]:
    """The two-level tree, parents before leaves."""
    return [
        CategoryRow(
            code=row["code"],
            name=row["name"],
            parent=row["parent"] or None,
            service_class=ServiceClass(row["service_class"]),
            since=date.fromisoformat(row["since"]),
            until=date.fromisoformat(row["until"]) if row["until"] else None,
            lifeline=row["lifeline"] == "yes",
            street_may_handle=row["street_may_handle"] == "yes",
        )
        for row in sorted(read_table(path), key=lambda row: (bool(row["parent"]), row["code"]))
    ]


def routes(path: Path) -> list[RouteRow]:
    """A city's own routes: category, place and unit by their codes, and the precedence."""
    return [
        RouteRow(row["category"], row["place"], row["unit"], int(row["precedence"] or 1)) for row in read_table(path)
    ]


@cache
def speech(own: str = "") -> dict[str, Speech]:
    """How people speak of the categories, by name: what ships, and what a city's own table (`own`, by name or code)
    adds to it. Raises as `read_speech`.
    """
    found = read_speech(DATA / "category-words.csv")
    for name, more in (read_speech(Path(own)) if own else {}).items():
        known = found.get(name, Speech())
        found[name] = Speech((*known.words, *more.words), (*known.details, *more.details))
    return found


def read_speech(path: Path) -> dict[str, Speech]:
    """A table with the columns category, words and details, words parted by blanks.

    Raises OSError, and ValueError (UnreadableRow, UnicodeDecodeError among them) for what is no such table.
    """
    found: dict[str, Speech] = {}
    for row in read_table(path):
        if not {"category", "words"} <= set(row):
            raise ValueError(f"{path} 第 1 行应写列名 category,words,details")
        said = Speech(tuple((row["words"] or "").split()), tuple((row.get("details") or "").split()))
        found[(row["category"] or "").strip()] = said
    return found
