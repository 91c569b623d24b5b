"""Setting the plan and the sheets: each change is a version of its own, the earlier ones stay."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from yihaotong.accounts.rules import WORKER, Actor
from yihaotong.cases.rules.fields import Field, clean
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.quality import access
from yihaotong.quality.models import Plan, Sheet
from yihaotong.quality.rules import sampling, sheets
from yihaotong.quality.rules.sheets import Content, SheetCode
from yihaotong.quality.rules.who import check_may

REASON = Field("reason", "修改理由", required=True, longest=200)
_MEANWHILE = "刚才有别人也改了，请看过再改"


def set_plan(rows: Iterable[Mapping[str, str]], *, actor: Actor, at: datetime, reason: str, expect: int) -> Plan:
    """Put another plan in force for the draws that begin from now on; `expect` is the version on the screen.

    Raises Refused: "wrong-role", "bad-plan", "stale", or that the reason is missing.
    """
    check_may("plan.set", actor)
    lines = sampling.read_lines(rows)
    said = clean((REASON,), {"reason": reason})["reason"]
    version, before = access.plan_in_force()
    if version != expect:
        raise Refused("stale", _MEANWHILE, version=version)
    plan = Plan(
        version=version + 1,
        lines=json.dumps(sampling.rows_of(lines), ensure_ascii=False),
        reason=said,
        set_at=at,
        set_by=actor.key,
    )
    try:
        with transaction.atomic():
            plan.save(force_insert=True)
            journal.record(
                "quality.plan",
                subject=f"quality-plan:{plan.version}",
                actor=actor.key,
                at=at,
                reason=said,
                before={"version": version, "lines": [line.words for line in before]},
                after={"version": plan.version, "lines": [line.words for line in lines]},
            )
    except IntegrityError:
        raise Refused("stale", _MEANWHILE) from None
    return plan


def set_sheet(code: SheetCode, content: Content, *, actor: Actor, at: datetime, reason: str, expect: int) -> Sheet:
    """Put another version of a sheet in force; scores made before keep theirs.

    Raises Refused: "wrong-role", "stale", or that the reason is missing.
    """
    check_may("sheet.set", actor)
    said = clean((REASON,), {"reason": reason})["reason"]
    version, before = access.sheet_in_force(code)
    if version != expect:
        raise Refused("stale", _MEANWHILE, version=version)
    try:
        with transaction.atomic():
            # The one that shipped becomes version 1, so that it can be read beside the new one.
            version = version or adopt_shipped(code, at=at).version
            sheet = _sheet(code, version + 1, content, by=actor.key, at=at, reason=said)
            sheet.save(force_insert=True)
            journal.record(
                "quality.sheet",
                subject=f"quality-sheet:{code}:{sheet.version}",
                actor=actor.key,
                at=at,
                reason=said,
                before={"version": version, "sheet": sheets.written(before)},
                after={"version": sheet.version, "sheet": sheets.written(content)},
            )
    except IntegrityError:
        raise Refused("stale", _MEANWHILE) from None
    return sheet


def kept_sheet(code: SheetCode, *, at: datetime) -> Sheet:
    """The sheet in force as a row: the shipped one is written down when it is used for the first time."""
    return access.sheet_versions(code).first() or adopt_shipped(code, at=at)


@transaction.atomic
def adopt_shipped(code: SheetCode, *, at: datetime) -> Sheet:
    """Write down the sheet that ships as version 1; harmless when it has been."""
    content = sheets.shipped()[code]
    shipped = _sheet(code, 1, content, by=WORKER.key, at=at, reason="随系统提供")
    values = {name: getattr(shipped, name) for name in ("content", "reason", "set_at", "set_by")}
    sheet, made = Sheet.objects.get_or_create(code=code.value, version=1, defaults=values)
    if made:
        journal.record(
            "quality.sheet",
            subject=f"quality-sheet:{code}:1",
            actor=WORKER.key,
            at=at,
            reason=shipped.reason,
            after={"version": 1, "sheet": sheets.written(content)},
        )
    return sheet


def _sheet(code: SheetCode, version: int, content: Content, *, by: str, at: datetime, reason: str) -> Sheet:
    text = json.dumps(sheets.written(content), ensure_ascii=False)
    return Sheet(code=code.value, version=version, content=text, reason=reason, set_at=at, set_by=by)
