"""What every act on a report has in common: compare and set, one line with the digest of what was written."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import F

from yihaotong.accounts.rules import Actor
from yihaotong.annual.models import Problem, Report
from yihaotong.annual.rules.codes import Progress
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.journal.rules.chain import canonical, sm3

MEANWHILE = "您打开之后，别人已经动过这份年报，请看过再办；您写的还在"


def hold(report: Report, expect: int | None) -> None:
    """Keep everybody else off this report until the transaction ends. Raises Refused("stale")."""
    wanted = report.version if expect is None else expect
    fresh = Report.objects.select_for_update().filter(pk=report.pk).values_list("version", "progress").first()
    if fresh != (wanted, report.progress):
        raise Refused("stale", MEANWHILE)


def advance(report: Report, *, expect: int | None, **columns: Any) -> None:
    """Compare and set; the report is as it is now afterwards. Raises Refused("stale")."""
    wanted = report.version if expect is None else expect
    held = Report.objects.filter(pk=report.pk, version=wanted, progress=report.progress)
    if not held.update(version=F("version") + 1, **columns):
        raise Refused("stale", MEANWHILE)
    report.refresh_from_db()


def line(
    report: Report, act: str, *, actor: Actor, at: datetime, words: Mapping[str, Any], before: str = "", **after: Any
) -> None:
    """One line: where it went, and a digest of what was written."""
    told = {"progress": before} if before else None
    facts = {"progress": Progress(report.progress).value, "words_sm3": digest(words)} | after
    journal.record(f"annual.{act}", subject=report.key, actor=actor.key, at=at, before=told, after=facts)


def digest(words: Mapping[str, Any]) -> str:
    plain = {name: value.isoformat() if isinstance(value, date) else str(value) for name, value in words.items()}
    return sm3(canonical(plain).encode()).hex()


def text_sm3(text: str) -> str:
    """Of a rewritten paragraph; "" for one that says again what the records say."""
    return digest({"text": text}) if text else ""


def cell_sm3(value: str, source: str) -> str:
    return digest({"value": value, "source": source})


def problem_sm3(problem: Problem) -> str:
    """Of everything that a problem says now."""
    names = ("year", "words", "measure", "owner", "due", "outcome", "evidence")
    return digest({name: getattr(problem, name) or "" for name in names} | {"removed": problem.removed_at is not None})


def text_digest(text: str) -> str:
    return sm3(text.encode()).hex()
