"""JSON lines, whole and broken."""

import json
import tracemalloc

import pytest

from tests.sheets.conftest import Put, cells, read
from yihaotong.journal.refusal import Refused

LINE = json.dumps({"编号": 2549, "内容": "路灯不亮", "时间": "2019/4/25 9:32:09"}, ensure_ascii=False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_characters_are_found(encoding: str, put: Put) -> None:
    table, rows = read(put("x", f"{LINE}\n\n{LINE}\r\n", encoding))
    assert table.form == "jsonl"
    assert [(row.number, row.cells["编号"]) for row in rows] == [(1, 2549), (3, 2549)]


@pytest.mark.parametrize(
    "bad",
    ['{"编号":', "17", "[]", '"文字"', "null", '{"编号": 1' + "0" * 5000 + "}", '{"a":' * 100_000, "不是"],
)
def test_a_line_that_is_no_object_costs_itself(bad: str, put: Put) -> None:
    _, rows = read(put("x", f"{LINE}\n{bad}\n{LINE}\n"))
    assert [bool(row.fault) for row in rows] == [False, True, False]


def test_half_a_surrogate_is_kept_for_whoever_reads_the_row(put: Put) -> None:
    assert cells(put("x", LINE + '\n{"内容": "半\\ud800个"}\n'))[1][1] == "半\ud800个"


def test_half_a_character_in_a_columns_name_is_replaced(put: Put) -> None:
    table, (row,) = read(put("x", '{"内容": "甲", "半\\ud800个\\u0000": 1}\n'))
    assert table.columns == ["内容", "半�个�"]
    assert row.cells["半�个�"] == 1


def test_a_later_line_may_bring_a_new_column(put: Put) -> None:
    table, rows = read(put("x", f'{LINE}\n{{"内容": "甲", "备注": "乙"}}\n'))
    assert table.columns == ["编号", "内容", "时间", "备注"]
    assert rows[1].cells == {"内容": "甲", "备注": "乙"}


def test_nothing_is_no_cell(put: Put) -> None:
    _, (row,) = read(put("x", '{"编号": null, "内容": "甲", "时间": ""}\n'))
    assert row.cells == {"内容": "甲"}


def test_a_line_of_fifty_megabytes_costs_itself_and_no_memory(put: Put) -> None:
    path = put("x", LINE + '\n{"内容": "' + "a" * 50_000_000 + '"}\n' + LINE + "\n")
    tracemalloc.start()
    _, rows = read(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [bool(row.fault) for row in rows] == [False, True, False]
    assert peak < 40_000_000


def test_a_json_file_that_is_one_value(put: Put) -> None:
    with pytest.raises(Refused) as refused:
        read(put("x.json", '[{"编号": 1}]'))
    assert "JSON" in refused.value.message
    with pytest.raises(Refused) as refused:
        read(put("y.json", '{\n"编号": 1\n}'))
    assert refused.value.code == "not-a-table"
