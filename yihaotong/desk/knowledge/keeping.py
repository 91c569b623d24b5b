"""Keeping the knowledge base right: what waits for whom, the list of all entries, and that list as a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header, urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from yihaotong.accounts.access import names_of, short_unit_names
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk import pages
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.knowledge.forms import readers
from yihaotong.desk.tables import csv_pieces
from yihaotong.dispatch.access import category_names
from yihaotong.knowledge import access
from yihaotong.knowledge.models import Bulletin, Entry, Record, Version, WrongAnswer
from yihaotong.knowledge.representations import COLUMNS, rows_of
from yihaotong.knowledge.rules import powers

PER_PAGE = 20
_ON_PAGE = 50
#: What the list can be narrowed to, by its word in the address.
SHOWN = {
    "": gettext_lazy("全部"),
    "in-force": gettext_lazy("生效中"),
    "waiting": gettext_lazy("等待发布"),
    "late": gettext_lazy("到复核日期"),
    "over": gettext_lazy("已停用或到期"),
}


@dataclass(frozen=True)
class Row:
    """One entry of a list, with the names of its unit and category and how many reports of it are open."""

    entry: Entry
    unit: str
    category: str
    state: str


@dataclass(frozen=True)
class Waiting:
    """A version that waits for its release, with its author; `own`: the reader wrote it himself."""

    record: Record
    unit: str
    by: str
    version: Version
    own: bool


@staff
@require_safe
@readers
def to_do(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What waits for the owner: wrong answers, reviews that are due, versions to release."""
    if not powers.writes(visit.actor):
        raise Http404
    today = localdate(visit.at)
    entries, bulletins = owned_entries(visit), owned_bulletins(visit)
    reports = list(
        WrongAnswer.objects.filter(settled_at=None, entry__in=entries).select_related("entry").order_by("at")[:_ON_PAGE]
    )
    late = list(reviews_due(entries, today).order_by("review_on", "pk")[:_ON_PAGE])
    context = {
        "reports": [(each, name) for each, name in zip(reports, _names(reports), strict=True)],
        "late": rows(late, today),
        "waiting": [
            *waiting_among(list(awaiting(entries)[:_ON_PAGE]), visit),
            *waiting_among(list(awaiting(bulletins)[:_ON_PAGE]), visit),
        ],
        "most": _ON_PAGE,
    }
    return pages.show(request, visit, "desk/knowledge/to_do.html", context)


def _names(reports: list[WrongAnswer]) -> list[str]:
    names = names_of({each.by for each in reports})
    return [names[each.by] for each in reports]


def owned_entries(visit: Visit) -> QuerySet[Entry]:
    """Those that are somebody's to keep: his unit's, or all for a keeper."""
    if powers.keeps(visit.actor):
        return Entry.objects.all()
    return Entry.objects.filter(unit__in=visit.actor.units_as(*powers.UNIT))


def owned_bulletins(visit: Visit) -> QuerySet[Bulletin]:
    if powers.keeps(visit.actor):
        return Bulletin.objects.filter(ended_at=None)
    return Bulletin.objects.filter(ended_at=None, unit__in=visit.actor.units_as(*powers.UNIT))


def reviews_due(entries: QuerySet[Entry], today: date) -> QuerySet[Entry]:
    return entries.filter(released__gt=0, withdrawn_at=None, review_on__lte=today)


def awaiting(records: QuerySet[Any]) -> QuerySet[Any]:
    # The first condition is that of a small index; the second is the whole truth.
    waiting = records.filter(latest__gt=F("released")).filter(latest__gt=Greatest(F("released"), F("turned_down")))
    return waiting.order_by("pk")


