"""What people wrote of a case that was declined as OOS-4: moved into the vault, opened with a purpose, put back.

The rows say that they are sealed, so whatever reads rows (lists, search, exports, prints, the API, the portal) has
nothing to leak. `WORDS` names every column in which somebody writes freely; a test holds it against the tables.
"""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from yihaotong.accounts.rules import Actor
from yihaotong.cases.actions.digests import Record
from yihaotong.cases.indexing import CASES
from yihaotong.cases.models import (
    CallBack,
    Case,
    Conclusion,
    Contact,
    Emergency,
    Evaluation,
    Leg,
    Remark,
    Reply,
    Return,
    Review,
    Ruling,
    SealedContent,
    Supplement,
)
from yihaotong.cases.rules.declining import GROUNDS
from yihaotong.cases.rules.sealed_content import MARK, SEALED_COLUMNS, ContentPurpose, may_open_content
from yihaotong.files import access as files
from yihaotong.files.models import File
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.search import actions as search
from yihaotong.vault import actions as vault

Worded = Record | Emergency
#: The columns of the records around a case in which somebody wrote freely, and how each is called when it is opened.
WORDS: Mapping[type[Worded], Mapping[str, str]] = {
    Leg: {"note": "派单说明"},
    Contact: {"note": "联系记录"},
    Reply: {"text": "答复", "ground": "答复的理由"},
    Review: {"note": "审核意见"},
    CallBack: {"note": "回访记录"},
    Conclusion: {"note": "认定理由"},
    Evaluation: {"note": "评价"},
    Supplement: {"text": "补充"},
    Remark: {"text": "内部说明", "told": "告知诉求人的话"},
    Return: {"basis": "退单依据", "note": "退单说明"},
    Ruling: {"reason": "裁定理由"},
    Emergency: {
        "what": "特急：情况",
        "place": "特急：地点",
        "reported_to": "特急：报给谁",
        "report": "特急：报告全文",
        "ending": "特急：结果",
    },
}
#: Words of our own, which quote nobody.
_STANDARD = frozenset(ground.words for ground in GROUNDS.values())
_CASE = "case"

#: By table, row and column.
Words = dict[str, dict[str, dict[str, str]]]


# --- into the vault, and back ----------------------------------------------------------------------------------------


def put_away(case: Case, *, at: datetime) -> None:
    """Seal what people wrote of a case; `case` is as it was before its own columns were set.

    Called within the act that declines it. The index forgets the words in the same transaction. Raises
    Refused("emergency-running"): who is in danger comes first, and those who help him read what was said.
    """
    if case.emergencies.filter(closed_at=None).exists():
        raise Refused(
            "emergency-running", "这张工单的特急还没有了结，内容现在不能封存：请先了结特急，再按 OOS-4 不予受理"
        )
    rows = list({id(row): row for row, _column in _written(_records(case))}.values())
    sealed_of(case, rows, at=at).save(force_insert=True)
    _save(rows)
    search.refresh(CASES.name, [case.pk])


def add_to(case: Case, rows: Sequence[Worded]) -> None:
    """What was written around a case after it was sealed goes to the rest of it; nothing where nothing is sealed."""
    content = SealedContent.objects.select_for_update().filter(case=case).first()
    if content is None:
        return
    content.sealed = _sealed(_taken(rows, words_of(content)), content.token)
    content.save(update_fields=["sealed"])
    _save(rows)


def put_back(case: Case) -> None:
    """Give the records of a case their words again; its own columns are set by the act that restores it."""
    _save(give_back(_records(case), words_of(stored(case))))
    SealedContent.objects.filter(case=case).delete()
    search.refresh(CASES.name, [case.pk])


def stored(case: Case) -> SealedContent | None:
    return SealedContent.objects.filter(case=case).first()


def own_words(content: SealedContent | None) -> dict[str, str]:
    """The case's own columns as they were; {} where nothing is sealed."""
    return words_of(content).get(_CASE, {}).get("", {})


