"""What an administrator may do with a unit: rename, change, move, dissolve."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts import access, actions
from yihaotong.accounts.actions import newest_line
from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import PHONE_LENGTH, Actor
from yihaotong.cases import succession
from yihaotong.cases.actions import succeeding
from yihaotong.cases.succession import Hanging
from yihaotong.desk.gate import Visit
from yihaotong.desk.setup import wording
from yihaotong.desk.setup.forms import Groups, Input, Kind
from yihaotong.desk.setup.sheets import Sheet
from yihaotong.journal.refusal import Refused


def acts_on(unit: Unit, visit: Visit) -> list[Sheet]:
    """The forms of a unit's page, in the order of how often they are wanted."""
    version = newest_line(f"unit:{unit.pk}")
    others = wording.units(visit.actor, localdate(visit.at), without=unit)
    return [
        _change(unit, visit, version),
        _rename(unit, visit, version),
        *_unrename(unit, visit, version),
        _move(unit, visit, version, others),
        _dissolve(unit, visit, version, others),
    ]


def named(actor: Actor, code: str, field: str) -> Unit:
    """The living unit chosen in a list. Raises Refused("no-such-unit")."""
    unit = access.units_visible_to(actor).filter(code=code, dissolved_on=None).first()
    if unit is None:
        raise Refused("no-such-unit", _("没有这个单位，或已撤销"), field)
    return unit


def _change(unit: Unit, visit: Visit, version: int) -> Sheet:
    inputs = (
        Input("night_phone", _("夜间值班电话"), Kind.PHONE, hint=_("分机写作“转801”"), longest=PHONE_LENGTH),
        Input("area_code", _("管辖区域"), Kind.SELECT, groups=wording.areas()),
        Input(
            "requires_leader_signature",
            _("答复须负责人签发"),
            Kind.FLAG,
            hint=_("勾选后，承办人只能拟答复，由单位负责人答复"),
        ),
        wording.REASON,
    )

    def act(given: dict[str, Any], expect: int | None) -> Unit:
        return actions.change_unit(unit, actor=visit.actor, at=visit.at, expect=expect, **given)

    values = {
        "night_phone": unit.night_phone,
        "area_code": unit.area_code,
        "requires_leader_signature": "on" if unit.requires_leader_signature else "",
    }
    says = _("夜间值班电话、管辖区域、是否须负责人签发")
    return Sheet("change", _("改资料"), _("保存"), inputs, act, says=says, values=values, version=version)


def _rename(unit: Unit, visit: Visit, version: int) -> Sheet:
    inputs = (
        Input("name", _("新名称"), required=True, longest=80),
        Input("short_name", _("新简称"), longest=80, hint=_("不填则同名称")),
        Input("since", _("自哪天起"), Kind.DAY, required=True),
        wording.REASON,
    )

    def act(given: dict[str, Any], expect: int | None) -> object:
        return actions.rename_unit(unit, actor=visit.actor, at=visit.at, expect=expect, **given)

    current = next((each for each in unit.names.all() if each.until is None), None)
    # A short name that is the full one follows the new full name.
    short = current.short_name if current is not None and current.short_name != current.name else ""
    values = {"since": localdate(visit.at).isoformat(), "short_name": short}
    says = _("在办工单不受影响；那天以前的记录仍显示旧名称")
    return Sheet("rename", _("更名"), _("更名"), inputs, act, says=says, values=values, version=version)


def _unrename(unit: Unit, visit: Visit, version: int) -> list[Sheet]:
    """Only while a new name waits for its first day."""
    today = localdate(visit.at)
    ahead = next((each for each in unit.names.all() if each.until is None and each.since > today), None)
    if ahead is None or not unit.names.filter(until=ahead.since).exists():
        return []

    def act(given: dict[str, Any], expect: int | None) -> object:
        return actions.withdraw_rename(unit, actor=visit.actor, at=visit.at, reason=given["reason"], expect=expect)

    facts = {"name": ahead.name, "day": ahead.since}
    says = _("新名称“%(name)s”自 %(day)s 起才启用，现在可以撤回") % facts
    return [
        Sheet("unrename", _("撤回更名"), _("撤回更名"), (wording.REASON,), act, says=says, version=version, quiet=True)
    ]


