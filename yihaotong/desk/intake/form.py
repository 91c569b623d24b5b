"""The form: an operator writes down a call, is never made to type it twice, and reads out number and code."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

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
from yihaotong.desk.intake import alarm, windows
from yihaotong.desk.intake.door import FIELDS, FILE, away, filing, token_of
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
    ("F8", gettext_lazy("紧急：报警、提问要点；数字键改种类，Q W E R 转 110、119、120、122")),
    ("F9", gettext_lazy("可能是同一件事：回车打开，m 并入或随主单")),
    ("1–9", gettext_lazy("在选项和列表里选第几个")),
    ("Esc", gettext_lazy("回到刚才写的地方")),
)
#: The moves that may end a call at once, in the order of their buttons.
ENDINGS = ("void", "decline", "transfer")
#: Where they lead to.
_ENDED_AS = {Stage.VOID: "void", Stage.DECLINED: "decline", Stage.TRANSFERRED: "transfer", Stage.CLOSED: "answer"}
#: The moves by which a new case joins one that is open already.
JOINS = ("follow", "merge")


@staff
@require_http_methods(["GET", "HEAD", "POST"])
@filing
def intake(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A new case, or a draft taken up again. The token of the form makes a double submit one case."""
    if request.method != "POST":
        token = token_of(request.GET.get("draft", ""))
        since = actions.saved_when(token, owner=visit.person)  # before its text: later than that is told once too often
        typed = actions.open_draft(token, owner=visit.person)
        return _page(request, visit, token, Form(_EMPTY | typed), window=actions.Window(uuid4().hex, since))
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
    return actions.early_of(token, visit.actor.key)


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
        windows.set_others_aside(request, visit, token)
        filed = _act(visit, token, values, then)
    except Refused as refusal:
        if refusal.code in ("filed-otherwise", "submission-taken"):
            return _filed_otherwise(request, visit, token, values | dict(then.values), refusal)
        form = forms.refused(values | dict(then.values), _in_the_call(refusal))
        return _page(request, visit, token, form, status=422)
    actions.adopt(filed.case, _early(visit, token), actor=visit.actor, at=visit.at, via="desk")
    alarms.tie_form(token, filed.case, actor=visit.actor, at=visit.at, via="desk")  # one that was raised meanwhile
    for mine in (token, windows.aside(request, visit, token)):  # the first, should it have been saved meanwhile
        actions.discard_draft(mine, owner=visit.person)
    if then.move in JOINS and not filed.again:
        _join(request, visit, filed.case, then)
    return redirect("desk:filed", filed.case.order_no)


def _filed_otherwise(
    request: HttpRequest, visit: Visit, token: UUID, values: dict[str, str], refusal: Refused
) -> HttpResponse:
    """Another window has filed this form with other words, or a colleague has: these are a draft by themselves, and
    another call if the operator says so by pressing again. The new token follows from the old one, so twice is once
    here too."""
    new = windows.aside(request, visit, token)
    actions.move_early(_early(visit, token), _early(visit, new), at=visit.at)
    try:
        kept = windows.with_join(request, values)
        actions.save_draft(new, kept, owner=visit.person, at=visit.at, window=windows.window(request))
        actions.discard_draft(token, owner=visit.person)  # the same words, under what is another's case by now
    except Refused:  # too many drafts: it stands on the page all the same
        pass
    said = _("这里写的都在。是另一通来电的，再按一次“登记”，另取编号；是同一通的，打开那张工单看，这里的不用再登记。")
    heading, number = refusal.message, str(refusal.facts.get("order_no", ""))
    if refusal.code == "submission-taken":
        heading, number = _("还没有登记：这份草稿已由同事登记"), _shown(visit, token)
        said = said if number else _("这里写的都在。是另一通来电的，再按一次“登记”，另取编号；是同一通的，不用再登记。")
    form = Form(values, heading=heading, lines=(Fault(said),))
    return _page(request, visit, new, form, status=409, filed=number)


def _shown(visit: Visit, token: UUID) -> str:
    """The number of the case that was made of this form; "" for who may not look at it."""
    found = access.visible_to(visit.actor).filter(submission=token).values_list("order_no", flat=True).first()
    return found or ""


def _in_the_call(refusal: Refused) -> Refused:
    """The same in words for a call that is no case yet."""
    if refusal.code != "emergency-running":
        return refusal
    said = _(
        "还没有登记，填的都在：这通来电报过急，还没有了结，内容不能封存。请按“取消”，照常登记；"
        "特急由班长了结后，再在工单页按 OOS-4 不予受理"
    )
    return Refused(refusal.code, said)


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
    more: dict[str, Any] = {"actor": visit.actor, "at": visit.at, "channel": Channel.PHONE, "via": "desk"}
    if then.move == "answer":
        return actions.answer_at_once(data, dict(then.values), submission=token, draft=token, **more)
    if then.at_once:
        said = forms.given(MOVES[then.move].fields, then.values)
        return actions.end_at_once(data, then.move, said, submission=token, draft=token, **more)
    return actions.file(data, submission=token, draft=token, **more)


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
        done = windows.kept(request, visit, token, values, apart=("changed-elsewhere", "already-filed"))
    except Refused as refusal:
        return _page(request, visit, token, forms.refused(values, refusal), status=422)
    if done is windows.Saved.PASSED_ON:
        messages.warning(request, _("这份草稿已交给同事，或已由同事登记：那份没有动，刚才写的另存为一份草稿。"))
    if done is windows.Saved.APART:
        messages.warning(request, _("这份草稿在另一个窗口改过或登记过：那边的没有动，刚才写的另存为一份草稿。"))
    return redirect("desk:home")


def _page(
    request: HttpRequest,
    visit: Visit,
    token: UUID,
    form: Form,
    *,
    status: int = 200,
    window: actions.Window | None = None,
    filed: str = "",
) -> HttpResponse:
    """The form. `filed`: the number of the case that another window made of it."""
    window = window or windows.window(request) or actions.Window(uuid4().hex)
    asked = request.POST.get("do", "")
    known = request.method == "POST" or "draft" in request.GET
    raised = emergencies.of_form(visit.actor, token) if known else None
    join = request.POST.get("join", "") if request.method == "POST" else form.values.get("join", "")
    own = {token, actions.aside_of(token, window.mark, owner=visit.person)}
    context = {
        "fields": FIELDS,
        "form": form,
        "token": token,
        "window": window,
        "filed": filed,
        "cursor": form.values.get("cursor", ""),
        "options": {"category": category_groups(visit)},
        "drafts": [draft for draft in actions.drafts_of(visit.person) if draft.token not in own],
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
        **away(),
    }
    return pages.show(request, visit, "desk/intake.html", context, status=status)


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
    said: dict[str, object] = {"at": visit.at}
    try:
        done = windows.kept(request, visit, token, typed, apart=("changed-elsewhere",))
        said |= {"nothing": done is windows.Saved.NOTHING, "apart": done is windows.Saved.APART}
        said["passed_on"] = done is windows.Saved.PASSED_ON
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
