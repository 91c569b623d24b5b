"""A document is drafted and revised: its label is proposed from the first line on."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Actor
from yihaotong.cases.rules.fields import clean
from yihaotong.documents import access
from yihaotong.documents.actions.keeping import changed, taken, with_author, write_line, write_step
from yihaotong.documents.models import Document
from yihaotong.documents.rules import moves, required, who
from yihaotong.documents.rules.checks import NOT_SECRET, check_saved
from yihaotong.documents.rules.codes import Origin, State
from yihaotong.documents.rules.labels import labelled
from yihaotong.journal.refusal import Refused

#: Of a draft's step only codes are told; its words are in the record.
_TOLD = ("label", "ground", "origin", "document_kind", "art19")
_FIELDS = (*moves.DRAFT_FIELDS, NOT_SECRET)
_KEYWORDS = 10


@transaction.atomic
def draft(
    data: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    split_from: Document | None = None,
    rows: Collection[str] | None = None,
) -> Document:
    """Begin a document. Raises Refused: wrong-role, no-such-section, no-such-row, secrecy-mark, and what is wrong with
    a field.

    The label may still be open; what is proposed must be whole (ground and reason with the last two). `rows`: the keys
    of the catalogue in force, from whoever knows it; None: not asked.
    """
    columns = _columns(data, actor, rows)
    document = Document(
        **columns, drafter=actor.key, authors=f" {actor.key} ", made_at=at, moved_at=at, split_from=split_from
    )
    who.check_may(moves.MOVES["draft"], access.about(document), actor)
    document.save(force_insert=True)
    given = {name: columns[name] for name in _TOLD}
    write_step(document, "draft", actor=actor, at=at, before="", given=given)
    after = given | {"section": document.section_id} | ({"split_from": split_from.pk} if split_from else {})
    write_line(document, "draft", actor=actor, at=at, changes=({}, {key: str(value) for key, value in after.items()}))
    return document


@transaction.atomic
def revise(
    document: Document,
    data: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    expect: int,
    rows: Collection[str] | None = None,
) -> Document:
    """Write it anew, as long as it is a draft. Who does is one of its authors from now on. What secrecy review said
    of other words no longer counts.

    Raises Refused: stale, wrong-state, wrong-role, out-of-reach, and as `draft`.
    """
    held = taken(document, expect)
    row = moves.MOVES["revise"]
    moves.check_state(row, State(held.state))
    who.check_may(row, access.about(held), actor)
    columns = _columns(data, actor, rows) | {"authors": with_author(held, actor), "outcome": ""}
    changes = changed(held, columns)
    write_step(held, "revise", actor=actor, at=at, before=held.state, given={name: columns[name] for name in _TOLD})
    write_line(held, "revise", actor=actor, at=at, changes=changes)
    return held


def _columns(data: Mapping[str, Any], actor: Actor, rows: Collection[str] | None) -> dict[str, Any]:
    cleaned = clean(_FIELDS, data)
    check_saved(cleaned["title"], cleaned["text"], sure=cleaned.pop("not_secret"))
    _check_row(cleaned["catalogue_row"], rows)
    cleaned["art19"] = required.written(cleaned["art19"])
    section = _section(cleaned.pop("section"), actor)
    if cleaned["label"]:
        labelled(str(cleaned["label"]), str(cleaned["ground"]), cleaned["reason"])
    elif cleaned["ground"]:
        raise Refused("label-missing", "选了不公开的法定理由，还没有选公开属性", "label")
    if cleaned["origin"] == Origin.JOINT and not cleaned["joint_with"]:
        raise Refused("partners-missing", "联合发文的请写明其他机关，一行一个", "joint_with")
    if len(cleaned["keywords"].split()) > _KEYWORDS:
        raise Refused("too-many", f"主题词最多 {_KEYWORDS} 个", "keywords")
    cleaned["joint_with"] = "\n".join(name.strip() for name in cleaned["joint_with"].splitlines() if name.strip())
    return {name: str(value) for name, value in cleaned.items()} | {"section": section}


def _check_row(key: str, rows: Collection[str] | None) -> None:
    if not key or rows is None or key in rows:
        return
    words = f"现行公开目录里没有“{key}”这一事项，请从目录里选" if rows else "公开目录还没有发布，目录事项先不填"
    raise Refused("no-such-row", words, "catalogue_row")


def _section(code: str, actor: Actor) -> Unit:
    found = access.sections_of(actor).filter(code=code).first()
    if found is None:
        raise Refused("no-such-section", "请选您可以拟稿的科室", "section")
    return found
