"""The rules of the disclosure office, as tables of worked examples and as properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.accounts.rules import Role
from yihaotong.disclosure.rules import guides, keeping, ledger, organising, overriding
from yihaotong.disclosure.rules.codes import Drafting, Duty, Progress, Standing
from yihaotong.disclosure.rules.keeping import Span
from yihaotong.disclosure.rules.organising import Newcomer, Seat
from yihaotong.journal.refusal import Refused

FACTS = {
    "organ": "示例市指挥中心", "office": "信息研判科", "address": "示例路 1 号", "postcode": "750000",
    "phone": "0951-0000001", "fax": "", "email": "gk@example.org", "site": "https://example.org", "hours": "周一至周五",
    "supervising_office": "市政务公开办", "review_body": "示例市人民政府", "court": "示例法院",
}  # fmt: skip


def day(written: str) -> date:
    return date.fromisoformat(written)


def code_of(act, *args, **more) -> str:
    try:
        act(*args, **more)
    except Refused as refusal:
        return refusal.code
    return ""


# 2019: adjusted on 19 April, again from 1 November.
LATEST = (day("2019-04-19"), day("2019-04-19"))


@pytest.mark.parametrize(
    ("dated", "in_force", "latest", "code"),
    [
        ("2019-10-28", "2019-11-01", LATEST, ""),
        ("2019-04-19", "2019-04-19", LATEST, ""),  # a second notice of the same day mends the first
        ("2019-04-18", "2019-05-01", LATEST, "earlier-than-in-force"),
        ("2019-05-01", "2019-04-30", LATEST, "in-force-before-dated"),
        ("2019-12-02", "2019-12-02", LATEST, "dated-ahead"),
        ("2019-04-20", "2019-04-21", (day("2019-04-20"), day("2019-05-01")), "earlier-than-in-force"),
        ("2019-04-19", "2019-04-19", None, ""),
    ],
)
def test_the_dates_of_a_notice(dated, in_force, latest, code):
    assert code_of(organising.check_dates, day(dated), day(in_force), latest, day("2019-12-01")) == code


HEAD = Seat(1, Duty.HEAD, "甲", day("2019-04-19"))
OFFICE = Seat(2, Duty.OFFICE, "", day("2019-04-19"), unit=7, unit_name="信息研判科")


@pytest.mark.parametrize(
    ("staying", "begins", "code"),
    [
        ([HEAD, OFFICE], [Newcomer(Duty.DEPUTY, "乙")], ""),
        ([HEAD, OFFICE], [Newcomer(Duty.HEAD, "乙")], "two-heads"),
        ([OFFICE], [Newcomer(Duty.HEAD, "乙")], ""),
        ([OFFICE], [], "no-head"),
        ([HEAD], [], "no-office"),
        ([HEAD, OFFICE], [Newcomer(Duty.OFFICE, unit=8)], "two-offices"),
        ([HEAD, OFFICE], [Newcomer(Duty.MEMBER, "丙"), Newcomer(Duty.MEMBER, "丙")], "held-already"),
        ([HEAD, OFFICE], [Newcomer(Duty.MEMBER, "丙", person=3), Newcomer(Duty.MEMBER, "丙", person=4)], ""),
        ([HEAD, OFFICE], [Newcomer(Duty.MEMBER, "甲")], ""),  # another duty of the same man
    ],
)
def test_one_head_one_office_nobody_twice(staying, begins, code):
    assert code_of(organising.check_after, staying, begins) == code


def test_a_dissolved_section_takes_up_no_duty():
    gone = Newcomer(Duty.SECTION, unit=7, unit_dissolved=day("2019-06-01"))
    assert code_of(organising.check_newcomer, gone, day("2019-06-01"), 1) == "unit-dissolved"
    assert code_of(organising.check_newcomer, gone, day("2019-05-31"), 1) == ""
    assert code_of(organising.check_newcomer, Newcomer(Duty.OFFICE), day("2019-05-31"), 1) == "unit-needed"
    assert code_of(organising.check_newcomer, Newcomer(Duty.MEMBER), day("2019-05-31"), 1) == "name-needed"


TRIAL = Span(1, day("2019-03-01"), trial_until=day("2020-02-29"))
FORMAL = Span(2, day("2020-03-01"))


@pytest.mark.parametrize(
    ("spans", "on", "ends", "replaced", "expected"),
    [
        ([TRIAL], "2019-02-28", None, False, Standing.TO_COME),
        ([TRIAL], "2019-03-01", None, False, Standing.ON_TRIAL),
        ([TRIAL], "2020-02-29", None, False, Standing.ON_TRIAL),
        ([TRIAL], "2020-03-01", None, False, Standing.LAPSED),
        ([TRIAL, FORMAL], "2020-02-29", None, False, Standing.ON_TRIAL),
        ([TRIAL, FORMAL], "2020-03-01", None, False, Standing.IN_FORCE),
        ([TRIAL, FORMAL], "2021-01-01", "2021-01-01", False, Standing.ABOLISHED),
        ([TRIAL, FORMAL], "2021-01-01", "2021-01-01", True, Standing.REPLACED),
        ([TRIAL, FORMAL], "2020-12-31", "2021-01-01", True, Standing.IN_FORCE),
        ([Span(1, day("2019-01-01"), day("2019-12-31"))], "2020-01-01", None, False, Standing.EXPIRED),
    ],
)
def test_what_a_rule_is_worth_on_a_day(spans, on, ends, replaced, expected):
    found = keeping.standing(spans, day(on), day(ends) if ends else None, replaced=replaced)
    assert found is expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2019-11-30", None),
        ("2019-12-01", "2019-12-01"),
        ("2020-01-29", "2019-12-01"),
        ("2020-01-30", "2020-01-30"),
        ("2020-02-22", "2020-02-22"),
        ("2020-02-29", "2020-02-22"),
        ("2020-03-01", "2020-03-01"),
        ("2020-03-09", "2020-03-01"),
    ],
)
def test_when_a_trial_period_is_reminded_of(today, expected):
    """90, 30 and 7 days before 29 February 2020, and the day after."""
    found = keeping.reminder_day(day("2020-02-29"), day(today))
    assert (found.isoformat() if found else None) == expected


def test_a_text_by_its_headings():
    found = keeping.paragraphs("总的说明\n第一条 为了甲。\n又一行\n二、其次\n（三）再次")
    assert [(each.heading, each.body) for each in found] == [
        ("", "总的说明"), ("第一条", "为了甲。\n又一行"), ("二、", "其次"), ("（三）", "再次"),
    ]  # fmt: skip


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_difference_holds_both_texts(before, after):
    told = keeping.differing_lines(before, after)
    kept = [line for line in (each.strip() for each in before.splitlines()) if line]
    new = [line for line in (each.strip() for each in after.splitlines()) if line]
    assert [text for sign, text in told if sign in "- "] == kept
    assert [text for sign, text in told if sign in "+ "] == new


OFFICER = {Role.DISCLOSURE_OFFICER}


@pytest.mark.parametrize(
    ("progress", "roles", "of_section", "moves"),
    [
        (Progress.WAITING, OFFICER, False, ["hand_out"]),
        (Progress.HANDED_OUT, {Role.DRAFTER}, True, ["report"]),
        (Progress.HANDED_OUT, {Role.DRAFTER}, False, []),
        (Progress.REPORTED, OFFICER, False, ["accept", "send_back"]),
        (Progress.REPORTED, {Role.DISCLOSURE_LEADER}, False, ["accept", "send_back", "drop"]),
        (Progress.REPORTED, {Role.DRAFTER}, True, []),
        (Progress.ACCEPTED, {Role.DISCLOSURE_LEADER}, True, []),
    ],
)
def test_the_moves_of_a_clause(progress, roles, of_section, moves):
    assert [move.name for move in ledger.open_to(progress, roles, of_section=of_section)] == moves


@pytest.mark.parametrize(
    ("progress", "due", "late", "soon"),
    [
        (Progress.HANDED_OUT, "2026-11-30", False, True),  # the last day itself
        (Progress.HANDED_OUT, "2026-11-29", True, False),
        (Progress.SENT_BACK, "2026-11-29", True, False),
        (Progress.REPORTED, "2026-11-29", False, False),
        (Progress.HANDED_OUT, "2026-12-03", False, True),
        (Progress.HANDED_OUT, "2026-12-04", False, False),
        (Progress.ACCEPTED, "2026-11-29", False, False),
    ],
)
def test_overdue_and_due_soon(progress, due, late, soon):
    today = day("2026-11-30")
    assert ledger.overdue(progress, day(due), today) is late
    assert ledger.due_soon(progress, day(due), today) is soon


DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))
ROW = st.tuples(st.sampled_from([None, 1, 2]), st.sampled_from(list(Progress)), DAYS)


@given(st.lists(ROW, max_size=40))
def test_every_task_stands_in_one_figure(rows):
    """The sections' figures add up to all that was not dropped, and done and late never overlap."""
    found = ledger.figures(rows, date(2026, 6, 30))
    kept = [row for row in rows if row[1] is not Progress.DROPPED]
    assert sum(each.whole for each in found) == len(kept)
    assert sum(each.done for each in found) == sum(row[1] is Progress.ACCEPTED for row in kept)
    assert all(each.done + each.late <= each.whole and 0 <= each.percent <= 100 for each in found)
    assert len({each.unit for each in found}) == len(found)


