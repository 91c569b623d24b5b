"""制度库: what holds, one rule with its versions, what changed between two, a new one, its end."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of, unit_names
from yihaotong.accounts.rules import Role
from yihaotong.cases.forms import Form, typed
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.disclosure.forms import (
    answer_code,
    attach_with,
    people,
    refused,
    sections,
    sent_file,
    take_file,
    version,
)
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.disclosure import access, actions
from yihaotong.disclosure.models import HouseRule
from yihaotong.disclosure.rules import keeping, who
from yihaotong.disclosure.rules.codes import Standing
from yihaotong.journal.refusal import Refused

KEEPERS = (Role.DISCLOSURE_OFFICER, Role.DISCLOSURE_LEADER)
_NEW = (*keeping.VERSION[:2], *keeping.RULE, *keeping.VERSION[2:-1])
_PAGE = 30


@only()
def house_rules(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every rule with what it is worth today; found by title, number, text."""
    today = localdate(visit.at)
    words = request.GET.get("q", "").strip()[:60]
    found = access.house_rules(today, words=words)
    if request.GET.get("standing") == "holds":
        found = [each for each in found if each.holds]
    page = max(whole(request.GET.get("page"), longest=4) or 1, 1)
    shown = found[(page - 1) * _PAGE : page * _PAGE]
    names = unit_names({each.rule.unit_id for each in shown}, today)
    context = {
        "rows": [(each, names[each.rule.unit_id], _ends(each)) for each in shown],
        "words": words,
        "only_holding": request.GET.get("standing") == "holds",
        "count": len(found),
        "today": today,
        "page": page,
        "before": page - 1,
        "after": page + 1 if len(found) > page * _PAGE else 0,
        "may_keep": who.may("house_rule.keep", visit.actor.roles),
    }
    return show(request, visit, "desk/disclosure/house_rules.html", context)


def _ends(held: access.Held) -> Any:
    """The last day a rule holds, of whatever kind."""
    return held.rule.ends_on or held.version.trial_until or held.version.in_force_until


@only(*KEEPERS)
def new_rule(request: HttpRequest, visit: Visit) -> HttpResponse:
    if request.method != "POST":
        return _form(request, visit, None, Form({"in_force_from": localdate(visit.at).isoformat(), "public": "on"}))
    values = typed(_NEW, request.POST)
    try:
        with_file = sent_file(request) is not None
        rule = actions.adopt_rule(values, actor=visit.actor, at=visit.at, with_file=with_file)
    except Refused as refusal:
        return _form(request, visit, None, refused(values, refusal, _NEW), refusal)
    return _saved(request, visit, rule, _("已收入制度库"))


