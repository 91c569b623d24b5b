"""开放数据: what machines read of what is public, and that it is the same everywhere and no more than that."""

import csv
import gzip
import io
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.articles.house import House, at, catalogue, house
from tests.portal.released import DATA, MISCHIEF, body, corrected, many, read, released, sealed, unhurried
from yihaotong.annual.models import Report
from yihaotong.articles import changes, opening
from yihaotong.articles.rules.dictionary import dictionary, fields_of
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.pace import actions as pace
from yihaotong.pace.actions import Draw
from yihaotong.portal.opendata import answering, data, parameters
from yihaotong.redaction.models import Redaction

__all__ = ["at", "catalogue", "house", "unhurried"]

pytestmark = pytest.mark.django_db

#: Every address of open data that takes no argument.
ALL = (
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap-pages.xml",
    "/disclosure/feed.atom",
    "/disclosure/feed.rss",
    *(f"{DATA}{name}" for name in ("items.json", "items.csv", "columns.json", "changes.json", "reports.json")),
    *(f"{DATA}{name}" for name in ("dictionary.json", "dictionary.csv")),
)


_METHODS = "GET, HEAD, OPTIONS"

# --- the dictionary and what it says ---------------------------------------------------------------------------------


def test_every_record_has_the_fields_of_the_dictionary_and_no_others(house: House) -> None:
    article = released(house, body="看附件。\n\n## 小标题\n\n- 一\n- 二")
    sealed()
    told = body(f"{DATA}items.json")["items"][0]
    one = body(f"{DATA}items/{article.pk}.json")["item"]
    table = list(csv.reader(io.StringIO(read(f"{DATA}items.csv").decode("utf-8-sig"))))
    assert list(told) == table[0] == [field.name for field in fields_of("item", whole=False)]
    assert list(one) == [field.name for field in fields_of("item")]
    assert {**one, **told} == one
    assert table[1] == [str(value) for value in told.values()]
    column = body(f"{DATA}columns.json")["columns"][0]
    assert list(column) == [field.name for field in fields_of("column")]
    change = body(f"{DATA}changes.json")["changes"][0]
    assert list(change) == [field.name for field in fields_of("change")]
    house.withdrawn(article)
    gone = Client().get(f"{DATA}items/{article.pk}.json").json()["withdrawn"]
    assert list(gone) == [field.name for field in fields_of("withdrawn")]
    shown = body(f"{DATA}dictionary.json")["dictionary"]
    assert shown == [each.told for each in dictionary()]
    assert list(shown[0]) == [field.name for field in fields_of("dictionary")]
    assert len(list(csv.DictReader(io.StringIO(read(f"{DATA}dictionary.csv").decode("utf-8-sig"))))) == len(shown)
    page = Client().get(DATA).content.decode()
    assert all(f"<code>{each.name}</code>" in page and each.label in page for each in dictionary())
    assert told["released_at"] == house.press.at.isoformat()
    moment = house.press.at + timedelta(microseconds=230690)
    assert opening.instant(moment) == told["released_at"], "whole seconds, as the dictionary says"


def test_annual_reports_are_listed_while_they_are_public(house: House) -> None:
    moment = house.press.at
    own = {"year": 2019, "begun_at": moment, "begun_by": "person:1", "moved_at": moment, "released_at": moment}
    report = Report.objects.create(**own, edition=1)
    report.editions.create(number=1, content="{}", digest="0" * 64, at=moment, by="person:1", released_at=moment)
    (told,) = body(f"{DATA}reports.json")["reports"]
    assert list(told) == [field.name for field in fields_of("report")]
    assert (told["year"], told["released_at"]) == (2019, moment.isoformat())
    Report.objects.update(withdrawn_at=moment)
    assert body(f"{DATA}reports.json")["reports"] == []


