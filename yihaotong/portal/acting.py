"""What a citizen does with his own case: evaluate it, add to it, attach to it, take it back."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yihaotong.accounts.rules import citizen
from yihaotong.cases import access, actions, attachments, forms
from yihaotong.cases.actions.attaching import Attached
from yihaotong.cases.forms import Form
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import Stage
from yihaotong.cases.rules.moves import MOVES, Move
from yihaotong.files import access as files
from yihaotong.files.models import File
from yihaotong.journal.refusal import Refused
from yihaotong.portal import gate, pages
from yihaotong.portal.gate import Act
from yihaotong.portal.naming import unlike
from yihaotong.portal.tracking import ask_again, ask_for, held_case, show_case

_WITHDRAW = MOVES["withdraw"]
_WITHDRAWN = gettext_lazy("已经撤回，不再办理。")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def evaluate(request: HttpRequest, order_no: str) -> HttpResponse:
    """The citizen's own word, once. Whoever reloads the page of a refused one gets the case."""
    return _say(request, order_no, MOVES["evaluate"], _("谢谢，您的评价已经记下。"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def supplement(request: HttpRequest, order_no: str) -> HttpResponse:
    """Further words to an open case, with photos if he likes; the words are kept even if a photo is refused."""
    return _say(request, order_no, MOVES["supplement"], _("补充的内容已经记下，承办的人看得到。"))


def _say(request: HttpRequest, order_no: str, move: Move, thanks: str) -> HttpResponse:
    """Make one of his moves from its form; refused, the case's page comes back with all that he wrote."""
    case = held_case(request, order_no)
    if request.method != "POST":
        return redirect("portal:case", order_no)
    if case is None:
        return ask_again(request, order_no, move)
    at, prefix = timezone.now(), f"{move.name}-"
    values = forms.typed(move.fields, request.POST)
    if wait := gate.wait(request, Act.ADD, at=at):
        form = Form(values, heading=too_fast(wait), prefix=prefix)
        return show_case(request, case, {move.name: form}, status=429, retry_after=wait)
    if wrong := forms.checked(move.fields, values, prefix):
        return show_case(request, case, {move.name: wrong}, status=422)
    try:
        actions.move(case, move.name, actor=citizen(order_no), at=at, data=values, via="portal")
    except Refused as refusal:
        gone = _taken_back(case)
        form = Form(values, heading=gone) if gone else forms.refused(values, refusal, prefix=prefix)
        return show_case(request, case, {move.name: form}, status=409)
    messages.success(request, thanks)
    if uploads := request.FILES.getlist("file"):
        _attach(request, case, len(uploads))
    return redirect("portal:case", order_no)


def _taken_back(case: Case) -> str:
    """What a page that was left open is told, once he has withdrawn the case on another; "" while he has not."""
    return _("您已经撤回了这件诉求，不用再做什么") if Stage.WITHDRAWN in (case.stage, case.ended_as) else ""


def too_fast(wait: int) -> str:
    """What whoever comes too fast is told: nothing is lost, and when to press again."""
    return _("现在提交得太密，请过 %(wait)d 秒再点一次；您写的都在，没有丢") % {"wait": wait}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: HttpRequest, order_no: str) -> HttpResponse:
    """More photos for a case that is still open; each that is refused is named, the others are kept."""
    case = held_case(request, order_no)
    if case is None or request.method != "POST":
        return redirect("portal:case", order_no)
    _attach(request, case, len(request.FILES.getlist("file")))
    # Our own script loads the page itself, and there the words are said.
    return HttpResponse(status=204) if request.headers.get("X-Upload") else redirect("portal:case", order_no)


def _attach(request: HttpRequest, case: Case, count: int) -> None:
    at = timezone.now()
    if wait := gate.wait(request, Act.UPLOAD, at=at, count=max(count, 1)):
        messages.error(request, _("文件传得太密，这几个没有收，请过 %(wait)d 秒再传") % {"wait": wait})
        return
    if gone := _taken_back(case):
        messages.error(request, gone)
        return
    uploads, owner = request.FILES.getlist("file"), citizen(case.order_no)
    done = told_of(
        request, uploads, lambda upload: actions.attach_all(case, [upload], actor=owner, at=at, via="portal")
    )
    for good, words in attachments.told(done, asked=bool(uploads)):
        (messages.success if good else messages.error)(request, words)


def told_of(
    request: HttpRequest, uploads: Iterable[UploadedFile], receive: Callable[[UploadedFile], Attached]
) -> Attached:
    """What became of all of them, received one by one; what is not what its name says is told on the next page."""
    done = Attached()
    for upload in uploads:
        one = receive(upload)
        done = Attached(done.kept + one.kept, done.refused + one.refused)
        for words in unlike(upload.name or "", one.kept):
            messages.warning(request, words)
    return done


@never_cache
@require_safe
def open_attachment(request: HttpRequest, order_no: str, key: UUID) -> HttpResponse:
    """A fresh address of one attachment, for this citizen, for some minutes."""
    case = held_case(request, order_no)
    if case is None:
        return ask_for(order_no)
    try:
        file = attachments.attachment_for(case, citizen(order_no), key)
    except File.DoesNotExist:
        raise Http404 from None
    return redirect(files.address(file, reader=citizen(order_no).key, at=timezone.now()))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, order_no: str) -> HttpResponse:
    """Taking it back for good: first a page that says what this means, then the move."""
    case = held_case(request, order_no)
    if case is None:
        return ask_for(order_no)
    if _WITHDRAW not in access.moves_open(case, citizen(order_no)):
        return _over(request, case)
    return _withdraw(request, case) if request.method == "POST" else _withdrawing(request, case, Form({}))


def _withdraw(request: HttpRequest, case: Case) -> HttpResponse:
    values = forms.typed(_WITHDRAW.fields, request.POST)
    if form := forms.checked(_WITHDRAW.fields, values):
        return _withdrawing(request, case, form, status=422)
    try:
        actions.move(case, "withdraw", actor=citizen(case.order_no), at=timezone.now(), data=values, via="portal")
    except Refused as refusal:
        if _taken_back(now := access.fresh(case)):
            return _over(request, now)
        return _withdrawing(request, case, forms.refused(values, refusal), status=409)
    messages.success(request, str(_WITHDRAWN))
    return redirect("portal:case", case.order_no)


def _over(request: HttpRequest, case: Case) -> HttpResponse:
    """Nothing is left to withdraw. Whoever has pressed twice is told once more that it is done."""
    gone = _taken_back(case)
    if gone and request.method == "POST":
        messages.success(request, str(_WITHDRAWN))
    else:
        messages.error(request, gone or _("这件诉求已经了结，不用撤回了。"))
    return redirect("portal:case", case.order_no)


def _withdrawing(request: HttpRequest, case: Case, form: Form, *, status: int = 200) -> HttpResponse:
    context = {"case": case, "form": form, "note": _WITHDRAW.fields[0]}
    return pages.show(request, "portal/withdraw.html", context, status=status)
