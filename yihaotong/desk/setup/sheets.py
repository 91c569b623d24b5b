"""An act of a set-up page with its form, and what happens when it is sent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from yihaotong.cases.forms import Fault, Form
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.setup.forms import Inputs, Kind, Unread, read, refused, shown, typed, unread
from yihaotong.journal.refusal import Refused


@dataclass(frozen=True)
class Sheet:
    """One form of a page. `do` tells the forms of a page apart; `version` is the newest journal line of what it
    changes, as the page shows it; `act` takes the values in proper types and the version that came back.
    """

    do: str
    title: str | Promise
    label: str | Promise
    inputs: Inputs
    act: Callable[[dict[str, Any], int | None], Any]
    says: str | Promise = ""
    values: Mapping[str, str] = field(default_factory=dict)
    version: int | None = None
    url: str = ""
    quiet: bool = False
    open: bool = False
    #: Why it cannot be done here and what to do instead; it stands in the place of the form.
    barred: str = ""
    #: What must be read and confirmed before the act is done: what hangs on the record. `asked`: it is being asked.
    confirm: Sequence[str] = ()
    asked: bool = False
    #: The same, where it hangs on what was typed.
    warned: Callable[[Mapping[str, Any]], Sequence[str]] | None = None
    #: Raises Refused before anything is asked to be confirmed that would only be refused afterwards.
    check: Callable[[Mapping[str, Any]], None] | None = None
    #: What the actions would refuse one after the other, by the inputs it needs: all of it is told at once.
    judged: Sequence[tuple[tuple[str, ...], Callable[..., object]]] = ()
    form: Form = field(default_factory=lambda: Form({}))

    def __post_init__(self) -> None:
        if not self.form.values:
            object.__setattr__(self, "form", Form(dict(self.values), prefix=f"{self.do}-"))


@dataclass(frozen=True)
class Sent:
    """What became of a posted sheet: what its act gave back, or the sheet with what is wrong (and its HTTP status)."""

    sheet: Sheet
    result: Any = None
    status: int = 0


def send(request: HttpRequest, sheets: list[Sheet]) -> Sent | None:
    """Act on the sheet that was posted; None if it is none of these."""
    sheet = next((each for each in sheets if each.do == request.POST.get("do")), None)
    if sheet is None:
        return None
    values = typed(sheet.inputs, request.POST)
    prefix = f"{sheet.do}-"
    try:
        given = _read(sheet, values)
        if sheet.barred:
            raise Refused("barred", sheet.barred)
        if sheet.check is not None:
            sheet.check(given)
        confirm = [*sheet.confirm, *(sheet.warned(given) if sheet.warned else ())]
        if confirm and request.POST.get("confirmed") != "on":
            return Sent(replace(sheet, form=_to_confirm(sheet, values, confirm), asked=True), status=200)
        return Sent(sheet, sheet.act(given, expected(request.POST)))
    except Unread as wrong:
        return Sent(replace(sheet, form=unread(values, wrong, prefix=prefix)), status=422)
    except Refused as refusal:
        status = 409 if refusal.code == "stale" else 422
        return Sent(replace(sheet, form=refused(values, refusal, prefix=prefix)), status=status)


def _to_confirm(sheet: Sheet, values: Mapping[str, str], confirm: Sequence[str]) -> Form:
    heading = _("请再看一遍，确认后才会“%(label)s”") % {"label": sheet.title}
    lines = [Fault(line) for line in confirm]
    if any(each.kind is Kind.PASSWORD for each in sheet.inputs):
        lines.append(Fault(_("密码不留在页面上，确认时请再填一次")))
    return Form(shown(values), {}, heading, tuple(lines), prefix=f"{sheet.do}-")


def _read(sheet: Sheet, values: Mapping[str, str]) -> dict[str, Any]:
    """The values in proper types. Raises Unread with every fault there is: what cannot be read, what is refused."""
    wrong: dict[str, str] = {}
    try:
        given = read(sheet.inputs, values)
    except Unread as unreadable:
        given, wrong = unreadable.given, unreadable.wrong
    for names, examine in sheet.judged:
        if not all(name in given for name in names):
            continue
        try:
            examine(*(given[name] for name in names))
        except Refused as refusal:
            wrong.setdefault(refusal.field if refusal.field in values else names[0], refusal.message)
    if wrong:
        raise Unread({each.name: wrong[each.name] for each in sheet.inputs if each.name in wrong}, given)
    return given


def with_answer(sheets: list[Sheet], sent: Sent | None) -> list[Sheet]:
    """The sheets of the page again, the posted one with what is wrong with it and the newest version."""
    if sent is None:
        return sheets
    return [
        replace(each, form=sent.sheet.form, asked=sent.sheet.asked) if each.do == sent.sheet.do else each
        for each in sheets
    ]


def expected(posted: QueryDict) -> int | None:
    """The version that came back with a form."""
    return whole(posted.get("expect"))
