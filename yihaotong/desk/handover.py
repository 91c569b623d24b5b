"""交班: what I leave, to whom; what somebody left to me; and the void cases that a shift leader looks at again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import Role, told_apart
from yihaotong.cases import actions, emergencies, leftovers
from yihaotong.cases.actions.handover import TakenBack
from yihaotong.cases.models import Case, Emergency
from yihaotong.cases.rules.handover import NOTE_LENGTH, TAKES_CALLS
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk import pages
from yihaotong.desk.found import case_or_404, or_404
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.subjects import by_name, register
from yihaotong.journal.refusal import Refused

register("handover", by_name("desk:handover_read"))
#: Open emergencies on the page at most.
_ALARMS = 20


def _check(visit: Visit) -> None:
    if not visit.actor.roles & TAKES_CALLS:
        raise Http404


def _giver(request: HttpRequest, visit: Visit) -> Person:
    """Whose things: one's own; a shift leader also those of whoever left some behind."""
    number = request.POST.get("from") or request.GET.get("from", "")
    if not number or number == str(visit.person.pk):
        return visit.person
    if Role.SHIFT_LEADER not in visit.actor.roles:
        raise Http404
    found = [person for person, _count in leftovers.left_behind(visit.at) if str(person.pk) == number]
    if not found:
        raise Http404
    return found[0]


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is to be handed over, ticked; to whom, the next shift first."""
    _check(visit)
    giver = _giver(request, visit)
    return _give(request, visit, giver) if request.method == "POST" else _page(request, visit, giver)


def _give(request: HttpRequest, visit: Visit, giver: Person) -> HttpResponse:
    able = {str(each.person.pk): each.person for each in leftovers.candidates(giver, visit.at)}
    receiver = able.get(request.POST.get("receiver", ""))
    try:
        if receiver is None:
            raise Refused("missing", _("请选择交给谁"), "receiver")
        made = actions.hand_over(
            giver,
            actor=visit.actor,
            at=visit.at,
            receiver=receiver,
            drafts=_tokens(request.POST.getlist("draft")),
            follow_ups=_tokens(request.POST.getlist("follow_up")),
            emergencies=[number for each in request.POST.getlist("emergency") if (number := whole(each)) is not None],
        )
    except Refused as refusal:
        return _page(request, visit, giver, refusal)
    messages.success(request, _("已交给 %(name)s，对方会收到提醒。") % {"name": made.receiver.name})
    return redirect("desk:handover_read", made.pk)


def _tokens(written: list[str]) -> list[UUID]:
    """Those that are tokens at all."""
    found = []
    for each in written:
        try:
            found.append(UUID(each))
        except ValueError:
            continue
    return found


def _page(request: HttpRequest, visit: Visit, giver: Person, refusal: Refused | None = None) -> HttpResponse:
    left, own = leftovers.leftovers_of(giver), giver.pk == visit.person.pk
    # Whoever passes on what somebody else left behind does not read it: those drafts have no titles.
    drafts = actions.drafts_of(giver) if own else left.drafts
    # What is on the way is not given twice; it stands below, among those that are talked over.
    on_the_way = leftovers.emergencies_on_the_way(giver)
    alarms = list(leftovers.emergencies_to_give(giver, visit.actor).exclude(pk__in=on_the_way)[:_ALARMS])
    named = {each.pk for each in alarms}
    running = Emergency.objects.filter(closed_at=None).order_by("due_at", "pk")[:_ALARMS]
    context: dict[str, Any] = {
        "giver": giver,
        "own": own,
        "left": left,
        "drafts": drafts,
        "alarms": emergencies.timed(alarms, visit.at),
        "anything": bool(drafts or left.follow_ups or alarms),
        "able": _able(giver, visit.at),
        "given": leftovers.handovers_from(giver) if own else [],
        "emergencies": emergencies.timed([each for each in running if each.pk not in named], visit.at),
        "refusal": refusal,
        "receiver": request.POST.get("receiver", ""),
        "cases": [*left.waiting, *(each.follow_up.case for each in left.follow_ups)],
    }
    return pages.show(request, visit, "desk/handover/give.html", context, status=422 if refusal else 200)


@dataclass(frozen=True)
class Able:
    """Those who may take it: on duty now, next, or not on the roster; each with his name, told apart from another
    of the same, and whether he has just done something at his desk."""

    label: str
    people: list[tuple[leftovers.Candidate, str, bool]]


def _able(giver: Person, at: datetime) -> list[Able]:
    found = leftovers.candidates(giver, at)
    here = leftovers.just_here([each.person for each in found], at)
    on = [each for each in found if each.shift and each.shift.starts_at <= at]
    coming = [each for each in found if each.shift and each.shift.starts_at > at]
    rest = [each for each in found if not each.shift]
    groups = ((_("现在当班"), on), (_("接下来当班"), coming), (_("值班表上没有排"), rest))
    names = told_apart({each.person.pk: (each.person.name, each.person.username) for each in found})
    return [
        Able(label, [(each, names[each.person.pk], each.person.pk in here) for each in able])
        for label, able in groups
        if able
    ]


@staff
@require_safe
def read(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """What was handed over, for the two whom it concerns and whoever did it for another."""
    made = or_404(leftovers.handover_for, visit.person, number)
    context = {
        "handover": made,
        "parts": dict(leftovers.parts_of(made)),
        "mine": made.giver_id == visit.person.pk,
        "to_me": made.receiver_id == visit.person.pk,
        "drafts": actions.drafts_of(visit.person),
        "follow_ups": leftovers.follow_ups_of(visit.person),
        "alarms": emergencies.timed(leftovers.emergencies_of(visit.person)[:_ALARMS], visit.at),
        "may_take_back": leftovers.may_take_back(made, visit.actor),
    }
    return pages.show(request, visit, "desk/handover/read.html", context)


@staff
@require_POST
def accept(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    made = or_404(leftovers.handover_for, visit.person, number)
    try:
        actions.accept(made, receiver=visit.person, at=visit.at)
    except Refused as refusal:
        if refusal.code == "not-yours":
            raise Http404 from None
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("已接班。"))
    return redirect("desk:home")


@staff
@require_POST
def take_back(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Have back what nobody has taken yet."""
    made = or_404(leftovers.handover_for, visit.person, number)
    try:
        taken = actions.take_back(made, actor=visit.actor, at=visit.at)
    except Refused as refusal:
        if refusal.code == "not-yours":
            raise Http404 from None
        messages.error(request, refusal.message)
        return redirect("desk:handover_read", made.pk)
    messages.success(request, _taken_back(taken, visit))
    return redirect("desk:home")


