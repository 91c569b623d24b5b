"""What may be asked of the open data. A name that nobody knows is refused, so that a slip does not list everything."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from yihaotong.articles import opening
from yihaotong.articles.opening import Narrowed, Place
from yihaotong.cases.rules.numbers import whole
from yihaotong.journal.refusal import Refused

Given = Mapping[str, str]

_MOST_WORDS, _LONGEST_WORDS = 3, 60
_FIRST_YEAR, _LAST_YEAR = 1900, date.max.year
#: Microseconds: what both databases keep of an instant.
_TICK = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def given(request: HttpRequest, known: Collection[str]) -> Given:
    """The parameters, each once. Raises Refused naming the one at fault."""
    told: dict[str, str] = {}
    for name, values in request.GET.lists():
        if name not in known:
            raise Refused("unknown-parameter", _("没有这个参数；可用：") + _("、").join(known), name)
        if len(values) > 1:
            raise Refused("given-twice", _("一个参数只能给一次"), name)
        if "\0" in values[0]:
            raise Refused("unusable-character", _("参数里不能有空字符（NUL）"), name)
        told[name] = values[0].strip()
    return {name: value for name, value in told.items() if value}


def narrowed(given: Given) -> Narrowed:
    """Raises Refused: no-such-column, not-a-date, not-a-year, too-long, too-many-words."""
    year = _year(given)
    since, until = _day(given, "since"), _day(given, "until")
    if year:
        since = max(date(year, 1, 1), since or date.min)
        until = min(date(year, 12, 31), until or date.max)
    # Behind the last day of the calendar there is no midnight to end at, nor anything to leave out.
    return Narrowed(_column(given), since, None if until == date.max else until, _words(given))


def _column(given: Given) -> str:
    key = given.get("column", "")
    if key and not opening.column_known(key[:20]):
        raise Refused("no-such-column", _("没有这个目录条目；全部标识见 columns.json"), "column")
    return key


def _day(given: Given, name: str) -> date | None:
    if name not in given:
        return None
    try:
        told = datetime.strptime(given[name], "%Y-%m-%d").date()  # noqa: DTZ007 — a day has no zone
    except ValueError:
        told = date.min
    if told.isoformat() != given[name] or not _FIRST_YEAR <= told.year <= _LAST_YEAR:
        raise Refused("not-a-date", _("日期写作 2026-03-01，从 1900 年起"), name)
    return told


def _year(given: Given) -> int | None:
    if "year" not in given:
        return None
    year = whole(given["year"])
    if year is None or not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Refused("not-a-year", _("年份写作 2026"), "year")
    return year


def _words(given: Given) -> str:
    told = given.get("q", "")
    if len(told) > _LONGEST_WORDS:
        raise Refused("too-long", _("最多 {n} 个字").format(n=_LONGEST_WORDS), "q")
    words = told.split()
    if len(words) > _MOST_WORDS:
        raise Refused("too-many-words", _("最多 {n} 个词，用空格分开").format(n=_MOST_WORDS), "q")
    return " ".join(words)


def limit(given: Given, *, usual: int, most: int) -> int:
    """How many at most. Raises Refused("not-a-number")."""
    number = whole(given["limit"]) if "limit" in given else usual
    if number is None or not 1 <= number <= most:
        raise Refused("not-a-number", _("须是 1 到 {n} 的整数").format(n=most), "limit")
    return number


# --- places ----------------------------------------------------------------------------------------------------------


def written(place: Place) -> str:
    """A place in a list as its cursor: the edition of its form, microseconds, a number. It holds for ever."""
    return _coded(f"1.{(place.at - _EPOCH) // _TICK}.{place.number}".encode())


def place(given: Given, name: str) -> Place | None:
    """Raises Refused("not-a-cursor") for what we never gave out."""
    if name not in given:
        return None
    moment, _dot, number = _opened(given[name], name).partition(".")
    ticks, pk = whole(moment), whole(number)
    if ticks is None or pk is None or ticks > _LAST:
        raise _no_cursor(name)
    return Place(_EPOCH + ticks * _TICK, pk)


_LAST = (datetime(_LAST_YEAR - 1, 1, 1, tzinfo=UTC) - _EPOCH) // _TICK


def written_seal(seal: int) -> str:
    """A place in the changes as its cursor: sealed, since the number tells how many acts of every kind the journal has
    (docs/decisions/0019). The same place is always the same cursor, while the site keeps its key."""
    return _coded(_lock().encrypt(f"1.{seal}".encode(), None))


def seal(given: Given, name: str) -> int:
    """0, the beginning, where none is given. Raises Refused("not-a-cursor")."""
    if name not in given:
        return 0
    try:
        told = _lock().decrypt(_decoded(given[name], name), None)
    except (InvalidTag, ValueError):
        raise _no_cursor(name) from None
    found = whole(told.decode().removeprefix("1."))
    if found is None:
        raise _no_cursor(name)
    return found


def _lock() -> AESSIV:
    return AESSIV(salted_hmac("portal.opendata.cursor", "1", algorithm="sha256").digest())


def _coded(told: bytes) -> str:
    return urlsafe_b64encode(told).decode().rstrip("=")


def _decoded(text: str, name: str) -> bytes:
    """Raises Refused("not-a-cursor") for what is not written exactly as we write it."""
    try:
        told = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (Error, ValueError):
        raise _no_cursor(name) from None
    if _coded(told) != text:
        raise _no_cursor(name)
    return told


def _opened(text: str, name: str) -> str:
    try:
        told = _decoded(text, name).decode()
    except ValueError:
        raise _no_cursor(name) from None
    if not told.startswith("1."):
        raise _no_cursor(name)
    return told.removeprefix("1.")


def _no_cursor(name: str) -> Refused:
    return Refused("not-a-cursor", _("这不是本站给出的游标"), name)
