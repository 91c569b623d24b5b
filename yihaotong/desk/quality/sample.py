"""One sample beside its case: scoring it, reading the result, appealing, deciding."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yihaotong.accounts.access import names_of, short_unit_names
from yihaotong.cases import access as cases
from yihaotong.cases.identities import words_for
from yihaotong.clock import missed
from yihaotong.desk import pages, story
from yihaotong.desk.facts import facts_of, said
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit, staff
from yihaotong.journal.refusal import Refused
from yihaotong.quality import access, actions
from yihaotong.quality.models import Appeal, Sample, Score
from yihaotong.quality.rules import scoring
from yihaotong.quality.rules.codes import ItemKind, Part, Progress, Work
from yihaotong.quality.rules.scoring import Loss, Points
from yihaotong.quality.rules.sheets import Content, Item
from yihaotong.quality.rules.who import check_may_decide, check_may_score

#: Who saved answers so lately is taken to be at it.
_AT_IT = timedelta(minutes=30)
_HIDDEN = "※"


@dataclass(frozen=True)
class Ask:
    """One item of the sheet as an input: its choices with their keys, and what is answered."""

    item: Item
    choices: Sequence[tuple[str, str, str]]
    value: str
    note: str
    error: str = ""


@dataclass(frozen=True)
class Paper:
    """The sheet as a form. `part` says what the score will be to the sample."""

    part: Part
    content: Content
    version: int
    sections: Sequence[tuple[str, Sequence[Ask]]]
    note: str
    saved: str
    refusal: Refused | None = None


@dataclass(frozen=True)
class Typed:
    """What came back from a refused form."""

    answers: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    refusal: Refused | None = None


@dataclass(frozen=True)
class Result:
    """A submitted score, for reading; `note` as its reader reads it."""

    score: Score
    note: str
    part: str
    who: str
    points: Points
    sheet: Content
    losses: Sequence[Loss]


_CHOICES: Mapping[ItemKind, tuple[tuple[str, str, str], ...]] = {
    # value, key, words
    ItemKind.GRADE: (
        ("1", "1", "很差"),
        ("2", "2", "较差"),
        ("3", "3", "一般"),
        ("4", "4", "较好"),
        ("5", "5", "很好"),
        ("0", "0", "不适用"),
    ),
    ItemKind.DEDUCT: (
        ("0", "1", "无"),
        ("1", "2", "1 处"),
        ("2", "3", "2 处"),
        ("3", "4", "3 处"),
        ("4", "5", "4 处以上"),
    ),
    ItemKind.VETO: (("0", "1", "无"), ("1", "2", "有，否决")),
}


def _sample(visit: Visit, number: int) -> Sample:
    return or_404(access.sample_for, visit.actor, number)


@staff
@require_safe
def read(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    return _page(request, visit, _sample(visit, number), calibrate=request.GET.get("calibrate") == "1")


@staff
@require_POST
def score(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Keep the answers; with the button pressed, make them count. A script that keeps them gets the time in a word."""
    sample = _sample(visit, number)
    part = Part.CALIBRATION if request.POST.get("part") == Part.CALIBRATION.value else Part.MAIN
    typed = _typed(request)
    try:
        draft = actions.keep_answers(
            sample,
            actor=visit.actor,
            at=visit.at,
            answers=typed.answers,
            notes=typed.notes,
            note=typed.words,
            part=part,
        )
        if request.headers.get("X-Autosave"):
            return HttpResponse(f"{localtime(visit.at):%H:%M}", content_type="text/plain; charset=utf-8")
        if request.POST.get("act") == "keep":
            messages.success(request, _("已暂存，只有您看得到。"))
            return redirect("desk:quality:sample", number)
        done = actions.submit(draft, actor=visit.actor, at=visit.at)
    except Refused as refusal:
        if request.headers.get("X-Autosave"):
            return HttpResponse(refusal.message, status=422, content_type="text/plain; charset=utf-8")
        back = replace(typed, refusal=refusal)
        return _page(request, visit, _sample(visit, number), back, calibrate=part is Part.CALIBRATION, status=422)
    said = _("已评 %(points)s 分，已告知本人。") if part is Part.MAIN else _("已记下校准评分 %(points)s 分。")
    messages.success(request, said % {"points": scoring.shown(done.hundredths)}, extra_tags=request.path)
    following: int | None = number
    if part is Part.MAIN:
        following = access.waiting(visit.actor).filter(work=sample.work).values_list("pk", flat=True).first()
    return redirect("desk:quality:sample", following) if following else redirect("desk:quality:home")


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    sample = _sample(visit, number)
    if request.method != "POST":
        return redirect("desk:quality:sample", number)
    words = request.POST.get("reason", "")
    try:
        actions.appeal(sample, actor=visit.actor, at=visit.at, reason=words)
    except Refused as refusal:
        return _page(request, visit, sample, Typed(words=words, refusal=refusal), status=422)
    messages.success(request, _("申诉已提出，由评分人以外的人裁定。"), extra_tags=request.path)
    return redirect("desk:quality:sample", number)