def _taken_back(taken: TakenBack, visit: Visit) -> str:
    """Whose it is again, and what did not come back."""
    giver = taken.handover.giver
    if not taken.own:
        said = [_("已收回。")]
    elif giver.pk == visit.person.pk:
        said = [_("已收回，又是您的了。")]
    else:
        said = [_("已收回，又是%(name)s的了。") % {"name": giver.name}]
    if taken.keepers:
        said.append(_("别人的紧急情况仍由%(names)s跟进。") % {"names": "、".join(taken.keepers)})
    if taken.gone:
        said.append(_("有 %(count)d 件已经办完或又交给了别人，没有收回。") % {"count": taken.gone})
    return "".join(said)


# --- follow-ups ---------------------------------------------------------------------------------------------------


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, visit: Visit, order_no: str) -> HttpResponse:
    """Mark a case to come back to, or say that it is done with."""
    _check(visit)
    case = case_or_404(visit, order_no)
    kept = leftovers.follow_up_on(case, visit.person)
    note = request.POST.get("note", "")
    if request.method != "POST":
        return _follow_up_page(request, visit, case, next((each.note for each in _of(visit, case)), ""))
    try:
        if request.POST.get("do") == "done":
            if kept:
                actions.followed_up(kept, owner=visit.person, at=visit.at)
            messages.success(request, _("已跟进完，从待跟进里去掉了。"))
        else:
            actions.follow_up(case, owner=visit.person, actor=visit.actor, at=visit.at, note=note)
            messages.success(request, _("已记入待跟进，在“今天”里看得到。"))
    except Refused as refusal:
        return _follow_up_page(request, visit, case, note, refusal)
    return redirect("desk:case", case.order_no)


def _of(visit: Visit, case: Case) -> list[leftovers.Followed]:
    return [each for each in leftovers.follow_ups_of(visit.person) if each.follow_up.case_id == case.pk]


def _follow_up_page(
    request: HttpRequest, visit: Visit, case: Case, note: str, refusal: Refused | None = None
) -> HttpResponse:
    context = {
        "case": case,
        "note": note,
        "kept": leftovers.follow_up_on(case, visit.person),
        "longest": NOTE_LENGTH,
        "refusal": refusal,
    }
    return pages.show(request, visit, "desk/handover/follow_up.html", context, status=422 if refusal else 200)


# --- void cases, looked at again ------------------------------------------------------------------------------------


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def void_samples(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One in ten of what was made void: rightly so, or restored on its page."""
    if not leftovers.may_check(visit.actor):
        raise Http404
    found = leftovers.void_samples(visit.at)
    if request.method != "POST":
        return pages.show(request, visit, "desk/handover/void_samples.html", {"samples": found, "cases": found})
    case = next((each for each in found if each.order_no == request.POST.get("case")), None)
    if case is not None:
        try:
            actions.check_void(case, actor=visit.actor, at=visit.at)
            messages.success(request, _("%(no)s 判得对，已记下。") % {"no": case.order_no})
        except Refused as refusal:
            messages.error(request, refusal.message)
    return redirect("desk:void_samples")
