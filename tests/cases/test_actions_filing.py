"""Filing and drafts on the real database: what each leaves behind, and that a refusal leaves nothing."""

import threading
from uuid import uuid4

import pytest
from django.db import connections
from django.utils.timezone import localtime

from tests.cases.conftest import FILING, City, last_line, refused_code
from yihaotong.accounts.rules import VISITOR
from yihaotong.cases import actions
from yihaotong.cases.models import Case, Draft, Requester
from yihaotong.cases.rules.codes import Channel
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused


def test_a_filed_case_has_number_code_clocks_and_one_line(city: City) -> None:
    lines = Line.objects.count()
    filed = actions.file(FILING, actor=city.acting("operator"), at=city.at, channel=Channel.PHONE)
    case = filed.case
    assert case.order_no == f"YC{localtime(city.at):%Y%m%d}000001"
    assert filed.query_code == actions.query_code(case.order_no)
    assert (case.stage, case.version, case.title) == ("filed", 1, "小区从昨天晚上开始停水，一栋楼四十户都没水。")
    assert set(case.clocks.values_list("kind", flat=True)) == {"dispatch", "total"}
    assert case.due_at == case.clocks.get(kind="dispatch").due_at
    assert Line.objects.count() == lines + 1
    line = last_line()
    assert (line.kind, line.subject, line.actor) == ("case.file", case.key, city.acting("operator").key)
    assert line.facts["after"]["order_no"] == case.order_no


def test_numbers_of_one_day_count_up(city: City) -> None:
    assert [city.file().order_no[-6:] for _ in range(3)] == ["000001", "000002", "000003"]


def test_the_identity_is_sealed_and_nowhere_in_clear(city: City) -> None:
    case = city.file()
    requester = Requester.objects.get(case=case)
    for secret in ("王䶮", "13951000001"):
        assert secret.encode() not in bytes(requester.sealed or b"")
        assert secret not in (last_line().payload or "")
    assert actions.masked(case) == actions.Identity("王*", "139****0001")


def test_the_same_phone_is_known_again_without_opening_anything(city: City) -> None:
    first, second = city.file(phone="139 5100 0001"), city.file(phone="+8613951000001")
    other = city.file(phone="13951000002")
    index = {r.case_id: bytes(r.phone_index or b"") for r in Requester.objects.all()}
    assert index[first.pk] == index[second.pk] != index[other.pk]


def test_an_anonymous_case_keeps_nothing_of_the_requester(city: City) -> None:
    case = city.file(name="", phone="", anonymous=True)
    assert Requester.objects.get(case=case).sealed is None
    assert actions.masked(case) == actions.Identity("", "")


def test_one_submission_makes_one_case(city: City) -> None:
    submission = uuid4()

    def once() -> actions.Filed:
        return actions.file(FILING, actor=VISITOR, at=city.at, channel=Channel.PORTAL, submission=submission)

    first, second = once(), once()
    assert (first.again, second.again) == (False, True)
    assert first.case.pk == second.case.pk
    assert first.query_code == second.query_code
    assert Case.objects.count() == 1


def test_a_submission_of_somebody_else_opens_nothing(city: City) -> None:
    submission = uuid4()
    actions.file(FILING, actor=VISITOR, at=city.at, channel=Channel.PORTAL, submission=submission)
    with pytest.raises(Refused, match="别人用过") as refused:
        actions.file(FILING, actor=city.acting("operator"), at=city.at, channel=Channel.PHONE, submission=submission)
    assert refused.value.field == "submission"


@pytest.mark.django_db(transaction=True)
def test_one_submission_twice_at_once_makes_one_case(city: City) -> None:
    submission = uuid4()
    start = threading.Barrier(2)
    filed: list[actions.Filed] = []

    def run() -> None:
        try:
            start.wait()
            filed.append(actions.file(FILING, actor=VISITOR, at=city.at, channel=Channel.PORTAL, submission=submission))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one.case.order_no for one in filed}) == 1
    assert sorted(one.again for one in filed) == [False, True]
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"body": ""}, "missing"),
        ({"body": "停" * 20_001}, "too-long"),
        ({"body": "a\x00b"}, "unusable-character"),
        ({"category": "9999"}, "no-such-category"),
        ({"category": "01"}, "no-such-category"),
        ({"category": "0102"}, "no-such-category"),
        ({"place": "999999"}, "no-such-place"),
        ({"phone": ""}, "no-way-to-reply"),
        ({"colour": "red"}, "unknown-field"),
    ],
)
def test_a_bad_filing_is_refused_and_leaves_nothing(city: City, changed: dict[str, str], code: str) -> None:
    assert refused_code(lambda: city.file(**changed)) == code


def test_only_those_of_the_table_may_file(city: City) -> None:
    act = lambda: actions.file(FILING, actor=city.acting("handler"), at=city.at, channel=Channel.PHONE)  # noqa: E731
    assert refused_code(act) == "wrong-role"


def test_a_draft_is_its_owners_sealed_and_used_up_by_the_filing(city: City) -> None:
    token, owner, other = uuid4(), city.people["operator"], city.people["dispatcher"]
    lines = Line.objects.count()
    actions.save_draft(token, {"body": "半句话", "phone": "1395100"}, owner=owner, at=city.at)
    actions.save_draft(token, {"body": "整句话", "phone": "13951000001"}, owner=owner, at=city.at)
    assert actions.open_draft(token, owner=owner) == {"body": "整句话", "phone": "13951000001"}
    assert actions.open_draft(token, owner=other) == {}
    assert refused_code(lambda: actions.save_draft(token, {"body": "x"}, owner=other, at=city.at)) == "not-yours"
    assert b"13951000001" not in bytes(Draft.objects.get().sealed)
    assert Line.objects.count() == lines, "drafts are not journalled"
    actions.file(
        FILING, actor=city.acting("operator"), at=city.at, channel=Channel.PHONE, submission=token, draft=token
    )
    assert not Draft.objects.exists()
    late = refused_code(lambda: actions.save_draft(token, {"body": "整句话"}, owner=owner, at=city.at))
    assert late == "already-filed", "an autosave still under way does not bring the draft back"
    assert not Draft.objects.exists()


def test_a_refused_filing_keeps_the_draft(city: City) -> None:
    token = uuid4()
    actions.save_draft(token, {"body": "半句话"}, owner=city.people["operator"], at=city.at)
    act = lambda: actions.file(  # noqa: E731
        FILING | {"body": ""}, actor=city.acting("operator"), at=city.at, channel=Channel.PHONE, draft=token
    )
    assert refused_code(act) == "missing"
    assert Draft.objects.filter(pk=token).exists()
