"""The page of one case: what it says, who holds it until when and why, and the moves open to whoever reads it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yihaotong.accounts.access import name_of, on_duty, unit_names
from yihaotong.accounts.rules import Role
from yihaotong.cases import access, actions, allotting, attachments, forms
from yihaotong.cases.actions.clocks import derive
from yihaotong.cases.forms import Form
from yihaotong.cases.identities import words_for
from yihaotong.cases.models import CallBack, Case
from yihaotong.cases.rules.attaching import RemovalReason
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import OPEN, Channel, RequestType, Secrecy, Stage, Urgency
from yihaotong.cases.rules.conditions import ATTEMPTS_NEEDED, half_days
from yihaotong.cases.rules.fields import Kind
from yihaotong.cases.rules.identity import Purpose, may_open, purposes_of
from yihaotong.cases.rules.moves import MOVES, STAGE_CLOCK, Move, Reach
from yihaotong.cases.rules.numbers import whole
from yihaotong.cases.standing import Standing, standings
from yihaotong.clock import Step
from yihaotong.desk import asides, emergencies, evidence, inviting, pages, sealed_content, story, unit_side
from yihaotong.desk.facts import said
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.intake import category_groups
from yihaotong.desk.suggesting import Suggested, units_for
from yihaotong.dispatch.access import Named, categories_named, place_name
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused

#: The lines that may leave the answer.
_ANSWERS = ("case.reply", "case.import", "case.answer", "case.share")


@dataclass(frozen=True)
class Offer:
    """A move that is open now, with its form: the `number`-th on the page. `prefix` keeps the ids of forms apart."""

    move: Move
    form: Form
    opened: bool
    prefix: str
    number: int


@dataclass(frozen=True)
class Timed:
    """A clock with its derivation."""

    standing: Standing
    steps: Sequence[Step]


@dataclass(frozen=True)
class Posted:
    """What came back from a refused move: which one, and its form."""

    move: str
    form: Form


def _case(visit: Visit, order_no: str) -> Case:
    try:
        return access.case_for(visit.actor, order_no)
    except Case.DoesNotExist:
        raise Http404 from None


@staff
@require_safe
def read(request: HttpRequest, visit: Visit, order_no: str) -> HttpResponse:
    return _page(request, visit, _case(visit, order_no))


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, visit: Visit, order_no: str, name: str) -> HttpResponse:
    """Make one move of the table. Refused: the same page, what happened since, and the text still in the form.

    Whoever reloads that page or comes to it from the sign-in gets the case.
    """
    if name not in MOVES:
        raise Http404
    if request.method != "POST":
        return redirect("desk:case", order_no)
    case = _case(visit, order_no)
    fields = MOVES[name].fields
    values = forms.typed(fields, request.POST)
    version, seen = whole(request.POST.get("version")), whole(request.POST.get("seen"))
    since = _since(case, seen)
    fresh = version in (None, case.version)
    wrong = forms.checked(fields, values, prefix=f"{name}-")
    if wrong and fresh and name in {row.name for row in access.moves_open(case, visit.actor, visit.at)}:
        return _page(request, visit, case, Posted(name, wrong), status=422)
    try:
        moved = actions.move(
            case, name, actor=visit.actor, at=visit.at, data=forms.given(fields, values), expect=version, via="desk"
        )
    except Refused as refusal:
        form = forms.refused(values, refusal, prefix=f"{name}-", since=since)
        status = 422 if fresh else 409
        return _page(request, visit, _case(visit, order_no), Posted(name, form), status=status)
    return _moved(request, visit, moved, MOVES[name])


def _moved(request: HttpRequest, visit: Visit, case: Case, row: Move) -> HttpResponse:
    said = _("%(order_no)s 已%(move)s，现在是“%(stage)s”。") % {
        "order_no": case.order_no,
        "move": row.label,
        "stage": Stage(case.stage).label,
    }
    if Stage(case.stage).label in (row.label, f"已{row.label}"):
        said = _("%(order_no)s 已%(move)s。") % {"order_no": case.order_no, "move": row.label}
    said = said if row.target else _("已记下：%(move)s。") % {"move": row.label} + _tries(case, row)
    # The browser forgets what it kept of the form that was sent here.
    messages.success(request, said, extra_tags=request.path)
    if access.visible_to(visit.actor).filter(pk=case.pk).exists():
        return redirect("desk:case", case.order_no)
    return redirect("desk:home")


def _tries(case: Case, row: Move) -> str:
    """After a call-back that reached nobody: how many half days have been tried, and how many are needed."""
    if row.name != "attempt":
        return ""
    tried = CallBack.objects.filter(case=case, reached=False).values_list("at", flat=True)
    told = {"done": half_days(tuple(map(localtime, tried))), "needed": ATTEMPTS_NEEDED, "calls": len(tried)}
    return _("打过 %(calls)d 次，算 %(done)d 个半天；在 %(needed)d 个不同的半天都没打通，才能按“未联系上”办结。") % told


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: HttpRequest, visit: Visit, order_no: str) -> HttpResponse:
    """Open the sealed identity once, for a purpose; the page shows it this one time."""
    if request.method != "POST":
        return redirect("desk:case", order_no)
    case = _case(visit, order_no)
    purpose = {each.value: each for each in Purpose}.get(request.POST.get("purpose", ""))
    if purpose is None:
        refusal = Refused("missing", _("请先选择查看用途"), "purpose")
        return _page(request, visit, case, identity_refused=refusal, status=422)
    try:
        opened = actions.open_identity(case, actor=visit.actor, at=visit.at, purpose=purpose)
    except Refused as refusal:
        status = 422 if refusal.field == "purpose" else 403
        return _page(request, visit, case, identity_refused=refusal, status=status)
    # Whoever takes calls may tell a caller his code again, once he has seen who it belongs to.
    code = actions.query_code(case.order_no) if MOVES["file"].by & visit.actor.roles else ""
    return _page(request, visit, case, opened=opened, purpose=purpose, query_code=code)


def _since(case: Case, seen: int | None) -> tuple[str, ...]:
    """What happened after the page was loaded: 张三 11-22 20:15 签收."""
    if seen is None:
        return ()
    told = story.entries(case, access.history(case).filter(pk__gt=seen))  # of these only who did what
    return tuple(story.sentence(entry) for entry in told if not entry.read)


def _page(
    request: HttpRequest, visit: Visit, case: Case, posted: Posted | None = None, *, status: int = 200, **more: Any
) -> HttpResponse:
    lines = list(access.history(case))
    words = words_for(case, visit.actor)
    entries = story.entries(case, emergencies.with_story(lines, case, visit), words)
    offers = _offers(case, visit, posted)
    pending = asides.pending(case, visit)
    category = categories_named([case.category], localdate(visit.at)).get(case.category)
    context = {
        "case": case,
        "said": said(case, words),
        "facts": _facts(case, category),
        "retired": category if category and category.retired else None,
        "tell_retired": Role.DISPATCHER in visit.actor.roles and Stage(case.stage) in OPEN,
        "holder": _holder(case, lines, visit),
        "clocks": _clocks(case, visit.at),
        "pending": pending,
        "late": asides.late(case, words),
        "family": asides.family(case, visit),
        "entries": entries[::-1],
        "answer": next((entry for entry in entries[::-1] if entry.text and entry.kind in _ANSWERS), None),
        "to_sign": _to_sign(case, lines),
        "seen": lines[-1].pk if lines else 0,
        "identity": actions.masked(case),
        "identity_sealed": _sealed(case, visit),
        "purposes": [(each.value, each.label) for each in purposes_of(visit.actor.roles)],
        "attachments": attachments.shown(case, visit.actor, visit.at),
        "may_attach": attachments.may_attach(case, visit.actor),
        "offered": attachments.offered(),
        "removal_reasons": RemovalReason.choices(),
        "offers": offers,
        **_parted(offers, posted),
        **unit_side.around(case, visit, offers),
        **emergencies.on_case(case, visit),
        **sealed_content.on_case(case, visit),
        **evidence.on_case(case, visit),
        **inviting.on_case(case, visit),
        "stranded": _stranded(posted, offers),
        "refused_move": posted,
        "watermark": case.order_no,
    }
    return pages.show(
        request, visit, "desk/case.html", context | _choices(case, visit, offers, pending) | more, status=status
    )


def _sealed(case: Case, visit: Visit) -> str:
    """Why this reader may not open the identity; "" when he may."""
    try:
        may_open(visit.actor.roles, Secrecy(case.secrecy), Stage(case.stage), holds=access.holds(case, visit.actor))
    except Refused as refusal:
        return refusal.message
    return ""


def _facts(case: Case, category: Named | None) -> dict[str, str]:
    """The words for the codes of a case."""
    return {
        "request_type": RequestType(case.request_type).label,
        "urgency": Urgency(case.urgency).label if case.urgency != Urgency.NORMAL.value else "",
        "secrecy": Secrecy(case.secrecy).label if case.secrecy != Secrecy.NORMAL.value else "",
        "channel": Channel(case.channel).label,
        "category": category.name if category else "",
        "place": place_name(case.place) if case.place else "",
    }


@dataclass(frozen=True)
class Holder:
    """Who holds the case, since when, and whom to call there now; `unit` "" is the centre. `person`: to whom within
    the unit it was allotted, for whoever may know; "" for nobody."""

    unit: str
    since: datetime
    person: str = ""
    phone: str = ""
    answers: str = ""


def _holder(case: Case, lines: Sequence[Line], visit: Visit) -> Holder | None:
    at = visit.at
    spans = access.holdings(lines)
    if not spans or spans[-1].until is not None:
        return None
    if spans[-1].unit is None or case.lead_unit is None:
        return Holder("", spans[-1].since)
    unit = case.lead_unit
    duty = on_duty(unit, at)
    names = unit_names({unit.pk, duty.unit_id if duty else unit.pk}, localdate(at))
    held = Holder(names[unit.pk], spans[-1].since, name_of(f"person:{case.handler_id}") if case.handler_id else "")
    if duty is None:
        return held
    answers = name_of(f"person:{duty.person_id}") if duty.person_id else _("夜间值班电话")
    if duty.unit_id != unit.pk:
        answers = f"{names[duty.unit_id]} {answers}"
    return replace(held, phone=duty.phone, answers=answers)


def _clocks(case: Case, at: datetime) -> dict[str, list[Timed]]:
    """Those that run, the clock of the stage first, and those that have ended. A follower shows its parent's, too."""
    leading = access.parent_of(case) if case.stage == Stage.FOLLOWING.value else case
    own = STAGE_CLOCK.get(Stage(leading.stage))
    clocks = list(case.clocks.select_related("unit").order_by("pk"))
    if leading is not case:
        theirs = leading.clocks.select_related("unit").filter(met_at=None, dropped_at=None)
        clocks += theirs.exclude(kind=ClockKind.TOTAL.value).order_by("pk")
    timed = [Timed(standing, derive(standing.clock).derivation) for standing in standings(clocks, at)]
    running = [each for each in timed if each.standing.clock.running]
    return {
        "running": sorted(running, key=lambda each: each.standing.kind is not own),
        "ended": [each for each in timed if not each.standing.clock.running],
    }


