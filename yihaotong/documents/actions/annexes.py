"""Parts of a draft: added, marked as public or not, taken out, or made a document of its own when not public."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction

from yihaotong.accounts.rules import Actor
from yihaotong.cases.rules.fields import Field, Kind, clean
from yihaotong.documents import access
from yihaotong.documents.actions.drafting import draft
from yihaotong.documents.actions.keeping import changed, taken, with_author, write_line
from yihaotong.documents.models import Annex, Document
from yihaotong.documents.rules import moves, who
from yihaotong.documents.rules.codes import Origin, State
from yihaotong.documents.rules.labels import Ground, Label
from yihaotong.files import actions as keeping
from yihaotong.files import receiving
from yihaotong.files.models import File
from yihaotong.files.rules.names import shown
from yihaotong.journal.refusal import Refused

ANNEX_FIELDS = (
    Field("title", "名称", required=True, longest=100, hint="如：附件 1 申报表；正文文件写“正文”"),
    Field("withheld", "这一部分不公开", Kind.FLAG, hint="主动公开的公文带着不公开的部分送不出去，须拆成另一件"),
)
SPLIT_FIELDS = (
    Field("label", "拆出后的公开属性", Kind.CHOICE, required=True, choices=Label),
    Field("ground", "不公开的法定理由", Kind.CHOICE, required=True, choices=Ground),
    Field("reason", "不公开的具体理由", Kind.TEXT, required=True, longest=500),
)
MOST = 30


class Upload(Protocol):
    """What a face hands on; Django's UploadedFile is one."""

    name: str | None

    def chunks(self) -> Iterable[bytes]: ...


def add_annex(
    document: Document,
    data: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    expect: int,
    upload: Upload | None = None,
) -> Annex:
    """Add a part to a draft, with its file or only by its name (what is secret has no file here).

    Raises Refused: stale, wrong-state, wrong-role, too-many, and what files.receiving.receive says about the file.
    """
    cleaned = clean(ANNEX_FIELDS, data)
    _check(document, actor)
    kept = receiving.receive(upload.chunks(), upload.name or "") if upload is not None else None
    try:
        with transaction.atomic():
            held = _taken(document, actor, expect)
            count = held.annexes.count()
            if count >= MOST:
                raise Refused("too-many", f"一件公文最多 {MOST} 个附件")
            file = _file(held, kept, count, actor, at) if kept else None
            annex = Annex(document=held, title=cleaned["title"], public=not cleaned["withheld"], file=file)
            annex.at, annex.by = at, actor.key
            annex.save(force_insert=True)
            after = {"annex": annex.pk, "public": annex.public, "sha256": kept.sha256 if kept else ""}
            write_line(held, "add_annex", actor=actor, at=at, changes=({}, after))
    except Refused:
        if kept:
            keeping.forget(kept)
        raise
    return annex


def _file(document: Document, kept: receiving.Kept, count: int, actor: Actor, at: datetime) -> File:
    name = shown(kept.name, kept.kind.extension, count + 1)
    return keeping.keep(kept, subject=document.key, name=name, audience="office", actor=actor.key, at=at)


@transaction.atomic
def mark_annex(document: Document, number: int, *, public: bool, actor: Actor, at: datetime, expect: int) -> Annex:
    """Say whether a part may be public. Raises Refused: stale, wrong-state, wrong-role, no-such-annex."""
    held = _taken(document, actor, expect)
    annex = _annex(held, number)
    before, annex.public = annex.public, public
    annex.save(update_fields=["public"])
    changes = ({"annex": annex.pk, "public": before}, {"annex": annex.pk, "public": public})
    write_line(held, "mark_annex", actor=actor, at=at, changes=changes)
    return annex


@transaction.atomic
def drop_annex(document: Document, number: int, *, actor: Actor, at: datetime, expect: int) -> None:
    """Take a part out of a draft; its file goes with it."""
    held = _taken(document, actor, expect)
    annex = _annex(held, number)
    file = annex.file
    annex.delete()
    if file is not None:
        keeping.remove(file, at=at)
    write_line(held, "drop_annex", actor=actor, at=at, changes=({"annex": number}, {}))


@transaction.atomic
def split_off(
    document: Document, number: int, data: Mapping[str, Any], *, actor: Actor, at: datetime, expect: int
) -> Document:
    """拆分: the part that must not be public becomes a document of its own, with its own label; the rest goes on as
    public. Raises Refused: stale, wrong-state, wrong-role, no-such-annex, not-withheld, what is wrong with a field.
    """
    cleaned = clean(SPLIT_FIELDS, data)
    if cleaned["label"] == Label.PROACTIVE:
        raise Refused("not-withheld", "拆出来的是不公开的部分，不能定为主动公开", "label")
    held = _taken(document, actor, expect)
    annex = _annex(held, number)
    told = {
        "title": f"{held.title[:150]}（{annex.title[:40]}，不公开部分）",
        "document_kind": held.document_kind,
        "section": held.section.code,
        "origin": Origin.OWN.value if held.origin == Origin.FORWARDED else held.origin,
        "joint_with": held.joint_with,
        "not_secret": True,
    }
    part = draft(told | cleaned, actor=actor, at=at, split_from=held)
    annex.document = part
    annex.public = False
    annex.save(update_fields=["document", "public"])
    if annex.file is not None:
        keeping.hand_over(annex.file, subject=part.key, name=annex.file.name, audience="office", actor=actor.key, at=at)
    after = {"part": part.pk, "sha256": annex.file.sha256 if annex.file else ""}
    write_line(held, "split_off", actor=actor, at=at, changes=({"annex": number}, after))
    return part


def _check(document: Document, actor: Actor) -> None:
    row = moves.MOVES["revise"]
    moves.check_state(row, State(document.state))
    who.check_may(row, access.about(document), actor)


def _taken(document: Document, actor: Actor, expect: int) -> Document:
    """The draft, taken by this actor, who is one of its authors from now on."""
    held = taken(document, expect)
    _check(held, actor)
    changed(held, {"authors": with_author(held, actor)})
    return held


def _annex(document: Document, number: int) -> Annex:
    found = document.annexes.select_related("file").filter(pk=number).first()
    if found is None:
        raise Refused("no-such-annex", "没有这个附件，或者已经移走了")
    return found
