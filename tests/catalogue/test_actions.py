"""The life of the catalogue on the real database: each act with its line, each refusal leaving nothing behind."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from tests.cases.conftest import last_line
from tests.catalogue.conftest import Office, refused_code
from yihaotong.catalogue import access, actions, measuring, representations
from yihaotong.catalogue.models import Formation, Item, Matter, Row, Trace, Version
from yihaotong.catalogue.rules.codes import Act, Light
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.reminders.models import Reminder

# --- the straight way ------------------------------------------------------------------------------------------------


def test_the_whole_way_from_the_draft_to_the_release(office: Office) -> None:
    version = office.draft()
    assert access.rows_in_force(office.at) == []
    assert office.move(version, "ask", "officer").progress == "confirming"
    assert office.move(version, "confirm", "drafter").progress == "confirming"
    assert access.unconfirmed(version) == {office.affairs.pk}
    assert office.move(version, "confirm", "second").progress == "reviewing"  # the last one takes it on
    assert office.move(version, "endorse", "chief").progress == "approving"
    assert office.move(version, "approve", "above", note="同意").said == "同意"
    released = office.move(version, "release", "officer")
    assert (released.progress, released.released_at) == ("released", office.at)
    assert [row.name for row in access.rows_in_force(office.at)] == ["机构职能", "年度报告", "12345月报", "预算决算"]
    assert access.rows_in_force(office.at - timedelta(seconds=1)) == []
    groups = access.choices(office.at)
    assert [(name, len(rows)) for name, rows in groups] == [("机构信息", 2), ("业务工作", 2)]
    assert access.row_by_key(groups[0][1][0][0]).name == "机构职能"
    line = last_line()
    assert (line.kind, line.subject) == ("catalogue.release", "catalogue:1")
    assert [each.kind for each in Line.objects.filter(subject="catalogue:1").order_by("pk")] == [
        f"catalogue.{name}" for name in ("begin", "ask", "confirm", "confirm", "endorse", "approve", "release")
    ]


def test_who_must_act_is_told_and_told_no_more_when_it_is_done(office: Office) -> None:
    def waiting() -> set[str]:
        return set(Reminder.objects.filter(seen_at=None, kind="catalogue").values_list("person__username", flat=True))

    version = office.draft()
    seen = []
    for name, by in (("ask", "officer"), ("confirm", "drafter"), ("confirm", "second"), ("endorse", "chief")):
        office.move(version, name, by)
        seen.append(waiting())
    office.move(version, "turn_down", "above", reason="时限写得不准")
    assert [*seen, waiting()] == [{"drafter", "second"}, {"drafter", "second"}, {"chief"}, {"above"}, {"officer"}]


@pytest.mark.parametrize(
    ("at_step", "name", "by", "code"),
    [
        (0, "ask", "chief", "wrong-role"),
        (0, "endorse", "chief", "wrong-stage"),
        (0, "release", "officer", "wrong-stage"),
        (0, "nothing", "officer", "no-such-move"),
        (1, "confirm", "officer", "wrong-role"),
        (1, "give_back", "drafter", "missing"),
        (2, "confirm", "drafter", "nothing-to-confirm"),
        (3, "approve", "above", "wrong-stage"),
        (4, "approve", "chief", "wrong-role"),
        (4, "turn_down", "above", "missing"),
        (5, "approve", "above", "wrong-stage"),
    ],
)
def test_nobody_skips_a_step_or_takes_anothers(office: Office, at_step: int, name: str, by: str, code: str) -> None:
    version = office.draft()
    way = (
        ("ask", "officer"),
        ("confirm", "drafter"),
        ("confirm", "second"),
        ("endorse", "chief"),
        ("approve", "above"),
    )
    for step, who in way[:at_step]:
        office.move(version, step, who)
    assert refused_code(lambda: office.move(version, name, by)) == code


def test_a_move_by_an_old_page_is_refused(office: Office) -> None:
    version = office.draft()
    officer = office.city.acting("officer")
    act = lambda: actions.move(version, "ask", actor=officer, at=office.at, expect=1)  # noqa: E731
    assert refused_code(act) == "stale"
    head = version.rows.get(name="机构信息")
    late = lambda: actions.change_row(version, head.key, {"name": "甲"}, actor=officer, at=office.at, expect=1)  # noqa: E731
    assert refused_code(late) == "stale"


def test_there_is_one_draft_and_one_version_in_force(office: Office) -> None:
    office.begin()
    assert refused_code(office.begin) == "one-open"
    with pytest.raises(IntegrityError), transaction.atomic():
        Version(number=9, reason="x", begun_at=office.at, begun_by="x", moved_at=office.at, moved_by="x").save()
    assert (
        refused_code(lambda: actions.begin(actor=office.city.acting("chief"), at=office.at, reason="x")) == "wrong-role"
    )


def test_an_empty_draft_is_not_sent_and_can_be_dropped(office: Office) -> None:
    version = office.begin()
    assert refused_code(lambda: office.move(version, "ask", "officer")) == "nothing-in-it"
    office.row(version, office.heading(version, "一"))
    office.heading(version, "二")
    assert refused_code(lambda: office.move(version, "ask", "officer")) == "nothing-in-it"
    office.move(version, "discard", "officer", reason="重来")
    assert access.version_being_made() is None
    assert office.begin().number == 2


def test_what_a_section_confirmed_it_confirms_again_only_if_it_changed(office: Office) -> None:
    version = office.draft()
    for name, by in (("ask", "officer"), ("confirm", "drafter"), ("confirm", "second")):
        office.move(version, name, by)
    office.move(version, "send_back", "chief", reason="预算一行要素不全")
    office.change(version, office.row_named(version, "预算决算"), content="预算、决算及说明")
    assert set(access.confirmations_of(version)) == {office.study.pk}
    assert office.move(version, "ask", "officer").progress == "confirming"
    assert office.move(version, "confirm", "second").progress == "reviewing"
    office.move(version, "take_back", "officer", reason="再看一遍")
    assert office.move(version, "ask", "officer").progress == "reviewing"  # nobody is left to ask


# --- rows ------------------------------------------------------------------------------------------------------------


def test_a_row_is_refused_for_what_is_wrong_with_it(office: Office) -> None:
    version = office.begin()
    head = office.heading(version, "机构信息")
    row = office.row(version, head)
    wrong = {
        "missing": {"name": "甲", "content": ""},
        "bad-timing": {"name": "甲", "timing": "尽快"},
        "later-than-law": {"name": "甲", "timing": "自形成之日起30个工作日内"},
        "no-such-unit": {"name": "甲", "unit": str(office.city.water.pk)},
        "not-a-choice": {"name": "甲", "article": "99"},
        "same-name": {"name": row.name},
    }
    for code, said in wrong.items():
        assert refused_code(lambda said=said: office.row(version, head, **said)) == code
    assert refused_code(lambda: office.row(version, row, name="甲")) == "no-such-row"
    assert refused_code(lambda: office.change(version, row)) == "nothing-changed"


def test_rows_keep_their_keys_through_versions_and_every_change_has_its_reason(office: Office) -> None:
    first = office.in_force()
    keys = {row.name: row.key for row in first.rows.all()}
    version = office.begin("机构改革")
    assert {row.name: row.key for row in version.rows.all()} == keys
    duty, report = (office.row_named(version, name) for name in ("机构职能", "年度报告"))
    monthly, budget = (office.row_named(version, name) for name in ("12345月报", "预算决算"))
    assert refused_code(lambda: office.change(version, duty, reason="", name="职能")) == "missing"
    office.change(version, duty, name="机构概况")
    now = lambda: office._now(version)  # noqa: E731
    actions.shift_row(version, budget.key, keys["机构信息"], reason="归口管理", **now())
    actions.merge_row(version, report.key, monthly.key, reason="合并公开", **now())
    added = office.row(version, version.rows.get(name="业务工作"), name="建议提案")
    actions.shift_row(version, added.key, "up", **now())
    office.move(version, "ask", "officer")
    found = access.differences(first, version)
    assert [(each.act, each.name, each.reason, each.into) for each in found] == [
        (Act.MERGED, "年度报告", "合并公开", "12345月报"),
        (Act.RENAMED, "机构概况", "职能调整", ""),
        (Act.MOVED, "预算决算", "归口管理", ""),
        (Act.ADDED, "建议提案", "", ""),
    ]
    assert [row.name for row in access.rows_of(version) if row.parent] == [
        "机构概况",
        "预算决算",
        "建议提案",
        "12345月报",
    ]


def test_what_was_merged_goes_on_in_the_other_row(office: Office) -> None:
    first = office.in_force()
    report, monthly = office.row_named(first, "年度报告"), office.row_named(first, "12345月报")
    office.note(report, "a1", office.at)
    version = office.begin()
    actions.merge_row(version, report.key, monthly.key, reason="合并公开", **office._now(version))
    removed = office.row_named(version, "机构职能")
    office.row(version, version.rows.get(name="机构信息"), name="领导信息")
    actions.remove_row(version, removed.key, reason="不再承担", **office._now(version))
    office.city.at += timedelta(days=1)
    office.release(version)
    assert access.row_by_key(report.key).key == monthly.key
    assert access.row_by_key(removed.key).version_id == first.pk  # its last words
    assert Version.objects.get(pk=1).replaced_at == office.at
    matter = Matter.objects.get(pk=report.key)
    assert (matter.ended_at, matter.merged_into_id) == (office.at, monthly.key)
    assert {row.name: access.items_of(row).count() for row in access.rows_in_force(office.at)} == {
        "领导信息": 0,
        "12345月报": 1,
        "预算决算": 0,
    }
    assert office.note(report, "a2", office.at).matter_id == monthly.key
    # The past stays as it was.
    assert [row.name for row in access.rows_in_force(office.at - timedelta(hours=1))][:2] == ["机构职能", "年度报告"]
    assert Trace.objects.filter(matter=report.key, act="merged", into=monthly.key).exists()


def test_a_first_level_item_goes_only_when_it_is_empty(office: Office) -> None:
    version = office.draft()
    head = version.rows.get(name="机构信息")
    assert refused_code(lambda: actions.remove_row(version, head.key, **office._now(version))) == "not-empty"
    assert refused_code(lambda: actions.shift_row(version, head.key, "up", **office._now(version))) == "no-room"
    row = office.row_named(version, "机构职能")
    assert refused_code(lambda: actions.merge_row(version, row.key, row.key, **office._now(version))) == "same-row"
    assert refused_code(lambda: actions.remove_row(version, "ML9999", **office._now(version))) == "no-such-row"


# --- what is public --------------------------------------------------------------------------------------------------


def test_an_item_is_noted_once_corrected_and_withdrawn(office: Office) -> None:
    row = office.row_named(office.in_force(), "机构职能")
    today = localdate(office.at)
    item = office.note(row, "a1", office.at, today)
    lines = Line.objects.count()
    assert office.note(row, "a1", office.at, today) == item
    assert Line.objects.count() == lines
    office.note(row, "a1", office.at, today, title="改了名称")
    assert last_line().facts["after"]["changed"] == ["title"]
    assert "改了名称" not in (last_line().payload or "")
    gone = office.note(row, "a1", office.at, today, title="改了名称", withdrawn=True)
    again = office.note(row, "a1", office.at, today, title="改了名称", withdrawn=True, at=office.at + timedelta(days=1))
    assert (gone.withdrawn_at, again.withdrawn_at) == (office.at, office.at)
    assert access.standing_of(row, office.at).standing.items == ()
    assert Item.objects.count() == 1
    with pytest.raises(Refused, match="没有“ML9999”这一事项"):
        office.note(Row(matter=Matter(key="ML9999")), "a2", office.at)


def test_the_rate_counts_rows_that_were_due_and_nothing_else(office: Office) -> None:
    version = office.in_force()
    since = office.at
    rows = {row.name: row for row in version.rows.all()}
    day = localdate(since)
    actions.formed(rows["机构职能"].key, day, "三定规定", actor=office.city.acting("drafter"), at=since)
    actions.formed(rows["预算决算"].key, day, "2026年预算", actor=office.city.acting("second"), at=since)
    assert access.standings(since)[0].standing.light is Light.DUE
    office.note(rows["机构职能"], "a1", since + timedelta(days=10), day)
    office.note(rows["预算决算"], "b1", since + timedelta(days=40), day)
    at = since + timedelta(days=41)
    with pytest.raises(ValueError, match="not all that fell due"):
        measuring.figure(access.standings(at), since, at)
    figure = measuring.figure(access.standings(at, since=since), since, at)
    due = {each.row.name for each in figure.due}
    assert {"机构职能", "预算决算"} <= due
    assert {each.row.name for each in figure.fulfilled} == {"机构职能"}
    assert [breach.stood.row.name for breach in figure.late] == ["预算决算"]
    assert {each.row.name for each in figure.not_yet} == {row.name for row in rows.values() if row.parent} - due
    assert figure.rate == f"{10_000 // len(due) / 100:.2f}%" or len(due) == 3
    sections = measuring.by_section(access.standings(at, since=since), since, at)
    assert sections[office.affairs.pk].rate == "0.00%"
    assert (sections[office.affairs.pk].times, sections[office.affairs.pk].times_kept) == (1, 0)
    breaches = measuring.next_breaches(access.standings(at))
    assert {breach.stood.row.name for breach in breaches} == {"12345月报", "年度报告"}
    assert [each.occasion.due.at for each in breaches] == sorted(each.occasion.due.at for each in breaches)


def test_who_says_that_something_was_formed_says_it_once_and_may_take_it_back(office: Office) -> None:
    rows = {row.name: row for row in office.in_force().rows.all()}
    day, second = localdate(office.at), office.city.acting("second")
    key = rows["预算决算"].key
    formation = actions.formed(key, day, "预算", actor=second, at=office.at)
    assert actions.formed(key, day, "预算", actor=second, at=office.at) == formation
    tomorrow = day + timedelta(days=1)
    refusals = {
        "not-yet": lambda: actions.formed(key, tomorrow, "预算", actor=second, at=office.at),
        "not-own-section": lambda: actions.formed(rows["机构职能"].key, day, "甲", actor=second, at=office.at),
        "wrong-role": lambda: actions.formed(key, day, "甲", actor=office.city.acting("first_reviewer"), at=office.at),
        "no-such-row": lambda: actions.formed(rows["机构信息"].key, day, "甲", actor=second, at=office.at),
        "missing": lambda: actions.cancel_formed(formation, actor=second, at=office.at, reason=" "),
        "no-such-item": lambda: actions.answer_with(formation, "a9", actor=second, at=office.at),
    }
    assert {code: refused_code(act) for code, act in refusals.items()} == {code: code for code in refusals}
    office.note(rows["预算决算"], "b1", office.at, day - timedelta(days=1))
    assert actions.answer_with(formation, "b1", actor=second, at=office.at).item_id == "b1"
    assert access.standing_of(rows["预算决算"], office.at).standing.light is Light.FULFILLED
    actions.cancel_formed(formation, actor=second, at=office.at, reason="登记错了")
    assert refused_code(lambda: actions.cancel_formed(formation, actor=second, at=office.at, reason="x")) == "stale"
    assert Formation.objects.filter(cancelled_at=None).count() == 0
    assert actions.formed(key, day, "预算", actor=second, at=office.at) != formation


def test_the_section_is_told_before_a_limit_and_the_office_too_when_it_is_missed(office: Office) -> None:
    rows = {row.name: row for row in office.in_force().rows.all()}
    officer = office.city.acting("officer")
    actions.formed(rows["预算决算"].key, localdate(office.at), "预算", actor=officer, at=office.at)
    told = lambda: set(  # noqa: E731
        Reminder.objects.filter(subject=f"catalogue_row:{rows['预算决算'].key}").values_list("kind", "person__username")
    )
    actions.remind_of_limits(office.at + timedelta(days=10))
    assert told() == set()
    actions.remind_of_limits(office.at + timedelta(days=15))
    assert actions.remind_of_limits(office.at + timedelta(days=15, hours=1)) == 0
    assert told() == {("cat_due", "second")}
    Reminder.objects.all().delete()
    actions.remind_of_limits(office.at + timedelta(days=22))
    assert told() == {("cat_late", "second"), ("cat_late", "officer")}


# --- tables ----------------------------------------------------------------------------------------------------------


def _csv(path: Path, lines: list[list[str]]) -> Path:
    written = io.StringIO()
    csv.writer(written).writerows(lines)
    path.write_text(written.getvalue(), encoding="utf-8-sig")
    return path


def _bring(office: Office, version: Version, path: Path, reason: str = "") -> actions.importing.Brought:
    turn = Version.objects.get(pk=version.pk).turn
    return actions.bring(path, version, actor=office.city.acting("officer"), at=office.at, expect=turn, reason=reason)


def test_a_table_comes_in_row_by_row_and_says_what_it_could_not_take(office: Office, tmp_path: Path) -> None:
    head = [
        "序号",
        "一级事项",
        "公开事项",
        "公开内容(要素)",
        "公开依据",
        "公开时限",
        "责任科室",
        "公开渠道和载体",
        "公开方式",
    ]
    rest = ["要素", "依据", "自形成之日起20个工作日内", "示例STUDY科", "■政府网站 □公示栏", "主动"]
    table = _csv(
        tmp_path / "目录.csv",
        [
            ["某中心主动公开基本目录"],
            head,
            ["1", "机构信息", "机构职能", *rest],
            ["2", "", "领导信息", *rest],  # the first-level item's cell is merged
            ["3", "", "内设机构", *rest[:2], "尽快", *rest[3:]],
            ["4", "业务工作", "通报", *rest[:3], "没有这个科", *rest[4:]],
            ["5", "业务工作", "", *rest],
            ["6", "", "提案", *rest[:4], "大喇叭", rest[5]],
        ],
    )
    version = office.begin()
    brought = _bring(office, version, table)
    assert (brought.added, brought.changed, brought.same) == (2, 0, 0)
    assert [(each.row, each.column) for each in brought.rejects] == [
        (5, "公开时限"),
        (6, "责任科室"),
        (7, "二级事项"),
        (8, "公开渠道和载体"),
    ]
    assert [row.name for row in access.rows_of(version)] == ["机构信息", "机构职能", "领导信息"]
    assert Version.objects.get(pk=version.pk).turn == brought.turn
    again = _bring(office, version, table)
    assert (again.added, again.changed, again.same, len(again.rejects)) == (0, 0, 2, 4)


def test_a_version_goes_out_and_comes_in_unchanged(office: Office, tmp_path: Path) -> None:
    first = office.in_force()
    day = localdate(office.at)
    lines = representations.table_of(access.rows_of(first), day)
    assert lines[0][:3] == ["序号", "一级事项", "二级事项"]
    assert lines[1][1:3] == ["机构信息", "机构职能"]
    book = tmp_path / "book.xlsx"
    book.write_bytes(representations.as_workbook(access.rows_of(first), day))
    version = office.begin()
    same = _bring(office, version, book)
    assert (same.added, same.changed, same.same, same.rejects) == (0, 0, 4, [])
    # Known by its key, a row may have another name; without a reason what was released is not changed.
    lines[1][2] = "机构概况"
    changed = _csv(tmp_path / "changed.csv", lines)
    assert [(each.column, each.reason) for each in _bring(office, version, changed).rejects] == [("", "请填写“理由”")]
    assert _bring(office, version, changed, reason="机构改革").changed == 1
    lines[1][2] = ""
    emptied = _bring(office, version, _csv(tmp_path / "emptied.csv", lines))
    assert (emptied.same, [(each.row, each.column) for each in emptied.rejects]) == (3, [(2, "二级事项")])
    assert office.row_named(version, "机构概况").key == office.row_named(first, "机构职能").key
    told = representations.as_json(version, day)
    assert next(row["name"] for row in told["rows"] if row["parent"]) == "机构概况"


def test_a_table_without_the_column_is_refused_whole(office: Office, tmp_path: Path) -> None:
    version = office.begin()
    table = _csv(tmp_path / "x.csv", [["序号", "一级事项", "公开时限"], ["1", "机构信息", "实时"]])
    with pytest.raises(Refused, match="表里没有“二级事项”一列"):
        _bring(office, version, table)
