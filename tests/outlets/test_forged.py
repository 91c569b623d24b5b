"""Forged and broken posts to the forms of 发布渠道, 解读回应 and 自查: refused in words, never a fault of ours."""

import os
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.engagement.conftest import Office as Engaged
from tests.outlets.conftest import Office
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.engagement.rules.codes import Sort
from yihaotong.engagement.rules.lives import LIVES
from yihaotong.inspection import actions as inspection
from yihaotong.outlets.rules.elsewhere import ITEM_FIELDS, ITEM_GONE
from yihaotong.outlets.rules.forms import GONE_FIELDS, LIST_FIELDS, RECEIPT_FIELDS, SIGNED_FIELDS

pytestmark = pytest.mark.django_db

DAYS = ("9999-12-31", "0001-01-01", "2026-02-30", "９９９９-１２-３１")
MOMENTS = ("9999-12-31T23:59", "0001-01-01T00:00", "2026-02-30T10:00", "1900-01-01T00:00+99:99")
NUMBERS = ("-1", "99999999999999999999", "1e9", "２", "NaN", "0")
WORDS = ("", "\x00", "x" * 70_000, "<b>&#0;", "\u202e𠮷", "no-such-code")
NASTY: dict[Kind, tuple[str, ...]] = {Kind.DATE: DAYS, Kind.MOMENT: MOMENTS, Kind.NUMBER: NUMBERS}
#: What is there once only, another time.
OTHERS = {Sort.BUDGET: {"year": "2017"}, Sort.PROPOSAL: {"number": "第99号"}}
#: In every field of a form together.
AT_ONCE = ("\x00", "99999999999999999999")
#: By hand now and then: every wrong value in every field.
EVERYTHING = bool(os.environ.get("YIHAOTONG_FORGE_ALL"))


@pytest.fixture
def at() -> datetime:
    return timezone.now() - timedelta(days=1)


@pytest.fixture
def officer(office: Office) -> Client:
    return signed_in(office, "officer")


