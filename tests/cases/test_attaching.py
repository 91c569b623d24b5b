"""Attachments on the real database: who may add, see and take away what; and that the journal can vouch for them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases.attached import add, by, photo
from tests.cases.conftest import REPLY, UNHAPPY, City, last_line, refused_code
from tests.files.samples import packed
from yihaotong.accounts.rules import Actor, Held, Role, citizen
from yihaotong.cases import access, actions, attachments, verifying_attachments
from yihaotong.cases.rules.attaching import RemovalReason
from yihaotong.files import access as files
from yihaotong.files import city as limits
from yihaotong.files import store
from yihaotong.files.models import File
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused

pytestmark = pytest.mark.both


@pytest.fixture(autouse=True)
def _no_files_of_another_test() -> None:
    for key, _ in list(store.lying()):
        store.remove(key)


def test_an_attachment_is_kept_with_one_line_that_does_not_name_it(city: City) -> None:
    case = city.to("in_hand")
    lines, version = Line.objects.count(), case.version
    file = add(city, case, "handler", photo("王䶮家漏水.jpg"), via="desk")
    assert (file.subject, file.name, file.media, file.uploaded_by) == (
        case.key,
        "王䶮家漏水.jpg",
        "image/jpeg",
        city.acting("handler").key,
    )
    assert store.digest(store.path(file.key)) == file.sha256
    line = last_line()
    assert (Line.objects.count(), line.kind, line.subject) == (lines + 1, "case.attach", case.key)
    assert line.facts["after"] == {
        "file": str(file.key),
        "media": "image/jpeg",
        "size": file.size,
        "sha256": file.sha256,
        "audience": "staff",
    }
    assert "王䶮" not in (line.payload or "")
    assert access.fresh(case).version == version


CENTRE = {"operator", "shift_leader", "dispatcher", "reviewer", "call_back_clerk", "supervisor"}


@pytest.mark.parametrize(
    ("stage", "allowed"),
    [
        ("filed", CENTRE | {"citizen"}),
        ("in_hand", CENTRE | {"citizen", "handler", "leader"}),
        ("to_call_back", CENTRE | {"citizen", "handler", "leader"}),
        ("closed", set()),
    ],
)
def test_who_may_add_at_which_stage(city: City, stage: str, allowed: set[str]) -> None:
    case = city.to(stage)
    people = {*city.people, "citizen"}
    offered = {who for who in people if attachments.may_attach(case, by(city, case, who))}
    assert offered == allowed
    for number, who in enumerate(sorted(people)):
        if who in allowed:
            add(city, case, who, photo(number=number))
        else:
            code = "wrong-stage" if stage == "closed" else None
            refused = refused_code(lambda who=who: add(city, case, who))
            assert refused == code if code else refused in {"wrong-role", "out-of-reach"}


def test_another_citizen_and_another_client_add_nothing(city: City) -> None:
    case, other = city.file(), city.file()
    stranger = Actor("client:99", "", (Held(Role.CLIENT, city.water.pk),))
    for actor in (citizen(other.order_no), stranger):
        assert (
            refused_code(lambda actor=actor: actions.attach(case, photo(), actor=actor, at=city.at)) == "out-of-reach"
        )


def test_the_generic_move_says_where_a_file_goes(city: City) -> None:
    case = city.to("in_hand")
    for data in ({}, {"file": "现场.jpg"}, {"file": None}):
        with pytest.raises(Refused) as refused:
            city.move(case, "attach", "handler", data)
        assert refused.value.code == "upload-instead"
        assert "/attachments" in refused.value.message


def test_the_same_bytes_from_the_same_hand_are_one_attachment(city: City) -> None:
    case = city.to("in_hand")
    first, again, other = add(city, case, "handler"), add(city, case, "handler"), add(city, case, "operator")
    assert first.key == again.key != other.key
    assert Line.objects.filter(kind="case.attach").count() == 2
    assert {key for key, _ in store.lying()} == {first.key, other.key}


def test_a_refused_file_does_not_take_the_others_with_it(city: City) -> None:
    case = city.to("in_hand")
    uploads = [photo("一.jpg"), SimpleUploadedFile("二.zip", packed({"x": b"y"})), photo("三.jpg", 1)]
    done = actions.attach_all(case, uploads, actor=city.acting("handler"), at=city.at)
    assert [file.name for file in done.kept] == ["一.jpg", "三.jpg"]
    assert [(each.name, each.refusal.code) for each in done.refused] == [("二.zip", "kind-refused")]
    said = [words for _, words in attachments.told(done)]
    assert "“二.zip”没有收下：这是 ZIP 压缩包" in said[0]
    assert said[1] == "其余 2 个已收到"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[None]:
    monkeypatch.setitem(settings.CITY, "files", {"from_public": 2, "whole": 3})
    limits.limits.cache_clear()
    yield
    monkeypatch.undo()
    limits.limits.cache_clear()


def test_a_case_is_full_for_the_public_before_it_is_full_for_all(few: None, city: City) -> None:
    case = city.to("in_hand")
    add(city, case, "citizen", photo(number=1))
    taken = add(city, case, "citizen", photo(number=2))
    assert refused_code(lambda: add(city, case, "citizen", photo(number=3))) == "too-many-files"
    add(city, case, "handler", photo(number=4))
    assert refused_code(lambda: add(city, case, "handler", photo(number=5))) == "too-many-files"
    assert {key for key, _ in store.lying()} == set(File.objects.values_list("key", flat=True))
    actions.remove_attachment(case, taken, actor=citizen(case.order_no), at=city.at)
    add(city, case, "citizen", photo(number=3))


def test_the_citizen_sees_his_own_and_with_the_answer_what_belongs_to_it(city: City) -> None:
    case = city.to("in_hand")
    own = add(city, case, "citizen", photo(number=1))
    shown = add(city, case, "handler", photo(number=2), public=True)
    inside = add(city, case, "handler", photo(number=3))

    def seen(who: str) -> set[File]:
        return set(attachments.visible(access.fresh(case), by(city, case, who)))

    assert [file.audience for file in (own, shown, inside)] == ["requester", "public", "staff"]
    assert seen("citizen") == {own}
    assert seen("reviewer") == seen("handler") == {own, shown, inside}
    city.move(case, "reply", "handler", REPLY | {"no_contact": "unreachable"})
    assert seen("citizen") == {own}
    city.move(access.fresh(case), "approve", "reviewer")
    assert seen("citizen") == {own, shown}
    city.move(access.fresh(case), "redo", "call_back_clerk", UNHAPPY)
    assert seen("citizen") == {own}, "the answer is open again, and what was attached to it"
    with pytest.raises(File.DoesNotExist):
        attachments.attachment_for(access.fresh(case), citizen(case.order_no), inside.key)


@pytest.mark.parametrize("stage", ["replied", "to_call_back"])
def test_a_unit_shows_the_citizen_nothing_behind_the_reviewers_back(city: City, stage: str) -> None:
    case = city.to(stage)
    assert refused_code(lambda: add(city, case, "handler", public=True)) == "reviewed-already"
    assert add(city, case, "handler").audience == "staff"
    assert add(city, case, "reviewer", public=True).audience == "public"


def test_of_a_protected_requester_the_file_says_no_name(city: City) -> None:
    case = city.file(secrecy="protected")
    assert add(city, case, "citizen", photo("王䶮身份证.jpg")).name == "附件1.jpg"
    assert add(city, case, "operator", photo("材料.jpg", 1)).name == "材料.jpg"


def test_ones_own_is_taken_back_while_the_case_is_where_it_was(city: City) -> None:
    case = city.to("in_hand")
    later = city.at + timedelta(hours=1)
    first, second = add(city, case, "handler", at=later), add(city, case, "handler", photo(number=1), at=later)
    actions.remove_attachment(case, first, actor=city.acting("handler"), at=later)
    assert last_line().facts["after"] == {"file": str(first.key)}
    city.move(case, "contact", "handler", {"means": "phone", "reached": True, "note": "已联系"}, at=later)
    city.move(access.fresh(case), "reply", "handler", REPLY, at=later + timedelta(hours=1))
    case = access.fresh(case)
    assert refused_code(lambda: actions.remove_attachment(case, second, actor=city.acting("handler"), at=later)) == (
        "not-removable"
    )
    assert File.objects.get(key=second.key).removed_at is None


def test_anothers_is_taken_away_by_the_supervisor_who_says_why(
    city: City, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    case = city.to("in_hand")
    file = add(city, case, "citizen")
    supervisor = city.acting("supervisor")
    for who in ("operator", "handler", "reviewer"):
        act = lambda who=who: actions.remove_attachment(case, file, actor=city.acting(who), at=city.at)  # noqa: E731
        assert refused_code(act) == "not-removable"
    assert refused_code(lambda: actions.remove_attachment(case, file, actor=supervisor, at=city.at)) == "missing"
    token = files.address(file, reader="person:1", at=city.at).split("/")[2]
    assert files.opened(token, city.at).file == file
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_attachment(case, file, actor=supervisor, at=city.at, reason=RemovalReason.PRIVATE)
    assert last_line().kind == "case.remove_attachment"
    assert last_line().facts["after"] == {"file": str(file.key), "removal": "private"}
    with pytest.raises(File.DoesNotExist):
        files.opened(token, city.at)
    assert not attachments.visible(case, supervisor).exists()
    assert list(store.lying()) == []
    again = refused_code(
        lambda: actions.remove_attachment(case, file, actor=supervisor, at=city.at, reason=RemovalReason.OTHER)
    )
    assert again == "gone"


def test_what_the_page_offers_to_remove_is_what_may_be_removed(city: City) -> None:
    case = city.to("in_hand")
    add(city, case, "handler", at=city.at + timedelta(minutes=1))
    add(city, case, "citizen", photo(number=1))
    for who, expected in (
        ("handler", ["", "own"]),
        ("supervisor", ["supervised", "supervised"]),
        ("reviewer", ["", ""]),
    ):
        assert sorted(each.removable for each in attachments.shown(case, city.acting(who), city.at)) == expected


def test_the_list_asks_as_often_for_two_as_for_many(city: City, queries: Callable[..., Any]) -> None:
    case = city.to("in_hand")
    add(city, case, "citizen")
    add(city, case, "handler", photo(number=1))
    with queries() as few:
        attachments.shown(case, city.acting("handler"), city.at)
    for number in range(2, 8):
        add(city, case, "operator", photo(number=number))
    with queries() as many:
        assert len(attachments.shown(case, city.acting("handler"), city.at)) == 8
    assert len(many) == len(few)


# --- files that come with a form -----------------------------------------------------------------------------------


def test_the_files_of_a_form_wait_for_its_case(city: City) -> None:
    token = uuid4()
    lines = Line.objects.count()
    done = actions.receive_early(token, [photo(), photo(), photo("二.jpg", 1)], at=city.at)
    assert (len(done.kept), len(set(done.kept)), Line.objects.count()) == (3, 2, lines)
    actions.drop_early(token, done.kept[2].key, at=city.at)
    actions.drop_early(uuid4(), done.kept[0].key, at=city.at)
    case = city.file()
    actor = citizen(case.order_no)
    adopted = actions.adopt(case, token, actor=actor, at=city.at, via="portal")
    assert [file.key for file in adopted] == [done.kept[0].key]
    assert actions.adopt(case, token, actor=actor, at=city.at) == []
    file = attachments.visible(case, actor).get()
    assert (file.uploaded_by, file.audience, file.name) == (actor.key, "requester", "现场.jpg")
    assert last_line().facts["after"]["sha256"] == file.sha256
    assert list(verifying_attachments.check()) == []


def test_a_form_sent_twice_leaves_each_file_once(city: City) -> None:
    token, case = uuid4(), city.file()
    for _ in range(2):
        actions.receive_early(token, [photo()], at=city.at)
        actions.adopt(case, token, actor=citizen(case.order_no), at=city.at)
    assert attachments.visible(case, citizen(case.order_no)).count() == 1


def test_a_form_holds_as_many_as_a_case_takes_from_the_public(few: None, city: City) -> None:
    done = actions.receive_early(uuid4(), [photo(number=number) for number in range(3)], at=city.at)
    assert (len(done.kept), [each.refusal.code for each in done.refused]) == (2, ["too-many-files"])


def test_what_a_closed_case_does_not_take_is_left_behind(city: City) -> None:
    token, case = uuid4(), city.to("closed")
    actions.receive_early(token, [photo()], at=city.at)
    assert actions.adopt(case, token, actor=citizen(case.order_no), at=city.at) == []
