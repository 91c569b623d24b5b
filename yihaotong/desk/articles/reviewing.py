"""The review page: the text with what was found beside the five gates, answered by keys."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yihaotong.articles import access, actions
from yihaotong.articles.models import Article
from yihaotong.articles.rules import diff
from yihaotong.articles.rules.checks import grouped
from yihaotong.articles.rules.codes import GATE_ASKS, LEVEL_AT, Found, Gate, gates_named
from yihaotong.articles.rules.moves import GATE_FIELDS, REVIEW_AT, REVIEWERS
from yihaotong.cases import forms
from yihaotong.cases.rules.fields import Field
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.articles.showing import found, shown, signatures
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.gate import Visit
from yihaotong.journal.refusal import Refused

_KEYS = {Found.PASSED: "p", Found.REMARK: "m", Found.FAILED: "f"}


@dataclass(frozen=True)
class Asked:
    """One gate on the page."""

    number: int
    gate: Gate
    asks: str
    choices: list[tuple[str, str, str, bool]]
    words: Field
    value: str
    error: str
    words_error: str


@only(*REVIEWERS)
def review(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """审一篇稿件：正文和疑点在左，五关和校对在右；可全用键盘"""
    article = found(visit, number)
    if refused := _not_his(article, visit):
        messages.error(request, refused)
        return redirect("desk:articles:article", number)
    if request.method != "POST":
        return _page(request, visit, article, forms.Form({}))
    values = forms.typed(GATE_FIELDS, request.POST)
    try:
        kept = actions.review(
            article,
            forms.given(GATE_FIELDS, values),
            actor=visit.actor,
            at=visit.at,
            expect=_expected(request),
            digest=request.POST.get("digest", ""),
        )
    except Refused as refusal:
        form = forms.checked(GATE_FIELDS, values) or forms.refused(values, refusal)
        return _page(request, visit, found(visit, number), form)
    messages.success(request, _("已记下：通过。") if kept.passed else _("已退回起草，作者会看到您的意见。"))
    return redirect("desk:articles:queue")


def _not_his(article: Article, visit: Visit) -> str:
    """Why he may not do the level that is waited for; "" if he may."""
    move = REVIEW_AT.get(article.at_progress)
    if move is None:
        return _("这篇稿件现在没有等审。")
    if not move.by & visit.actor.roles:
        return _("这篇稿件现在等的是%(level)s，不归您审。") % {"level": move.label}
    try:
        access.check_whose(move, article, visit.actor)
    except Refused as refusal:
        return refusal.message
    return ""


def _expected(request: HttpRequest) -> int:
    written = request.POST.get("expect", "")
    return whole(written) or 0


def _page(request: HttpRequest, visit: Visit, article: Article, form: forms.Form) -> HttpResponse:
    level = LEVEL_AT.get(article.at_progress)
    if level is None:
        messages.error(request, form.heading or _("这篇稿件已经不在审核中。"))
        return redirect("desk:articles:article", article.pk)
    version = access.latest_of(article)
    before = access.last_reviewed(article, level)
    findings = access.last_look(version)
    settled = access.settled_of(article)
    signed = [each for each in signatures(article) if not each.void or not each.passed]
    context: dict[str, Any] = {
        "article": article,
        "level": level,
        "shown": shown(article, version, visit, findings),
        "findings": [(each, settled.get(each.fingerprints[0])) for each in grouped(findings)],
        "count": len(findings),
        "gates_named": gates_named(),
        "gates": [_asked(number, gate, form) for number, gate in enumerate(Gate, 1)],
        "form": form,
        "proofread": GATE_FIELDS[-2],
        "corrections": GATE_FIELDS[-1],
        "signatures": signed,
        "told": any(each.said or each.corrections or not each.passed for each in signed),
        "before": before,
        "changes": diff.changes(access.content_of(before), access.content_of(version)) if before else [],
        "deadline": access.level_deadline(article),
        "keys": _KEYS,
        "watermark": article.index_number,
    }
    return show(request, visit, "desk/articles/review.html", context, status=422 if form.heading else 200)


def _asked(number: int, gate: Gate, form: forms.Form) -> Asked:
    value = form.values.get(gate.value, "")
    words = next(field for field in GATE_FIELDS if field.name == f"{gate.value}_words")
    return Asked(
        number,
        gate,
        GATE_ASKS[gate],
        [(each.value, each.label, key, each.value == value) for each, key in _KEYS.items()],
        words,
        form.values.get(words.name, ""),
        form.errors.get(gate.value, ""),
        form.errors.get(words.name, ""),
    )