def _offers(case: Case, visit: Visit, posted: Posted | None) -> list[Offer]:
    """The moves of the table that are open now, the usual ones first. A single usual one that takes the case on, or
    the refused one, stands open."""
    every = access.moves_open(case, visit.actor, visit.at)
    open_now = _without_excuses(case, [row for row in every if not row.uploads])
    usual = [row for row in open_now if not row.rare]
    single = usual[0] if len(usual) == 1 and (usual[0].target or len(open_now) == 1) else None
    return [
        Offer(
            row,
            posted.form if posted and posted.move == row.name else Form(_known(row, case)),
            opened=row is single or bool(posted and posted.move == row.name),
            prefix=f"{row.name}-",
            number=number,
        )
        for number, row in enumerate(sorted(open_now, key=lambda row: row.rare), start=1)
    ]


def _without_excuses(case: Case, rows: Sequence[Move]) -> list[Move]:
    """Whoever has reached the requester is not asked why he did not."""
    asks = any(each.name == "no_contact" for row in rows for each in row.fields)
    if not asks or not case.contacts.filter(reached=True).exists():
        return list(rows)
    return [replace(row, fields=tuple(each for each in row.fields if each.name != "no_contact")) for row in rows]


def _parted(offers: Sequence[Offer], posted: Posted | None) -> dict[str, Any]:
    """The usual moves; the others fold, unless there is nothing else or one of them was refused just now."""
    usual = [offer for offer in offers if not offer.move.rare]
    rare = [offer for offer in offers if offer.move.rare]
    unfolded = not usual or bool(posted and any(offer.move.name == posted.move for offer in rare))
    return {"usual": usual, "rare": rare, "rare_unfolded": unfolded}