@staff
@require_POST
def decide(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Rule on the appeal: the score stands, or the sheet is answered anew."""
    sample = _sample(visit, number)
    filed = Appeal.objects.filter(sample=sample).first()
    if filed is None:
        raise Http404
    typed = replace(_typed(request), words=request.POST.get("words", ""))
    changes = request.POST.get("ruling") == "change"
    try:
        if request.POST.get("ruling") not in {"change", "keep"}:
            raise Refused("missing", _("请选择维持原分或改评"), "ruling")
        settled = actions.decide(
            filed,
            actor=visit.actor,
            at=visit.at,
            words=typed.words,
            answers=typed.answers if changes else None,
            notes=typed.notes,
        )
    except Refused as refusal:
        back = replace(typed, refusal=refusal)
        return _page(request, visit, _sample(visit, number), back, ruling=request.POST.get("ruling", ""), status=422)
    done = _("改评") if settled.changed else _("维持原分")
    messages.success(request, _("已裁定：%(done)s，已告知本人。") % {"done": done}, extra_tags=request.path)
    return redirect("desk:quality:sample", number)


def _typed(request: HttpRequest) -> Typed:
    posted = {name: str(value) for name, value in request.POST.items()}
    answers = {name[2:]: value for name, value in posted.items() if name.startswith("a-")}
    notes = {name[2:]: value for name, value in posted.items() if name.startswith("n-")}
    return Typed(answers, notes, posted.get("note", ""))


# --- the page --------------------------------------------------------------------------------------------------


def _page(
    request: HttpRequest,
    visit: Visit,
    sample: Sample,
    typed: Typed | None = None,
    *,
    calibrate: bool = False,
    ruling: str = "",
    status: int = 200,
) -> HttpResponse:
    scores, words = access.scores_of(sample), words_for(sample.case, visit.actor)
    part = _part(sample, scores, visit, calibrate=calibrate)
    blind = sample.blind and part is not None and part is not Part.RULING
    # Whoever scores for comparison shall not know what the other found.
    results = [] if part is Part.CALIBRATION else _results(scores, words)
    filed = Appeal.objects.filter(sample=sample).first()
    context: dict[str, Any] = {
        "sample": sample,
        "case": sample.case,
        "work": Work(sample.work).label,
        "progress": Progress(sample.progress).label,
        "who": "" if blind else sample.person.name,
        "unit": _unit(sample, visit) if not blind else "",
        "blind": blind,
        "facts": facts_of(sample.case),
        "said": said(sample.case, words),
        "entries": _entries(sample, words, blind=blind),
        "paper": _paper(sample, visit, part, scores, typed) if part else None,
        "results": results,
        "counting": results and access.counting([each.score for each in results]),
        "others": names_of(access.others_at_it(sample, visit.actor, visit.at - _AT_IT)).values() if part else (),
        "appeal": filed,
        "appeal_said": words(filed.reason) if filed else "",
        "ruling_said": words(filed.words) if filed else "",
        "appeal_steps": access.deadline(filed.at, filed.limit, filed.basis, filed.almanac_version) if filed else None,
        "decided_by": names_of([filed.decided_by])[filed.decided_by] if filed and filed.decided_by else "",
        "may_appeal": _may_appeal(sample, scores, visit),
        "may_calibrate": part is None and _fits(sample, scores, visit, Part.CALIBRATION),
        "ruling": ruling,
        "typed": typed,
        "watermark": sample.case.order_no,
        "may_open_case": not blind and cases.visible_to(visit.actor).filter(pk=sample.case_id).exists(),
    }
    return pages.show(request, visit, "desk/quality/sample.html", context, status=status)


def _part(sample: Sample, scores: Sequence[Score], visit: Visit, *, calibrate: bool) -> Part | None:
    """Which form this actor gets; None for none."""
    if calibrate and _fits(sample, scores, visit, Part.CALIBRATION):
        return Part.CALIBRATION
    if sample.progress == Progress.WAITING.value and _fits(sample, scores, visit, Part.MAIN):
        return Part.MAIN
    if sample.progress == Progress.APPEALED.value and _fits(sample, scores, visit, Part.RULING):
        return Part.RULING
    return None


def _fits(sample: Sample, scores: Sequence[Score], visit: Visit, part: Part) -> bool:
    scorers = [each.scorer for each in scores]
    try:
        if part is Part.RULING:
            check_may_decide(visit.actor, sample.person_id, scorers)
        else:
            check_may_score(visit.actor, Work(sample.work), sample.person_id, Progress.WAITING)
    except Refused:
        return False
    return part is Part.MAIN or visit.actor.key not in scorers


def _may_appeal(sample: Sample, scores: Sequence[Score], visit: Visit) -> Score | None:
    """The score that this actor may still appeal against."""
    mine = visit.actor.key == f"person:{sample.person_id}"
    counting = access.counting(scores)
    open_now = mine and sample.progress == Progress.SCORED.value and counting is not None
    return counting if open_now and counting and not missed(counting.appeal_until, visit.at) else None


def _unit(sample: Sample, visit: Visit) -> str:
    if sample.unit_id is None:
        return ""
    return short_unit_names([sample.unit_id], localtime(visit.at).date()).get(sample.unit_id, "")


@dataclass(frozen=True)
class Told:
    """One line of the story; `piece`: this is what is scored."""

    entry: story.Entry
    piece: bool


def _entries(sample: Sample, words: Callable[[str], str], *, blind: bool) -> list[Told]:
    """The case's story up to and beyond the piece, readings of the identity left out; nobody's name when blind."""
    lines = [line for line in cases.history(sample.case) if line.kind != "identity.read"]
    entries = story.entries(sample.case, lines, words)
    if blind:
        entries = [replace(entry, who=_HIDDEN) for entry in entries]
    return [Told(entry, line.pk == sample.line) for entry, line in zip(entries, lines, strict=True)]


def _paper(sample: Sample, visit: Visit, part: Part, scores: Sequence[Score], typed: Typed | None) -> Paper:
    draft = access.draft_of(sample, visit.actor, part)
    # A ruling begins with the answers that it may change.
    known = draft or (access.counting(scores) if part is Part.RULING else None)
    answers: dict[str, Any] = {}
    notes: dict[str, str] = {}
    if known:
        version, content = known.sheet.version, access.content_of(known.sheet)
        answers, notes = access.answers_of(known)
    else:
        version, content = access.content_for(sample)
    refusal = typed.refusal if typed else None
    if typed and typed.answers:
        answers, notes = dict(typed.answers), dict(typed.notes)
    sections = [
        (part_of.title, [_ask(item, answers, notes, refusal) for item in part_of.items]) for part_of in content.sections
    ]
    note = typed.words if typed and typed.refusal else (draft.note if draft else "")
    saved = f"{localtime(draft.saved_at):%H:%M}" if draft else ""
    return Paper(part, content, version or 1, sections, note, saved, refusal)


def _said_of(refusal: Refused | None) -> Mapping[str, str]:
    """What is wrong with each item: several may be told at once."""
    if refusal is None or not refusal.field:
        return {}
    parts: Any = refusal.facts.get("parts", {refusal.field: refusal.message})
    return parts


def _ask(item: Item, answers: Mapping[str, Any], notes: Mapping[str, str], refusal: Refused | None) -> Ask:
    error = _said_of(refusal).get(item.code, "")
    value = str(answers[item.code]) if item.code in answers else ""
    return Ask(item, _CHOICES[item.kind], value, notes.get(item.code, ""), error)


def _results(scores: Sequence[Score], words: Callable[[str], str]) -> list[Result]:
    names = names_of({each.scorer for each in scores})
    found = []
    for each in scores:
        content = access.content_of(each.sheet)
        answers, notes = access.answers_of(each)
        losses = scoring.losses(content, answers, {item: words(note) for item, note in notes.items()})
        points = scoring.points(content, answers)
        found.append(Result(each, words(each.note), Part(each.part).label, names[each.scorer], points, content, losses))
    return found
