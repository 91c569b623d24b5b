"""The lists of the pre-check at the desk: leaders with titles and rank, words with what is right."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of
from yihaotong.articles import access, actions
from yihaotong.articles.rules.moves import OFFICE
from yihaotong.articles.rules.rolls import SHAPES, RollKind
from yihaotong.cases import forms
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.gate import Visit
from yihaotong.journal.refusal import Refused


@only(*OFFICE)
def roll(request: HttpRequest, visit: Visit, kind: str) -> HttpResponse:
    """预审用的清单：领导姓名职务次序，易错词和敏感词"""
    chosen = next((each for each in RollKind if each.value == kind), None)
    if chosen is None:
        raise Http404
    number, lines = access.roll(chosen)
    if request.method != "POST":
        return _page(request, visit, chosen, forms.Form({"lines": lines, "reason": ""}), number)
    values = {"lines": request.POST.get("lines", ""), "reason": request.POST.get("reason", "")}
    written = request.POST.get("expect", "")
    seen = whole(written)
    expect = -1 if seen is None else seen
    try:
        kept = actions.set_roll(
            chosen, values["lines"], actor=visit.actor, at=visit.at, expect=expect, reason=values["reason"]
        )
    except Refused as refusal:
        return _page(request, visit, chosen, forms.refused(values, refusal), expect, status=422)
    messages.success(request, _("已启用第 %(number)d 版清单。") % {"number": kept.number})
    return redirect("desk:articles:roll", kind)


def _page(
    request: HttpRequest, visit: Visit, kind: RollKind, form: forms.Form, expect: int, *, status: int = 200
) -> HttpResponse:
    versions = access.roll_versions(kind)
    names = names_of({each.by for each in versions})
    context = {
        "kind": kind,
        "kinds": list(RollKind),
        "shape": SHAPES[kind],
        "form": form,
        "expect": expect,
        "versions": [(each, names[each.by], len(each.lines.splitlines())) for each in versions[:20]],
    }
    return show(request, visit, "desk/articles/roll.html", context, status=status)
