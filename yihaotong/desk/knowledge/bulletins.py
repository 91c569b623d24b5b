"""公告口径: what holds now, for every operator; entering it, extending it, ending it."""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yihaotong.cases.rules.moves import MOVES
from yihaotong.desk import pages
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.knowledge.finding import said
from yihaotong.desk.knowledge.forms import (
    answer_code,
    expected,
    in_form,
    newest,
    readers,
    revised,
    told_in_turn,
    typed,
    unit_named,
    units,
)
from yihaotong.desk.knowledge.keeping import PER_PAGE, awaiting, page_of
from yihaotong.journal.refusal import Refused
from yihaotong.knowledge import access, actions
from yihaotong.knowledge.models import Bulletin
from yihaotong.knowledge.rules import contents, powers

#: How long an outage is said to last until somebody knows better.
_USUAL = timedelta(hours=8)


def _found(visit: Visit, code: str) -> Bulletin:
    return or_404(access.bulletin_for, visit.actor, code)


@staff
@require_safe
@readers
def in_force(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What every operator must know now, alone, for a page that stands open: `place` narrows it to one place."""
    found = access.bulletins_in_force(visit.at, place=request.GET.get("place", "")[:12])
    context = {"bulletins": said(found, visit), "may_answer": _answers(visit) and request.GET.get("answers") == "1"}
    return render(request, "desk/knowledge/_bulletins.html", context)


def _answers(visit: Visit) -> bool:
    return "answer" in MOVES and bool(MOVES["answer"].by & visit.actor.roles)


@staff
@require_safe
@readers
def every(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Those in force, those that wait, and what was before, twenty at a time by key."""
    visible = access.bulletins_visible_to(visit.actor)
    now = access.bulletins_in_force(visit.at)
    waiting = list(awaiting(visible.filter(ended_at=None))[:PER_PAGE])
    past, around = page_of(request, visible.exclude(pk__in=[each.pk for each in [*now, *waiting]]), {})
    context = around | {
        "now_in_force": said(now, visit),
        "waiting": said(waiting, visit),
        "past": said(past, visit),
        "writes": powers.writes(visit.actor),
    }
    return pages.show(request, visit, "desk/knowledge/bulletins.html", context)


@staff
@require_safe
@readers
def read(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """One bulletin with all that became of it."""
    return _page(request, visit, _found(visit, code))


def _page(
    request: HttpRequest, visit: Visit, bulletin: Bulletin, refusal: Refused | None = None, act_refused: str = ""
) -> HttpResponse:
    kept = access.versions_of(bulletin.key)
    writes = powers.writes_for(visit.actor, bulletin.unit_id)
    shown = kept if writes else [each for each in kept if each.released_at]
    waiting = kept[0] if bulletin.awaits_release and kept else None
    context = {
        "each": said([bulletin], visit)[0],
        "bulletin": bulletin,
        "in_force": bulletin.in_force(visit.at),
        "over": bulletin.ended_at is not None or bulletin.until <= visit.at,
        "until": f"{localtime(bulletin.until):%Y-%m-%dT%H:%M}",
        "writes": writes,
        "keeps": powers.keeps(visit.actor),
        "waiting": waiting,
        "waits": json.loads(waiting.content) if waiting and writes else None,
        "may_release": waiting is not None
        and powers.keeps(visit.actor)
        and powers.may_release(visit.actor, bulletin.unit_id, [waiting.by]),
        "versions": told_in_turn(contents.BULLETIN, shown),
        "refusal": refusal,
        "act_refused": act_refused,
        "sent": request.POST,
    }
    return pages.show(request, visit, "desk/knowledge/bulletin.html", context, status=answer_code(refusal))


@staff
@require_http_methods(["GET", "HEAD", "POST"])
@readers
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A new bulletin: in force at once from a keeper, else when a keeper releases it."""
    choices = units(visit)
    if not choices:
        raise Http404
    if request.method != "POST":
        start = {
            "unit": choices[0][0] if len(choices) == 1 else "",
            "since": f"{localtime(visit.at):%Y-%m-%dT%H:%M}",
            "until": f"{localtime(visit.at + _USUAL):%Y-%m-%dT%H:%M}",
        }
        return _form(request, visit, None, start)
    values = typed(contents.BULLETIN, request.POST) | {"unit": request.POST.get("unit", "")}
    try:
        bulletin = actions.announce(values, actor=visit.actor, at=visit.at, unit=unit_named(values["unit"]))
    except Refused as refusal:
        return _form(request, visit, None, values, refusal)
    return _saved(request, bulletin)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
@readers
def edit(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """Change the newest version of a bulletin."""
    bulletin = _found(visit, code)
    if not powers.writes_for(visit.actor, bulletin.unit_id):
        raise Http404
    if request.method != "POST":
        return _form(request, visit, bulletin, newest(bulletin, contents.BULLETIN))
    values = revised(contents.BULLETIN, request)
    try:
        saved = actions.revise_bulletin(
            bulletin, values, actor=visit.actor, at=visit.at, expect=values["version"], note=values["note"]
        )
    except Refused as refusal:
        return _form(request, visit, bulletin, values, refusal)
    return _saved(request, saved)


def _saved(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    messages.success(request, _("已发布") if not bulletin.awaits_release else _("已保存，等待中心的班长或督办员发布"))
    return redirect("desk:knowledge:bulletin", bulletin.code)


def _form(
    request: HttpRequest,
    visit: Visit,
    bulletin: Bulletin | None,
    values: Mapping[str, Any],
    refusal: Refused | None = None,
) -> HttpResponse:
    context = in_form(visit, contents.BULLETIN, bulletin, values, refusal) | {
        "bulletin": bulletin,
        "units": [] if bulletin else units(visit),
        "keeps": powers.keeps(visit.actor),
    }
    return pages.show(request, visit, "desk/knowledge/bulletin_form.html", context, status=answer_code(refusal))


_ACTS: dict[str, tuple[Callable[[Bulletin, HttpRequest, Visit], Any], Any]] = {
    "release": (
        lambda bulletin, request, visit: actions.release_bulletin(
            bulletin, actor=visit.actor, at=visit.at, expect=expected(request)
        ),
        lambda: _("已发布，话务员现在就能看到"),
    ),
    "turn-down": (
        lambda bulletin, request, visit: actions.turn_down(
            bulletin, actor=visit.actor, at=visit.at, expect=expected(request), reason=request.POST.get("reason", "")
        ),
        lambda: _("已退回，编写人可以改后再送"),
    ),
    "extend": (
        lambda bulletin, request, visit: actions.extend(
            bulletin, actor=visit.actor, at=visit.at, expect=expected(request), until=request.POST.get("until", "")
        ),
        lambda: _("已改预计结束时间"),
    ),
    "end": (
        lambda bulletin, _request, visit: actions.end(bulletin, actor=visit.actor, at=visit.at),
        lambda: _("已结束，话务员不再看到"),
    ),
}


@staff
@require_POST
@readers
def act(request: HttpRequest, visit: Visit, code: str, do: str) -> HttpResponse:
    """One button of the page: release, turn-down, extend, end."""
    bulletin = _found(visit, code)
    if do not in _ACTS:
        raise Http404
    acts, says = _ACTS[do]
    try:
        acts(bulletin, request, visit)
    except Refused as refusal:
        return _page(request, visit, Bulletin.objects.get(pk=bulletin.pk), refusal, do)
    messages.success(request, says())
    return redirect("desk:knowledge:bulletin", bulletin.code)
