"""The form: an operator writes down a call, is never made to type it twice, and reads out number and code."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yihaotong.cases import access, actions, attachments, emergencies, forms
from yihaotong.cases.actions import emergencies as alarms
from yihaotong.cases.forms import Fault, Form
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import Channel, RequestType, Secrecy, Stage, Urgency
from yihaotong.cases.rules.fields import Kind
from yihaotong.cases.rules.moves import MOVES
from yihaotong.desk import pages, story
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.intake import alarm
from yihaotong.desk.intake.door import FIELDS, FILE, filing, token_of
from yihaotong.dispatch.access import category_tree
from yihaotong.journal.refusal import Refused
from yihaotong.knowledge.access import bulletins_in_force, quoted

_EMPTY = {"urgency": Urgency.NORMAL.value, "secrecy": Secrecy.NORMAL.value}
#: A press that takes one file back, followed by its key.
_DROP = "drop:"
#: A press that answers at once with an entry or a bulletin, followed by its code.
_ANSWER = "answer:"
#: A press that shows what one way to end a call at once asks for, followed by the move's name; "" takes it back.
_ENDING = "ending:"
_ENDING_KEY = "F7"
#: What the keys of this page do: they work from any field, so no letter is among them.
_KEYS = (
    ("F1", gettext_lazy("打开或收起本说明")),
    ("F2", gettext_lazy("来电人：上下键选，回车打开，m 并入，o 调出姓名地址")),
    ("F4", gettext_lazy("答复口径：数字或回车展开，再回车照此答复")),
    (_ENDING_KEY, gettext_lazy("不用派单的：1 无效，2 不予受理，3 转专线")),
    ("F8", gettext_lazy("紧急：报警、提问要点；数字键转 110、119、120、122")),
    ("F9", gettext_lazy("可能是同一件事：回车打开，m 并入或随主单")),
    ("1–9", gettext_lazy("在选项和列表里选第几个")),
    ("Esc", gettext_lazy("回到刚才写的地方")),
)
#: The moves that may end a call at once, in the order of their buttons.
ENDINGS = ("void", "decline", "transfer")
#: Where they lead to.
_ENDED_AS = {Stage.VOID: "void", Stage.DECLINED: "decline", Stage.TRANSFERRED: "transfer", Stage.CLOSED: "answer"}
#: A move's name, a colon and an order number are no longer.
_JOIN_LONGEST = 60
#: The moves by which a new case joins one that is open already.
JOINS = ("follow", "merge")


@staff
@require_http_methods(["GET", "HEAD", "POST"])
@filing
def intake(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A new case, or a draft taken up again. The token of the form makes a double submit one case."""
    if request.method != "POST":
        token = token_of(request.GET.get("draft", ""))
        return _page(request, visit, token, Form(_EMPTY | actions.open_draft(token, owner=visit.person)))
    token = token_of(request.POST.get("token", ""))
    values = forms.typed(FILE.fields, request.POST)
    refused = _receive(request, visit, token)
    asked = request.POST.get("do", "")
    if asked.startswith(_DROP):
        _drop(visit, token, asked.removeprefix(_DROP))
    if asked == "alarm":
        return _alarm(request, visit, token, values)
    if refused or asked == "pick" or asked.startswith((_DROP, _ENDING)):
        heading = _("还没有登记，请先看看下面几个文件；其余内容都在") if refused else ""
        form = (forms.checked(FILE.fields, values) if asked == "file" else None) or Form(values, heading=heading)
        form = replace(form, lines=(*form.lines, *refused))
        return _page(request, visit, token, form, status=422 if refused else 200)
    return (_keep if asked == "keep" else _file)(request, visit, token, values)


def _alarm(request: HttpRequest, visit: Visit, token: UUID, values: dict[str, str]) -> HttpResponse:
    """The emergency key where there is no JavaScript: the same form again, the script above it."""
    urgent = values | {"urgency": Urgency.EMERGENCY.value}
    try:
        alarm.of_form(request, visit)
    except Refused as refusal:
        return _page(request, visit, token, forms.refused(urgent, refusal), status=422)
    return _page(request, visit, token, Form(urgent))


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


@dataclass(frozen=True)
class _Then:
    """What is done with the case in the same press: nothing, or one move with its fields as typed."""

    move: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def at_once(self) -> bool:
        """Whether the call ends with it; joining another case does not."""
        return bool(self.move) and self.move not in JOINS


