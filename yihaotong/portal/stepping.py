"""Filing step by step: one question on a page, without JavaScript. What was answered travels in hidden inputs;
`portal.unfinished` keeps it for the browser's way back."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yihaotong.cases import attachments
from yihaotong.cases.forms import Form
from yihaotong.cases.rules.codes import RequestType, Secrecy
from yihaotong.dispatch.access import place_name
from yihaotong.portal import contact, pages, unfinished
from yihaotong.portal.filing import (
    AGAIN,
    CHECKED,
    EMPTY,
    Back,
    Sent,
    chosen,
    filed,
    is_drop,
    not_received,
    received,
    surroundings,
)
from yihaotong.portal.mapping import Chart, chart


@dataclass(frozen=True)
class Part:
    """One page: what it asks and which fields of the filing it fills."""

    name: str
    question: Any
    fields: tuple[str, ...]


PARTS = (
    Part("what", gettext_lazy("您要反映什么事？"), ("body",)),
    Part("kind", gettext_lazy("您希望我们做什么？"), ("request_type",)),
    Part("where", gettext_lazy("在哪里？"), ("place",)),
    Part("spot", gettext_lazy("具体在什么地方？"), ("address",)),
    Part("photos", gettext_lazy("有照片吗？"), ()),
    Part("you", gettext_lazy("怎样联系您？"), ("phone", "name", "anonymous", "secrecy", "needs")),
    Part("check", gettext_lazy("看一遍，对了就提交"), ()),
)
_NAMES = [part.name for part in PARTS]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest) -> HttpResponse:
    """One page, or the filing itself from the last one. What is sent leads to a page with an address of its own, so
    that the browser's way back shows the page before and asks nothing."""
    if request.method != "POST":
        return _shown(request)
    sent, part = received(request), _part(request.POST.get("part", ""))
    asked = request.POST.get("do", "")
    if asked == "anew":
        sent.values["place"] = ""
        return _to(request, sent, part)
    if asked in _NAMES:
        return _to(request, sent, _part(asked))
    if asked == "back":
        return _to(request, sent, PARTS[max(_NAMES.index(part.name) - 1, 0)])
    if part.name == "check" and asked in {"file", AGAIN}:
        return _file(request, sent)
    return _go_on(request, sent, part)


def _part(name: str) -> Part:
    return PARTS[_NAMES.index(name)] if name in _NAMES else PARTS[0]


def _shown(request: HttpRequest) -> HttpResponse:
    """A page by its address; the first one of a new form for an address whose answers are gone."""
    if request.headers.get("X-Upload"):
        # Our own script only asks where to go; the messages are for the page that it loads then.
        return HttpResponse(status=204)
    token = _token(request.GET.get("form", ""))
    values = unfinished.kept(request, token) if token else None
    if token is None or values is None:
        if token:
            messages.warning(request, _("这份表已经提交，或者离开得太久，填的内容已经清掉。要反映，请从这里重新填。"))
        sent = Sent(uuid4(), EMPTY | chosen(request))
        return _page(request, sent, PARTS[0], Form(sent.values), opened=timezone.now().timestamp())
    part = _part(request.GET.get("part", ""))
    wrong = _wrong(part, values) if "wrong" in request.GET else None
    return _page(request, Sent(token, values), part, wrong or Form(values), status=422 if wrong else 200)


def _token(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None


def _address(sent: Sent, part: Part, **more: str) -> str:
    return f"{reverse('portal:step')}?{urlencode({'part': part.name, 'form': sent.token.hex, **more})}"


def _to(request: HttpRequest, sent: Sent, part: Part, **more: str) -> HttpResponse:
    unfinished.keep(request, sent.token, sent.values)
    return redirect(_address(sent, part, **more))


def _wrong(part: Part, values: dict[str, str]) -> Form | None:
    """What is wrong with the answers of this page."""
    if part.name == "what" and not values["body"].strip():
        words = _("请先写一写，哪怕只有一句话")
        return Form(values, {"body": words}, words)
    own = tuple(CHECKED[name] for name in part.fields)
    form = contact.checked(own, {name: values[name] for name in part.fields}) if own else None
    return Form(values, form.errors, form.heading, form.lines) if form else None


def _go_on(request: HttpRequest, sent: Sent, part: Part) -> HttpResponse:
    """The next question, or this one again while something in it is wrong or there is more to choose."""
    if _wrong(part, sent.values):
        return _to(request, sent, part, wrong="1")
    moved = part.name == "where" and sent.values["place"] != request.POST.get("was", "")
    if moved and chart(sent.values["place"]).deeper:
        return _to(request, sent, part)
    if part.name == "photos" and (is_drop(request) or sent.refused or sent.wait):
        for fault in sent.refused:
            messages.error(request, fault.text)
        if sent.wait:
            messages.error(request, not_received(sent.wait))
        return _to(request, sent, part)
    return _to(request, sent, PARTS[min(_NAMES.index(part.name) + 1, len(PARTS) - 1)])


def _file(request: HttpRequest, sent: Sent) -> HttpResponse:
    """File it; what is wrong is asked again on its own page."""
    result = filed(request, sent)
    if not isinstance(result, Back):
        unfinished.forget(request, sent.token)
        return result
    unfinished.keep(request, sent.token, sent.values)
    wrong = next((part for part in PARTS if set(part.fields) & set(result.form.errors)), PARTS[-1])
    return _page(request, sent, wrong, result.form, status=result.status, back=result)


def _page(
    request: HttpRequest,
    sent: Sent,
    part: Part,
    form: Form,
    *,
    status: int = 200,
    opened: float | None = None,
    back: Back | None = None,
) -> HttpResponse:
    number = _NAMES.index(part.name)
    around = surroundings(sent.token) if opened is None else surroundings(sent.token, opened=opened)
    context = around | {
        "part": part,
        "form": form,
        "number": number + 1,
        "parts": len(PARTS),
        "before": number > 0,
        "carried": {name: value for name, value in sent.values.items() if name not in part.fields and value},
        "chart": _map(request, part, sent),
        "answers": _answers(sent) if part.name == "check" else (),
        "files": len(attachments.early(sent.token, at=timezone.now())),
        "ask": bool(back and back.ask),
        "earlier": back.earlier if back else "",
        "again": AGAIN,
        "address": _address(sent, part),
    }
    return pages.show(request, "portal/step.html", context, status=status, retry_after=back.wait if back else 0)


def _map(request: HttpRequest, part: Part, sent: Sent) -> Chart | None:
    return chart(sent.values["place"], large=pages.is_elder(request)) if part.name == "where" else None


def _answers(sent: Sent) -> list[tuple[str, str, str]]:
    """What he answered, each with its question and the page on which it can be changed."""
    values = sent.values
    kinds, secrecy = dict(RequestType.choices()), dict(Secrecy.choices())
    who = _("匿名，不联系") if values["anonymous"] else " ".join(filter(None, (values["name"], values["phone"])))
    if values["secrecy"] not in {"", Secrecy.NORMAL.value}:
        who = f"{who}（{secrecy.get(values['secrecy'], '')}）"
    return [
        (_("什么事"), values["body"], "what"),
        (_("诉求类型"), kinds.get(values["request_type"], ""), "kind"),
        (_("在哪里"), place_name(values["place"]) if values["place"] else _("没有选"), "where"),
        (_("具体地方"), values["address"] or _("没有写"), "spot"),
        (_("怎样联系"), who, "you"),
    ]
