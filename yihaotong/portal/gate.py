"""How fast the public may act: by device, with a bucket of its own, and by network, with room for a whole office.

Nobody is locked out: who comes too fast is told after how many seconds, and keeps what he wrote. A device that has
been here for a while draws from another bucket of its network than newcomers do, so that a script next door, which
brings a new device each time, empties only the newcomers' one.
"""

import secrets
from datetime import datetime
from enum import StrEnum

from django.http import HttpRequest, HttpResponse

from yihaotong.pace import actions as pace
from yihaotong.pace.actions import Draw
from yihaotong.pace.rules import Bucket

_DEVICE, _SALT = "device", "portal.device"
_YEAR = 365 * 24 * 60 * 60
#: Seconds after which a device is no newcomer: nobody reads the page and writes his matter in less.
_AT_HOME_AFTER = 30


class Act(StrEnum):
    """What is counted apart, so that one does not use up the other's room."""

    FILE = "file"
    UPLOAD = "upload"  # one for each file
    TRACK = "track"  # wrong codes only
    ADD = "add"


#: For one device; for the newcomers of a network; for its other devices.
_BUCKETS: dict[Act, tuple[Bucket, Bucket, Bucket]] = {
    Act.FILE: (Bucket(10, 10), Bucket(300, 0.2), Bucket(600, 0.1)),
    Act.UPLOAD: (Bucket(30, 5), Bucket(600, 0.2), Bucket(1200, 0.1)),
    Act.TRACK: (Bucket(10, 20), Bucket(60, 5), Bucket(120, 2)),
    Act.ADD: (Bucket(30, 5), Bucket(300, 0.2), Bucket(600, 0.1)),
}


def wait(request: HttpRequest, act: Act, *, at: datetime, count: int = 1, only_look: bool = False) -> int:
    """The seconds this visitor must wait before he does this, 0 when he may at once; then it is counted."""
    own, newcomers, others = _BUCKETS[act]
    device, since = _device(request)
    at_home = device and at.timestamp() - since >= _AT_HOME_AFTER
    draws = [Draw(own, f"{act}:{device}")] if device else []
    if network := pace.network_of(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", "")):
        draws.append(Draw(others if at_home else newcomers, f"{act}:{network}"))
    return pace.take(draws, at=at, count=count, only_look=only_look)


def mark(request: HttpRequest, response: HttpResponse, at: datetime) -> None:
    """Give a browser that has none its device cookie: a random name and since when, nothing about anybody."""
    if not _device(request)[0]:
        value = f"{secrets.token_hex(8)}.{int(at.timestamp())}"
        response.set_signed_cookie(
            _DEVICE, value, salt=_SALT, max_age=_YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
        )


def _device(request: HttpRequest) -> tuple[str, int]:
    name, _dot, since = str(request.get_signed_cookie(_DEVICE, default="", salt=_SALT)).partition(".")
    return (name, int(since)) if since.isdigit() else ("", 0)
