"""Intake: an operator writes down a call, is never made to type it twice, and reads out number and code."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from uuid import UUID, uuid4, uuid5

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yihaotong.cases import access, actions, attachments, forms
from yihaotong.cases.forms import Fault, Form
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import Channel, Secrecy, Urgency
from yihaotong.cases.rules.moves import MOVES
from yihaotong.desk import pages
from yihaotong.desk.gate import Visit, staff
from yihaotong.dispatch.access import category_tree
from yihaotong.journal.refusal import Refused

_FILE = MOVES["file"]
_EMPTY = {"urgency": Urgency.NORMAL.value, "secrecy": Secrecy.NORMAL.value}
#: A press that takes one file back, followed by its key.
_DROP = "drop:"


def _filing(view: Callable[[HttpRequest, Visit], HttpResponse]) -> Callable[[HttpRequest, Visit], HttpResponse]:
    """These pages exist for those who may file; for everybody else there is nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest, visit: Visit) -> HttpResponse:
        if not _FILE.by & visit.actor.roles:
            raise Http404
        return view(request, visit)

    return guarded


@staff
@require_http_methods(["GET", "HEAD", "POST"])
@_filing
def intake(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A new case, or a draft taken up again. The token of the form makes a double submit one case."""
    if request.method != "POST":
        token = _token(request.GET.get("draft", ""))
        values = _EMPTY | actions.open_draft(token, owner=visit.person)
        return _page(request, visit, token, Form(values))
    token = _token(request.POST.get("token", ""))
    values = forms.typed(_FILE.fields, request.POST)
    refused = _receive(request, visit, token)
    asked = request.POST.get("do", "")
    if asked.startswith(_DROP):
        _drop(visit, token, asked.removeprefix(_DROP))
    if refused or asked == "pick" or asked.startswith(_DROP):
        heading = _("还没有登记，请先看看下面几个文件；其余内容都在") if refused else ""
        form = (forms.checked(_FILE.fields, values) if asked == "file" else None) or Form(values, heading=heading)
        form = replace(form, lines=(*form.lines, *refused))
        return _page(request, visit, token, form, status=422 if refused else 200)
    return (_keep if asked == "keep" else _file)(request, visit, token, values)


def _early(visit: Visit, token: UUID) -> UUID:
    """Under which the files of this form wait: nobody reaches another's files by knowing its token."""
    return uuid5(token, visit.actor.key)


def _receive(request: HttpRequest, visit: Visit, token: UUID) -> tuple[Fault, ...]:
    """Keep the files that came with this submit, whatever is said of its text; what was refused, in words."""
    done = actions.receive_early(_early(visit, token), request.FILES.getlist("file"), at=visit.at)
    return tuple(Fault(words, "file") for good, words in attachments.told(done) if not good)


def _drop(visit: Visit, token: UUID, key: str) -> None:
    try:
        actions.drop_early(_early(visit, token), UUID(key), at=visit.at)
    except ValueError:
        return


def _file(request: HttpRequest, visit: Visit, token: UUID, values: dict[str, str]) -> HttpResponse:
    if form := forms.checked(_FILE.fields, values):
        return _page(request, visit, token, form, status=422)
    data = forms.given(_FILE.fields, values)
    try:
        filed = actions.file(data, actor=visit.actor, at=visit.at, channel=Channel.PHONE, submission=token, draft=token)
    except Refused as refusal:
        return _page(request, visit, token, forms.refused(values, refusal), status=422)
    actions.adopt(filed.case, _early(visit, token), actor=visit.actor, at=visit.at, via="desk")
    return redirect("desk:filed", filed.case.order_no)


def _keep(request: HttpRequest, visit: Visit, token: UUID, values: dict[str, str]) -> HttpResponse:
    try:
        actions.save_draft(token, values, owner=visit.person, at=visit.at)
    except Refused as refusal:
        return _page(request, visit, token, forms.refused(values, refusal), status=422)
    return redirect("desk:home")


def _page(request: HttpRequest, visit: Visit, token: UUID, form: Form, *, status: int = 200) -> HttpResponse:
    context = {
        "fields": {each.name: each for each in _FILE.fields},
        "form": form,
        "token": token,
        "options": {"category": category_groups(visit)},
        "drafts": [draft for draft in actions.drafts_of(visit.person) if draft.token != token],
        "drop": _DROP,
        "early": attachments.early(_early(visit, token), visit.at),
        "offered": attachments.offered(),
    }
    return pages.show(request, visit, "desk/intake.html", context, status=status)


def category_groups(visit: Visit) -> list[tuple[str, list[tuple[str, str]]]]:
    """The categories in force today, by their parent: (heading, [(code, name), …])."""
    tree = category_tree(localdate(visit.at))
    return [(group.parent.name, [(leaf.code, leaf.name) for leaf in group.leaves]) for group in tree]


@staff
@require_POST
@_filing
def autosave(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Keep what stands in the form, while it is being typed; answers with one line for the page."""
    token = _token(request.POST.get("token", ""))
    values = forms.typed(_FILE.fields, request.POST)
    said: dict[str, object] = {"at": visit.at}
    try:
        actions.save_draft(token, values, owner=visit.person, at=visit.at)
    except Refused as refusal:
        said["refused"] = refusal.message
    return render(request, "desk/saved.html", said)


@staff
@require_safe
@_filing
def places(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The lists of the place again, one level deeper."""
    spec = next(each for each in _FILE.fields if each.name == "place")
    values = forms.typed((spec,), request.GET)
    return render(request, "fragments/place_field.html", {"spec": spec, "value": values["place"], "url": request.path})


@staff
@require_POST
@_filing
def discard(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Throw one's own draft away."""
    actions.discard_draft(_token(request.POST.get("token", "")), owner=visit.person)
    return redirect("desk:home")


@staff
@require_safe
def filed(request: HttpRequest, visit: Visit, order_no: str) -> HttpResponse:
    """What the operator reads out: number and code. Only whoever filed the case sees the code again."""
    try:
        case = access.case_for(visit.actor, order_no)
    except Case.DoesNotExist:
        raise Http404 from None
    if case.filed_by != visit.actor.key:
        raise Http404
    code = actions.query_code(case.order_no)
    return pages.show(request, visit, "desk/filed.html", {"case": case, "query_code": code})


def _token(written: str) -> UUID:
    """The form's own token; a fresh one for anything that is none."""
    try:
        return UUID(written)
    except ValueError:
        return uuid4()
