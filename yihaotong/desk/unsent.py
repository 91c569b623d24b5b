"""A form whose session ended while it was being sent: whose it is, and what stands in it, in words.

The form itself carries its owner's key, signed: whoever signs in next at the same computer may be somebody else.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import open_units
from yihaotong.accounts.models import Person
from yihaotong.cases import forms
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.cases.rules.moves import MOVES
from yihaotong.dispatch.access import category_names, place_name

#: The input that says who filled the form.
OWNER = "form_owner"
_SALT = "desk.form"
#: The fields of an interrupted form travel through the sign-in page under this prefix.
_CARRIED = "carried:"
_NEVER_CARRIED = frozenset({"csrfmiddlewaretoken", "password"})
#: What the forms themselves put in.
_OWN = frozenset({OWNER, "token", "window", "since", "next"})
_CODE_AT_MOST = 3


@dataclass(frozen=True)
class Carried:
    """One field of a form that was sent by somebody whose session had ended."""

    name: str
    value: str

    @property
    def input_name(self) -> str:
        return _CARRIED + self.name

    @property
    def is_text(self) -> bool:
        """Somebody may have typed it: it is none of the form's own tokens, nor a short code."""
        return self.name not in _OWN and len(self.value) > _CODE_AT_MOST


def sent(fields: QueryDict) -> list[Carried]:
    """The fields of a form that arrived without a session."""
    return [Carried(name, value) for name, values in fields.lists() if name not in _NEVER_CARRIED for value in values]


def carried(fields: QueryDict) -> list[Carried]:
    """The same fields as the sign-in page brings them."""
    return [
        Carried(name.removeprefix(_CARRIED), value)
        for name, values in fields.lists()
        if name.startswith(_CARRIED)
        for value in values
    ]


def signed_owner(person: Person) -> str:
    """What a form of this person carries."""
    return signing.dumps(person.key, salt=_SALT)


def belongs_to(parts: Sequence[Carried], person: Person) -> bool:
    """Whether this person filled the form. One that does not say whose it is belongs to nobody."""
    written = next((each.value for each in parts if each.name == OWNER), "")
    try:
        return bool(signing.loads(written, salt=_SALT) == person.key)
    except signing.BadSignature:
        return False


def of_another(request: HttpRequest) -> bool:
    """Whether the form that has just arrived was filled by somebody else than who is signed in now."""
    if OWNER not in request.POST or not isinstance(request.user, Person):
        return False
    return not belongs_to(sent(request.POST), request.user)


@dataclass(frozen=True)
class Unsent:
    """A form in words: what it is for, on which case ("" for none), and each filled field with its label."""

    what: str
    order_no: str
    said: Sequence[tuple[str, str]]


def in_words(target: str, parts: Sequence[Carried]) -> Unsent:
    """The form that was on its way to `target`, as a person reads it; no codes, no tokens."""
    try:
        match = resolve(target.partition("?")[0])
    except Resolver404:
        return Unsent(_("刚才的表单"), "", ())
    order_no = match.kwargs.get("order_no", "")
    name = {"intake": "file", "move": match.kwargs.get("name", "")}.get(match.url_name or "", "")
    if name not in MOVES:
        what = {"identity": _("查看诉求人身份"), "discard": _("删去草稿")}.get(match.url_name or "", _("刚才的表单"))
        return Unsent(what, order_no, ())
    return Unsent(str(MOVES[name].label), order_no, tuple(_said(MOVES[name].fields, parts)))


def _said(fields: tuple[Field, ...], parts: Sequence[Carried]) -> Iterator[tuple[str, str]]:
    posted = QueryDict(mutable=True)
    for part in parts:
        posted.appendlist(part.name, part.value)
    values = forms.typed(fields, posted)
    for each in fields:
        if words := _words(each, values[each.name].replace("\x00", "")):
            yield str(each.label), words


def _words(field: Field, value: str) -> str:
    """What a value is called; "" for nothing, and for a code that nobody knows."""
    if field.choices:
        codes = value.split(",") if field.kind is Kind.CODES else [value]
        return "、".join(str(label) for code, label in field.choices.choices() if code in codes)
    if not value.strip():
        return ""
    called = _CALLED.get(field.kind)
    return called(value) if called else value.strip()


def _unit(code: str) -> str:
    return next((unit.name_on(localdate()) for unit in open_units() if unit.code == code), "")


#: What stands for the codes; everything else is text already.
_CALLED: dict[Kind, Callable[[str], str]] = {
    Kind.FLAG: lambda _checked: _("是"),
    Kind.UNIT: _unit,
    Kind.CATEGORY: lambda code: category_names([code]).get(code, ""),
    Kind.PLACE: place_name,
    Kind.MOMENT: lambda written: written.replace("T", " "),
}
