"""The life of a redaction on the real database: who may, four eyes, what is sealed, what a killed worker leaves."""

import json
import signal

import pytest

from tests.redaction.conftest import PAPER, begun, kept, made, marked, moved
from tests.redaction.papers import IDENTITY, plain
from tests.redaction.programs import said
from yihaotong.files import store
from yihaotong.files.models import File
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.redaction import access, actions, workshop
from yihaotong.redaction.actions import beginning, making
from yihaotong.redaction.models import Mark, Redaction, Suggestion
from yihaotong.redaction.rules.codes import Ground, Origin, Personal, Stage
from yihaotong.redaction.rules.marks import Box, Range

pytestmark = pytest.mark.django_db

LINES = [f"Report of Wang Xiaoming, {IDENTITY}", "Tel 13800138000", "Open part"]


@pytest.fixture
def source(tmp_path):
    return plain(LINES, pages=2).write(tmp_path / "a.pdf")


def code_of(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_from_the_file_to_the_release(office, source):
    redaction = begun(office, source)
    assert (redaction.progress, redaction.pages) == (Stage.DRAFT, 2)
    offered = access.offered(redaction, [])
    assert {(each.kind, each.text, each.suggestion.count) for each in offered} == {
        (Personal.IDENTITY, IDENTITY, 2),
        (Personal.MOBILE, "13800138000", 2),
    }
    keys = [str(each.suggestion.key) for each in offered]
    officer = office.acting("officer")
    assert actions.accept(redaction, actor=officer, at=office.at, keys=keys, ground=Ground.PERSONAL) == 2
    assert actions.accept(redaction, actor=officer, at=office.at, keys=keys, ground=Ground.PERSONAL) == 0
    marked(office, redaction, "Wang Xiaoming", "wang  xiaoming")
    assert [each.origin for each in access.marks_of(redaction)] == [Origin.SUGGESTED, Origin.SUGGESTED, Origin.TYPED]
    redaction = made(office, redaction)
    assert redaction.progress == Stage.MADE
    assert redaction.proven, [check for check in redaction.checks if not check.passed]
    result = store.path(redaction.result.key)
    assert said("pdftotext", "-q", result, "-").strip() == ""
    assert store.digest(result) == redaction.result.sha256
    assert redaction.result.pk != redaction.source.pk
    assert store.digest(store.path(redaction.source.key)) == redaction.source_sha256
    assert not workshop.directory(redaction.pk, redaction.version - 1).exists()
    assert list(access.released(PAPER)) == []
    assert code_of(lambda: moved(office, redaction, "release", "officer")) == "four-eyes"
    moved(office, redaction, "release", "second_officer")
    assert list(access.released(PAPER)) == [redaction]
    assert access.grounds_of(PAPER) == {"N4": 3}
    kinds = list(Line.objects.filter(subject=redaction.key).order_by("pk").values_list("kind", flat=True))
    assert kinds[:2] == ["redaction.begin", "redaction.read"]
    assert kinds[2:] == ["redaction.mark"] * 3 + ["redaction.submit", "redaction.make", "redaction.release"]


def test_no_word_lies_open_in_the_database(office, source):
    redaction = made(office, marked(office, begun(office, source), "Wang Xiaoming"))
    everything = str(
        [
            *Redaction.objects.values(),
            *[{**row, "sealed": bytes(row["sealed"])} for row in Mark.objects.values()],
            *[{**row, "sealed": bytes(row["sealed"])} for row in Suggestion.objects.values()],
            *Line.objects.filter(subject=redaction.key).values(),
        ]
    )
    assert "Wang" not in everything
    assert IDENTITY not in everything


def test_who_may(office, source):
    redaction = begun(office, source)
    for name in ("drafter", "secrecy", "operator"):
        assert code_of(lambda name=name: marked(office, redaction, "Tel", by=name)) == "wrong-role"
        assert code_of(lambda name=name: moved(office, redaction, "submit", name)) == "wrong-role"
    assert access.redaction_for(office.acting("secrecy"), redaction.pk) == redaction
    with pytest.raises(Redaction.DoesNotExist):
        access.redaction_for(office.acting("drafter"), redaction.pk)
    assert access.open_ones(office.acting("secrecy")) == []
    assert access.open_ones(office.acting("second_officer")) == [redaction]


def test_a_strange_file_and_a_second_beginning_are_refused(office, source):
    other = kept(source, office.at, "paper:2")
    officer = office.acting("officer")
    assert code_of(lambda: actions.begin(PAPER, other, actor=officer, at=office.at)) == "not-its-file"
    redaction = begun(office, source)
    with pytest.raises(Refused) as refused:
        actions.begin(PAPER, redaction.source, actor=officer, at=office.at)
    assert (refused.value.code, refused.value.facts["number"]) == ("already-begun", redaction.pk)
    moved(office, redaction, "drop", "officer")
    assert actions.begin(PAPER, redaction.source, actor=officer, at=office.at).progress == Stage.DRAFT


def test_whoever_marked_cannot_release_and_reasons_are_needed(office, source):
    redaction = begun(office, source)
    marked(office, redaction, "Tel", by="second_officer")
    redaction = made(office, marked(office, redaction, "Report"))
    assert code_of(lambda: moved(office, redaction, "release", "second_officer")) == "four-eyes"
    assert code_of(lambda: moved(office, redaction, "send_back", "disclosure_leader")) == "reason-needed"
    result = redaction.result
    moved(office, redaction, "send_back", "disclosure_leader", reason="漏了第二页")
    assert (redaction.progress, redaction.result, redaction.proof) == (Stage.DRAFT, None, "[]")
    assert File.objects.get(pk=result.pk).removed_at
    redaction = made(office, redaction)
    moved(office, redaction, "release", "disclosure_leader")
    moved(office, redaction, "withdraw", "officer", reason="发现漏遮")
    assert list(access.released(PAPER)) == []


def test_a_failed_check_blocks_the_release(office, source):
    redaction = made(office, marked(office, begun(office, source), "Tel"))
    told = json.loads(redaction.proof)
    told[0]["passed"] = False
    Redaction.objects.filter(pk=redaction.pk).update(proof=json.dumps(told))
    assert code_of(lambda: moved(office, redaction, "release", "second_officer")) == "proof-failed"


def test_marks_change_only_while_marking(office, source):
    redaction = begun(office, source)
    assert code_of(lambda: moved(office, redaction, "submit", "officer")) == "nothing-marked"
    officer = office.acting("officer")
    box = actions.cover_box(redaction, actor=officer, at=office.at, page=2, box=Box(0, 0, 900, 900), ground=Ground.N5)
    again = actions.cover_box(redaction, actor=officer, at=office.at, page=2, box=Box(0, 0, 900, 900), ground=Ground.N5)
    assert box == again
    assert actions.uncover(redaction, str(box.key), actor=officer, at=office.at)
    assert not actions.uncover(redaction, str(box.key), actor=officer, at=office.at)
    stale = redaction.version
    marked(office, redaction, "Tel")
    assert code_of(lambda: moved(office, redaction, "submit", "officer", expect=stale)) == "changed-meanwhile"
    moved(office, redaction, "submit", "officer")
    assert code_of(lambda: marked(office, redaction, "Report")) == "wrong-stage"
    moved(office, redaction, "take_back", "officer")
    assert redaction.progress == Stage.DRAFT


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda it, who: actions.cover_box(it, page=3, box=Box(0, 0, 9, 9), ground=Ground.N1, **who), "no-page"),
        (lambda it, who: actions.cover_range(it, span=Range(0, 0, 2), ground=Ground.N1, **who), "no-paragraph"),
        (lambda it, who: actions.cover_word(it, word="x", ground=Ground.N1, **who), "word-short"),
    ],
)
def test_marks_that_make_no_sense(office, source, act, code):
    redaction = begun(office, source)
    assert code_of(lambda: act(redaction, {"actor": office.acting("officer"), "at": office.at})) == code


