"""Writing and erasing lines."""

from datetime import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from yihaotong.journal import actions, sealing
from yihaotong.journal.models import Line, Pending
from yihaotong.journal.refusal import Refused
from yihaotong.journal.verifying import verify


@pytest.mark.django_db
def test_a_line_says_what_was_given_and_nothing_else(at: datetime) -> None:
    line = actions.record(
        "case.sign",
        subject="case:1",
        actor="person:2",
        at=at,
        before={"stage": "dispatched"},
        after={"stage": "in_hand"},
    )
    line.refresh_from_db()
    assert line.facts == {"before": {"stage": "dispatched"}, "after": {"stage": "in_hand"}}
    assert (line.kind, line.subject, line.actor, line.at) == ("case.sign", "case:1", "person:2", at)
    assert Pending.objects.get().line_id == line.pk


@pytest.mark.django_db(transaction=True)
def test_a_line_outside_a_transaction_is_refused(at: datetime) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        actions.record("case.sign", subject="case:1", actor="person:2", at=at)
    assert not Line.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_act_leaves_no_line(at: datetime) -> None:

    @transaction.atomic
    def act() -> None:
        actions.record("case.sign", subject="case:1", actor="person:2", at=at)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert not Line.objects.exists()
    assert not Pending.objects.exists()


@pytest.mark.django_db
def test_a_payload_can_be_erased_by_law_and_the_chain_still_verifies(at: datetime) -> None:
    line = actions.record("unit.create", subject="unit:1", actor="person:2", at=at, reason="提到了他人姓名")
    sealing.seal_batch()
    actions.erase([line.pk], actor="person:5", at=at, basis="个人信息保护法第四十七条，申请〔2026〕3号")
    sealing.seal_batch()
    line.refresh_from_db()
    assert line.erased
    assert line.facts == {}
    report = verify(timezone.now())
    assert report.ok
    assert report.erased == 1


@pytest.mark.django_db
def test_erasing_needs_a_basis(at: datetime) -> None:
    line = actions.record("unit.create", subject="unit:1", actor="person:2", at=at, reason="x")
    with pytest.raises(Refused) as refused:
        actions.erase([line.pk], actor="person:5", at=at, basis="  ")
    assert refused.value.code == "basis-needed"
    line.refresh_from_db()
    assert not line.erased
