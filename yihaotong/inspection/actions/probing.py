"""Visits to our own address, where the city's file names one, so that it is known how often it opens."""

import time
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from yihaotong.inspection.measuring import thresholds_in_force
from yihaotong.inspection.models import Probe

#: A year and what an inspection looks back.
_KEPT = timedelta(days=400)
#: What is read of a page: that it comes, not all of it.
_ENOUGH = 65_536


def address() -> str:
    """Our own address on the web, as the city's file names it for this; "" for none: then nothing is probed."""
    return str(settings.CITY.get("inspection", {}).get("address", ""))


def probe(at: datetime) -> Probe | None:
    """The timer: one visit. No line: it is no act of anybody, and there are fifty a day."""
    where = address()
    if not where:
        return None
    seconds = thresholds_in_force()["slow"].number
    began = time.monotonic()
    wrong = visit(where, seconds)
    milliseconds = int((time.monotonic() - began) * 1000)
    if not wrong and milliseconds >= seconds * 1000:
        wrong = f"{seconds} 秒没有打开"
    kept = Probe(at=at, answered=not wrong, milliseconds=milliseconds, said=wrong[:60])
    kept.save(force_insert=True)
    return kept


def visit(where: str, seconds: int) -> str:
    """What is wrong with an address, "" where it opens within so many seconds."""
    if urlsplit(where).scheme not in {"http", "https"}:
        return "不是网址"
    try:
        asked = Request(where, headers={"User-Agent": "yihaotong probe"})  # noqa: S310 — the scheme is looked at above
        with build_opener(_Staying()).open(asked, timeout=seconds) as answer:
            answer.read(_ENOUGH)
            return ""
    except HTTPError as error:
        moved = HTTPStatus.MULTIPLE_CHOICES <= error.code < HTTPStatus.BAD_REQUEST
        return "" if moved else f"答 {error.code}"
    except TimeoutError:
        return f"{seconds} 秒没有打开"
    except (URLError, OSError, ValueError, UnicodeError):
        return "连不上"


class _Staying(HTTPRedirectHandler):
    """Follows nothing: that it answers is enough."""

    def redirect_request(self, *_told: object) -> None:
        return None


def forget_probes(at: datetime) -> int:
    """How many were forgotten."""
    return Probe.objects.filter(at__lt=at - _KEPT).delete()[0]