def _then(request: HttpRequest, visit: Visit) -> _Then:
    """Read what the press asks for besides filing."""
    asked = request.POST.get("do", "")
    if asked.startswith(_ANSWER) and (entry := asked.removeprefix(_ANSWER)):
        return _Then("answer", {"entry": entry})
    if (name := request.POST.get("ending", "")) in ENDINGS and MOVES[name].by & visit.actor.roles:
        return _Then(name, forms.typed(MOVES[name].fields, request.POST))
    name, _colon, number = request.POST.get("join", "").partition(":")
    if name in JOINS and number:
        return _Then(name, {"parent": number})
    return _Then()


def _file(request: HttpRequest, visit: Visit, token: UUID, values: dict[str, str]) -> HttpResponse:
    then = _then(request, visit)
    try:
        values = _filled(values, then, visit)
        if form := _checked(values, then):
            return _page(request, visit, token, form, status=422)
        filed = _act(visit, token, values, then)
    except Refused as refusal:
        return _page(request, visit, token, forms.refused(values | dict(then.values), refusal), status=422)
    actions.adopt(filed.case, _early(visit, token), actor=visit.actor, at=visit.at, via="desk")
    _tie(request, visit, token, filed.case)
    if then.move in JOINS and not filed.again:
        _join(request, visit, filed.case, then)
    return redirect("desk:filed", filed.case.order_no)


def _filled(values: dict[str, str], then: _Then, visit: Visit) -> dict[str, str]:
    """A call that ends at once leaves fewer traces: what it leaves open follows from how it ended."""
    if not then.at_once:
        return values
    known = {"request_type": RequestType.OTHER.value, "body": MOVES[then.move].label}
    if then.move == "answer":
        known = {"request_type": RequestType.INQUIRY.value, "body": quoted(then.values["entry"], visit.at).title}
    if then.move == "void" and not values["phone"] and not values["name"]:
        known["anonymous"] = "on"
    return values | {name: value for name, value in known.items() if not values[name].strip()}


def _checked(values: dict[str, str], then: _Then) -> Form | None:
    """Everything wrong in the fields of the filing and of what ends it, at once."""
    fields = FILE.fields + (MOVES[then.move].fields if then.at_once and then.move != "answer" else ())
    return forms.checked(fields, values | dict(then.values))


def _act(visit: Visit, token: UUID, values: dict[str, str], then: _Then) -> actions.Filed:
    data = forms.given(FILE.fields, values)
    more: dict[str, Any] = {"actor": visit.actor, "at": visit.at, "channel": Channel.PHONE}
    if then.move == "answer":
        return actions.answer_at_once(data, dict(then.values), submission=token, draft=token, **more)
    if then.at_once:
        said = forms.given(MOVES[then.move].fields, then.values)
        return actions.end_at_once(data, then.move, said, submission=token, draft=token, **more)
    return actions.file(data, submission=token, draft=token, **more)


def _tie(request: HttpRequest, visit: Visit, token: UUID, case: Case) -> None:
    """The alarm that was raised from this form belongs to the case from now on."""
    if request.POST.get("emergency") and (raised := emergencies.of_form(visit.actor, token)):
        alarms.tie(raised, case, actor=visit.actor, at=visit.at, via="desk")


def _join(request: HttpRequest, visit: Visit, case: Case, then: _Then) -> None:
    """The case is filed whatever comes of it; if it cannot join the other, the operator reads why."""
    try:
        actions.move(case, then.move, actor=visit.actor, at=visit.at, data=dict(then.values), via="desk")
    except Refused as refusal:
        said = _("已登记，但没有%(move)s：%(why)s") % {"move": MOVES[then.move].label, "why": refusal.message}
        messages.warning(request, said)
    else:
        said = _("已登记，并已%(move)s %(parent)s。")
        messages.success(request, said % {"move": MOVES[then.move].label, "parent": then.values["parent"]})


def _keep(request: HttpRequest, visit: Visit, token: UUID, values: dict[str, str]) -> HttpResponse:
    try:
        actions.save_draft(token, _with_join(request, values), owner=visit.person, at=visit.at)
    except Refused as refusal:
        return _page(request, visit, token, forms.refused(values, refusal), status=422)
    return redirect("desk:home")


