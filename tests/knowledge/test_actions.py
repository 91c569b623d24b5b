"""Writing, releasing, correcting, counting: each act with its line, each refusal leaving nothing behind."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests.cases.conftest import last_line
from tests.knowledge.conftest import refused_code
from yihaotong.accounts.rules import IMPORTER
from yihaotong.journal import actions as journal
from yihaotong.journal.consuming import run_all
from yihaotong.journal.models import Cursor, Line
from yihaotong.journal.refusal import Refused
from yihaotong.journal.sealing import seal_batch
from yihaotong.journal.verifying import verify
from yihaotong.knowledge import access, actions, consumers
from yihaotong.knowledge.models import Entry, Looked, Mark, Version, WrongAnswer
from yihaotong.knowledge.rules import placeholders
from yihaotong.reminders.models import Reminder


def test_a_draft_is_not_in_force_until_another_releases_it(shelf):
    entry = shelf.draft()
    assert (entry.code, entry.released, entry.awaits_release) == (f"K{entry.pk:06d}", 0, True)
    assert access.find("停水", shelf.city.at) == []
    assert refused_code(lambda: shelf.release(entry, by="handler")) == "wrong-role"
    assert refused_code(lambda: shelf.release(entry, by="operator")) == "wrong-role"
    released = shelf.release(entry)
    assert (released.released, released.awaits_release) == (1, False)
    assert [found.code for found in access.find("停水", shelf.city.at)] == [entry.code]
    assert last_line().kind == "entry.release"
    assert last_line().facts == {"before": {"released": 0}, "after": {"released": 1}}


@pytest.mark.parametrize("writer", ["leader", "supervisor"])
def test_who_wrote_a_version_does_not_release_it(shelf, writer):
    entry = shelf.draft(by=writer)
    assert refused_code(lambda: shelf.release(entry, by=writer)) == "own-words"
    assert shelf.release(entry, by="shift_leader").released == 1


def test_a_line_tells_the_digest_and_never_the_words(shelf):
    entry = shelf.draft(answer="请拨打供水热线，全天有人接听。")
    line = Line.objects.get(subject=entry.key)
    version = Version.objects.get(subject=entry.key)
    assert "全天有人接听" in version.content
    assert "全天有人接听" not in (line.payload or "")
    assert set(line.facts["after"]) == {"version", "text_sm3", "unit"}


def test_a_new_version_waits_while_the_old_one_is_said(shelf):
    entry = shelf.in_force()
    revised = shelf.revise(entry, answer="新的说法。", question="断水了怎么办")
    assert (revised.latest, revised.released, revised.answer) == (2, 1, entry.answer)
    assert access.quoted(entry.code, shelf.city.at).text == entry.answer
    assert access.find("断水", shelf.city.at) == []
    shelf.release(revised)
    quoted = access.quoted(entry.code, shelf.city.at)
    assert (quoted.version, quoted.text, quoted.title) == (2, "新的说法。", "断水了怎么办")
    assert [found.code for found in access.find("断水", shelf.city.at)] == [entry.code]
    assert not Mark.objects.filter(entry=entry, gram="停水").exists()
    assert [version.number for version in access.versions_of(entry.key)] == [2, 1]


def test_two_who_change_the_same_version_do_not_overwrite_one_another(shelf):
    entry = shelf.in_force()
    shelf.revise(entry, answer="甲的说法")
    assert refused_code(lambda: shelf.revise(entry, by="leader", answer="乙的说法")) == "stale"
    fresh = Entry.objects.get(pk=entry.pk)
    assert refused_code(lambda: shelf.revise(fresh, answer="甲的说法")) == "nothing-changed"
    assert refused_code(lambda: shelf.release(entry, expect=1)) == "stale"


def test_a_version_turned_down_waits_no_more(shelf):
    entry = shelf.draft()
    turn_down = {"at": shelf.city.at, "expect": 1}
    leader = shelf.city.acting("leader")
    assert refused_code(lambda: actions.turn_down(entry, actor=leader, reason=" ", **turn_down)) == "reason-needed"
    turned = actions.turn_down(entry, actor=leader, reason="电话过时", **turn_down)
    assert not turned.awaits_release
    assert (last_line().kind, last_line().facts["reason"]) == ("entry.turn_down", "电话过时")
    assert refused_code(lambda: shelf.release(turned)) == "nothing-to-release"
    assert shelf.release(shelf.revise(turned, answer="改过的说法")).released == 2


def test_only_the_units_own_people_and_the_keepers_write(shelf):
    for stranger in ("operator", "street_handler", "analyst", "system_admin"):
        assert refused_code(lambda stranger=stranger: shelf.draft(by=stranger)) == "wrong-role"
    assert shelf.draft(by="supervisor").unit_id == shelf.city.water.pk


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"category": "9999"}, "unknown-category"),
        ({"category": "0102"}, "unknown-category"),
        ({"places": ["640199"]}, "unknown-place"),
    ],
)
def test_categories_and_places_are_those_of_the_city(shelf, changed, code):
    assert refused_code(lambda: shelf.draft(**changed)) == code


def test_a_withdrawn_entry_is_neither_found_nor_quoted_but_can_be_read(shelf):
    entry = shelf.in_force()
    withdraw = {"at": shelf.city.at, "reason": "政策已废止"}
    assert refused_code(lambda: actions.withdraw_entry(entry, actor=shelf.city.acting("handler"), **withdraw)) == (
        "wrong-role"
    )
    actions.withdraw_entry(entry, actor=shelf.city.acting("leader"), **withdraw)
    assert access.find("停水", shelf.city.at) == []
    assert refused_code(lambda: access.quoted(entry.code, shelf.city.at)) == "entry-not-in-force"
    assert access.entry_for(shelf.city.acting("operator"), entry.code).withdrawn_at == shelf.city.at
    back = shelf.release(shelf.revise(entry, answer="政策恢复"))
    assert back.withdrawn_at is None
    assert access.quoted(entry.code, shelf.city.at).text == "政策恢复"


def test_what_is_looked_through_gets_another_day_and_is_counted(shelf):
    entry = shelf.in_force()
    due, at = entry.review_on, shelf.city.at + timedelta(days=80)
    later = (at.date() + timedelta(days=200)).isoformat()
    looked = actions.look_through(
        entry, actor=shelf.city.acting("handler"), at=at, expect=entry.latest, review_on=later
    )
    assert (looked.released, looked.latest, looked.review_on.isoformat()) == (2, 2, later)
    assert [(row.due_on, row.at) for row in Looked.objects.all()] == [(due, at)]
    assert last_line().kind == "entry.look_through"
    wrong = actions.report_wrong(looked, actor=shelf.city.acting("operator"), at=at, reason="电话变了")
    handler = shelf.city.acting("handler")
    given = {"actor": handler, "at": at, "expect": looked.latest, "review_on": later}
    assert refused_code(lambda: actions.look_through(looked, **given)) == "wrong-answer-open"
    actions.settle_wrong(wrong, actor=handler, at=at, how="not_wrong", words="与公示一致")
    shelf.revise(looked, answer="还没发布")
    waiting = Entry.objects.get(pk=entry.pk)
    assert (
        refused_code(
            lambda: actions.look_through(
                waiting, actor=shelf.city.acting("handler"), at=at, expect=waiting.latest, review_on=later
            )
        )
        == "draft-waiting"
    )


def test_the_owner_is_told_once_that_a_review_is_due(shelf):
    entry = shelf.in_force()
    morning = shelf.city.at + timedelta(days=91)
    assert actions.remind_of_reviews(shelf.city.at) == 0
    assert actions.remind_of_reviews(morning) == 2
    told = Reminder.objects.filter(kind="review_due")
    people = {shelf.city.people["handler"].pk, shelf.city.people["leader"].pk}
    assert set(told.values_list("person", "subject")) == {(person, entry.key) for person in people}
    told.update(seen_at=morning)
    assert actions.remind_of_reviews(morning + timedelta(hours=1)) == 0


def test_a_wrong_answer_is_told_to_its_owner_and_tracked_until_it_is_settled(shelf):
    city, entry = shelf.city, shelf.in_force()
    operator, handler = city.acting("operator"), city.acting("handler")
    report = actions.report_wrong(entry, actor=operator, at=city.at, reason="热线号码打不通")
    assert set(Reminder.objects.filter(kind="wrong_answer").values_list("person", flat=True)) == {
        city.people["handler"].pk,
        city.people["leader"].pk,
    }
    again = {"actor": operator, "at": city.at, "reason": "还是打不通"}
    assert refused_code(lambda: actions.report_wrong(entry, **again)) == "already-reported"
    settle = {"actor": handler, "at": city.at, "words": "已更正号码"}
    assert refused_code(lambda: actions.settle_wrong(report, how="corrected", **settle)) == "not-corrected"
    assert refused_code(lambda: actions.settle_wrong(report, how="maybe", **settle)) == "not-a-choice"
    shelf.release(shelf.revise(entry, answer="新号码是 0951-0000001"))
    settled = actions.settle_wrong(report, how="corrected", **settle)
    assert (settled.how, settled.settled_by, settled.settled_at) == ("corrected", handler.key, city.at)
    assert last_line().facts["after"] == {"wrong_answer": report.pk, "how": "corrected", "version": 2}
    assert refused_code(lambda: actions.settle_wrong(report, how="not_wrong", **settle)) == "settled-already"
    assert Reminder.objects.filter(person=city.people["operator"].pk, subject=entry.key).exists()


def test_not_wrong_needs_a_reason_and_a_stranger_settles_nothing(shelf):
    city, entry = shelf.city, shelf.in_force()
    report = actions.report_wrong(entry, actor=city.acting("operator"), at=city.at, reason="好像不对")
    settle = {"at": city.at, "how": "not_wrong"}
    assert refused_code(lambda: actions.settle_wrong(report, actor=city.acting("handler"), words="", **settle)) == (
        "reason-needed"
    )
    stranger = city.acting("street_handler")
    assert refused_code(lambda: actions.settle_wrong(report, actor=stranger, words="无误", **settle)) == "wrong-role"
    settled = actions.settle_wrong(report, actor=city.acting("handler"), words="口径与公告一致", **settle)
    assert WrongAnswer.objects.get(pk=settled.pk).how == "not_wrong"


def test_a_bulletin_of_the_centre_holds_at_once_and_that_of_a_unit_when_it_is_released(shelf):
    city = shelf.city
    own = shelf.announce(by="shift_leader")
    assert own.in_force(city.at)
    theirs = shelf.announce(by="handler", title="示例路停气")
    assert not theirs.in_force(city.at)
    release = {"at": city.at, "expect": 1}
    assert refused_code(lambda: actions.release_bulletin(theirs, actor=city.acting("leader"), **release)) == (
        "wrong-role"
    )
    actions.release_bulletin(theirs, actor=city.acting("shift_leader"), **release)
    assert {row.title for row in access.bulletins_in_force(city.at)} == {"示例街一带停水", "示例路停气"}


def test_a_bulletin_is_extended_ended_and_gone(shelf):
    city = shelf.city
    bulletin = shelf.announce()
    later = city.at + timedelta(hours=20)
    assert access.bulletins_in_force(city.at + timedelta(hours=9)) == []
    extended = actions.extend(bulletin, actor=city.acting("handler"), at=city.at, expect=1, until=later.isoformat())
    assert access.bulletins_in_force(city.at + timedelta(hours=9)) == [extended]
    assert access.quoted(bulletin.code, city.at).version == 2
    actions.end(extended, actor=city.acting("handler"), at=city.at + timedelta(hours=2))
    assert access.bulletins_in_force(city.at + timedelta(hours=9)) == []
    assert refused_code(lambda: access.quoted(bulletin.code, city.at)) == "entry-not-in-force"
    ended = {"actor": city.acting("supervisor"), "at": city.at}
    assert refused_code(lambda: actions.end(extended, **ended)) == "ended"


def test_new_words_of_a_unit_wait_while_the_old_ones_hold(shelf):
    city, bulletin = shelf.city, shelf.announce()
    changed = shelf.bulletin(words="范围扩大到三条街。")
    revised = actions.revise_bulletin(bulletin, changed, actor=city.acting("handler"), at=city.at, expect=1)
    assert (revised.words, revised.awaits_release) == (bulletin.words, True)
    until = (city.at + timedelta(hours=20)).isoformat()
    extend = {"actor": city.acting("handler"), "at": city.at, "expect": 2, "until": until}
    assert refused_code(lambda: actions.extend(revised, **extend)) == "draft-waiting"
    released = actions.release_bulletin(revised, actor=city.acting("shift_leader"), at=city.at, expect=2)
    assert released.words == "范围扩大到三条街。"


def test_templates_of_a_unit_are_its_own_and_those_of_the_centre_everybodys(shelf):
    city = shelf.city
    words = {"title": "已受理", "purpose": "reply", "text": "您的诉求（{工单编号}）已由{承办单位}受理。"}
    handler, street = city.acting("handler"), city.acting("street_handler")
    own = actions.write_template(words, actor=handler, at=city.at, unit=city.water)
    assert refused_code(lambda: actions.write_template(words, actor=handler, at=city.at, unit=None)) == "wrong-role"
    actions.write_template(words | {"title": "通用"}, actor=city.acting("supervisor"), at=city.at, unit=None)
    assert [template.title for template in access.templates_for(handler)] == ["已受理", "通用"]
    assert [template.title for template in access.templates_for(street)] == ["通用"]
    assert access.templates_for(handler, purpose="contact") == []
    unknown = words | {"text": "您好{姓名}"}
    assert (
        refused_code(lambda: actions.revise_template(own, unknown, actor=handler, at=city.at, expect=1))
        == "unknown-placeholder"
    )
    actions.revise_template(own, words | {"category": "0101"}, actor=handler, at=city.at, expect=1)
    assert [template.title for template in access.templates_for(handler, category="0101")] == ["已受理", "通用"]
    assert [template.title for template in access.templates_for(handler, category="0201")] == ["通用"]
    actions.withdraw_template(own, actor=handler, at=city.at)
    assert [template.title for template in access.templates_for(handler)] == ["通用"]


def answer(city, order: int, code: str) -> None:
    journal.record("case.answer", subject=f"case:{order}", actor="person:1", at=city.at, after={"entry": code})


@pytest.mark.django_db(transaction=True)
def test_answers_with_an_entry_or_a_bulletin_are_counted_once(shelf):
    city, entry, bulletin = shelf.city, shelf.in_force(), shelf.announce()
    with transaction.atomic():
        for order, code in enumerate([entry.code, entry.code, bulletin.code, "K999999", "无"]):
            answer(city, order, code)
        journal.record("case.dispatch", subject="case:9", actor="person:1", at=city.at, after={"entry": entry.code})
    seal_batch()
    run_all(city.at)
    run_all(city.at)
    entry.refresh_from_db()
    bulletin.refresh_from_db()
    assert (entry.used, bulletin.used) == (2, 1)
    assert Cursor.objects.get(consumer=consumers.CONSUMER).failures == 0


def test_the_importer_brings_what_was_released_elsewhere(shelf):
    city = shelf.city
    entry = actions.write_entry(shelf.entry(), actor=IMPORTER, at=city.at, unit=city.water, released=True)
    assert access.quoted(entry.code, city.at).version == 1


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda entry: Version.objects.filter(subject=entry.key).update(content="{}"), "record-changed"),
        (lambda entry: Version.objects.filter(subject=entry.key).delete(), "record-missing"),
        (lambda entry: Entry.objects.filter(pk=entry.pk).update(answer="改了"), "record-changed"),
        (
            lambda entry: Version(subject=entry.key, number=9, at="2026-01-01T00:00Z", by="x", content="{}").save(),
            "record-added",
        ),
    ],
)
def test_verify_sees_what_was_rewritten_behind_the_journal(shelf, change, kind):
    entry = shelf.in_force()
    shelf.announce()
    kinds = [problem.kind for problem in verify(shelf.city.at).problems]
    assert not {"record-changed", "record-missing", "record-added"} & set(kinds)
    change(entry)
    assert kind in [problem.kind for problem in verify(shelf.city.at).problems]


def test_one_unit_has_one_template_of_a_name(shelf):
    city, handler = shelf.city, shelf.city.acting("handler")
    words = {"title": "已受理", "purpose": "reply", "text": "已受理。"}
    writing = {"actor": handler, "at": city.at, "unit": city.water}
    own = actions.write_template(words, **writing)
    with pytest.raises(Refused) as refused:
        actions.write_template(words, **writing)
    assert (refused.value.code, refused.value.field) == ("title-taken", "title")
    other = actions.write_template(words | {"title": "在办"}, **writing)
    again = {"actor": handler, "at": city.at}
    with pytest.raises(Refused, match="已受理"):
        actions.revise_template(other, words, expect=1, **again)
    actions.revise_template(own, words | {"text": "已受理，请等候。"}, expect=1, **again)
    actions.write_template(words, actor=city.acting("supervisor"), at=city.at, unit=None)
    actions.withdraw_template(own, actor=handler, at=city.at)
    actions.write_template(words, **writing)


def test_every_unknown_placeholder_is_named_and_full_width_braces_do_as_well():
    with pytest.raises(Refused) as refused:
        placeholders.check("{姓名}您好，{标题}请拨{电话}，{姓名}")
    assert "“{姓名}”、“{电话}”" in refused.value.message
    placeholders.check("您反映的\uff5b标题\uff5d")
    assert placeholders.filled("您反映的\uff5b标题\uff5d", {"标题": "停水"}) == "您反映的停水"
