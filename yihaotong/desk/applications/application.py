"""The page of one request: what is asked, where it stands until when and why, and the moves open to its reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yihaotong.applications import access, actions, supplying
from yihaotong.applications.charging import Fee, fee_of
from yihaotong.applications.models import Application
from yihaotong.applications.rules.clocks import ClockKind
from yihaotong.applications.rules.codes import ApplicantKind, Channel, Delivery, Ladder, Purpose, Stage, SupplyForm
from yihaotong.applications.rules.moves import MOVES, Move
from yihaotong.cases import forms
from yihaotong.cases.forms import Form
from yihaotong.cases.rules.fields import Kind
from yihaotong.cases.rules.numbers import whole
from yihaotong.clock import missed
from yihaotong.desk.applications import correcting, parts, picking, standing, story
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.journal.refusal import Refused

#: What a person writes himself, and would have to write again.
_WRITTEN = frozenset({Kind.TEXT, Kind.LINE})


@dataclass(frozen=True)
class Offer:
    """A move that is open now, with its form; the shape that desk/move.html knows."""

    move: Move
    form: Form
    opened: bool
    prefix: str
    number: int
    options: picking.Options


def found(visit: Visit, number: str) -> Application:
    return or_404(access.application_for, visit.actor, number)


#: Where somebody still looks whether what is given out hangs on the request.
_BEFORE_SENDING = frozenset({Stage.EXAMINING, Stage.IN_HAND, Stage.TO_SIGN, Stage.SIGNED})


@only()
def one(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    return page(request, visit, found(visit, number))


@only()
def move(request: HttpRequest, visit: Visit, number: str, name: str) -> HttpResponse:
    """Make one move of the table; refused, the same page with what was typed still in its form."""
    if name not in MOVES or name == "register":
        raise Http404
    if request.method != "POST":
        return redirect("desk:applications:one", number)
    application = found(visit, number)
    fields = MOVES[name].fields
    values = forms.typed(fields, request.POST)
    version = whole(request.POST.get("version"))
    fresh = version in (None, application.version)
    wrong = forms.checked(fields, values, prefix=f"{name}-")
    open_now = fresh and _is_open(application, visit, name)
    if wrong and open_now:
        return page(request, visit, application, (name, wrong), status=422)
    if name == "charge" and open_now and (fee := _unseen_fee(application, values, request.POST.get("seen", ""))):
        form = Form(values, heading=_("还没有发出：请核对金额和算法，对的再点一次"), prefix=f"{name}-")
        return page(request, visit, application, (name, form), fee=fee)
    try:
        moved = actions.move(
            application,
            name,
            actor=visit.actor,
            at=visit.at,
            data=forms.given(fields, values),
            expect=version,
            via="desk",
        )
    except Refused as refusal:
        form = forms.refused(values, refusal, prefix=f"{name}-")
        status = 422 if fresh else 409
        return page(request, visit, found(visit, number), (name, form), status=status)
    _warn(request, visit, moved, correcting.doubts(name, values))
    said = _("%(done)s，现在是“%(stage)s”。") % {"done": MOVES[name].done, "stage": Stage(moved.stage).label}
    messages.success(request, said, extra_tags=request.path)
    return redirect("desk:applications:one", number)


def _warn(request: HttpRequest, visit: Visit, moved: Application, doubts: Sequence[str]) -> None:
    """Make the letter that the move called for; say why there is none yet, and what was taken down as it stood."""
    for fault in actions.draw_missing(moved, actor=visit.actor, at=visit.at):
        messages.warning(request, _("文书还没有生成，系统会再试：%(why)s") % {"why": fault})
    for doubt in doubts:
        messages.warning(request, doubt)


def _is_open(application: Application, visit: Visit, name: str) -> bool:
    return name in {row.name for row in access.moves_open(application, visit.actor, visit.at)}


def _unseen_fee(application: Application, values: dict[str, str], seen: str) -> Fee | None:
    """The fee as it would be asked for, where the officer has not seen it yet; None where there is none to see."""
    try:
        fee = fee_of(application, Ladder(values["ladder"]), whole(values["pages"]))
        return fee if fee.yuan and seen != str(fee.yuan) else None
    except Refused:
        return None


@only()
def party(request: HttpRequest, visit: Visit, number: str, consultation: int) -> HttpResponse:
    """Who was asked for an opinion, opened once for a purpose; the page shows it this one time."""
    if request.method != "POST":
        return redirect("desk:applications:one", number)
    application = found(visit, number)
    asked = or_404(application.consultations.get, number=consultation)
    purpose = _purpose(request)
    if purpose is None:
        refused = {consultation: _("请先选择查看用途")}
        return page(request, visit, application, status=422, party_refused=refused)
    opened = actions.open_party(asked, actor=visit.actor, at=visit.at, purpose=purpose)
    return page(request, visit, application, party_opened={consultation: opened}, purpose=purpose)


def _purpose(request: HttpRequest) -> Purpose | None:
    return {each.value: each for each in Purpose}.get(request.POST.get("purpose", ""))


@only()
def identity(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    """Open the applicant's identity once, for a purpose; the page shows it this one time."""
    if request.method != "POST":
        return redirect("desk:applications:one", number)
    application = found(visit, number)
    purpose = _purpose(request)
    if purpose is None:
        return page(request, visit, application, status=422, identity_refused=_("请先选择查看用途"))
    try:
        opened = actions.open_identity(application, actor=visit.actor, at=visit.at, purpose=purpose)
    except Refused as refusal:
        return page(request, visit, application, status=403, identity_refused=refusal.message)
    return page(request, visit, application, opened=opened, purpose=purpose)


