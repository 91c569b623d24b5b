"""The tables that ship with the system, read into rows. Their sources stand in the NOTICE."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from yihaotong.dispatch.rules import CategoryRow, PlaceLevel, PlaceRow, RouteRow, ServiceClass

DATA = Path(__file__).resolve().parent / "data"


def read_table(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file with a heading, in UTF-8; a byte-order mark from a spreadsheet is accepted."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def places(path: Path = DATA / "divisions.csv") -> list[PlaceRow]:
    """The divisions, parents before children. The province above the first row is not part of the table."""
    rows = list(read_table(path))
    known = {row["code"] for row in rows}
    return [
        PlaceRow(row["code"], PlaceLevel(row["level"]), row["name"], row["parent"] if row["parent"] in known else None)
        for row in sorted(rows, key=lambda row: (len(row["code"]), row["code"]))
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
