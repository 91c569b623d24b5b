"""The rows of every list of cases: the words for their codes, in as many queries for two rows as for fifty."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_apart, short_unit_names
from yihaotong.accounts.rules import Actor
from yihaotong.cases.identities import titles_for
from yihaotong.cases.lists.searching import Shown
from yihaotong.cases.models import CallBack, Case, Evaluation, Reply
from yihaotong.cases.rules.codes import OPEN, Channel, Outcome, RequestType, Satisfaction, Secrecy, Stage, Urgency
from yihaotong.cases.rules.columns import USUAL, Column
from yihaotong.cases.standing import Standing, stage_standings
from yihaotong.clock.wording import to_the_minute
from yihaotong.dispatch.access import categories_named, place_names
from yihaotong.journal.codes import Code
from yihaotong.search.rules.highlighting import Piece


@dataclass(frozen=True)
class Cell:
    """What one column says of a case; `moment` where it is an instant."""

    column: Column
    text: str
    moment: datetime | None = None


@dataclass(frozen=True)
class Row:
    """One case in a list. `urgent` and `sealed` are "" for an ordinary case.

    `title` and `passage` are in pieces, what was searched for marked; `about` are the words under the title;
    `to_sign`: a proposed reply waits for the leader's signature.
    """

    case: Case
    title: Sequence[Piece]
    passage: Sequence[Piece]
    about: Sequence[str]
    urgent: str
    sealed: str
    standing: Standing | None
    to_sign: bool
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Names:
    """The words behind the codes of some cases."""

    categories: Mapping[str, str]
    retired: frozenset[str] = frozenset()
    places: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)
    satisfactions: Mapping[int, str] = field(default_factory=dict)
    handlers: Mapping[int, str] = field(default_factory=dict)


#: What the line under a title says anyway, unless it has a column of its own.
_ABOUT = (Column.REQUEST_TYPE, Column.CATEGORY)


def rows(
    cases: Iterable[Case],
    at: datetime,
    columns: Sequence[Column] = USUAL,
    shown: Iterable[Shown] = (),
    reader: Actor | None = None,
) -> list[Row]:
    """The rows of a page. `shown`: the same cases with the places where the searched words lie. `reader`: who may not
    see a requester's number does not read it in their titles either; None for whoever filed them himself."""
    listed = list(cases)
    names = names_for(listed, at, columns, marked=True)
    standing = stage_standings(listed, at) if Column.DUE in columns else {}
    unsigned = _to_sign(listed)
    found = {each.case.pk: each for each in shown}
    titles = titles_for(listed, reader) if reader else {case.pk: case.title for case in listed}
    return [
        Row(
            case=case,
            title=found[case.pk].title if case.pk in found else [Piece(titles[case.pk])],
            passage=found[case.pk].passage if case.pk in found else [],
            about=[word for column in _ABOUT if column not in columns and (word := text(column, case, names))],
            urgent=_unless(Urgency(case.urgency), Urgency.NORMAL) if Column.URGENCY not in columns else "",
            sealed=_unless(Secrecy(case.secrecy), Secrecy.NORMAL),
            standing=standing.get(case.pk),
            to_sign=case.pk in unsigned,
            cells=[Cell(column, text(column, case, names), _moment(column, case)) for column in columns],
        )
        for case in listed
    ]


def names_for(cases: Sequence[Case], at: datetime, columns: Sequence[Column], *, marked: bool = False) -> Names:
    """The words for these cases, and for these columns only. `marked`: a retired category is to be told as such."""
    places, units = Column.PLACE in columns, Column.UNIT in columns
    categories = categories_named({case.category for case in cases}, localdate(at))
    return Names(
        categories={code: each.name for code, each in categories.items()},
        retired=frozenset(code for code, each in categories.items() if marked and each.retired),
        places=place_names({case.place for case in cases if case.place}) if places else {},
        units=short_unit_names({case.lead_unit_id for case in cases if case.lead_unit_id}, localdate(at))
        if units
        else {},
        satisfactions=_satisfactions(cases) if Column.SATISFACTION in columns else {},
        handlers=_handlers(cases) if Column.HANDLER in columns else {},
    )


