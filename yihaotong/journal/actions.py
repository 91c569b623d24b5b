"""Writing lines, and erasing what a line says when the law asks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.journal.rules import chain
from yihaotong.journal.statements import insert, insert_values

ERASED = "journal.erase"


@dataclass(frozen=True, slots=True)
class Act:
    """What one line tells, for `record_many`; the parts are those of `record`."""

    kind: str
    subject: str
    actor: str
    at: datetime
    reason: str = ""
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    via: str = ""

    @property
    def payload(self) -> str:
        parts = {"reason": self.reason, "before": self.before, "after": self.after, "via": self.via}
        return chain.canonical({name: part for name, part in parts.items() if part})


def record(
    kind: str,
    *,
    subject: str,
    actor: str,
    at: datetime,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    via: str = "",
) -> Line:
    """Write one line in the transaction of the act it tells of.

    `kind` is "area.act" ("case.dispatch"); `subject` and `actor` are keys ("case:12", "person:3"), never names.
    `before` and `after` hold what changed, in JSON's types; sealed identity does not belong in them.
    Raises TransactionManagementError outside a transaction: an act and its line stand or fall together.
    """
    _within_the_act(kind)
    payload = Act(kind, subject, actor, at, reason, before, after, via).payload
    salt = chain.fresh_salt()
    line = Line(
        at=at,
        kind=kind,
        subject=subject,
        actor=actor,
        payload=payload,
        salt=salt,
        digest=chain.digest(payload, salt),
    )
    insert([line])
    return line


def record_many(acts: Sequence[Act]) -> None:
    """Write the lines of many acts at once, in this order, in the transaction of them all.

    Raises TransactionManagementError as `record` does.
    """
    if acts:
        _within_the_act(acts[0].kind)
        insert_values(Line, _COLUMNS, [_values(act) for act in acts])


_COLUMNS = ("at", "kind", "subject", "actor", "payload", "salt", "digest")


def _values(act: Act) -> tuple[Any, ...]:
    payload, salt = act.payload, chain.fresh_salt()
    return act.at, act.kind, act.subject, act.actor, payload, salt, chain.digest(payload, salt)


def _within_the_act(kind: str) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"{kind}: a journal line is written in the transaction of its act")


@transaction.atomic
def erase(lines: Sequence[int], *, actor: str, at: datetime, basis: str) -> Line:
    """Erase the payloads of some lines by law (个人信息保护法 art. 47), and say so in a line of its own.

    `lines` are line ids; `basis` names the article and the request. The chain verifies as before, and `verify`
    accepts an empty payload only where such a line names it.
    """
    if not basis.strip():
        raise Refused("basis-needed", "请写明删除的法律依据", "basis")
    Line.objects.filter(pk__in=lines).update(payload=None, salt=None)
    return record(ERASED, subject="journal", actor=actor, at=at, reason=basis, after={"lines": sorted(lines)})
