"""The only door to what the disclosure office keeps: as it was on a day, and what a visitor may look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet

from yihaotong.accounts.access import unit_names, valid_at
from yihaotong.accounts.models import Post, Unit
from yihaotong.accounts.rules import DISCLOSURE, Actor, Role, UnitKind
from yihaotong.disclosure import city
from yihaotong.disclosure.models import (
    Clause,
    DeadlineOverride,
    Directive,
    Guide,
    HouseRule,
    Notice,
    RuleVersion,
    Tenure,
)
from yihaotong.disclosure.rules import guides, keeping, overriding
from yihaotong.disclosure.rules.codes import (
    CLAUSE,
    DIRECTIVE,
    GUIDE,
    HOLDS,
    HOUSE_RULE,
    IN_WORK,
    NOTICE,
    OPEN,
    Drafting,
    Duty,
    Standing,
)
from yihaotong.disclosure.rules.organising import Organisation, Seat
from yihaotong.disclosure.rules.overriding import Override
from yihaotong.files import access as files
from yihaotong.files.models import File

# --- the organisation ------------------------------------------------------------------------------------------------


def organisation_on(day: date) -> Organisation:
    """Who and which sections answered for disclosure on a day, and by which notices. Two queries."""
    held = Tenure.objects.filter(Q(until=None) | Q(until__gt=day), since__lte=day)
    seats = seats_of(held, day)
    return Organisation(day, tuple(seats), tuple(dict.fromkeys(seat.notice_number for seat in seats)))


def seats_of(tenures: QuerySet[Tenure], day: date) -> list[Seat]:
    """In the order of the codes of duties, then as the notices listed them; sections by their names of the day."""
    rows = list(tenures.select_related("begun_by").order_by("pk"))
    names = unit_names({row.unit_id for row in rows if row.unit_id}, day)
    rank = {duty.value: place for place, duty in enumerate(Duty)}
    return [_seat(row, names) for row in sorted(rows, key=lambda row: rank[row.duty])]


def _seat(row: Tenure, names: Mapping[int, str]) -> Seat:
    return Seat(
        tenure=row.pk,
        duty=Duty(row.duty),
        name=row.name,
        since=row.since,
        title=row.title,
        person=row.person_id,
        unit=row.unit_id,
        unit_name=names.get(row.unit_id or 0, ""),
        until=row.until,
        notice=row.begun_by_id,
        notice_number=row.begun_by.number,
    )


def seats_now(day: date) -> list[Seat]:
    """What holds once all notices are in force: what a further notice may end."""
    return seats_of(Tenure.objects.filter(until=None), day)


def notices() -> QuerySet[Notice]:
    """The newest first."""
    return Notice.objects.order_by("-in_force_from", "-pk")


def sections(day: date) -> list[tuple[Unit, str]]:
    """The centre and its sections that exist on a day, with their names, in the order of the tree. Two queries."""
    there = Q(dissolved_on=None) | Q(dissolved_on__gt=day)
    found = list(Unit.objects.filter(there, kind=UnitKind.CENTRE.value).order_by("path"))
    names = unit_names([unit.pk for unit in found], day)
    return [(unit, names[unit.pk]) for unit in found]


# --- the office's own rules ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """A rule as it stood on a day; `version` is the one that then held, or the first where none had begun."""

    rule: HouseRule
    version: RuleVersion
    standing: Standing

    @property
    def holds(self) -> bool:
        return self.standing in HOLDS


def rules_on(day: date, *, public: bool | None = None) -> list[Held]:
    """The rules that held on a day; `public`: only those for the public, or only the internal ones. Two queries."""
    return [each for each in house_rules(day, public=public) if each.holds]


def house_rules(day: date, *, public: bool | None = None, words: str = "") -> list[Held]:
    """All rules with what each was worth on a day, those that held first, the newest first; `words` narrow by title,
    number and text of any version. Two queries."""
    found = HouseRule.objects.prefetch_related(Prefetch("versions", RuleVersion.objects.order_by("number")))
    if public is not None:
        found = found.filter(public=public)
    for word in words.split():
        says = Q(title__icontains=word) | Q(document_no__icontains=word) | Q(text__icontains=word)
        found = found.filter(pk__in=RuleVersion.objects.filter(says).values("rule"))
    held = [held_on(rule, day) for rule in found]
    return sorted(held, key=lambda each: (not each.holds, -each.version.in_force_from.toordinal(), each.rule.pk))


def held_on(rule: HouseRule, day: date) -> Held:
    """No query where the versions are at hand."""
    versions = list(rule.versions.all())
    spans = [version.span for version in versions]
    span = keeping.holding(spans, day)
    version = next(each for each in versions if each.number == (span or spans[0]).number)
    return Held(rule, version, keeping.standing(spans, day, rule.ends_on, replaced=rule.replaced_by_id is not None))


def house_rule_for(number: int, *, public: bool | None = None) -> HouseRule:
    """Raises HouseRule.DoesNotExist."""
    found = HouseRule.objects.prefetch_related(Prefetch("versions", RuleVersion.objects.order_by("number")))
    if public is not None:
        found = found.filter(public=public)
    return found.select_related("replaced_by", "keeper").get(pk=number)


# --- what superiors asked for ----------------------------------------------------------------------------------------

_SEES_ALL = frozenset({Role.DISCLOSURE_OFFICER, Role.DISCLOSURE_LEADER, Role.IMPORTER, Role.WORKER})


def clauses_visible_to(actor: Actor) -> QuerySet[Clause]:
    """All for the officer and the leader; to everybody else those of his sections and those in his own name."""
    found = Clause.objects.select_related("directive")
    if actor.roles & _SEES_ALL:
        return found
    return found.filter(Q(unit__in=actor.units_as(*DISCLOSURE)) | Q(person=_person_id(actor)))


def _person_id(actor: Actor) -> int:
    kind, _colon, number = actor.key.partition(":")
    return int(number) if kind == "person" and number.isdigit() else 0


def of_section(clause: Clause, actor: Actor) -> bool:
    """Whether somebody answers for a clause: by his post in its section, or by name."""
    return clause.unit_id in actor.units_as(*DISCLOSURE) or (clause.person_id or -1) == _person_id(actor)


def directives_visible_to(actor: Actor) -> QuerySet[Directive]:
    if actor.roles & _SEES_ALL:
        return Directive.objects.all()
    return Directive.objects.filter(pk__in=clauses_visible_to(actor).values("directive"))


def tasks_open(unit: Unit | None = None) -> QuerySet[Clause]:
    """The clauses that still have to be done, of one section or of all; the nearest limit first."""
    found = Clause.objects.filter(progress__in=[each.value for each in OPEN]).select_related("directive")
    if unit is not None:
        found = found.filter(unit=unit)
    return found.order_by(F("due_on").asc(nulls_last=True), "pk")


def people_at(unit: Unit, at: datetime) -> list[tuple[int, str]]:
    """Whom a clause may be given to in a section: those with a part in disclosure there. One query."""
    return [(pk, name) for pk, name, unit_id in disclosing(at) if unit_id == unit.pk]


def disclosing(at: datetime) -> list[tuple[int, str, int]]:
    """Everybody with a part in disclosure at the centre: id, name, section. One query."""
    held = Post.objects.filter(valid_at(at), role__in=[role.value for role in DISCLOSURE], person__is_active=True)
    rows = held.filter(unit__kind=UnitKind.CENTRE.value).values_list("person", "person__name", "unit")
    return sorted(set(rows), key=lambda row: (row[2], row[1], row[0]))


def override_for(code: str, year: int) -> Override | None:
    """The local date in the place of a statutory one, for the report of a year; None where the law's own holds."""
    row = DeadlineOverride.objects.filter(code=code, year=year, withdrawn_at=None).first()
    return told_override(row) if row else None


