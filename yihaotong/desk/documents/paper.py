"""One document: its head, its life, what may be done now, its parts, and how its dates come about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_apart
from yihaotong.cases.forms import Form, checked, given, refused, typed
from yihaotong.cases.rules.fields import Field
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.documents.frame import label_of, only, row_names, section_names, show, state_of
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.documents import access, actions
from yihaotong.documents.actions.annexes import ANNEX_FIELDS, SPLIT_FIELDS
from yihaotong.documents.models import Annex, Document, Step
from yihaotong.documents.representations import ROW, ground_words, head_of, refusal_words, test_words, told, word_of
from yihaotong.documents.rules.checks import Finding, findings
from yihaotong.documents.rules.codes import Origin, Outcome, Retention, State
from yihaotong.documents.rules.labels import EXEMPTIONS, Ground, Label
from yihaotong.documents.rules.limits import retentions
from yihaotong.documents.rules.marks import found_in
from yihaotong.documents.rules.moves import AGAIN, CONFIRMED, EARLY_REASON, MOVES, Move
from yihaotong.files import access as files
from yihaotong.journal.refusal import Refused

#: While somebody still works on it, what the rules say of it stands on the page.
_CHECKED = frozenset({State.DRAFT, State.SECTION, State.SECRECY, State.OFFICE, State.SIGNING})


@dataclass(frozen=True)
class Offer:
    """One move with its form."""

    move: Move
    form: Form
    prefix: str
    opened: bool = False
    fields: Sequence[Field] = ()


@dataclass(frozen=True)
class Told:
    """One step of its life in words."""

    step: Step
    move: str
    who: str
    lines: Sequence[tuple[str, str]]
    label: str
    led_to: str


@only()
def document(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    return paper(request, visit, or_404(access.document_for, visit.actor, number))


@only()
def move(request: HttpRequest, visit: Visit, number: int, name: str) -> HttpResponseBase:
    """Make one move; what is wrong with the form stands in it, and nothing typed is lost."""
    found = or_404(access.document_for, visit.actor, number)
    row = MOVES.get(name)
    if row is None or row.told:
        raise Http404
    if request.method != "POST":
        return redirect("desk:documents:document", number)
    values, prefix = typed(row.fields, request.POST), f"{name}-"
    form = checked(row.fields, values, prefix)
    if form is not None:
        return paper(request, visit, found, form=form, name=name, status=422)
    expect = whole(request.POST.get("version"), longest=9) or 0
    try:
        moved = actions.move(found, name, actor=visit.actor, at=visit.at, expect=expect, data=given(row.fields, values))
    except Refused as refusal:
        fresh = or_404(access.document_for, visit.actor, number)
        status = 409 if refusal.code in ("stale", "wrong-state") else 422
        form = refused(values, refusal, prefix=prefix)
        return paper(request, visit, fresh, form=form, name=name, status=status)
    messages.success(request, _said(row, moved), extra_tags=request.path)
    return redirect("desk:documents:document", number)


def _said(row: Move, moved: Document) -> str:
    words = {"done": row.done, "state": state_of(moved), "number": moved.doc_no}
    if row.name == "sign":
        return _("已签发，文号 %(number)s。") % words
    return _("%(done)s，现在是“%(state)s”。") % words


def paper(
    request: HttpRequest,
    visit: Visit,
    found: Document,
    *,
    form: Form | None = None,
    name: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, with the form of the move (or of the part `name`) as it was sent."""
    hints = _findings(found)
    offers = _offers(found, visit, form, name, asks=any(not each.stops for each in hints))
    may_write = access.may_revise(found, visit.actor)
    back = access.refusal_of(found) if found.state in _CHECKED and not found.outcome else None
    context = {
        "document": found,
        "head": _head(found, visit),
        "state": state_of(found),
        "label": label_of(found),
        "about": _about(found, visit),
        "usual": [offer for offer in offers if not offer.move.rare],
        "rare": [offer for offer in offers if offer.move.rare],
        "rare_open": any(offer.opened for offer in offers if offer.move.rare),
        "stranded": _stranded(form, name, offers, may_write=may_write),
        "refused": form,
        "turned_back": (back, refusal_words(back)) if back else None,
        "life": life(found),
        "findings": hints,
        "annexes": list(found.annexes.select_related("file")),
        "may_write": may_write,
        "annex_form": _part_form(form, name, "annex"),
        "split_form": _part_form(form, name, "split"),
        "annex_fields": ANNEX_FIELDS,
        "split_fields": SPLIT_FIELDS,
        "release": access.release_deadline(found) if found.released_at is None else None,
        "late": access.is_overdue(found, visit.at),
        "out_of_force": found.signed_at is not None and not found.in_force(localtime(visit.at).date()),
        "waits_for_item": found.label == Label.PROACTIVE and found.signed_at and found.released_at is None,
        "leftover": found.state == State.ABANDONED and bool(found_in(f"{found.title}\n{found.text}")),
        "split_off": list(found.split_off.all()),
        "copies": list(found.copies.select_related("delivery")),
    }
    return show(request, visit, "paper.html", context, status=status)


