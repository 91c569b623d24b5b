"""Workbooks as people keep them, and as somebody hostile builds them."""

import struct
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.sheets.conftest import HEADER, cells, read, rewritten, with_shared, workbook
from yihaotong.journal.refusal import Refused
from yihaotong.sheets import UNPACKED_LIMIT

SHEET = "xl/worksheets/sheet1.xml"
MOMENT = datetime(2019, 4, 25, 9, 32, 9)  # noqa: DTZ001 — a sheet's wall clock


def refusal(path: Path) -> Refused:
    with pytest.raises(Refused) as refused:
        read(path)
    return refused.value


def test_values_keep_their_kinds(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [HEADER, (2549, "路灯不亮", MOMENT), (2550.5, True, None), (None, None, None)])
    assert cells(path) == [[2549, "路灯不亮", MOMENT], [2550.5, True, None]]


def test_a_header_in_row_3_and_the_numbers_of_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [("汇总表",), (), HEADER, (1, "甲", None), (), (2, "乙", None)])
    table, rows = read(path)
    assert table.header_row == 3
    assert [row.number for row in rows] == [4, 6]


def test_the_sheet_with_the_known_header_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.append(["说明", "本表由系统导出"])
    second = book.create_sheet("明细")
    second.append(list(HEADER))
    second.append([1, "甲", None])
    book.save(tmp_path / "x.xlsx")
    table, rows = read(tmp_path / "x.xlsx")
    assert [row.cells["内容"] for row in rows] == ["甲"]
    assert "明细" in table.warnings[0]
    assert "Sheet" in table.warnings[0]


def test_a_formula_without_its_value_is_named_and_one_with_it_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [HEADER, (1, '="甲"&"乙"', None), (2, "丙", None), (3, "=1+1", None)])

    def worked_out(data: bytes) -> bytes:
        return data.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")

    _, rows = read(rewritten(path, {SHEET: worked_out}))
    assert [row.fault.column if row.fault else row.cells["内容"] for row in rows] == ["内容", "丙", 2]
    assert "公式" in rows[0].fault.reason


def test_an_error_value_is_named(tmp_path: Path) -> None:
    _, (row,) = read(workbook(tmp_path / "x.xlsx", [HEADER, (1, "#N/A", None)]))
    assert row.fault is not None
    assert "#N/A" in row.fault.reason


def test_of_merged_cells_the_first_one_counts_and_it_is_said(tmp_path: Path) -> None:
    table, rows = read(workbook(tmp_path / "x.xlsx", [HEADER, (1, "甲", "x"), (2, "乙", "y")], merge="C2:C3"))
    assert [row.cells.get("时间") for row in rows] == ["x", None]
    assert any("合并" in each and "C2:C3" in each for each in table.warnings)


def test_a_serial_number_beyond_all_dates_is_an_error_value(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [HEADER, (1, "甲", MOMENT)])
    book = load_workbook(path)
    book.worksheets[0]["C2"].value = 99_999_999
    book.worksheets[0]["C2"].number_format = "yyyy-mm-dd"
    book.save(path)
    _, (row,) = read(path)
    assert row.fault is not None
    assert row.fault.column == "时间"


_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def test_a_cell_of_fifty_megabytes_costs_its_row(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [HEADER, (1, "甲", None), (2, "共用", None), (3, "丙", None)])
    strings = f'<sst xmlns="{_NAMESPACE}"><si><t>{"a" * 50_000_000}</t></si></sst>'
    _, rows = read(with_shared(path, strings))
    assert [bool(row.fault) for row in rows] == [False, True, False]


def test_shared_strings_are_read_with_their_escapes(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [HEADER, (1, "共用", None)])
    strings = f'<sst xmlns="{_NAMESPACE}"><si><t>甲_x000D_乙</t></si></sst>'
    assert cells(with_shared(path, strings)) == [[1, "甲\r乙", None]]


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as packed:
        packed.writestr("letters.csv", "编号,内容\n1,甲\n")
    assert refusal(tmp_path / "x.xlsx").code == "not-a-table"


@pytest.mark.parametrize("keep", [20, 200, -200])
def test_a_workbook_cut_off(keep: int, tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [HEADER, *((number, "甲" * 50, None) for number in range(50))])
    path.write_bytes(path.read_bytes()[:keep])
    assert refusal(path).code in {"not-a-table", "unreadable-text", "no-columns"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[: len(data) // 2],
        lambda data: b"",
        lambda data: b"<html>no sheet</html>",
        lambda data: data.replace(b't="n"', b't="s"').replace(b"<v>1</v>", b"<v>99999</v>"),
        lambda data: data.replace(b'r="A2"', b'r="ZZZZZZ2"'),
        lambda data: b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + data.replace("甲".encode(), b"&b;"),
    ],
)
def test_a_damaged_or_hostile_sheet_is_refused_in_words(spoil: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [HEADER, (1, "甲", None)])
    assert refusal(rewritten(path, {SHEET: spoil})).code in {"not-a-table", "no-columns"}


def test_entities_that_grow_are_refused(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{levels}]><sst><si><t>&e9;</t></si></sst>'
    path = workbook(tmp_path / "x.xlsx", [HEADER, (1, "共用", None)])
    assert refusal(with_shared(path, bomb)).code == "not-a-table"


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [HEADER, (1, "甲", None)])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed, packed.open("xl/media/zeros", "w") as part:
        for _ in range(UNPACKED_LIMIT // 10_000_000 + 1):
            part.write(b"\0" * 10_000_000)
    assert path.stat().st_size < 1_000_000
    assert refusal(path).code == "too-large"


def test_a_directory_that_lies_about_the_size_gains_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [HEADER, (1, "甲", None)])
    rewritten(path, {SHEET: lambda data: data.replace(b"</sheetData>", b" " * 5_000_000 + b"</sheetData>")})
    with zipfile.ZipFile(path) as packed:
        real = packed.getinfo(SHEET).file_size
    data = path.read_bytes().replace(struct.pack("<I", real), struct.pack("<I", 300))
    path.write_bytes(data)
    assert refusal(path).code in {"not-a-table", "no-columns"}
