"""三审三校 on the real database: the straight way, every way around it, twice at once, corrections and withdrawals."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from tests.articles.conftest import PASSED, REVIEWERS, ROW, Press, refused
from tests.cases.conftest import last_line
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.models import Post
from yihaotong.accounts.rules import IMPORTER, WORKER, Role
from yihaotong.almanac import actions as almanac
from yihaotong.articles import access, actions, finding
from yihaotong.articles.models import Release, Review, Slip
from yihaotong.articles.rules.codes import Level, Progress
from yihaotong.articles.rules.rolls import RollKind
from yihaotong.catalogue.models import Item
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.reminders.models import Reminder

pytestmark = pytest.mark.django_db


def test_the_straight_way(press: Press) -> None:
    article = press.write()
    assert (article.progress, article.index_number.rpartition("-")[2]) == (Progress.DRAFT, "00001")
    press.submit(article)
    assert press.fresh(article).due_at > press.at
    for who in REVIEWERS:
        press.review(article, who)
    assert not finding.listed().exists(), "approved is not released"
    out = press.release(article)
    assert [each.article_id for each in finding.listed()] == [article.pk]
    went = Release.objects.get()
    assert [went.first_by, went.second_by, went.third_by] == [press.by(who).key for who in REVIEWERS]
    assert went.digest == out.standing.version.digest
    assert (last_line().kind, last_line().facts["after"]["corrects"]) == ("article.release", False)
    item = Item.objects.get()
    assert (item.matter_id, item.url_path) == (ROW, f"/disclosure/articles/{article.pk}/")


@pytest.mark.parametrize("level", ["first", "second", "third"])
def test_any_edit_goes_back_to_the_first_level(press: Press, level: str) -> None:
    article = press.waiting_at(level)
    press.revise(article, title="改了一个字的标题")
    now = press.fresh(article)
    assert (now.progress, now.latest.number) == (Progress.DRAFT, 2)
    assert not access.signed_for(now.latest)
    assert not Review.objects.filter(void_at=None).exists()
    press.through(article)
    assert press.release(article).standing.version.number == 2


def test_a_file_more_is_an_edit_and_changes_the_digest(press: Press) -> None:
    article = press.approved()
    before = article.latest.digest
    press.attach(article, "附表.txt", "一行".encode())
    now = press.fresh(article)
    assert (now.progress, now.latest.digest != before) == (Progress.DRAFT, True)
    assert refused(lambda: press.release(article)).code == "wrong-progress"
    file = access.content_of(now.latest)["attachments"][0]
    twice = refused(lambda: press.attach(article, "同样.txt", "一行".encode()))
    assert twice.code == "there-already"
    actions.remove_file(now, file["key"], actor=press.by("drafter"), at=press.at)
    assert press.fresh(article).latest.digest == before, "the same content has the same digest"
    assert press.fresh(article).latest.number == 3
    told = [line.facts for line in Line.objects.filter(subject=article.key, kind="article.revise").order_by("pk")]
    assert [(each["reason"], each["after"]["file"]) for each in told] == [
        ("增加附件", file["key"]),
        ("去掉附件", file["key"]),
    ]
    assert "附表" not in str(told), "a file's name may be somebody's"


def test_the_author_reviews_nothing(press: Press) -> None:
    """An officer who wrote it is given a reviewer's post as well: still refused, in words."""
    hiring.appoint(
        press.city.people["officer"],
        actor=IMPORTER,
        at=press.at,
        role=Role.FIRST_REVIEWER,
        unit=press.city.centre,
        since=press.at - timedelta(days=1),
    )
    article = press.write(author="officer")
    press.submit(article, by="officer")
    told = refused(lambda: press.review(article, "officer"))
    assert (told.code, "您写过或改过" in told.message) == ("own-article", True)
    press.revise(article, by="drafter", title="另一位改的标题")
    press.submit(article)
    assert refused(lambda: press.review(article, "officer")).code == "own-article", "nor the author of an older version"
    press.review(article, "first")


