"""Saved filters, columns, one move over a selection, and the two lines of an export."""

import uuid
from datetime import timedelta

import pytest

from tests.cases.conftest import City, last_line
from yihaotong.accounts.rules import Role
from yihaotong.cases import actions
from yihaotong.cases.actions import bulk_acts
from yihaotong.cases.lists.kept import bulk_act_of, bulk_acts_of, bulk_rows, filters_for, tally, wishes_of
from yihaotong.cases.models import BulkAct, BulkRow, Case, Leg, Preference, SavedFilter
from yihaotong.cases.rules.columns import USUAL, Column
from yihaotong.cases.rules.lists import MOST_SAVED, Audience, Ended, Format
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused


def refused(act) -> str:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value.code


def save(city: City, who: str, name: str = "超期的", audience: Audience = Audience.OWN, query: str = "overdue=1"):
    return actions.save_filter(
        name, query, owner=city.people[who], actor=city.acting(who), at=city.at, audience=audience
    )


def seen(city: City, who: str) -> list[str]:
    return [each.name for each in filters_for(city.people[who], city.acting(who))]


# --- saved filters ----------------------------------------------------------------------------------------------------


def test_a_filter_is_its_owners_unless_he_shares_it(city):
    save(city, "handler", "自己的")
    save(city, "handler", "同单位", Audience.UNIT)
    save(city, "supervisor", "大家的", Audience.CENTRE)
    assert seen(city, "handler") == ["自己的", "同单位"]
    assert seen(city, "leader") == ["同单位"]
    assert seen(city, "street_handler") == []
    assert seen(city, "dispatcher") == ["大家的"]
    assert seen(city, "system_admin") == []
    assert Line.objects.filter(kind__contains="filter").count() == 0


def test_what_a_post_saw_ends_with_the_post(city):
    save(city, "handler", "同单位", Audience.UNIT)
    city.people["leader"].posts.update(until=city.at)
    assert seen(city, "leader") == []


@pytest.mark.parametrize("audience", [Audience.CENTRE])
def test_only_leaders_share_with_the_whole_centre(city, audience):
    assert refused(lambda: save(city, "dispatcher", audience=audience)) == "not-yours-to-share"
    assert save(city, "shift_leader", audience=audience).audience == "centre"


def test_a_name_is_given_once_by_one_person(city):
    first = save(city, "handler")
    assert refused(lambda: save(city, "handler", " 超期的 ")) == "name-taken"
    save(city, "leader")
    other = save(city, "handler", "另一个")
    assert refused(lambda: actions.rename_filter(other, "超期的", owner=city.people["handler"])) == "name-taken"
    actions.rename_filter(other, "新名称", owner=city.people["handler"])
    assert seen(city, "handler") == ["超期的", "新名称"]
    assert first.query == "overdue=1"


@pytest.mark.parametrize(
    ("name", "query", "code"),
    [
        ("", "overdue=1", "missing"),
        ("长" * 21, "overdue=1", "too-long"),
        ("空", "", "nothing-filtered"),
        ("长", "q=" + "a" * 2000, "too-long"),
        ("零\x00", "overdue=1", "unusable-character"),
    ],
)
def test_what_cannot_be_saved(city, name, query, code):
    assert refused(lambda: save(city, "handler", name, query=query)) == code
    assert SavedFilter.objects.count() == 0


def test_there_is_an_end_to_saving(city):
    for number in range(MOST_SAVED):
        save(city, "handler", f"第{number}")
    assert refused(lambda: save(city, "handler", "再一个")) == "too-many-filters"


def test_a_shared_filter_is_changed_by_its_owner_only(city):
    shared = save(city, "handler", audience=Audience.UNIT)
    leader = city.people["leader"]
    assert refused(lambda: actions.rename_filter(shared, "我的", owner=leader)) == "not-yours"
    assert refused(lambda: actions.delete_filter(shared, owner=leader)) == "not-yours"
    actions.start_with(shared, owner=leader, actor=city.acting("leader"))
    assert wishes_of(leader).start == shared.pk
    actions.delete_filter(shared, owner=city.people["handler"])
    assert wishes_of(leader).start == 0


def test_nobody_starts_with_what_he_does_not_see(city):
    own = save(city, "handler")
    stranger = city.people["street_handler"]
    assert refused(lambda: actions.start_with(own, owner=stranger, actor=city.acting("street_handler"))) == "not-yours"


