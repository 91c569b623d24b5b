"""公文、指南、年报、预决算、解读、建议提案: what has a limit of its own in another area, counted down here."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db.models import Min
from django.utils.timezone import make_aware

from yihaotong.catalogue.models import Item, Version
from yihaotong.chronicle import access as chronicle
from yihaotong.clock.moments import end_of
from yihaotong.disclosure import access as disclosure
from yihaotong.documents import access as documents
from yihaotong.engagement.models import Budget, Interpretation, Proposal
from yihaotong.inspection.measuring.moment import Moment
from yihaotong.inspection.rules.indicators import MOST_ROWS, Behind, Indicator, of_count, of_dates, unknown

_Engaged = type[Budget] | type[Interpretation] | type[Proposal]
_ENGAGED: tuple[tuple[str, _Engaged], ...] = (
    ("budgets_late", Budget),
    ("interpretations_late", Interpretation),
    ("proposals_late", Proposal),
)
#: By code of the indicator the code of its day at the disclosure office, and what the title of such an item says.
_REPORTS = {
    "annual_report": ("annual_report_public", "政府信息公开工作年度报告"),
    "site_report": ("site_report_public", "政府网站工作年度报表"),
}


def measured(moment: Moment) -> Iterator[Indicator]:
    yield _documents(moment)
    yield from _guide(moment)
    told = [Behind(key, words) for _statement, key, words in chronicle.contradictions(moment.at)]
    yield of_count(moment.limits["contradictions"], told, len(told))
    for code, model in _ENGAGED:
        yield _engaged(moment, code, model)
    public = _public(moment.today.year - 1)
    begun = Version.objects.aggregate(Min("released_at"))["released_at__min"]
    for code in _REPORTS:
        yield _report(moment, code, public[code], begun)


def _documents(moment: Moment) -> Indicator:
    """What is to be public and is on no page yet; each document knows its own limit."""
    rows = documents.public_without_item(moment.at).values_list("pk", "title", "release_due_at", "section")
    running = [Behind(f"document:{pk}", title, due, section) for pk, title, due, section in rows[:MOST_ROWS]]
    return of_dates(moment.limits["documents_late"], running, moment.at)


def _engaged(moment: Moment, code: str, model: _Engaged) -> Indicator:
    found = model.objects.filter(due_at__isnull=False).order_by("due_at", "pk")[:MOST_ROWS]
    running = [Behind(each.key, each.title, each.due_at, each.unit_id) for each in found]
    return of_dates(moment.limits[code], running, moment.at)


def _guide(moment: Moment) -> Iterator[Indicator]:
    differs, old = moment.limits["guide_differs"], moment.limits["guide_old"]
    guide = disclosure.guide_on(moment.today)
    if guide is None or guide.in_force_from is None:
        yield unknown(differs, "还没有现行的指南")
        yield unknown(old, "还没有现行的指南")
        return
    found = disclosure.guide_disagreements(moment.today)
    rows = [Behind(guide.key, each.label) for each in found]
    yield of_count(differs, rows, len(rows))
    since = make_aware(datetime.combine(guide.in_force_from, time()))
    row = Behind(guide.key, f"指南第 {guide.number} 版", moment.due("guide_old", since))
    yield of_dates(old, [row], moment.at, f"现行版 {guide.in_force_from} 起施行")


def _report(moment: Moment, code: str, public: str, begun: datetime | None) -> Indicator:
    """Until the report of last year is public its day counts down, afterwards that of this year. What fell due before
    there was a catalogue here is nobody's fault here, and nothing is known of it."""
    year = moment.today.year - 1
    day, basis = disclosure.deadline_for(_REPORTS[code][0], year)
    known = begun is not None and begun <= end_of(day)
    of = year if known and not public else year + 1
    if of != year:
        day, basis = disclosure.deadline_for(_REPORTS[code][0], of)
    row = Behind(public, f"{of} 年度（{basis}）", end_of(day))
    missing = f"{year} 年度的没有找到公开的信息" if known else f"{year} 年度的到期时这里还没有目录，没有记录"
    measured = f"{year} 年度的已公开" if public else missing
    return of_dates(moment.limits[code], [row], moment.at, measured)


def _public(year: int) -> dict[str, str]:
    """By indicator the key of the item that is the report of a year, "" for none. One query."""
    begins = make_aware(datetime.combine(date(year + 1, 1, 1), time()))
    found = Item.objects.filter(withdrawn_at=None, released_at__gte=begins, title__contains="年度报")
    rows = list(found.values_list("key", "title").order_by("released_at"))
    return {
        code: next((key for key, named in rows if title in named and str(year) in named), "")
        for code, (_statutory, title) in _REPORTS.items()
    }
