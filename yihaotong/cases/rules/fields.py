"""What a move asks for, as data: the same rows make the desk's form, the API's schema and the check behind both."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from yihaotong.accounts.rules import number_of
from yihaotong.cases.rules.numbers import whole
from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused


class Kind(StrEnum):
    """What a field holds. Units, categories and places are codes; whether they exist is looked up by the action."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    FLAG = "flag"
    PHONE = "phone"
    MOMENT = "moment"
    DATE = "date"
    #: A whole number, 0 or more.
    NUMBER = "number"
    UNIT = "unit"
    CATEGORY = "category"
    PLACE = "place"
    FILE = "file"
    #: A knowledge entry or a bulletin by its code: K000012, B000003.
    ENTRY = "entry"
    #: Another case by its order number.
    CASE = "case"
    #: Somebody of the unit, by the person's id.
    PERSON = "person"
    #: Several codes of one list, or none.
    CODES = "codes"


@dataclass(frozen=True)
class Field:
    """One thing a move asks for. `longest` is in characters; `hint` is shown under the input."""

    name: str
    label: str
    kind: Kind = Kind.LINE
    required: bool = False
    longest: int = 200
    choices: type[Code] | None = None
    hint: str = ""


_UNUSABLE = re.compile("[\ud800-\udfff\x00]")
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029]")
#: Marks that turn the direction of what follows, or hide it: of no use in Chinese, and good for deceiving a reader.
_UNSEEN = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
#: Kinds whose absence is None, not an empty text.
_VALUES = frozenset({Kind.MOMENT, Kind.DATE, Kind.NUMBER})
_FULL_WIDTH = str.maketrans("０１２３４５６７８９＋", "0123456789+")


def clean(fields: tuple[Field, ...], data: Mapping[str, Any]) -> dict[str, Any]:
    """Check `data` against `fields` and return it in proper types: text stripped, choices as codes, moments aware.

    Every field of the table is in the answer; what was not given is "" (False for a flag, None for a moment, a date, a
    number).
    Raises Refused naming the first field at fault; unknown names are refused too, so that a typing error in a client
    does not lose data silently.
    """
    known = {field.name for field in fields}
    if strange := sorted(set(data) - known):
        raise Refused("unknown-field", f"没有“{strange[0]}”这一项", strange[0])
    return {field.name: _clean(field, data.get(field.name)) for field in fields}