def test_a_killed_child_is_followed_by_another_and_three_are_enough(office, source):
    redaction = moved(office, marked(office, begun(office, source), "Tel"), "submit", "officer")
    place = workshop.directory(redaction.pk, redaction.version)
    for attempt in range(making.ATTEMPTS):
        actions.work(office.at)
        child = making._children[place]
        child.send_signal(signal.SIGKILL)
        child.wait()
        (place / making.child.OUTCOME).unlink(missing_ok=True)
        redaction.refresh_from_db()
        assert redaction.attempts == attempt + 1
    actions.work(office.at)
    redaction.refresh_from_db()
    assert (redaction.progress, bool(redaction.fault)) == (Stage.FAILED, True)
    assert not place.exists()
    moved(office, redaction, "drop", "officer")


def test_reading_goes_on_in_portions(office, tmp_path, monkeypatch):
    monkeypatch.setattr(beginning, "PORTION", 1)
    redaction = begun(office, plain(LINES, pages=3).write(tmp_path / "three.pdf"))
    assert (redaction.progress, redaction.pages_done) == (Stage.READING, 1)
    actions.work(office.at)
    actions.work(office.at)
    redaction.refresh_from_db()
    assert redaction.progress == Stage.DRAFT
    assert set(Suggestion.objects.values_list("count", flat=True)) == {3}
