"""覆盖率, and what is to be looked at again."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_date
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.documents.frame import FIGURES, label_of, only, section_names, show
from yihaotong.desk.gate import Visit
from yihaotong.documents import access
from yihaotong.documents.representations import ground_words, word_of
from yihaotong.documents.rules import coverage as counting
from yihaotong.documents.rules.codes import Outcome
from yihaotong.documents.rules.coverage import Counted, Tally
from yihaotong.documents.rules.labels import Label
from yihaotong.documents.rules.limits import LimitKind, limits
from yihaotong.documents.rules.who import KEEPERS

_PER_PAGE = 50


@dataclass(frozen=True)
class Part:
    """One figure with its name and the address of the rows that lack something, "" for none."""

    name: str
    figure: Counted
    query: str


@only(*FIGURES)
def coverage(request: HttpRequest, visit: Visit) -> HttpResponse:
    since, until = _span(request, visit)
    tallies = access.tallies(since, until)
    asked = {"section": request.GET.get("section", ""), "month": request.GET.get("month", "")}
    span = {"since": since.isoformat(), "until": until.isoformat()}
    names = _names(visit, tallies)
    rows, after = _lacking(request, since, until, asked)
    context = {
        "since": since,
        "until": until,
        "whole": counting.whole(tallies),
        "by_section": [_part(each, names.get(each.key, ""), "section", span) for each in _cut(tallies, "section")],
        "by_month": [_part(each, each.key, "month", span) for each in _cut(tallies, "month")],
        "rows": [
            (row, word_of(Label, row.label), word_of(Outcome, row.outcome), names.get(str(row.section_id), ""))
            for row in rows
        ],
        "narrowed": names.get(asked["section"], asked["section"]) or asked["month"],
        "whole_query": urlencode(span),
        "more": urlencode(span | {name: value for name, value in asked.items() if value} | {"after": after})
        if after
        else "",
        "may_bring": bool(visit.actor.roles & KEEPERS),
    }
    return show(request, visit, "coverage.html", context)


def _cut(tallies: list[Tally], by: str) -> list[Counted]:
    return counting.counted(tallies, by)


def _part(figure: Counted, name: str, by: str, span: dict[str, str]) -> Part:
    query = urlencode(span | {by: figure.key or "-"}) if figure.lacking else ""
    return Part(name or _("没有写明科室"), figure, query)


def _names(visit: Visit, tallies: list[Tally]) -> dict[str, str]:
    """What each section of the tallies is called; one that is no unit as the list wrote it."""
    ids = {number for each in tallies if (number := whole(each.section))}
    named = {str(number): name for number, name in section_names(visit, ids).items()}
    strange = {each.section for each in tallies if each.section.startswith("?")}
    return named | {key: _("%(name)s（系统里没有这个科室）") % {"name": key[1:]} for key in strange}


def _span(request: HttpRequest, visit: Visit) -> tuple[date, date]:
    """From the first of January up to today, unless other days are asked for."""
    today = localtime(visit.at).date()
    asked = [_day(request.GET.get(name, "")) for name in ("since", "until")]
    since, until = asked[0] or today.replace(month=1, day=1), asked[1] or today
    return (since, until) if since <= until else (until, since)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _lacking(request: HttpRequest, since: date, until: date, asked: dict[str, str]) -> tuple[list, int]:
    """The rows behind a figure that lack a label, its reason or a review."""
    found = access.lacking().filter(dated_on__gte=since, dated_on__lte=until)
    section, month = asked["section"], asked["month"]
    if (number := whole(section, longest=11)) is not None:
        found = found.filter(section=number)
    elif section:
        found = found.filter(section=None, section_name=section[1:] if section.startswith("?") else "")
    if first := _day(f"{month}-01"):
        found = found.filter(dated_on__year=first.year, dated_on__month=first.month)
    skipped = whole(request.GET.get("after"), longest=6) or 0
    rows = list(found[skipped : skipped + _PER_PAGE + 1])
    return rows[:_PER_PAGE], skipped + _PER_PAGE if len(rows) > _PER_PAGE else 0


@only(*KEEPERS)
def rechecks(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Everything that is not public, what is due to be looked at again first (art. 18)."""
    today = localtime(visit.at).date()
    documents = list(access.not_public()[: _PER_PAGE * 2])
    names = section_names(visit, [each.section_id for each in documents])
    rows = [
        (
            each,
            names.get(each.section_id, ""),
            label_of(each),
            ground_words(each),
            each.recheck_on is not None and each.recheck_on <= today,
        )
        for each in documents
    ]
    due = sum(late for *_rest, late in rows)
    basis = limits()[LimitKind.RECHECK].basis
    return show(request, visit, "rechecks.html", {"rows": rows, "due": due, "basis": basis})
