"""Filing on the portal: one short page, a receipt, and nothing filed twice."""

from dataclasses import replace
from uuid import UUID, uuid4

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yihaotong.accounts.rules import VISITOR, citizen
from yihaotong.cases import access, actions, attachments, forms
from yihaotong.cases.forms import Fault, Form
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import Channel, RequestType, Secrecy
from yihaotong.cases.rules.moves import MOVES
from yihaotong.journal.refusal import Refused
from yihaotong.portal import pages, proofs

_FILE = MOVES["file"]
#: What the public is asked; the rest is the operator's and the dispatcher's business.
_ASKED = ("body", "request_type", "place", "address", "name", "phone", "anonymous", "secrecy")
FIELDS = {each.name: each for each in _FILE.fields if each.name in _ASKED}
_EMPTY = {"request_type": RequestType.HELP.value, "secrecy": Secrecy.NORMAL.value}
#: A person needs longer than this (seconds) to read the page and write a sentence.
_TOO_QUICK = 2
#: When a page was opened that comes back: it has been read and written, so its next press is not too quick.
_READ_ALREADY = 0.0
_STALE_AFTER = 24 * 60 * 60
#: A press that takes one file back, followed by its key.
_DROP = "drop:"
_NOT_YET = gettext_lazy("还没有提交，请先看看下面几个文件；其余内容都在")
#: The input that people do not see and machines fill in.
_HONEY = "website"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest) -> HttpResponse:
    """The form, and the filing. The form's own token makes a double submit one case."""
    if request.method != "POST":
        return _page(request, uuid4(), Form(_EMPTY), opened=timezone.now().timestamp())
    values = forms.typed(tuple(FIELDS.values()), request.POST)
    token, opened = _opened(request.POST.get("token", ""))
    suspicion = _suspicion(request, opened)
    refused = () if suspicion else _receive(request, token)
    asked = request.POST.get("do", "")
    if asked == "pick" or asked.startswith(_DROP):
        _drop(token, asked.removeprefix(_DROP))
        return _page(request, token, Form(values, heading=str(_NOT_YET) if refused else "", lines=refused))
    if suspicion:
        return _page(request, token, Form(values, heading=suspicion), status=422)
    return _file(request, token, values, refused)


def _receive(request: HttpRequest, token: UUID) -> tuple[Fault, ...]:
    """Keep the files that came with this submit, whatever is said of its text; what was refused, in words."""
    done = actions.receive_early(token, request.FILES.getlist("file"), at=timezone.now())
    return tuple(Fault(words, "file") for good, words in attachments.told(done) if not good)


def _drop(token: UUID, key: str) -> None:
    try:
        actions.drop_early(token, UUID(key), at=timezone.now())
    except ValueError:
        return


def _file(request: HttpRequest, token: UUID, values: dict[str, str], refused: tuple[Fault, ...]) -> HttpResponse:
    form = forms.checked(tuple(FIELDS.values()), values)
    if form or refused:
        form = form or Form(values, heading=str(_NOT_YET))
        return _page(request, token, replace(form, lines=(*form.lines, *refused)), status=422)
    try:
        filed = actions.file(values, actor=VISITOR, at=timezone.now(), channel=Channel.PORTAL, submission=token)
    except Refused as refusal:
        return _page(request, token, forms.refused(values, refusal), status=422)
    order_no = filed.case.order_no
    actions.adopt(filed.case, token, actor=citizen(order_no), at=timezone.now(), via="portal")
    proofs.keep(request, order_no)
    return redirect("portal:receipt", order_no)


def _page(
    request: HttpRequest, token: UUID, form: Form, *, status: int = 200, opened: float = _READ_ALREADY
) -> HttpResponse:
    signed = signing.dumps([str(token), opened], salt="portal.file")
    context = {"fields": FIELDS, "form": form, "token": signed, "honey": _HONEY, "drop": _DROP}
    context |= {"early": attachments.early(token, at=timezone.now()), "offered": attachments.offered()}
    return pages.show(request, "portal/file.html", context, status=status)


def _opened(signed: str) -> tuple[UUID, float | None]:
    """The token of the form and when the page was opened; a fresh token for a page we never gave out."""
    try:
        token, at = signing.loads(signed, salt="portal.file", max_age=_STALE_AFTER)
    except signing.BadSignature:
        return uuid4(), None
    return UUID(token), float(at)


def _suspicion(request: HttpRequest, opened: float | None) -> str:
    """A limit by form, not by address: a whole housing estate may sit behind one."""
    if request.POST.get(_HONEY):
        return _("没有提交：有一个不该填的空被填上了。请清空后再试，或拨打 12345。")
    if opened is None:
        return _("页面已过期，还没有提交。内容都在，请再点一次“提交”。")
    if timezone.now().timestamp() - opened < _TOO_QUICK:
        return _("提交得太快，像是程序在填。内容都在，请核对后再点一次“提交”。")
    return ""


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """The lists of the place again, one level deeper."""
    spec = FIELDS["place"]
    context = {"spec": spec, "value": forms.typed((spec,), request.GET)["place"], "url": request.path}
    return render(request, "fragments/place_field.html", context)


@never_cache
@require_safe
def receipt(request: HttpRequest, order_no: str) -> HttpResponse:
    """Number and code, to keep or to print; for the browser that filed it."""
    if order_no not in proofs.held(request):
        return redirect("portal:track")
    try:
        case = access.case_for(citizen(order_no), order_no)
    except Case.DoesNotExist:
        return redirect("portal:track")
    context = {"case": case, "query_code": actions.query_code(order_no)}
    context["attached"] = attachments.visible(case, citizen(order_no)).count()
    return pages.show(request, "portal/receipt.html", context)
