"""The rules of the knowledge base as tables of worked examples."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.accounts.rules import Actor, Held, Role
from yihaotong.journal.refusal import Refused
from yihaotong.knowledge.rules import codes, contents, matching, placeholders, powers
from yihaotong.knowledge.rules.codes import Noun

TODAY = date(2026, 3, 2)
ENTRY = {
    "question": "停水了怎么办",
    "answer": "请拨打供水热线。",
    "valid_from": "2026-03-01",
    "review_on": "2026-09-01",
}


def code_of(act) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code, refused.value.field


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("K000012", (Noun.ENTRY, 12)),
        (" b000003 ", (Noun.BULLETIN, 3)),
        ("T1234567", (Noun.TEMPLATE, 1_234_567)),
        ("K12", None),
        ("X000012", None),
        ("K0000000001", None),
        ("停水", None),
        ("", None),
    ],
)
def test_codes_are_read_as_they_are_typed(typed, meant):
    assert codes.parse(typed) == meant


@given(st.sampled_from(Noun), st.integers(1, 999_999_999))
def test_every_code_is_read_back(noun, number):
    assert codes.parse(codes.code(noun, number)) == (noun, number)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"question": ""}, ("missing", "question")),
        ({"question": "问" * 101}, ("too-long", "question")),
        ({"answer": "  \n "}, ("missing", "answer")),
        ({"answer": 12}, ("not-text", "answer")),
        ({"answer": "a\x00b"}, ("unusable-character", "answer")),
        ({"valid_from": "三月一日"}, ("not-a-day", "valid_from")),
        ({"valid_from": "1066-01-01"}, ("out-of-range", "valid_from")),
        ({"valid_until": "2026-02-01"}, ("ends-before-start", "valid_until")),
        ({"links": "www.example.org"}, ("bad-link", "links")),
        ({"links": "javascript:alert(1)"}, ("bad-link", "links")),
        ({"review_on": "2026-03-02"}, ("review-passed", "review_on")),
        ({"review_on": "2027-03-04"}, ("review-too-late", "review_on")),
        ({"places": ["六四"]}, ("unknown-place", "places")),
        ({"places": [f"6401{n:02}" for n in range(51)]}, ("too-many", "places")),
    ],
)
def test_what_an_entry_must_say(changed, refusal):
    def write():
        contents.check_entry(contents.clean(contents.ENTRY, ENTRY | changed), TODAY)

    assert code_of(write) == refusal


def test_an_entry_is_kept_as_plain_words():
    content = contents.clean(
        contents.ENTRY,
        ENTRY
        | {"question": " 停水 了\n怎么办 ", "links": "https://example.org/a\nhttp://example.org/b", "places": "640104"},
    )
    contents.check_entry(content, TODAY)
    assert content["question"] == "停水 了 怎么办"
    assert content["places"] == ["640104"]
    assert content["valid_until"] == ""
    columns = contents.columns(contents.ENTRY, content)
    assert (columns["places"], columns["valid_until"], columns["valid_from"]) == ("/640104/", None, date(2026, 3, 1))


def test_a_district_says_all_that_its_streets_say():
    content = contents.clean(contents.ENTRY, ENTRY | {"places": ["640104001", "640104", "640105002"]})
    assert content["places"] == ["640104", "640105002"]


@pytest.mark.parametrize(
    ("since", "until", "refusal"),
    [
        ("2026-03-02T10:00", "2026-03-02T09:00", ("ends-before-start", "until")),
        ("2026-03-01T10:00", "2026-03-02T09:00", ("over-already", "until")),
        ("昨天", "2026-03-02T09:00", ("not-a-moment", "since")),
        ("", "2026-03-02T09:00", ("missing", "since")),
        ("2026-03-02T10:00", "2028-03-02T09:00", ("bulletin-too-long", "until")),
    ],
)
def test_when_a_bulletin_holds(since, until, refusal):
    def announce():
        given_parts = {"title": "停水", "words": "抢修", "since": since, "until": until}
        content = contents.clean(contents.BULLETIN, given_parts)
        contents.check_bulletin(content, datetime(2026, 3, 2, 4, tzinfo=UTC))  # noon in the city

    assert code_of(announce) == refusal


def test_every_part_at_fault_is_named():
    with pytest.raises(Refused) as told:
        contents.clean(contents.BULLETIN, {"title": "", "words": "", "since": "昨天", "until": "2026-03-02T09:00"})
    assert set(told.value.facts["parts"]) == {"title", "words", "since"}


def test_a_moment_without_a_zone_is_the_citys_own():
    content = contents.clean(
        contents.BULLETIN, {"title": "停水", "words": "抢修", "since": "2026-03-02T10:00", "until": "2026-03-02T03:00Z"}
    )
    assert content["since"] == "2026-03-02T10:00:00+08:00"
    assert content["until"] == "2026-03-02T11:00:00+08:00"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("您的工单{工单编号}已办结", None),
        ("您的工单\uff5b工单编号\uff5d已办结", None),
        ("没有占位", None),
        ("您好{姓名}", "姓名"),
        ("您好{ 工单编号 }", None),
        ("您好{}", ""),
        ("您好{工单编号", "{"),
        ("您好工单编号}", "}"),
    ],
)
def test_placeholders_are_checked_when_they_are_written(text, named):
    if named is None:
        placeholders.check(text)
        return
    with pytest.raises(Refused) as refused:
        placeholders.check(text)
    assert refused.value.facts["placeholder"] == named
    assert refused.value.code == "unknown-placeholder"


def test_placeholders_are_filled_and_what_is_not_known_stays_in_view():
    text = "{工单编号}由{承办单位}办理，{到期时间}前答复"
    filled = placeholders.filled(text, {"工单编号": "YC1", "承办单位": "供水公司", "到期时间": ""})
    assert filled == "YC1由供水公司办理，{到期时间}前答复"


HANDLER, LEADER, SUPERVISOR, OPERATOR = (
    Actor(f"person:{number}", "某", (Held(role, unit),))
    for number, (role, unit) in enumerate(
        [(Role.HANDLER, 7), (Role.UNIT_LEADER, 7), (Role.SUPERVISOR, 1), (Role.OPERATOR, 1)]
    )
)


@pytest.mark.parametrize(
    ("actor", "unit", "writes", "releases", "releases_own"),
    [
        (HANDLER, 7, True, False, False),
        (HANDLER, 8, False, False, False),
        (LEADER, 7, True, True, False),
        (LEADER, 8, False, False, False),
        (SUPERVISOR, 7, True, True, False),
        (OPERATOR, 1, False, False, False),
    ],
)
def test_one_writes_another_releases(actor, unit, writes, releases, releases_own):
    assert powers.writes_for(actor, unit) is writes
    assert powers.may_release(actor, unit, ["person:99"]) is releases
    assert powers.may_release(actor, unit, [actor.key]) is releases_own


def test_rare_pairs_tell_more_than_common_ones():
    plan = matching.plan({"怎么": 5_000, "停水": 40, "公积": 3, "没有": 0})
    assert plan.others == {"怎么": 1}
    assert list(plan.leading) == ["公积", "停水"]
    assert plan.leading["公积"] > plan.leading["停水"] > 1
    assert plan.least == -(-sum(plan.leading.values()) // 4)


def test_the_rarest_pairs_lead_only_to_so_many():
    plan = matching.plan({f"甲{number}": 500 for number in range(9)})
    assert (len(plan.leading), len(plan.others)) == (3, 6)
    assert not matching.plan({"怎么": 5_000}).leading


def test_what_is_typed_is_sought_by_pairs_and_a_single_character_by_itself():
    assert matching.sought("停水").grams == ("停水",)
    assert matching.sought("停").letters == ("停",)
    assert matching.sought(" ，。").grams == ()
    assert set(matching.sought("停水了 公积金").grams) == {"停水", "水了", "公积", "积金"}


@given(st.text(max_size=60), st.text(max_size=60))
def test_whoever_asks_as_the_entry_does_has_only_its_pairs(question, asked):
    assert set(matching.sought(question).grams) <= matching.marks(question, asked)


def test_two_versions_are_told_apart_line_by_line():
    told = contents.differences(
        contents.ENTRY, ENTRY | {"answer": "第一行\n第二行"}, ENTRY | {"answer": "第一行\n改过的行"}
    )
    assert [(each.label, each.lines) for each in told] == [
        ("答复口径", ((" ", "第一行"), ("-", "第二行"), ("+", "改过的行")))
    ]


def test_the_longest_time_without_a_review_is_a_year():
    contents.check_review(TODAY + timedelta(days=366), TODAY)
    assert code_of(lambda: contents.check_review(TODAY + timedelta(days=367), TODAY)) == (
        "review-too-late",
        "review_on",
    )
