"""The emergency key: from whatever field, before anything else is filled in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from yihaotong.cases import emergencies, forms
from yihaotong.cases.actions import emergencies as alarms
from yihaotong.cases.models import Emergency
from yihaotong.cases.rules.codes import SpecialLine
from yihaotong.cases.rules.dangers import named
from yihaotong.cases.rules.emergencies import SCRIPTS, Danger, told_by_line
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.intake.door import FILE, filing, token_of
from yihaotong.dispatch.access import place_name
from yihaotong.journal.refusal import Refused

#: Where the lines stand on the keyboard; the digits are those of the kinds.
_KEYS = ("q", "w", "e", "r")


@staff
@require_POST
@filing
def raise_alarm(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Raise it: the shift leaders are told, the script is on the screen. Pressed again, its words are brought up."""
    try:
        raised = of_form(request, visit)
    except Refused as refusal:
        return render(request, "desk/intake_emergency.html", {"refused": refusal.message}, status=422)
    return _panel(request, visit, raised)


def of_form(request: HttpRequest, visit: Visit) -> Emergency:
    """Raise it with what stands in the form that was sent. Raises Refused."""
    values = forms.typed(FILE.fields, request.POST)
    return alarms.raise_in_form(
        token_of(request.POST.get("token", "")),
        actor=visit.actor,
        at=visit.at,
        what=values["body"] or values["title"],
        place=f"{place_name(values['place']) if values['place'] else ''}{values['address'].strip()}",
        via="desk",
    )


@staff
@require_POST
@filing
def danger(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """It is another danger than it seemed: another script."""
    raised = _own(visit, number)
    kind = {each.value: each for each in Danger}.get(request.POST.get("danger", ""))
    raised = alarms.raise_emergency(
        actor=visit.actor, at=visit.at, danger=kind, submission=raised.submission, via="desk"
    )
    return _panel(request, visit, raised)


@staff
@require_POST
@filing
def line(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """The caller was put through to 110, 119, 120 or 122."""
    raised = _own(visit, number)
    asked = {each.value: each for each in SpecialLine}.get(request.POST.get("line", ""))
    if asked is None:
        raise Http404
    try:
        alarms.put_through(raised, asked, actor=visit.actor, at=visit.at, via="desk")
    except Refused as refusal:
        return render(request, "desk/intake_emergency.html", {"refused": refusal.message}, status=422)
    return _panel(request, visit, raised)


def _own(visit: Visit, number: int) -> Emergency:
    try:
        found = emergencies.emergency_for(visit.actor, number)
    except Emergency.DoesNotExist:
        raise Http404 from None
    if not emergencies.follows(visit.actor, found) or found.submission is None:
        raise Http404
    return found


def _panel(request: HttpRequest, visit: Visit, raised: Emergency) -> HttpResponse:
    return render(request, "desk/intake_emergency.html", panel(visit, raised))


def _proposed(raised: Emergency) -> str:
    """The kind that is marked, if the words name it; ""."""
    found = named(raised.what)
    return found.label if found is not Danger.OTHER and found.value == raised.danger else ""


def panel(visit: Visit, raised: Emergency | None) -> dict[str, object]:
    """What the script on the screen says; nothing without an alarm."""
    if raised is None:
        return {}
    shown = emergencies.timed([raised], visit.at)[0]
    return {
        "raised": raised,
        "duty_clock": shown.standing,
        "script": SCRIPTS[Danger(raised.danger)],
        "dangers": Danger.choices(),
        "lines": [(key, code, word) for key, (code, word) in zip(_KEYS, SpecialLine.choices(), strict=True)],
        "proposed": _proposed(raised),
        "suggested": told_by_line(raised.line) if raised.danger == Danger.OTHER.value else (),
        "put_through": SpecialLine(raised.line).label if raised.line else "",
    }