def test_columns_are_kept_for_each_person(city):
    handler, leader = city.people["handler"], city.people["leader"]
    assert wishes_of(handler).columns == USUAL
    actions.keep_columns(["channel", "due"], owner=handler)
    assert wishes_of(handler).columns == (Column.DUE, Column.CHANNEL)
    assert wishes_of(leader).columns == USUAL
    assert refused(lambda: actions.keep_columns(["phone"], owner=handler)) == "not-a-column"
    actions.keep_columns([], owner=handler)
    assert wishes_of(handler).columns == USUAL
    assert Preference.objects.count() == 1


# --- one move over a selection ----------------------------------------------------------------------------------------


def begin(city: City, cases, *, who="dispatcher", name="dispatch", data=None, submission=None):
    chosen = {case.order_no: case.version for case in cases} if isinstance(cases, list) else cases
    return actions.begin_bulk(
        name,
        chosen,
        owner=city.people[who],
        actor=city.acting(who),
        at=city.at,
        data={"unit": "WATER", "note": ""} if data is None else data,
        submission=submission or uuid.uuid4(),
    )


def go_on(city: City, bulk: BulkAct, who: str = "dispatcher", **more) -> bool:
    return actions.continue_bulk(bulk, actor=city.acting(who), at=city.at, **more)


def told(bulk: BulkAct) -> dict[str, str]:
    return {row.order_no: row.refusal for row in bulk_rows(bulk)}


def test_each_case_is_its_own_act_with_its_own_line(city):
    cases = [city.file() for _ in range(3)]
    bulk = begin(city, cases)
    assert not any(Case.objects.filter(stage="dispatched"))
    assert go_on(city, bulk)
    assert list(Case.objects.order_by("pk").values_list("stage", flat=True)) == ["dispatched"] * 3
    lines = Line.objects.filter(kind="case.dispatch")
    assert sorted(line.subject for line in lines) == sorted(case.key for case in cases)
    assert {line.facts["via"] for line in lines} == {"desk-bulk"}
    assert {line.actor for line in lines} == {city.acting("dispatcher").key}
    assert tally(bulk_rows(bulk)) == (3, 0, 0)


def test_what_is_refused_is_refused_for_one_case_and_said_why(city):
    good, gone, stale = city.file(), city.to("in_hand"), city.file()
    Case.objects.filter(pk=stale.pk).update(version=9)
    chosen = {good.order_no: 1, gone.order_no: gone.version, stale.order_no: 1, "YC20000101000001": 1}
    bulk = begin(city, chosen)
    assert go_on(city, bulk)
    assert told(bulk) == {
        good.order_no: "",
        gone.order_no: "wrong-stage",
        stale.order_no: "stale",
        "YC20000101000001": "not-found",
    }
    assert all(row.message for row in bulk_rows(bulk) if row.refusal)
    assert Leg.objects.filter(case__in=[good, stale]).count() == 1
    assert Line.objects.filter(kind="case.dispatch", subject=stale.key).count() == 0


def test_a_case_out_of_reach_looks_like_one_that_never_was(city):
    mine, filed = city.to("dispatched"), city.file()
    theirs = city.move(city.file(), "dispatch", "dispatcher", {"unit": "NORTH"})
    bulk = begin(city, [mine, theirs, filed], who="handler", name="sign", data={})
    go_on(city, bulk, "handler")
    assert told(bulk) == {mine.order_no: "", theirs.order_no: "not-found", filed.order_no: "not-found"}
    words = {row.message for row in bulk_rows(bulk) if row.refusal}
    assert len(words) == 1


def test_conditions_are_asked_of_each_case(city):
    known, nobody = city.to("to_call_back"), city.file(anonymous=True, name="", phone="")
    for name, by, data in (
        ("dispatch", "dispatcher", {"unit": "WATER"}),
        ("sign", "handler", {}),
        ("reply", "handler", {"outcome": "explained", "text": "已说明。", "no_contact": "anonymous"}),
        ("approve", "reviewer", {}),
    ):
        nobody = city.move(nobody, name, by, data)
    bulk = begin(city, [known, nobody], who="call_back_clerk", name="close", data={"ground": "anonymous"})
    go_on(city, bulk, "call_back_clerk")
    assert told(bulk) == {known.order_no: "not-anonymous", nobody.order_no: ""}


def test_satisfaction_cannot_be_slipped_in_for_many(city):
    case = city.to("to_call_back")
    data = {"ground": "called_back", "satisfaction": "very_satisfied", "solved": "yes"}
    act = lambda: begin(city, [case], who="call_back_clerk", name="close", data=data)  # noqa: E731
    assert refused(act) == "unknown-field"
    assert refused(
        lambda: begin(city, [case], who="call_back_clerk", name="close", data={"ground": "called_back"})
    ) == ("not-a-choice")


