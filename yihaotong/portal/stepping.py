"""Filing step by step: one question on a page, without JavaScript. What was answered travels in hidden inputs."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yihaotong.cases import attachments, forms
from yihaotong.cases.forms import Form
from yihaotong.cases.rules.codes import RequestType, Secrecy
from yihaotong.dispatch.access import place_name
from yihaotong.portal import pages
from yihaotong.portal.filing import CHECKED, EMPTY, Back, Sent, chosen, filed, is_drop, received, surroundings
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
    """The next page, the one before, or the filing itself from the last one."""
    if request.method != "POST":
        sent = Sent(uuid4(), EMPTY | chosen(request))
        return _page(request, sent, PARTS[0], Form(sent.values), opened=timezone.now().timestamp())
    sent, part = received(request), _part(request.POST.get("part", ""))
    asked = request.POST.get("do", "")
    if asked == "anew":
        sent.values["place"] = ""
        return _page(request, sent, part, Form(sent.values))
    if asked in _NAMES:
        return _page(request, sent, _part(asked), Form(sent.values))
    if asked == "back":
        return _page(request, sent, PARTS[max(_NAMES.index(part.name) - 1, 0)], Form(sent.values))
    if part.name == "check" and asked == "file":
        return _file(request, sent)
    return _go_on(request, sent, part)


def _part(name: str) -> Part:
    return PARTS[_NAMES.index(name)] if name in _NAMES else PARTS[0]


def _go_on(request: HttpRequest, sent: Sent, part: Part) -> HttpResponse:
    """The next question, or this one again while something in it is wrong or there is more to choose."""
    if part.name == "what" and not sent.values["body"].strip():
        words = _("请先写一写，哪怕只有一句话")
        return _page(request, sent, part, Form(sent.values, {"body": words}, words), status=422)
    own = tuple(CHECKED[name] for name in part.fields)
    form = forms.checked(own, {name: sent.values[name] for name in part.fields}) if own else None
    if form:
        return _page(request, sent, part, Form(sent.values, form.errors, form.heading, form.lines), status=422)
    if part.name == "you" and not sent.values["phone"] and not sent.values["anonymous"]:
        words = _("请留联系电话，或选择匿名")
        form = Form(sent.values, {"phone": words}, words)
        return _page(request, sent, part, form, status=422)
    moved = part.name == "where" and sent.values["place"] != request.POST.get("was", "")
    if moved and chart(sent.values["place"]).deeper:
        return _page(request, sent, part, Form(sent.values))
    if part.name == "photos" and (is_drop(request) or sent.refused or sent.wait):
        heading = _("这些文件没有收下") if sent.refused else ""
        return _page(request, sent, part, Form(sent.values, heading=heading, lines=sent.refused))
    return _page(request, sent, PARTS[min(_NAMES.index(part.name) + 1, len(PARTS) - 1)], Form(sent.values))


def _file(request: HttpRequest, sent: Sent) -> HttpResponse:
    """File it; what is wrong is asked again on its own page."""
    result = filed(request, sent)
    if not isinstance(result, Back):
        return result
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