def _head(found: Document, visit: Visit) -> list[tuple[str, str]]:
    """The head of an item, the row of the catalogue with its name."""
    named = {key: f"{name}（{key}）" for key, name in row_names(visit.at).items()} if found.catalogue_row else {}
    return [(name, named.get(value, value) if name == ROW else value) for name, value in head_of(found)]


def _offers(found: Document, visit: Visit, form: Form | None, name: str, *, asks: bool) -> list[Offer]:
    made = []
    for row in access.open_moves(found, visit.actor):
        prefix = f"{row.name}-"
        opened = form is not None and row.name == name
        shown = form if form is not None and opened else Form(_preset(row, found, visit), prefix=prefix)
        made.append(Offer(row, shown, prefix, opened=opened, fields=_asked(row, shown, asks=asks)))
    return made


def _asked(row: Move, form: Form, *, asks: bool) -> list[Field]:
    """Nobody is asked to confirm what nothing was said about, nor for a reason that nothing needs."""

    def needed(field: Field) -> bool:
        sent = bool(form.values.get(field.name)) or field.name in form.errors
        return sent or {CONFIRMED: asks, EARLY_REASON: False, AGAIN: False}.get(field, True)

    return [field for field in row.fields if needed(field)]


def _preset(row: Move, found: Document, visit: Visit) -> Mapping[str, str]:
    """What stands in a form from the start: what was proposed, today, the 代字 used last."""
    if row.name != "sign":
        return {}
    last = Document.objects.filter(doc_no__isnull=False).order_by("-signed_at").values_list("doc_no", flat=True).first()
    return {
        "label": found.label,
        "ground": found.ground,
        "reason": found.reason,
        "word": (last or "").partition("〔")[0],
        "dated_on": localtime(visit.at).date().isoformat(),
    }


def _stranded(form: Form | None, name: str, offers: Sequence[Offer], *, may_write: bool) -> list[str]:
    """What was typed into a form that is no longer there."""
    kept = any(offer.move.name == name for offer in offers) or (name in ("annex", "split") and may_write)
    if form is None or kept:
        return []
    return [text for text in form.values.values() if len(text) > 3]


def _part_form(form: Form | None, name: str, part: str) -> Form:
    return form if form is not None and name == part else Form({}, prefix=f"{part}-")


def _findings(found: Document) -> list[Finding]:
    return findings(access.draft_of(found)) if found.state in _CHECKED else []


