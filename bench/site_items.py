"""Released items in bulk, for the bench of the disclosure site: a catalogue of twelve rows and what is public in them.

They are put together from sentences of the demo city and written without lines of the journal, each as its release
would have left it: for measuring the site, and for nothing else.
"""

import os
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from bench import year

HEADS, BELOW, YEARS = 2, 6, 8
SUBJECTS = ("热线受理情况月报", "民生诉求办理通报", "预算公开说明", "供热补贴发放结果", "停水停电通知", "道路改造公示")
_AT_ONCE, _PASSAGES = 1_000, 3_000


def fill(size: int) -> None:
    """Released items up to a number, the newest last, each as its release would have left it; then the index."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yihaotong.project.settings"
    import django

    django.setup()
    from django.db import transaction
    from django.utils import timezone

    from yihaotong.accounts.models import Unit
    from yihaotong.search import actions

    unit, random = Unit.objects.get(code="CENTRE"), Random(1)
    parts = year.sentences([])
    passages = [year.passage(random, parts) for _ in range(_PASSAGES)]
    keys = _catalogue()
    for first in range(1, size + 1, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, size + 1))
        with transaction.atomic():
            _write([_item(number, size, keys, passages, random) for number in numbers], unit.pk)
    at = timezone.now()
    actions.begin_rebuild(actor="system:worker", at=at, afresh=True)
    while actions.rebuild_batch():
        pass
    actions.end_rebuild(actor="system:worker", at=at)


def _catalogue() -> list[str]:
    """A catalogue in force with twelve rows; their keys."""
    from yihaotong.catalogue.models import Matter, Row, Version

    at = datetime.now(UTC) - timedelta(days=4000)
    Version.objects.create(
        number=1, progress="released", being_made=None, begun_at=at, moved_at=at, released_at=at, begun_by="person:1"
    )
    keys = []
    for head in range(HEADS):
        top = f"ML{head * 10:04d}"
        Matter.objects.create(key=top, since=at)
        Row.objects.create(version_id=1, matter_id=top, rank=head * 10, name=("机构职能", "业务工作")[head])
        for below in range(1, BELOW + 1):
            key = f"ML{head * 10 + below:04d}"
            Matter.objects.create(key=key, since=at)
            row = {"rank": head * 10 + below, "name": f"{SUBJECTS[below - 1]}（{head + 1}）", "timing": "days:20"}
            Row.objects.create(version_id=1, matter_id=key, parent=top, **row)
            keys.append(key)
    return keys


def _item(number: int, size: int, keys: list[str], passages: list[str], random: Random) -> dict[str, Any]:
    from yihaotong.articles.rules import contents

    at = datetime.now(UTC) - timedelta(days=365 * YEARS) * ((size - number + 1) / size)
    formed = at.date() - timedelta(days=random.randrange(1, 20))
    title = f"关于{random.choice(year.DISTRICTS)[-2:]}号片区{random.choice(SUBJECTS)}（{formed:%Y年%m月}第{number}号）"
    body = "\n\n".join(random.choices(passages, k=random.randrange(2, 7)))
    told = {
        "title": title, "row_key": random.choice(keys), "body": body, "formed_on": formed.isoformat(),
        "document_number": f"银指发〔{formed:%Y}〕{number % 400 + 1}号", "source": "指挥中心", "validity": "in_force",
        "period": "permanent", "keywords": "热线 公开",
    }  # fmt: skip
    content = contents.content(contents.fields_of({}) | told, ())
    return {"number": number, "at": at, "formed": formed, "content": content}


def _write(items: list[dict[str, Any]], unit: int) -> None:
    from yihaotong.articles.actions.listing import columns
    from yihaotong.articles.models import Article, Listed, Release, Review, Version
    from yihaotong.articles.rules import contents

    articles, versions, reviews, releases = [], [], [], []
    for each in items:
        n, at, told = each["number"], each["at"], contents.canonical(each["content"])
        own = {"unit_id": unit, "author": "person:1", "written_at": at, "progress": "released", "moved_at": at}
        number = f"640100-142/{at:%Y}-{n:06d}"
        articles.append(Article(pk=n, index_number=number, latest_id=n, standing_id=n, **own))
        versions.append(
            Version(
                pk=n, article_id=n, number=1, at=at, by="person:1", content=told, digest=contents.digest(told),
                title=each["content"]["title"], row_key=each["content"]["row_key"], formed_on=each["formed"],
                text=contents.plain_text(each["content"]),
            )
        )  # fmt: skip
        signed = {"version_id": n, "at": at, "digest": versions[-1].digest, "gates": {}, "passed": True}
        levels = enumerate(("first", "second", "third"))
        reviews += [
            Review(pk=3 * n + place, level=level, by=f"person:{2 + place}", proofread=True, **signed)
            for place, level in levels
        ]
        releases.append(
            Release(
                pk=n, article_id=n, version_id=n, number=1, digest=versions[-1].digest, first_id=3 * n,
                second_id=3 * n + 1, third_id=3 * n + 2, first_by="person:2", second_by="person:3",
                third_by="person:4", written_by="person:1", at=at, by="person:5", first_at=at,
            )
        )  # fmt: skip
    Article.objects.bulk_create(articles)
    Version.objects.bulk_create(versions)
    Review.objects.bulk_create(reviews)
    Release.objects.bulk_create(releases)
    for release, version in zip(releases, versions, strict=True):
        release.version = version
    lines = [
        Listed(article=article, **columns(article, went)) for article, went in zip(articles, releases, strict=True)
    ]
    Listed.objects.bulk_create(lines)