def sealed_of(case: Case, rows: Iterable[Worded], *, at: datetime) -> SealedContent:
    """The words of a case and of the records around it, sealed together; the records, in memory, say so from now on."""
    token = secrets.token_hex(16)
    words: Words = {_CASE: {"": {column: getattr(case, column) for column in SEALED_COLUMNS}}}
    return SealedContent(case=case, token=token, at=at, sealed=_sealed(_taken(rows, words), token))


def _taken(rows: Iterable[Worded], words: Words) -> Words:
    """With what is written in these rows, which say that they are sealed from now on."""
    for row, column in _written(rows):
        kept = words.setdefault(_table(row), {}).setdefault(str(row.pk), {})
        kept[column] = getattr(row, column)
        setattr(row, column, MARK)
    return words


def _sealed(words: Words, token: str) -> bytes:
    return vault.seal(json.dumps(words, ensure_ascii=False), context=_context(token))


def words_of(content: SealedContent | None) -> Words:
    """What lies sealed. Raises vault.rules.sealing.Unopenable."""
    if content is None:
        return {}
    words: Words = json.loads(vault.unseal(content.sealed, context=_context(content.token)))
    return words


def give_back(rows: Iterable[Worded], words: Words) -> list[Worded]:
    """The records, in memory, with their own words again: those that had any. What somebody wrote since then stays."""
    changed = []
    for row in rows:
        own = words.get(_table(row), {}).get(str(row.pk), {})
        for column, said in own.items():
            if getattr(row, column) == MARK:
                setattr(row, column, said)
        if own:
            changed.append(row)
    return changed


def look_through(case: Case, rows: Iterable[Worded], content: SealedContent) -> list[str]:
    """Give case and records, in memory, their words again; the columns of them that did not say they are sealed.

    Raises vault.rules.sealing.Unopenable.
    """
    words = words_of(content)
    shown = [column for column, mark in SEALED_COLUMNS.items() if getattr(case, column) != mark]
    for column, said in own_words(content).items():
        setattr(case, column, said)
    for row in rows:
        for column, said in words.get(_table(row), {}).get(str(row.pk), {}).items():
            if getattr(row, column) != MARK:
                shown.append(WORDS[type(row)][column])
            setattr(row, column, said)
    return shown


def _written(rows: Iterable[Worded]) -> Iterator[tuple[Worded, str]]:
    """Each row and column in which somebody's own words stand."""
    for row in rows:
        for column in WORDS[type(row)]:
            said = getattr(row, column)
            if said and said != MARK and said not in _STANDARD:
                yield row, column


def _records(case: Case) -> Iterator[Worded]:
    for model in WORDS:
        yield from model.objects.filter(case=case).order_by("pk")


def _save(rows: Iterable[Worded]) -> None:
    by_model: dict[type[Worded], list[Any]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, changed in by_model.items():
        model.objects.bulk_update(changed, list(WORDS[model]))


def _table(row: Worded) -> str:
    return str(row._meta.model_name)


def _context(token: str) -> str:
    return f"content:{token}"


# --- opened -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """What somebody wrote beside the case itself: what it is, when it was written, the words."""

    label: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Content:
    """What lies sealed of one case, in clear; `files` are its attachments, which nobody else may open either."""

    title: str
    body: str
    address: str
    parts: list[Part]
    files: list[File]


@transaction.atomic
def open_content(case: Case, *, actor: Actor, at: datetime, purpose: ContentPurpose) -> Content:
    """The content in clear. Who read it, when and why is in the journal before he sees it.

    Raises Refused("content-sealed" | "not-sealed").
    """
    may_open_content(actor.roles)
    content = stored(case)
    if content is None:
        raise Refused("not-sealed", "这张工单没有封存的内容")
    words = words_of(content)
    parts = [
        Part(WORDS[type(row)][column], _moment(row), said)
        for row in _records(case)
        for column, said in words.get(_table(row), {}).get(str(row.pk), {}).items()
    ]
    journal.record("content.read", subject=case.key, actor=actor.key, at=at, reason=purpose.label)
    return Content(**own_words(content), parts=sorted(parts, key=lambda part: part.at), files=list(files.of(case.key)))


def _moment(row: Any) -> datetime:
    """When it was written."""
    written = {Leg: "dispatched_at", Emergency: "raised_at"}
    moment: datetime = getattr(row, written.get(type(row), "at"))
    return moment
