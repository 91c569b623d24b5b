"""Marking one file: its pages with boxes, or its paragraphs; suggestions, the list of marks, the moves."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.journal.refusal import Refused
from yihaotong.redaction import access, actions, seeing, subjects
from yihaotong.redaction.models import Redaction
from yihaotong.redaction.rules import hidden, moves
from yihaotong.redaction.rules.codes import Form, Ground, Stage
from yihaotong.redaction.rules.marks import WHOLE, Range, box


@only()
def read(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """The page on which is marked. While somebody may still mark, what is read here is told of in the journal."""
    redaction = or_404(access.redaction_for, visit.actor, number)
    may = access.may_redact(visit.actor, redaction.subject)
    mine = access.had_a_hand(redaction, visit.actor)
    marks = access.marks_of(redaction) if may else []
    about = subjects.subject_of(redaction.subject)
    context: dict[str, Any] = {
        "redaction": redaction,
        "stage": Stage(redaction.progress),
        "form": Form(redaction.form).label,
        "of": about.title(redaction.subject) if about else "",
        "of_url": about.url(redaction.subject) if about else "",
        "may": may,
        "drafting": may and redaction.progress == Stage.DRAFT.value,
        "waiting": redaction.progress in {Stage.READING.value, Stage.QUEUED.value},
        "hidden": hidden.in_words(redaction.hidden_found),
        "grounds": list(Ground),
        "moves": moves.open_to(Stage(redaction.progress), hand_in_it=mine, proven=redaction.proven) if may else [],
        "marks": marks,
        "names": names_of({each.mark.by for each in marks}),
        "covered": request.GET.get("view") == "covered",
    }
    if may:
        actions.record_view(redaction, actor=visit.actor, at=visit.at)
        kinds = _by_kind(access.offered(redaction, marks))
        left_open = sum(group["open"] for group in kinds)
        context |= {"kinds": kinds, "left_open": left_open} | _sight(request, redaction, marks)
    return show(request, visit, "desk/redaction/redaction.html", context)


def _by_kind(offered: list[access.Offered]) -> list[dict[str, Any]]:
    kinds: dict[str, dict[str, Any]] = {}
    for each in offered:
        group = kinds.setdefault(each.kind.value, {"kind": each.kind, "rows": [], "open": 0})
        group["rows"].append(each)
        group["open"] += not each.taken
    return list(kinds.values())


def _sight(request: HttpRequest, redaction: Redaction, marks: list[access.Shown]) -> dict[str, Any]:
    """The page or the paragraphs that are looked at now."""
    if not seeing.readable(redaction):
        return {"page": 1, "last": 1, "unread": True}
    asked = request.GET.get("page", "1")
    page = whole(asked, longest=5) or 1
    try:
        if redaction.form == Form.DOCX.value:
            paragraphs = seeing.paragraphs_of(redaction, marks)
            last = max(1, -(-len(paragraphs) // seeing.PARAGRAPHS))
            page = min(max(1, page), last)
            start = (page - 1) * seeing.PARAGRAPHS
            shown: dict[str, Any] = {"paragraphs": paragraphs[start : start + seeing.PARAGRAPHS]}
        else:
            last = redaction.pages
            page = min(max(1, page), last)
            shown = {"boxes": seeing.boxes_on(redaction, page, marks)}
    except Refused as refusal:
        return {"page": 1, "last": 1, "broken": refusal.message}
    return shown | {"page": page, "last": last, "before": page - 1, "after": page + 1 if page < last else 0}


@only()
def picture(request: HttpRequest, visit: Visit, number: int, page: int) -> HttpResponse:
    """One page of the source as a picture, for those who mark and check; nobody keeps a copy."""
    redaction = or_404(access.redaction_for, visit.actor, number)
    paged = redaction.form != Form.DOCX.value and 1 <= page <= redaction.pages
    if not paged or not seeing.readable(redaction) or not access.may_redact(visit.actor, redaction.subject):
        raise Http404
    marks = access.marks_of(redaction)
    try:
        content = seeing.picture_of(redaction, page, marks, covered=request.GET.get("view") == "covered")
    except Refused:
        raise Http404 from None
    return HttpResponse(content, content_type="image/jpeg")


def _back(request: HttpRequest, number: int) -> HttpResponse:
    page = request.POST.get("page", "")
    behind = f"?page={page}" if whole(page) else ""
    return redirect(reverse("desk:redaction:redaction", args=[number]) + behind + "#marks")


@only()
def mark(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """A word, a box, a paragraph or a cell: whatever the form brings."""
    redaction = or_404(access.redaction_for, visit.actor, number)
    if request.method != "POST":
        return redirect("desk:redaction:redaction", number)
    try:
        said = _mark(request, visit, redaction)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said)
    return _back(request, number)


def _mark(request: HttpRequest, visit: Visit, redaction: Redaction) -> str:
    sent = request.POST
    who: dict[str, Any] = {"actor": visit.actor, "at": visit.at, "ground": _ground(sent.get("ground", ""))}
    if "words" in sent:
        words = [word for line in sent["words"].splitlines() for word in line.split("、") if word.strip()]
        if not words:
            raise Refused("word-short", _("请写出要遮盖的文字"), "words")
        for word in words[:50]:
            actions.cover_word(redaction, word=word, **who)
        return _("已标记 %(count)s 个词，全文各处都会遮盖") % {"count": len(words[:50])}
    if "left" in sent:
        sides = [_tenthousandths(sent.get(name, "")) for name in ("left", "top", "right", "bottom")]
        page = sent.get("page", "1")
        actions.cover_box(redaction, page=whole(page) or 0, box=box(*sides), **who)
        return _("已加方框")
    spans = _spans(request, visit, redaction)
    for span in spans:
        actions.cover_range(redaction, span=span, **who)
    if not spans:
        raise Refused("no-paragraph", _("没有选定内容"))
    return _("已标记选定的内容")


def _ground(value: str) -> Ground:
    try:
        return Ground(value)
    except ValueError:
        raise Refused("no-ground", _("请选择遮盖的依据"), "ground") from None


def _tenthousandths(value: str) -> int:
    """From percent, as people write them."""
    try:
        return round(float(value[:12]) * WHOLE / 100)
    except (ValueError, OverflowError):
        raise Refused("box-empty", _("方框的位置要写 0 到 100 的数"), "box") from None


def _spans(request: HttpRequest, visit: Visit, redaction: Redaction) -> list[Range]:
    if redaction.form != Form.DOCX.value or not access.may_redact(visit.actor, redaction.subject):
        return []
    sent = request.POST
    every = seeing.paragraphs_of(redaction, [])
    if cell := sent.get("cell"):
        return [Range(each.number, 0, each.length) for each in every if each.place == cell and each.length]
    at = sent.get("paragraph", "")
    found = [each for each in every if str(each.number) == at and each.length]
    start, end = sent.get("start", ""), sent.get("end", "")
    begin, stop = whole(start), whole(end)
    if begin is not None and stop is not None:
        return [Range(each.number, begin, min(stop, each.length)) for each in found if begin < stop]
    return [Range(each.number, 0, each.length) for each in found]


@only()
def unmark(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    redaction = or_404(access.redaction_for, visit.actor, number)
    if request.method != "POST":
        return redirect("desk:redaction:redaction", number)
    key = request.POST.get("mark", "")
    if not any(str(each.mark.key) == key for each in access.marks_of(redaction)):
        raise Http404
    try:
        actions.uncover(redaction, key, actor=visit.actor, at=visit.at)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("已去掉这处标记"))
    return _back(request, number)


@only()
def accept(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Suggestions: those that were ticked, or all of one kind."""
    redaction = or_404(access.redaction_for, visit.actor, number)
    if request.method != "POST":
        return redirect("desk:redaction:redaction", number)
    keys = set(request.POST.getlist("suggestion"))
    if kind := request.POST.get("kind"):
        keys = {str(each.suggestion.key) for each in access.offered(redaction, []) if each.kind.value == kind}
    try:
        ground = _ground(request.POST.get("ground", ""))
        count = actions.accept(redaction, actor=visit.actor, at=visit.at, keys=keys, ground=ground)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("已采用 %(count)s 条建议") % {"count": count})
    return _back(request, number)


@only()
def act(request: HttpRequest, visit: Visit, number: int, name: str) -> HttpResponse:
    """One move of the table."""
    redaction = or_404(access.redaction_for, visit.actor, number)
    if request.method != "POST":
        return redirect("desk:redaction:redaction", number)
    expect = request.POST.get("expect", "")
    try:
        actions.move(
            redaction,
            name,
            actor=visit.actor,
            at=visit.at,
            expect=-1 if (seen := whole(expect)) is None else seen,
            reason=request.POST.get("reason", ""),
            keep_text=request.POST.get("keep_text") == "on",
        )
    except Refused as refusal:
        if refusal.code == "no-such-move":
            raise Http404 from None
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("已%(move)s") % {"move": moves.MOVES[name].label})
    there = "proof" if redaction.progress == Stage.MADE.value else "redaction"
    return redirect(f"desk:redaction:{there}", number)
