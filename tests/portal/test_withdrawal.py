"""撤下: what is withdrawn is gone from every public face at the very next request, caches that ask included."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from tests.articles.house import House, at, catalogue, house
from yihaotong.articles import opening
from yihaotong.articles.models import Article
from yihaotong.journal import sealing

__all__ = ["at", "catalogue", "house"]

pytestmark = pytest.mark.django_db

#: Words that stand nowhere else.
TITLE, WORD = "热线受理情况的独特标题", "独特标题"


@dataclass(frozen=True)
class Place:
    """A public address: what it answers once the item is withdrawn, and whether it then names the item as gone."""

    address: str
    afterwards: int = 200
    remembers: bool = False


def places(article: Article, row: str) -> Iterator[Place]:
    """Every place where the public, its programs and search engines meet an item."""
    yield Place(reverse("portal:articles:article", args=[article.pk]), 410, remembers=True)
    yield Place(reverse("portal:opendata:item", args=[article.pk]), 410, remembers=True)
    yield Place(reverse("portal:articles:list"))
    yield Place(f"{reverse('portal:articles:list')}?q={WORD}")
    yield Place(f"{reverse('portal:articles:list')}?row={row}")
    yield Place(reverse("portal:catalogue:home"))
    yield Place(reverse("portal:catalogue:row", args=[row]))
    for feed in ("atom", "rss"):
        address, remembers = reverse(f"portal:opendata:{feed}"), feed == "atom"
        yield Place(address, remembers=remembers)
        yield Place(f"{address}?column={row}", remembers=remembers)
        yield Place(f"{address}?q={WORD}", remembers=remembers)
    yield Place(reverse("portal:opendata:items"))
    yield Place(f"{reverse('portal:opendata:items')}?column={row}")
    yield Place(reverse("portal:opendata:items_csv"))
    yield Place(reverse("portal:opendata:changes"), remembers=True)
    yield Place(reverse("portal:opendata:sitemap_part", args=[0]))


def read(address: str, etag: str = "") -> tuple[int, str, str]:
    answer = Client().get(address, headers={"If-None-Match": etag} if etag else {})
    return answer.status_code, answer.getvalue().decode(), answer.get("ETag", "")


@pytest.fixture(autouse=True)
def unhurried() -> None:
    caches["pace"].clear()


def test_what_is_withdrawn_is_gone_from_every_public_face_at_once(house: House) -> None:
    other = house.released(None, title="另一条仍然公开的信息")
    article = house.released(None, title=TITLE)
    address = reverse("portal:articles:article", args=[article.pk])
    identity = opening.identity(article)
    sealing.seal_batch()
    before = {place: read(place.address) for place in places(article, house.row.key)}
    for place, (status, text, _etag) in before.items():
        assert status == 200, place
        assert TITLE in text or address in text, f"{place} did not show it"
    house.withdrawn(article)
    for place, (_status, _text, etag) in before.items():
        status, text, _new = read(place.address, etag)
        assert status == place.afterwards, f"{place} with the validator of before"
        assert TITLE not in text, place
        assert place.remembers or address not in text, place
    sealing.seal_batch()
    for place in before:
        status, text, _etag = read(place.address)
        assert (status, TITLE in text) == (place.afterwards, False), place
        told = identity in text or article.index_number in text
        assert told == place.remembers, f"{place}: what was promised of what is gone"
        assert status == 410 or f"/{other.pk}/" in text or WORD in place.address or place.remembers, place


def test_its_files_are_gone_with_it(house: House) -> None:
    press = house.press
    article = press.write("officer", row_key=house.row.key)
    press.attach(article, "表.csv", "类别,件数\n咨询,3\n".encode(), by="officer")
    press.submit(article, by="officer")
    for who in ("first", "second", "third"):
        press.review(article, who)
    press.release(article)
    (file,) = Client().get(f"/disclosure/data/items/{article.pk}.json").json()["item"]["attachments"]
    address = file["url"].removeprefix("http://testserver")
    assert Client().get(address).status_code == 302
    house.withdrawn(article)
    assert Client().get(address).status_code in {404, 410}
