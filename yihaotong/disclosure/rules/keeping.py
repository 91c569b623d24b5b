"""制度库: a rule of the office in versions, what of it holds on a day, when somebody must look at it again.

A rule “试行” ends by itself on its last day, as its own text says; the reminder comes while there is time to
evaluate it: 90, 30 and 7 days before, a design of this house.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.disclosure.rules.codes import Standing
from yihaotong.journal.refusal import Refused
from yihaotong.journal.rules import comparing

#: Asked only where a title says 试行 and the version is on no trial.
NOT_ON_TRIAL = Field("not_on_trial", "名称里的“试行”不是说这一版试行", Kind.FLAG, hint="如：废止某试行办法的通知")
VERSION = (
    Field("title", "名称", required=True, longest=120, hint="试行的，名称里写明“（试行）”"),
    Field("number", "文号", longest=60, hint="没有文号的内部规程可以不填"),
    Field("text", "正文", Kind.TEXT, longest=60_000, hint="每条另起一行，以“第一条”“一、”等开头；或只附文件"),
    Field("in_force_from", "起施行日期", Kind.DATE, required=True),
    Field("in_force_until", "有效期至", Kind.DATE, hint="到当日 24:00 为止；不填即长期有效"),
    Field("on_trial", "试行", Kind.FLAG),
    Field("trial_until", "试行至", Kind.DATE, hint="试行的必填，到当日 24:00 为止"),
    NOT_ON_TRIAL,
    Field("note", "改了什么", longest=200),
)
#: Who keeps it and for whom it is: of the rule, not of one version.
RULE = (
    Field("unit", "保管科室", Kind.UNIT, required=True, longest=20),
    Field("keeper", "保管人", Kind.PERSON),
    Field("public", "向社会公开", Kind.FLAG),
)
END = (
    Field("ends_on", "失效日期", Kind.DATE, required=True, hint="自这一天 0:00 起不再有效"),
    Field("basis", "依据", required=True, longest=200, hint="哪份文件、哪次会议决定的"),
    Field("replaced_by", "由哪项制度代替", longest=9, hint="写编号，如 12；只是废止的不填"),
)
#: Days before the last day of a trial period.
REMIND_BEFORE = (90, 30, 7)
_COUNT = "[一二三四五六七八九十百零0-9]+"
_HEADING = re.compile(rf"^(第{_COUNT}[编章节条]|{_COUNT}、|（{_COUNT}）)\s*(.*)$")


@dataclass(frozen=True)
class Span:
    """From when to when one version says that it holds; `number` is the version's."""

    number: int
    since: date
    until: date | None = None
    trial_until: date | None = None


_ON_TRIAL = re.compile(r"[（(]\s*试\s*行\s*[）)]|试行(?:办法|规定|细则|方案|规程|制度)?$")


def check_title(title: str, *, on_trial: bool, sure: bool) -> None:
    """A title that says 试行 and a version that does not are asked about: a trial has an end that somebody must see.

    Raises Refused("title-on-trial").
    """
    if _ON_TRIAL.search(title) and not on_trial and not sure:
        words = "名称写明试行，却没有勾选“试行”、也没有试行到哪一天：请勾选并填写；这一版确实不试行的，在下面说明"
        raise Refused("title-on-trial", words, "on_trial")


def check_version(since: date, until: date | None, trial_until: date | None, *, on_trial: bool) -> None:
    """Raises Refused: trial-end-needed, not-on-trial, ends-before-start."""
    if on_trial and trial_until is None:
        raise Refused("trial-end-needed", "试行的制度须写明试行到哪一天", "trial_until")
    if trial_until is not None and not on_trial:
        raise Refused("not-on-trial", "写了试行期限，请同时勾选“试行”", "on_trial")
    for name, end in (("trial_until", trial_until), ("in_force_until", until)):
        if end is not None and end < since:
            raise Refused("ends-before-start", "期限不能早于起施行日期", name)


def check_says(text: str, *, with_file: bool) -> None:
    """Raises Refused("text-needed")."""
    if not text and not with_file:
        raise Refused("text-needed", "请填写正文，或附上文件", "text")


def holding(spans: Iterable[Span], day: date) -> Span | None:
    """The version that was the last to come into force up to a day; None before the first."""
    begun = [span for span in spans if span.since <= day]
    return max(begun, key=lambda span: (span.since, span.number)) if begun else None


def standing(spans: Sequence[Span], day: date, ends_on: date | None, *, replaced: bool) -> Standing:
    """What a rule is worth on a day."""
    if ends_on is not None and ends_on <= day:
        return Standing.REPLACED if replaced else Standing.ABOLISHED
    span = holding(spans, day)
    if span is None:
        return Standing.TO_COME
    if span.trial_until is not None:
        return Standing.ON_TRIAL if day <= span.trial_until else Standing.LAPSED
    return Standing.EXPIRED if span.until is not None and span.until < day else Standing.IN_FORCE


def reminder_day(trial_until: date, today: date) -> date | None:
    """The latest of the days of reminding that has come; None before the first. After the end: the day after it."""
    if today > trial_until:
        return trial_until + timedelta(days=1)
    days = [trial_until - timedelta(days=before) for before in REMIND_BEFORE]
    return max((day for day in days if day <= today), default=None)


@dataclass(frozen=True)
class Paragraph:
    """第一条 with what it says; `heading` "" for text before any."""

    heading: str
    body: str


def paragraphs(text: str) -> list[Paragraph]:
    """The text by its headings: 第一条, 一、, （一）. Lines without one go on with what stands before."""
    found: list[Paragraph] = []
    for line in filter(None, (each.strip() for each in text.splitlines())):
        if matched := _HEADING.match(line):
            found.append(Paragraph(matched[1], matched[2]))
        elif found:
            last = found.pop()
            found.append(Paragraph(last.heading, f"{last.body}\n{line}".strip()))
        else:
            found.append(Paragraph("", line))
    return found


def differing_lines(before: str, after: str) -> list[tuple[str, str]]:
    """The lines of two texts, each with "-" (only before), "+" (only after) or " "."""
    return comparing.lines(_lines(before), _lines(after))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
