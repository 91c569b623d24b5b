"""What the scores come to, by person, unit or kind of work, with numerator and denominator."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yihaotong.accounts.access import unit_names
from yihaotong.desk import pages
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.quality.desk import about
from yihaotong.quality import access
from yihaotong.quality.access import FEW, Figure
from yihaotong.quality.rules.codes import Work
from yihaotong.quality.rules.who import may

_COUNTS = ("vetoed", "appealed", "changed")


@staff
@require_safe
def figures(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not may("figures.read", visit.actor.roles):
        raise Http404
    today = localdate(visit.at)
    fault = ""
    try:
        since = date.fromisoformat(request.GET.get("since") or today.replace(day=1).isoformat())
        until = date.fromisoformat(request.GET.get("until") or today.isoformat())
    except ValueError:
        since, until, fault = today.replace(day=1), today, _("日期看不懂，按本月列出")
    if until < since:
        since, until, fault = until, since, _("止早于起，已对调")
    by = request.GET.get("by", "person")
    by = by if by in access.BY else "person"
    found = access.figures(visit.actor, by, since, until)
    count, total = sum(each.count for each in found), sum(each.total for each in found)
    context = {
        "rows": _named(found, by, today),
        "whole": Figure(
            "",
            count,
            total,
            *(sum(getattr(each, name) for each in found) for name in _COUNTS),
        ),
        "since": since.isoformat(),
        "until": until.isoformat(),
        "by": by,
        "choices": (("person", _("人员")), ("unit", _("承办单位")), ("work", _("工作"))),
        "fault": fault,
        "few": FEW,
    }
    return pages.show(request, visit, "desk/quality/figures.html", context | about(visit))


def _named(found: list[Figure], by: str, today: date) -> list[tuple[str, Figure]]:
    if by == "work":
        return [(Work(each.key).label, each) for each in found]
    if by == "unit":
        names = unit_names({int(each.key) for each in found if each.key}, today)
        return [(names.get(int(each.key or 0), _("中心")), each) for each in found]
    return [(each.key, each) for each in found]
