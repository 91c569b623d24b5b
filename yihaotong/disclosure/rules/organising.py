"""The organisation of disclosure as notices set it up: a 领导小组 with one head, a 工作机构, sections, liaisons.

条例 art. 4: each organ 指定机构（以下统称政府信息公开工作机构）负责本行政机关政府信息公开的日常工作. Duties change by
a numbered notice alone, so that the guide and the report of any day can say whose word they were.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.disclosure.rules.codes import UNIT_DUTIES, Duty
from yihaotong.journal.refusal import Refused

NOTICE = (
    Field("number", "文号", required=True, longest=60, hint="如：银智指〔2026〕3 号"),
    Field("title", "标题", required=True, longest=120),
    Field("dated", "成文日期", Kind.DATE, required=True),
    Field("in_force_from", "起施行日期", Kind.DATE, required=True, hint="职务自这一天起变动，不早于成文日期"),
    Field("signed_by", "签发人", required=True, longest=60, hint="姓名和职务"),
)
#: One row of what begins by a notice.
BEGINS = (
    Field("duty", "职务", Kind.CHOICE, required=True, choices=Duty),
    Field("person", "本系统人员", Kind.PERSON),
    Field("name", "姓名", longest=60, hint="本系统没有账号的人写这里"),
    Field("title", "行政职务", longest=80),
    Field("unit", "科室", Kind.UNIT, longest=20),
)
MOST_CHANGES = 60


@dataclass(frozen=True)
class Seat:
    """One duty held from `since` up to, not including, `until`. `person`, `unit`: ids; `name`: as in the notice."""

    tenure: int
    duty: Duty
    name: str
    since: date
    title: str = ""
    person: int | None = None
    unit: int | None = None
    unit_name: str = ""
    until: date | None = None
    notice: int = 0
    notice_number: str = ""

    @property
    def says(self) -> str:
        """信息研判科; 王某（副主任）."""
        if self.duty in UNIT_DUTIES:
            return self.unit_name
        about = "，".join(each for each in (self.unit_name, self.title) if each)
        return f"{self.name}（{about}）" if about else self.name


@dataclass(frozen=True)
class Organisation:
    """The organisation as it stood on one day; empty before the first notice."""

    day: date
    seats: tuple[Seat, ...] = ()
    notice_numbers: tuple[str, ...] = field(default=())

    def of(self, duty: Duty) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats if seat.duty is duty)

    @property
    def head(self) -> Seat | None:
        return next(iter(self.of(Duty.HEAD)), None)

    @property
    def members(self) -> tuple[Seat, ...]:
        return self.of(Duty.MEMBER)

    @property
    def office(self) -> Seat | None:
        return next(iter(self.of(Duty.OFFICE)), None)

    @property
    def sections(self) -> tuple[Seat, ...]:
        return self.of(Duty.SECTION)

    @property
    def in_rows(self) -> list[tuple[Duty, tuple[Seat, ...]]]:
        """Every duty that somebody holds, in the order of the codes, with who holds it."""
        return [(duty, found) for duty in Duty if (found := self.of(duty))]


@dataclass(frozen=True)
class Newcomer:
    """Who or which section takes up a duty; `unit_dissolved`: when that section ceased to be."""

    duty: Duty
    name: str = ""
    title: str = ""
    person: int | None = None
    unit: int | None = None
    unit_dissolved: date | None = None

    @property
    def same(self) -> tuple[object, ...]:
        """What makes two of one duty the same."""
        if self.duty in UNIT_DUTIES:
            return self.duty, "unit", self.unit
        return (self.duty, "person", self.person) if self.person else (self.duty, "name", self.name)


def check_dates(dated: date, in_force_from: date, latest: tuple[date, date] | None, today: date) -> None:
    """`latest`: the dates of the notice before. A notice never reaches behind what was already told to the public.

    Raises Refused: dated-ahead, in-force-before-dated, earlier-than-in-force.
    """
    if dated > today:
        raise Refused("dated-ahead", "成文日期在今天之后：通知印发后再录入", "dated")
    if in_force_from < dated:
        raise Refused("in-force-before-dated", "起施行日期不能早于成文日期", "in_force_from")
    if latest is None:
        return
    if dated < latest[0]:
        raise Refused("earlier-than-in-force", f"成文日期早于现行通知的 {latest[0].isoformat()}，请核对", "dated")
    if in_force_from < latest[1]:
        words = f"起施行日期早于现行通知的 {latest[1].isoformat()}，已公开的机构信息不能倒改"
        raise Refused("earlier-than-in-force", words, "in_force_from")


def check_newcomer(new: Newcomer, in_force_from: date, row: int) -> None:
    """Raises Refused: unit-needed, unit-dissolved, name-needed."""
    where = f"第 {row} 行："
    if new.duty in UNIT_DUTIES and new.unit is None:
        raise Refused("unit-needed", f"{where}{new.duty.label}须选一个科室", "begins", row=row)
    if new.duty not in UNIT_DUTIES and not new.name:
        raise Refused("name-needed", f"{where}{new.duty.label}须选人员或写姓名", "begins", row=row)
    if new.unit_dissolved is not None and new.unit_dissolved <= in_force_from:
        words = f"{where}这个科室已于 {new.unit_dissolved.isoformat()} 撤销，请选承接的科室"
        raise Refused("unit-dissolved", words, "begins", row=row)


def check_after(staying: Iterable[Seat], begins: Sequence[Newcomer]) -> None:
    """What the organisation is once the notice is in force: one head, one 工作机构, nobody twice in one duty.

    Raises Refused: held-already, two-heads, no-head, two-offices, no-office.
    """
    stay = [Newcomer(seat.duty, seat.name, "", seat.person, seat.unit) for seat in staying]
    seen: set[tuple[object, ...]] = set()
    for each in (*stay, *begins):
        if each.same in seen:
            raise Refused("held-already", f"{each.name or '这个科室'}已经是{each.duty.label}，不必再列", "begins")
        seen.add(each.same)
    duties = [each.duty for each in (*stay, *begins)]
    if duties.count(Duty.HEAD) > 1:
        raise Refused("two-heads", "同时会有两位组长：请在“不再担任”里勾上原来的组长", "begins")
    if Duty.HEAD not in duties:
        raise Refused("no-head", "领导小组没有组长：请列上新的组长", "begins")
    if duties.count(Duty.OFFICE) > 1:
        raise Refused("two-offices", "同时会有两个工作机构：请在“不再担任”里勾上原来的", "begins")
    if Duty.OFFICE not in duties:
        raise Refused("no-office", "没有工作机构（条例第四条）：请列上一个科室", "begins")


def check_changes(ends: Sequence[int], begins: Sequence[Newcomer]) -> None:
    """Raises Refused: nothing-changed, too-many."""
    if not ends and not begins:
        raise Refused("nothing-changed", "这份通知没有变动任何职务：请勾选或列出变动", "begins")
    if len(ends) + len(begins) > MOST_CHANGES:
        raise Refused("too-many", f"一份通知最多变动 {MOST_CHANGES} 个职务", "begins")