def waiting_among(records: list[Any], visit: Visit) -> list[Waiting]:
    """Three queries for all of them."""
    wanted = {record.key: record for record in records}
    versions = [
        each for each in Version.objects.filter(subject__in=list(wanted)) if each.number == wanted[each.subject].latest
    ]
    names = names_of({each.by for each in versions})
    units = short_unit_names({record.unit_id for record in records}, localdate(visit.at))
    return [
        Waiting(
            wanted[each.subject],
            units.get(wanted[each.subject].unit_id, ""),
            names[each.by],
            each,
            each.by == visit.actor.key,
        )
        for each in sorted(versions, key=lambda each: each.at)
    ]


@staff
@require_safe
@readers
def every(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All entries somebody may look at, the newest first, twenty at a time by key."""
    today = localdate(visit.at)
    shown, own = request.GET.get("show", ""), request.GET.get("own") == "1"
    entries = narrowed(visit, shown, own=own, today=today)
    here = {name: value for name, value in (("show", shown), ("own", "1" if own else "")) if value}
    found, around = page_of(request, entries, here)
    context = around | {
        "rows": rows(found, today),
        "shown": shown,
        "own": own,
        "choices": SHOWN,
        "query": urlencode(here),
        "has_unit": bool(visit.actor.units_as(*powers.UNIT)),
        "exports": powers.writes(visit.actor),
    }
    return pages.show(request, visit, "desk/knowledge/entries.html", context)


def page_of(request: HttpRequest, records: QuerySet[Any], here: Mapping[str, str]) -> tuple[list[Any], dict[str, Any]]:
    """The newest PER_PAGE records below the key `after` of the address, and for the context of their page: whether they
    are the first (`first`), and the query that leads on from `here` (`next`, "" at the end). One query.
    """
    after = whole(request.GET.get("after"))
    if after is not None:
        records = records.filter(pk__lt=after)
    found = list(records.order_by("-pk")[: PER_PAGE + 1])
    following = urlencode({**here, "after": found[PER_PAGE - 1].pk}) if len(found) > PER_PAGE else ""
    return found[:PER_PAGE], {"first": after is None, "next": following}


def narrowed(visit: Visit, shown: str, *, own: bool, today: date) -> QuerySet[Entry]:
    entries = access.entries_visible_to(visit.actor)
    if own:
        entries = entries.filter(unit__in=visit.actor.units_as(*powers.UNIT))
    over = Q(withdrawn_at__isnull=False) | Q(valid_until__lt=today)
    match shown:
        case "in-force":
            return entries.filter(released__gt=0, valid_from__lte=today).exclude(over)
        case "waiting":
            return awaiting(entries)
        case "late":
            return reviews_due(entries, today)
        case "over":
            return entries.filter(over)
    return entries


def rows(entries: list[Entry], today: date) -> list[Row]:
    """Two queries for all of them."""
    units = short_unit_names({each.unit_id for each in entries}, today)
    categories = category_names({each.category for each in entries if each.category})
    return [
        Row(each, units.get(each.unit_id, ""), categories.get(each.category, ""), state_of(each, today))
        for each in entries
    ]


def state_of(entry: Entry, today: date) -> str:
    """In a word, whether and why not an entry holds."""
    if entry.withdrawn_at is not None:
        return _("已停用")
    if not entry.released:
        return _("未发布")
    if entry.valid_from > today:
        return _("未到生效日期")
    return _("已到期") if not entry.in_force(today) else _("生效中")


@staff
@require_safe
@readers
def export(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The entries of the list as a table that `yihaotong knowledge import` reads again.

    Knowledge is said to everybody: no purpose is asked for.
    """
    if not powers.writes(visit.actor):
        raise Http404
    today = localdate(visit.at)
    entries = narrowed(visit, request.GET.get("show", ""), own=request.GET.get("own") == "1", today=today)
    pieces = csv_pieces([list(COLUMNS)], rows_of(entries), "utf-8-sig")
    name = f"{_('知识库')}-{today:%Y%m%d}.csv"
    return StreamingHttpResponse(
        pieces,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": str(content_disposition_header(True, name))},  # noqa: FBT003
    )
