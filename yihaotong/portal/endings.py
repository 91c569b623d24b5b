"""How a case ended beside the way: why, what he was told, and what one can do next, in the words of the public."""

from dataclasses import dataclass

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from yihaotong.cases import access
from yihaotong.cases.models import Case, Remark
from yihaotong.cases.rules.codes import OutOfScope, Stage, VoidReason
from yihaotong.cases.rules.sealed_content import told_instead


@dataclass(frozen=True)
class Ending:
    """Why it ended beside the way, what he was told, and what he can do next. `order_no`: the case to look at."""

    why: str
    told: str
    next: tuple[str, ...]
    order_no: str = ""


def ending(case: Case, stage: Stage) -> Ending:
    """Of a case that stands, or stood before the archive, at one of these ends."""
    remark = case.remarks.filter(move=_MOVE_OF[stage]).order_by("-pk").first()
    told = remark.told if remark else ""
    if stage is Stage.DECLINED:
        return _declined(case, remark, told)
    if stage is Stage.TRANSFERRED:
        return _transferred(remark, told)
    if stage is Stage.MERGED:
        parent = case.parent.order_no if case.parent else ""
        why = _("这件事您反映过，两张并成一张办，结果看原来那张")
        return Ending(why, "", (_("有新的情况，请补充到原来那张工单"),), parent)
    if stage is Stage.WITHDRAWN:
        return Ending(_("撤回之后不再办理，也不再联系您"), "", (_("事情还没解决？随时可以重新反映"),))
    again = (_("有事请重新反映，写清时间、地点和经过"), _("或者拨打 12345，由话务员帮您记"))
    return Ending(_why_void(remark.code if remark else ""), "", again)


def _why_void(code: str) -> str:
    return {
        VoidReason.SILENT.value: _("电话里没有听到声音，所以没有转给单位"),
        VoidReason.MISDIAL.value: _("这次来电是误拨，所以没有转给单位"),
        VoidReason.HARASSMENT.value: _("这次反映被判断为骚扰，所以没有转给单位；觉得判断错了，可以拨打 12345 要求复核"),
    }.get(code, _("没有听到或看到具体的事情，所以没有转给单位"))


def _declined(case: Case, remark: Remark | None, told: str) -> Ending:
    code = remark.code if remark else ""
    ground = _grounds().get(code, "")
    why = (
        _("按规定，这件事 12345 不能受理：%(ground)s") % {"ground": ground}
        if ground
        else _("按规定，这件事 12345 不能受理")
    )
    other = remark.other if remark and code == OutOfScope.REPEATED.value else None
    # Never the number of a case that is, or may be, somebody else's.
    order_no = other.order_no if other and access.same_person(case, other) else ""
    return Ending(
        why, told_instead(told), (*_after_decline(code), _("觉得判断错了，可以拨打 12345 要求复核")), order_no
    )


def _grounds() -> dict[str, str]:
    return {
        OutOfScope.EMERGENCY.value: _("属于紧急情况，由 110、119、120、122 处理"),
        OutOfScope.OTHER_PROCEDURE.value: _("要走，或者已经在走诉讼、仲裁、复议等法定途径"),
        OutOfScope.REPEATED.value: _("您反映过，正在办或者已经办结，没有新的情况"),
        OutOfScope.SECRET.value: _("内容涉及秘密、隐私或者他人的个人信息"),
        OutOfScope.NOT_OURS.value: _("不归政府部门和公共服务单位管"),
        OutOfScope.UNLAWFUL.value: _("所提的要求违反法律或者公序良俗"),
        OutOfScope.DISTURBANCE.value: _("被判断为恶意扰乱热线"),
    }


_MOVE_OF = {
    Stage.VOID: "void",
    Stage.DECLINED: "decline",
    Stage.TRANSFERRED: "transfer",
    Stage.MERGED: "merge",
    Stage.WITHDRAWN: "withdraw",
}


def _transferred(remark: Remark | None, told: str) -> Ending:
    line = remark.code if remark else ""
    when = f"{localtime(remark.moment or remark.at):%-m月%-d日 %H:%M} " if remark else ""
    why = _("%(when)s已转给 %(line)s，由它处理") % {"when": when, "line": line or _("紧急专线")}
    urgent = _("情况又急了，请直接拨打 %(line)s") % {"line": line} if line else _("急事请直接拨打 110、119、120、122")
    return Ending(why, told, (urgent, _("它认为不归它管的，会转回来，我们接着办")))


def _after_decline(code: str) -> tuple[str, ...]:
    """What one can do instead, for each of the seven kinds (handbook A2)."""
    return {
        OutOfScope.EMERGENCY.value: (_("有危险请马上拨打 110（报警）、119（火警）、120（急救）、122（交通事故）"),),
        OutOfScope.OTHER_PROCEDURE.value: (
            _("对行政机关的决定不服：60 日内申请行政复议，或 6 个月内向法院起诉"),
            _("劳动争议：向劳动人事争议仲裁委员会申请仲裁"),
            _("已经在打官司、仲裁或复议的：等结果，或问受理的机关"),
            _("想要政府信息：向该机关提出政府信息公开申请"),
            _("不知道走哪条路：拨打 12348，免费法律咨询"),
        ),
        OutOfScope.REPEATED.value: (
            _("请看原来那张工单的进度和答复"),
            _("有新情况、新理由的，可以重新反映，请写明新在哪里"),
        ),
        OutOfScope.SECRET.value: (_("请去掉涉及秘密或他人隐私的内容，重新反映"),),
        OutOfScope.NOT_OURS.value: (_("多为市场或个人之间的事，可以协商、找调解组织，或走法律途径（咨询 12348）"),),
        OutOfScope.UNLAWFUL.value: (_("有别的事情，欢迎重新反映"),),
    }.get(code, (_("有别的事情，欢迎重新反映"),))
