"""特急: what is asked while somebody is in danger, whom to put him through to, and what the duty office is told.

The questions follow what the emergency lines themselves ask first (place, what, who, how to reach the caller);
the list is a design default that a centre may want otherwise.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.codes import SpecialLine
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused

#: Who may name the danger and note to which line the caller was put through.
PUTS_THROUGH = frozenset({Role.OPERATOR, Role.SHIFT_LEADER, Role.DISPATCHER, Role.SUPERVISOR})
#: A machine that files may say of what it filed that somebody is in danger; the rest is done by people.
RAISES = PUTS_THROUGH | {Role.CLIENT}
#: Who tells the duty office.
REPORTS = frozenset({Role.OPERATOR, Role.SHIFT_LEADER, Role.SUPERVISOR})
#: Who says that he knows of it, and ends it.
ANSWERS = frozenset({Role.SHIFT_LEADER, Role.SUPERVISOR})
READS = PUTS_THROUGH | {Role.ARBITER, Role.REVIEWER, Role.CALL_BACK_CLERK, Role.ANALYST}

LONGEST_WHAT = 500
LONGEST_REPORT = 4_000


class Danger(Code):
    """What kind of danger it is; decides which script stands on the screen."""

    FIRE = "fire", "火灾、爆炸"
    GAS = "gas", "燃气泄漏"
    INJURY = "injury", "受伤、急病"
    SELF_HARM = "self_harm", "轻生、自伤"
    CRIME = "crime", "违法犯罪、打斗"
    TRAFFIC = "traffic", "交通事故"
    HAZARD = "hazard", "塌陷、积水、坠落"
    CROWD = "crowd", "人群聚集"
    OTHER = "other", "其他紧急情况"


#: What is asked of whoever raises one about a case.
FIELDS = (
    Field("danger", "危险种类", Kind.CHOICE, choices=Danger, hint="不填的按“情况”里的字认，认不出的按“其他紧急情况”"),
    Field("what", "情况", Kind.TEXT, longest=LONGEST_WHAT, hint="已知的：什么事、有没有人受伤被困。不写姓名、电话"),
)


class ReportMeans(Code):
    """How the duty office was told."""

    PHONE = "phone", "电话"
    PLATFORM = "platform", "值班信息平台"
    FAX = "fax", "传真"
    IN_PERSON = "in_person", "当面"


@dataclass(frozen=True)
class Script:
    """What to ask and to say, in this order; `line` is put through to first."""

    line: SpecialLine
    ask: tuple[str, ...]
    say: str


_FIRST = ("您现在在什么位置？（小区、楼号、路口，附近的标志物）", "有没有人受伤、被困？几个人？")
SCRIPTS: dict[Danger, Script] = {
    Danger.FIRE: Script(
        SpecialLine.FIRE,
        (*_FIRST, "什么在烧？几楼？有没有煤气罐、电动车？", "您自己能不能离开？"),
        "请马上离开，不要坐电梯；我现在为您接 119，请不要挂机。",
    ),
    Danger.GAS: Script(
        SpecialLine.FIRE,
        (*_FIRST, "味道从哪里来？阀门关了没有？", "附近有没有明火、有人在做饭？"),
        "请不要开关电灯和电器，开窗、关阀门，到室外再打电话。",
    ),
    Danger.INJURY: Script(
        SpecialLine.MEDICAL,
        (*_FIRST, "人清醒吗？有呼吸吗？", "是怎么伤的？有什么老病？"),
        "请陪在他身边，不要随意搬动；我现在为您接 120。",
    ),
    Danger.SELF_HARM: Script(
        SpecialLine.POLICE,
        ("您现在在什么位置？旁边有人吗？", "您愿意跟我说说发生了什么吗？", "手边有没有药物、刀具，是不是在高处？"),
        "我一直在听，请先不要挂电话。（不评判、不争辩，保持通话，同时请旁边同事接 110、120）",
    ),
    Danger.CRIME: Script(
        SpecialLine.POLICE,
        (*_FIRST, "对方几个人？手里有没有东西？", "您现在安全吗？"),
        "请先到安全的地方，不要跟他们冲突；我现在为您接 110。",
    ),
    Danger.TRAFFIC: Script(
        SpecialLine.TRAFFIC,
        (*_FIRST, "车还在路中间吗？有没有漏油、起火？"),
        "请开双闪、人离开车道；有人受伤先接 120，我现在为您接 122。",
    ),
    Danger.HAZARD: Script(
        SpecialLine.POLICE,
        (*_FIRST, "塌了、淹了多大一片？还在扩大吗？", "有没有电线、燃气管露出来？"),
        "请离远一些，提醒旁边的人绕行；我马上通知值班单位。",
    ),
    Danger.CROWD: Script(
        SpecialLine.POLICE,
        (*_FIRST, "大概多少人？为了什么事？", "有没有人堵路、举横幅、有过激的话？"),
        "您反映的情况我马上报告，请注意自己的安全。",
    ),
    Danger.OTHER: Script(
        SpecialLine.POLICE,
        (*_FIRST, "现在最危险的是什么？"),
        "请先保证自己的安全，不要挂机，我马上为您处理。",
    ),
}


@dataclass(frozen=True)
class Facts:
    """What a report to the duty office is written from; all in words, no name and no telephone number."""

    raised_at: datetime
    danger: str
    what: str
    place: str = ""
    order_no: str = ""
    line: str = ""
    put_through_at: datetime | None = None
    seen: bool = False
    harm: str = ""


def report_text(facts: Facts, centre: str) -> str:
    """The report as it is first proposed; `raised_at` in the city's own zone. Whoever reports corrects it."""
    told = [f"{facts.raised_at:%Y年%-m月%-d日%H时%M分}，{centre}接到群众来电，反映：{facts.what or '（待补充）'}"]
    told.append(f"一、类型：{facts.danger}")
    told.append(f"二、地点：{facts.place or '（待核实）'}")
    through = f"{facts.put_through_at:%H时%M分}已转接{facts.line}" if facts.put_through_at else "（转接情况待补充）"
    known = "当班班长已知悉，正在跟进" if facts.seen else "已向当班班长报警"
    told.append(f"三、已采取的措施：{through}；{known}。")
    told.append(f"四、伤亡、被困情况：{f'来电人说“{facts.harm}”' if facts.harm else '（待核实）'}")
    if facts.order_no:
        told.append(f"五、工单编号：{facts.order_no}")
    return "\n".join([*told, "后续情况续报。"])


