"""Items that were published without us: entered one by one, read from a table, or given by a program; and seen gone.

What is entered together is one batch with one line. An item that is there already adds nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from yihaotong.accounts.rules import Actor, Role
from yihaotong.articles.models import Article
from yihaotong.cases.rules.fields import clean
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.outlets import access
from yihaotong.outlets.actions.digests import batch_sm3, item_sm3
from yihaotong.outlets.actions.moving import WHO
from yihaotong.outlets.models import Batch, Elsewhere
from yihaotong.outlets.rules import elsewhere as rules
from yihaotong.outlets.rules.codes import Whose
from yihaotong.outlets.rules.elsewhere import Item, RowFault
from yihaotong.sheets import open_table

_AT_ONCE = 500


def _check(actor: Actor) -> None:
    if not (access.keeps(actor) or Role.IMPORTER in actor.roles):
        raise Refused("wrong-role", WHO)


@dataclass(frozen=True)
class Entered:
    """What became of some items: nothing is entered while one row is at fault."""

    faults: tuple[RowFault, ...] = ()
    entered: int = 0
    known: int = 0


@transaction.atomic
def register(data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Elsewhere:
    """Enter one. Raises Refused: wrong-role, twice, no-such-article, and naming the field."""
    _check(actor)
    said = clean(rules.ITEM_FIELDS, data)
    on = rules.checked_day(said["on"], localtime(at).date())
    link = rules.checked_link(said["link"])
    item = Item(str(said["outlet"]), on, said["title"], link, said["whose"] == Whose.OWN, said["article"])
    bound = _bound([item])
    if item.article and item.article not in bound:
        raise Refused("no-such-article", f"没有索引号 {item.article} 的稿件，或它还没有发布过", "article")
    if Elsewhere.objects.filter(digest=item.digest).exists():
        raise Refused("twice", "这一条已经登记过（渠道、日期、标题、链接都相同）", "title")
    return _enter([item], bound, name="", actor=actor, at=at)[0]


def read_table(path: Path, *, name: str, actor: Actor, at: datetime) -> Entered:
    """Read a table in (.xlsx, .csv, .jsonl); every row at fault is named, and nothing is entered while there is one.

    Raises Refused: wrong-role, no-columns, too-many-rows, what sheets.opening says about the file.
    """
    _check(actor)
    today = localtime(at).date()
    found, faults = list[tuple[int, Item]](), list[RowFault]()
    table = open_table(path, rules.knows)
    try:
        rules.check_columns(table.columns)
        for row in table.rows:
            if len(found) + len(faults) >= rules.MOST_ROWS:
                raise Refused("too-many-rows", f"一次最多 {rules.MOST_ROWS} 行，请分几次导入", "file")
            wrong = RowFault(row.number, row.fault.column, row.fault.reason) if row.fault else None
            read = wrong or rules.read_row(row.number, row.cells, today)
            if isinstance(read, RowFault):
                faults.append(read)
            else:
                found.append((row.number, read))
    finally:
        table.close()
    bound = _bound([item for _number, item in found])
    lost = [(number, item.article) for number, item in found if item.article and item.article not in bound]
    faults += [RowFault(number, "索引号", f"没有索引号 {said} 的稿件，或它还没有发布过") for number, said in lost]
    if faults:
        return Entered(tuple(sorted(faults, key=lambda fault: fault.number)))
    return bring([item for _number, item in found], name=name, actor=actor, at=at)


@transaction.atomic
def bring(items: Sequence[Item], *, name: str, actor: Actor, at: datetime) -> Entered:
    """Enter many at once, as a program gives them: some statements for each five hundred. What is there already, or
    comes twice, adds nothing. Raises Refused("wrong-role")."""
    _check(actor)
    new = {item.digest: item for item in items}
    digests = list(new)
    for first in range(0, len(digests), _AT_ONCE):
        some = digests[first : first + _AT_ONCE]
        for there in Elsewhere.objects.filter(digest__in=some).values_list("digest", flat=True):
            del new[there]
    if new:
        fresh = list(new.values())
        _enter(fresh, _bound(fresh), name=name, actor=actor, at=at)
    return Entered((), len(new), len(items) - len(new))


def _bound(items: Iterable[Item]) -> dict[str, int]:
    """By index number the released articles that items belong to."""
    wanted = sorted({item.article for item in items if item.article})
    found: dict[str, int] = {}
    for first in range(0, len(wanted), _AT_ONCE):
        some = Article.objects.filter(index_number__in=wanted[first : first + _AT_ONCE], standing__isnull=False)
        found |= dict(some.values_list("index_number", "pk"))
    return found


def _enter(
    items: Sequence[Item], bound: Mapping[str, int], *, name: str, actor: Actor, at: datetime
) -> list[Elsewhere]:
    batch = Batch(at=at, by=actor.key, name=name[:120], rows=len(items))
    batch.save(force_insert=True)
    rows = [
        Elsewhere(
            batch=batch,
            outlet=item.outlet,
            on=item.on,
            title=item.title,
            link=item.link,
            original=item.original,
            digest=item.digest,
            article_id=bound.get(item.article),
        )
        for item in items
    ]
    Elsewhere.objects.bulk_create(rows, batch_size=_AT_ONCE)
    after = {"rows": len(rows), "name": batch.name, "text_sm3": batch_sm3(rows)}
    journal.record("outlets.register", subject=batch.key, actor=actor.key, at=at, after=after)
    return rows


@transaction.atomic
def see_item_gone(item: Elsewhere, data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Elsewhere:
    """Somebody has looked, and it is there no longer. Raises Refused: wrong-role, unsure, wrong-progress."""
    _check(actor)
    said = clean(rules.ITEM_GONE, data)
    if not said["sure"]:
        raise Refused("unsure", "请先打开看过，再勾选", "sure")
    fresh = Elsewhere.objects.select_for_update().get(pk=item.pk)
    if fresh.gone_at is not None:
        raise Refused("wrong-progress", "已经登记过撤下")
    fresh.gone_at, fresh.gone_by = at, actor.key
    fresh.gone_seen_by, fresh.proof = said["seen_by"], said["seen"]
    fresh.save(update_fields=["gone_at", "gone_by", "gone_seen_by", "proof"])
    after = {"item": fresh.pk, "item_sm3": item_sm3(fresh)}
    subject = f"elsewhere:{fresh.batch_id}"
    journal.record("outlets.item_gone", subject=subject, actor=actor.key, at=at, after=after)
    return fresh
