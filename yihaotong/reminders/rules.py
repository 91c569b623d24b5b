"""What people are told on their own screens, and when they are left in peace. Plain Python.

A reminder says only what changes what somebody should do next; that a queue grew is not one. Quiet hours are a design
of this house (no rule demands them), with one limit: danger to life or property never waits (天津市令39号: 15 分钟).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused


class Kind(Code):
    """A kind of reminder with its words for a group of them: "3 件新派单"."""

    EMERGENCY = "emergency", "紧急情况"
    OVERDUE = "overdue", "已超期"
    DUE_SOON = "due_soon", "快到期"
    NO_CONTACT = "no_contact", "还没联系"
    NEW_WORK = "new_work", "新派单"
    SENT_BACK = "sent_back", "退回重办"
    RULED = "ruled", "退单裁定"
    RETURNED = "returned", "退单待裁定"
    TO_SIGN = "to_sign", "待签发"
    SUPPLEMENTED = "supplemented", "诉求人补充"
    WITHDRAWN = "withdrawn", "诉求人撤诉"
    NOT_CONTENT = "not_content", "办结后不满意"
    CALL_FOR = "call_for", "代为联系"
    HANDED_OVER = "handed_over", "交班"
    APPEAL = "appeal", "质检申诉"
    SCORED = "scored", "质检结果"
    WRONG_ANSWER = "wrong_answer", "答案有误"
    REVIEW_DUE = "review_due", "待复核"
    SETTINGS = "settings", "设置变动"
    DISCLOSURE = "disclosure", "政务公开待办"
    NEW_APPLICATION = "new_application", "新公开申请"
    FROM_APPLICANT = "from_applicant", "申请人来件"
    APPLICATION_TO_RULE = "application_to_rule", "公开申请待批"
    APPLICATION_RULED = "application_ruled", "公开申请已批"
    ARTICLE = "article", "稿件待办"
    ARTICLE_BACK = "article_back", "稿件退回修改"
    ARTICLE_HELD = "article_held", "稿件到时没有发布"
    SCRUTINY = "scrutiny", "监督保障待办"
    OUTLET = "outlet", "发布渠道待办"
    OUTLET_DOWN = "outlet_down", "渠道接口不通"
    DOCUMENT = "document", "公文待办"
    DOCUMENT_LATE = "doc_late", "公文过期未上网"
    CLAUSE = "clause", "上级文件任务"
    CLAUSE_BACK = "clause_back", "上级文件任务退回"
    CLAUSE_DUE = "clause_due", "上级文件任务快到期"
    CLAUSE_LATE = "clause_late", "上级文件任务超期"
    CATALOGUE = "catalogue", "公开目录待办"
    CATALOGUE_DUE = "cat_due", "目录事项快到期"
    CATALOGUE_LATE = "cat_late", "目录事项逾期"
    GUIDE = "guide", "指南待办"
    GUIDE_STALE = "guide_stale", "指南与现状不符"
    HOUSE_RULE = "house_rule", "制度试行期将满"


#: They pierce quiet hours, cannot be muted, and stand across the page until somebody has seen them.
PIERCING = frozenset({Kind.EMERGENCY})
#: 30 days later nobody looks for a reminder any more; what it was about has its own record.
KEPT_FOR = timedelta(days=30)
WORDS_LENGTH = 200
SUBJECT_LENGTH = 60
EVERY_DAY = frozenset(range(1, 8))

_DAY = timedelta(days=1)
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True)
class Quiet:
    """免打扰: from `begins` up to, not including, `ends`, on the days (1 Monday … 7 Sunday) on which it begins.

    `begins` later than `ends` runs past midnight; both equal means never.
    """

    begins: time = time(22)
    ends: time = time(7)
    days: frozenset[int] = EVERY_DAY


@dataclass(frozen=True)
class Wishes:
    """What somebody wants to be told, and when; `sound` only after he has said yes."""

    quiet: Quiet = Quiet()
    muted: frozenset[Kind] = frozenset()
    sound: bool = False


def quiet_until(quiet: Quiet, local: datetime) -> datetime | None:
    """When the quiet hours end that hold at this local instant; None outside them."""
    if quiet.begins == quiet.ends:
        return None
    for since in (local.date() - _DAY, local.date()):
        begins = datetime.combine(since, quiet.begins, local.tzinfo)
        last = since if quiet.begins < quiet.ends else since + _DAY
        ends = datetime.combine(last, quiet.ends, local.tzinfo)
        if since.isoweekday() in quiet.days and begins <= local < ends:
            return ends
    return None


def shown_from(kind: Kind, wishes: Wishes, local: datetime, shifts: Iterable[tuple[datetime, datetime]]) -> datetime:
    """From when somebody sees a reminder raised now: at once, or when his quiet hours end or his next shift begins.

    `shifts` are his own on the roster, each from up to, not including: on duty nobody is left in peace.
    """
    until = None if kind in PIERCING else quiet_until(wishes.quiet, local)
    if until is None:
        return local
    on_duty = [max(begins, local) for begins, ends in shifts if begins < until and ends > local]
    return min([until, *on_duty])


def wants(kind: Kind, wishes: Wishes) -> bool:
    return kind in PIERCING or kind not in wishes.muted


def checked(begins: str, ends: str, days: Iterable[str], muted: Iterable[str], *, sound: bool) -> Wishes:
    """What came from the form of preferences. Raises Refused naming the field."""
    kinds: Mapping[str, Kind] = {each.value: each for each in Kind}
    numbers = {str(day): day for day in EVERY_DAY}
    return Wishes(
        Quiet(
            _time(begins, "begins"),
            _time(ends, "ends"),
            frozenset(numbers[each] for each in days if each in numbers),
        ),
        frozenset(kinds[each] for each in muted if each in kinds) - PIERCING,
        sound,
    )


def _time(written: str, field: str) -> time:
    if not _TIME.fullmatch(written.strip()):
        raise Refused("bad-time", "请写成 24 小时制的时间，如 22:00", field)
    return time.fromisoformat(written.strip())
