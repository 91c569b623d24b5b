"""Local dates in the place of statutory ones: which hold, which held, setting another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of
from yihaotong.cases.forms import Form, typed
from yihaotong.desk.disclosure.forms import answer_code, refused
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.disclosure.ledger import KEEPERS, READERS
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.disclosure import access, actions
from yihaotong.disclosure.models import Directive
from yihaotong.disclosure.rules import overriding, who
from yihaotong.journal.refusal import Refused

_SHOWN = 60


@only(*READERS)
def overrides(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The limits of the law with the local dates in their place."""
    year = localdate(visit.at).year
    if request.method != "POST":
        return _page(request, visit, Form({"year": str(year)}))
    values = typed(overriding.OVERRIDE, request.POST)
    try:
        directive = Directive.objects.filter(
            number=request.POST.get("directive", "").replace("\x00", "").strip()
        ).first()
        actions.set_override(values, actor=visit.actor, at=visit.at, directive=directive)
    except Refused as refusal:
        return _page(request, visit, refused(values, refusal, overriding.OVERRIDE), refusal)
    messages.success(request, _("本地期限已定，提醒和核对都按它算"))
    return redirect("desk:disclosure:overrides")


def _page(request: HttpRequest, visit: Visit, form: Form, refusal: Refused | None = None) -> HttpResponse:
    rows = list(access.overrides()[:_SHOWN])
    names = names_of({row.by for row in rows})
    labels = overriding.statutory()
    year = localdate(visit.at).year
    context = {
        "rows": [(row, access.told_override(row), labels[row.code].label, names[row.by]) for row in rows],
        "limits": [(limit, limit.on(year), access.override_for(limit.code, year)) for limit in labels.values()],
        "year": year,
        "form": form,
        "fields": overriding.OVERRIDE,
        "options": {"code": [("", [(limit.code, limit.label) for limit in labels.values()])]},
        "may_keep": who.may("override.set", visit.actor.roles),
    }
    return show(request, visit, "desk/disclosure/overrides.html", context, status=answer_code(refusal))


@only(*KEEPERS)
def withdraw(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    found = or_404(access.overrides().get, pk=number)
    if request.method == "POST":
        try:
            actions.withdraw_override(found, actor=visit.actor, at=visit.at)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("已撤销，法定期限重新适用"))
    return redirect("desk:disclosure:overrides")
