"""A list leaves the system: who took it, when, what for, narrowed how, and how many rows there were in the end."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from yihaotong.accounts.rules import Actor
from yihaotong.cases.rules.columns import Column
from yihaotong.cases.rules.lists import Ended, Format, check_may_export, checked_purpose
from yihaotong.journal import actions as journal
from yihaotong.vault import actions as vault

#: About many cases, so no line of the story of one.
_BEGIN, _END = "cases.export", "cases.export_end"


@transaction.atomic
def begin_export(
    *,
    actor: Actor,
    at: datetime,
    purpose: str,
    kind: Format,
    filters: Mapping[str, Sequence[str]],
    columns: Sequence[Column],
    typed: str = "",
) -> str:
    """Write down that a list is about to be taken out, before its first byte; returns the journal's name for it.

    `filters` as an address says them. The words searched for may be somebody's name: the line holds their blind index
    only. Raises Refused("wrong-role"), or what is wrong with the purpose.
    """
    check_may_export(actor.roles)
    reason = checked_purpose({"purpose": purpose})
    subject = f"export:{uuid4().hex}"
    after = {
        "format": kind.value,
        "filters": {name: list(values) for name, values in filters.items()},
        "columns": [column.value for column in columns],
    }
    if typed:
        after["text_index"] = vault.blind_index(typed, purpose="export-text").hex()
    journal.record(_BEGIN, subject=subject, actor=actor.key, at=at, reason=reason, after=after)
    return subject


@transaction.atomic
def end_export(subject: str, *, actor: Actor, at: datetime, rows: int, ended: Ended) -> None:
    """How it ended, and after how many rows. A process that was killed leaves no such line."""
    journal.record(_END, subject=subject, actor=actor.key, at=at, after={"rows": rows, "ended": ended.value})