def signed_in(office: Office, who: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(office.press.city.people[who], "django.contrib.auth.backends.ModelBackend")
    return client


def values_for(field: Field) -> tuple[str, ...]:
    if EVERYTHING:
        return (*DAYS, *MOMENTS, *NUMBERS, *WORDS)
    return NASTY.get(field.kind, ())[:2]


def forge(client: Client, address: str, fields: tuple[Field, ...], good: dict[str, Any]) -> None:
    """Each field wrong in its turn, the others right; then all of them wrong."""
    told = {name: value for name, value in good.items() if value is not None}
    posts = [told | {field.name: bad} for field in fields for bad in values_for(field)]
    together = AT_ONCE if EVERYTHING else AT_ONCE[:1]
    posts += [{"version": bad} | {field.name: bad for field in fields} for bad in together]
    for post in posts:
        answer = client.post(address, post)
        shown = {name: value[:40] for name, value in post.items() if value != told.get(name)}
        assert answer.status_code < 500, f"{address} {shown}"


def test_outlets(office: Office, officer: Client) -> None:
    article = office.released("site,wechat,weibo,archive")
    day = office.at.date().isoformat()
    wechat = office.one(article, "wechat")
    act = f"/desk/outlets/deliveries/{wechat.pk}/"
    forge(officer, f"{act}receipt/", RECEIPT_FIELDS, {"version": "x", "address": "第 3 期"})
    lists = "/desk/outlets/handovers/"
    forge(officer, lists, LIST_FIELDS, {"body": "档案馆", "since": day, "until": day, "copies": "1"})
    officer.post(lists, {"body": "档案馆", "since": day, "until": day, "copies": "1"})
    forge(officer, f"{lists}1/", SIGNED_FIELDS, {"version": "9", "received_on": day, "received_by": "马"})
    item = {"outlet": "weibo", "on": day, "title": "甲", "whose": "own", "link": "", "article": ""}
    forge(officer, "/desk/outlets/elsewhere/new/", ITEM_FIELDS, item)
    officer.post("/desk/outlets/elsewhere/new/", item)
    forge(officer, "/desk/outlets/elsewhere/1/", ITEM_GONE, {"seen": "看过", "seen_by": "王"})
    office.withdraw(article)
    seen = {"version": "1", "seen_at": f"{office.at:%Y-%m-%dT%H:%M}", "seen": "看过", "seen_by": "王", "sure": "on"}
    forge(officer, f"{act}gone/", GONE_FIELDS, seen)
    for asked in (
        "year=99999999999999999999",
        "year=０&outlet=%00",
        "outlet=\x00&page=99999999999999999999",
        "page=-1",
    ):
        for page in ("elsewhere", "figures"):
            assert officer.get(f"/desk/outlets/{page}/?{asked}").status_code == 200
    big = "9" * 30
    for page in (f"articles/{big}/", f"handovers/{big}/", f"elsewhere/{big}/", f"handovers/{big}/zip/"):
        assert officer.get(f"/desk/outlets/{page}").status_code == 404


def test_engagement(office: Office, officer: Client) -> None:
    engaged = Engaged(office.press)
    moments = {"starts_at": "2090-01-01T09:00", "found_at": f"{office.at - timedelta(hours=3):%Y-%m-%dT%H:%M}"}
    for sort in Sort:
        good = engaged.fields(sort)
        good |= {name: value for name, value in moments.items() if name in good}
        forge(officer, f"/desk/engagement/{sort}/new/", LIVES[sort].fields, good)
        record = engaged.enter(sort, **OTHERS.get(sort, {}))
        page = f"/desk/engagement/{sort}/{record.pk}/"
        if EVERYTHING:
            forge(officer, f"{page}amend/", LIVES[sort].fields, good | {"version": "1"})
        for move in LIVES[sort].moves.values() if EVERYTHING else ():
            forge(officer, f"{page}{move.name}/", move.fields, {"version": "1"})
        assert officer.post(f"{page}bind/", {"article": "9" * 30, "bond": "\x00", "version": "1"}).status_code == 422
        assert officer.get(f"/desk/engagement/{sort}/?show=\x00&page={'9' * 30}").status_code == 200
        assert officer.get(page).status_code == 200
        assert officer.get(f"/desk/engagement/{sort}/{'9' * 30}/").status_code == 404
    for content in (b"", b"\x00" * 9, b"PK\x03\x04", "类别,年度\n,\n".encode("utf-16")):
        answer = officer.post("/desk/engagement/proposal/import/", {"file": SimpleUploadedFile("t.xlsx", content)})
        assert answer.status_code == 422


def test_inspection(office: Office, officer: Client) -> None:
    monthly = inspection.make_list(office.at)
    assert monthly is not None
    page = f"/desk/inspection/lists/{monthly.name}/"
    for bad in (*DAYS, *NUMBERS, *WORDS) if EVERYTHING else (DAYS[0], *AT_ONCE):
        posts = (
            ("/desk/inspection/thresholds/home/", {"limit": bad, "reason": "来文"}),
            ("/desk/inspection/columns/A-01/", {"cadence": bad}),
            (f"{page}items/1/put_off/", {"evidence": "等", "until": bad}),
            (f"{page}items/1/done/", {"evidence": bad if bad != WORDS[-1] else ""}),
        )
        for address, post in posts:
            assert officer.post(address, post).status_code < 500, f"{address} {bad[:30]}"
        assert (
            officer.get("/desk/inspection/lists/quarter/", {"year": bad[:99], "quarter": bad[:99]}).status_code == 302
        )
    for address in ("lists/9999-12/", "lists/99999999999-1/", "indicators/x/", f"lists/{monthly.name}/exe/"):
        assert officer.get(f"/desk/inspection/{address}").status_code == 404
    chief = signed_in(office, "chief")
    assert chief.post(f"{page}sign/", {"version": "9" * 30, "said": "\x00"}).status_code == 422
