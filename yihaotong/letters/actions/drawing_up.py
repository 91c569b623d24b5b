"""A letter becomes what it is: numbered, set, kept. Nothing changes it afterwards."""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from yihaotong.accounts.rules import Actor
from yihaotong.files import actions as keeping
from yihaotong.files import receiving
from yihaotong.files.receiving import Kept
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.journal.rules.chain import sm3
from yihaotong.letters import access
from yihaotong.letters.actions.numbering import number
from yihaotong.letters.models import Letter
from yihaotong.letters.rendering import docx, fonts, pdf
from yihaotong.letters.rules import filling
from yihaotong.letters.rules.writing import Enclosing, Letterhead, Writing, as_json, from_json
from yihaotong.vault import actions as vault

#: The audience of a letter's files: the area above opens them for whom it will.
AUDIENCE = "letters"


@dataclass(frozen=True)
class Origin:
    """Of which version of which template a letter is made, with which facts."""

    code: str = ""
    version: int = 0
    sm3: str = ""
    facts: Mapping[str, str] | None = None


def draw_up(
    code: str,
    facts: Mapping[str, object],
    *,
    subject: str,
    series: str,
    actor: Actor,
    at: datetime,
    letterhead: Letterhead,
    enclosing: Enclosing | None = None,
    corrects: Letter | None = None,
) -> Letter:
    """Write, number and keep a letter of a template, in the transaction of the act it belongs to.

    `subject` is the journal's key of what it is about; `series` "" for a letter without a number; `corrects` the
    letter that this one replaces, about the same subject and at most once. Whether the actor may is the caller's.
    Raises Refused: no-such-template, fact-missing, fact-unknown, fact-too-long, fact-unusable (each naming the
    placeholder), no-glyph, no-series, corrected-already, of-another-subject.
    """
    now = access.in_force(code)
    told = filling.values(now.template, facts, letterhead)
    on = localtime(at).date()
    writing = filling.fill(now.content, told, letterhead=letterhead, on=on, enclosing=enclosing)
    origin = Origin(code, now.version, now.sm3, told)
    return _draw_up(writing, origin, subject=subject, series=series, actor=actor, at=at, corrects=corrects)


def draw_up_written(
    writing: Writing, *, subject: str, series: str, actor: Actor, at: datetime, corrects: Letter | None = None
) -> Letter:
    """The same for a letter that was written without a template. Raises Refused likewise."""
    return _draw_up(writing, Origin(), subject=subject, series=series, actor=actor, at=at, corrects=corrects)


def _draw_up(
    writing: Writing,
    origin: Origin,
    *,
    subject: str,
    series: str,
    actor: Actor,
    at: datetime,
    corrects: Letter | None,
) -> Letter:
    fonts.check(writing.texts())
    with transaction.atomic():
        _check_corrects(corrects, subject)
        given = number(series, writing.on.year, actor=actor, at=at) if series else None
        numbered = replace(writing, number=given.shown if given else "", watermark="")
        made = {"docx": docx.docx(numbered, at), "pdf": pdf.pdf(numbered, at)}
        digests = {f"{kind}_sha256": hashlib.sha256(content).hexdigest() for kind, content in made.items()}
        token = secrets.token_hex(16)
        letter = Letter(
            subject=subject,
            template_code=origin.code,
            template_version=origin.version,
            template_sm3=origin.sm3,
            title=numbered.title[:80],
            number=given,
            corrects=corrects,
            at=at,
            by=actor.key,
            token=token,
            sealed=vault.seal(_content(numbered, origin), context=_context(token)),
            **digests,
        )
        letter.save(force_insert=True)
        with _kept(made, f"{given.shown if given else ''}{numbered.title}") as files:
            for kept in files:
                keeping.keep(kept, subject=letter.key, name=kept.name, audience=AUDIENCE, actor=actor.key, at=at)
        _record(letter, writing.replaced, actor, at)
    return letter


def _check_corrects(corrects: Letter | None, subject: str) -> None:
    if corrects is None:
        return
    if corrects.subject != subject:
        raise Refused("of-another-subject", "只能更正同一件事的文书")
    if Letter.objects.filter(corrects=corrects).exists():
        raise Refused("corrected-already", "这件文书已经有更正件，请更正最新的那一件")


@contextmanager
def _kept(made: Mapping[str, bytes], name: str) -> Iterator[list[Kept]]:
    """The files on the disk; without their rows they go again."""
    kept: list[Kept] = []
    try:
        for kind, content in made.items():
            kept.append(receiving.receive([content], f"{name}.{kind}"))
        yield kept
    except BaseException:
        for each in kept:
            keeping.forget(each)
        raise


def _content(writing: Writing, origin: Origin) -> str:
    return json.dumps({"facts": dict(origin.facts or {}), "writing": as_json(writing)}, ensure_ascii=False)


def _context(token: str) -> str:
    return f"letter:{token}"


def _record(letter: Letter, replaced: Sequence[str], actor: Actor, at: datetime) -> None:
    """Not the title but its digest, and no facts: they may name somebody."""
    after = {
        "subject": letter.subject,
        "template": f"{letter.template_code}:{letter.template_version}",
        "number": letter.shown_number,
        "docx_sha256": letter.docx_sha256,
        "pdf_sha256": letter.pdf_sha256,
        "title_sm3": sm3(letter.title.encode()).hex(),
    }
    if replaced:
        after["replaced"] = " ".join(f"U+{ord(each):04X}" for each in replaced)
    if letter.corrects_id:
        after["corrects"] = str(letter.corrects_id)
    journal.record("letter.draw_up", subject=letter.key, actor=actor.key, at=at, after=after)


@transaction.atomic
def open_letter(letter: Letter, *, actor: Actor, at: datetime, purpose: str) -> tuple[dict[str, str], Writing]:
    """The facts of a letter and what was set, unsealed for a purpose that is journalled.

    Raises Refused("purpose-needed").
    """
    if not purpose.strip():
        raise Refused("purpose-needed", "请写明查看的用途", "purpose")
    kept = json.loads(vault.unseal(letter.sealed, context=_context(letter.token)))
    journal.record("letter.open", subject=letter.key, actor=actor.key, at=at, reason=purpose.strip())
    return kept["facts"], from_json(kept["writing"])