def _about(found: Document, visit: Visit) -> list[tuple[str, str]]:
    """What the office alone needs to know of it."""
    names = names_apart([found.drafter, *([found.signer] if found.signer else [])])
    ground = EXEMPTIONS[Ground(found.ground)] if found.ground else None
    kept = retentions()[Retention(found.retention)] if found.retention else None
    source = f"{_('转发')} {found.source_ref}" if found.source_ref else word_of(Origin, found.origin)
    pairs = (
        (_("主办科室"), section_names(visit, [found.section_id]).get(found.section_id, "")),
        (_("拟稿人"), names.get(found.drafter, "")),
        (_("来源"), source),
        (_("联合机关"), "、".join(found.joint_with.splitlines())),
        (_("应当主动公开的判断"), test_words(found)),
        (_("法定理由"), f"{ground_words(found)}（{ground.article}：{ground.says}）" if ground else ""),
        (_("具体理由"), found.reason),
        (_("保密审查"), word_of(Outcome, found.outcome) if found.outcome else _("还没有结论")),
        (_("签发人"), names.get(found.signer, "")),
        (_("保管期限"), f"{word_of(Retention, found.retention)}（{kept.basis}）" if kept else ""),
        (_("保管期满"), found.kept_until.isoformat() if found.kept_until else ""),
        (_("下次复核"), found.recheck_on.isoformat() if found.recheck_on else ""),
        (_("清除内容"), f"{localtime(found.purged_at):%Y-%m-%d %H:%M}" if found.purged_at else ""),
        (_("上网"), f"{localtime(found.released_at):%Y-%m-%d} {found.article_key}" if found.released_at else ""),
    )
    return [(label, words) for label, words in pairs if words]


def life(found: Document) -> list[Told]:
    """Its steps, the oldest first, with the names of those who made them."""
    steps = access.steps_of(found)
    names = names_apart({step.by for step in steps})
    return [
        Told(
            step,
            MOVES[step.move].label,
            names.get(step.by, ""),
            told(step),
            Label(step.label).label if step.label else "",
            State(step.after).label if step.after != step.before else "",
        )
        for step in steps
    ]


@only()
def annexes(request: HttpRequest, visit: Visit, number: int) -> HttpResponseBase:
    """Add a part, mark it, take it out, or make it a document of its own."""
    found = or_404(access.document_for, visit.actor, number)
    if request.method != "POST":
        return redirect("desk:documents:document", number)
    do = request.POST.get("do", "")
    part = do if do in ("annex", "split") else ""
    fields = {"annex": ANNEX_FIELDS, "split": SPLIT_FIELDS}.get(part, ())
    values = typed(fields, request.POST)
    form = checked(fields, values, f"{part}-") if part else None
    if form is not None:
        return paper(request, visit, found, form=form, name=part, status=422)
    try:
        return _changed(request, visit, found, do, given(fields, values))
    except Refused as refusal:
        fresh = or_404(access.document_for, visit.actor, number)
        form = refused(values, refusal, prefix=f"{part}-")
        return paper(request, visit, fresh, form=form, name=part or "annex", status=422)


def _changed(request: HttpRequest, visit: Visit, found: Document, do: str, data: Mapping[str, Any]) -> HttpResponseBase:
    by: dict[str, Any] = {
        "actor": visit.actor,
        "at": visit.at,
        "expect": whole(request.POST.get("version"), longest=9) or 0,
    }
    annex = whole(request.POST.get("annex"), longest=12) or 0
    match do:
        case "annex":
            actions.add_annex(found, data, **by, upload=request.FILES.get("file"))
        case "split":
            part = actions.split_off(found, annex, data, **by)
            messages.success(request, _("已拆成另一件，请接着办它"), extra_tags=request.path)
            return redirect("desk:documents:document", part.pk)
        case "mark":
            actions.mark_annex(found, annex, **by, public=request.POST.get("public") == "on")
        case "drop":
            actions.drop_annex(found, annex, **by)
        case _:
            raise Http404
    return redirect("desk:documents:document", found.pk)


@only()
def open_annex(request: HttpRequest, visit: Visit, number: int, annex: int) -> HttpResponseBase:
    """A fresh address of one file, for this reader, for some minutes."""
    found = or_404(access.document_for, visit.actor, number)
    part: Annex = or_404(found.annexes.select_related("file").get, pk=annex)
    if part.file is None:
        raise Http404
    return redirect(files.address(part.file, reader=visit.actor.key, at=visit.at))
