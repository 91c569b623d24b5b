"""One move over a selection of cases. Each case is its own act: one transaction, one line, its own refusal."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import Actor
from yihaotong.cases import access
from yihaotong.cases.actions.moving import move
from yihaotong.cases.models import BulkAct, BulkRow, Case
from yihaotong.cases.rules.fields import clean
from yihaotong.cases.rules.lists import check_bulk, fields_for_many
from yihaotong.journal.refusal import Refused

#: Acts in one go: a page answers within a second or so.
SLICE = 25
_VIA = "desk-bulk"


def begin_bulk(
    name: str,
    chosen: Mapping[str, int],
    *,
    owner: Person,
    actor: Actor,
    at: datetime,
    data: Mapping[str, str],
    submission: UUID,
) -> BulkAct:
    """Write down what shall be done to which cases; nothing is done yet, see `continue_bulk`.

    `chosen`: order number → the version that was on the screen. The same `submission` twice is one act. Raises
    Refused: "nothing-chosen", "too-many", "no-such-move", "not-in-bulk", "wrong-role", "not-yours", or what the fields
    say.
    """
    row = check_bulk(name, actor.roles, len(chosen))
    clean(fields_for_many(row), data)
    bulk = BulkAct(
        token=submission, owner=owner, move=row.name, data=json.dumps(dict(data), ensure_ascii=False), begun_at=at
    )
    try:
        with transaction.atomic():
            bulk.save(force_insert=True)
            BulkRow.objects.bulk_create(
                BulkRow(bulk=bulk, order_no=order_no, version=version) for order_no, version in chosen.items()
            )
    except IntegrityError:
        earlier = BulkAct.objects.filter(token=submission).first()
        if earlier is None:
            raise
        if earlier.owner_id != owner.pk:
            raise Refused("not-yours", "这不是您的批量办理") from None
        return earlier
    return bulk


def continue_bulk(bulk: BulkAct, *, actor: Actor, at: datetime, most: int = SLICE) -> bool:
    """Make the move on the next cases of the selection; True once none is left.

    What was done stays done if the process is killed half-way: each case is marked in the transaction of its act. Two
    at once do no harm, each case is taken by one of them.
    """
    waiting = list(bulk.rows.filter(at=None).order_by("pk")[: most + 1])
    for row in waiting[:most]:
        _act(bulk, row, json.loads(bulk.data), actor=actor, at=at)
    return len(waiting) <= most


@transaction.atomic
def _act(bulk: BulkAct, row: BulkRow, data: Mapping[str, str], *, actor: Actor, at: datetime) -> None:
    mine = BulkRow.objects.filter(pk=row.pk, at=None).update(at=at)
    if not mine:
        return
    try:
        case = access.case_for(actor, row.order_no)
        move(case, bulk.move, actor=actor, at=at, data=data, expect=row.version, via=_VIA)
    except Case.DoesNotExist:
        _refuse(row, Refused("not-found", "没有找到这个编号的工单，或者它不归您看"))
    except Refused as refusal:
        _refuse(row, refusal)


def _refuse(row: BulkRow, refusal: Refused) -> None:
    BulkRow.objects.filter(pk=row.pk).update(refusal=refusal.code[:30], message=refusal.message)
