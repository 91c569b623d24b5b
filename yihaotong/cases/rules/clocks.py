"""The clocks of a case, and the profile that says how long each may run.

A limit is data with its basis: profiles ship (`rules.profiles`), a city copies one and changes values, or names a file
of its own. What nobody verified says so; what a profile does not set itself is the default's, and says so too.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

from yihaotong.accounts.rules import UnitKind
from yihaotong.cases.rules.codes import RequestType, Urgency
from yihaotong.clock import Limit
from yihaotong.journal.codes import Code


class ClockKind(Code):
    """时限. All of a dispatch run from the dispatch; the citizen's own runs from filing and never restarts."""

    DISPATCH = "dispatch", "派单时限"
    SIGN = "sign", "签收时限"
    RETURN = "return", "退单时限"
    FIRST_CONTACT = "first_contact", "首次联系时限"
    HANDLE = "handle", "办理时限"
    REVIEW = "review", "审核时限"
    CALL_BACK = "call_back", "回访时限"
    TOTAL = "total", "全程时限"
    RULING = "ruling", "裁定时限"
    DUTY_REPORT = "duty_report", "值班报告时限"


class Setting(Code):
    """What a profile sets besides how long its clocks run: a length of time, or a number (see `COUNTED`)."""

    COMPLEX_RETURN = "complex_return", "疑难事项退单时限"
    CONFER_FROM = "confer_from", "第几次退单起会商"
    DISPATCHES_FINAL = "dispatches_final", "第几次派单为最终派单"
    EXTENSION = "extension", "延期上限"
    EXTENSIONS = "extensions", "可延期次数"
    SUPERVISE = "supervise", "督办时限"
    YELLOW_CARD = "yellow_card", "黄牌（到期前）"
    RED_CARD = "red_card", "红牌（到期后）"


COUNTED = frozenset({Setting.CONFER_FROM, Setting.DISPATCHES_FINAL, Setting.EXTENSIONS})
#: Counted in working days: the day before, the first day after (山东省级投诉 2017).
CARDS = frozenset({Setting.YELLOW_CARD, Setting.RED_CARD})
#: Kept and shown; nothing is reckoned by them yet.
NOT_YET_USED = frozenset(
    {Setting.COMPLEX_RETURN, Setting.CONFER_FROM, Setting.EXTENSION, Setting.EXTENSIONS, Setting.SUPERVISE}
)


class UnitClass(Code):
    """承办单位类别. A unit is of the class of its kind, unless the city has named it one that enforces the law."""

    CENTRE = UnitKind.CENTRE.value, "中心"
    DISTRICT = UnitKind.DISTRICT.value, "县（市）区"
    ZONE = UnitKind.ZONE.value, "功能区"
    DEPARTMENT = UnitKind.DEPARTMENT.value, "部门"
    STREET = UnitKind.STREET.value, "镇街"
    COMMUNITY = UnitKind.COMMUNITY.value, "村（社区）"
    ENTERPRISE = UnitKind.ENTERPRISE.value, "公用企业"
    LAW_ENFORCEMENT = "law_enforcement", "执法类单位"


#: The other clocks run at the centre, whoever handles the case.
AT_UNIT = frozenset({ClockKind.SIGN, ClockKind.RETURN, ClockKind.FIRST_CONTACT, ClockKind.HANDLE})


def may_run(kind: ClockKind, *, anonymous: bool) -> bool:
    """Nobody can be contacted in time who left no way to contact him (case-moves: "or why none was possible")."""
    return not (anonymous and kind is ClockKind.FIRST_CONTACT)


class Basis(Code):
    """What a limit rests on."""

    LAW = "law", "法律法规"
    LOCAL_RULE = "local_rule", "地方规定"
    DESIGN = "design", "设计默认值"


Named = ClockKind | Setting