def _page(request: HttpRequest, visit: Visit, token: UUID, form: Form, *, status: int = 200) -> HttpResponse:
    asked = request.POST.get("do", "")
    known = request.method == "POST" or "draft" in request.GET
    raised = emergencies.of_form(visit.actor, token) if known else None
    join = request.POST.get("join", "") if request.method == "POST" else form.values.get("join", "")
    context = {
        "fields": FIELDS,
        "form": form,
        "token": token,
        "cursor": form.values.get("cursor", ""),
        "options": {"category": category_groups(visit)},
        "drafts": [draft for draft in actions.drafts_of(visit.person) if draft.token != token],
        "drop": _DROP,
        "early": attachments.early(_early(visit, token), visit.at),
        "offered": attachments.offered(),
        "bulletins": bulletins_in_force(visit.at),
        "endings": endings(visit),
        "ending": ending_of(
            visit, asked.removeprefix(_ENDING) if asked.startswith(_ENDING) else request.POST.get("ending", "")
        ),
        "join": join,
        "joined": _joined(join),
        "intake_keys": [each for each in _KEYS if each[0] != _ENDING_KEY or endings(visit)],
        **alarm.panel(visit, raised),
    }
    return pages.show(request, visit, "desk/intake.html", context, status=status)


def _with_join(request: HttpRequest, values: dict[str, str]) -> dict[str, str]:
    """What is kept of a form besides its fields: which case it is to join."""
    join = request.POST.get("join", "")[:_JOIN_LONGEST]
    return values | {"join": join} if join else values


def _joined(join: str) -> str:
    """The mark above the form, in words; "" for none."""
    name, _colon, number = join.partition(":")
    if not number:
        return ""
    said = {
        "merge": _("登记后并入 %(number)s（同一人同一件事）"),
        "follow": _("登记后随主单 %(number)s 办理（各自答复、回访）"),
    }
    return said[name] % {"number": number} if name in said else ""


def endings(visit: Visit) -> list[Any]:
    """The moves by which this person may end a call at once."""
    return [MOVES[name] for name in ENDINGS if name in MOVES and MOVES[name].by & visit.actor.roles]


def ending_of(visit: Visit, name: str) -> Any:
    """The one of them with this name; None for any other."""
    return next((row for row in endings(visit) if row.name == name), None)


def category_groups(visit: Visit) -> list[tuple[str, list[tuple[str, str]]]]:
    """The categories in force today, by their parent: (heading, [(code, name), …])."""
    tree = category_tree(localdate(visit.at))
    return [(group.parent.name, [(leaf.code, leaf.name) for leaf in group.leaves]) for group in tree]


@staff
@require_POST
@filing
def autosave(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Keep what stands in the form, while it is being typed; answers with one line for the page."""
    token = token_of(request.POST.get("token", ""))
    typed = forms.typed(FILE.fields, request.POST) | {"cursor": request.POST.get("cursor", "")[:40]}
    values = _with_join(request, typed)
    said: dict[str, object] = {"at": visit.at}
    try:
        said["nothing"] = not actions.save_draft(token, values, owner=visit.person, at=visit.at)
    except Refused as refusal:
        said["refused"] = refusal.message
    return render(request, "desk/saved.html", said)


@staff
@require_safe
@filing
def places(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The lists of the place again, one level deeper."""
    spec = next(each for each in FILE.fields if each.kind is Kind.PLACE)
    values = forms.typed((spec,), request.GET)
    return render(request, "fragments/place_field.html", {"spec": spec, "value": values["place"], "url": request.path})


@staff
@require_POST
@filing
def discard(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Throw one's own draft away; never one in which an emergency was raised that still runs."""
    try:
        actions.discard_draft(token_of(request.POST.get("token", "")), owner=visit.person)
    except Refused as refusal:
        messages.error(request, refusal.message)
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
    # Nobody asks after a call that was none.
    code = "" if case.stage == Stage.VOID.value else actions.query_code(case.order_no)
    # In groups of four, as one reads a number out.
    spoken = f"{code[:4]} {code[4:]}"
    context = {"case": case, "query_code": code, "spoken": spoken, "told": _told(case)}
    return pages.show(request, visit, "desk/filed.html", context)


def _told(case: Case) -> story.Entry | None:
    """How the call ended at once: the words to read out, the line he was put through to; None for any other case."""
    if Stage(case.stage) not in _ENDED_AS:
        return None
    lines = [line for line in access.history(case) if line.kind == f"case.{_ENDED_AS[Stage(case.stage)]}"]
    return story.entries(case, lines[-1:])[0] if lines else None
