"""Text tables: in which characters and with which marks they are written, and what one bad row costs."""

import csv
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets.conftest import HEADER, ROWS, Put, cells, csv_text, read
from yihaotong.journal.refusal import Refused
from yihaotong.sheets.delimited import cells as cells_of
from yihaotong.sheets.delimited import records

WANTED = [list(row) for row in ROWS]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_characters_and_delimiter_are_found(encoding: str, delimiter: str, put: Put) -> None:
    assert cells(put("x", csv_text(delimiter=delimiter), encoding)) == WANTED


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_end_of_line(newline: str, put: Put) -> None:
    assert cells(put("x.csv", csv_text(newline=newline))) == WANTED
    assert cells(put("y.csv", csv_text(newline=newline).rstrip("\r\n"))) == WANTED


def test_the_name_of_the_file_means_nothing(put: Put) -> None:
    assert cells(put("表.xlsx", csv_text())) == WANTED


def test_a_header_in_row_3_and_the_numbers_of_rows(put: Put) -> None:
    table, rows = read(put("x.csv", "2019 年留言汇总表,,\n制表：办公室,,\n" + csv_text(newline="\n")))
    assert table.header_row == 3
    assert table.columns == list(HEADER)
    assert [row.number for row in rows] == [4, 5]


def test_blank_rows_count_and_are_no_rows(put: Put) -> None:
    _, rows = read(put("x.csv", "编号,内容,时间\n\n1,甲,\n,,\n  ,\n2,乙,\n"))
    assert [(row.number, row.cells["内容"]) for row in rows] == [(3, "甲"), (6, "乙")]


def test_columns_without_or_with_the_same_name_and_cells_beyond_the_header(put: Put) -> None:
    table, (row,) = read(put("x.csv", "编号,内容,,内容,时间,\n1,甲,乙,丙,2019,丁,戊\n"))
    assert table.columns == ["编号", "内容", "第 3 列", "内容（2）", "时间"]
    assert row.cells == {
        "编号": "1", "内容": "甲", "第 3 列": "乙", "内容（2）": "丙", "时间": "2019", "第 6 列": "丁", "第 7 列": "戊",
    }  # fmt: skip


def test_a_quotation_mark_that_is_never_closed_costs_its_own_row(put: Put) -> None:
    text = '编号,内容\n1,甲\n2,"乙\n3,丙\n4,"丁""，\n戊"\n5,己\n'
    _, rows = read(put("x.csv", text))
    # The mark of row 2 is closed by the first one of row 4: that is one cell, as any reader would take it.
    assert [row.cells.get("编号") for row in rows][-1] == "5"
    _, rows = read(put("y.csv", '编号,内容\n1,甲\n2,"乙\n3,丙\n4,丁\n'))
    assert [(row.number, row.cells.get("内容"), bool(row.fault)) for row in rows] == [
        (2, "甲", False),
        (3, None, True),
        (4, "丙", False),
        (5, "丁", False),
    ]
    _, rows = read(put("z.csv", '编号,内容\n1,"甲\n乙"\n2,"丙\n3,丁\n'))
    told = [row.fault.reason.partition("：")[0] for row in rows if row.fault]
    assert told == ["文件第 4 行的引号没有闭合"], "as an editor counts"
    with pytest.raises(Refused, match="文件第 1 行的引号没有闭合"):
        read(put("h.csv", '天书,"地书\n1,甲\n'))


def test_marks_inside_a_plain_cell_are_text(put: Put) -> None:
    assert cells(put("x.csv", '编号,内容,时间\n1,5"管道，"坏"了,x\n2,乙,y\n')) == [
        ["1", '5"管道，"坏"了', "x"],
        ["2", "乙", "y"],
    ]


@pytest.mark.parametrize("quoted", [True, False])
def test_a_cell_of_fifty_megabytes_costs_its_row_and_no_memory(quoted: bool, put: Put) -> None:
    mark = '"' if quoted else ""
    inside = "\n" if quoted else " "
    path = put("x.csv", f"编号,内容\n1,甲\n2,{mark}" + ("a" * 999_999 + inside) * 50 + f"{mark}\n3,丙\n")
    tracemalloc.start()
    _, rows = read(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [(row.cells.get("编号"), bool(row.fault)) for row in rows] == [("1", False), (None, True), ("3", False)]
    assert peak < 30_000_000


def test_a_cell_of_two_megabytes_is_named(put: Put) -> None:
    _, (row,) = read(put("x.csv", "编号,内容\n2," + "长" * 2_000_000 + "\n"))
    assert row.fault is not None
    assert row.fault.column == "内容"
    assert "2000000" in row.fault.reason
    assert row.cells == {"编号": "2"}


def test_a_wrong_byte_costs_its_row_only(put: Put) -> None:
    good = "".join(f"{number},这是一封很普通的来信\n" for number in range(30))
    _, rows = read(put("x.csv", ("编号,内容\n" + good).encode() + "99,坏".encode() + b"\xff\n"))
    assert len(rows) == 31
    assert rows[-1].cells["内容"] == "坏\udcff"


def test_a_zero_byte_is_kept_for_whoever_reads_the_row(put: Put) -> None:
    _, rows = read(put("x.csv", "编号,内容\n1,甲\x00乙\n2,丙\n"))
    assert [row.cells["内容"] for row in rows] == ["甲\x00乙", "丙"]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\n"])
def test_an_empty_file(content: bytes, put: Put) -> None:
    with pytest.raises(Refused) as refused:
        read(put("x.csv", content))
    assert refused.value.code == "empty-file"


def test_no_known_column_names_what_there_is(put: Put) -> None:
    with pytest.raises(Refused) as refused:
        read(put("x.csv", "甲,乙\n1,2\n"))
    assert refused.value.code == "no-columns"
    assert "甲、乙" in refused.value.message
    assert "--map" not in refused.value.message, "a word of the command line only"


@pytest.mark.parametrize(
    "content",
    [bytes(range(128, 256)) * 50, b"\xff\xfe\x00", b"%PDF-1.7 x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"[{}]"],
)
def test_what_is_no_table_is_refused_in_words(content: bytes, put: Put) -> None:
    with pytest.raises(Refused) as refused:
        read(put("x.csv", content))
    assert refused.value.code in {"not-a-table", "unreadable-text", "no-columns"}


_TEXT = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=12)


@given(st.lists(st.lists(_TEXT, min_size=2, max_size=4), max_size=8), st.sampled_from(",;\t|"))
def test_what_a_csv_writer_wrote_is_read_back(rows: list[list[str]], delimiter: str) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    file.seek(0)
    assert [cells_of(record or "", delimiter) for record in records(file, delimiter)] == rows


@given(st.text(st.sampled_from('a,"\n\r;'), max_size=60))
def test_every_text_ends_and_loses_no_plain_line(text: str) -> None:
    assert sum(1 for _ in records(io.StringIO(text, newline=""), ",")) <= text.count("\n") + text.count("\r") + 1
