"""Filing on the portal: one short page, a receipt, and nothing filed twice."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yihaotong.accounts.rules import VISITOR, citizen
from yihaotong.cases import actions, attachments, forms
from yihaotong.cases.forms import Fault, Form
from yihaotong.cases.rules.codes import Channel, Secrecy
from yihaotong.cases.rules.fields import Field, clean
from yihaotong.cases.rules.moves import MOVES
from yihaotong.dispatch.rules import deepest
from yihaotong.journal.refusal import Refused
from yihaotong.portal import contact, gate, pages, proofs, repeats
from yihaotong.portal.acting import told_of, too_fast
from yihaotong.portal.gate import Act
from yihaotong.portal.mapping import chart
from yihaotong.portal.progress import promised
from yihaotong.portal.tracking import ask_for, held_case, where_and_what

_FILE = MOVES["file"]
#: What the public is asked; the rest is the operator's and the dispatcher's business.
_ASKED = ("body", "request_type", "place", "address", "name", "phone", "anonymous", "secrecy", "needs")
#: Where the word of the trade says nothing to a citizen: label and hint.
_SAID: dict[str, tuple[Any, Any]] = {
    "phone": (gettext_lazy("联系电话（不匿名就须填）"), ""),
    "name": (gettext_lazy("姓名（可以不留）"), ""),
    "anonymous": (gettext_lazy("匿名"), gettext_lazy("不留姓名和电话，不回访；凭查询码自己看结果")),
    "needs": (gettext_lazy("需要我们留意什么（可以不选）"), gettext_lazy("联系您的人事先知道，会照顾到")),
}


def _in_plain_words(spec: Field) -> Field:
    label, hint = _SAID.get(spec.name, (spec.label, spec.hint))
    return replace(spec, label=label, hint=hint)


FIELDS = {each.name: _in_plain_words(each) for each in _FILE.fields if each.name in _ASKED}
#: The same with the words of the trade, for the sentences that say what is wrong.
CHECKED = {each.name: each for each in _FILE.fields if each.name in _ASKED}
EMPTY = {"secrecy": Secrecy.NORMAL.value}
#: A person needs longer than this (seconds) to read the page and write a sentence.
_TOO_QUICK = 2
#: When a page was opened that comes back: it has been read and written, so its next press is not too quick.
READ_ALREADY = 0.0
_STALE_AFTER = 24 * 60 * 60
#: A press that files although the same was filed a moment ago.
AGAIN = "again"
#: A press that takes one file back, followed by its key.
DROP = "drop:"
#: The input that people do not see and machines fill in; so do some browsers, of their own accord.
HONEY = "website"
_NOT_YET = gettext_lazy("还没有提交，请先看看下面几个文件；其余内容都在")


@dataclass(frozen=True)
class Sent:
    """A form on its way: its token, what was typed, what was refused of its files, and why it is asked for again.

    `ask`: it looks as if a machine had filled it in; one press says that a person sits here. `wait`: it came too fast.
    `again`: he knows that he has filed the same already.
    """

    token: UUID
    values: dict[str, str]
    refused: tuple[Fault, ...] = ()
    ask: str = ""
    wait: int = 0
    again: bool = False


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest) -> HttpResponse:
    """The form, and the filing. The form's own token makes a double submit of the same words one case. In large
    type it comes step by step, unless the whole of it is asked for."""
    if request.method != "POST":
        if pages.is_elder(request) and "whole" not in request.GET:
            return redirect(f"{reverse('portal:step')}?{urlencode(chosen(request))}")
        return _page(request, uuid4(), Form(EMPTY | chosen(request)), opened=timezone.now().timestamp())
    sent = received(request)
    if request.POST.get("do", "") == "pick" or is_drop(request):
        heading = not_received(sent.wait) if sent.wait else str(_NOT_YET) if sent.refused else ""
        return _page(request, sent.token, Form(sent.values, heading=heading, lines=sent.refused))
    result = filed(request, sent)
    return _page(request, sent.token, result.form, back=result) if isinstance(result, Back) else result


def chosen(request: HttpRequest) -> dict[str, str]:
    """What was chosen on the map before the form was opened."""
    address = request.GET.get("address", "").replace("\x00", "")[:200]
    return {"place": deepest(request.GET.getlist("place"))[:12], "address": address}


def is_drop(request: HttpRequest) -> bool:
    return request.POST.get("do", "").startswith(DROP)


def received(request: HttpRequest) -> Sent:
    """What a submit brings. Its files are kept at once, whatever is said of its text; one may be taken back."""
    values = forms.typed(tuple(FIELDS.values()), request.POST)
    token, opened = _opened(request.POST.get("token", ""))
    ask, at = _suspicion(request, opened), timezone.now()
    uploads = request.FILES.getlist("file")
    if uploads and (wait := gate.wait(request, Act.UPLOAD, at=at, count=len(uploads))):
        return Sent(token, values, ask=ask, wait=wait)
    refused = _receive(request, token, uploads, at)
    if is_drop(request):
        _drop(token, request.POST["do"].removeprefix(DROP))
    return Sent(token, values, refused, ask=ask, again=request.POST.get("do", "") == AGAIN)


def not_received(wait: int) -> str:
    """Files that came too fast are not kept, and a browser forgets its choice: said plainly."""
    return _("文件传得太密，这次的照片和文件没有收下：请过 %(wait)d 秒，重新选好再提交；您写的字都在") % {"wait": wait}


def _receive(request: HttpRequest, token: UUID, uploads: list[UploadedFile], at: datetime) -> tuple[Fault, ...]:
    """Keep the files; which were refused and why. What is not what its name says is told on the next page."""
    done = told_of(request, uploads, lambda upload: actions.receive_early(token, [upload], at=at))
    return tuple(Fault(words, "file") for good, words in attachments.told(done) if not good)


def _drop(token: UUID, key: str) -> None:
    try:
        actions.drop_early(token, UUID(key), at=timezone.now())
    except ValueError:
        return


@dataclass(frozen=True)
class Back:
    """A form that comes back: not filed. `ask`: one press more files it; `wait`: so many seconds first; `earlier`: the
    number under which he filed the same a moment ago."""

    form: Form
    status: int = 422
    ask: bool = False
    wait: int = 0
    earlier: str = ""


def filed(request: HttpRequest, sent: Sent) -> HttpResponse | Back:
    """File it and lead to the receipt; or the form with what is wrong, everything typed still in it."""
    form = contact.checked(tuple(CHECKED.values()), sent.values)
    if sent.wait:
        wrong = form or Form(sent.values)
        return Back(replace(wrong, heading=not_received(sent.wait)), status=429, wait=sent.wait)
    if sent.ask and not form:
        return Back(Form(sent.values, heading=sent.ask, lines=sent.refused), ask=True)
    if form or sent.refused:
        form = form or Form(sent.values, heading=str(_NOT_YET))
        return Back(replace(form, lines=(*form.lines, *sent.refused)))
    at, said = timezone.now(), clean(tuple(CHECKED.values()), sent.values)
    submission = repeats.submission_of(sent.token, said)
    if not sent.again and (earlier := repeats.earlier(request, submission, said, at)):
        return Back(Form(sent.values), earlier=earlier.order_no)
    if wait := gate.wait(request, Act.FILE, at=at):
        return Back(Form(sent.values, heading=too_fast(wait)), status=429, wait=wait)
    return _made(request, sent, submission, at)


def _made(request: HttpRequest, sent: Sent, submission: UUID, at: datetime) -> HttpResponse | Back:
    try:
        made = actions.file(sent.values, actor=VISITOR, at=at, channel=Channel.PORTAL, submission=submission)
    except Refused as refusal:
        return Back(forms.refused(sent.values, refusal))
    order_no = made.case.order_no
    actions.adopt(made.case, sent.token, actor=citizen(order_no), at=timezone.now(), via="portal")
    proofs.keep(request, order_no)
    return proofs.remember(request, redirect("portal:receipt", order_no), order_no)


def surroundings(token: UUID, *, opened: float = READ_ALREADY) -> dict[str, Any]:
    """What a page of the form carries along: its signed token, its files, what may be handed in."""
    signed = signing.dumps([str(token), opened], salt="portal.file")
    around = {"fields": FIELDS, "token": signed, "honey": HONEY, "drop": DROP}
    early, offered = attachments.early(token, at=timezone.now()), attachments.offered()
    return around | {"early": early, "offered": offered, "room": max(0, offered.from_public - len(early))}


def _page(
    request: HttpRequest, token: UUID, form: Form, *, opened: float = READ_ALREADY, back: Back | None = None
) -> HttpResponse:
    context = surroundings(token, opened=opened)
    context |= {
        "form": form,
        "ask": bool(back and back.ask),
        "earlier": back.earlier if back else "",
        "again": AGAIN,
        "chart": chart(form.values.get("place", ""), large=pages.is_elder(request)),
    }
    status, wait = (back.status, back.wait) if back else (200, 0)
    return pages.show(request, "portal/file.html", context, status=status, retry_after=wait)


def _opened(signed: str) -> tuple[UUID, float | None]:
    """The token of the form and when the page was opened; a fresh token for a page we never gave out."""
    try:
        token, at = signing.loads(signed, salt="portal.file", max_age=_STALE_AFTER)
    except signing.BadSignature:
        return uuid4(), None
    return UUID(token), float(at)


def _suspicion(request: HttpRequest, opened: float | None) -> str:
    """A look at the form, not at the address. Whoever is suspected wrongly presses once more, and that is all."""
    if request.POST.get(HONEY):
        return _("再确认一次：有一个看不见的空被自动填上了（多半是浏览器填的），已经清掉")
    if opened is None:
        return _("页面放得太久，已经过期。您写的都在，再点一次就提交")
    if timezone.now().timestamp() - opened < _TOO_QUICK:
        return _("再确认一次：页面刚打开就提交了。您写的都在，再点一次就提交")
    return ""


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Map and lists of the place again, one level deeper."""
    spec = FIELDS["place"]
    code = forms.typed((spec,), request.GET)["place"]
    context = {"spec": spec, "value": code, "url": request.path, "chart": chart(code, large=pages.is_elder(request))}
    return render(request, "portal/place_field.html", context)


@require_safe
def choose_place(request: HttpRequest) -> HttpResponse:
    """The map on a page of its own, before the form is opened: plain links, without JavaScript."""
    start = chosen(request)
    below = chart(start["place"], large=pages.is_elder(request))
    return pages.show(request, "portal/place.html", {"chart": below, "address": start["address"]})


@never_cache
@require_safe
def receipt(request: HttpRequest, order_no: str) -> HttpResponse:
    """Number and code, to keep or to print; for the browser that filed it."""
    case = held_case(request, order_no)
    if case is None:
        return ask_for(order_no)
    if request.headers.get("X-Upload"):
        # Our own script only asks where to go; the messages are for the page that it loads then.
        return HttpResponse(status=204)
    context: dict[str, Any] = {"case": case, "query_code": actions.query_code(order_no)} | where_and_what(case)
    context["own_title"] = " ".join(case.title.rstrip("…”’》）」").split()) not in " ".join(case.body.split())
    context["attached"] = attachments.visible(case, citizen(order_no)).count()
    context["promised"] = promised(case, timezone.now())
    context["site"] = request.build_absolute_uri(reverse("portal:track"))
    return pages.show(request, "portal/receipt.html", context)