@pytest.mark.parametrize("written", ["2026/1/6", "2026.1.6", "2026年1月6日", "2026-01-06"])
def test_days_as_offices_write_them(written):
    assert ledger.plain_day(written) == "2026-01-06"


@pytest.mark.parametrize(
    ("code", "year", "on", "reason", "expected"),
    [
        ("annual_report_submit", 2026, "2027-01-26", "", ""),  # Huaihua: 26 January (handbook B6)
        ("annual_report_submit", 2026, "2027-01-31", "", "same-as-statutory"),
        ("annual_report_submit", 2026, "2027-02-05", "", "looser-needs-reason"),
        ("annual_report_submit", 2026, "2027-02-05", "上级统一顺延", ""),
        ("annual_report_submit", 2026, "2029-01-26", "", "out-of-range"),
        ("annual_report_submit", 1999, "2000-01-26", "", "out-of-range"),
        ("nothing", 2026, "2027-01-26", "", "unknown-deadline"),
    ],
)
def test_a_local_date_is_stricter_or_says_why(code, year, on, reason, expected):
    assert code_of(overriding.check, code, year, day(on), reason) == expected


def test_a_first_guide_says_all_that_the_law_asks_for():
    written = guides.prefilled(FACTS)
    assert set(written) == {field.name for field in guides.FIELDS}
    assert all(written.values())
    assert "{" not in "".join(written.values())
    assert (written["office_name"], written["fax"]) == ("信息研判科", "无")
    assert guides.disagreements(written, FACTS) == []


