"""政府开放日 and other activities: announced, signed up for, held, told of."""

from collections.abc import Mapping
from datetime import datetime

from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.engagement.rules import life
from yihaotong.engagement.rules.codes import ActivityKind, Place, Progress, Sort
from yihaotong.engagement.rules.life import Life, Move
from yihaotong.journal.refusal import Refused

_BEFORE = (Progress.PLANNED, Progress.OPEN, Progress.FULL)
#: Persons of one sign-up at most.
MOST_PERSONS = 5

ACTIVITY = Life(
    Sort.ACTIVITY,
    (
        Field("title", "名称", required=True, longest=120),
        Field("kind", "类别", Kind.CHOICE, required=True, choices=ActivityKind),
        Field("hosts", "举办单位", Kind.TEXT, required=True, longest=400, hint="联合举办的一行一个"),
        Field("starts_at", "开始时间", Kind.MOMENT, required=True),
        Field("ends_at", "结束时间", Kind.MOMENT),
        Field("place", "地点", required=True, longest=200),
        Field("notice", "公告内容", Kind.TEXT, longest=5000, hint="对外的公告走稿件三审三校，再关联到这里"),
        Field("capacity", "名额", Kind.NUMBER, hint="网上报名的要填；满了以后是候补"),
        Field("sign_up_until", "报名截止", Kind.MOMENT),
        life.UNIT,
    ),
    Progress.PLANNED,
    frozenset(_BEFORE),
    life.table(
        Move(
            "open",
            "开放报名",
            frozenset({Progress.PLANNED, Progress.FULL}),
            Progress.OPEN,
            life.OFFICE,
            "门户上出现报名表；公告须已发布并关联",
            "先审后发（设计）",
            (),
            done="报名已开放",
        ),
        Move(
            "end_sign_up",
            "截止报名",
            frozenset({Progress.OPEN}),
            Progress.FULL,
            life.OFFICE,
            "不再收新的报名；已报的仍可以自己取消",
            "设计",
            (),
            rare=True,
            done="报名已截止",
        ),
        Move(
            "hold",
            "登记举办情况",
            frozenset({*_BEFORE, Progress.HELD}),
            Progress.HELD,
            life.HANDLING,
            "到场人数写准确的数，报告里的“余”由系统按规则写",
            "设计",
            (
                Field("attended", "到场人数", Kind.NUMBER, required=True),
                Field("outcome", "活动情况", Kind.TEXT, required=True, longest=5000),
            ),
            done="举办情况已登记",
        ),
        life.look(*_BEFORE, Progress.HELD),
        life.drop(*_BEFORE),
    ),
)

NAME = Field("name", "您的姓名", required=True, longest=40)
PHONE = Field("phone", "手机号", Kind.PHONE, required=True, hint="只用来通知这次活动，加密保存，活动过后清除")
PERSONS = Field("persons", "一共几人", Kind.NUMBER, required=True, hint=f"连您在内，最多 {MOST_PERSONS} 人")
#: What a citizen is asked.
SIGN_UP_FIELDS = (NAME, PHONE, PERSONS)


def check_times(starts_at: datetime, ends_at: datetime | None, until: datetime | None) -> None:
    """Raises Refused("out-of-range")."""
    if ends_at is not None and ends_at <= starts_at:
        raise Refused("out-of-range", "结束时间要在开始时间之后", "ends_at")
    if until is not None and until > starts_at:
        raise Refused("out-of-range", "报名截止要在活动开始之前", "sign_up_until")


def check_opens(capacity: int | None, until: datetime | None, at: datetime, *, announced: bool) -> None:
    """Raises Refused("missing" | "too-late" | "no-notice")."""
    if not capacity:
        raise Refused("missing", "开放报名前请先填名额")
    if until is None or until <= at:
        raise Refused("too-late", "开放报名前请先填报名截止，并在现在之后")
    if not announced:
        raise Refused("no-notice", "公告还没有发布：先把公告稿件走完三审三校发布，再关联为“公告”")


def check_held(starts_at: datetime, at: datetime) -> None:
    """Raises Refused("too-early")."""
    if at < starts_at:
        raise Refused("too-early", "活动还没有开始，办完再登记")


def check_persons(persons: int, capacity: int) -> None:
    """Raises Refused("out-of-range")."""
    most = min(MOST_PERSONS, capacity)
    if not 1 <= persons <= most:
        raise Refused("out-of-range", f"人数从 1 到 {most}", "persons")


def place_for(persons: int, taken: int, capacity: int, *, waiting: bool) -> Place:
    """In while there is room and nobody waits before him; else he waits."""
    return Place.IN if taken + persons <= capacity and not waiting else Place.WAITING


def moved_up(queue: list[tuple[int, int]], taken: int, capacity: int) -> list[int]:
    """Of those who wait, (id, persons) in their order, the ids who come in now. Whoever is too many for the room that
    is left does not hold up those behind him."""
    found = []
    for each, persons in queue:
        if taken + persons <= capacity:
            taken += persons
            found.append(each)
    return found


#: The columns of a table, each with the names it is known by and whether it must be filled.
COLUMNS: Mapping[str, tuple[tuple[str, ...], bool]] = {
    "title": (("名称", "活动名称"), True),
    "kind": (("类别", "活动类别"), False),
    "held_on": (("日期", "举办日期"), True),
    "place": (("地点",), True),
    "hosts": (("举办单位", "主办单位"), True),
    "attended": (("到场人数", "参加人数"), False),
    "outcome": (("活动情况", "情况"), False),
}
