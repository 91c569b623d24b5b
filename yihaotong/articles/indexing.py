"""What of a public article is found by its words, kept in step with the journal: what was withdrawn leaves the index.

Unlike cases, which the whole city files, articles are few a day: what the index has not read yet is looked at itself,
so that a search misses nothing and shows nothing that has changed, however far the index is behind.
"""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from yihaotong.articles.models import Article, Listed
from yihaotong.journal.models import Line
from yihaotong.search import actions
from yihaotong.search.collections import Collection
from yihaotong.search.rules.documents import Document

#: Its place in the journal.
CONSUMER = "articles.search"
_KINDS = ("article.release", "article.withdraw", "article.purge")
_SUBJECT = re.compile(r"article:(\d{1,18})")
#: Lines behind the cursor that are looked at; whoever is further behind has no worker, and waits for it.
_MOST = 2_000
#: In one statement, so that a line that is sealed or read meanwhile is not missed.
_WAITING = f"""
    SELECT subject FROM journal_line WHERE id IN (
        SELECT line_id FROM (SELECT line_id FROM journal_pending LIMIT {_MOST}) AS pending
        UNION ALL
        SELECT line_id FROM (
            SELECT line_id FROM journal_seal
            WHERE seq > COALESCE((SELECT seq FROM journal_cursor WHERE consumer = %s), 0) ORDER BY seq LIMIT {_MOST}
        ) AS sealed
    ) AND kind IN (%s, %s, %s)
"""  # noqa: S608 — a number of ours


def follow(lines: Sequence[Line], at: datetime) -> None:  # noqa: ARG001 — every consumer is told the time
    """Index the articles that these lines are about."""
    if numbers := _numbers(line.subject for line in lines if line.kind in _KINDS):
        actions.refresh(ARTICLES.name, numbers)


def _numbers(subjects: Iterable[str]) -> set[int]:
    return {int(found[1]) for subject in subjects if (found := _SUBJECT.fullmatch(subject))}


def unread() -> set[int]:
    """The primary keys of the articles that went out or were taken back in lines that the index has not read yet."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [CONSUMER, *_KINDS])
        return _numbers(subject for (subject,) in cursor.fetchall())


def documents(numbers: Sequence[int]) -> list[Document]:
    """The public articles among these, as they are now. One query."""
    found = Listed.objects.filter(pk__in=numbers).select_related("release__version").order_by("pk")
    return [_document(each) for each in found]


def _document(listed: Listed) -> Document:
    version = listed.release.version
    said = json.loads(version.content) if version.content else {}
    names = " ".join(str(each["name"]) for each in said.get("attachments", ()))
    return Document(
        number=listed.pk,
        open=(listed.title, version.text, listed.index_number, names),
        tags=row_tags([listed.row_key]),
        moment=int(listed.first_at.timestamp()),
    )


def row_tags(keys: Iterable[str]) -> frozenset[str]:
    """Of rows of the catalogue; a key in other signs than letters, digits and hyphens has none."""
    plain = (key.lower().replace("-", "") for key in keys)
    return frozenset(f"r{key}" for key in plain if re.fullmatch(r"[a-z0-9]{1,28}", key))


def numbers_after(number: int, most: int) -> list[int]:
    found = Article.objects.filter(pk__gt=number, standing__isnull=False).order_by("pk")
    return list(found.values_list("pk", flat=True)[:most])


ARTICLES = Collection("articles", 2, documents, numbers_after, Listed.objects.count)
