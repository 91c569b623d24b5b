"""Nothing is lost in silence: a row of a table that was not taken is named, and one rewritten behind our back too."""

from pathlib import Path

import pytest

from tests.catalogue.conftest import Office
from tests.catalogue.test_actions import _bring, _csv
from yihaotong.catalogue import access, verifying
from yihaotong.catalogue.models import Row
from yihaotong.journal.refusal import Refused


def test_no_row_of_a_table_is_passed_over_in_silence(office: Office, tmp_path: Path) -> None:
    version = office.begin()
    rest = ["要素", "依据", "自形成之日起20个工作日内", "示例STUDY科"]
    lines = [
        ["序号", "一级事项", "二级事项", "公开内容", "公开依据", "公开时限", "责任科室", "备注"],
        ["1", "机构信息"],  # a first-level item on a line of its own
        ["2", "", "机构职能", *rest],
        ["3"],
        ["", "", "", "", "", "", "", "只有备注"],
        ["4", "业务工作", "", *rest],
        ["5", "机构信息"],
    ]
    brought = _bring(office, version, _csv(tmp_path / "x.csv", lines))
    assert [(each.row, each.column) for each in brought.rejects] == [(4, "二级事项"), (5, "二级事项"), (6, "二级事项")]
    assert brought.added + brought.changed + brought.same + len(brought.rejects) == len(lines) - 1
    assert [row.name for row in access.rows_of(version)] == ["机构信息", "机构职能"]
    assert brought.warnings == ["没有用到的列：备注"]
    strange = _csv(tmp_path / "y.csv", [["天书", "地书"], ["1", "2"]])
    with pytest.raises(Refused, match="列名应是：序号、一级事项、二级事项") as refused:
        _bring(office, version, strange)
    assert "--map" not in refused.value.message


def test_rows_rewritten_behind_our_back_are_named(office: Office) -> None:
    version = office.in_force()
    office.begin()
    assert list(verifying.check()) == []
    Row.objects.filter(version=version, name="12345月报").update(timing="yearly:12-31")
    assert [(each.kind, version.key in each.message) for each in verifying.check()] == [("record-changed", True)]
