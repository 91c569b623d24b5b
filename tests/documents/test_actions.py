"""Documents through their lives, on the real database: who may, what stops, numbers, limits, annexes, hand-overs."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tests.documents.conftest import DRAFT, RETENTION, SUBMIT, VET, WITHHELD, Office
from yihaotong.documents import access, actions, representations, verifying
from yihaotong.documents.models import Copy, Document, Series, Step
from yihaotong.documents.rules.codes import Receiver, State
from yihaotong.documents.rules.labels import Label
from yihaotong.files import store
from yihaotong.files.models import File
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.reminders.models import Reminder


def refused(act: Callable[[], object]) -> str:
    """The code of the refusal; nothing has changed and no line was written."""

    def state() -> tuple:
        return (
            list(Document.objects.values()),
            list(Series.objects.values()),
            Line.objects.count(),
            Step.objects.count(),
        )

    before = state()
    with pytest.raises(Refused) as refusal, transaction.atomic():
        act()
    assert state() == before
    return refusal.value.code


def test_the_straight_way_fixes_label_numbers_and_limits(office: Office):
    document = office.to("signed")
    document.refresh_from_db()
    year = office.today.year
    assert (document.label, document.doc_no) == ("proactive", f"示智发〔{year}〕1号")
    assert document.index_no is not None
    assert document.index_no.endswith(f"/{year}-00001")
    deadline = access.release_deadline(document)
    assert deadline is not None
    assert deadline.due == document.release_due_at
    assert any("第二十六条" in step.basis or "工作日" in step.why for step in deadline.derivation)
    assert document.kept_until is not None
    assert document.kept_until.year == year + 10
    assert [step.move for step in access.steps_of(document)] == [
        "draft", "submit", "pass_section", "vet", "pass_office", "sign",
    ]  # fmt: skip
    kinds = list(Line.objects.filter(subject=document.key).order_by("pk").values_list("kind", flat=True))
    assert kinds == [f"document.{name}" for name in ("draft", "submit", "pass_section", "vet", "pass_office", "sign")]


def test_numbers_have_no_gaps_also_when_a_signature_is_refused(office: Office):
    assert office.to("signed").doc_no.endswith("1号")
    waiting = office.to("signing")
    bad = dict(office.way(waiting)[-1][3]) | {"dated_on": office.today + timedelta(days=1)}
    assert refused(lambda: office.move(waiting, "sign", "signer", **bad)) == "in-future"
    assert office.move(waiting, "sign", "signer", **office.way(waiting)[-1][3]).doc_no.endswith("2号")
    withheld = office.to("signed", **WITHHELD)
    assert (withheld.doc_no[-2:], withheld.index_no) == ("3号", None)
    assert withheld.recheck_on is not None


def test_what_stops_a_draft(office: Office):
    bare = office.draft(label="")
    assert refused(lambda: office.move(bare, "submit", "drafter", **SUBMIT)) == "label-missing"
    assert refused(lambda: office.draft(label="withheld", ground="N5")) == "reason-missing"
    marked = office.draft(text="本件为内部资料")
    assert refused(lambda: office.move(marked, "submit", "drafter", **SUBMIT)) == "secrecy-mark"
    unchecked = office.draft()
    assert refused(lambda: office.move(unchecked, "submit", "drafter")) == "not-self-checked"
    asking = office.draft(origin="asked", document_kind="qingshi")
    assert refused(lambda: office.move(asking, "submit", "drafter", **SUBMIT)) == "confirm"
    assert office.move(asking, "submit", "drafter", **SUBMIT, confirmed=True).state == State.SECTION
    assert refused(lambda: office.draft(origin="joint")) == "partners-missing"
    assert refused(lambda: office.draft(section="SEC-B")) == "no-such-section"


def test_whoever_proposes_decides_nothing(office: Office):
    own = actions.draft(DRAFT, actor=office.actor("officer"), at=office.at)
    own = office.move(own, "submit", "officer", **SUBMIT)
    own = office.move(own, "pass_section", "head")
    own = office.move(own, "vet", "secrecy", **VET)
    assert refused(lambda: office.move(own, "pass_office", "officer")) == "own-document"
    other = office.to("section")
    assert refused(lambda: office.move(other, "pass_section", "head_b")) == "wrong-role"
    assert refused(lambda: office.move(other, "vet", "secrecy", **VET)) == "wrong-state"
    assert refused(lambda: office.move(other, "pass_section", "drafter")) == "wrong-role"
    assert office.move(other, "pass_section", "chief").state == State.SECRECY, "the centre's leader heads every section"


def test_secrecy_review_comes_first_and_can_be_referred(office: Office):
    waiting = office.to("secrecy")
    assert refused(lambda: office.move(waiting, "vet", "secrecy", outcome="refer", note="拿不准")) == "missing"
    told = {"outcome": "refer", "note": "是否属工作秘密拿不准", "asked_of": "secrecy_authority"}
    reported = office.move(waiting, "vet", "secrecy", **told)
    assert (reported.state, reported.outcome) == (State.REPORTED, "")
    answer = {"answered_by": "市保密局", "answered_on": office.today, "note": "不属于", "answer": "public"}
    late = answer | {"answered_on": office.today + timedelta(days=1)}
    assert refused(lambda: office.move(reported, "record_answer", "secrecy", **late)) == "in-future"
    answered = office.move(reported, "record_answer", "secrecy", **answer)
    assert (answered.state, answered.outcome) == (State.OFFICE, "public")
    # What must not be public goes back to its drafter, who proposes another label.
    again = office.move(office.to("secrecy"), "vet", "secrecy", outcome="exempt", note="含内部流程")
    assert (again.state, again.outcome) == (State.DRAFT, "")
    assert Reminder.objects.filter(subject=again.key).count() == 1
    with pytest.raises(Refused, match="上次未通过的理由：免于公开；含内部流程；没有改动，确定再送？"):
        office.move(again, "submit", "drafter", **SUBMIT)
    assert office.move(again, "submit", "drafter", **SUBMIT, again=True).state == State.SECTION


def test_the_signer_decides_but_not_against_the_secrecy_review(office: Office):
    withheld = office.to("secrecy", **WITHHELD)
    withheld = office.move(withheld, "vet", "secrecy", outcome="exempt", note="人事安排")
    withheld = office.move(withheld, "pass_office", "officer")
    sign = RETENTION | {"dated_on": office.today}
    public = sign | {"label": "proactive", "note": "公众关心"}
    assert refused(lambda: office.move(withheld, "sign", "signer", **public)) == "exempt"
    other = office.to("signing")
    assert refused(lambda: office.move(other, "sign", "signer", **sign, **WITHHELD)) == "note-missing"
    signed = office.move(other, "sign", "signer", **sign, **WITHHELD, note="排班细节不宜公开")
    assert (signed.label, signed.ground, signed.index_no) == ("withheld", "N5", None)


def test_a_public_document_with_a_part_that_is_not_is_split(office: Office):
    document = office.draft()
    annex = actions.add_annex(
        document, {"title": "值班人员名单", "withheld": "on"}, actor=office.actor("drafter"), at=office.at, expect=1,
        upload=SimpleUploadedFile("名单.txt", "甲 乙".encode()),
    )  # fmt: skip
    assert refused(lambda: office.move(document, "submit", "drafter", **SUBMIT)) == "annex-withheld"
    document.refresh_from_db()
    assert refused(
        lambda: actions.split_off(
            document, annex.pk, WITHHELD | {"label": "proactive"}, actor=office.actor("drafter"), at=office.at,
            expect=document.version,
        )
    ) == "not-withheld"  # fmt: skip
    part = actions.split_off(
        document, annex.pk, WITHHELD, actor=office.actor("drafter"), at=office.at, expect=document.version
    )
    assert (part.label, part.split_from_id, part.annexes.count()) == ("withheld", document.pk, 1)
    assert part.annexes.get().file.subject == part.key
    assert office.move(document, "submit", "drafter", **SUBMIT).state == State.SECTION


def test_annexes_are_marked_and_dropped_while_it_is_a_draft(office: Office):
    document = office.draft()
    by = {"actor": office.actor("drafter"), "at": office.at}
    annex = actions.add_annex(document, {"title": "附件 1"}, **by, expect=1)
    assert actions.mark_annex(document, annex.pk, public=False, **by, expect=2).public is False
    assert refused(lambda: actions.mark_annex(document, annex.pk, public=True, **by, expect=2)) == "stale"
    actions.drop_annex(document, annex.pk, **by, expect=3)
    assert refused(lambda: actions.drop_annex(document, annex.pk, **by, expect=4)) == "no-such-annex"
    gone = office.to("section")
    assert refused(lambda: actions.add_annex(gone, {"title": "迟到的"}, **by, expect=gone.version)) == "wrong-state"


def test_a_joint_document_waits_for_the_opinions_of_the_others(office: Office):
    joint = office.to("office", origin="joint", joint_with="市住建局\n市城管局")
    assert refused(lambda: office.move(joint, "pass_office", "officer")) == "opinion-missing"
    for organ in ("市住建局", "市城管局"):
        joint = office.move(joint, "opinion", "officer", organ=organ, label="proactive")
    assert access.without_opinion(joint) == []


def test_a_forwarded_document_is_decided_anew(office: Office):
    forwarded = office.draft(origin="forwarded", source_ref="政办发〔2026〕8号")
    assert refused(lambda: office.move(forwarded, "submit", "drafter", **SUBMIT)) == "confirm"
    assert refused(lambda: office.move(office.draft(origin="forwarded"), "submit", "drafter", **SUBMIT, confirmed=True))


def test_after_signing_only_a_new_review_changes_the_label(office: Office):
    document = office.to("signed", **WITHHELD)
    assert refused(
        lambda: actions.revise(document, DRAFT, actor=office.actor("drafter"), at=office.at, expect=document.version)
    )
    proposed = office.move(document, "propose_relabel", "officer", label="proactive", note="排班早已过期，公众常问")
    assert (proposed.state, proposed.label) == (State.RELABEL_SECRECY, "withheld"), "until then the old one holds"
    vetted = office.move(proposed, "vet", "secrecy", **VET)
    assert vetted.state == State.RELABEL_DECISION
    later = office.at + timedelta(days=3)
    done = office.move(vetted, "decide_relabel", "signer", later, decision="agreed", note="同意")
    assert (done.state, done.label, done.reason) == (State.SIGNED, "proactive", "")
    assert done.public_since == later
    assert done.index_no
    assert done.recheck_on is None
    same = {"label": "proactive", "note": "再来"}
    assert refused(lambda: office.move(done, "propose_relabel", "officer", **same)) == "same-label"


def test_a_proposal_may_be_kept_or_stopped_by_the_secrecy_review(office: Office):
    document = office.to("signed", **WITHHELD)
    proposed = office.move(document, "propose_relabel", "officer", label="proactive", note="有人申请")
    later = office.at + timedelta(days=30)
    stopped = office.move(proposed, "vet", "secrecy", later, outcome="exempt", note="仍涉内部")
    assert (stopped.state, stopped.next_label, stopped.label) == (State.SIGNED, "", "withheld")
    assert stopped.recheck_on > document.recheck_on, "it was looked at again"
    again = office.move(stopped, "propose_relabel", "drafter", label="proactive", note="再提")
    again = office.move(again, "vet", "secrecy", **VET)
    kept = office.move(again, "decide_relabel", "signer", decision="kept", note="理由仍成立")
    assert (kept.state, kept.label) == (State.SIGNED, "withheld")


def test_what_the_law_forbids_opens_only_when_its_ground_has_gone(office: Office):
    secret = office.to("signed", **(WITHHELD | {"ground": "N1", "text": ""}))
    assert refused(lambda: office.move(secret, "propose_relabel", "officer", label="proactive", note="想公开")) == (
        "ground-binds"
    )
    office.move(secret, "propose_relabel", "officer", label="proactive", note="已按市保密局解密通知〔2026〕4号解密")


def test_every_year_what_is_not_public_is_looked_at_again(office: Office):
    document = office.to("signed", **WITHHELD)
    day = document.recheck_on
    assert list(access.rechecks(day - timedelta(days=1))) == []
    assert list(access.rechecks(day)) == [document]
    then = office.at + timedelta(days=366)
    assert actions.remind_of_documents(then) == 1
    assert actions.remind_of_documents(then) == 0, "once"
    looked = office.move(document, "recheck", "officer", then, note="仍属内部事务")
    assert looked.recheck_on > day
    public = office.to("signed")
    assert refused(lambda: office.move(public, "recheck", "officer", note="看过")) == "not-concerned"


def test_twenty_working_days_without_an_item_is_overdue(office: Office):
    document = office.to("signed")
    assert list(access.public_without_item(office.at)) == [document]
    past = document.release_due_at + timedelta(seconds=1)
    assert not access.is_overdue(document, document.release_due_at)
    assert access.is_overdue(document, past)
    assert list(access.overdue(past)) == [document]
    by = {"actor": office.actor("officer"), "at": past}
    released = actions.note_released(document, article_key="A000001", released_at=past, **by)
    assert actions.note_released(document, article_key="A000001", released_at=past, **by).version == released.version
    assert list(access.public_without_item(past)) == []
    assert actions.note_withdrawn(document, article_key="A000009", **by).released_at is not None
    assert actions.note_withdrawn(document, article_key="A000001", **by).released_at is None
    assert list(access.overdue(past)) == [document]
    withheld = office.to("signed", **WITHHELD)
    assert refused(lambda: actions.note_released(withheld, article_key="A1", released_at=past, **by)) == "not-public"
    office.move(
        document, "set_validity", "officer", validity="repealed", replaced_by="示智发〔2026〕9号", note="已有新文"
    )
    assert list(access.public_without_item(past)) == [], "nobody publishes what is repealed"


def test_a_late_notice_moves_the_limit(office: Office):
    document = office.to("signed")
    Document.objects.filter(pk=document.pk).update(release_due_at=office.at)
    assert actions.reckon_releases(office.at) == 1
    assert actions.reckon_releases(office.at) == 0
    document.refresh_from_db()
    assert document.release_due_at > office.at + timedelta(days=20)


def test_two_at_once_and_one_is_told(office: Office):
    document = office.to("section")
    stale = Document.objects.select_related("section").get(pk=document.pk)
    office.move(document, "pass_section", "head")
    by = {"actor": office.actor("head"), "at": office.at, "expect": stale.version}
    assert refused(lambda: actions.move(stale, "pass_section", **by)) == "stale"


def test_copies_are_handed_over_once_to_each(office: Office):
    documents = [office.to("signed") for _ in range(2)]
    office.to("signed", **WITHHELD)
    by = {"actor": office.actor("officer"), "at": office.at}
    data = {"receiver": "archive", "receiver_name": "示例市档案馆", "handed_on": office.today}
    assert refused(lambda: actions.deliver([], data, **by)) == "nothing-chosen"
    batch = actions.deliver([each.pk for each in documents], data, **by)
    assert (batch.number, Copy.objects.count()) == (1, 2)
    assert refused(lambda: actions.deliver([documents[0].pk], data, **by)) == "not-deliverable"
    library = data | {"receiver": "library", "receiver_name": "示例图书馆"}
    assert actions.deliver([documents[0].pk], library, **by).number == 2
    assert [each.pk for each in access.to_deliver(Receiver.LIBRARY)] == [documents[1].pk]
    late = data | {"handed_on": office.today + timedelta(days=1)}
    assert refused(lambda: actions.deliver([documents[1].pk], late, **by)) == "in-future"
    assert refused(lambda: actions.deliver([documents[1].pk], data, actor=office.actor("drafter"), at=office.at))


def test_a_draft_is_given_up_or_written_anew(office: Office):
    document = office.draft()
    data = DRAFT | {"title": "改了的标题"}
    revised = actions.revise(document, data, actor=office.actor("officer"), at=office.at, expect=1)
    assert revised.title == "改了的标题"
    assert office.city.people["officer"].key in revised.authors.split()
    assert office.move(revised, "abandon", "drafter", note="不发了").state == State.ABANDONED
    assert Label(revised.label) is Label.PROACTIVE


def test_a_row_of_the_catalogue_is_one_in_force(office: Office):
    by = {"actor": office.actor("drafter"), "at": office.at}
    told = DRAFT | {"catalogue_row": "ML0003"}
    assert refused(lambda: actions.draft(told, **by, rows={"ML0001": "机构职能"})) == "no-such-row"
    assert refused(lambda: actions.draft(told, **by, rows={})) == "no-such-row"
    assert actions.draft(told, **by, rows={"ML0003": "12345月报"}).catalogue_row == "ML0003"


def test_a_date_far_before_the_draft_is_asked_about(office: Office):
    waiting = office.to("signing")
    early = dict(office.way(waiting)[-1][3]) | {"dated_on": office.today - timedelta(days=400)}
    assert refused(lambda: office.move(waiting, "sign", "signer", **early)) == "dated-early"
    assert office.move(waiting, "sign", "signer", **early, early_reason="补录").state == State.SIGNED


def test_words_of_a_dropped_draft_are_purged_and_its_shell_stays(office: Office):
    told = {"title": "机密名单", "text": "本件机密★十年：甲乙丙"}
    assert refused(lambda: office.draft(**told)) == "secrecy-mark"
    document = office.draft(**told, not_secret=True)
    by = {"actor": office.actor("drafter"), "at": office.at}
    file = SimpleUploadedFile("甲.txt", "机密".encode())
    annex = actions.add_annex(document, {"title": "机密附件"}, **by, expect=1, upload=file)
    assert refused(lambda: office.move(document, "purge", "officer", note="含密级标志")) == "wrong-state"
    dropped = office.move(document, "abandon", "drafter", note="机密内容误录")
    assert refused(lambda: office.move(dropped, "purge", "drafter", note="清")) == "wrong-role"
    for note, code in (("误录机密★1年", "secrecy-mark"), ("误录 11010519491231002X", "personal-data")):
        assert refused(lambda note=note: office.move(dropped, "purge", "signer", note=note)) == code
    emptied = office.move(dropped, "purge", "signer", note="含密级标志，已上报")
    kept = [*Document.objects.values_list("title", "text", "keywords"), *Step.objects.values_list("given")]
    assert "机密" not in str(kept)
    assert (emptied.state, emptied.title, emptied.annexes.count()) == (State.ABANDONED, "（内容已清除）", 0)
    assert File.objects.get(pk=annex.file_id).removed_at == office.at
    line = Line.objects.get(kind="document.purge").facts
    assert line["reason"] == "含密级标志，已上报"
    assert "机密" not in str(line)
    assert refused(lambda: office.move(emptied, "purge", "officer", note="再清")) == "not-concerned"
    assert list(verifying.check()) == []


def test_an_article_corrected_to_another_document_leaves_the_first(office: Office):
    first, second = office.to("signed"), office.to("signed")
    by = {"actor": office.actor("officer"), "at": office.at}
    actions.note_released(first, article_key="article:7", released_at=office.at, **by)
    actions.note_released(second, article_key="article:7", released_at=office.at, **by)
    first.refresh_from_db()
    assert (first.released_at, first.article_key) == (None, "")
    assert representations.told(first.steps.latest("pk")) == [("稿件", "article:7")]
    assert first in access.public_without_item(office.at)
    assert actions.note_parted("article:7", but=None, **by) == 1
    assert actions.note_parted("article:7", but=None, **by) == 0


def test_what_was_rewritten_behind_our_back_is_named(office: Office):
    document = office.to("signed")
    draft = office.draft()
    by = {"actor": office.actor("drafter"), "at": office.at}
    file = SimpleUploadedFile("名单.txt", "甲".encode())
    annex = actions.add_annex(draft, {"title": "名单"}, **by, expect=1, upload=file)
    assert list(verifying.check()) == []
    Document.objects.filter(pk=document.pk).update(text="改过的正文")
    assert [each.kind for each in verifying.check()] == ["record-changed"]
    assert document.key in next(verifying.check()).message
    store.path(annex.file.key).write_text("乙")
    Document.objects.bulk_create([Document(**{name: getattr(draft, name) for name in COPIED})])
    assert sorted(each.kind for each in verifying.check()) == ["record-added", "record-changed", "record-changed"]


COPIED = ("title", "document_kind", "section_id", "drafter", "authors", "origin", "made_at", "moved_at")
