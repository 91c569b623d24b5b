"""自查 on one screen for the chief: what is broken, what breaks next, the score, twelve months; and one indicator."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from yihaotong.accounts.models import ROLE_LABELS
from yihaotong.desk import subjects
from yihaotong.desk.disclosure.frame import only
from yihaotong.desk.gate import Visit
from yihaotong.desk.inspection import parts
from yihaotong.inspection import access
from yihaotong.inspection.rules.codes import Light
from yihaotong.inspection.rules.indicators import BONUS, BONUS_ABOVE, PASSES, Indicator

subjects.register("indicator", subjects.by_name("desk:inspection:indicator"))


@dataclass(frozen=True)
class Line:
    """One indicator on the page."""

    indicator: Indicator
    look: str
    left: str
    who: str


def _line(each: Indicator, visit: Visit) -> Line:
    who = str(ROLE_LABELS[each.threshold.who])
    return Line(each, parts.LOOKS[each.light], parts.left(each, visit.at), who)


def _presses(each: Indicator) -> bool:
    """Whether it belongs on the first screen: broken, near, or counting down to a day."""
    return each.light in {Light.BROKEN, Light.NEAR} or each.breach_on is not None


@only(*access.READERS)
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    found = access.pressing(visit.at)
    lines = [_line(each, visit) for each in found]
    context = {
        "pressing": [line for line in lines if _presses(line.indicator)],
        "calm": [line for line in lines if not _presses(line.indicator)],
        "score": access.score(found),
        "services": access.has_services(),
        "trend": access.trend(visit.at),
        "bonus": _("加分（最多 %(most)d 分，%(above)d 分以上才计）的细则没有核实，由检查单位评定，这里不算。")
        % {"most": BONUS, "above": BONUS_ABOVE},
        "passes": PASSES,
    }
    return parts.show(request, visit, "home.html", context, here="home")


@only(*access.READERS)
def indicator(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """One indicator with everything behind its figure."""
    found = next((each for each in access.today(visit.at) if each.code == code), None)
    if found is None:
        raise Http404
    names = parts.units((row.unit for row in found.rows), visit.at)
    context = {
        "line": _line(found, visit),
        "rows": [(row, parts.address(row.key, row.number), names.get(row.unit or 0, "")) for row in found.rows],
    }
    return parts.show(request, visit, "indicator.html", context, here="home")
