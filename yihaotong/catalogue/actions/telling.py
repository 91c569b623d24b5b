"""Who should know that a version has come to him."""

from collections.abc import Mapping
from datetime import datetime

from yihaotong.accounts.access import holders
from yihaotong.accounts.rules import Role
from yihaotong.catalogue import access
from yihaotong.catalogue.models import Version
from yihaotong.catalogue.rules.codes import Progress
from yihaotong.reminders import actions as reminders
from yihaotong.reminders.rules import Kind

#: Whose turn it is at each step, and what he is told.
_TOLD: Mapping[Progress, tuple[tuple[Role, ...], str]] = {
    Progress.DRAFTING: ((Role.DISCLOSURE_OFFICER,), "公开目录第 {number} 版退回修改：{said}"),
    Progress.CONFIRMING: ((Role.DRAFTER,), "公开目录第 {number} 版请确认本科室的事项"),
    Progress.REVIEWING: ((Role.DISCLOSURE_LEADER,), "公开目录第 {number} 版各科室已确认，请审核"),
    Progress.APPROVING: ((Role.SUPERVISING_OFFICE,), "公开目录第 {number} 版报请审核"),
    Progress.APPROVED: ((Role.DISCLOSURE_OFFICER,), "公开目录第 {number} 版已审核同意，可以发布"),
    Progress.RELEASED: ((Role.DRAFTER,), "公开目录第 {number} 版已发布，请按新的事项和时限公开"),
}


def tell(version: Version, before: Progress, at: datetime) -> None:
    """Tell those whose turn it is now; whoever was asked before is asked no more."""
    now = Progress(version.progress)
    if now is before:
        return
    reminders.over(Kind.CATALOGUE, version.key, at=at)
    if now not in _TOLD:
        return
    roles, words = _TOLD[now]
    units = access.unconfirmed(version) if now is Progress.CONFIRMING else None
    said = words.format(number=version.number, said=version.said)
    reminders.remind(holders(roles, at, units), Kind.CATALOGUE, subject=version.key, words=said, at=at)
