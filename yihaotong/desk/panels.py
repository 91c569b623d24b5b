"""What stands beside the list of today, for each role: what is his own, what expires, who is there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yihaotong.accounts.access import names_apart
from yihaotong.accounts.models import ROLE_LABELS, Client, Post
from yihaotong.accounts.rules import Role
from yihaotong.almanac import access as almanac
from yihaotong.cases import actions, allotting, leftovers
from yihaotong.cases.lists.summing import filed_on, late_by_handler, late_with_units
from yihaotong.cases.models import Draft
from yihaotong.cases.rules.handover import TAKES_CALLS
from yihaotong.desk import opening
from yihaotong.desk.gate import Visit
from yihaotong.knowledge import access as knowledge
from yihaotong.quality import access as quality

#: What ends so soon is told of.
_SOON = timedelta(days=30)
#: From October on the next year's holidays are due: the State Council's notice comes in autumn.
_NEXT_YEAR_FROM = 10
_AT_MOST = 8


@dataclass(frozen=True)
class Item:
    """One line of a panel; `note` stands beside it in small print."""

    text: str
    url: str = ""
    note: str = ""
    pressing: bool = False


@dataclass(frozen=True)
class Panel:
    """`drafts` are shown with their buttons; `says` stands where there are no items; `link` leads on."""

    label: str
    items: Sequence[Item] = ()
    says: str = ""
    link: tuple[str, str] = ("", "")
    drafts: Sequence[Draft] = ()

    @property
    def filled(self) -> bool:
        return bool(self.items or self.drafts or self.says)


def panels(visit: Visit) -> list[Panel]:
    """The panels of all his roles, each once, empty ones left out."""
    found = [make(visit) for roles, make in _PANELS if roles & visit.actor.roles]
    return [panel for panel in found if panel.filled]


def _handovers(visit: Visit) -> Panel:
    got = leftovers.handovers_to(visit.person)
    items = [
        Item(
            _("%(name)s 交给您的") % {"name": each.giver.name},
            reverse("desk:handover_read", args=[each.pk]),
            _when(each.at),
            pressing=True,
        )
        for each in got
    ]
    return Panel(_("等您接班"), items)


def _handed_over(visit: Visit) -> Panel:
    """What he gave stays in sight until somebody has it; its page takes it back."""
    items = [
        Item(
            _("已交给 %(name)s，还没接") % {"name": made.receiver.name},
            reverse("desk:handover_read", args=[made.pk]),
            "，".join([*(_PARTS[kind] % count for kind, count in counts.items()), _("可以收回")]),
            pressing=True,
        )
        for made, counts in leftovers.handovers_from(visit.person)
    ]
    return Panel(_("交出去的"), items)


#: How many of each kind were handed over.
_PARTS = {
    "draft": gettext_lazy("%d 份草稿"),
    "follow_up": gettext_lazy("%d 件待跟进"),
    "emergency": gettext_lazy("%d 件紧急情况"),
}


def _drafts(visit: Visit) -> Panel:
    return Panel(_("没登记完的草稿"), drafts=actions.drafts_of(visit.person))


def _follow_ups(visit: Visit) -> Panel:
    items = [
        Item(each.note, reverse("desk:case", args=[each.follow_up.case.order_no]), each.follow_up.case.order_no)
        for each in leftovers.follow_ups_of(visit.person)
    ]
    return Panel(_("待跟进"), items, link=(_("交班"), reverse("desk:handover")) if items else ("", ""))


def _bulletins(visit: Visit) -> Panel:
    items = [Item(each.title, note=each.code) for each in knowledge.bulletins_in_force(visit.at)[:_AT_MOST]]
    return Panel(_("公告口径"), items)


def _on_shift(visit: Visit) -> Panel:
    items = [
        Item(each.person.name, note=_("到 %(when)s") % {"when": _when(each.ends_at)})
        for each in leftovers.on_shift(visit.at)
    ]
    return Panel(_("现在当班"), items, says="" if items else _("值班表上现在没有人。"))


def _void_samples(visit: Visit) -> Panel:
    items = [
        Item(each.title, reverse("desk:case", args=[each.order_no]), each.order_no)
        for each in leftovers.void_samples(visit.at)[:_AT_MOST]
    ]
    return Panel(_("无效工单抽查"), items, link=(_("逐件核对"), reverse("desk:void_samples")) if items else ("", ""))


def _left_behind(visit: Visit) -> Panel:
    left = leftovers.left_behind(visit.at)
    here = leftovers.just_here([person for person, _count in left], visit.at) | {visit.person.pk}
    items = [
        Item(person.name, f"{reverse('desk:handover')}?from={person.pk}", _("%(count)d 件") % {"count": count})
        for person, count in left
        if person.pk not in here
    ]
    return Panel(_("不当班的人留下的"), items[:_AT_MOST])


def _quality(visit: Visit) -> Panel:
    waiting = quality.to_do(visit.actor)
    if not waiting:
        return Panel(_("质检"))
    return Panel(
        _("质检"), [Item(_("等您评分、裁定"), reverse("desk:quality:home"), _("%(count)d 件") % {"count": waiting})]
    )


def _late_in_unit(visit: Visit) -> Panel:
    """Who of the unit has what late; the figure is for help, not for blame."""
    units = visit.actor.units_as(Role.UNIT_LEADER)
    counts = late_by_handler(units, visit.at)
    names = names_apart([key for key, _count in counts if key])
    items = [
        Item(names.get(key, _("还没有人签收")), note=_("%(count)d 件超期") % {"count": count}) for key, count in counts
    ]
    return Panel(_("本单位超期的在谁手里"), items[:_AT_MOST])


def _left_in_unit(visit: Visit) -> Panel:
    """What is allotted to people who no longer work here: for the leader to allot to another in one act."""
    listed = reverse("desk:all") + "?stage=dispatched,in_hand&handler="
    items = [
        Item(each.name, f"{listed}{each.person}", _("%(count)d 件") % {"count": each.count}, pressing=True)
        for each in allotting.left_behind_for(visit.actor, visit.at)
    ]
    return Panel(_("离岗的人名下的工单，请分给别人"), items[:_AT_MOST])


def _late_with_units(visit: Visit) -> Panel:
    count = late_with_units(visit.at)
    listed = reverse("desk:all") + "?overdue=1&stage=dispatched,in_hand"
    items = [Item(_("单位超期未办结"), listed, _("%(count)d 件") % {"count": count}, pressing=True)] if count else []
    return Panel(_("督办"), items)


def _figures(visit: Visit) -> Panel:
    listed = f"{reverse('desk:all')}?since={localdate(visit.at)}"
    return Panel(_("今天"), [Item(_("受理"), listed, _("%(count)d 件") % {"count": filed_on(localdate(visit.at))})])


def _posts_ending(visit: Visit) -> Panel:
    ending = Post.objects.filter(until__gt=visit.at, until__lte=visit.at + _SOON).select_related("person")
    items = [
        Item(f"{each.person.name} · {ROLE_LABELS[Role(each.role)]}", note=_("%(day)s 到期") % {"day": _day(each.until)})
        for each in ending.order_by("until", "pk")[:_AT_MOST]
    ]
    return Panel(_("30 天内到期的岗位"), items)


def _clients_ending(visit: Visit) -> Panel:
    ending = Client.objects.filter(is_active=True, until__lte=visit.at + _SOON).order_by("until", "pk")[:_AT_MOST]
    items = [
        Item(each.name, note=_("%(day)s 到期") % {"day": _day(each.until)}, pressing=each.until <= visit.at)
        for each in ending
        if each.until
    ]
    return Panel(_("30 天内到期的接口令牌"), items)


def _opening(visit: Visit) -> Panel:
    items = [Item(what, url, how, pressing=True) for what, url, how in opening.lacking(visit.at)]
    return Panel(_("开始接单前还缺"), items)


def _without_post(visit: Visit) -> Panel:
    count = opening.without_post(visit.at)
    people = reverse("desk:setup:people")
    return Panel(
        _("等您授予岗位"), [Item(_("没有岗位的账号"), people, _("%(count)d 个") % {"count": count})] if count else []
    )


def _calendar(visit: Visit) -> Panel:
    today = localdate(visit.at)
    known = almanac.calendar().years
    missing = [today.year] if today.year not in known else []
    if today.month >= _NEXT_YEAR_FROM and today.year + 1 not in known:
        missing.append(today.year + 1)
    items = [
        Item(_("%(year)d 年放假安排还没有录入") % {"year": year}, note=_("跨年的时限先按暂定推算"), pressing=True)
        for year in missing
    ]
    return Panel(_("工作日历"), items)


def _when(moment: datetime) -> str:
    return f"{localtime(moment):%m-%d %H:%M}"


def _day(moment: datetime | None) -> str:
    return f"{localtime(moment):%m-%d}" if moment else ""


_CALLS = frozenset(TAKES_CALLS)
_LEADER = frozenset({Role.SHIFT_LEADER})
_PANELS: tuple[tuple[frozenset[Role], Callable[[Visit], Panel]], ...] = (
    (_CALLS, _handovers),
    (_CALLS, _handed_over),
    (_CALLS, _drafts),
    (_CALLS, _follow_ups),
    (_CALLS, _bulletins),
    (_LEADER, _void_samples),
    (_LEADER, _quality),
    (_LEADER, _left_behind),
    (_LEADER, _on_shift),
    (frozenset({Role.UNIT_LEADER}), _left_in_unit),
    (frozenset({Role.UNIT_LEADER}), _late_in_unit),
    (frozenset({Role.SUPERVISOR}), _late_with_units),
    (frozenset({Role.ANALYST}), _figures),
    (frozenset({Role.SYSTEM_ADMIN}), _opening),
    (frozenset({Role.SECURITY_ADMIN}), _without_post),
    (frozenset({Role.SECURITY_ADMIN}), _posts_ending),
    (frozenset({Role.SECURITY_ADMIN}), _clients_ending),
    (frozenset({Role.SYSTEM_ADMIN}), _calendar),
)
