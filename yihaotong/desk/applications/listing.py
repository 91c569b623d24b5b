"""The list of requests: what waits first, narrowed by where it stands and how it came; found by number or words."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from yihaotong.applications import access
from yihaotong.applications.models import Application
from yihaotong.applications.rules.codes import OPEN, ApplicantKind, Channel, Stage
from yihaotong.cases.rules.lights import latest_missed
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.gate import Visit

PER_PAGE = 30
_LONGEST = 60


@dataclass(frozen=True)
class Asked:
    """What the address asks for; what it does not know is left out."""

    stage: str = ""
    channel: str = ""
    late: bool = False
    words: str = ""
    every: bool = False

    @property
    def query(self) -> str:
        parts = {"stage": self.stage, "channel": self.channel, "q": self.words}
        given = {name: value for name, value in parts.items() if value}
        flags = {name: "1" for name, on in (("late", self.late), ("every", self.every)) if on}
        return urlencode(given | flags)


@dataclass(frozen=True)
class Row:
    application: Application
    stage: Stage
    channel: Channel
    kind: ApplicantKind
    late: bool
    open: bool


@only()
def every(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Open ones, the nearest limit first; with `every` the ended ones, too, the newest first."""
    asked = _asked(request)
    found = narrowed(access.visible_to(visit.actor), asked, visit.at)
    page = whole(request.GET.get("page")) or 1
    rows = list(_sorted(found, asked)[(page - 1) * PER_PAGE : page * PER_PAGE + 1])
    more = len(rows) > PER_PAGE
    context = {
        "rows": [_row(each, visit.at) for each in rows[:PER_PAGE]],
        "asked": asked,
        "stages": Stage.choices(),
        "channels": Channel.choices(),
        "page": {
            "before": _at(asked, page - 1) if page > 1 else "",
            "after": _at(asked, page + 1) if more else "",
        },
        "may_register": "disclosure_officer" in visit.actor.roles,
        "title": _("依申请公开"),
    }
    return show(request, visit, "desk/applications/list.html", context)


def _asked(request: HttpRequest) -> Asked:
    given = request.GET
    stage, channel = given.get("stage", ""), given.get("channel", "")
    return Asked(
        stage if stage in set(Stage) else "",
        channel if channel in set(Channel) else "",
        given.get("late") == "1",
        " ".join(given.get("q", "").replace("\x00", "").split())[:_LONGEST],
        given.get("every") == "1",
    )


def narrowed(found: QuerySet[Application], asked: Asked, at: datetime) -> QuerySet[Application]:
    if asked.stage:
        found = found.filter(stage=asked.stage)
    elif not (asked.every or asked.words):
        found = found.filter(stage__in=[stage.value for stage in OPEN])
    if asked.channel:
        found = found.filter(channel=asked.channel)
    if asked.late:
        found = found.filter(due_at__lte=latest_missed(at), stage__in=[stage.value for stage in OPEN])
    if asked.words:
        found = found.filter(Q(number__iexact=asked.words) | Q(description__icontains=asked.words))
    return found


def _sorted(found: QuerySet[Application], asked: Asked) -> QuerySet[Application]:
    if asked.every or asked.words:
        return found.order_by("-pk")
    return found.order_by(F("due_at").asc(nulls_last=True), "pk")


def _at(asked: Asked, page: int) -> str:
    return "&".join(filter(None, [asked.query, urlencode({"page": page})]))


def _row(each: Application, at: datetime) -> Row:
    stage = Stage(each.stage)
    late = stage in OPEN and each.due_at is not None and each.due_at <= latest_missed(at)
    return Row(each, stage, Channel(each.channel), ApplicantKind(each.kind), late, stage in OPEN)