def test_where_a_guide_no_longer_says_what_is_so():
    written = guides.prefilled(FACTS)
    now = FACTS | {"phone": "0951-0000002", "office": "办公室", "court": "新的法院"}
    found = {each.field: (each.says, each.should, each.missing) for each in guides.disagreements(written, now)}
    assert found.keys() == {"phone", "office_name", "receiving_body", "relief"}
    assert found["phone"] == ("0951-0000001", "0951-0000002", False)
    assert found["relief"][1:] == ("新的法院", True)
    # Blanks and full-width signs are no difference.
    assert guides.disagreements(written | {"phone": " 0951－0000001"}, FACTS) == []
    assert [each.label for each in guides.differences(written, written | {"phone": "1"})] == ["联系电话"]


@given(st.sampled_from(list(Drafting)), st.sets(st.sampled_from(list(Role)), max_size=3))
def test_the_buttons_of_a_guide_are_those_the_rules_let_pass(progress, roles):
    offered = {move.name for move in guides.open_to(progress, roles)}
    assert offered == {name for name, move in guides.MOVES.items() if not code_of(guides.check, move, progress, roles)}


@pytest.mark.parametrize(
    ("on", "latest", "code"),
    [
        ("2026-11-23", None, ""),
        ("2026-11-22", None, "in-force-before-today"),
        ("2026-11-24", "2026-12-01", "earlier-than-in-force"),
        ("2026-12-01", "2026-12-01", ""),
    ],
)
def test_from_when_a_guide_may_hold(on, latest, code):
    last = day(latest) if latest else None
    assert code_of(guides.check_in_force, day(on), day("2026-11-23"), last) == code


def test_nothing_lasts_by_chance():
    """The version that holds on a day is the last begun, whatever the rest."""
    spans = [Span(number, date(2020, 1, 1) + timedelta(days=number)) for number in range(1, 5)]
    found = keeping.holding(spans, date(2020, 1, 3))
    assert found is not None
    assert found.number == 2
