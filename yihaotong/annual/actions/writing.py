"""What people write into a draft: a paragraph in their own words, a cell with its source, problems."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from yihaotong.accounts.rules import Actor
from yihaotong.annual import access
from yihaotong.annual.actions.living import (
    MEANWHILE,
    advance,
    cell_sm3,
    digest,
    hold,
    line,
    problem_sm3,
    text_sm3,
)
from yihaotong.annual.models import Problem, Report, Rewriting, StatedCell
from yihaotong.annual.rules import cells, moves, sentences
from yihaotong.annual.rules.codes import Outcome, Progress
from yihaotong.annual.rules.following import followed
from yihaotong.annual.rules.sentences import Paragraph
from yihaotong.cases.rules.fields import clean
from yihaotong.forms.rules.codes import Kind, format_of
from yihaotong.forms.rules.figures import Reads, figure
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused


@transaction.atomic
def rewrite(
    report: Report, paragraph: str, data: Mapping[str, Any], *, actor: Actor, at: datetime, expect: int | None
) -> Report:
    """A paragraph in somebody's own words; its figures are followed to where they stand now. An empty text takes the
    rewriting back. Raises Refused: wrong-role, wrong-progress, no-such-paragraph, stale."""
    moves.check_writes(report.at_progress, actor.roles)
    if paragraph not in {pattern.code for each in sentences.outline() for pattern in each.patterns}:
        raise Refused("no-such-paragraph", "没有这一段", "text")
    text = clean(moves.PARAGRAPH, data)["text"]
    hold(report, expect)
    told = access.drafted(report.year, report)
    before = told.before.get(paragraph, Paragraph(paragraph, ""))
    kept = report.rewritings.filter(paragraph=paragraph)
    if not text or text == before.text:
        text = ""
        kept.delete()
    else:
        new = followed(before, text)
        refs = [[ref.start, ref.end, ref.code] for ref in new.refs]
        changed = {"text": text, "refs": refs, "drafted": before.text, "at": at, "by": actor.key}
        Rewriting.objects.update_or_create(report=report, paragraph=paragraph, defaults=changed)
    advance(report, expect=expect)
    line(report, "rewrite", actor=actor, at=at, words={"text": text}, paragraph=paragraph, text_sm3=text_sm3(text))
    return report


@transaction.atomic
def state_cell(
    report: Report, place: str, data: Mapping[str, Any], *, actor: Actor, at: datetime, expect: int | None
) -> StatedCell:
    """A cell of table 2 with who says so. Raises Refused: wrong-role, wrong-progress, no-such-cell, not-a-number,
    stale."""
    moves.check_writes(report.at_progress, actor.roles)
    named = {cells.code_of(each.place): each for each in cells.named(format_of(report.year)) if each.table == 2}
    if place not in named:
        raise Refused("no-such-cell", "只有表二的数字可以填报，其余由记录统计", "value")
    said, cell = clean(moves.CELL, data), named[place]
    value = _checked(said["value"], cell.column.kind)
    hold(report, expect)
    row, column = cell.place[1:]
    StatedCell.objects.filter(year=report.year, row=row, column=column, ended_at=None).update(ended_at=at)
    made = StatedCell.objects.create(
        year=report.year, row=row, column=column, value=value, source=said["source"], at=at, by=actor.key
    )
    advance(report, expect=expect)
    vouched = cell_sm3(value, said["source"])
    words = {"value": value, "source": said["source"]}
    line(report, "state_cell", actor=actor, at=at, words=words, cell=place, cell_sm3=vouched)
    return made


def _checked(written: str, kind: Kind) -> str:
    """As the form prints it. Raises Refused("not-a-number")."""
    read = figure(written, kind)
    if read.reads is not Reads.NUMBER or read.value is None or read.odd or read.wrong:
        wanted = {Kind.COUNT: "0 或正整数", Kind.SIGNED: "整数，可以带 + 或 -", Kind.MONEY: "以万元计的金额，如 12.5"}
        raise Refused("not-a-number", f"“{written}”不对：应为{wanted[kind]}", "value")
    return written


# --- problems --------------------------------------------------------------------------------------------------------


@transaction.atomic
def enter_problem(year: int, data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Problem:
    """A problem of a year with its measure. Raises Refused: wrong-role, wrong-progress."""
    _check_open(year, actor)
    said = clean(moves.PROBLEM, data)
    problem = Problem.objects.create(year=year, at=at, by=actor.key, **said)
    _tell(problem, "enter_problem", said, actor=actor, at=at)
    return problem


@transaction.atomic
def settle_problem(problem: Problem, data: Mapping[str, Any], *, actor: Actor, at: datetime, expect: int) -> Problem:
    """What became of it; next year's report says so. Raises Refused: wrong-role, stale."""
    moves.check_writes(Progress.DRAFT, actor.roles)
    said = clean(moves.OUTCOME, data)
    settled = None if said["outcome"] is Outcome.OPEN else at
    _change(problem, expect, outcome=said["outcome"].value, evidence=said["evidence"], settled_at=settled)
    _tell(problem, "settle_problem", said, actor=actor, at=at)
    return problem


@transaction.atomic
def remove_problem(problem: Problem, *, actor: Actor, at: datetime, expect: int) -> Problem:
    """Raises Refused: wrong-role, wrong-progress, stale."""
    _check_open(problem.year, actor)
    _change(problem, expect, removed_at=at)
    _tell(problem, "remove_problem", {}, actor=actor, at=at)
    return problem


def _check_open(year: int, actor: Actor) -> None:
    report = Report.objects.filter(year=year).first()
    moves.check_writes(report.at_progress if report else Progress.DRAFT, actor.roles)


def _change(problem: Problem, expect: int, **columns: Any) -> None:
    held = Problem.objects.filter(pk=problem.pk, version=expect, removed_at=None)
    if not held.update(version=F("version") + 1, **columns):
        raise Refused("stale", MEANWHILE)
    problem.refresh_from_db()


def _tell(problem: Problem, act: str, words: Mapping[str, Any], *, actor: Actor, at: datetime) -> None:
    plain = {name: value for name, value in words.items() if value}
    after = {"year": problem.year, "words_sm3": digest(plain), "text_sm3": problem_sm3(problem)}
    journal.record(f"annual.{act}", subject=problem.key, actor=actor.key, at=at, after=after)
