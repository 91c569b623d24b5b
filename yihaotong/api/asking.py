"""Reading the query of an address: every name must be known, so that a typing error does not list everything."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest

from yihaotong.cases.rules.numbers import whole
from yihaotong.journal.refusal import Refused

Asked = Mapping[str, Sequence[str]]


def asked(request: HttpRequest, known: Sequence[str]) -> Asked:
    """The parameters with all their values. Raises Refused("unknown-parameter") naming the first nobody knows."""
    given = dict(request.GET.lists())
    if strange := sorted(set(given) - set(known)):
        raise Refused("unknown-parameter", f"没有“{strange[0]}”这个参数；可用：{'、'.join(known)}", strange[0])
    return given


def single(given: Asked, name: str) -> str:
    """The last value of a parameter, "" without one."""
    return (given.get(name) or [""])[-1].strip()


def limit(given: Asked, *, usual: int, most: int) -> int:
    """How many at most. Raises Refused("not-a-number") outside 1 to `most`."""
    text = single(given, "limit")
    if not text:
        return usual
    number = whole(text)
    if number is None or not 1 <= number <= most:
        raise Refused("not-a-number", f"limit 须是 1–{most} 的整数", "limit")
    return number