def faults(fields: tuple[Field, ...], data: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with each field, by name, all at once: a person corrects a form in one go."""
    wrong = {}
    for field in fields:
        try:
            _clean(field, data.get(field.name))
        except Refused as refusal:
            wrong[field.name] = refusal.message
    return wrong


def _clean(field: Field, value: object) -> Any:
    if field.kind is Kind.FILE:
        # A file is no value among others: it is streamed, checked and kept by an act of its own.
        raise Refused("upload-instead", "文件请用 multipart 发到这张工单的 /attachments，不能放在这里", field.name)
    if value is None or value in ("", [], ()):
        if field.required:
            raise Refused("missing", f"请填写“{field.label}”", field.name)
        return {Kind.FLAG: False, Kind.CODES: ()}.get(field.kind, None if field.kind in _VALUES else "")
    return _CLEANERS[field.kind](field, value)


def _text(field: Field, value: object) -> str:
    if not isinstance(value, str):
        raise Refused("not-text", f"“{field.label}”须是文字", field.name)
    if found := _UNUSABLE.search(value):
        what = "空字符（NUL）" if found.group() == "\x00" else "不完整的字符（半个代理对）"
        raise Refused("unusable-character", f"“{field.label}”第 {found.start() + 1} 个字是{what}，请删去", field.name)
    text = _CONTROL.sub(" ", _UNSEEN.sub("", value).replace("\r\n", "\n").replace("\r", "\n")).strip()
    if field.kind is not Kind.TEXT:
        text = " ".join(text.split())
    if len(text) > field.longest:
        raise Refused("too-long", f"“{field.label}”有 {len(text)} 字，最多 {field.longest} 字", field.name)
    if not text and field.required:
        raise Refused("missing", f"请填写“{field.label}”", field.name)
    return text


def _choice(field: Field, value: object) -> Code | str:
    choices = field.choices or Code
    try:
        return choices(_text(field, value))
    except ValueError:
        allowed = "、".join(f"{member.value}（{member.label}）" for member in choices)
        raise Refused("not-a-choice", f"“{field.label}”须是：{allowed}", field.name) from None


def _codes(field: Field, value: object) -> tuple[Code, ...]:
    """From a list, or from a form's "elderly,hearing"; in the order of the list of codes, each once."""
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        raise Refused("not-a-choice", f"“{field.label}”须是一组代码", field.name)
    given = {_choice(field, part) for part in parts}
    return tuple(code for code in field.choices or () if code in given)


def _flag(field: Field, value: object) -> bool:
    if value in (True, "true", "on", "1", "yes"):
        return True
    if value in (False, "false", "off", "0", "no"):
        return False
    raise Refused("not-a-flag", f"“{field.label}”须是 true 或 false", field.name)


def _phone(field: Field, value: object) -> str:
    try:
        return number_of(_text(field, value))
    except ValueError as wrong:
        raise Refused("not-a-phone", f"“{field.label}”{wrong}", field.name) from wrong


def _number(field: Field, value: object) -> str:
    """A number as it was typed or copied: without blanks, letters large."""
    return "".join(_text(field, value).translate(_FULL_WIDTH).split()).upper()


def _person(field: Field, value: object) -> str:
    number = _text(field, str(value) if isinstance(value, int) else value)
    if whole(number) is None:
        raise Refused("not-a-person", f"“{field.label}”须是人员的编号", field.name)
    return number


def _moment(field: Field, value: object) -> datetime:
    if isinstance(value, datetime):
        moment = value
    else:
        try:
            moment = datetime.fromisoformat(_text(field, value))
        except ValueError:
            raise Refused("not-a-moment", f"“{field.label}”须是时间，如 2019-09-27T16:40+08:00", field.name) from None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise Refused("out-of-range", f"“{field.label}”的年份不对", field.name)
    if moment.tzinfo is None:
        raise Refused("no-zone", f"“{field.label}”须带时区，如 +08:00", field.name)
    return moment


def _date(field: Field, value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        day = value
    else:
        try:
            day = date.fromisoformat(_text(field, value))
        except ValueError:
            raise Refused("not-a-date", f"“{field.label}”须是日期，如 2019-09-27", field.name) from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise Refused("out-of-range", f"“{field.label}”的年份不对", field.name)
    return day


def _whole(field: Field, value: object) -> int:
    number = whole(_text(field, str(value) if type(value) is int else value).translate(_FULL_WIDTH))
    if number is None:
        raise Refused("not-a-number", f"“{field.label}”须是不小于 0 的整数", field.name)
    return number


_CLEANERS = {
    Kind.LINE: _text,
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.CODES: _codes,
    Kind.FLAG: _flag,
    Kind.PHONE: _phone,
    Kind.MOMENT: _moment,
    Kind.DATE: _date,
    Kind.NUMBER: _whole,
    Kind.UNIT: _text,
    Kind.CATEGORY: _text,
    Kind.PLACE: _text,
    Kind.ENTRY: _number,
    Kind.CASE: _number,
    Kind.PERSON: _person,
}


def json_schema(fields: tuple[Field, ...]) -> dict[str, Any]:
    """The fields as a JSON Schema object, for the API's description."""
    properties = {field.name: _property(field) for field in fields}
    return {
        "type": "object",
        "properties": properties,
        "required": [field.name for field in fields if field.required],
        "additionalProperties": False,
    }


_SHAPES: Mapping[Kind, dict[str, Any]] = {
    Kind.FLAG: {"type": "boolean"},
    Kind.MOMENT: {"type": "string", "format": "date-time"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.NUMBER: {"type": "integer", "minimum": 0},
}


def _property(field: Field) -> dict[str, Any]:
    shape: dict[str, Any] = {"title": field.label}
    if field.hint:
        shape["description"] = field.hint
    if field.kind in _SHAPES:
        return shape | _SHAPES[field.kind]
    if field.kind is Kind.CODES and field.choices is not None:
        codes = {"type": "string", "enum": [member.value for member in field.choices]}
        return shape | {"type": "array", "items": codes, "uniqueItems": True}
    if field.choices is not None:
        return shape | {"type": "string", "enum": [member.value for member in field.choices]}
    return shape | {"type": "string", "maxLength": field.longest}