def _move(unit: Unit, visit: Visit, version: int, groups: Groups) -> Sheet:
    inputs = (
        Input("parent", _("新的上级单位"), Kind.SELECT, required=True, groups=groups),
        wording.REASON,
    )

    def act(given: dict[str, Any], expect: int | None) -> Unit:
        parent = named(visit.actor, given["parent"], "parent")
        return actions.move_unit(
            unit, parent=parent, actor=visit.actor, at=visit.at, reason=given["reason"], expect=expect
        )

    says = _("连同下级单位一起移到另一个上级之下；平台级别不变")
    return Sheet("move", _("改隶"), _("移过去"), inputs, act, says=says, version=version)


def _dissolve(unit: Unit, visit: Visit, version: int, groups: Groups) -> Sheet:
    hanging = succession.hanging_on_unit(unit, visit.at)
    hint = (
        _("由它承接：手里的工单 %(in_hand)d 件、派单规则 %(routes)d 条、知识和公告 %(told)d 条、模板 %(templates)d 个")
        if hanging.needs_successor
        else _("没有在办工单、派单规则、知识和公告，可以不选")
    )
    inputs = (
        Input("on", _("撤销日期"), Kind.DAY, required=True),
        Input(
            "successor",
            _("承接单位"),
            Kind.SELECT,
            required=hanging.needs_successor,
            groups=groups,
            hint=hint % _counts(hanging),
        ),
        wording.REASON,
    )

    def successor(given: Mapping[str, Any]) -> Unit | None:
        return named(visit.actor, given["successor"], "successor") if given["successor"] else None

    def check(given: Mapping[str, Any]) -> None:
        actions.check_dissolution(unit, at=visit.at, on=given["on"], successor=successor(given))

    def act(given: dict[str, Any], expect: int | None) -> Unit:
        return succeeding.dissolve_unit(
            unit, actor=visit.actor, at=visit.at, expect=expect, **given | {"successor": successor(given)}
        )

    values = {"on": localdate(visit.at).isoformat()}
    says = _("手里的工单改派给承接单位，派单规则随之改派；知识、公告、模板归承接单位；岗位结束；已办结的保留原单位名称")
    confirm = _what_dissolving_does(hanging, unit.name_on(localdate(visit.at)))
    sheet = Sheet("dissolve", _("撤销"), _("撤销这个单位"), inputs, act, says=says, values=values, version=version)
    return replace(sheet, quiet=True, confirm=confirm, check=check)


def _counts(hanging: Hanging) -> dict[str, int]:
    return {
        "in_hand": hanging.in_hand,
        "routes": hanging.routes,
        "told": hanging.entries + hanging.bulletins,
        "templates": hanging.templates,
    }


def _what_dissolving_does(hanging: Hanging, name: str) -> tuple[str, ...]:
    posts = (
        _("“%(name)s”撤销后不能恢复；在任岗位 %(posts)d 个随之结束，尚未到任的 %(ahead)d 个取消，今后的值班删除")
        if hanging.posts_ahead
        else _("“%(name)s”撤销后不能恢复；在任岗位 %(posts)d 个随之结束，今后的值班删除")
    )
    lines = [posts % {"posts": hanging.posts, "ahead": hanging.posts_ahead, "name": name}]
    if hanging.in_hand:
        lines.append(_("改派给承接单位的工单：%(cases)s") % {"cases": wording.by_stage(hanging.passed_on)})
    if hanging.staying:
        stay = _("不改派、留在指挥中心照常办的工单：%(cases)s；以后若退回这个单位，再改派给承接单位")
        lines.append(stay % {"cases": wording.by_stage(hanging.staying)})
    given = _("派单规则 %(routes)d 条、知识和公告 %(told)d 条、模板 %(templates)d 个归承接单位")
    if hanging.routes or hanging.knowledge:
        lines.append(given % _counts(hanging))
    return tuple(lines)
