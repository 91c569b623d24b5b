"""The forms of the set-up pages as data: what each asks for, what was typed, and that in proper types.

Here only what cannot be read at all is refused (a day that is none); everything else the actions judge.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from yihaotong.accounts.rules import check_phone
from yihaotong.cases.forms import Fault, Form
from yihaotong.cases.rules.numbers import whole
from yihaotong.journal.refusal import Refused

Options = Sequence[tuple[str, str | Promise]]
Groups = Sequence[tuple[str | Promise, Options]]


class Kind(StrEnum):
    """What an input holds; `several` are boxes to tick."""

    LINE = "line"
    TEXT = "text"
    SELECT = "select"
    DAY = "day"
    MOMENT = "moment"
    FLAG = "flag"
    NUMBER = "number"
    PASSWORD = "password"  # noqa: S105 — the kind of an input
    SEVERAL = "several"
    PHONE = "phone"


@dataclass(frozen=True)
class Input:
    """One input. A select has `groups` (heading "" for plain options) and an empty choice before them."""

    name: str
    label: str | Promise
    kind: Kind = Kind.LINE
    required: bool = False
    hint: str | Promise = ""
    longest: int = 200
    groups: Groups = ()
    rows: int = 3

    @property
    def options(self) -> Options:
        return [option for _heading, options in self.groups for option in options]


Inputs = Sequence[Input]


def typed(inputs: Inputs, posted: QueryDict) -> dict[str, str]:
    """What was posted, as text; ticked boxes joined by commas."""
    return {
        each.name: ",".join(posted.getlist(each.name)) if each.kind is Kind.SEVERAL else posted.get(each.name, "")
        for each in inputs
    }


def read(inputs: Inputs, values: Mapping[str, str]) -> dict[str, Any]:
    """The values in proper types: days, aware instants, True and False, codes that are among the options.

    Raises Unread with what is wrong with each input.
    """
    given: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for each in inputs:
        text = values[each.name].replace("\x00", "")
        text = text if each.kind is Kind.PASSWORD else text.strip()
        if each.required and not text:
            wrong[each.name] = _("请填写“%(label)s”") % {"label": each.label}
            continue
        try:
            given[each.name] = _READERS[each.kind](each, text)
        except ValueError as bad:
            wrong[each.name] = str(bad)
    if wrong:
        raise Unread(wrong, given)
    return given


class Unread(Exception):
    """What of a form cannot be read, by input; `given` is what can."""

    def __init__(self, wrong: Mapping[str, str], given: Mapping[str, Any]) -> None:
        super().__init__("; ".join(wrong.values()))
        self.wrong, self.given = dict(wrong), dict(given)


def _line(each: Input, text: str) -> str:
    if len(text) > each.longest:
        raise ValueError(
            _("“%(label)s”有 %(length)d 字，最多 %(most)d 字")
            % {"label": each.label, "length": len(text), "most": each.longest}
        )
    return text if each.kind is Kind.TEXT else " ".join(text.split())


def _phone(each: Input, text: str) -> str:
    """The telephone of an office, kept as it was written."""
    try:
        return check_phone(_line(each, text), each.name)
    except Refused as refusal:
        raise ValueError(refusal.message) from None


def _password(_each: Input, text: str) -> str:
    return text


def _select(each: Input, text: str) -> str:
    if text and text not in {code for code, _word in each.options}:
        raise ValueError(_("“%(label)s”里没有这一项，请重新选择") % {"label": each.label})
    return text


def _several(each: Input, text: str) -> list[str]:
    chosen = [code for code in text.split(",") if code]
    if not {code for code, _word in each.options}.issuperset(chosen):
        raise ValueError(_("“%(label)s”里没有这一项，请重新选择") % {"label": each.label})
    return chosen


def _day(each: Input, text: str) -> date | None:
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or not 1950 <= day.year <= 2199:
        raise ValueError(_("“%(label)s”须是日期，如 2026-01-05，年份在 1950 和 2199 之间") % {"label": each.label})
    return day


def _moment(each: Input, text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or not 1950 <= moment.year <= 2199:
        raise ValueError(_("“%(label)s”须是时间，如 2026-01-05 18:00") % {"label": each.label})
    return make_aware(moment.replace(tzinfo=None))


def _flag(_each: Input, text: str) -> bool:
    return text == "on"


def _number(each: Input, text: str) -> int:
    number = whole(text, longest=6)
    if number is None:
        raise ValueError(_("“%(label)s”须是整数") % {"label": each.label})
    return number


_READERS: dict[Kind, Callable[[Input, str], Any]] = {
    Kind.LINE: _line,
    Kind.TEXT: _line,
    Kind.SELECT: _select,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.FLAG: _flag,
    Kind.NUMBER: _number,
    Kind.PASSWORD: _password,
    Kind.PHONE: _phone,
    Kind.SEVERAL: _several,
}


def unread(values: Mapping[str, str], wrong: Unread, *, prefix: str = "") -> Form:
    """The form with everything that could not be read; passwords are not sent back."""
    lines = tuple(Fault(message, name) for name, message in wrong.wrong.items())
    return Form(shown(values), wrong.wrong, _("还没有保存，请先改正下面几处，已填的内容都在"), lines, prefix=prefix)


def refused(values: Mapping[str, str], refusal: Refused, *, prefix: str = "") -> Form:
    """The form with what the rules said."""
    errors = {refusal.field: refusal.message} if refusal.field in values else {}
    lines = (Fault(refusal.message, refusal.field),) if errors else ()
    heading = _("还没有保存，已填的内容都在") if errors else refusal.message
    return Form(shown(values), errors, heading, lines, prefix=prefix)


def shown(values: Mapping[str, str]) -> dict[str, str]:
    """What was typed as a page sends it back: without passwords."""
    return {name: "" if name.startswith("password") else value for name, value in values.items()}


def end_of(day: date | None) -> datetime | None:
    """The end of a day that is still included: the first moment of the next."""
    return None if day is None else make_aware(datetime.combine(date.fromordinal(day.toordinal() + 1), time()))


def start_of(day: date | None) -> datetime | None:
    """The first moment of a day in the city."""
    return None if day is None else make_aware(datetime.combine(day, time()))