def text(column: Column, case: Case, names: Names, *, exact: bool = False) -> str:
    """What a column says of a case, in words; "" for nothing. Instants in the city's zone: to the minute, the end of a
    day as 24:00, for people; `exact`, with seconds, for machines, which would take 24:00 for the day after.
    """
    if column in _MOMENTS:
        return _written(_moment(column, case), exact=exact)
    return _TEXTS[column](case, names)


def _written(moment: datetime | None, *, exact: bool) -> str:
    if moment is None:
        return ""
    local = localtime(moment)
    return f"{local:%Y-%m-%d %H:%M:%S}" if exact else f"{local:%Y-%m-%d} {to_the_minute(local)}"


def _moment(column: Column, case: Case) -> datetime | None:
    return getattr(case, _MOMENTS[column]) if column in _MOMENTS else None


def _short(codes: type[Code], value: str) -> str:
    """The word for a code without what stands in brackets after it; "" for none."""
    return codes(value).label.partition("（")[0] if value else ""


def _category(case: Case, names: Names) -> str:
    """The category; that it was retired is worth knowing only while the case is open."""
    name = names.categories.get(case.category, "")
    return _("%(name)s（已停用）") % {"name": name} if case.category in names.retired and _is_open(case) else name


def _is_open(case: Case) -> bool:
    return Stage(case.stage) in OPEN


_MOMENTS = {Column.DUE: "due_at", Column.FILED_AT: "filed_at", Column.CLOSED_AT: "closed_at"}
_TEXTS: Mapping[Column, Callable[[Case, Names], str]] = {
    Column.PLACE: lambda case, names: names.places.get(case.place, ""),
    Column.UNIT: lambda case, names: names.units.get(case.lead_unit_id or 0, ""),
    Column.HANDLER: lambda case, names: names.handlers.get(case.handler_id or 0, ""),
    Column.STAGE: lambda case, _names: Stage(case.stage).label,
    Column.REQUEST_TYPE: lambda case, _names: RequestType(case.request_type).label,
    Column.CATEGORY: _category,
    Column.URGENCY: lambda case, _names: _short(Urgency, case.urgency),
    Column.CHANNEL: lambda case, _names: _short(Channel, case.channel),
    Column.OUTCOME: lambda case, _names: _short(Outcome, case.outcome),
    Column.SATISFACTION: lambda case, names: names.satisfactions.get(case.pk, ""),
}


def _handlers(cases: Sequence[Case]) -> dict[int, str]:
    numbers = {case.handler_id for case in cases if case.handler_id}
    names = names_apart(f"person:{number}" for number in numbers)
    return {number: names[f"person:{number}"] for number in numbers}


def _satisfactions(cases: Sequence[Case]) -> dict[int, str]:
    """The citizen's own word, else the last one that the call-back clerk was told."""
    told = CallBack.objects.filter(case__in=cases).exclude(satisfaction="").order_by("pk")
    said = dict(told.values_list("case_id", "satisfaction"))
    said |= dict(Evaluation.objects.filter(case__in=cases).values_list("case_id", "satisfaction"))
    return {pk: Satisfaction(code).label for pk, code in said.items()}


def _to_sign(cases: Iterable[Case]) -> set[int]:
    """The ids of the cases in hand whose newest reply is one that was proposed."""
    in_hand = [case.pk for case in cases if case.stage == Stage.IN_HAND.value]
    replies = Reply.objects.filter(case__in=in_hand, handed_back_at=None).order_by("pk")
    return {pk for pk, proposed in dict(replies.values_list("case_id", "proposed")).items() if proposed}


def _unless(code: Code, ordinary: Code) -> str:
    """The short word for a code, without what stands in brackets after it."""
    return "" if code is ordinary else code.label.partition("（")[0]
