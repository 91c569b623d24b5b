"""政务舆情: answered within hours of the day and the night, holidays included (国办发〔2016〕61号)."""

from datetime import datetime

from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.engagement.rules import life
from yihaotong.engagement.rules.codes import URGENT, Grade, LimitKind, Progress, Sort, Source
from yihaotong.engagement.rules.life import Life, Move
from yihaotong.journal.refusal import Refused

_BASIS = "国办发〔2016〕61号（未核实）"

OPINION = Life(
    Sort.OPINION,
    (
        Field("title", "一句话概括", required=True, longest=80, hint="只说什么事，不写人的姓名、电话"),
        Field("found_at", "发现时间", Kind.MOMENT, required=True, hint="期限从这一刻算，夜里和节假日都算在内"),
        Field("source", "从哪里看到", Kind.CHOICE, required=True, choices=Source),
        Field("source_link", "网址", longest=300),
        Field("grade", "等级", Kind.CHOICE, required=True, choices=Grade, hint="拿不准先选一个，研判时可以改"),
        Field("text", "舆情内容", Kind.TEXT, required=True, longest=5000),
        life.UNIT,
    ),
    Progress.FOUND,
    frozenset({Progress.FOUND, Progress.ASSESSED}),
    life.table(
        Move(
            "assess",
            "研判",
            frozenset({Progress.FOUND, Progress.ASSESSED}),
            Progress.ASSESSED,
            life.HANDLING,
            "定等级、定责任科室；等级改了，期限从发现时间重新算",
            _BASIS,
            (
                Field("grade", "等级", Kind.CHOICE, required=True, choices=Grade),
                Field("assessment", "研判意见", Kind.TEXT, required=True, longest=3000),
                life.UNIT,
            ),
            done="研判已登记",
        ),
        Move(
            "respond",
            "登记回应",
            frozenset({Progress.FOUND, Progress.ASSESSED}),
            Progress.RESPONDED,
            life.HANDLING,
            "权威信息已经发布，或者已经回应",
            _BASIS,
            (
                Field("responded_at", "回应时间", Kind.MOMENT, required=True),
                Field("response", "回应要点", Kind.TEXT, required=True, longest=3000),
                Field("link", "网址", longest=300, hint="在别处回应的填网址；在本站回应的，登记后关联稿件"),
            ),
            meets=(LimitKind.URGENT, LimitKind.OPINION),
            done="回应已登记",
        ),
        Move(
            "confer",
            "登记新闻发布会",
            frozenset({Progress.FOUND, Progress.ASSESSED, Progress.RESPONDED}),
            None,
            life.HANDLING,
            "特别重大、重大突发事件 24 小时内举行",
            _BASIS,
            (Field("conference_at", "举行时间", Kind.MOMENT, required=True), life.NOTE),
            meets=(LimitKind.CONFERENCE,),
            rare=True,
            done="新闻发布会已登记",
        ),
        life.look(Progress.FOUND, Progress.ASSESSED, Progress.RESPONDED),
        life.drop(Progress.FOUND, Progress.ASSESSED),
    ),
)


def limits_of(grade: Grade) -> tuple[LimitKind, ...]:
    return (LimitKind.URGENT, LimitKind.CONFERENCE) if grade in URGENT else (LimitKind.OPINION,)


def check_since(moment: datetime, found_at: datetime, at: datetime, name: str) -> None:
    """Between the finding and now. Raises Refused("out-of-range")."""
    if moment < found_at:
        raise Refused("out-of-range", "时间在发现之前", name)
    if moment > at:
        raise Refused("out-of-range", "时间在现在之后；办完再登记", name)


def check_found(found_at: datetime, at: datetime) -> None:
    """Raises Refused("out-of-range")."""
    if found_at > at:
        raise Refused("out-of-range", "发现时间在现在之后", "found_at")
