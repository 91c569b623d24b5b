"""Days and spans in words, and the lists of codes with their words that several set-up pages choose from."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yihaotong.accounts.models import KIND_LABELS, Unit
from yihaotong.accounts.rules import Actor, Scope
from yihaotong.cases.rules.codes import Stage
from yihaotong.clock import Hours
from yihaotong.clock.hours import ORDINARY
from yihaotong.desk.filtering import unit_groups
from yihaotong.desk.setup.forms import Groups, Input
from yihaotong.dispatch.models import Place

#: What every change by hand rests on.
REASON = Input(
    "reason",
    gettext_lazy("依据"),
    required=True,
    hint=gettext_lazy("文号和文件名，如：银政办发〔2026〕12号《关于……的通知》"),
    longest=200,
)

#: What a client's token opens.
SCOPE_LABELS = {
    Scope.CASES_FILE: gettext_lazy("登记工单"),
    Scope.CASES_READ: gettext_lazy("查看工单"),
    Scope.CASES_MOVE: gettext_lazy("办理工单"),
    Scope.ARTICLES_DRAFT: gettext_lazy("起草公开信息"),
    Scope.APPLICATIONS_HAND_OVER: gettext_lazy("转来依申请公开"),
    Scope.ATTACHMENTS_WRITE: gettext_lazy("上传附件"),
    Scope.CHANGES_READ: gettext_lazy("读取变动"),
}


def units(actor: Actor, today: date, *, without: Unit | None = None) -> Groups:
    """The units that exist, by the tree, for a list to choose from."""
    groups = unit_groups(actor, today, past=False)
    left_out = without.code if without else ""
    return [(heading, [option for option in options if option[0] != left_out]) for heading, options in groups]


def kinds() -> Groups:
    return [("", [(kind.value, label) for kind, label in KIND_LABELS.items()])]


def areas() -> Groups:
    """The districts, each with its streets, as areas a unit may be responsible for."""
    places = list(Place.objects.filter(level__in=["city", "district", "street"]).order_by("code"))
    groups: dict[str, list[tuple[str, str]]] = {"": []}
    heading = {place.code: place.name for place in places if place.level == "district"}
    for place in places:
        district = place.parent_id if place.level == "street" else place.code
        groups.setdefault(heading.get(district or "", ""), []).append((place.code, place.name))
    return [(name, options) for name, options in groups.items() if options]


def span(since: datetime | date | None, until: datetime | date | None) -> str:
    """2026-01-05 起; 2025-03-01 至 2026-01-05."""
    begins, ends = _day(since), _day(until)
    return (
        _("%(since)s 至 %(until)s") % {"since": begins, "until": ends}
        if ends
        else _("%(since)s 起") % {"since": begins}
    )


def _day(moment: datetime | date | None) -> str:
    if moment is None:
        return ""
    return (localtime(moment).date() if isinstance(moment, datetime) else moment).isoformat()


def by_stage(counted: Mapping[Stage, int]) -> str:
    """待签收 1 件、办理中 3 件."""
    told = _("%(stage)s %(count)d 件")
    return "、".join(told % {"stage": stage.label, "count": count} for stage, count in counted.items())


def hours(kept: Hours) -> list[tuple[str, str, str]]:
    """Each season with its first day and its ordinary hours: ("夏季", "5月1日起", "08:30–12:00，14:30–18:00")."""
    told = []
    for season in kept.seasons:
        spans = "，".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in season.spans[ORDINARY])
        month, day = season.first
        told.append((season.name, _("%(month)d月%(day)d日起") % {"month": month, "day": day}, spans))
    return told


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second % 3600 // 60:02}"
