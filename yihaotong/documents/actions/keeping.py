"""What every act on a document has in common: it is still as the page showed it, its step and its line are written."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import F

from yihaotong.accounts.rules import Actor
from yihaotong.documents.models import Document, Step
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.journal.rules.chain import sm3

#: What the digest of a document covers, in this order for ever.
_WORDS = (
    "title",
    "text",
    "keywords",
    "source_ref",
    "joint_with",
    "label",
    "ground",
    "reason",
    "art19",
    "outcome",
    "doc_no",
    "index_no",
    "dated_on",
)
#: Columns whose words stay out of the journal: a draft's own text is content, not what happened.
_TEXTS = frozenset({"text", "title", "joint_with", "reason", "next_reason", "authors", "source_ref", "keywords"})


def taken(document: Document, expect: int) -> Document:
    """The document as it is now, taken for this transaction: nobody else changes it until it ends.

    Raises Refused("stale") when it is no longer at the version that was on the screen.
    """
    if not Document.objects.filter(pk=document.pk, version=expect).update(version=F("version") + 1):
        raise Refused("stale", "这件公文刚才有别人动过，请看过再办")
    return Document.objects.select_related("section").get(pk=document.pk)


def changed(document: Document, columns: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Put these values into the record and save them; what they were and are, as the journal tells it."""
    before, after = {}, {}
    for name, value in columns.items():
        held = getattr(document, name)
        if held == value:
            continue
        if name not in _TEXTS:
            before[name], after[name] = plain(held), plain(value)
        else:
            before[name], after[name] = len(held), len(value)
        setattr(document, name, value)
    document.save(update_fields=list(columns))
    return before, after


def plain(value: Any) -> Any:
    """A value in JSON's types; a code as its value."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int) else str(value)


def write_step(
    document: Document, name: str, *, actor: Actor, at: datetime, before: str, given: Mapping[str, Any], label: str = ""
) -> None:
    Step.objects.create(
        document=document,
        move=name,
        at=at,
        by=actor.key,
        before=before,
        after=document.state,
        label=label,
        given={key: plain(value) for key, value in given.items() if value not in (None, "", ())},
    )


def write_line(
    document: Document,
    name: str,
    *,
    actor: Actor,
    at: datetime,
    changes: tuple[dict[str, Any], dict[str, Any]],
    reason: str = "",
) -> None:
    """Every line vouches for the words as they are after it: `journal verify` makes the digest anew."""
    after = changes[1] | {"text_sm3": text_sm3(document)}
    journal.record(
        f"document.{name}", subject=document.key, actor=actor.key, at=at, reason=reason, before=changes[0], after=after
    )


def text_sm3(document: Document) -> str:
    """The digest of what a document says, in hex."""
    values = (getattr(document, name) for name in _WORDS)
    return sm3(*(("" if value is None else str(value)).encode() for value in values)).hex()


def with_author(document: Document, actor: Actor) -> str:
    """`authors` with this actor among them: keys between blanks, so that one is found by " key "."""
    held = document.authors.split()
    return f" {' '.join([*held, *([] if actor.key in held else [actor.key])])} "
