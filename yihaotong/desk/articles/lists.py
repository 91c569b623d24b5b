"""Lists of articles: all of them narrowed, what waits for a reviewer, what goes out by itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import get_default_timezone, localdate, localtime
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of, short_unit_names
from yihaotong.articles import access
from yihaotong.articles.models import Article
from yihaotong.articles.rules.codes import Level, Progress
from yihaotong.articles.rules.limits import window
from yihaotong.articles.rules.moves import ENTERING, OFFICE, REVIEWERS
from yihaotong.cases.rules.numbers import whole
from yihaotong.clock import missed
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.gate import Visit

_PER_PAGE = 20
_MOST_WAITING = 100


@dataclass(frozen=True)
class Row:
    """One article in a list; `since` it stands where it stands."""

    article: Article
    title: str
    progress: str
    unit: str
    author: str
    since: datetime
    due: datetime | None
    late: bool
    public: bool


@dataclass(frozen=True)
class Pager:
    """Query strings; "" where there is no such page."""

    before: str
    after: str


def rows_of(articles: list[Article], visit: Visit) -> list[Row]:
    """As many queries for two as for fifty."""
    units = short_unit_names({each.unit_id for each in articles}, localdate(visit.at))
    names = names_of({each.author for each in articles})
    return [
        Row(
            each,
            each.latest.title if each.latest else "",
            each.at_progress.label,
            units.get(each.unit_id, ""),
            names[each.author],
            each.moved_at,
            each.due_at,
            each.due_at is not None and missed(each.due_at, visit.at),
            each.is_public,
        )
        for each in articles
    ]


@only()
def every(request: HttpRequest, visit: Visit) -> HttpResponse:
    """全部稿件，最近动过的在前，可按环节、科室和字词缩小"""
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("progress", "mine", "q", "unit")}
    found = _narrowed(access.visible_to(visit.actor), asked, visit)
    wanted = access.titled(_past(found, request.GET.get("after", ""))).order_by("-moved_at", "-pk")
    articles = list(wanted[: _PER_PAGE + 1])
    further, articles = len(articles) > _PER_PAGE, articles[:_PER_PAGE]
    kept = {name: value for name, value in asked.items() if value}
    following = urlencode(kept | {"after": f"{articles[-1].moved_at.timestamp()}_{articles[-1].pk}"}) if further else ""
    context: dict[str, Any] = {
        "rows": rows_of(articles, visit),
        "asked": asked,
        "narrowed": bool(kept),
        "choices": Progress.choices(),
        "page": Pager((urlencode(kept) or "q=") if request.GET.get("after") else "", following),
        "may_write": bool(ENTERING & visit.actor.roles),
        "may_review": bool(access.levels_of(visit.actor)),
        "keeps_lists": bool(OFFICE & visit.actor.roles),
    }
    return show(request, visit, "desk/articles/list.html", context)


def _narrowed(found: QuerySet[Article], asked: dict[str, str], visit: Visit) -> QuerySet[Article]:
    if asked["progress"] in {each.value for each in Progress}:
        found = found.filter(progress=asked["progress"])
    if asked["mine"]:
        found = found.filter(author=visit.actor.key)
    if unit := whole(asked["unit"]):
        found = found.filter(unit=unit)
    for word in asked["q"].split()[:3]:
        found = access.worded(found, word, version="latest", number="index_number")
    return found


def _past(found: QuerySet[Article], key: str) -> QuerySet[Article]:
    moment, _underscore, number = key.partition("_")
    try:
        at, pk = datetime.fromtimestamp(float(moment), get_default_timezone()), int(number)
    except (ValueError, OverflowError, OSError):
        return found
    return found.filter(Q(moved_at__lt=at) | Q(moved_at=at, pk__lt=pk), moved_at__lte=at)


@dataclass(frozen=True)
class Queue:
    """What waits for one level, and of it what this person may not do himself, with the reason."""

    level: str
    rows: list[tuple[Row, str]]


@only(*REVIEWERS)
def queue(request: HttpRequest, visit: Visit) -> HttpResponse:
    """等我审的稿件，先到期的在前；自己写过、审过的标明不能审"""
    queues = [_queue(level, visit) for level in access.levels_of(visit.actor)]
    waiting = sum(len(each.rows) for each in queues)
    return show(request, visit, "desk/articles/queue.html", {"queues": queues, "waiting": waiting})


def _queue(level: Level, visit: Visit) -> Queue:
    articles = list(access.queue(level)[:_MOST_WAITING])
    apart = access.not_for(articles, visit.actor)
    rows = rows_of(articles, visit)
    return Queue(level.label, [(row, _WHY.get(apart.get(row.article.pk, ""), "")) for row in rows])


_WHY = {"wrote": "您写过或改过，由别人审", "reviewed": "您审过另一级，由别人审"}


@only()
def scheduled(request: HttpRequest, visit: Visit) -> HttpResponse:
    """定时发布的日程，和三审已过、还没有定时的"""
    seen = access.visible_to(visit.actor).values("pk")
    planned = list(access.scheduled().filter(pk__in=seen)[:_MOST_WAITING])
    ready = access.visible_to(visit.actor).filter(progress=Progress.APPROVED.value, release_at=None)
    days: dict[Any, list[tuple[Article, Row]]] = {}
    for article, row in zip(planned, rows_of(planned, visit), strict=True):
        days.setdefault(localtime(article.release_at or visit.at).date(), []).append((article, row))
    since, until = window()
    context = {
        "days": list(days.items()),
        "ready": rows_of(list(access.titled(ready).order_by("moved_at")[:_MOST_WAITING]), visit),
        "window": _("%(since)s–%(until)s") % {"since": f"{since:%H:%M}", "until": f"{until:%H:%M}"},
    }
    return show(request, visit, "desk/articles/scheduled.html", context)