def told_override(row: DeadlineOverride) -> Override:
    by_law = overriding.statutory()[row.code].on(row.year)
    return Override(row.code, row.year, row.day, row.basis, row.reason, by_law, row.directive_id)


def deadline_for(code: str, year: int) -> tuple[date, str]:
    """The last day of a limit for the report of a year, and its basis: the local one, or the law's."""
    found = override_for(code, year)
    limit = overriding.statutory()[code]
    return (found.day, found.basis) if found else (limit.on(year), limit.basis)


def overrides() -> QuerySet[DeadlineOverride]:
    return DeadlineOverride.objects.select_related("directive").order_by("-year", "code", "-pk")


# --- the guide -------------------------------------------------------------------------------------------------------


def guides_approved() -> QuerySet[Guide]:
    """The newest first."""
    return Guide.objects.filter(progress=Drafting.APPROVED.value).order_by("-in_force_from", "-number")


def guide_on(day: date) -> Guide | None:
    """The version of the guide that held on a day; None before the first."""
    return guides_approved().filter(in_force_from__lte=day).first()


def guide_before(guide: Guide) -> Guide | None:
    """The version that a version changed: the one approved before it, for a draft the newest one."""
    earlier = guides_approved().exclude(pk=guide.pk)
    return (earlier.filter(number__lt=guide.number) if guide.number else earlier).first()


