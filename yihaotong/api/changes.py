"""The change feed: what happened to the cases this client may see, in order, without a gap."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from yihaotong.accounts.rules import Scope
from yihaotong.api.asking import Asked, asked, limit, single
from yihaotong.api.door import ClientToken, caller
from yihaotong.api.errors import answer
from yihaotong.cases import changes
from yihaotong.cases.rules.wording import written
from yihaotong.journal.refusal import Refused

router = Router()

USUAL, MOST = 100, 500
#: What a cursor holds: the edition of its form, and a place in the journal's chain. Both are for ever.
_CURSOR = re.compile(r"1\.(0|[1-9][0-9]{0,17})")


@router.get("/changes", auth=ClientToken(Scope.CHANGES_READ), operation_id="list_changes")
def list_changes(request: HttpRequest) -> HttpResponse:
    """The changes behind a cursor, oldest first, and the cursor to come back with: always given, also without news."""
    given = asked(request, ("after", "since", "limit"))
    most = limit(given, usual=USUAL, most=MOST)
    reading = changes.read(caller(request), after=_place(given), most=most)
    told = [_change(each) for each in reading.changes]
    return answer({"changes": told, "after": cursor(reading.place), "more": reading.more})


def _place(given: Asked) -> int:
    after, since = single(given, "after"), single(given, "since")
    if after and since:
        raise Refused("one-direction", "after 与 since 只能用一个", "since")
    if since not in {"", "now"}:
        raise Refused("not-a-choice", "since 只能是 now", "since")
    return changes.newest() if since else place(after)


def cursor(place: int) -> str:
    return urlsafe_b64encode(f"1.{place}".encode()).decode().rstrip("=")


def place(text: str) -> int:
    """The place a cursor stands for, 0 for none. Raises Refused("not-a-cursor") for what we never gave out."""
    if not text:
        return 0
    try:
        found = _CURSOR.fullmatch(urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode())
    except (Error, ValueError):
        found = None
    if found is None or cursor(int(found[1])) != text:
        raise Refused("not-a-cursor", "这不是变更流给出的游标", "after")
    return int(found[1])


def _change(change: changes.Change) -> dict[str, Any]:
    return {
        "cursor": cursor(change.place),
        "at": written(change.at),
        "kind": change.kind,
        "order_no": change.order_no,
        "move": change.move,
        "stage": change.stage,
        "unit": change.unit,
        "clocks": change.clocks,
    }
