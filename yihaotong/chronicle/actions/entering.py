"""Entering what happened, correcting it, taking it back. What was entered stays."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from yihaotong.accounts.rules import Actor, Role
from yihaotong.cases.rules.fields import clean
from yihaotong.chronicle import access
from yihaotong.chronicle.actions.digests import entry_sm3
from yihaotong.chronicle.models import Entry
from yihaotong.chronicle.rules import ledgers
from yihaotong.chronicle.rules.codes import Kind
from yihaotong.chronicle.rules.ledgers import LEDGERS, REASON
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused

_TWICE = "这一年度、这个统计期的这个指标已经登记过；要改就更正原来那条"


@transaction.atomic
def enter(kind: Kind, data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Entry:
    """One entry of a ledger. Raises Refused: "wrong-role", "twice", what the fields say."""
    check_keeper(actor)
    said = ledgers.cleaned(LEDGERS[kind], data, localtime(at).date())
    entry = made(kind, said, actor, at)
    _insert(entry)
    journal.record(
        f"chronicle.enter_{kind}", subject=entry.key, actor=actor.key, at=at, after={"text_sm3": entry_sm3(entry)}
    )
    return entry


def made(kind: Kind, said: Mapping[str, Any], actor: Actor, at: datetime) -> Entry:
    """An entry as it will be kept. The section is the drafter's; what an officer enters is the office's."""
    units = actor.units_as(Role.DRAFTER) if Role.DISCLOSURE_OFFICER not in actor.roles else frozenset()
    unit = min(units, default=None)
    return access.MODELS[kind](unit_id=unit, entered_at=at, entered_by=actor.key, **said)


def _insert(entry: Entry) -> None:
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        raise Refused("twice", _TWICE, "measure") from None


@transaction.atomic
def correct(entry: Entry, data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Entry:
    """A new entry in the place of one that was wrong; `data` holds the fields and the `reason`.

    Raises Refused: "wrong-role", "stale", "unchanged", "twice", what the fields say.
    """
    kind = access.kind_of(entry)
    ledger = LEDGERS[kind]
    why = clean((REASON,), {"reason": data.get("reason")})["reason"]
    said = ledgers.cleaned(ledger, {name: data[name] for name in data if name != "reason"}, localtime(at).date())
    if all(getattr(entry, name) == value for name, value in said.items()):
        raise Refused("unchanged", "和原来的一样，没有什么要更正")
    _end(entry, why, actor, at)
    new = made(kind, said, actor, at)
    new.unit_id, new.replaces = entry.unit_id, entry
    _insert(new)
    journal.record(
        f"chronicle.correct_{kind}",
        subject=new.key,
        actor=actor.key,
        at=at,
        reason=why,
        after={"text_sm3": entry_sm3(new), "replaces": entry.key, "replaces_sm3": entry_sm3(entry)},
    )
    return new


@transaction.atomic
def withdraw(entry: Entry, data: Mapping[str, Any], *, actor: Actor, at: datetime) -> None:
    """Take back what should not have been entered. Raises Refused: "wrong-role", "stale", "missing"."""
    why = clean((REASON,), data)["reason"]
    _end(entry, why, actor, at)
    journal.record(
        f"chronicle.withdraw_{access.kind_of(entry)}",
        subject=entry.key,
        actor=actor.key,
        at=at,
        reason=why,
        after={"text_sm3": entry_sm3(entry)},
    )


def _end(entry: Entry, why: str, actor: Actor, at: datetime) -> None:
    """Raises Refused: "wrong-role", "stale"."""
    if not access.keeps(actor, entry):
        raise Refused("wrong-role", "只有公开专员和登记它的科室可以改")
    ended = {"ended_at": at, "ended_by": actor.key, "ended_why": why}
    if not type(entry)._default_manager.filter(pk=entry.pk, ended_at=None).update(**ended):  # noqa: SLF001
        raise Refused("stale", "这一条已经更正或撤销过，请看过再改")
    for name, value in ended.items():
        setattr(entry, name, value)


def check_keeper(actor: Actor) -> None:
    if not access.enters(actor):
        raise Refused("wrong-role", "大事记由公开专员和科室拟稿人登记")
