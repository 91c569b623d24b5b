"""The guide: what holds and whether it is still so, drafts and their approval, versions and what changed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of
from yihaotong.accounts.rules import Role
from yihaotong.cases.forms import Form, typed
from yihaotong.desk.disclosure.forms import answer_code, refused, take_file, version
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.disclosure import access, actions
from yihaotong.disclosure.models import Guide
from yihaotong.disclosure.rules import guides, who
from yihaotong.disclosure.rules.codes import IN_WORK, Drafting
from yihaotong.journal.refusal import Refused

WRITERS = (Role.DISCLOSURE_OFFICER, Role.DISCLOSURE_LEADER)


@only()
def guide(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The version in force, where it disagrees with today, the draft, every version."""
    today = localdate(visit.at)
    held, versions = access.guide_on(today), list(access.guides_approved())
    names = names_of({key for each in versions for key in (each.drafted_by, each.decided_by)})
    in_work = access.guide_in_work()
    context = {
        "guide": held,
        "lines": lines_of(held),
        "disagreements": access.guide_disagreements(today),
        "versions": [(each, names[each.drafted_by], names[each.decided_by]) for each in versions],
        "today": today,
        "in_work": in_work,
        "in_work_progress": Drafting(in_work.progress) if in_work else None,
        "may_draft": who.may("guide.draft", visit.actor.roles),
        "may_see_draft": bool(set(WRITERS) & visit.actor.roles),
    }
    return show(request, visit, "desk/disclosure/guide.html", context)


def lines_of(found: Guide | None) -> list[tuple[str, str]]:
    """Each field with what it says."""
    if found is None:
        return []
    says = found.says
    return [(field.label, says.get(field.name, "")) for field in guides.FIELDS]


@only()
def guide_version(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """One approved version, and what it changed of the one before."""
    found = or_404(access.guides_approved().get, number=number)
    before = access.guide_before(found)
    names = names_of({found.drafted_by, found.decided_by})
    context = {
        "guide": found,
        "lines": lines_of(found),
        "before": before,
        "differences": guides.differences(before.says, found.says) if before else [],
        "drafted_by": names[found.drafted_by],
        "decided_by": names[found.decided_by],
        "files": access.files_of(found.key)[found.key],
    }
    return show(request, visit, "desk/disclosure/guide_version.html", context)


@only(*WRITERS)
def new_draft(request: HttpRequest, visit: Visit) -> HttpResponse:
    if request.method != "POST":
        return redirect("desk:disclosure:guide")
    try:
        found = actions.draft_guide(actor=visit.actor, at=visit.at)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("desk:disclosure:guide")
    return redirect("desk:disclosure:guide_draft", found.pk)


@only(*WRITERS)
def guide_draft(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """A version in work: its form for the officer, its words and the decision for the leader."""
    found = _found(number)
    if request.method == "POST":
        take_file(request, visit, found)
        return redirect("desk:disclosure:guide_draft", number)
    return _draft(request, visit, found)


def _found(number: int) -> Guide:
    return or_404(Guide.objects.get, pk=number)


def _draft(
    request: HttpRequest,
    visit: Visit,
    found: Guide,
    name: str = "",
    form: Form | None = None,
    *,
    refusal: Refused | None = None,
) -> HttpResponse:
    if Drafting(found.progress) is Drafting.APPROVED and found.number:
        return redirect("desk:disclosure:guide_version", found.number)
    today, before = localdate(visit.at), access.guide_before(found)
    moves = {move.name: move for move in guides.open_to(Drafting(found.progress), visit.actor.roles)}
    says = found.says
    facts = access.guide_facts(today)
    whose = names_of({key for key in (found.drafted_by, found.decided_by) if key})
    context: dict[str, Any] = {
        "guide": found,
        "progress": Drafting(found.progress),
        "in_work": Drafting(found.progress) in IN_WORK,
        "lines": lines_of(found),
        "before": before,
        "differences": guides.differences(before.says, says) if before else [],
        "disagreements": guides.disagreements(says, facts),
        "moves": moves,
        "fields": (*guides.FIELDS, guides.NOTE),
        "form": form if form and name == "edit" else Form(says | {"note": found.note}),
        "from_field": guides.FROM,
        "differs_fields": guides.DIFFERS,
        "from_form": form if form and name == "approve" else Form({"in_force_from": today.isoformat()}),
        "reason_field": guides.REASON,
        "reason_form": form if form and name == "send_back" else Form({}),
        "refused_form": form,
        "drafted_by": whose[found.drafted_by],
        "decided_by": whose.get(found.decided_by, ""),
        "own": found.drafted_by == visit.actor.key,
        "files": access.files_of(found.key)[found.key],
    }
    return show(request, visit, "desk/disclosure/guide_draft.html", context, status=answer_code(refusal))


@only(*WRITERS)
def move_guide(request: HttpRequest, visit: Visit, number: int, name: str) -> HttpResponse:
    found = _found(number)
    if request.method != "POST":
        return redirect("desk:disclosure:guide_draft", number)
    if name not in guides.MOVES:
        raise Http404
    move = guides.MOVES[name]
    with_form = name == "submit" and guides.NOTE.name in request.POST
    if with_form:
        move = guides.MOVES["edit"]
    values = typed(move.fields, request.POST)
    try:
        expect, at = version(request), visit.at
        if with_form:
            done = actions.submit_guide(found, actor=visit.actor, at=at, expect=expect, data=values)
        else:
            done = actions.move_guide(found, name, actor=visit.actor, at=at, expect=expect, data=values)
    except Refused as refusal:
        return _draft(request, visit, found, move.name, refused(values, refusal, move.fields), refusal=refusal)
    said = {"edit": _("已保存"), "submit": _("已送审，等公开工作负责人审定"), "drop": _("这一稿已放弃")}
    messages.success(request, said.get(name) or _("已%(move)s") % {"move": move.label})
    if name == "drop":
        return redirect("desk:disclosure:guide")
    return redirect("desk:disclosure:guide_draft", done.pk)
