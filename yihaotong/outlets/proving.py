"""Whether our own site still shows an article: asked of the very functions that its pages, lists, search, feeds,
sitemap and open data read."""

from dataclasses import dataclass

from yihaotong.articles import access as articles
from yihaotong.articles import finding
from yihaotong.articles.models import Article
from yihaotong.catalogue.models import Item


@dataclass(frozen=True)
class Check:
    """One place of our own site: what was asked, whether it is gone there, in words."""

    place: str
    gone: bool
    words: str


def own_site(article: Article) -> tuple[Check, ...]:
    """Raises Article.DoesNotExist for what was never released. A handful of queries."""
    fresh = articles.public_article(article.pk)
    shown = finding.listed().filter(pk=fresh.pk)
    found, _more = finding.hits(finding.Asked(number=fresh.index_number))
    listed = Item.objects.filter(key=fresh.key, withdrawn_at=None)
    stands = fresh.appearances.filter(outlet="site", gone_at=None)
    return (
        _check("条目页面", not fresh.is_public, "打开即答 410（已撤下），只留索引号、撤下时间和理由", "仍是原文"),
        _check("列表、订阅源、网站地图、开放数据", not shown.exists(), "不再列出", "仍列出"),
        _check("站内搜索", fresh.pk not in found, "搜不到", "仍搜得到"),
        _check("主动公开目录", not listed.exists(), "条目下不再列出", "条目下仍列出"),
        _check("发布登记", not stands.exists(), "已登记撤下", "仍登记为在本站"),
    )


def _check(place: str, gone: bool, yes: str, no: str) -> Check:  # noqa: FBT001 — what was found
    return Check(place, gone, yes if gone else no)