@only()
def house_rule(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """One rule: what it says on a day, its versions and files."""
    return _rule(request, visit, _found(number))


def _found(number: int) -> HouseRule:
    return or_404(access.house_rule_for, number)


def _rule(
    request: HttpRequest,
    visit: Visit,
    rule: HouseRule,
    forms: Mapping[str, Form] | None = None,
    refusal: Refused | None = None,
) -> HttpResponse:
    today = localdate(visit.at)
    versions = list(rule.versions.all())[::-1]
    held = access.held_on(rule, today)
    wanted = whole(request.GET.get("version"), longest=6)
    shown = next((each for each in versions if each.number == wanted), held.version)
    files = access.files_of(*(each.key for each in versions))
    may_keep = who.may("house_rule.keep", visit.actor.roles)
    context: dict[str, Any] = {
        "rule": rule,
        "held": held,
        "shown": shown,
        "paragraphs": keeping.paragraphs(shown.text),
        "versions": [(each, files[each.key]) for each in versions],
        "files": files[shown.key],
        "names": names_of({each.by for each in versions}),
        "unit": unit_names([rule.unit_id], today)[rule.unit_id],
        "keeper": rule.keeper.name if rule.keeper else "",
        "replaces": list(rule.replaces.all()),
        "lapsed": held.standing is Standing.LAPSED,
        "may_keep": may_keep,
    }
    if may_keep:
        own = {"unit": rule.unit.code, "keeper": str(rule.keeper_id or ""), "public": "on" if rule.public else ""}
        given = forms or {}
        context |= {
            "about": keeping.RULE,
            "about_form": given.get("about", Form(own, prefix="about-")),
            "ending": keeping.END,
            "ending_form": given.get("ending", Form({}, prefix="ending-")),
            "options": {"unit": sections(visit), "keeper": people(visit)},
        }
    return show(request, visit, "desk/disclosure/house_rule.html", context, status=answer_code(refusal))


@only(*KEEPERS)
def revise_rule(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """A new version, which begins with the words of the newest."""
    rule = _found(number)
    if request.method != "POST":
        return _form(request, visit, rule, Form(_newest(rule)))
    values = typed(keeping.VERSION, request.POST)
    try:
        with_file = sent_file(request) is not None
        expect, at = version(request), visit.at
        rule = actions.revise_rule(rule, values, actor=visit.actor, at=at, expect=expect, with_file=with_file)
    except Refused as refusal:
        return _form(request, visit, rule, refused(values, refusal, keeping.VERSION), refusal)
    return _saved(request, visit, rule, _("新版本已存，自起施行日期生效"))


def _newest(rule: HouseRule) -> dict[str, str]:
    last = rule.versions.get(number=rule.latest)
    says = {"title": last.title, "number": last.document_no, "text": last.text}
    days = {"in_force_from": last.in_force_from, "in_force_until": last.in_force_until, "trial_until": last.trial_until}
    told = {name: day.isoformat() if day else "" for name, day in days.items()}
    return says | told | {"on_trial": "on" if last.trial_until else "", "note": ""}


def _saved(request: HttpRequest, visit: Visit, rule: HouseRule, said: str) -> HttpResponse:
    attach_with(request, visit, rule.versions.get(number=rule.latest))
    messages.success(request, said)
    return redirect("desk:disclosure:house_rule", rule.pk)


def _form(
    request: HttpRequest, visit: Visit, rule: HouseRule | None, form: Form, refusal: Refused | None = None
) -> HttpResponse:
    asked = (refusal is not None and refusal.code == "title-on-trial") or bool(form.values.get("not_on_trial"))
    fields = [each for each in (keeping.VERSION if rule else _NEW) if asked or each is not keeping.NOT_ON_TRIAL]
    context = {
        "rule": rule,
        "fields": fields,
        "form": form,
        "options": {} if rule else {"unit": sections(visit), "keeper": people(visit)},
        "version": request.POST.get("version", rule.latest if rule else 0),
    }
    return show(request, visit, "desk/disclosure/house_rule_form.html", context, status=answer_code(refusal))


@only(*KEEPERS)
def change_rule(request: HttpRequest, visit: Visit, number: int, what: str) -> HttpResponse:
    """Entrust a rule to somebody else, end it, or add a file to its newest version."""
    rule = _found(number)
    if request.method != "POST":
        return redirect("desk:disclosure:house_rule", number)
    if what == "files":
        take_file(request, visit, rule.versions.get(number=rule.latest))
        return redirect("desk:disclosure:house_rule", number)
    known = {"entrust": (keeping.RULE, "about", _entrust), "end": (keeping.END, "ending", _end)}
    if what not in known:
        raise Http404
    fields, name, act = known[what]
    values = typed(fields, request.POST)
    try:
        said = act(rule, values, visit, version(request))
    except Refused as refusal:
        return _rule(request, visit, rule, {name: refused(values, refusal, fields, prefix=f"{name}-")}, refusal)
    messages.success(request, said)
    return redirect("desk:disclosure:house_rule", number)


def _entrust(rule: HouseRule, values: Mapping[str, str], visit: Visit, expect: int) -> str:
    actions.entrust_rule(rule, values, actor=visit.actor, at=visit.at, expect=expect)
    return _("保管和公开属性已改")


def _end(rule: HouseRule, values: Mapping[str, str], visit: Visit, expect: int) -> str:
    ended = actions.end_rule(rule, values, actor=visit.actor, at=visit.at, expect=expect)
    return _("自 %(day)s 起失效") % {"day": ended.ends_on}


@only()
def compare(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Two versions of a rule, line by line; without a choice the two newest."""
    rule = _found(number)
    versions = {each.number: each for each in rule.versions.all()}
    after = versions.get(whole(request.GET.get("to"), longest=6) or rule.latest)
    before = versions.get(whole(request.GET.get("from"), longest=6) or (after.number - 1 if after else 0))
    if after is None or before is None:
        raise Http404
    pairs = [
        (keeping.VERSION[0].label, before.title, after.title),
        (keeping.VERSION[1].label, before.document_no, after.document_no),
        (keeping.VERSION[2].label, before.text, after.text),
    ]
    told = [(label, keeping.differing_lines(old, new)) for label, old, new in pairs if old != new]
    context = {
        "rule": rule,
        "before": before,
        "after": after,
        "differences": told,
        "versions": sorted(versions.values(), key=lambda each: each.number),
    }
    return show(request, visit, "desk/disclosure/house_rule_compare.html", context)
