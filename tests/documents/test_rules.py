"""The rules of documents as tables of worked examples."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.accounts.rules import Actor, Held, Role
from yihaotong.clock import CHINA, Limit, national, reckon
from yihaotong.documents.rules import coverage, limits, marks, moves, numbering, oa, who
from yihaotong.documents.rules.checks import Draft, check_dated, check_goes_on, check_saved, findings
from yihaotong.documents.rules.codes import OPEN_STATES, Origin, Retention, State
from yihaotong.documents.rules.labels import EXEMPTIONS, Ground, Label, labelled
from yihaotong.documents.rules.limits import LimitKind
from yihaotong.documents.rules.required import Required, written
from yihaotong.journal.refusal import Refused


def code_of(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


@pytest.mark.parametrize(
    ("label", "ground", "reason", "code"),
    [
        ("", "", "", "label-missing"),
        ("open", "", "", "not-a-label"),
        ("proactive", "N5", "", "ground-needless"),
        ("on_request", "", "涉及商业秘密", "ground-missing"),
        ("withheld", "N5", "", "reason-missing"),
        ("withheld", "N5", "  ", "reason-missing"),
        ("withheld", "N9", "理由", "not-a-label"),
        ("on_request", "N1", "密", "ground-binds"),
    ],
)
def test_a_label_is_whole_or_refused(label, ground, reason, code):
    assert code_of(lambda: labelled(label, ground, reason)) == code


def test_whole_labels_and_every_ground_has_its_article():
    assert labelled("proactive", "", "").label is Label.PROACTIVE
    found = labelled("withheld", "N6", "讨论稿")
    assert (found.ground, "过程性信息" in EXEMPTIONS[Ground.N6].says) == (Ground.N6, True)
    assert found.reason == "讨论稿"
    assert set(EXEMPTIONS) == set(Ground)
    assert {ground for ground, each in EXEMPTIONS.items() if each.binds} == {Ground.N1, Ground.N2, Ground.N3}
    assert all("政府信息公开条例" in each.article for each in EXEMPTIONS.values())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("本件为内部资料，请勿外传", ["内部资料"]),
        ("机 密★一年", ["机密"]),
        ("秘密★三年", ["秘密★"]),
        ("依照保守国家秘密法和商业秘密的规定", []),
        ("第一部分【不公开】名单", ["【不公开】"]),
        ("绝密文件，不得公开", ["绝密", "不得公开"]),
        ("公开透明，欢迎监督", []),
        ("", []),
    ],
)
def test_marks_of_secrecy_are_found(text, words):
    assert [hit.mark.word for hit in marks.found_in(text)] == words


PUBLIC = Draft("proactive", art19="awareness", title="关于热线的通知", text="现予公布。")


@pytest.mark.parametrize(
    ("draft", "codes"),
    [
        (PUBLIC, []),
        (Draft(""), ["label-missing"]),
        (Draft("withheld", "N5"), ["reason-missing"]),
        (Draft("proactive", text="内部资料"), ["secrecy-mark"]),
        (Draft("withheld", "N5", "内部", text="内部资料"), []),
        (Draft("proactive", text="【不公开】附名单"), ["part-withheld"]),
        (Draft("proactive", annexes=(("名单", False),)), ["annex-withheld"]),
        (Draft("on_request", "N4", "名单涉及隐私", annexes=(("名单", False),)), []),
        (Draft("proactive", origin="asked"), ["procedural-public"]),
        (Draft("proactive", document_kind="baogao"), ["procedural-public"]),
        (Draft("proactive", origin="forwarded"), ["source-missing", "decided-anew"]),
        (Draft("proactive", origin="forwarded", source="政办发〔2026〕1号"), ["decided-anew"]),
        (Draft("withheld", "N1", "定密", text="全文"), ["secret-held"]),
        (Draft("withheld", "N1", "定密", with_files=True), ["secret-held"]),
        (Draft("withheld", "N1", "定密"), []),
    ],
)
def test_what_is_wrong_with_a_draft(draft, codes):
    draft = replace(draft, art19="none")
    assert [each.code for each in findings(draft)] == codes
    assert all(each.basis for each in findings(draft))


def test_what_stops_cannot_be_confirmed_away_and_what_asks_can():
    asking = Draft("proactive", origin="asked", art19="none")
    assert code_of(lambda: check_goes_on(asking, confirmed=False)) == "confirm"
    check_goes_on(asking, confirmed=True)
    marked = Draft("proactive", text="机密", art19="none")
    assert code_of(lambda: check_goes_on(marked, confirmed=True)) == "secrecy-mark"


@pytest.mark.parametrize(
    ("art19", "label", "ground", "codes"),
    [
        ("", "proactive", "", ["art19-missing"]),
        ("none", "proactive", "", []),
        ("interests,listed", "proactive", "", []),
        ("none", "withheld", "N5", []),
        ("interests", "withheld", "N5", ["ought-to-be-public"]),
        ("awareness,listed", "on_request", "N4", ["ought-to-be-public"]),
        ("participation", "withheld", "N1", []),  # the law forbids it in any case
        ("", "withheld", "N3", ["art19-missing"]),
    ],
)
def test_whether_it_must_be_public_is_answered_first(art19, label, ground, codes):
    draft = Draft(label, ground, "理由" if ground else "", art19=art19)
    assert [each.code for each in findings(draft)] == codes


def test_none_of_the_conditions_is_no_condition():
    assert written([Required.INTERESTS, Required.LISTED]) == "interests,listed"
    assert code_of(lambda: written([Required.NONE, Required.LISTED])) == "not-both"


def test_a_mark_of_a_secret_is_asked_about_before_it_is_kept():
    check_saved("关于保守国家秘密的学习通知", "内部资料", sure=False)
    check_saved("关于热线的通知", "机密", sure=True)
    assert code_of(lambda: check_saved("关于热线的通知", "本件机 密★一年", sure=False)) == "secrecy-mark"
    assert code_of(lambda: check_saved("绝密文件目录", "", sure=False)) == "secrecy-mark"


@pytest.mark.parametrize(
    ("day", "reason", "code"),
    [
        (date(2026, 11, 20), "", ""),
        (date(2026, 9, 1), "", "dated-early"),
        (date(2016, 11, 20), "", "dated-early"),
        (date(2016, 11, 20), "补录旧文", ""),
    ],
)
def test_a_date_long_before_the_draft_wants_a_reason(day, reason, code):
    latest = date.fromordinal(day.toordinal() + 30)
    found = []
    try:
        check_dated(day, date(2026, 11, 20), latest, reason)
    except Refused as refusal:
        found.append(refusal.code)
    assert found == [code] * bool(code)


def test_every_move_has_its_past_form():
    assert [move.name for move in moves.MOVES.values() if not move.told and not move.done] == []


def test_the_table_leads_every_state_to_an_end_and_back():
    reached = {State.DRAFT} | {target for move in moves.MOVES.values() for target in move.targets}
    assert reached == set(State)
    assert all(move.basis and move.effect for move in moves.MOVES.values())
    assert {state for move in moves.MOVES.values() for state in move.sources} == set(State)
    assert set(OPEN_STATES) < set(State)
    judging = {"pass_section", "vet", "record_answer", "pass_office", "sign", "decide_relabel"}
    assert all(moves.MOVES[name].apart for name in judging)
    assert code_of(lambda: moves.move_named("released")) == "no-such-move"


def actor(*held: tuple[Role, int], key: str = "person:9") -> Actor:
    return Actor(key, "某人", tuple(Held(role, unit) for role, unit in held))


@pytest.mark.parametrize(
    ("move", "who_acts", "code"),
    [
        ("submit", actor((Role.DRAFTER, 3)), ""),
        ("submit", actor((Role.DRAFTER, 1)), ""),
        ("submit", actor((Role.DRAFTER, 4)), "out-of-reach"),
        ("submit", actor((Role.DISCLOSURE_OFFICER, 4)), ""),
        ("submit", actor((Role.SECRECY_OFFICER, 3)), "wrong-role"),
        ("pass_section", actor((Role.FIRST_REVIEWER, 3)), ""),
        ("pass_section", actor((Role.THIRD_REVIEWER, 1)), ""),
        ("pass_section", actor((Role.SECOND_REVIEWER, 4)), "wrong-role"),
        ("pass_section", actor((Role.FIRST_REVIEWER, 3), key="person:1"), "own-document"),
        ("vet", actor((Role.SECRECY_OFFICER, 4)), ""),
        ("vet", actor((Role.SECRECY_OFFICER, 4), key="person:1"), "own-document"),
        ("sign", actor((Role.DISCLOSURE_LEADER, 4)), ""),
        ("sign", actor((Role.UNIT_LEADER, 1)), ""),
        ("sign", actor((Role.UNIT_LEADER, 7)), "wrong-role"),
        ("sign", actor((Role.DISCLOSURE_LEADER, 4), key="person:1"), "own-document"),
        ("set_validity", actor((Role.UNIT_LEADER, 7)), "wrong-role"),
    ],
)
def test_who_may(move, who_acts, code):
    about = who.About(3, frozenset({1, 3}), frozenset({"person:1"}))
    row = moves.MOVES[move]
    assert who.may(row, about, who_acts) is (code == "")
    if code:
        assert code_of(lambda: who.check_may(row, about, who_acts)) == code


def test_numbers_as_they_are_printed():
    assert numbering.document_number("银智发", 2026, 3) == "银智发〔2026〕3号"
    assert numbering.index_number("640100-142", 2026, 27) == "640100-142/2026-00027"
    assert numbering.word(" 银智 发 ") == "银智发"
    assert code_of(lambda: numbering.word("银智发〔2026〕")) == "bad-word"


def test_how_long_a_document_is_kept():
    assert limits.kept_until(Retention.PERMANENT, date(2026, 3, 1)) is None
    assert limits.kept_until(Retention.TEN, date(2026, 3, 1)) == date(2036, 12, 31)
    assert limits.kept_until(Retention.THIRTY, date(2026, 12, 31)) == date(2056, 12, 31)


@pytest.mark.parametrize(
    ("signed", "due"),
    [
        (datetime(2019, 9, 2, 10, tzinfo=CHINA), date(2019, 9, 30)),  # 中秋 13 September
        (datetime(2019, 9, 20, 17, tzinfo=CHINA), date(2019, 10, 23)),  # 国庆, two make-up days in it
        (datetime(2026, 2, 13, 9, tzinfo=CHINA), date(2026, 3, 19)),  # 春节, make-up days 14 and 28 February
    ],
)
def test_twenty_working_days_to_the_web(signed, due):
    """条例 art. 26, the day of signing not counted."""
    limit = limits.limits()[LimitKind.RELEASE]
    found = reckon(signed, Limit.parse(limit.limit), calendar=national(), basis=limit.basis)
    assert found.due is not None
    assert found.due.date() == due
    assert "第二十六条" in limit.basis
    assert "未核实" in limits.limits()[LimitKind.RECHECK].basis


TODAY = date(2026, 9, 30)
ROW = {"标题": "通知", "文号": "示智发[2026]第03号", "成文日期": "2026年9月1日", "科室": "办公室"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"标题": ""}, "title"),
        ({"成文日期": "去年"}, "dated_on"),
        ({"成文日期": "2026-13-01"}, "dated_on"),
        ({"成文日期": "2027-01-01"}, "dated_on"),
        ({"成文日期": ""}, "dated_on"),
        ({"公开属性": "半公开"}, "label"),
        ({"保密审查结果": "大概可以"}, "outcome"),
        ({"法定理由": "N9"}, "ground"),
        ({"标题": "长" * 201}, "title"),
        ({"标题": "关于庚的通知机密★5年", "公开属性": "主动公开"}, "title"),
    ],
)
def test_a_bad_row_names_its_field(changed, field):
    with pytest.raises(Refused) as refused:
        oa.row_of(ROW | changed, TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        ({}, (False, False)),
        ({"公开属性": "主动公开", "保密审查结果": "公开"}, (True, True)),
        ({"公开属性": "不予公开", "保密审查结果": "免于公开"}, (False, True)),
        ({"公开属性": "不公开", "理由": "内部事务", "保密审查结果": "需报审"}, (True, False)),
        ({"公开属性": "依申请公开", "法定理由": "N4 隐私", "保密审查结果": "未审查"}, (True, False)),
    ],
)
def test_what_of_a_row_counts(changed, counts):
    row = oa.row_of(ROW | changed, TODAY)
    assert (row.is_labelled, row.is_reviewed) == counts
    assert row.key == "no:示智发〔2026〕3号"


def test_rows_without_a_number_are_told_apart_by_what_else_they_say():
    one, other = (oa.row_of(ROW | {"文号": "", "科室": name}, TODAY) for name in ("办公室", "信息研判科"))
    assert one.key != other.key
    assert oa.row_of(ROW | {"成文日期": datetime(2026, 9, 1, 8)}, TODAY).dated_on == date(2026, 9, 1)  # noqa: DTZ001


def test_figures_of_coverage():
    rows = [
        coverage.Tally("1", "2026-01", 3, 3, 3, 3),
        coverage.Tally("1", "2026-02", 4, 2, 3, 2),
        coverage.Tally("", "2026-01", 1, 0, 0, 0),
    ]
    by_section = coverage.counted(rows, "section")
    assert [(each.key, each.done, each.every, each.share, each.lacking) for each in by_section] == [
        ("1", 5, 7, "71.43 %", 2),
        ("", 0, 1, "0.00 %", 1),
    ]
    assert coverage.whole(rows).share == "62.50 %"
    assert coverage.whole([]).share == "–"


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["01", "02"]), st.integers(0, 50), st.integers(0, 50)))
)
def test_every_way_of_cutting_adds_up(rows):
    tallies = [coverage.Tally(one, month, more + done, done, done, done) for one, month, more, done in rows]
    every = coverage.whole(tallies)
    for by in ("section", "month"):
        parts = coverage.counted(tallies, by)
        assert sum(each.every for each in parts) == every.every
        assert sum(each.done for each in parts) == every.done
        assert all(0 <= each.done <= each.every for each in parts)


@given(st.text(max_size=60))
def test_no_text_breaks_the_look_for_marks(text):
    for hit in marks.found_in(text):
        assert hit.quote
        assert hit.mark.kind in {"secret", "inner", "part"}
    assert Origin.OWN.label
