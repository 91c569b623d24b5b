"""Whether an article may go out now, asked before the press of a button and again by the action itself."""

from datetime import datetime

from django.utils.timezone import localtime

from yihaotong.articles import access
from yihaotong.articles.models import Article, Review, Version
from yihaotong.articles.rules import contents, gate, limits
from yihaotong.documents.models import Document
from yihaotong.documents.rules.codes import Outcome
from yihaotong.documents.rules.labels import Label
from yihaotong.journal.refusal import Refused


def hindrance(article: Article, at: datetime) -> str:
    """Why it cannot go out at this moment, apart from what the pre-check finds; "" where it can."""
    version = access.latest_of(article)
    try:
        three_of(article, version)
        check_document(access.content_of(version)["document_key"])
        limits.check_window(localtime(at))
    except Refused as refusal:
        return refusal.message
    return ""


def three_of(article: Article, version: Version) -> tuple[Review, Review, Review]:
    """The three reviews by which it may go out; the digest is taken anew from what is kept."""
    held = list(version.reviews.filter(void_at=None).order_by("pk"))
    signed = [access.signed(each) for each in held]
    digest = contents.digest(version.content)
    three = gate.may_release(digest, writers=access.writers_of(article), reviews=signed)
    by_sign = {id(sign): review for sign, review in zip(signed, held, strict=True)}
    first, second, third = (by_sign[id(each)] for each in three)
    return first, second, third


def document_named(key: str) -> Document | None:
    """Whatever has become of it; None for what names no document."""
    area, _colon, number = key.partition(":")
    return Document.objects.filter(pk=int(number)).first() if area == "document" and number.isdecimal() else None


def check_document(key: str) -> Document | None:
    """The document an article comes from: signed, 主动公开, and its secrecy review said so (条例 art. 17).

    Raises Refused: no-such-document, document-not-public.
    """
    if not key:
        return None
    document = document_named(key)
    if document is None:
        raise Refused("no-such-document", f"没有“{key}”这件公文", "document_key")
    if document.signed_at is None:
        raise Refused("document-not-public", "来源公文还没有签发，不能上网", "document_key")
    if document.label != Label.PROACTIVE:
        raise Refused("document-not-public", "来源公文没有定为主动公开，不能上网", "document_key")
    if document.outcome != Outcome.PUBLIC:
        raise Refused("document-not-public", "来源公文没有通过保密审查，不能上网（条例第十七条）", "document_key")
    return document
