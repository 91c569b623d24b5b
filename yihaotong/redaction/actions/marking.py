"""Marks: what is to be taken out, on which ground, by whom."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from yihaotong.accounts.rules import Actor
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.redaction import access
from yihaotong.redaction.actions.changing import check_may, touch_draft
from yihaotong.redaction.models import Mark, Redaction
from yihaotong.redaction.rules.codes import Form, Ground, MarkKind, Origin
from yihaotong.redaction.rules.marks import Box, Range, check_word, sameness
from yihaotong.vault import actions as vault

MARKS_AT_MOST = 5_000


@transaction.atomic
def cover_word(
    redaction: Redaction, *, actor: Actor, at: datetime, word: str, ground: Ground, origin: Origin = Origin.TYPED
) -> Mark:
    """Take a text out wherever it stands. The same twice is one mark.

    Raises Refused: "wrong-role", "wrong-stage", "no-text", "word-short", "word-long", "too-many-marks".
    """
    if redaction.form == Form.PICTURE.value:
        raise Refused("no-text", "图片里没有可查找的文字，请画框", "words")
    text = check_word(word)
    index = vault.blind_index(sameness(text), purpose=redaction.key)
    mark = Mark(kind=MarkKind.WORD.value, word_index=index, ground=ground.value, origin=origin.value)
    return _enter(redaction, mark, actor=actor, at=at, text=text)


@transaction.atomic
def cover_box(
    redaction: Redaction,
    *,
    actor: Actor,
    at: datetime,
    page: int,
    box: Box,
    ground: Ground,
    origin: Origin = Origin.DRAWN,
) -> Mark:
    """Blacken a part of a page. Raises Refused: "wrong-role", "wrong-stage", "no-page", "too-many-marks"."""
    if redaction.form == Form.DOCX.value:
        raise Refused("no-page", "Word 文档没有固定的页面，请选定段落或输入文字", "box")
    if not 1 <= page <= redaction.pages:
        raise Refused("no-page", f"没有第 {page} 页", "page")
    mark = Mark(kind=MarkKind.BOX.value, place=page, ground=ground.value, origin=origin.value)
    mark.left, mark.top, mark.right, mark.bottom = box.left, box.top, box.right, box.bottom
    return _enter(redaction, mark, actor=actor, at=at)


@transaction.atomic
def cover_range(redaction: Redaction, *, actor: Actor, at: datetime, span: Range, ground: Ground) -> Mark:
    """Take characters of one paragraph out. Raises Refused: "wrong-role", "wrong-stage", "no-paragraph"."""
    inside = 0 <= span.paragraph < redaction.pages and 0 <= span.start < span.end
    if redaction.form != Form.DOCX.value or not inside:
        raise Refused("no-paragraph", "没有这一段，或没有选定文字", "paragraph")
    mark = Mark(kind=MarkKind.RANGE.value, place=span.paragraph, ground=ground.value, origin=Origin.CHOSEN.value)
    mark.left, mark.right = span.start, span.end
    return _enter(redaction, mark, actor=actor, at=at)


@transaction.atomic
def accept(redaction: Redaction, *, actor: Actor, at: datetime, keys: Iterable[str], ground: Ground) -> int:
    """Take suggestions, by their keys: each becomes a mark for its text. How many were new."""
    wanted = set(keys)
    chosen = [
        each
        for each in access.offered(redaction, access.marks_of(redaction))
        if str(each.suggestion.key) in wanted and not each.taken
    ]
    for each in chosen:
        cover_word(redaction, actor=actor, at=at, word=each.text, ground=ground, origin=Origin.SUGGESTED)
    return len(chosen)


@transaction.atomic
def uncover(redaction: Redaction, key: str, *, actor: Actor, at: datetime) -> bool:
    """Take a mark away; whether it was still there."""
    check_may(actor, redaction)
    touch_draft(redaction)
    mark = Mark.objects.filter(redaction=redaction, key=key).first()
    if mark is None:
        return False
    journal.record(
        "redaction.unmark",
        subject=redaction.key,
        actor=actor.key,
        at=at,
        before=_told(mark) | {"by": mark.by},
    )
    mark.delete()
    redaction.refresh_from_db()
    return True


def _enter(redaction: Redaction, mark: Mark, *, actor: Actor, at: datetime, text: str = "") -> Mark:
    check_may(actor, redaction)
    touch_draft(redaction)
    known = Mark.objects.filter(
        redaction=redaction,
        kind=mark.kind,
        word_index=mark.word_index,
        place=mark.place,
        left=mark.left,
        top=mark.top,
        right=mark.right,
        bottom=mark.bottom,
    ).first()
    if known is not None:
        redaction.refresh_from_db()
        return known
    if redaction.marks.count() >= MARKS_AT_MOST:
        raise Refused("too-many-marks", f"一份文件最多 {MARKS_AT_MOST} 处标记；请整页、整段遮盖")
    mark.redaction, mark.by, mark.at = redaction, actor.key, at
    mark.sealed = vault.seal(text, context=mark.context) if text else b""
    mark.save(force_insert=True)
    journal.record(
        "redaction.mark",
        subject=redaction.key,
        actor=actor.key,
        at=at,
        after={
            "mark": str(mark.key),
            "kind": mark.kind,
            "ground": mark.ground,
            "place": mark.place,
            "origin": mark.origin,
        },
    )
    redaction.refresh_from_db()
    return mark


def _told(mark: Mark) -> dict[str, object]:
    """What a line may tell of a mark: never its words."""
    return {"mark": str(mark.key), "kind": mark.kind, "ground": mark.ground, "place": mark.place}
