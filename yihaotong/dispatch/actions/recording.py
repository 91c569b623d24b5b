"""One journal line per row of the catalogue that was written."""

from collections.abc import Mapping
from datetime import date, datetime

from yihaotong.accounts.rules import Actor
from yihaotong.dispatch.models import Category, Place, RoutingRule
from yihaotong.journal import actions as journal

Table = Place | Category | RoutingRule
#: How the journal names the rows of each table.
_NOUNS: dict[type[Table], str] = {Place: "place", Category: "category", RoutingRule: "route"}


def record(
    act: str,
    row: Table,
    *,
    actor: Actor,
    at: datetime,
    reason: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Write the line of an act ("rename") on a row: its kind is "category.rename", its subject "category:0101"."""
    noun = _NOUNS[type(row)]
    journal.record(
        f"{noun}.{act}",
        subject=f"{noun}:{row.pk}",
        actor=actor.key,
        at=at,
        reason=reason,
        before=plain(before or {}),
        after=plain(after or {}),
    )


def plain(facts: Mapping[str, object]) -> dict[str, object]:
    """In JSON's types: days as text, what is not given left out."""
    given = {name: value for name, value in facts.items() if value is not None}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}