def _to_sign(case: Case, lines: Sequence[Line]) -> bool:
    """Whether a reply that was proposed waits for the leader's signature."""
    about = [line.kind for line in lines if line.kind in ("case.propose", "case.hand_back", "case.reply", "case.sign")]
    return case.stage == Stage.IN_HAND.value and about[-1:] == ["case.propose"]


def _stranded(posted: Posted | None, offers: Sequence[Offer]) -> list[str]:
    """What was typed for a move that is gone by now: shown, so that it can be copied."""
    if posted is None or posted.move in {offer.move.name for offer in offers}:
        return []
    return [text for text in posted.form.values.values() if not text.isascii() or " " in text]


def _known(row: Move, case: Case) -> dict[str, str]:
    """What the case itself says already of the fields of a move; a reply that waits for its signature stands ready."""
    known = {each.name: case.category for each in row.fields if each.kind is Kind.CATEGORY}
    newest = case.replies.order_by("-pk").first() if row.name in {"reply", "propose"} else None
    # The leader finds what was proposed, the handler what was given back to him.
    given_back = newest is not None and newest.handed_back_at is not None
    proposed = newest if newest and newest.proposed and given_back is (row.name == "propose") else None
    if proposed:
        known |= {each.name: getattr(proposed, each.name) for each in row.fields}
    return known


