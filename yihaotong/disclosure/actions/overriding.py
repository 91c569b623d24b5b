"""Setting a local date in the place of a statutory one, and taking it back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from yihaotong.accounts.rules import Actor
from yihaotong.cases.rules.fields import clean
from yihaotong.disclosure.models import DeadlineOverride, Directive
from yihaotong.disclosure.rules import overriding, who
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused

_ACT = "override.set"


def set_override(
    data: Mapping[str, Any], *, actor: Actor, at: datetime, directive: Directive | None = None
) -> DeadlineOverride:
    """Put a local date in force; one that held before for the same limit and year is withdrawn with it.

    Raises Refused: wrong-role, unknown-deadline, out-of-range, looser-needs-reason, same-as-statutory, nothing-changed,
    stale.
    """
    who.check_may(_ACT, actor)
    told = clean(overriding.OVERRIDE, data)
    overriding.check(told["code"], told["year"], told["day"], told["reason"])
    try:
        with transaction.atomic():
            held = DeadlineOverride.objects.select_for_update().filter(
                code=told["code"], year=told["year"], withdrawn_at=None
            )
            for earlier in held:
                if (earlier.day, earlier.basis) == (told["day"], told["basis"]):
                    raise Refused("nothing-changed", "这个期限已经是这样定的")
                _withdraw(earlier, actor, at)
            override = DeadlineOverride.objects.create(**told, directive=directive, at=at, by=actor.key)
            after = {"code": override.code, "year": override.year, "day": override.day.isoformat()}
            journal.record(
                "deadline_override.set",
                subject=override.key,
                actor=actor.key,
                at=at,
                reason=override.basis,
                after=after,
            )
    except IntegrityError:
        raise Refused("stale", "刚才有别人也定了这个期限，请看过再定") from None
    return override


@transaction.atomic
def withdraw_override(override: DeadlineOverride, *, actor: Actor, at: datetime) -> None:
    """The law's own date holds again. Raises Refused: wrong-role, withdrawn-already."""
    who.check_may(_ACT, actor)
    held = DeadlineOverride.objects.select_for_update().get(pk=override.pk)
    if held.withdrawn_at is not None:
        raise Refused("withdrawn-already", "这个期限已经撤销")
    _withdraw(held, actor, at)


def _withdraw(override: DeadlineOverride, actor: Actor, at: datetime) -> None:
    override.withdrawn_at = at
    override.save(update_fields=["withdrawn_at"])
    before = {"code": override.code, "year": override.year, "day": override.day.isoformat()}
    journal.record("deadline_override.withdraw", subject=override.key, actor=actor.key, at=at, before=before)
