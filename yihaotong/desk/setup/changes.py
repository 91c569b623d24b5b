"""The change log: every set-up change from the journal, before and after side by side in words."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from yihaotong.accounts.access import actors_named
from yihaotong.accounts.rules import Role
from yihaotong.desk.gate import Visit
from yihaotong.desk.setup.change_words import AREAS, Change, areas_for, changes_in, told
from yihaotong.desk.setup.forms import end_of, start_of
from yihaotong.desk.setup.frame import only, show
from yihaotong.desk.setup.lists import page_of
from yihaotong.desk.setup.tables import csv_answer
from yihaotong.journal.statements import planned_for_its_values

READERS = (Role.AUDIT_ADMIN, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
_CHOSEN = ("area", "who", "since", "until", "subject")
#: Lines of one export; more are taken out year by year.
_MOST = 20_000
_AT_ONCE, _AT_FIRST = 500, 50


@only(*READERS)
def changes(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The newest changes first, narrowed by area, person and days."""
    chosen, faults = _chosen(request.GET)
    found = _narrowed(chosen, visit)
    page = page_of(found, "pk", request.GET, chosen=chosen, newest=True)
    context = {
        "page": page,
        "rows": told(page.rows),
        "chosen": chosen,
        "narrowed": any(chosen.values()),
        "faults": faults,
        "areas": [(code, AREAS[code].label) for code in areas_for(visit.actor)],
        "query": "&".join(f"{name}={value}" for name, value in chosen.items() if value),
    }
    return show(request, visit, "changes.html", context)


def _chosen(asked: QueryDict) -> tuple[dict[str, str], list[str]]:
    chosen = {name: " ".join(asked.get(name, "").split())[:40] for name in _CHOSEN}
    faults = []
    for name in ("since", "until"):
        if chosen[name] and not _day(chosen[name]):
            faults.append(_("日期“%(written)s”应写作 2026-01-05") % {"written": chosen[name]})
            chosen[name] = ""
    return chosen, faults


def _day(written: str) -> Any:
    try:
        return parse_date(written)
    except ValueError:
        return None


def _narrowed(chosen: dict[str, str], visit: Visit) -> Any:
    found = changes_in(visit.actor, chosen["area"], chosen["subject"])
    if chosen["who"]:
        found = found.filter(actor__in=actors_named(chosen["who"]))
    if chosen["since"]:
        found = found.filter(at__gte=start_of(_day(chosen["since"])))
    if chosen["until"]:
        found = found.filter(at__lt=end_of(_day(chosen["until"])))
    return found


@only(*READERS)
def export_changes(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The same as a table."""
    chosen, _faults = _chosen(request.GET)
    head = [_("时间"), _("类别"), _("动作"), _("对象"), _("改前"), _("改后"), _("依据"), _("经办人")]
    return csv_answer(f"变更记录-{localdate(visit.at)}.csv", head, _lines(_narrowed(chosen, visit)))


def _lines(found: Any) -> Iterator[list[str]]:
    after, written = None, 0
    while written < _MOST:
        # Few at first: the file is on its way at once.
        length = _AT_ONCE if written else _AT_FIRST
        with planned_for_its_values():
            part = list((found if after is None else found.filter(pk__lt=after)).order_by("-pk")[:length])
        if not part:
            return
        written += len(part)
        for change in told(part):
            yield _line(change)
        after = part[-1].pk


def _line(change: Change) -> list[str]:
    before = "；".join(f"{side.label}：{side.before}" for side in change.sides if side.before)
    after = "；".join(f"{side.label}：{side.after}" for side in change.sides if side.after)
    when = f"{localtime(change.at):%Y-%m-%d %H:%M:%S}"
    return [when, change.area, change.act, change.subject, before, after, change.reason, change.who]
