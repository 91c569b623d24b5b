"""Released articles for the tests of open data and feeds, many of them as rows; and what an address answers."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from tests.articles.house import House
from yihaotong.articles import actions
from yihaotong.articles.models import Article, Listed, Release, Review, Version
from yihaotong.journal import sealing

DATA = "/disclosure/data/"
MISCHIEF = "=cmd|' /C calc'!A0 <b>&\"</title>]]>"


@pytest.fixture(autouse=True)
def unhurried() -> None:
    caches["pace"].clear()


def body(address: str, **more: str) -> Any:
    answer = Client().get(address, more)
    assert answer.status_code == 200, (address, answer.content)
    return answer.json()


def read(address: str) -> bytes:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return bytes(answer.getvalue())


def released(house: House, **changed: Any) -> Article:
    return house.released(None, **changed)


def sealed() -> None:
    while sealing.seal_batch():
        pass


def many(house: House, count: int, **changed: Any) -> list[Article]:
    """Released items one minute apart, written as rows: how they come to be is told in tests/articles."""
    first = released(house, **changed)
    went = Release.objects.select_related("version").get(article=first)
    moments = [went.at - timedelta(minutes=number) for number in range(1, count)]
    articles = Article.objects.bulk_create(
        Article(unit_id=first.unit_id, written_at=at, moved_at=at, index_number=f"COPY-{at:%m%d%H%M}") for at in moments
    )
    versions = Version.objects.bulk_create(_row(went.version, article=each) for each in articles)
    reviews = {}
    for level in ("first", "second", "third"):
        signed = getattr(went, level)
        reviews[level] = Review.objects.bulk_create(_row(signed, version=each) for each in versions)
    signers = zip(*reviews.values(), strict=True)
    releases = Release.objects.bulk_create(
        _row(went, article=article, version=version, first=one, second=two, third=three, at=at, first_at=at)
        for article, version, (one, two, three), at in zip(articles, versions, signers, moments, strict=True)
    )
    for article, version, release in zip(articles, versions, releases, strict=True):
        article.latest, article.standing, article.progress = version, release, "released"
    Article.objects.bulk_update(articles, ["latest", "standing", "progress"])
    line = Listed.objects.get(pk=first.pk)
    told = zip(articles, releases, strict=True)
    Listed.objects.bulk_create(_row(line, article=each, release=went, first_at=went.at) for each, went in told)
    return [first, *articles]


def _row(model: Any, **changed: Any) -> Any:
    """Another row like this one."""
    kept = {field.attname: getattr(model, field.attname) for field in model._meta.concrete_fields}
    kept.pop("id", None)
    another = type(model)(**kept)
    for name, value in changed.items():
        setattr(another, name, value)
    return another


def corrected(house: House, article: Article, why: str, hours: int = 1) -> None:
    press = house.press
    now = press.fresh(article)
    actions.correct(now, actor=press.by("officer"), at=press.at, expect=now.version, reason=why, sure=True)
    press.revise(article, by="officer", row_key=house.row.key, title=f"{now.shown.version.title[:60]}（改）")
    press.submit(article, by="officer")
    for who in ("first", "second", "third"):
        press.review(article, who)
    fresh = press.fresh(article)
    later = press.at + timedelta(hours=hours)
    actions.release(fresh, actor=press.by("officer"), at=later, expect=fresh.version)
