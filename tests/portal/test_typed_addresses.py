"""Whatever somebody, or a machine, types behind an address of the disclosure site: it is answered, never with a 500."""

import random
from urllib.parse import quote

import pytest
from django.test import Client

from tests.articles.conftest import Press, press
from tests.cases.conftest import city

__all__ = ["city", "press"]

_PAGES = (
    *("", "articles/", "articles/1/", "catalogue/", "catalogue/rows/ML0001/", "withdrawn/", "statements/", "map/"),
    *("reports/", "annual/", "annual/2019/", "annual/999999999999/", "annual/2019/files/exe/", "guide/", "rules/"),
    *("guide/99999999999999999999/", "rules/99999999999999999999/", "organisation/", "engagement/", "complaints/"),
    *(f"engagement/{part}/" for part in ("interpretations", "budgets", "proposals", "activities")),
    *("engagement/activities/99999999999999999999/", "catalogue/versions/99999999999999999999/", "applications/"),
    *("data/", "data/items.json", "data/items.csv", "data/changes.json", "feed.atom", "feed.rss"),
)
_NAMES = (
    *("q", "row", "number", "from", "to", "by", "sort", "page", "after", "before"),
    *("cursor", "since", "column", "year", "limit"),
)
_TYPED = (
    *("", "-1", "0", "10" * 20, "²", "１２", "1e9", "NaN", "2026-13-45", "0000-00-00", "9999-12-31", "10000-01-01"),
    *("去年", "a\0b", "'", '"', "%", "*", "(", "[", "\\", "|", "😀" * 40, "字" * 3_000, "\u202e", "\ufeff", "热 线"),
    *("now", "MS4x", "<script>", "ML0001", "formed", "relevance", "ﷺ", "//example.org"),
)
#: Sent as they are: bytes that are no UTF-8, half an escape, half a character.
_RAW = ("%ff%fe", "%", "%zz", "%ED%A0%80", "%C0%80", "a%00b", "%F4%90%80%80")
_HEADERS = (
    {},
    {"if-none-match": '"'},
    {"if-modified-since": "Mon, 01 Jan 0001 00:00:00 GMT"},
    {"range": "bytes=5-"},
    {"accept-encoding": "gzip;q=0"},
)


@pytest.mark.django_db
def test_whatever_is_typed_is_answered(press: Press) -> None:
    press.released()
    dice, client = random.Random(6), Client(raise_request_exception=False)
    for _turn in range(60):
        asked = [
            f"{dice.choice(_NAMES)}={dice.choice(_RAW) if dice.random() < 0.15 else quote(dice.choice(_TYPED))}"
            for _part in range(dice.randint(1, 3))
        ]
        address = f"/disclosure/{dice.choice(_PAGES)}?{'&'.join(asked)}"
        answer = client.get(address, headers=dice.choice(_HEADERS))
        assert answer.status_code < 500, address
