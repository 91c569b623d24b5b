"""Entries from a table: each row its own act, each reject with its row and column."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.knowledge.conftest import Shelf
from yihaotong.accounts.rules import IMPORTER
from yihaotong.journal.models import Line
from yihaotong.knowledge import access
from yihaotong.knowledge.actions.importing import Brought, bring
from yihaotong.knowledge.models import Entry
from yihaotong.knowledge.representations import COLUMNS, rows_of

HEAD = ["问题", "答复口径", "问题类别", "适用地区", "责任单位代码"]


def table(path: Path, rows: list[list[str]], head: list[str] = HEAD) -> Path:
    book = Workbook()
    for row in [head, *rows]:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(path)
    return path


@pytest.fixture
def brought(shelf: Shelf, tmp_path: Path):
    def bring_in(rows: list[list[str]], *, released: bool = False, head: list[str] = HEAD) -> Brought:
        file = table(tmp_path / "knowledge.xlsx", rows, head)
        return bring(file, unit="WATER", released=released, actor=IMPORTER, at=shelf.city.at)

    return bring_in


def test_rows_become_drafts_of_the_unit_and_twice_adds_nothing(shelf, brought):
    rows = [["停水怎么办", "等着", "供水", "640104", ""], ["水费怎么缴", "网上", "0101", "", "EAST"]]
    done = brought(rows)
    assert (done.added, done.changed, done.same, done.rejects) == (2, 0, 0, [])
    owners = Entry.objects.order_by("pk").values_list("unit__code", "category", "places", "released")
    assert list(owners) == [("WATER", "0101", "/640104/", 0), ("EAST", "0101", "", 0)]
    lines = Line.objects.count()
    again = brought(rows)
    assert (again.added, again.changed, again.same) == (0, 0, 2)
    assert Line.objects.count() == lines


def test_what_was_released_elsewhere_holds_at_once_and_a_change_is_a_version(shelf, brought):
    brought([["停水怎么办", "等着", "", "", ""]], released=True)
    assert [found.version for found in access.find("停水", shelf.city.at)] == [1]
    done = brought([["停水怎么办", "打热线", "", "", ""]], released=True)
    assert done.changed == 1
    assert [(found.version, found.answer) for found in access.find("停水", shelf.city.at)] == [(2, "打热线")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["", "等着", "", "", ""], "问题"),
        (["停水怎么办", "", "", "", ""], "答复口径"),
        (["停水怎么办", "等着", "没有的类别", "", ""], "问题类别"),
        (["停水怎么办", "等着", "", "某街道", ""], "适用地区"),
        (["停水怎么办", "等着", "", "640199", ""], "适用地区"),
        (["停水怎么办", "等着", "", "", "NOWHERE"], "责任单位代码"),
    ],
)
def test_a_bad_row_is_named_with_its_column_and_the_others_enter(brought, row, column):
    done = brought([["水费怎么缴", "网上", "", "", ""], row, ["水表坏了", "报修", "", "", ""]])
    assert done.added == 2
    assert [(each.row, each.column) for each in done.rejects] == [(3, column)]
    assert done.rejects[0].reason


def test_what_was_exported_comes_back_the_same(shelf, brought):
    shelf.in_force(places=["640104"], links="https://example.org/a\nhttps://example.org/b")
    shelf.in_force(question="水费怎么缴", valid_until="2099-01-01")
    rows = list(rows_of(Entry.objects.all()))
    done = brought(rows, head=list(COLUMNS))
    assert (done.added, done.changed, done.same, done.rejects) == (0, 0, 2, [])
