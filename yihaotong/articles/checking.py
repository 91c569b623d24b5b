"""Gathering what the pre-check has to be told, and running it over a content."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import Resolver404, resolve
from django.utils.timezone import localtime

from yihaotong.articles import access, hidden, reading
from yihaotong.articles.models import Article
from yihaotong.articles.rules import body, checks, rolls
from yihaotong.articles.rules.checks import Finding, Hidden, Known, Read
from yihaotong.articles.rules.contents import attachments_of
from yihaotong.articles.rules.rolls import RollKind
from yihaotong.files import access as files

_ARTICLE = "portal:articles:article"


def look(article: Article, content: Mapping[str, Any], at: datetime) -> list[Finding]:
    """What the pre-check finds in a content of this article, now."""
    return checks.look(content, known(article, content, at))


def known(article: Article, content: Mapping[str, Any], at: datetime) -> Known:
    leaders = rolls.read_leaders(access.roll(RollKind.LEADERS)[1])
    words = rolls.read_words(access.roll(RollKind.WORDS)[1])
    hrefs = {href for _block, href in body.links(body.read(str(content.get("body", ""))))}
    redacted = access.to_be_redacted(article)
    return Known(localtime(at).date(), leaders, words, links_of(hrefs), *_files(article, content), redacted)


def links_of(hrefs: set[str]) -> dict[str, str]:
    """What is wrong with each address: our own paths are asked of our own addresses; those outside are known from the
    job that looks at them, or not at all."""
    own = {href: _wrong_inside(href) for href in hrefs if href.startswith("/") and body.safe(href)}
    return own | access.known_links(href for href in hrefs if href.lower().startswith("http"))


def _wrong_inside(href: str) -> str:
    path = href.partition("#")[0].partition("?")[0]
    try:
        found = resolve(path)
    except Resolver404:
        return "本站没有这个地址"
    if found.view_name == _ARTICLE:
        article = access.by_key(f"article:{found.kwargs['number']}")
        return "" if article is not None and article.is_public else "这篇信息没有发布"
    return ""


def _files(article: Article, content: Mapping[str, Any]) -> tuple[dict[str, list[Hidden]], dict[str, Read]]:
    """What the files hide, and what they say, by their SHA-256."""
    wanted = {each.key for each in attachments_of(content)}
    found = list(files.of(article.key).filter(key__in=wanted))
    return {file.sha256: list(hidden.look(file)) for file in found}, reading.read(found)