def guide_in_work() -> Guide | None:
    """The version that somebody is writing or that waits for the leader; there is one at most."""
    return Guide.objects.filter(progress__in=[each.value for each in IN_WORK]).order_by("pk").first()


def guide_facts(day: date) -> dict[str, str]:
    """What the settings and the organisation of a day say of what stands in a guide; see rules/guide.toml."""
    organ, office = city.organ(), organisation_on(day).office
    told = (
        "address",
        "postcode",
        "phone",
        "fax",
        "email",
        "site",
        "hours",
        "supervising_office",
        "review_body",
        "court",
    )
    named = {name: str(getattr(organ, name)) for name in told}
    return {"organ": organ.name, "office": office.unit_name if office else ""} | named


def guide_disagreements(day: date) -> list[guides.Disagreement]:
    """Where the guide of a day says something else than the settings and the organisation do. Three queries."""
    guide = guide_on(day)
    return guides.disagreements(guide.says, guide_facts(day)) if guide else []


# --- files -----------------------------------------------------------------------------------------------------------


def files_of(*keys: str) -> dict[str, list[File]]:
    """The files of some records, by their keys. One query."""
    found: dict[str, list[File]] = {key: [] for key in keys}
    for file in files.of_any(keys):
        found[file.subject].append(file)
    return found


def file_for(actor: Actor, key: UUID) -> File:
    """One file of the office for somebody who has a part in it. Raises File.DoesNotExist."""
    file = File.objects.get(key=key, removed_at=None, subject__regex=rf"^({'|'.join(_AREAS)}):")
    area, _colon, rest = file.subject.partition(":")
    if area == CLAUSE and not clauses_visible_to(actor).filter(pk=int(rest)).exists():
        raise File.DoesNotExist
    if area == DIRECTIVE and not directives_visible_to(actor).filter(pk=int(rest)).exists():
        raise File.DoesNotExist
    return file


_AREAS = (NOTICE, HOUSE_RULE, DIRECTIVE, CLAUSE, GUIDE)


def public_file(key: UUID, day: date) -> File:
    """One file that the public may open: of a public rule, or of an approved guide. Raises File.DoesNotExist."""
    file = File.objects.get(key=key, removed_at=None)
    area, _colon, rest = file.subject.partition(":")
    if area == HOUSE_RULE and HouseRule.objects.filter(pk=int(rest.partition(".")[0]), public=True).exists():
        return file
    if area == GUIDE and guides_approved().filter(pk=int(rest), in_force_from__lte=day).exists():
        return file
    raise File.DoesNotExist