def test_one_person_with_two_posts_reviews_once(press: Press) -> None:
    hiring.appoint(
        press.city.people["first"],
        actor=IMPORTER,
        at=press.at,
        role=Role.SECOND_REVIEWER,
        unit=press.city.centre,
        since=press.at - timedelta(days=1),
    )
    article = press.waiting_at("second")
    told = refused(lambda: press.review(article, "first"))
    assert (told.code, "三个不同的人" in told.message) == ("reviewed-already", True)
    assert [each.username for each in access.able(press.fresh(article), Level.SECOND, press.at)] == ["second"]
    kept = Review.objects.get()
    kept.pk, kept.level = None, "second"
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save(force_insert=True)


def test_a_post_that_ended_in_between(press: Press) -> None:
    article = press.waiting_at("second")
    post = Post.objects.get(person=press.city.people["second"])
    hiring.end_post(post, actor=IMPORTER, at=press.at)
    assert refused(lambda: press.review(article, "second")).code == "wrong-role"
    assert access.able(press.fresh(article), Level.SECOND, press.at) == []


def test_nobody_left_for_a_level_is_told_to_the_leader(press: Press) -> None:
    post = Post.objects.get(person=press.city.people["second"])
    hiring.end_post(post, actor=IMPORTER, at=press.at)
    press.waiting_at("second")
    told = Reminder.objects.filter(person=press.city.people["chief"])
    assert any("没有人能做二审二校" in each.words for each in told)


def test_a_gate_that_fails_sends_it_back_with_words(press: Press) -> None:
    article = press.waiting_at("first")
    silent = refused(lambda: press.review(article, "first", legal="fail"))
    assert (silent.code, silent.field) == ("words-missing", "legal_words")
    unread = refused(lambda: press.review(article, "first", proofread=""))
    assert unread.code == "not-proofread"
    press.review(article, "first", legal="fail", legal_words="没有依据", proofread="")
    assert press.fresh(article).progress == Progress.DRAFT
    assert Reminder.objects.filter(person=press.city.people["drafter"], words__contains="没有通过").exists()
    press.submit(article)
    press.review(article, "other_first", policy="remark", policy_words="口径再核一次")
    assert press.fresh(article).progress == Progress.SECOND


def test_two_reviewers_at_once(press: Press) -> None:
    """Both have the same page; the second is told, whatever he found."""
    article = press.waiting_at("first")
    actions.review(article, PASSED, actor=press.by("first"), at=press.at, expect=article.version)
    late = refused(
        lambda: actions.review(article, PASSED, actor=press.by("other_first"), at=press.at, expect=article.version)
    )
    assert late.code == "stale"


def test_who_signs_signs_what_he_read(press: Press) -> None:
    article = press.waiting_at("first")
    old = article.latest.digest
    press.revise(article, title="别的标题")
    press.submit(article)
    now = press.fresh(article)
    told = refused(
        lambda: actions.review(now, PASSED, actor=press.by("first"), at=press.at, expect=now.version, digest=old)
    )
    assert told.code == "stale"


def test_the_same_version_sent_again_is_reviewed_anew(press: Press) -> None:
    article = press.waiting_at("third")
    actions.take_back(article, actor=press.by("drafter"), at=press.at, expect=article.version, reason="再看看")
    press.submit(article)
    press.review(article, "other_first")
    assert press.fresh(article).progress == Progress.SECOND
    assert access.signed_for(press.fresh(article).latest)[0].by == press.by("other_first").key


def test_asked_waits_and_goes_on_where_it_stood(press: Press) -> None:
    article = press.waiting_at("second")
    said = {"whom": "secrecy", "question": "附表里的站点分布能不能公开"}
    actions.ask(article, said, actor=press.by("second"), at=press.at, expect=article.version)
    assert refused(lambda: press.review(article, "second")).code == "wrong-progress"
    back = {"told": "may", "answerer": "示例市国家保密局", "answer": "不涉密，可以公开"}
    now = press.fresh(article)
    actions.answer(now, back, actor=press.by("secrecy"), at=press.at, expect=now.version)
    assert press.fresh(article).progress == Progress.SECOND
    assert len(access.signed_for(article.latest)) == 1, "the first level still counts"
    now = press.fresh(article)
    actions.ask(now, said, actor=press.by("second"), at=press.at, expect=now.version)
    now = press.fresh(article)
    actions.answer(now, back | {"told": "may_not"}, actor=press.by("secrecy"), at=press.at, expect=now.version)
    assert press.fresh(article).progress == Progress.DRAFT
    assert not access.signed_for(article.latest)


