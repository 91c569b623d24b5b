"""投诉举报 from a page (条例 art. 47, 51): one short form, a receipt, nothing lost and nothing sent twice."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yihaotong.accounts.rules import VISITOR, citizen
from yihaotong.cases import actions as early
from yihaotong.cases import attachments, forms
from yihaotong.cases.forms import Fault, Form
from yihaotong.clock import Limit
from yihaotong.disclosure.city import organ
from yihaotong.journal.refusal import Refused
from yihaotong.portal import gate, pages
from yihaotong.portal.acting import told_of, too_fast
from yihaotong.portal.gate import Act
from yihaotong.portal.scrutiny import proofs
from yihaotong.scrutiny import access, actions
from yihaotong.scrutiny.models import Matter
from yihaotong.scrutiny.rules import matters
from yihaotong.scrutiny.rules.tables import LimitKind, limits

_SALT = "portal.complaint"
#: A person needs longer than this (seconds) to read the page and write a sentence.
_TOO_QUICK = 2
_STALE_AFTER = 24 * 60 * 60
#: The input that people do not see and machines fill in.
HONEY = "website"
DROP = "drop:"
_FIELDS = matters.PUBLIC_FIELDS


@dataclass(frozen=True)
class Sent:
    """A form on its way: its token, what was typed, which files were refused; `ask`: it looks like a machine's."""

    token: UUID
    values: dict[str, str]
    refused: tuple[Fault, ...] = ()
    ask: str = ""
    wait: int = 0


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """The form, and the sending. `about` and `about_title` come with the link of the page."""
    if request.method != "POST":
        values = {name: request.GET.get(name, "").replace("\x00", "")[:200] for name in ("about", "about_title")}
        wrong = request.GET.get("wrong", "")[:20]
        return _page(request, uuid4(), Form(values | {"wrong": wrong}), opened=timezone.now().timestamp())
    sent = _received(request)
    if request.POST.get("do", "").startswith(DROP):
        return _page(request, sent.token, Form(sent.values, lines=sent.refused))
    return _sent(request, sent)


def _received(request: HttpRequest) -> Sent:
    """What a submit brings. Its files are kept at once, whatever is said of its text; one may be taken back."""
    values, at = forms.typed(_FIELDS, request.POST), timezone.now()
    token, opened = _opened(request.POST.get("token", ""))
    ask, uploads = _suspicion(request, opened), request.FILES.getlist("file")
    if uploads and (wait := gate.wait(request, Act.UPLOAD, at=at, count=len(uploads))):
        return Sent(token, values, ask=ask, wait=wait)
    done = told_of(request, uploads, lambda upload: early.receive_early(token, [upload], at=at))
    refused = tuple(Fault(words, "file") for good, words in attachments.told(done) if not good)
    dropped = request.POST.get("do", "")
    if dropped.startswith(DROP):
        _drop(token, dropped.removeprefix(DROP))
    return Sent(token, values, refused, ask)


def _drop(token: UUID, key: str) -> None:
    try:
        early.drop_early(token, UUID(key), at=timezone.now())
    except ValueError:
        return


def _sent(request: HttpRequest, sent: Sent) -> HttpResponse:
    """Register it and lead to the receipt; or the form with what is wrong, everything typed still in it."""
    form, at = forms.checked(_FIELDS, sent.values), timezone.now()
    if sent.wait:
        words = _("文件传得太密，这次的文件没有收下：请过 %(wait)d 秒重新选好再提交；您写的字都在") % {
            "wait": sent.wait
        }
        form = replace(form or Form(sent.values), heading=words)
        return _page(request, sent.token, form, status=429, wait=sent.wait)
    if form or sent.refused:
        form = form or Form(sent.values, heading=_("还没有提交，请先看看下面几个文件；其余内容都在"))
        return _page(request, sent.token, replace(form, lines=(*form.lines, *sent.refused)), status=422)
    if sent.ask:
        return _page(request, sent.token, Form(sent.values, heading=sent.ask), status=422, ask=True)
    return _registered(request, sent, at)


