"""Every version of an article with what it changed of the one before."""

from django.http import HttpRequest, HttpResponse

from yihaotong.accounts.access import names_of
from yihaotong.articles import access
from yihaotong.articles.models import Version
from yihaotong.articles.rules import diff
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.articles.showing import found
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.gate import Visit

#: So many are compared on one page; older ones by their number.
_SHOWN = 10


@only()
def every(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """各版和每版改了什么"""
    article = found(visit, number)
    kept = access.versions_of(article)
    newest = _newest(request, kept)
    listed = [each for each in kept if each.number <= newest]
    names = names_of({each.by for each in listed[:_SHOWN]})
    released = {each.version_id for each in article.releases.all()}
    rows = []
    for place, each in enumerate(listed[:_SHOWN]):
        before = listed[place + 1] if place + 1 < len(listed) else None
        changes = diff.changes(access.content_of(before), access.content_of(each)) if before else []
        rows.append((each, names[each.by], before, changes, each.pk in released))
    context = {
        "article": article,
        "title": access.latest_of(article).title,
        "rows": rows,
        "older": listed[_SHOWN].number if len(listed) > _SHOWN else 0,
        "count": len(kept),
    }
    return show(request, visit, "desk/articles/versions.html", context)


def _newest(request: HttpRequest, kept: list[Version]) -> int:
    asked = request.GET.get("until", "")
    number = whole(asked)
    return kept[0].number if number is None else number
