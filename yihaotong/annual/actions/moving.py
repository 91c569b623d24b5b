"""A report begun and moved along: finished, checked, approved, sent up, offered to the public, corrected."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Actor, Role
from yihaotong.annual import access, office, representations
from yihaotong.annual.actions.living import advance, hold, line, text_digest
from yihaotong.annual.models import Edition, Report, Step
from yihaotong.annual.rules import drafted as drafts
from yihaotong.annual.rules import moves
from yihaotong.annual.rules.article import body, title
from yihaotong.annual.rules.codes import Progress
from yihaotong.annual.rules.findings import errors
from yihaotong.articles import access as articles_at
from yihaotong.articles import actions as articles
from yihaotong.cases.rules.fields import clean
from yihaotong.catalogue import access as catalogue
from yihaotong.disclosure import city
from yihaotong.journal.refusal import Refused
from yihaotong.reminders import actions as reminders
from yihaotong.reminders.access import holders
from yihaotong.reminders.rules import Kind

_log = logging.getLogger(__name__)
#: What goes out beside the article's own text.
_FILES = ("docx", "pdf")
#: Whom a move makes wait for nothing, and whom for what.
_TELLS: Mapping[str, tuple[frozenset[Role], str]] = {
    "finish": (moves.OFFICERS, "年报待核对"),
    "check": (moves.LEADERS, "年报待审定"),
    "approve": (moves.OFFICERS, "年报已审定，待报送"),
    "send_back": (moves.OFFICERS, "年报退回修改"),
}


@transaction.atomic
def begin(year: int, *, actor: Actor, at: datetime) -> Report:
    """Begin the report of a year; begun twice it is one.

    Raises Refused: wrong-role, no-such-year, no-records, too-early.
    """
    moves.check_writes(Progress.DRAFT, actor.roles)
    if found := Report.objects.filter(year=year).first():
        return found
    if year > localtime(at).date().year:
        raise Refused("too-early", f"{year} 年还没有到", "year")
    access.drafted(year)
    report = Report(year=year, begun_at=at, begun_by=actor.key, moved_at=at)
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError:
        return Report.objects.get(year=year)
    line(report, "begin", actor=actor, at=at, words={"year": year})
    return report


def move(
    report: Report, name: str, *, actor: Actor, at: datetime, expect: int | None, data: Mapping[str, Any] | None = None
) -> Report:
    """One move of the table. Raises Refused as the table and the effects say; the report is unchanged then."""
    moved = _move(report, name, actor=actor, at=at, expect=expect, data=data)
    if name == "offer":
        accompany(moved, actor=actor, at=at)
    return moved


@transaction.atomic
def _move(
    report: Report, name: str, *, actor: Actor, at: datetime, expect: int | None, data: Mapping[str, Any] | None
) -> Report:
    row = moves.check(name, report.at_progress, actor.roles)
    hold(report, expect)
    moves.check_apart(row, access.makers_of(report), actor.key)
    moves.check_period(row, office.last_day(report.year), localtime(at).date())
    said = clean(row.fields, data or {})
    before, edition = report.progress, report.edition
    effect = _EFFECTS.get(name)
    columns = effect(report, said, actor, at) if effect else {}
    advance(report, expect=expect, progress=row.target.value, moved_at=at, **columns)
    plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in said.items() if value}
    about = edition if name == "correct" else report.edition
    Step.objects.create(
        report=report, move=name, edition=about, at=at, by=actor.key, before=before, after=report.progress, words=plain
    )
    digest = _digest_of(report) if name == "finish" else {}
    line(report, name, actor=actor, at=at, words=plain, before=before, **digest)
    _tell(report, name, actor, at)
    return report


def accompany(report: Report, *, actor: Actor, at: datetime) -> None:
    """The report's files beside the article by which it goes out, made and received outside any transaction of ours:
    the same twice is once, and what is refused is attached by hand."""
    article = articles_at.by_key(report.article)
    if article is None:
        return
    told = access.edition_of(report, report.edition)
    for kind in _FILES:
        upload = _Upload(f"{told.title}.{kind}", representations.file(told, kind, report.moved_at, annex=False))
        try:
            article = articles.attach_file(article, upload, actor=actor, at=at)
        except Refused as refusal:
            _log.warning("%s: %s is not attached: %s", report.key, kind, refusal.code)


@dataclass
class _Upload:
    """A file of ours as the receiver of files takes it."""

    name: str | None
    content: bytes

    def chunks(self) -> Iterable[bytes]:
        yield self.content


def _digest_of(report: Report) -> dict[str, Any]:
    found = report.editions.get(number=report.edition)
    return {"edition": found.number, "sm3": found.digest}


def _finish(report: Report, _said: Mapping[str, Any], actor: Actor, at: datetime) -> dict[str, Any]:
    """Freeze what the records and the rewritten paragraphs say now."""
    told = access.drafted(report.year, report, at)
    if wrong := errors(told.findings):
        words = "；".join(f"{each.where} {each.words}" for each in wrong[:3])
        raise Refused("has-errors", f"有 {len(wrong)} 处错误，改正后才能送核对：{words}")
    number = report.edition + 1
    content = drafts.as_json(told) | {"edition": number}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    Edition.objects.create(report=report, number=number, content=text, digest=text_digest(text), at=at, by=actor.key)
    return {"edition": number}


def _submit(_report: Report, said: Mapping[str, Any], _actor: Actor, at: datetime) -> dict[str, Any]:
    if said["on"] > localtime(at).date():
        raise Refused("out-of-range", "报送日期不能晚于今天", "on")
    return {"submitted_on": said["on"], "receipt": said["receipt"]}


def _offer(report: Report, _said: Mapping[str, Any], actor: Actor, at: datetime) -> dict[str, Any]:
    """The edition as an article's draft; the same edition twice is one article."""
    told = access.edition_of(report, report.edition)
    unit = Unit.objects.filter(pk__in=actor.units_as(Role.DISCLOSURE_OFFICER), dissolved_on=None).order_by("pk").first()
    if unit is None:
        raise Refused("wrong-role", "您不在本单位的科室里，不能起草公布稿")
    data = {
        "title": title(told),
        "body": body(told),
        "row_key": _row(at),
        "formed_on": localtime(report.moved_at).date().isoformat(),
        "source": city.organ().name[:60],
        "validity": "in_force",
        "period": "permanent",
        "keywords": "政府信息公开 年度报告",
    }
    mark = f"{report.key}.{report.edition}"
    article = articles.write_article(data, actor=actor, at=at, unit=unit, submission=mark, sure=True)
    return {"article": article.key}


def _row(at: datetime) -> str:
    """The row of the catalogue under which annual reports stand; "" for none: the article asks for it then."""
    named = (
        each for each in catalogue.rows_in_force(at) if each.parent and ("年报" in each.name or "年度报告" in each.name)
    )
    return next((each.key for each in named), "")


def _correct(_report: Report, _said: Mapping[str, Any], _actor: Actor, _at: datetime) -> dict[str, Any]:
    return {"submitted_on": None, "receipt": "", "article": ""}


_EFFECTS: Mapping[str, Callable[[Report, Mapping[str, Any], Actor, datetime], dict[str, Any]]] = {
    "finish": _finish,
    "submit": _submit,
    "offer": _offer,
    "correct": _correct,
}


def _tell(report: Report, name: str, actor: Actor, at: datetime) -> None:
    if name not in _TELLS:
        return
    roles, words = _TELLS[name]
    own = actor.key.partition(":")[2]
    people = [each for each in holders(roles, at) if str(each) != own]
    reminders.remind(people, Kind.DISCLOSURE, subject=report.key, words=f"{report.year} 年{words}", at=at)