def test_a_slice_is_done_and_the_next_goes_on_where_it_ended(city):
    cases = [city.file() for _ in range(5)]
    bulk = begin(city, cases)
    assert not go_on(city, bulk, most=2)
    assert tally(bulk_rows(bulk)) == (2, 0, 3)
    assert not go_on(city, bulk, most=2)
    assert go_on(city, bulk, most=2)
    assert go_on(city, bulk, most=2)
    assert tally(bulk_rows(bulk)) == (5, 0, 0)
    assert Line.objects.filter(kind="case.dispatch").count() == 5


def test_the_same_submission_twice_is_one_act(city):
    case, submission = city.file(), uuid.uuid4()
    first = begin(city, [case], submission=submission)
    go_on(city, first)
    again = begin(city, [case], submission=submission)
    assert go_on(city, again)
    assert again.pk == first.pk
    assert (BulkAct.objects.count(), BulkRow.objects.count(), Leg.objects.count()) == (1, 1, 1)
    city.hire("second", Role.DISPATCHER, city.centre)
    assert refused(lambda: begin(city, [case], who="second", submission=submission)) == "not-yours"


def test_two_who_go_on_at_once_take_each_case_once(city):
    """The second has read the same waiting rows before the first marked them."""
    cases = [city.file() for _ in range(2)]
    bulk = begin(city, cases)
    waiting = list(bulk.rows.order_by("pk"))
    go_on(city, bulk)
    for row in waiting:
        bulk_acts._act(bulk, row, {"unit": "WATER"}, actor=city.acting("dispatcher"), at=city.at)
    assert tally(bulk_rows(bulk)) == (2, 0, 0)
    assert Leg.objects.count() == 2


def test_who_lost_his_post_half_way_is_refused_the_rest(city):
    cases = [city.file() for _ in range(2)]
    bulk = begin(city, cases)
    go_on(city, bulk, most=1)
    city.people["dispatcher"].posts.update(role="reviewer")
    go_on(city, bulk)
    assert list(told(bulk).values()) == ["", "wrong-role"]


def test_a_selection_that_is_not_begun_leaves_nothing(city):
    case = city.file()
    assert refused(lambda: begin(city, [case], data={"unit": ""})) == "missing"
    assert refused(lambda: begin(city, [case], who="handler")) == "wrong-role"
    assert refused(lambda: begin(city, {})) == "nothing-chosen"
    assert BulkAct.objects.count() == 0


def test_the_report_is_kept_for_its_owner(city):
    bulk = begin(city, [city.file()])
    city.at += timedelta(minutes=1)
    later = begin(city, [city.file(), city.to("in_hand")])
    go_on(city, later)
    (newest, first) = bulk_acts_of(city.people["dispatcher"])
    assert (newest.pk, newest.total, newest.waiting, newest.refused) == (later.pk, 2, 0, 1)
    assert (first.pk, first.total, first.waiting, first.refused) == (bulk.pk, 1, 1, 0)
    with pytest.raises(BulkAct.DoesNotExist):
        bulk_act_of(city.people["handler"], bulk.pk)


# --- taking a list out ------------------------------------------------------------------------------------------------


def export(city: City, who: str = "supervisor", **changed) -> str:
    given = {"purpose": "月度会商", "kind": Format.CSV, "filters": {"stage": ["filed"]}, "columns": [Column.DUE]}
    return actions.begin_export(actor=city.acting(who), at=city.at, **(given | changed))


def test_an_export_leaves_a_line_before_and_a_line_after(city):
    subject = export(city)
    begun = last_line()
    assert (begun.kind, begun.subject, begun.actor) == ("cases.export", subject, city.acting("supervisor").key)
    assert begun.facts == {
        "reason": "月度会商",
        "after": {"format": "csv", "filters": {"stage": ["filed"]}, "columns": ["due"]},
    }
    actions.end_export(subject, actor=city.acting("supervisor"), at=city.at, rows=7, ended=Ended.ABORTED)
    assert last_line().subject == subject
    assert last_line().facts == {"after": {"rows": 7, "ended": "aborted"}}


def test_the_words_searched_for_are_not_in_the_line(city):
    export(city, typed="王䶮 13951000001")
    same = last_line().facts["after"]["text_index"]
    assert "13951" not in last_line().payload
    export(city, typed="王䶮 13951000001")
    assert last_line().facts["after"]["text_index"] == same
    export(city, typed="别人")
    assert last_line().facts["after"]["text_index"] != same


@pytest.mark.parametrize("who", ["dispatcher", "handler", "reviewer", "system_admin"])
def test_who_may_not_take_lists_out(city, who):
    lines = Line.objects.count()
    assert refused(lambda: export(city, who)) == "wrong-role"
    assert Line.objects.count() == lines


def test_no_purpose_no_export(city):
    assert refused(lambda: export(city, purpose=" ")) == "missing"