def page(
    request: HttpRequest,
    visit: Visit,
    application: Application,
    posted: tuple[str, Form] | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    lacking = access.lacking(application)
    offers = _offers(application, visit, posted, lacking)
    context = {
        "application": application,
        "stage": Stage(application.stage),
        "facts": _facts(application),
        "identity": access.masked_identity(application),
        "purposes": Purpose.choices(),
        "clocks": standing.clocks(application, visit.at),
        "entries": story.told(list(access.events(application))),
        "usual": [offer for offer in offers if not offer.move.rare],
        "rare": [offer for offer in offers if offer.move.rare],
        "rare_unfolded": bool(posted and MOVES[posted[0]].rare),
        "refused": posted[1] if posted else None,
        "left": _left(posted, offers),
        "simulated_here": application.simulated,
        "nothing_supplied": Stage(application.stage) in _BEFORE_SENDING and supplying.nothing_supplied(application),
        "unprintable": supplying.unprintable(application),
        "to_answer": any(offer.move.name == "answer_anew" for offer in offers),
        "may_give_up_after": _may_give_up_after(application, visit),
        "correcting": correcting.standing(application, lacking, visit.at),
        **parts.around(application, visit),
    }
    return show(request, visit, "desk/applications/one.html", context | more, status=status)


#: Whose time must have ended before an applicant counts as having given up.
_SILENCE = {Stage.TO_CORRECT: ClockKind.CORRECTION, Stage.TO_PAY: ClockKind.PAYMENT}


def _may_give_up_after(application: Application, visit: Visit) -> datetime | None:
    """When 视为放弃 will be open; None where it is, or never will be."""
    kind = _SILENCE.get(Stage(application.stage))
    due = access.due_of(application, kind) if kind else None
    return None if missed(due, visit.at) else due


def _facts(application: Application) -> dict[str, str]:
    return {
        "channel": Channel(application.channel).label,
        "kind": ApplicantKind(application.kind).label,
        "supply": SupplyForm(application.supply).label if application.supply else "",
        "delivery": Delivery(application.delivery).label if application.delivery else "",
    }


def _offers(
    application: Application, visit: Visit, posted: tuple[str, Form] | None, lacking: Sequence[str]
) -> Sequence[Offer]:
    open_now = access.moves_open(application, visit.actor, visit.at)
    every = [row for row in open_now if not any(each.kind is Kind.FILE for each in row.fields)]
    usual = [row for row in every if not row.rare]
    begun = {"ask_correction": {"defects": "\n".join(lacking)}}
    offers = []
    for place, row in enumerate(sorted(every, key=lambda row: row.rare), start=1):
        options = picking.options(application, row.name)
        fresh = Form(begun.get(row.name, {}) | picking.preset(options))
        mine = bool(posted and posted[0] == row.name)
        form = posted[1] if posted and mine else fresh
        opened = mine or (len(usual) == 1 and row is usual[0])
        offers.append(Offer(row, form, opened=opened, prefix=f"{row.name}-", number=place, options=options))
    return offers


def _left(posted: tuple[str, Form] | None, offers: Sequence[Offer]) -> list[tuple[str, str]]:
    """What was typed into a form that is open no more, so that it can be copied from the page."""
    if posted is None or posted[0] in {offer.move.name for offer in offers}:
        return []
    fields = MOVES[posted[0]].fields
    wrote = ((field, posted[1].values.get(field.name)) for field in fields if field.kind in _WRITTEN)
    return [(field.label, value) for field, value in wrote if isinstance(value, str) and value]