@dataclass(frozen=True)
class Line:
    """One line of a profile. Empty `request_type`, `urgency` or `unit_kind` means any.

    `value` as written: "5wd", or "3" for a number. `inherited`: it stands in the default, not in the profile itself.
    """

    clock: Named
    request_type: str
    urgency: str
    unit_kind: str
    value: str
    basis: str
    kind: Basis
    verified: bool
    inherited: bool = False

    @property
    def limit(self) -> Limit:
        """Raises ClockError for a number."""
        return Limit.parse(self.value)

    @property
    def words(self) -> str:
        """The value as a person reads it: "5 个工作日", "3"."""
        return self.value if self.clock in COUNTED else self.limit.chinese

    @property
    def says(self) -> str:
        """The basis as printed beside a date."""
        return f"{self.basis}（{'，'.join(self.marks)}）"

    @property
    def marks(self) -> tuple[str, ...]:
        verified = () if self.verified else ("未核实",)
        return (self.kind.label, *verified, *(("沿用默认方案",) if self.inherited else ()))

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is for; no two lines of one profile are for the same."""
        return (self.clock.value, self.request_type, self.urgency, self.unit_kind)

    @property
    def narrowness(self) -> tuple[bool, bool, bool]:
        """A line that names the urgency beats one that names the class of unit, which beats one that names the type,
        which beats one that names none. Of two that fit the same case one is always narrower."""
        return (self.urgency != "", self.unit_kind != "", self.request_type != "")

    def fits(self, request_type: str, urgency: str, unit_kind: str) -> bool:
        return (
            self.request_type in ("", request_type)
            and self.urgency in ("", urgency)
            and self.unit_kind in ("", unit_kind)
        )


@dataclass(frozen=True)
class Title:
    """Whose profile it is and what it covers; `code` is what the rest of the system calls it."""

    code: str
    name: str
    place: str = ""
    covers: str = ""


_Key = tuple[Named, str, str, str]
NAMED: tuple[Named, ...] = (*ClockKind, *Setting)


class Profile:
    """All lines of one profile (时限方案) over those of the profile it inherits from.

    Where any line of its own fits, the narrowest of these holds; elsewhere the inherited one, marked as such.
    """

    def __init__(self, lines: Iterable[Line], title: Title, base: "Profile | None" = None) -> None:
        self.lines = tuple(lines)
        self.title = title
        self.base = base

    def line(
        self, clock: Named, request_type: RequestType, urgency: Urgency, unit_kind: str = UnitClass.CENTRE
    ) -> Line | None:
        """The line that holds; None where the profile sets no such limit."""
        return self._narrowest[clock, request_type.value, urgency.value, str(unit_kind)]

    def setting(
        self,
        setting: Setting,
        request_type: RequestType = RequestType.OTHER,
        urgency: Urgency = Urgency.NORMAL,
        unit_kind: str = UnitClass.CENTRE,
    ) -> Line | None:
        return self.line(setting, request_type, urgency, unit_kind)

    def number(self, setting: Setting, otherwise: int) -> int:
        """A number that the profile sets, e.g. DISPATCHES_FINAL."""
        line = self.setting(setting)
        return int(line.value) if line else otherwise

    @cached_property
    def effective(self) -> list[Line]:
        """Its own lines and those inherited lines that hold for anybody, in the order of a case's life."""
        holding = {line for line in self._narrowest.values() if line is not None} | set(self.lines)
        return in_sequence(holding)

    @cached_property
    def _narrowest(self) -> Mapping[_Key, Line | None]:
        by_clock: dict[Named, list[Line]] = defaultdict(list)
        for line in sorted(self.lines, key=lambda line: line.narrowness, reverse=True):
            by_clock[line.clock].append(line)
        cases = [
            (kind.value, urgency.value, unit.value) for kind, urgency, unit in product(RequestType, Urgency, UnitClass)
        ]
        return {(clock, *case): self._holding(by_clock[clock], clock, case) for clock in NAMED for case in cases}

    def _holding(self, own: list[Line], clock: Named, case: tuple[str, str, str]) -> Line | None:
        found = next((line for line in own if line.fits(*case)), None)
        if found or self.base is None:
            return found
        inherited = self.base._narrowest[(clock, *case)]  # noqa: SLF001 — another of the same class
        return replace(inherited, inherited=True) if inherited else None

    @cached_property
    def warnings(self) -> list[str]:
        """What is allowed and yet hardly meant: a case that may be handled for longer than it may take altogether."""
        found: dict[str, None] = {}
        for kind, urgency, unit in product(RequestType, Urgency, UnitClass):
            handle, total = self.line(ClockKind.HANDLE, kind, urgency, unit), self.line(ClockKind.TOTAL, kind, urgency)
            if handle and total and _longer(handle.limit, total.limit):
                unit_words = f"（{unit.label}）" if handle.unit_kind else ""
                found[f"{kind.label}{unit_words}：办理时限 {handle.words}，长于全程时限 {total.words}"] = None
        return list(found)


def _longer(one: Limit, other: Limit) -> bool:
    return one.measure is other.measure and one.amount > other.amount


def in_sequence(lines: Iterable[Line]) -> list[Line]:
    """In the order of a case's life, the broadest line of a clock first."""
    return sorted(lines, key=_place)


_SEQUENCE = {code.value: place for codes in (RequestType, Urgency, UnitClass) for place, code in enumerate(codes)}


def _place(line: Line) -> tuple[int, tuple[bool, bool, bool], list[int]]:
    return (NAMED.index(line.clock), line.narrowness, [_SEQUENCE.get(code, -1) for code in line.key[1:]])
