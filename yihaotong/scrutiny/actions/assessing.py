"""考核: the plan of a year, results drafted from it, shown to the section, appealed, fixed by the leader."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import Actor, Role
from yihaotong.cases.rules.fields import Field, Kind, clean
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.reminders.access import holders
from yihaotong.reminders.actions import remind
from yihaotong.reminders.rules import Kind as Reminder
from yihaotong.scrutiny import access
from yihaotong.scrutiny.actions import living
from yihaotong.scrutiny.actions.living import MEANWHILE, Turn
from yihaotong.scrutiny.actions.moving import section_of
from yihaotong.scrutiny.models import Adjustment, Assessment, AssessmentPlan, Mark
from yihaotong.scrutiny.rules import assessment as rules
from yihaotong.scrutiny.rules import life
from yihaotong.scrutiny.rules.assessment import Content, Item
from yihaotong.scrutiny.rules.codes import AssessmentProgress, ItemKind, Ruling
from yihaotong.scrutiny.rules.figures import figures
from yihaotong.scrutiny.rules.tables import LimitKind

REASON = Field("reason", "修改理由", required=True, longest=200)
MARK_FIELDS = (
    Field("points", "得分", required=True, longest=8),
    Field("reason", "理由", Kind.TEXT, required=True, longest=1000),
)
ADJUSTMENT_FIELDS = (
    Field("sign", "加还是扣", required=True, longest=5),
    Field("points", "分数", required=True, longest=8),
    Field("reason", "理由", Kind.TEXT, required=True, longest=1000),
    Field("about", "依据的记录", longest=60, hint="如监督事项编号，没有可以不填"),
)
_MOST_ADJUSTED = 20_00


@transaction.atomic
def set_plan(year: int, content: Content, *, actor: Actor, at: datetime, reason: str, expect: int) -> AssessmentPlan:
    """Another version of a year's plan; results drafted before keep theirs until they are reckoned anew.

    Raises Refused: "wrong-role", "no-such-figure", "stale", that the reason is missing.
    """
    _check(actor, rules.DRAFTERS | rules.FIXERS)
    rules.check_figures(content, figures())
    said = clean((REASON,), {"reason": reason})["reason"]
    version, _content = access.content_in_force(year)
    if version != expect:
        raise Refused("stale", MEANWHILE, version=version)
    return _keep_plan(year, version + 1, content, actor=actor, at=at, reason=said)


def _keep_plan(year: int, version: int, content: Content, *, actor: Actor, at: datetime, reason: str) -> AssessmentPlan:
    text = json.dumps(rules.written(content), ensure_ascii=False)
    plan = AssessmentPlan(year=year, version=version, content=text, reason=reason, set_at=at, set_by=actor.key)
    try:
        with transaction.atomic():
            plan.save(force_insert=True)
    except IntegrityError:
        raise Refused("stale", MEANWHILE) from None
    journal.record(
        "scrutiny.assessment_plan",
        subject=f"assessment-plan:{year}",
        actor=actor.key,
        at=at,
        reason=reason,
        after={"version": version, "items": len(content.items)},
    )
    return plan


@transaction.atomic
def draft_assessment(year: int, unit: str, *, actor: Actor, at: datetime, person: int | None = None) -> Assessment:
    """Draft the result of a section (its code), or of a person in it, or reckon a draft anew: automatic items from
    their figures as they are now, what was scored by hand stays.

    Raises Refused: "wrong-role", "no-such-unit", "no-such-person", "own-case", "wrong-progress", "no-such-figure".
    """
    _check(actor, rules.DRAFTERS)
    section = section_of(unit, at)
    someone = _someone(person, section.pk, actor, at)
    _version, content = access.content_in_force(year)
    rules.check_figures(content, figures())
    plan = access.plan_of(year) or _keep_plan(year, 1, content, actor=actor, at=at, reason="随系统提供")
    record = Assessment.objects.filter(year=year, unit=section, person=someone).first()
    if record is None:
        record = Assessment(plan=plan, year=year, unit=section, person=someone, reckoned_at=at)
        record.save(force_insert=True)
    elif record.progress != AssessmentProgress.DRAFT:
        raise Refused("wrong-progress", "已经送科室或审定，先收回才能重算")
    _reckon(record, content, actor, at)
    _count(record, {"plan": plan, "reckoned_at": at})
    after = {"year": year, "unit": section.pk, "plan": plan.version, "hundredths": record.hundredths}
    living.keep_step(record.key, "draft", actor=actor, at=at, words={}, before="", after=record.progress, sealed=False)
    journal.record("scrutiny.draft", subject=record.key, actor=actor.key, at=at, after=after)
    return record


def _someone(person: int | None, unit: int, actor: Actor, at: datetime) -> Person | None:
    if person is None:
        return None
    if person == access.person_of(actor):
        raise Refused("own-case", "自己的考核由别人来拟", "person")
    found = access.people_of(unit, at).filter(pk=person).first()
    if found is None:
        raise Refused("no-such-person", "这个科室没有这个人", "person")
    return found


def _reckon(record: Assessment, content: Content, actor: Actor, at: datetime) -> None:
    codes = [item.code for item in content.items]
    Mark.objects.filter(assessment=record).exclude(item__in=codes).delete()
    known = figures()
    for item in content.items:
        if item.kind is ItemKind.MANUAL:
            Mark.objects.get_or_create(assessment=record, item=item.code, defaults={"set_by": actor.key, "set_at": at})
            continue
        figure = known[item.figure].reckoner(record.year, record.unit_id, at)
        told = {
            "hundredths": rules.hundredths_of(item, figure),
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "rows": json.dumps([asdict(row) for row in figure.rows], ensure_ascii=False),
            "set_by": actor.key,
            "set_at": at,
        }
        Mark.objects.update_or_create(assessment=record, item=item.code, defaults=told)


def _count(record: Assessment, changes: Mapping[str, Any] | None = None) -> None:
    """Bring the result into step with its marks and adjustments."""
    content = access.content_of((changes or {}).get("plan", record.plan))
    weights = {item.code: item.weight for item in content.items}
    marks = Mark.objects.filter(assessment=record).values_list("item", "hundredths")
    counted = [(weights[item], hundredths) for item, hundredths in marks if item in weights]
    kept = Adjustment.objects.filter(assessment=record, removed_at=None).values_list("hundredths", flat=True)
    value = rules.total(counted, kept)
    Assessment.objects.filter(pk=record.pk).update(hundredths=value, version=F("version") + 1, **(changes or {}))
    record.refresh_from_db()


@transaction.atomic
def mark_item(
    record: Assessment, item: str, *, actor: Actor, at: datetime, data: Mapping[str, Any], expect: int
) -> Assessment:
    """Score an item by hand, with the reason. Raises Refused: "wrong-role", "own-case", "wrong-progress",
    "no-such-item", "stale", "not-points", "out-of-range"."""
    _check_draft(record, actor, expect)
    found = _item(record, item)
    said = clean(MARK_FIELDS, data)
    hundredths = rules.parse(said["points"], most=100 * found.weight, field="points")
    told = {"hundredths": hundredths, "reason": said["reason"], "set_by": actor.key, "set_at": at}
    Mark.objects.update_or_create(assessment=record, item=item, defaults=told)
    _count(record)
    after = {"item": item, "hundredths": hundredths, "words_sm3": living.digest_of(said)}
    journal.record("scrutiny.mark", subject=record.key, actor=actor.key, at=at, after=after)
    return record


def _item(record: Assessment, code: str) -> Item:
    content = access.content_of(record.plan)
    found = next((each for each in content.items if each.code == code and each.kind is ItemKind.MANUAL), None)
    if found is None:
        raise Refused("no-such-item", "方案里没有这一项，或它不由人工评分", "item")
    return found


@transaction.atomic
def adjust(record: Assessment, *, actor: Actor, at: datetime, data: Mapping[str, Any], expect: int) -> Adjustment:
    """Add a bonus or a deduction, with the reason. Raises Refused as `mark_item` does."""
    _check_draft(record, actor, expect)
    said = clean(ADJUSTMENT_FIELDS, data)
    if said["sign"] not in {"plus", "minus"}:
        raise Refused("not-a-choice", "请选加分还是扣分", "sign")
    points = rules.parse(said["points"], most=_MOST_ADJUSTED, field="points")
    row = Adjustment(
        assessment=record,
        hundredths=points if said["sign"] == "plus" else -points,
        reason=said["reason"],
        about=said["about"],
        at=at,
        by=actor.key,
    )
    row.save(force_insert=True)
    _count(record)
    after = {"adjustment": row.pk, "hundredths": row.hundredths, "words_sm3": living.digest_of(said)}
    journal.record("scrutiny.adjust", subject=record.key, actor=actor.key, at=at, after=after)
    return row


@transaction.atomic
def remove_adjustment(row: Adjustment, *, actor: Actor, at: datetime, expect: int) -> None:
    """Take a bonus or deduction out of a draft. Raises Refused as `mark_item` does."""
    record = row.assessment
    _check_draft(record, actor, expect)
    if not Adjustment.objects.filter(pk=row.pk, removed_at=None).update(removed_at=at):
        raise Refused("stale", "已经去掉了")
    _count(record)
    after = {"adjustment": row.pk, "hundredths": row.hundredths}
    journal.record("scrutiny.remove_adjustment", subject=record.key, actor=actor.key, at=at, after=after)


@transaction.atomic
def move_assessment(
    record: Assessment, name: str, *, actor: Actor, at: datetime, expect: int, data: Mapping[str, Any]
) -> Assessment:
    """Make one move of the table. Raises Refused: "no-such-move", "wrong-progress", "wrong-role", "own-case",
    "same-person", "too-early", "missing", "no-data", "stale", what the fields say."""
    if name not in rules.MOVES:
        raise Refused("no-such-move", f"没有“{name}”这个动作", "move")
    row = rules.MOVES[name]
    progress = AssessmentProgress(record.progress)
    if name == "appeal":
        life.check(row, progress, row.by)
        if not access.concerns(record, actor):
            raise Refused("wrong-role", "由被考核的科室或本人申诉")
    else:
        life.check(row, progress, actor.roles)
        _check_not_own(record, actor)
    steps = access.steps_of(record.key)
    life.check_apart(row, access.makers_of(steps), actor.key)
    said = living.cleaned(row, data)
    _check_besides(record, name, [step.move for step in steps], at)
    before = record.progress
    target = AssessmentProgress.DRAFT if said.get("ruling") in {Ruling.CHANGED, Ruling.REVOKED} else row.target
    living.advance(record, Turn(target, _changes(name, actor, at)), expect=expect)
    living.end(record.key, row.meets, at=at)
    living.start(record.key, row.starts, at=at)
    living.keep_step(
        record.key, name, actor=actor, at=at, words=said, before=before, after=record.progress, sealed=False
    )
    facts = {"ruling": str(said["ruling"])} if said.get("ruling") else {"hundredths": record.hundredths}
    kind = f"{name}_assessment"
    living.line(kind, record.key, actor=actor, at=at, before=before, after=record.progress, words=said, **facts)
    _tell(record, name, at)
    return record


def _check_besides(record: Assessment, name: str, made: list[str], at: datetime) -> None:
    if name == "show" and Mark.objects.filter(assessment=record, hundredths=None, item__in=_by_hand(record)).exists():
        raise Refused("missing", "还有人工评分的项目没有评")
    if name == "show" and record.hundredths is None:
        raise Refused("no-data", "没有一项有数据，得不出结果，不能送科室")
    if name == "fix":
        runs = access.runs(access.terms_of(record.key), LimitKind.ASSESSMENT_APPEAL, at)
        since = made[::-1].index("show") if "show" in made else len(made)
        rules.check_may_fix(appeal_open=runs, settled="settle" in made[len(made) - since :])
    if name == "appeal" and not access.runs(access.terms_of(record.key), LimitKind.ASSESSMENT_APPEAL, at):
        raise Refused("too-late", "申诉期限已过，或已经申诉过")


def _by_hand(record: Assessment) -> list[str]:
    return [each.code for each in access.content_of(record.plan).items if each.kind is ItemKind.MANUAL]


def _changes(name: str, actor: Actor, at: datetime) -> dict[str, Any]:
    if name == "show":
        return {"shown_at": at}
    if name == "take_back":
        return {"shown_at": None}
    return {"fixed_at": at, "fixed_by": actor.key} if name == "fix" else {}


def _tell(record: Assessment, name: str, at: datetime) -> None:
    people, words = list[int](), ""
    if name == "show":
        people = [record.person_id] if record.person_id else holders([Role.DRAFTER], at, record.unit_id)
        words = f"{record.year} 年考核结果（征求意见）：{rules.shown(record.hundredths)} 分，有不同意见可以申诉"
    elif name == "appeal":
        people, words = holders(rules.DRAFTERS | rules.FIXERS, at), f"{record.year} 年考核有申诉，请裁定"
    remind(people, Reminder.SCRUTINY, subject=record.key, words=words, at=at)


def _check_draft(record: Assessment, actor: Actor, expect: int) -> None:
    _check(actor, rules.DRAFTERS)
    _check_not_own(record, actor)
    if record.progress != AssessmentProgress.DRAFT:
        raise Refused("wrong-progress", "已经送科室或审定，先收回才能改分")
    if not Assessment.objects.filter(pk=record.pk, version=expect).update(version=F("version")):
        raise Refused("stale", MEANWHILE)


def _check_not_own(record: Assessment, actor: Actor) -> None:
    if record.person_id and record.person_id == access.person_of(actor):
        raise Refused("own-case", "自己的考核由别人来办")


def _check(actor: Actor, roles: frozenset[Role]) -> None:
    if not actor.roles & roles:
        raise Refused("wrong-role", "您的岗位不能进行此项操作")