def test_correction_through_all_three_while_the_old_stays(press: Press) -> None:
    article = press.released()
    first_at, old = article.standing.first_at, article.standing.version
    actions.correct(article, actor=press.by("officer"), at=press.at, expect=article.version, reason="件数写错")
    assert refused(lambda: press.submit(article)).code == "nothing-changed"
    press.revise(article, title="热线受理情况通报（第 12 期，更正）")
    assert access.public_article(article.pk).standing.version == old
    press.through(article)
    out = press.release(article)
    assert (out.standing.number, out.standing.first_at, out.standing.why) == (2, first_at, "件数写错")
    assert Review.objects.filter(version=old, void_at=None).count() == 3, "what it went out by stays"


def test_a_correction_that_is_dropped_leaves_what_is_public(press: Press) -> None:
    article = press.released()
    actions.correct(article, actor=press.by("officer"), at=press.at, expect=article.version, reason="件数写错")
    press.revise(article, title="写到一半")
    now = press.fresh(article)
    actions.drop(now, actor=press.by("drafter"), at=press.at, expect=now.version, reason="原文无误")
    now = press.fresh(article)
    assert (now.progress, now.latest.title) == (Progress.RELEASED, article.latest.title)
    actions.correct(now, actor=press.by("officer"), at=press.at, expect=now.version, reason="这次真的写错了")
    again = press.revise(article, title="再写一遍")
    assert (again.latest.number, press.fresh(article).latest.title) == (3, "再写一遍"), "a number is given out once"


def test_withdrawn_everywhere(press: Press) -> None:
    article = press.released()
    actions.appear(article, {"outlet": "wechat", "address": "第 8 条"}, actor=press.by("officer"), at=press.at)
    now = press.fresh(article)
    actions.withdraw(now, actor=press.by("chief"), at=press.at, expect=now.version, reason="数据有误")
    assert not finding.listed().exists()
    assert access.public_article(article.pk).withdrawn_why == "数据有误"
    assert Item.objects.get().withdrawn_at is not None
    assert [each.pk for each in access.to_take_down()] == [article.pk]
    seen = {"outlet": "wechat", "seen_at": press.at.isoformat(), "seen": "打开原文链接", "seen_by": "公开专员甲"}
    officer = press.by("officer")
    unseen = refused(lambda: actions.disappear(now, seen | {"sure": "off"}, actor=officer, at=press.at))
    assert (unseen.code, unseen.field) == ("unsure", "sure"), "nobody reports it gone who has not looked"
    late = seen | {"sure": "on", "seen_at": (press.at + timedelta(hours=1)).isoformat()}
    assert refused(lambda: actions.disappear(now, late, actor=officer, at=press.at)).code == "in-the-future"
    gone = actions.disappear(now, seen | {"sure": "on"}, actor=officer, at=press.at)
    assert (gone.gone_seen, gone.gone_seen_by, gone.gone_seen_at) == ("打开原文链接", "公开专员甲", press.at)
    assert "专员甲" not in last_line().payload
    assert not access.to_take_down().exists()
    assert refused(lambda: press.release(article)).code == "wrong-progress"


def test_scheduled_goes_out_once(press: Press) -> None:
    article = press.approved()
    when = press.at + timedelta(hours=2)
    actions.schedule(article, actor=press.by("officer"), at=press.at, expect=article.version, release_at=when)
    assert actions.release_due(press.at) == 0
    now = press.fresh(article)
    early = refused(lambda: actions.release(now, actor=WORKER, at=press.at, expect=now.version))
    assert early.code == "not-scheduled"
    assert [actions.release_due(when), actions.release_due(when)] == [1, 0]
    assert Release.objects.count() == 1
    assert last_line().actor == "system:worker"


def test_outside_the_window_nothing_goes_out(press: Press) -> None:
    article = press.approved()
    night = press.at.replace(hour=23)
    told = refused(
        lambda: actions.schedule(article, actor=press.by("officer"), at=press.at, expect=None, release_at=night)
    )
    assert (told.code, told.field) == ("outside-window", "release_at")
    assert refused(lambda: actions.release(article, actor=press.by("officer"), at=night, expect=None)).code == (
        "outside-window"
    )


