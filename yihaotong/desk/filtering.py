"""The panel of filters beside a list: what may be chosen, what is chosen, and how to take it back."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import unit_names, units_visible_to
from yihaotong.accounts.models import KIND_LABELS, Unit
from yihaotong.accounts.rules import Actor, Role, UnitKind, ancestors
from yihaotong.cases import allotting
from yihaotong.cases.rules import filters as grammar
from yihaotong.cases.rules.moves import MOVES
from yihaotong.desk.asking import Asked
from yihaotong.desk.gate import Visit
from yihaotong.dispatch.access import category_names, category_tree, place_name

Options = list[tuple[str, str]]
Groups = list[tuple[str, Options]]

#: The same field as in filing, so that its lists open one another in the same way.
PLACE = next(each for each in MOVES["file"].fields if each.name == "place")


@dataclass(frozen=True)
class Select:
    """One list to choose from. `rest`: further values that an address or a saved filter brought along."""

    name: str
    label: str
    groups: Groups
    chosen: str
    rest: Sequence[str]


@dataclass(frozen=True)
class Chip:
    """One chosen filter in words, and the list without it."""

    text: str
    query: str


@dataclass(frozen=True)
class Quick:
    """A usual span of days."""

    label: str
    query: str
    current: bool


@dataclass(frozen=True)
class Panel:
    """All of it. `stages` are code, word and whether chosen; empty in the queue of one stage."""

    stages: list[tuple[str, str, bool]]
    selects: list[Select]
    place: object
    quick: list[Quick]
    chips: list[Chip]


def panel(visit: Visit, asked: Asked, *, without: Sequence[str] = ()) -> Panel:
    """The panel for a list; `without` the filters that say nothing there (the stage, in the queue of one stage)."""
    told = grammar.written(asked.filters)
    groups = _groups(visit, [name for name in ("unit", "category") if name not in without])
    selects = [
        Select(name, grammar.label(name), groups[name], (told.get(name) or [""])[0], told.get(name, [])[1:])
        for name in ("unit", "handler", "category", "channel", "request_type", "urgency")
        if name not in without and name in groups
    ]
    stages = [(code, word, code in told.get("stage", ())) for code, word in grammar.CHOICES["stage"][1].choices()]
    return Panel(
        stages=[] if "stage" in without else stages,
        selects=selects,
        place=PLACE,
        quick=_quick(asked, localdate(visit.at)),
        chips=chips(asked, groups),
    )


def _groups(visit: Visit, catalogues: Sequence[str]) -> dict[str, Groups]:
    today = localdate(visit.at)
    made: dict[str, Groups] = {
        name: [("", codes.choices())] for name, (_column, codes) in grammar.CHOICES.items() if name != "stage"
    }
    if "unit" in catalogues:
        made["unit"] = unit_groups(visit.actor, today)
    if own := visit.actor.units_as(Role.HANDLER, Role.UNIT_LEADER):
        made["handler"] = _handlers(visit, own)
    if "category" in catalogues:
        made["category"] = [
            (group.parent.name, [(leaf.code, leaf.name) for leaf in group.leaves]) for group in category_tree(today)
        ]
    return made


def _handlers(visit: Visit, own: Iterable[int]) -> Groups:
    """Oneself first, then the colleagues, then those who left something behind."""
    me = str(visit.person.pk)
    groups = allotting.choices(own, visit.at)
    left = allotting.left_behind_for(visit.actor, visit.at)
    gone = [(str(each.person), f"{each.name}（留下 {each.count} 件）") for each in left]
    return [("", [(me, _("我承办的"))]), *groups, *([(_("已离岗"), gone)] if gone else [])]


def unit_groups(actor: Actor, today: date, *, past: bool = True) -> Groups:
    """The units in sight by the tree: a district with all below it, bodies without any by their kind.

    Dissolved ones come last, if past ones are wanted at all. Two queries.
    """
    units = list(units_visible_to(actor).order_by("level", "code"))
    names = unit_names([unit.pk for unit in units], today)
    known = {unit.pk: unit for unit in units}
    parents = {unit.parent_id for unit in units if unit.level > _CITY_LEVEL}
    made: dict[str, Options] = {}
    for unit in units:
        made.setdefault(_heading(unit, known, parents, names), []).append((unit.code, names[unit.pk]))
    made = {heading: _told_apart(options) for heading, options in made.items()}
    dissolved = made.pop("", [])
    return [*made.items(), *([(_("已撤销"), dissolved)] if past and dissolved else [])]


def _told_apart(options: Options) -> Options:
    """Those of one name with their codes."""
    times = Counter(name for _code, name in options)
    return [(code, f"{name}（{code}）" if times[name] > 1 else name) for code, name in options]


#: The city's own bodies stand on this level and the one above.
_CITY_LEVEL = 2


def _heading(unit: Unit, known: Mapping[int, Unit], parents: set[int | None], names: Mapping[int, str]) -> str:
    if unit.dissolved_on:
        return ""
    top = next((known[pk] for pk in ancestors(unit.path)[1:2] if pk in known), unit)
    if top.pk in parents and top.kind != UnitKind.CENTRE.value:
        return names[top.pk]
    return str(KIND_LABELS[UnitKind(top.kind)])


def chips(asked: Asked, groups: Mapping[str, Groups]) -> list[Chip]:
    """Each chosen filter; a code that stands in no list is looked up, or shown as it is."""
    told = grammar.written(asked.filters)
    words = {name: dict(chain.from_iterable(options for _heading, options in groups.get(name, []))) for name in told}
    if strange := set(told.get("category", ())) - set(words.get("category", ())):
        words["category"] |= category_names(strange)
    words["place"] = {code: place_name(code) for code in told.get("place", ())}
    words["stage"] = dict(grammar.CHOICES["stage"][1].choices())
    found = [Chip(f"“{asked.typed}”", asked.without("q").query)] if asked.typed else []
    for name, values in told.items():
        for value in values:
            word = "" if name == "overdue" else f"：{words.get(name, {}).get(value) or value}"
            found.append(Chip(f"{grammar.label(name)}{word}", asked.without(name, value).query))
    return found


def _quick(asked: Asked, today: date) -> list[Quick]:
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    last_month = first - timedelta(days=1)
    spans = (
        (_("今天"), today, today),
        (_("本周"), monday, today),
        (_("本月"), first, today),
        (_("上月"), last_month.replace(day=1), last_month),
    )
    now = (asked.filters.since, asked.filters.until)
    return [
        Quick(label, asked.with_days(since.isoformat(), until.isoformat()).query, now == (since, until))
        for label, since, until in spans
    ]