def _registered(request: HttpRequest, sent: Sent, at: datetime) -> HttpResponse:
    if (earlier := access.sent_with(sent.token)) and not _same(earlier, sent.values):
        return _page(request, uuid4(), _again(request, earlier, sent.values), status=409)
    if wait := gate.wait(request, Act.FILE, at=at):
        return _page(request, sent.token, Form(sent.values, heading=too_fast(wait)), status=429, wait=wait)
    try:
        matter = actions.register(sent.values, actor=VISITOR, at=at, submission=sent.token)
    except Refused as refusal:
        return _page(request, sent.token, forms.refused(sent.values, refusal), status=422)
    actions.adopt(matter, sent.token, actor=citizen(matter.number), at=at)
    proofs.keep(request, matter.number)
    return redirect("portal:scrutiny:receipt", matter.number)


def _same(earlier: Matter, values: dict[str, str]) -> bool:
    return (earlier.body.split(), earlier.wrong) == (values["body"].split(), values["wrong"])


def _again(request: HttpRequest, earlier: Matter, values: dict[str, str]) -> Form:
    """He went back and wrote something else: the first was received; this becomes another only if he says so."""
    number = earlier.number if earlier.number in proofs.held(request) else ""
    words = _("刚才已经收到您的一件%(number)s，这次改过的还没有提交。要作为另一件提交，请再点一次") % {
        "number": f"（{number}）" if number else ""
    }
    return Form(values, heading=words)


def _page(
    request: HttpRequest,
    token: UUID,
    form: Form,
    *,
    opened: float = 0.0,
    status: int = 200,
    wait: int = 0,
    ask: bool = False,
) -> HttpResponse:
    files, offered = attachments.early(token, at=timezone.now()), attachments.offered()
    context: dict[str, Any] = {
        "form": form,
        "fields": {each.name: each for each in _FIELDS},
        "token": signing.dumps([str(token), opened], salt=_SALT),
        "honey": HONEY,
        "drop": DROP,
        "ask": ask,
        "early": files,
        "offered": offered,
        "room": max(0, offered.from_public - len(files)),
        "organ": organ(),
        "answered_in": Limit.parse(limits()[LimitKind.ANSWER].limit).chinese,
    }
    return pages.show(request, "portal/scrutiny/complain.html", context, status=status, retry_after=wait)


def _opened(signed: str) -> tuple[UUID, float | None]:
    """The token of the form and when the page was opened; a fresh token for a page we never gave out."""
    try:
        token, at = signing.loads(signed, salt=_SALT, max_age=_STALE_AFTER)
    except signing.BadSignature:
        return uuid4(), None
    return UUID(token), float(at)


def _suspicion(request: HttpRequest, opened: float | None) -> str:
    """A look at the form, not at the address. Whoever is suspected wrongly presses once more, and that is all."""
    if request.POST.get(HONEY):
        return _("再确认一次：有一个看不见的空被自动填上了，已经清掉。您写的都在，再点一次就提交")
    if opened is None:
        return _("页面放得太久，已经过期。您写的都在，再点一次就提交")
    if timezone.now().timestamp() - opened < _TOO_QUICK:
        return _("再确认一次：页面刚打开就提交了。您写的都在，再点一次就提交")
    return ""


@never_cache
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Number and code, to keep or to print; for the browser that sent it."""
    matter = proofs.held_matter(request, number)
    if matter is None:
        return redirect(f"{reverse('portal:scrutiny:track')}?no={number}")
    if request.headers.get("X-Upload"):
        # Our own script only asks where to go; the messages are for the page that it loads then.
        return HttpResponse(status=204)
    context = {
        "matter": matter,
        "query_code": actions.query_code(number),
        "attached": actions.attached(matter, public=True).count(),
        "site": request.build_absolute_uri(reverse("portal:scrutiny:track")),
    }
    return pages.show(request, "portal/scrutiny/receipt.html", context)