def test_every_field_is_told_with_meaning_basis_and_example() -> None:
    for each in dictionary():
        assert each.meaning and each.basis and each.example, each  # noqa: PT018 — three columns of one row
    assert {each.record for each in dictionary()} == {name for name, _label in data._records()}


def test_attachments_are_those_that_may_be_downloaded_now(house: House) -> None:
    press = house.press
    article = press.write("officer", row_key=house.row.key)
    press.attach(article, "表.csv", "类别,件数\n咨询,3\n".encode(), by="officer")
    press.submit(article, by="officer")
    for who in ("first", "second", "third"):
        press.review(article, who)
    press.release(article)
    (file,) = body(f"{DATA}items/{article.pk}.json")["item"]["attachments"]
    assert list(file) == [field.name for field in fields_of("attachment")]
    assert Client().get(file["url"].removeprefix("http://testserver")).status_code == 302
    assert Redaction.objects.count() == 0


# --- lists -----------------------------------------------------------------------------------------------------------


def walked(address: str, **first: str) -> Iterator[dict[str, Any]]:
    told = body(address, **first)
    yield from told["items"]
    while told["next"]:
        told = body(told["next"].removeprefix("http://testserver"))
        yield from told["items"]


def test_pages_of_items_lead_through_all_of_them_once(house: House) -> None:
    made = many(house, 23)
    expected = [article.pk for article in made]
    assert [each["number"] for each in walked(f"{DATA}items.json", limit="5")] == expected
    key = house.row.key
    assert [each["number"] for each in walked(f"{DATA}items.json", limit="7", column=key)] == expected
    day = made[0].standing.first_at.date() if made[0].standing else None
    assert len(list(walked(f"{DATA}items.json", since=str(day), until=str(day)))) == 23
    assert list(walked(f"{DATA}items.json", year="1999")) == []
    assert len(list(walked(f"{DATA}items.json", until="9999-12-31", limit="50"))) == 23
    assert list(walked(f"{DATA}items.json", year="9999")) == []
    assert [each["number"] for each in walked(f"{DATA}items.json", limit="9", column=house.row.parent)] == expected
    assert f"?column={key}</code>" in Client().get(DATA).content.decode(), "an example that answers something"
    rows = read(f"{DATA}items.csv").decode("utf-8-sig").splitlines()
    assert (len(rows), len(read(f"{DATA}items.csv?column={key}").decode().splitlines())) == (24, 24)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("items.json?colum=1", "colum"),
        ("items.json?column=NONE", "column"),
        ("items.json?column=" + "长" * 500, "column"),
        ("items.json?since=2026-13-01", "since"),
        ("items.json?until=0001-01-01", "until"),
        ("items.json?year=99999", "year"),
        ("items.json?limit=0", "limit"),
        ("items.json?limit=-1", "limit"),
        ("items.json?limit=5&limit=6", "limit"),
        ("items.json?cursor=abc", "cursor"),
        ("items.json?column=%00", "column"),
        ("items.csv?year=%00", "year"),
        ("../feed.atom?q=%00", "q"),
        ("items.json?cursor=MS45OTk5OTk5OTk5OTk5OTk5OTkuMQ", "cursor"),
        ("items.csv?year=%EF%BC%92026", "year"),
        ("changes.json?since=MS4", "since"),
        ("changes.json?since=MS45OTk", "since"),
        ("changes.json?since=%ff%00", "since"),
        ("dictionary.json?x=1", "x"),
        ("../feed.atom?q=" + "字" * 61, "q"),
        ("../feed.rss?q=a+b+c+d", "q"),
        ("../feed.rss?before=!", "before"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(query: str, parameter: str) -> None:
    answer = Client().get(f"/disclosure/{query.removeprefix('../')}" if query.startswith("..") else f"{DATA}{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json; charset=utf-8")
    assert answer.json()["parameter"] == parameter
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_a_cursor_of_the_changes_tells_nothing_and_stays_the_same(settings: Any) -> None:
    told = [parameters.written_seal(number) for number in (7, 7, 8)]
    assert told[0] == told[1] != told[2]
    assert told[0][:8] != told[2][:8], "a neighbour looks quite different: the number is sealed, not coded"
    assert parameters.seal({"since": told[0]}, "since") == 7
    settings.SECRET_KEY = "another"
    with pytest.raises(Refused, match="游标"):
        parameters.seal({"since": told[0]}, "since")


@pytest.mark.parametrize("number", [0, 7, 10**18, 10**40])
def test_what_never_was_is_not_there(db: None, number: int) -> None:
    for address in (f"/sitemap-{number}.xml", f"{DATA}items/{number}.json"):
        answer = Client().get(address)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


# --- as they are answered --------------------------------------------------------------------------------------------


def test_every_address_is_open_to_all_origins_and_never_shown_unasked(house: House) -> None:
    article = released(house)
    for address in (*ALL, f"{DATA}items/{article.pk}.json", "/sitemap-0.xml"):
        client = Client()
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
        bare = client.head(address)
        asked = client.options(address)
        assert (first.status_code, again.status_code, bare.status_code, asked.status_code) == (200, 304, 200, 204)
        assert (again.content, bare.getvalue(), bare["ETag"]) == (b"", b"", first["ETag"]), address
        assert bare.get("Content-Length") != "0", f"{address}: a client would take it for empty"
        assert (first["Access-Control-Allow-Origin"], first["Cache-Control"]) == ("*", "no-cache"), address
        assert "If-None-Match" in asked["Access-Control-Allow-Headers"]
        assert not first.cookies
        refused = Client(enforce_csrf_checks=True).post(address)
        assert (refused.status_code, refused["Allow"], refused.json()["code"]) == (405, _METHODS, "wrong-method")


def test_programs_are_told_as_programs_wherever_they_ask(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    for address in (f"{DATA}item.json", f"{DATA}items/abc.json", f"{DATA}items/1.json/", f"{DATA}a%00b"):
        answer = strict.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (404, answering.PROBLEM), address
    answer = strict.delete(DATA)
    assert (answer.status_code, answer["Content-Type"], answer["Allow"]) == (405, answering.PROBLEM, "GET, HEAD")


def test_whoever_asks_for_it_packed_gets_it_packed_and_the_same(house: House) -> None:
    released(house, body="同样的话。" * 200)
    for address in ("/disclosure/feed.atom", f"{DATA}items.csv", f"{DATA}items.json"):
        plain, packed = Client().get(address), Client().get(address, headers={"Accept-Encoding": "gzip"})
        assert (packed["Content-Encoding"], packed["Vary"]) == ("gzip", "Accept-Encoding")
        assert gzip.decompress(packed.getvalue()) == plain.getvalue()
        same = {"If-None-Match": packed["ETag"], "Accept-Encoding": "gzip"}
        assert Client().get(address, headers=same).status_code == 304


def test_dates_vouch_only_for_what_has_come_to_rest(house: House) -> None:
    released(house)
    old = Client().get(f"{DATA}items.json")
    assert Client().get(f"{DATA}items.json", headers={"If-Modified-Since": old["Last-Modified"]}).status_code == 304
    stamp = opening.Stamp("x", house.press.at)
    asked = answering.Asking(None, house.press.at + timedelta(seconds=3), None, stamp)  # type: ignore[arg-type]
    assert asked.modified is None, "the same second may hold another act that has not ended"


def test_who_comes_too_fast_is_told_when_to_come_back(db: None) -> None:
    client, table = Client(), f"{DATA}items.csv?year=1999"
    assert client.get(table).status_code == 200
    spent = Draw(answering.WHOLE, "opendata:127.0.0.1")
    pace.take([spent], at=timezone.now(), count=answering.WHOLE.burst - 1)
    late = client.get(table)
    assert (late.status_code, int(late["Retry-After"]) > 0, late.json()["code"]) == (429, True, "too-fast")
    assert client.get(f"{DATA}items.json").status_code == 200, "the other bucket is its own"


def test_a_table_runs_nothing(house: House) -> None:
    released(house, title=MISCHIEF[:60], source="＝1+1")
    (row,) = csv.DictReader(io.StringIO(read(f"{DATA}items.csv").decode("utf-8-sig")))
    assert row["title"].startswith("'=cmd")
    assert row["source"] == "'＝1+1"
    assert read(f"{DATA}items.csv").startswith(b"\xef\xbb\xbf")


# --- a mirror --------------------------------------------------------------------------------------------------------


class Mirror:
    """What a reader keeps who does as the page says."""

    def __init__(self) -> None:
        self.cursor = body(f"{DATA}changes.json", since="now")["cursor"]
        self.kept = {each["id"]: each for each in walked(f"{DATA}items.json", limit="3")}

    def follow(self, limit: int = 2) -> None:
        more = True
        while more:
            told = body(f"{DATA}changes.json", since=self.cursor, limit=str(limit))
            for change in told["changes"]:
                if change["item"] is not None:
                    self.kept[change["id"]] = change["item"]
                if change["withdrawn"] is not None:
                    self.kept.pop(change["id"], None)
            more, self.cursor = told["more"], told["cursor"]


@pytest.mark.both
def test_a_mirror_that_follows_the_changes_is_what_is_public(house: House) -> None:
    dice = random.Random(2)
    public = [released(house), released(house)]
    early, late = Mirror(), Mirror()
    for turn in range(10):
        act = dice.choice(["release", "correct", "withdraw"]) if public else "release"
        chosen = dice.randrange(len(public)) if public else 0
        if act == "release":
            public.append(released(house))
        elif act == "correct":
            corrected(house, public[chosen], "写错")
        else:
            house.withdrawn(public.pop(chosen))
        journal.record("case.note", subject="case:1", actor="worker", at=house.press.at)
        if turn % 3 == 0:
            sealed()
            early.follow()
    sealed()
    shown = {each["id"]: each for each in walked(f"{DATA}items.json")}
    assert set(shown) == {opening.identity(each) for each in public}
    fresh = Mirror()
    for mirror in (early, late, fresh):
        mirror.follow(limit=500)
        assert mirror.kept == shown


def test_nothing_new_is_the_same_answer_and_the_place_moves_on_over_much_else(house: House) -> None:
    released(house)
    sealed()
    told = body(f"{DATA}changes.json")
    address = f"{DATA}changes.json?since={told['cursor']}"
    quiet = Client().get(address)
    for _ in range(5):
        journal.record("case.note", subject="case:1", actor="worker", at=house.press.at)
    sealed()
    again = Client().get(
        quiet.request["PATH_INFO"], {"since": told["cursor"]}, headers={"If-None-Match": quiet["ETag"]}
    )
    assert again.status_code == 304
    assert changes.newest() > 5
    assert told["changes"][0]["kind"] == "released"


def test_what_was_withdrawn_is_told_without_its_words(house: House) -> None:
    words = "不该公开的标题"
    article = released(house, title=words)
    house.withdrawn(article)
    sealed()
    text = read(f"{DATA}changes.json").decode()
    assert words not in text
    kinds = [each["kind"] for each in body(f"{DATA}changes.json")["changes"] if each["number"] == article.pk]
    assert kinds == ["released", "withdrawn"]


def test_lists_ask_the_database_a_few_times_however_long_they_are(
    house: House, django_assert_max_num_queries: Any
) -> None:
    many(house, 40)
    ways = ("items.json", f"items.json?column={house.row.key}", "items.csv", "columns.json", "changes.json")
    for address in (*(f"{DATA}{way}" for way in ways), "/disclosure/feed.atom", "/sitemap.xml"):
        with django_assert_max_num_queries(20):
            read(address)