def asked(*, seen: bool, reported: bool, closed: bool) -> str:
    """What an alarm still asks of the shift leaders; "" once it asks nothing."""
    if closed or (seen and reported):
        return ""
    if reported:
        return "已报值班室，请马上查看"
    return "班长已知悉，请报值班室" if seen else "请马上查看并报值班室"


#: What a report says that nobody has found out yet.
_OPEN_POINTS = ("待补充", "待核实")
FALSE_ALARM = "误报"


def open_points(report: str) -> int:
    """How many points of a report still wait for somebody to find out."""
    return sum(report.count(point) for point in _OPEN_POINTS)


def told_by_line(line: str) -> tuple[Danger, ...]:
    """Which kinds of danger lead to a line: whoever was put through to 119 has a fire or gas."""
    return tuple(kind for kind, script in SCRIPTS.items() if script.line.value == line and kind is not Danger.OTHER)


def unsaid(ending: str, *, false_alarm: bool, filed: bool) -> tuple[str, ...]:
    """What whoever ends one may have overlooked, in words."""
    found = []
    if FALSE_ALARM in ending and not false_alarm:
        found.append("写的是“误报”，但没有勾“误报”：是误报就勾上，不是就再按一次")
    if not filed and not false_alarm:
        found.append("还没有登记成工单，了结后没有人接着办：请话务员先登记；确实不用登记的，再按一次")
    return tuple(found)


def check_role(roles: Set[Role], allowed: Set[Role]) -> None:
    """Raises Refused("wrong-role")."""
    if not roles & allowed:
        raise Refused("wrong-role", "您的岗位不能办理紧急情况的这一步")


def first_words(words: str, longest: int) -> str:
    """As much of the words as is kept. Nobody is told to correct a text before he is helped: what no table takes (NUL)
    is left out, and the rest is cut off."""
    return words.replace("\x00", "").strip()[:longest]


def check_words(words: str, longest: int, field: str, label: str) -> str:
    """The text without blanks around it. Raises Refused("missing" | "too-long" | "unusable-character")."""
    text = words.strip()
    if not text:
        raise Refused("missing", f"请填写“{label}”", field)
    if "\x00" in text:
        raise Refused("unusable-character", f"“{label}”里有空字符（NUL），请删去", field)
    if len(text) > longest:
        raise Refused("too-long", f"“{label}”有 {len(text)} 字，最多 {longest} 字", field)
    return text
