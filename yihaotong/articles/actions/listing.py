"""The public lists follow each release and withdrawal, in the same transaction: what is gone is in no list."""

from django.utils.timezone import localtime

from yihaotong.articles import access
from yihaotong.articles.models import Article, Listed, Release


def note_listed(article: Article, went: Release) -> None:
    """It stands in the lists as this release has it."""
    Listed.objects.update_or_create(article_id=article.pk, defaults=columns(article, went))


def note_unlisted(article: Article) -> None:
    """It stands in no list any more."""
    Listed.objects.filter(article=article).delete()


def columns(article: Article, went: Release) -> dict[str, object]:
    """What a list says of an article, by column."""
    version = went.version
    return {
        "release_id": went.pk,
        "title": version.title,
        "row_key": version.row_key,
        "unit_id": article.unit_id,
        "formed_on": version.formed_on or localtime(went.first_at).date(),
        "first_at": went.first_at,
        "index_number": article.index_number,
        "document_number": str(access.content_of(version)["document_number"]),
        "corrected": went.number > 1,
    }
