"""The only door to knowledge: what holds now, what is found, and what somebody may look at besides."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Case as Choice
from django.db.models import IntegerField, Q, QuerySet, Sum, Value, When
from django.utils.timezone import localtime

from yihaotong.accounts.access import units_under
from yihaotong.accounts.rules import Actor
from yihaotong.dispatch.rules import chain
from yihaotong.journal.refusal import Refused
from yihaotong.knowledge.models import MODELS, Bulletin, Entry, Mark, Template, Version, WrongAnswer
from yihaotong.knowledge.rules import codes, matching, powers
from yihaotong.knowledge.rules.codes import Noun

#: Of so many to which the rarest grams lead the best are chosen.
_SHORTLIST = 100
#: Among so many of the most used those with common words are looked for: first here, then there.
_WALK = (200, 1_000)


@dataclass(frozen=True)
class Quoted:
    """What an answer quotes: the code and version of an entry or a bulletin, and its words as they are then."""

    code: str
    version: int
    title: str
    text: str


@dataclass(frozen=True)
class Found:
    """An entry in force that may answer; `used` is how often somebody answered with it."""

    code: str
    version: int
    question: str
    answer: str
    unit_id: int
    category: str
    used: int
    contact: str = ""
    places: tuple[str, ...] = field(default=())


def alive(noun: Noun, at: datetime) -> QuerySet[Any]:
    """The entries and templates not withdrawn, the bulletins not over: what some unit has to answer for."""
    over = Q(ended_at=None, until__gt=at) if noun is Noun.BULLETIN else Q(withdrawn_at=None)
    return MODELS[noun].objects.filter(over)


def quoted(code: str, at: datetime) -> Quoted:
    """The entry ("K000012") or bulletin ("B000003") with this code, in force at `at`.

    Raises Refused("no-such-entry") or Refused("entry-not-in-force"), both naming the field "entry".
    """
    noun, number = codes.parse(code) or (None, 0)
    if noun is Noun.ENTRY:
        entry = Entry.objects.filter(pk=number, released__gt=0).first()
        if entry is not None:
            _check_in_force(in_force=entry.in_force(localtime(at).date()), code=entry.code)
            return Quoted(entry.code, entry.released, entry.question, entry.answer)
    if noun is Noun.BULLETIN:
        bulletin = Bulletin.objects.filter(pk=number, released__gt=0).first()
        if bulletin is not None:
            _check_in_force(in_force=bulletin.in_force(at), code=bulletin.code)
            return Quoted(bulletin.code, bulletin.released, bulletin.title, bulletin.words)
    raise Refused("no-such-entry", "没有这条知识或公告，请核对编号", "entry")


def _check_in_force(*, in_force: bool, code: str) -> None:
    if not in_force:
        raise Refused("entry-not-in-force", f"{code} 现在不生效（已停用、已到期或还没有生效），不能用来答复", "entry")


# --- finding while somebody speaks ---------------------------------------------------------------------------------


def find(words: str, at: datetime, *, place: str = "", category: str = "", limit: int = 10) -> list[Found]:
    """Entries in force whose question, or another way of asking it, is like these words; best first, among equals the
    most used first. A code ("K000012") finds that entry. At most five queries.

    `place`: only those that hold there (or somewhere in it); `category`: a code, or the beginning of one.
    """
    holding = _holding(localtime(at).date(), place, category)
    entries = Entry.objects.filter(holding)
    if number := codes.number_of(Noun.ENTRY, words):
        return _found(entries.filter(pk=number))
    wanted = matching.sought(words)
    if wanted.letters:
        return _found(_with_letters(entries, wanted.letters)[:limit])
    if not wanted.grams:
        return []
    plan = matching.plan(_counts(wanted.grams))
    if not plan.leading:
        return _found(_with_common(entries, plan.others, limit)) if plan.others else []
    best = _best(_holding(localtime(at).date(), place, category, "entry__"), plan)[:limit]
    rows = entries.in_bulk(best)
    return [_told(rows[number]) for number in best if number in rows]


def most_used(at: datetime, *, place: str = "", category: str = "", limit: int = 10) -> list[Found]:
    """Entries in force, the most used first: what is shown before anybody typed."""
    holding = _holding(localtime(at).date(), place, category)
    return _found(Entry.objects.filter(holding).order_by("-used", "-pk")[:limit])


def _holding(day: date, place: str, category: str, by: str = "") -> Q:
    """Entries in force on a day, for a place and a category; `by` leads to the entry from another table."""

    def entry(**conditions: Any) -> Q:
        return Q(**{by + name: value for name, value in conditions.items()})

    holding = entry(released__gt=0, withdrawn_at=None, valid_from__lte=day)
    holding &= entry(valid_until=None) | entry(valid_until__gte=day)
    if category:
        holding &= entry(category__startswith=category)
    return holding & holds_at(place, by) if place else holding


def holds_at(place: str, by: str = "") -> Q:
    """Rows that hold for a place: for the whole city, for it, for something around it, or for a part of it."""
    around = Q(**{f"{by}places": ""})
    for code in (*(f"/{code}/" for code in chain(place)), f"/{place}"):
        around |= Q(**{f"{by}places__contains": code})
    return around


def _counts(grams: Sequence[str]) -> dict[str, int]:
    """In how many entries each gram occurs, counted up to matching.COMMON. One query."""
    one = f"(SELECT 1 FROM {Mark._meta.db_table} WHERE gram = %s LIMIT {matching.COMMON})"  # noqa: S608
    each = [f"SELECT {place}, (SELECT COUNT(*) FROM {one} AS few)" for place in range(len(grams))]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each), list(grams))
        return {grams[place]: count for place, count in cursor.fetchall()}


def _with_letters(entries: QuerySet[Entry], letters: Iterable[str]) -> QuerySet[Entry]:
    wanted = Q()
    for letter in letters:
        wanted &= Q(question__icontains=letter)
    return entries.filter(wanted).order_by("-used", "-pk")


def _with_common(entries: QuerySet[Entry], grams: Collection[str], limit: int) -> list[Entry]:
    """Very many have each of these: whoever walks down from the most used soon has enough. Those with all of them come
    first; those with the most of them after that, if there are too few."""
    begin, seen = 0, list[tuple[int, Entry]]()
    for end in _WALK:
        walked = list(entries.order_by("-used", "-pk")[begin:end])
        matched = _among([entry.pk for entry in walked], dict.fromkeys(grams, 1))
        seen += [(matched[entry.pk], entry) for entry in walked if entry.pk in matched]
        if sum(count == len(grams) for count, _ in seen) >= limit or len(walked) < end - begin:
            break
        begin = end
    return [entry for _count, entry in sorted(seen, key=lambda each: -each[0])[:limit]]


def _best(holding: Q, plan: matching.Plan) -> list[int]:
    """The numbers of the best, best first: by the sum of what their grams tell, then by their use."""
    whens = [When(gram=gram, then=Value(weight)) for gram, weight in plan.leading.items()]
    summed = (
        Mark.objects.filter(holding, gram__in=list(plan.leading))
        .values_list("entry", "entry__used")
        .annotate(told=Sum(Choice(*whens, default=Value(0), output_field=IntegerField())))
        .order_by("-told", "-entry__used", "-entry")[:_SHORTLIST]
    )
    rows = list(summed)
    besides = _among([entry for entry, _, _ in rows], plan.others)
    told = [(weight + besides.get(entry, 0), used, entry) for entry, used, weight in rows]
    least = max(plan.least, plan.near * max((weight for weight, _used, _entry in told), default=0))
    return [entry for weight, _used, entry in sorted(told, reverse=True) if weight >= least]


def _among(entries: Sequence[int], weights: Mapping[str, int]) -> dict[int, int]:
    """What these grams tell of each of these entries, by number. One query."""
    if not entries or not weights:
        return {}
    told: dict[int, int] = defaultdict(int)
    for gram, entry in Mark.objects.filter(gram__in=list(weights), entry__in=entries).values_list("gram", "entry"):
        told[entry] += weights[gram]
    return told


def _found(entries: Iterable[Entry]) -> list[Found]:
    return [_told(entry) for entry in entries]


def _told(entry: Entry) -> Found:
    return Found(
        code=entry.code,
        version=entry.released,
        question=entry.question,
        answer=entry.answer,
        unit_id=entry.unit_id,
        category=entry.category,
        used=entry.used,
        contact=entry.contact,
        places=tuple(entry.places.strip("/").split("/")) if entry.places else (),
    )


# --- bulletins and templates ---------------------------------------------------------------------------------------


def bulletins_in_force(at: datetime, *, place: str = "") -> list[Bulletin]:
    """What every operator must know now, the newest first; with a place, what may concern it. One query."""
    rows = Bulletin.objects.filter(released__gt=0, ended_at=None, since__lte=at, until__gt=at)
    return list((rows.filter(holds_at(place)) if place else rows).order_by("-since", "-pk"))


def public_bulletins(at: datetime) -> list[Bulletin]:
    """Those in force that citizens see as well."""
    return [bulletin for bulletin in bulletins_in_force(at) if bulletin.public]


def templates_for(actor: Actor, *, category: str = "", purpose: str = "") -> list[Template]:
    """The templates somebody may fill a field with: his unit's own first, then the centre's; for a category those
    written for it, then those for all. `purpose` is the field (codes.Purpose), "" for all. One query."""
    own = actor.units_as(*powers.UNIT)
    rows = Template.objects.filter(Q(unit=None) | Q(unit__in=own), withdrawn_at=None)
    if purpose:
        rows = rows.filter(purpose=purpose)
    if category:
        rows = rows.filter(Q(category="") | Q(category__in=[category, category[:2]]))
    return sorted(rows, key=lambda row: (row.unit_id is None, not row.category, row.title, row.pk))


# --- looking at records --------------------------------------------------------------------------------------------


def units_of(actor: Actor) -> frozenset[int]:
    """The units whose drafts somebody of a unit sees: his own and those below."""
    return units_under(actor.units_as(*powers.UNIT))


def entries_visible_to(actor: Actor) -> QuerySet[Entry]:
    """Whatever was ever released, for all who read; drafts for those of the unit and the keepers."""
    if not powers.reads(actor):
        return Entry.objects.none()
    if powers.keeps(actor):
        return Entry.objects.all()
    return Entry.objects.filter(Q(released__gt=0) | Q(unit__in=units_of(actor)))


def entry_for(actor: Actor, code: str) -> Entry:
    """Raises Entry.DoesNotExist for a stranger, as for a code that never was."""
    return entries_visible_to(actor).get(pk=codes.number_of(Noun.ENTRY, code))


def bulletins_visible_to(actor: Actor) -> QuerySet[Bulletin]:
    if not powers.reads(actor):
        return Bulletin.objects.none()
    if powers.keeps(actor):
        return Bulletin.objects.all()
    return Bulletin.objects.filter(Q(released__gt=0) | Q(unit__in=units_of(actor)))


def bulletin_for(actor: Actor, code: str) -> Bulletin:
    """Raises Bulletin.DoesNotExist."""
    return bulletins_visible_to(actor).get(pk=codes.number_of(Noun.BULLETIN, code))


def templates_visible_to(actor: Actor) -> QuerySet[Template]:
    """The centre's for all who read, a unit's own for its people, all for the keepers; withdrawn ones as well."""
    if not powers.reads(actor):
        return Template.objects.none()
    if powers.keeps(actor):
        return Template.objects.all()
    return Template.objects.filter(Q(unit=None) | Q(unit__in=actor.units_as(*powers.UNIT)))


def template_for(actor: Actor, code: str) -> Template:
    """Raises Template.DoesNotExist."""
    return templates_visible_to(actor).get(pk=codes.number_of(Noun.TEMPLATE, code))


def versions_of(subject: str) -> list[Version]:
    """All versions of one record, the newest first. One query."""
    return list(Version.objects.filter(subject=subject).order_by("-number"))


def wrong_answers_of(entry: Entry) -> list[WrongAnswer]:
    """Open ones first, then the newest."""
    return list(entry.wrong_answers.order_by("settled_at", "-pk"))