def _choices(case: Case, visit: Visit, offers: Sequence[Offer], pending: asides.Pending | None) -> dict[str, Any]:
    """Units and categories to choose from, only where a form on the page asks for them."""
    kinds = {each.kind for offer in offers for each in offer.move.fields}
    options: dict[str, Any] = {}
    suggested: Sequence[Suggested] = ()
    if Kind.CATEGORY in kinds:
        options["category"] = category_groups(visit)
    if Kind.PERSON in kinds and case.lead_unit_id:
        options["person"] = allotting.choices([case.lead_unit_id], visit.at)
    if Kind.UNIT in kinds:
        # Whom the routes suggest is the centre's concern: a unit that returns a case says itself whose it is.
        theirs = [offer.move for offer in offers if offer.move.reach is not Reach.LEAD_UNIT]
        suggest = any(field.kind is Kind.UNIT for row in theirs for field in row.fields)
        units = units_for([case], visit, suggest=suggest)
        groups, suggested = units.groups, units.suggested[case.pk]
        if pending and pending.proposed:
            groups = [(_("退单单位建议"), [(pending.proposed, pending.proposed_name)]), *groups]
        options |= {each.name: groups for offer in offers for each in offer.move.fields if each.kind is Kind.UNIT}
    return {"options": options, "suggested": suggested}
