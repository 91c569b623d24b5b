"""订阅和网站地图: what readers of feeds and search engines read."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import feedparser
import pytest
from django.test import Client
from lxml import etree

from tests.articles.house import House, at, catalogue, house
from tests.portal.released import DATA, body, corrected, many, read, released, unhurried
from yihaotong.articles import opening
from yihaotong.articles.models import Article, Version

__all__ = ["at", "catalogue", "house", "unhurried"]

pytestmark = pytest.mark.django_db

SCHEMA = Path(__file__).parent / "schemas" / "sitemap.xsd"


# --- feeds -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_a_reader_of_feeds_reads_what_is_public(house: House, kind: str) -> None:
    article = released(house, title="<b>标题</b>&amp;]]>", summary="概述", body="第一段\n\n<script>alert(1)</script>")
    kept = Version.objects.get(article=article)
    kept.title += "\x0b\x00￿"[:1]
    kept.save(update_fields=["title"])
    told = feedparser.parse(read(f"/disclosure/feed.{kind}"))
    assert not told.bozo, told.get("bozo_exception")
    (entry,) = told.entries
    # A reader takes a title for HTML where RSS has no way to say that it is text.
    assert "标题" in entry.title
    assert entry.id == opening.identity(article)
    assert entry.link == f"http://testserver/disclosure/articles/{article.pk}/"
    assert (entry.d_index_number, entry.d_validity, entry.d_column) == (article.index_number, "有效", house.row.key)
    assert "alert(1)" in entry.content[0].value
    assert "<script>" not in entry.content[0].value
    assert entry.updated_parsed is not None or kind == "rss"


def test_a_correction_keeps_its_identity_and_is_seen(house: House) -> None:
    article = released(house)
    before = {kind: feedparser.parse(read(f"/disclosure/feed.{kind}")).entries[0] for kind in ("atom", "rss")}
    corrected(house, article, "件数写错，已改正", hours=3)
    for kind, old in before.items():
        (new,) = feedparser.parse(read(f"/disclosure/feed.{kind}")).entries
        assert new.id == old.id
        assert new.published == old.published
        assert "件数写错，已改正" in new.content[0].value
        assert new.d_edition == "2"
        assert kind == "rss" or new.updated > old.updated
    told = body(f"{DATA}items/{article.pk}.json")["item"]
    assert (told["edition"], told["correction"]) == (2, "件数写错，已改正")


def links(document: bytes) -> dict[str, str]:
    root = etree.fromstring(document)
    found = root.iter("{http://www.w3.org/2005/Atom}link")
    return {link.get("rel"): link.get("href").removeprefix("http://testserver") for link in found if link.get("rel")}


def test_archives_lead_through_all_items_and_stay_where_they_are(house: House) -> None:
    made = {opening.identity(each) for each in many(house, 130)}
    addresses = ("/disclosure/feed.atom", f"/disclosure/feed.rss?column={house.row.key}")
    before = {address: walk(address) for address in addresses}
    newest = opening.identity(released(house))
    for address, (seen, archives) in before.items():
        again, later = walk(address)
        assert len(archives) > 1
        assert (sorted(seen), sorted(again)) == (sorted(made), sorted({*made, newest}))
        assert set(archives) <= set(later), "an archive that was read need not be read again"


def walk(address: str) -> tuple[list[str], list[str]]:
    """The identities of all items in the sequence of the feed, and the addresses of its archives."""
    seen: list[str] = []
    archives: list[str] = []
    while address:
        document = read(address)
        root = etree.fromstring(document)
        found = [each.text for name in ("{*}entry/{*}id", "channel/item/guid") for each in root.iterfind(name)]
        assert len(found) <= 100
        seen += found
        address = links(document).get("prev-archive", "")
        archives += [address] if address else []
    return seen, archives


def test_feeds_of_words_hold_what_says_them(house: House) -> None:
    kept = released(house, title="暖气停供的通报")
    released(house, title="自来水水质的通报")
    (entry,) = feedparser.parse(read("/disclosure/feed.rss?q=暖气+通报")).entries
    assert entry.id == opening.identity(kept)


def test_a_tombstone_stands_for_ninety_days_and_says_nothing_of_the_item(house: House) -> None:
    recent = house.withdrawn(released(house, title="不该公开的标题"))
    old = house.withdrawn(released(house))
    Article.objects.filter(pk=old.pk).update(withdrawn_at=datetime.now().astimezone() - timedelta(days=92))
    document = read("/disclosure/feed.atom")
    stones = list(etree.fromstring(document).iter("{http://purl.org/atompub/tombstones/1.0}deleted-entry"))
    assert [stone.get("ref") for stone in stones] == [opening.identity(recent)]
    assert "不该公开的标题" not in document.decode()
    assert not feedparser.parse(document).entries
    words = read("/disclosure/feed.atom?q=没有这个词")
    assert opening.identity(recent) in words.decode(), "whether its words were there is not told"


# --- the map ---------------------------------------------------------------------------------------------------------


def test_the_map_is_by_its_schema_and_leads_to_every_item(house: House) -> None:
    schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    made = many(house, 3)
    gone = house.withdrawn(released(house))
    assert b"Sitemap: http://testserver/sitemap.xml" in read("/robots.txt")
    index = etree.fromstring(read("/sitemap.xml"))
    schema.assertValid(index)
    parts = [each.text.removeprefix("http://testserver") for each in index.iter("{*}loc")]
    places: list[str] = []
    for part in parts:
        document = etree.fromstring(read(part))
        schema.assertValid(document)
        places += [each.text.removeprefix("http://testserver") for each in document.iter("{*}loc")]
    items = [place for place in places if place.startswith("/disclosure/articles/") and place[-2].isdigit()]
    assert sorted(items) == sorted(f"/disclosure/articles/{each.pk}/" for each in made)
    assert f"/disclosure/articles/{gone.pk}/" not in places
    for place in set(places) - set(items):
        assert Client().get(place).status_code == 200, place


def test_the_map_says_of_a_part_what_the_part_says_and_never_goes_back(house: House) -> None:
    released(house)
    last = released(house)
    told = [changed_of_the_only_part()]
    Article.objects.filter(pk=house.withdrawn(last).pk).update(withdrawn_at=house.press.at + timedelta(minutes=5))
    told.append(changed_of_the_only_part())
    assert told == [house.press.at, house.press.at + timedelta(minutes=5)]


def changed_of_the_only_part() -> datetime:
    """As the index says it, in whole seconds; the part says the same."""
    moment = datetime.fromisoformat(etree.fromstring(read("/sitemap.xml")).findtext(".//{*}lastmod"))
    assert parsedate_to_datetime(Client().get("/sitemap-0.xml")["Last-Modified"]) == moment
    return moment


def test_a_first_level_item_has_the_feed_of_its_rows(house: House) -> None:
    article, gone = released(house), house.withdrawn(released(house))
    document = read(f"/disclosure/feed.atom?column={house.row.parent}")
    assert [each.id for each in feedparser.parse(document).entries] == [opening.identity(article)]
    assert opening.identity(gone) in document.decode()


def test_a_broken_map_is_found() -> None:
    schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    for wrong in ("", "<url><loc>/a</loc></url>", "<url><loc>http://a.cn/</loc><lastmod>gestern</lastmod></url>"):
        assert not schema.validate(etree.fromstring(f'<urlset xmlns="{space}">{wrong}</urlset>'))
