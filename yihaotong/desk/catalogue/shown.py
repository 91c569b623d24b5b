"""How the catalogue looks on the desk: a row with its light, its words and its next limit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of, short_unit_names
from yihaotong.accounts.rules import Actor
from yihaotong.cases.forms import Form
from yihaotong.catalogue import access
from yihaotong.catalogue.access import Stood
from yihaotong.catalogue.models import Row, Version
from yihaotong.catalogue.rules import moves
from yihaotong.catalogue.rules.codes import Light, Progress
from yihaotong.catalogue.rules.moves import Move
from yihaotong.catalogue.rules.timing import Timing

_LOOK = {Light.FULFILLED: "green", Light.DUE: "yellow", Light.OVERDUE: "red", Light.EMPTY: "grey"}


@dataclass(frozen=True)
class Line:
    """A row as a list shows it."""

    row: Row
    unit: str
    timing: str
    stood: Stood | None = None

    @property
    def look(self) -> str:
        return _LOOK[self.stood.standing.light] if self.stood else ""

    @property
    def symbol(self) -> str:
        return f"light-{self.look}"

    @property
    def word(self) -> str:
        return self.stood.standing.light.label if self.stood else ""

    @property
    def until(self) -> datetime | None:
        found = self.stood.standing.next if self.stood else None
        return found.due.at if found else None

    @property
    def waits_for(self) -> str:
        found = self.stood.standing.next if self.stood else None
        return found.label if found else ""


def tree(rows: Sequence[Row], on: date, stood: Iterable[Stood] = ()) -> list[tuple[Row, list[Line]]]:
    """The first-level items with their lines. One query for the names of the sections."""
    units = short_unit_names(access.sections_named_in(rows), on)
    found = {each.row.key: each for each in stood}

    def line(row: Row) -> Line:
        timing = Timing.parse(row.timing).chinese if row.timing else ""
        return Line(row, units.get(row.unit_id or 0, ""), timing, found.get(row.key))

    return [(head, [line(row) for row in below]) for head, below in access.tree_of(rows)]


def counted(stood: Iterable[Stood]) -> list[tuple[str, str, int]]:
    """How many rows stand how: (look, word, count)."""
    counts: Mapping[Light, int] = dict.fromkeys(Light, 0) | _counts(stood)
    return [(_LOOK[light], light.label, counts[light]) for light in Light]


def _counts(stood: Iterable[Stood]) -> dict[Light, int]:
    counts: dict[Light, int] = {}
    for each in stood:
        counts[each.standing.light] = counts.get(each.standing.light, 0) + 1
    return counts


@dataclass(frozen=True)
class Step:
    """One step of a version's life as the page tells it."""

    what: str
    who: str
    at: datetime | None
    now: bool = False


def steps(version: Version) -> list[Step]:
    """Who began it, which sections stand by it and when, who approved and released it. Two queries."""
    confirmed = access.confirmations_of(version)
    waiting = access.unconfirmed(version)
    names = names_of(
        {version.begun_by, version.asked_by, version.approved_by, version.released_by}
        | {each.by for each in confirmed.values()}
    )
    units = short_unit_names({*confirmed, *waiting}, localdate(version.moved_at))
    told = [Step(_("开始编制"), names.get(version.begun_by, ""), version.begun_at)]
    told += [
        Step(_("%(unit)s确认") % {"unit": units[unit]}, names.get(each.by, ""), each.at)
        for unit, each in sorted(confirmed.items(), key=lambda pair: pair[1].at)
    ]
    if version.being_made:
        told += [Step(_("%(unit)s还没有确认") % {"unit": units[unit]}, "", None) for unit in sorted(waiting)]
        told.append(Step(str(Progress(version.progress).label), "", None, now=True))
    if version.approved_at:
        told.append(Step(_("主管部门审核同意"), names.get(version.approved_by, ""), version.approved_at))
    if version.released_at:
        told.append(Step(_("发布"), names.get(version.released_by, ""), version.released_at))
    if version.replaced_at:
        told.append(Step(_("被新版本代替"), "", version.replaced_at))
    return told


@dataclass(frozen=True)
class Button:
    """A move that this visitor may try, with its form."""

    move: Move
    form: Form


def buttons(version: Version, actor: Actor, sent: Mapping[str, Form]) -> list[Button]:
    """The moves open to him; of those of a section only where its word is asked for."""
    found = moves.open_to(Progress(version.progress), actor.roles)
    own = access.own_sections(actor) & access.sections_named_in(version.rows.all())
    waiting = access.unconfirmed(version)
    return [
        Button(move, sent.get(move.name, Form({}, prefix=f"{move.name}-")))
        for move in found
        if not move.own_section or (own & waiting if move.name == "confirm" else own)
    ]


def today(at: datetime) -> date:
    return localtime(at).date()