def test_what_may_not_go_out_at_its_time_is_told(press: Press) -> None:
    """The list of words changed after the third level had signed."""
    article = press.approved()
    when = press.at + timedelta(hours=1)
    actions.schedule(article, actor=press.by("officer"), at=press.at, expect=article.version, release_at=when)
    number, lines = access.roll(RollKind.WORDS)
    lines += "\n诉求 | 请求 | 须改正 | 测试"
    actions.set_roll(RollKind.WORDS, lines, actor=press.by("officer"), at=press.at, expect=number, reason="加一条")
    assert actions.release_due(when) == 0
    now = press.fresh(article)
    assert (now.progress, now.release_at) == (Progress.APPROVED, None)
    assert Reminder.objects.filter(person=press.city.people["officer"], words__contains="到时没有发布").exists()


def test_an_edit_takes_the_schedule_off(press: Press) -> None:
    article = press.approved()
    when = press.at + timedelta(hours=2)
    actions.schedule(article, actor=press.by("officer"), at=press.at, expect=article.version, release_at=when)
    press.revise(article, title="又改了")
    assert (actions.release_due(when), Release.objects.count()) == (0, 0)


def test_the_precheck_stands_before_the_first_level(press: Press) -> None:
    article = press.write(body="联系人手机 13800138000，机密★1年。")
    told = refused(lambda: press.submit(article))
    assert (told.code, {each.check.value for each in told.facts["found"]}) == ("check-blocks", {"personal", "secrecy"})
    article = press.write(body="截止目前共受理 10 件。")
    told = refused(lambda: press.submit(article))
    assert told.code == "check-warns"
    reasons = {each.fingerprint: "引用原话" for each in told.facts["found"]}
    press.submit(article, reasons=reasons)
    assert access.settled_of(article).keys() == reasons.keys()
    for who in REVIEWERS:
        press.review(article, who)
    assert press.release(article).is_public


def test_slips_are_charged_to_gate_and_level(press: Press) -> None:
    article = press.released()
    said = {
        "gate": "wording",
        "level": "second",
        "stakes": "slight",
        "found_by": "citizen",
        "found_on": press.at.date().isoformat(),
        "words": "“件”误作“年”",
    }
    actions.note_slip(article, said, actor=press.by("officer"), at=press.at)
    assert Slip.objects.get().reviewer == press.by("second").key
    told = access.figures(press.by("officer"), press.at - timedelta(days=1), press.at + timedelta(days=1))
    assert (told.releases, told.slips, dict(told.by_gate)) == (1, 1, {("wording", "second"): 1})
    assert (told.in_time, told.with_limit) == (1, 1)


def test_who_sees_what(press: Press) -> None:
    draft, out = press.write(), press.released()
    assert {each.pk for each in access.visible_to(press.by("supervising"))} == {out.pk}
    assert {each.pk for each in access.visible_to(press.by("drafter"))} == {draft.pk, out.pk}
    assert not access.visible_to(press.by("operator")).exists()
    with pytest.raises(Refused, match="不能起草"):
        press.write(author="first")


def test_the_database_itself_wants_three_people(press: Press) -> None:
    went = press.released().standing
    for changed in ({"second_by": went.first_by}, {"third_by": went.second_by}, {"first_by": went.written_by}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Release.objects.filter(pk=went.pk).update(**changed)
    fresh = press.write()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(fresh).objects.filter(pk=fresh.pk).update(progress="released")


def test_a_holiday_notice_that_comes_late_moves_what_is_waited_for(press: Press) -> None:
    waiting, out = press.waiting_at("second"), press.released(title="已经发布的一篇")
    due, version = waiting.due_at, waiting.version
    day = localtime(due).date().isoformat()
    row = {"date": day, "kind": "holiday", "name": "示例假日", "basis": "示例〔2026〕1 号"}
    almanac.enter_days("nation", [row], actor="person:1", at=press.at, reason="示例〔2026〕1 号")
    entered = list(Line.objects.filter(kind="almanac.enter"))
    for _twice in range(2):
        actions.follow_calendar(entered, press.at)
    now = press.fresh(waiting)
    assert (now.due_at > due, now.version, press.fresh(out).due_at) == (True, version, None)
    assert access.level_deadline(now).due == now.due_at, "the page explains the new date"
    told = Line.objects.get(kind="article.recompute")
    assert (told.subject, told.facts["before"]["due"]) == (waiting.key, due.isoformat())
