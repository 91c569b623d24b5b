"""What a city-wide platform that is not ours hands over, by the columns of a clerk's file, and what it is told."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from yihaotong.applications.rules.codes import ApplicantKind, Delivery, SupplyForm
from yihaotong.applications.rules.moves import APPLICANT_FIELDS
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.clock import CHINA
from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused

#: What a row of the platform may say. Its number and its time of receipt must be there.
FIELDS = (
    Field("platform_no", "平台编号", required=True, longest=60),
    Field("received_at", "平台收到时间", Kind.MOMENT, required=True),
    Field("platform_due", "平台时限", Kind.DATE),
    Field("their_stage", "平台状态", longest=40),
    Field("kind", "申请人类别", Kind.CHOICE, choices=ApplicantKind),
    *APPLICANT_FIELDS,
    Field("description", "所需信息", Kind.TEXT, longest=10_000),
    Field("supply", "获取形式", Kind.CHOICE, choices=SupplyForm),
    Field("delivery", "获取途径", Kind.CHOICE, choices=Delivery),
)
#: What goes on to the registration.
REGISTERED = frozenset(field.name for field in FIELDS) - {"platform_no", "received_at", "platform_due", "their_stage"}
LABELS = {field.name: field.label for field in FIELDS}
#: How a column may be headed, for each part.
NAMES = {label: name for name, label in LABELS.items()} | {
    "申请编号": "platform_no",
    "平台申请编号": "platform_no",
    "收到时间": "received_at",
    "收到日期": "received_at",
    "办理时限": "platform_due",
    "状态": "their_stage",
    "姓名": "name",
    "名称": "name",
    "申请人": "name",
    "电话": "phone",
    "地址": "address",
    "申请内容": "description",
}
#: Words of the platform after which nothing is left to do here: the applicant took it back there.
WITHDRAWN_THERE = frozenset({"已撤回", "撤回", "已撤销", "申请人撤回"})
_CHOICES: dict[str, type[Code]] = {"kind": ApplicantKind, "supply": SupplyForm, "delivery": Delivery}


def as_typed(cells: Mapping[str, Any]) -> dict[str, Any]:
    """One row of the file as the fields take it: labels for codes, days and times in the city's own zone.

    Raises Refused naming the field.
    """
    row: dict[str, Any] = {}
    for heading, value in cells.items():
        name = NAMES.get(heading.strip())
        if name is not None:
            row[name] = _value(name, value)
    return row


def _value(name: str, value: Any) -> Any:
    if name in _CHOICES:
        return _choice(name, str(value).strip())
    if name == "received_at":
        return _moment(value)
    if name == "platform_due":
        return _moment(value).date() if value else None
    return str(value)


def _choice(name: str, written: str) -> str:
    choices = _CHOICES[name]
    for member in choices:
        if written in (member.value, member.label):
            return str(member)
    allowed = "、".join(member.label for member in choices)
    raise Refused("not-a-choice", f"“{LABELS[name]}”须是：{allowed}", name)


def _moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 — its zone follows below
    else:
        written = str(value).strip().replace("/", "-").replace("年", "-").replace("月", "-").replace("日", "")
        try:
            moment = datetime.fromisoformat(_padded(written))
        except ValueError:
            message = "时间看不懂，请写成 2026-09-27 16:40 或 2026-09-27"
            raise Refused("not-a-moment", message, "received_at") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def _padded(written: str) -> str:
    """2026-9-7 8:05 → 2026-09-07 08:05."""
    day, _, rest = written.partition(" ")
    parts = day.split("-")
    padded = "-".join(part.zfill(2) for part in parts)
    return f"{padded} {rest.zfill(5)}" if rest else padded


#: The columns of the file that tells the platform where its requests stand here.
TOLD = ("平台编号", "本机关编号", "状态", "收到日期", "本环节到期", "答复期限", "办结日期", "答复类型")
