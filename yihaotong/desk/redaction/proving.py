"""The proof of a result, and the result itself."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from yihaotong.accounts.access import name_of
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.files import access as files
from yihaotong.redaction import access, subjects
from yihaotong.redaction.rules import hidden, moves
from yihaotong.redaction.rules.codes import Form, Ground, Stage


@only()
def proof(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    redaction = or_404(access.redaction_for, visit.actor, number)
    may = access.may_redact(visit.actor, redaction.subject)
    mine = access.had_a_hand(redaction, visit.actor)
    grounds: dict[str, int] = {}
    for value in redaction.marks.values_list("ground", flat=True):
        label = f"{Ground(value).exemption} {Ground(value).label}"
        grounds[label] = grounds.get(label, 0) + 1
    about = subjects.subject_of(redaction.subject)
    context = {
        "redaction": redaction,
        "stage": Stage(redaction.progress),
        "form": Form(redaction.form).label,
        "of": about.title(redaction.subject) if about else "",
        "checks": redaction.checks,
        "failed": sum(not check.passed for check in redaction.checks),
        "engines": {name: version for name, version in redaction.engines_used.items() if isinstance(version, str)},
        "hidden": hidden.in_words(redaction.hidden_found),
        "grounds": sorted(grounds.items()),
        "made_by": name_of(redaction.made_by) if redaction.made_by else "",
        "checked_by": name_of(redaction.checked_by) if redaction.checked_by else "",
        "may": may,
        "mine": mine,
        "moves": moves.open_to(Stage(redaction.progress), hand_in_it=mine, proven=redaction.proven) if may else [],
    }
    return show(request, visit, "desk/redaction/proof.html", context)


@only()
def result(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """A fresh address of the result, for this reader, for some minutes. Before its release for those who check it."""
    redaction = or_404(access.redaction_for, visit.actor, number)
    file = redaction.result
    released = redaction.progress == Stage.RELEASED.value
    if file is None or file.removed_at or not (released or access.may_redact(visit.actor, redaction.subject)):
        raise Http404
    return redirect(files.address(file, reader=visit.actor.key, at=visit.at))
