"""What waits in quality: samples to score, appeals to decide, the draws."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yihaotong.accounts.rules import Actor
from yihaotong.cases.identities import titles_for
from yihaotong.desk import pages, subjects
from yihaotong.desk.gate import Visit, staff
from yihaotong.journal.refusal import Refused
from yihaotong.quality import access, actions
from yihaotong.quality.models import Draw, Sample
from yihaotong.quality.rules.codes import Per, Work
from yihaotong.quality.rules.who import may, works_scored_by

subjects.register("sample", subjects.by_name("desk:quality:sample"))

#: So many samples on the page; the oldest come first and make room.
_SHOWN = 50
_DRAWS = 6


@dataclass(frozen=True)
class Tab:
    """One kind of work: how many samples wait."""

    work: Work | None
    label: str
    count: int
    current: bool


@dataclass(frozen=True)
class Row:
    """One waiting sample; the person is hidden where it is scored blind."""

    sample: Sample
    title: str
    work: str
    who: str


def runs_quality(actor: Actor) -> bool:
    """Whether the page of waiting samples is for this actor; everybody else has his own results."""
    return bool(works_scored_by(actor.roles)) or may("figures.read", actor.roles)


def about(visit: Visit) -> dict[str, bool]:
    """Which pages of quality this actor finds in the row of links."""
    roles = visit.actor.roles
    return {
        "may_figures": may("figures.read", roles),
        "may_plan": may("plan.set", roles),
        "may_draw": may("draw.begin", roles),
        "may_score": bool(works_scored_by(roles)),
    }


@staff
@require_safe
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What waits for this actor's judgement; whoever has none goes to his own results."""
    if not runs_quality(visit.actor):
        if not pages.sees_cases(visit):
            raise Http404
        return redirect("desk:quality:mine")
    chosen = next((work for work in Work if work.value == request.GET.get("work")), None)
    counts = access.waiting_by_work(visit.actor)
    found = access.waiting(visit.actor).select_related("case", "person")
    if chosen:
        found = found.filter(work=chosen.value)
    samples = list(found[:_SHOWN])
    titles = titles_for([sample.case for sample in samples], visit.actor)
    total = counts.get(chosen, 0) if chosen else sum(counts.values())
    context: dict[str, Any] = {
        "tabs": _tabs(counts, chosen),
        "rows": [_row(sample, titles[sample.case_id]) for sample in samples],
        "total": total,
        "further": max(0, total - len(samples)),
        "cases": [sample.case for sample in samples],
        "appeals": [(each, Work(each.sample.work).label) for each in access.appeals_open(visit.actor)[:_SHOWN]],
        "draws": [(each, Per(each.per).label) for each in access.draws()[:_DRAWS]],
        "due": [(per.label, since, until) for per, since, until in access.draws_due(localdate(visit.at))],
    }
    return pages.show(request, visit, "desk/quality/home.html", context | about(visit))


def _tabs(counts: dict[Work, int], chosen: Work | None) -> list[Tab]:
    tabs = [Tab(None, _("全部"), sum(counts.values()), chosen is None)]
    return [*tabs, *(Tab(work, work.label, count, work is chosen) for work, count in counts.items())]


def _row(sample: Sample, title: str) -> Row:
    return Row(sample, title, Work(sample.work).label, "" if sample.blind else sample.person.name)


@staff
@require_POST
def draw(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Begin what is due, and go on with what was begun."""
    if not may("draw.begin", visit.actor.roles):
        raise Http404
    try:
        for per, since, until in access.draws_due(localdate(visit.at)):
            actions.begin_draw(per, since, until, actor=visit.actor, at=visit.at)
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect("desk:quality:home")
    unfinished = list(Draw.objects.filter(ended_at=None).order_by("pk"))
    done = [each for each in unfinished if actions.continue_draw(each, at=visit.at)]
    if len(done) < len(unfinished):
        messages.info(request, _("抽样已开始，作业进程会接着做完；也可以再点一次继续。"))
    else:
        taken = access.taken_by(each.pk for each in done)
        messages.success(request, _("抽样完成，抽到 %(taken)d 件。") % {"taken": taken})
    return redirect("desk:quality:home")
