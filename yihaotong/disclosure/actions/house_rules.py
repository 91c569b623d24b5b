"""制度库: adopting a rule, its new versions, who keeps it, its end, and the reminders before a trial period ends."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime, make_aware

from yihaotong.accounts.access import holders
from yihaotong.accounts.models import Person, Unit
from yihaotong.accounts.rules import Actor, Role, UnitKind
from yihaotong.cases.rules.fields import clean
from yihaotong.cases.rules.numbers import whole
from yihaotong.disclosure import access
from yihaotong.disclosure.actions.digests import rule_sm3
from yihaotong.disclosure.models import HouseRule, RuleVersion
from yihaotong.disclosure.rules import keeping, who
from yihaotong.disclosure.rules.codes import Standing
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.reminders import actions as reminders
from yihaotong.reminders.actions import Note
from yihaotong.reminders.rules import Kind

_ACT = "house_rule.keep"


@transaction.atomic
def adopt_rule(data: Mapping[str, Any], *, actor: Actor, at: datetime, with_file: bool = False) -> HouseRule:
    """A new rule with its first version; `data` by the fields of keeping.RULE and keeping.VERSION.

    `with_file`: a file follows, so no text is needed. Raises Refused: wrong-role, number-taken, no-such-unit,
    no-such-person, and what rules.keeping says.
    """
    who.check_may(_ACT, actor)
    about, told = _split(data)
    keeping.check_says(told["text"], with_file=with_file)
    _check_number(told["number"])
    rule = HouseRule.objects.create(**_kept(about), public=about["public"])
    version = _version(rule, 1, told, actor, at)
    after = _facts(version) | {"unit": rule.unit_id, "public": rule.public}
    journal.record("house_rule.adopt", subject=rule.key, actor=actor.key, at=at, after=after)
    return rule


@transaction.atomic
def revise_rule(
    rule: HouseRule, data: Mapping[str, Any], *, actor: Actor, at: datetime, expect: int, with_file: bool = False
) -> HouseRule:
    """A new version, in force from its day. Raises Refused: wrong-role, stale, ended, nothing-changed, number-taken,
    earlier-than-in-force, note-needed, and what rules.keeping says."""
    who.check_may(_ACT, actor)
    held = _as_held(rule, expect)
    if held.ends_on is not None:
        raise Refused("ended", "这项制度已经失效；要重新执行，请另立一项")
    told = _checked(clean(keeping.VERSION, data))
    last = held.versions.get(number=held.latest)
    if not told["note"]:
        raise Refused("note-needed", "请写明改了什么", "note")
    keeping.check_says(told["text"], with_file=with_file)
    if told["in_force_from"] < last.in_force_from:
        words = f"起施行日期早于上一版的 {last.in_force_from.isoformat()}"
        raise Refused("earlier-than-in-force", words, "in_force_from")
    _check_number(told["number"], besides=held.pk)
    if not with_file and _says(told) == _says_of(last):
        raise Refused("nothing-changed", "与上一版一字不差，没有保存新版本")
    before, held.latest = held.latest, held.latest + 1
    held.save(update_fields=["latest"])
    version = _version(held, held.latest, told, actor, at)
    journal.record(
        "house_rule.revise",
        subject=held.key,
        actor=actor.key,
        at=at,
        reason=told["note"],
        before={"version": before},
        after=_facts(version),
    )
    return held


@transaction.atomic
def entrust_rule(rule: HouseRule, data: Mapping[str, Any], *, actor: Actor, at: datetime, expect: int) -> HouseRule:
    """Change who keeps a rule and whether it is public; its files follow. Raises Refused: wrong-role, stale, …"""
    who.check_may(_ACT, actor)
    held = _as_held(rule, expect)
    about = clean(keeping.RULE, data)
    before = {"unit": held.unit_id, "keeper": held.keeper_id, "public": held.public}
    kept = _kept(about)
    held.unit, held.keeper, held.public = kept["unit"], kept["keeper"], about["public"]
    after = {"unit": held.unit_id, "keeper": held.keeper_id, "public": held.public}
    if before == after:
        raise Refused("nothing-changed", "保管科室、保管人和公开属性都没有变")
    held.save(update_fields=["unit", "keeper", "public"])
    journal.record("house_rule.entrust", subject=held.key, actor=actor.key, at=at, before=before, after=after)
    return held


@transaction.atomic
def end_rule(rule: HouseRule, data: Mapping[str, Any], *, actor: Actor, at: datetime, expect: int) -> HouseRule:
    """Abolish a rule from a day on, or let another take its place. Raises Refused: wrong-role, stale, ended,
    ends-before-start, unknown-rule, replaces-itself."""
    who.check_may(_ACT, actor)
    held = _as_held(rule, expect)
    told = clean(keeping.END, data)
    if held.ends_on is not None:
        raise Refused("ended", "这项制度已经失效")
    first = held.versions.order_by("number").values_list("in_force_from", flat=True)[0]
    if told["ends_on"] < first:
        raise Refused("ends-before-start", "失效日期早于它的起施行日期", "ends_on")
    held.ends_on, held.end_basis, held.replaced_by = told["ends_on"], told["basis"], _replacement(held, told)
    held.save(update_fields=["ends_on", "end_basis", "replaced_by"])
    after = {"ends_on": held.ends_on.isoformat(), "replaced_by": held.replaced_by_id}
    journal.record("house_rule.end", subject=held.key, actor=actor.key, at=at, reason=held.end_basis, after=after)
    reminders.over(Kind.HOUSE_RULE, held.key, at=at)
    return held


def remind_of_trials(at: datetime) -> int:
    """Tell keepers and officers of trial periods that end soon or have ended; how many were told. Harmless twice."""
    today = localtime(at).date()
    officers = set(holders([Role.DISCLOSURE_OFFICER], at))
    notes = []
    for held in access.house_rules(today):
        due = _due(held, today)
        if due is None or held.version.trial_until is None:
            continue
        words = f"制度《{held.version.title}》试行至 {held.version.trial_until.isoformat()}，请评估后转正、修订或废止"
        people = {held.rule.keeper_id} if held.rule.keeper_id else officers
        happened = make_aware(datetime.combine(due, time()))
        notes += [Note(person, Kind.HOUSE_RULE, held.rule.key, words, happened) for person in sorted(people)]
    return reminders.remind_all(notes) if notes else 0


def _due(held: access.Held, today: date) -> date | None:
    if held.standing not in (Standing.ON_TRIAL, Standing.LAPSED) or held.version.trial_until is None:
        return None
    # A month after its end nobody needs to be told any more: the list says so.
    if today - held.version.trial_until > timedelta(days=30):
        return None
    return keeping.reminder_day(held.version.trial_until, today)


def _as_held(rule: HouseRule, expect: int) -> HouseRule:
    held = HouseRule.objects.select_for_update().get(pk=rule.pk)
    if held.latest != expect:
        raise Refused("stale", "别人刚刚存了新的版本，请看过再改", latest=held.latest)
    return held


def _split(data: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    names = {each.name for each in keeping.RULE}
    about = clean(keeping.RULE, {name: value for name, value in data.items() if name in names})
    told = clean(keeping.VERSION, {name: value for name, value in data.items() if name not in names})
    return about, _checked(told)


def _checked(told: dict[str, Any]) -> dict[str, Any]:
    keeping.check_title(told["title"], on_trial=told["on_trial"], sure=told["not_on_trial"])
    keeping.check_version(told["in_force_from"], told["in_force_until"], told["trial_until"], on_trial=told["on_trial"])
    return told


def _kept(about: Mapping[str, Any]) -> dict[str, Any]:
    unit = Unit.objects.filter(code=about["unit"], kind=UnitKind.CENTRE.value, dissolved_on=None).first()
    if unit is None:
        raise Refused("no-such-unit", "请选择中心的一个科室", "unit")
    person = Person.objects.filter(pk=int(about["keeper"]), is_active=True).first() if about["keeper"] else None
    if about["keeper"] and person is None:
        raise Refused("no-such-person", "没有这个人员，或已停用", "keeper")
    return {"unit": unit, "keeper": person}


def _check_number(number: str, *, besides: int | None = None) -> None:
    """A number names one document. Raises Refused("number-taken")."""
    if number and RuleVersion.objects.filter(document_no=number).exclude(rule=besides or 0).exists():
        raise Refused("number-taken", f"文号 {number} 已经是另一项制度的", "number")


def _version(rule: HouseRule, number: int, told: Mapping[str, Any], actor: Actor, at: datetime) -> RuleVersion:
    return RuleVersion.objects.create(rule=rule, number=number, **_says(told), note=told["note"], at=at, by=actor.key)


def _says(told: Mapping[str, Any]) -> dict[str, Any]:
    same = ("title", "text", "in_force_from", "in_force_until", "trial_until")
    return {"document_no": told["number"]} | {name: told[name] for name in same}


def _says_of(version: RuleVersion) -> dict[str, Any]:
    same = ("document_no", "title", "text", "in_force_from", "in_force_until", "trial_until")
    return {name: getattr(version, name) for name in same}


def _facts(version: RuleVersion) -> dict[str, Any]:
    trial = version.trial_until.isoformat() if version.trial_until else None
    facts = {"version": version.number, "in_force_from": version.in_force_from.isoformat(), "trial_until": trial}
    return facts | {"text_sm3": rule_sm3(version)}


def _replacement(rule: HouseRule, told: Mapping[str, Any]) -> HouseRule | None:
    written = told["replaced_by"]
    if not written:
        return None
    other = HouseRule.objects.filter(pk=whole(written, longest=9) or 0).first()
    if other is None:
        raise Refused("unknown-rule", f"没有编号为 {written} 的制度", "replaced_by")
    if other.pk == rule.pk:
        raise Refused("replaces-itself", "一项制度不能代替它自己；修改请存新版本", "replaced_by")
    return other
