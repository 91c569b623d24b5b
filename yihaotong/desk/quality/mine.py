"""One's own results: scores, how they went over the months, what was lost."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yihaotong.cases.identities import titles_for
from yihaotong.desk import pages
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.quality.desk import about
from yihaotong.quality import access
from yihaotong.quality.access import Month
from yihaotong.quality.models import Sample
from yihaotong.quality.rules.codes import Progress, Work

#: So many results stand on the page, and so many months in the picture.
_SHOWN = 100
_MONTHS = 12
_WIDTH, _HEIGHT, _EDGE = 48, 100, 12


@dataclass(frozen=True)
class Dot:
    """A month in the picture: where it stands, and its words."""

    x: int
    y: int
    month: Month


@dataclass(frozen=True)
class Row:
    sample: Sample
    title: str
    work: str
    progress: str


@staff
@require_safe
def mine(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not pages.sees_cases(visit):
        raise Http404
    results = list(access.results_of(visit.actor)[:_SHOWN])
    titles = titles_for([each.case for each in results], visit.actor)
    months = access.months_of(results)[-_MONTHS:]
    dots = _dots(months)
    scored = [each.hundredths for each in results if each.hundredths is not None]
    context = {
        "rows": [
            Row(each, titles[each.case_id], Work(each.work).label, Progress(each.progress).label) for each in results
        ],
        "months": months,
        "dots": dots,
        "path": " ".join(f"{dot.x},{dot.y}" for dot in dots),
        "width": 2 * _EDGE + _WIDTH * max(1, len(months)),
        "height": _HEIGHT + 2 * _EDGE,
        "mean": Month(visit.at.date(), len(scored), sum(scored)).mean,
        "count": len(scored),
        "cases": [each.case for each in results],
    }
    return pages.show(request, visit, "desk/quality/mine.html", context | about(visit))


def _dots(months: list[Month]) -> list[Dot]:
    """100 points at the top, 0 at the bottom."""
    return [
        Dot(
            _EDGE + _WIDTH // 2 + _WIDTH * number,
            _EDGE + _HEIGHT - month.total // max(1, month.count) * _HEIGHT // 10_000,
            month,
        )
        for number, month in enumerate(months)
    ]
