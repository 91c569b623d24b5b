"""What waits, what failed, what has to come back; and the outlets of one article with the text for each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of
from yihaotong.articles import access as articles
from yihaotong.articles.actions.releasing import url_path
from yihaotong.articles.models import Article
from yihaotong.cases import forms
from yihaotong.cases.forms import Form
from yihaotong.cases.rules.fields import Field
from yihaotong.cases.rules.numbers import whole
from yihaotong.clock import missed
from yihaotong.desk import subjects
from yihaotong.desk.disclosure.frame import only
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.desk.outlets import parts
from yihaotong.disclosure.city import organ
from yihaotong.journal.refusal import Refused
from yihaotong.outlets import access, actions, printing
from yihaotong.outlets.models import Delivery
from yihaotong.outlets.rules import texts
from yihaotong.outlets.rules.codes import OUTWARD, Kind, Progress
from yihaotong.outlets.rules.forms import GONE_FIELDS, RECEIPT_FIELDS
from yihaotong.outlets.rules.tables import label, outlets
from yihaotong.outlets.rules.texts import Draft

_MOST = 50


def _article_of(_actor: object, rest: str) -> str:
    number = whole(rest)
    found = Delivery.objects.filter(pk=number).values_list("article", flat=True).first() if number else None
    return reverse("desk:outlets:article", args=[found]) if found else ""


subjects.register("delivery", _article_of)


@dataclass(frozen=True)
class Row:
    """One delivery in a list."""

    delivery: Delivery
    title: str
    label: str
    progress: str
    machine: bool
    late: bool
    by: str
    #: It has to be looked for; what a correction asks for.
    owed: bool
    correction: str


def rows_of(found: list[Delivery], at: datetime) -> list[Row]:
    served = access.machines()
    names = names_of({each.receipt_by for each in found if each.receipt_by})
    old = access.old_places(found)
    owed = access.owed(found)
    return [
        Row(
            each,
            each.release.version.title,
            label(each.outlet),
            (Progress.RECALLED if each.pk in owed else Progress(each.progress)).label,
            access.kind_of(each.outlet, served) is Kind.MACHINE,
            missed(each.due_at, at),
            names.get(each.receipt_by, ""),
            each.pk in owed,
            parts.correction_of(each, old.get(each.pk, ())) if each.pk in owed or each.pk in old else "",
        )
        for each in found
    ]


@only(*access.KEEPERS)
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """待撤下、没送到、待送，最急的在前"""
    back, out = access.to_take_down(), access.to_carry()
    failing = access.failing()
    context = {
        "back": rows_of(list(back[:_MOST]), visit.at),
        "back_count": back.count(),
        "failing": rows_of(list(failing[:_MOST]), visit.at),
        "failing_count": failing.count(),
        "down": [(each, label(each)) for each in outlets() if each in set(failing.values_list("outlet", flat=True))],
        "out": rows_of(list(out.filter(failing_since=None)[:_MOST]), visit.at),
        "out_count": out.filter(failing_since=None).count(),
        "items": [(item, label(item.outlet)) for item in access.items_to_take_down()[:_MOST]],
        "withdrawn": list(access.withdrawn()[:10]),
        "outlets": [(row, access.kind_of(row.outlet).label) for row in outlets().values()],
    }
    return parts.show(request, visit, "home.html", context, here="home")


@only(*access.KEEPERS)
def try_now(request: HttpRequest, visit: Visit, outlet: str) -> HttpResponse:
    """接口通了，现在就再试"""
    if request.method == "POST":
        try:
            many = actions.try_now(outlet, actor=visit.actor, at=visit.at)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            told = _("%(many)d 件半分钟内再试，结果看这一页") % {"many": many}
            messages.success(request, told, extra_tags=request.path)
    return redirect("desk:outlets:home")


# --- one article -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """One outlet of an article: how it stands there, the text for it, the form that is open."""

    row: Row
    draft: Draft | None
    act: str
    form: Form
    fields: tuple[Field, ...]


@only(*access.KEEPERS)
def article(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """一篇稿件在各渠道：文稿、回执、撤下"""
    found = or_404(access.article_for, visit.actor, number)
    return _page(request, visit, found, {})


def _page(
    request: HttpRequest, visit: Visit, found: Article, came_back: Mapping[int, Form], *, status: int = 200
) -> HttpResponse:
    rows = rows_of(access.of_article(found), visit.at)
    newest = found.shown.number
    drafts = _drafts(found) if found.is_public else {}
    cards = [_card(row, drafts, came_back, visit) for row in rows if row.delivery.number == newest or _open(row)]
    context = {
        "article": found,
        "title": found.shown.version.title,
        "cards": cards,
        "earlier": [row for row in rows if row.delivery.number != newest and not _open(row)],
        "certificate": access.certificate(found) if found.withdrawn_at else None,
        "items": [(item, label(item.outlet)) for item in found.elsewhere.order_by("on", "pk")],
        "form": next(iter(came_back.values()), Form({})),
    }
    return parts.show(request, visit, "article.html", context, here="home", status=status)


def _open(row: Row) -> bool:
    return row.owed or Progress(row.delivery.progress) in {*OUTWARD, Progress.RECEIPTED}


def _drafts(found: Article) -> dict[str, Draft]:
    content = articles.content_of(found.shown.version)
    url = f"{organ().site.rstrip('/')}{url_path(found)}"
    return {"wechat": texts.wechat(content), "weibo": texts.weibo(content, url)}


def _card(row: Row, drafts: Mapping[str, Draft], came_back: Mapping[int, Form], visit: Visit) -> Card:
    each = row.delivery
    progress, prefix = Progress(each.progress), f"d{each.pk}-"
    act, values = "", dict[str, str]()
    fields: tuple[Field, ...] = ()
    if progress in OUTWARD and each.outlet != "archive":
        act, fields = "receipt", RECEIPT_FIELDS
    elif progress is Progress.RECEIPTED and each.outlet not in {"site", "archive"}:
        act, fields, values = "readdress", RECEIPT_FIELDS, {"address": each.address}
    elif row.owed:
        seen = {"seen_at": f"{localtime(visit.at):%Y-%m-%dT%H:%M}", "seen_by": visit.person.name}
        act, fields, values = "gone", GONE_FIELDS, seen
    draft = drafts.get(each.outlet) if act == "receipt" else None
    return Card(row, draft, act, came_back.get(each.pk, Form(values, prefix=prefix)), fields)


@only(*access.KEEPERS)
def receipt(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """登记已在这一渠道发布"""
    return _act(request, visit, number, _Act(RECEIPT_FIELDS, actions.receipt, _("已登记")))


@only(*access.KEEPERS)
def readdress(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """改正登记错的网址"""
    return _act(request, visit, number, _Act(RECEIPT_FIELDS, actions.readdress, _("已改正")))


@only(*access.KEEPERS)
def gone(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """登记这一渠道已经没有"""
    return _act(request, visit, number, _Act(GONE_FIELDS, actions.see_gone, _("已登记撤下")))


@dataclass(frozen=True)
class _Act:
    """An act with its form, and what is said once it is done."""

    fields: tuple[Field, ...]
    do: Callable[..., Delivery]
    said: str


def _act(request: HttpRequest, visit: Visit, number: int, act: _Act) -> HttpResponse:
    each = or_404(access.delivery_for, visit.actor, number)
    if request.method != "POST":
        return redirect("desk:outlets:article", each.article_id)
    prefix = f"d{each.pk}-"
    values = forms.typed(act.fields, request.POST)
    wrong = forms.checked(act.fields, values, prefix=prefix)
    if wrong is None:
        try:
            data = forms.given(act.fields, values)
            act.do(each, data, actor=visit.actor, at=visit.at, expect=parts.expected(request))
        except Refused as refusal:
            wrong = forms.refused(values, refusal, prefix=prefix)
        else:
            messages.success(request, act.said, extra_tags=request.path)
            return redirect("desk:outlets:article", each.article_id)
    return _page(request, visit, access.article_for(visit.actor, each.article_id), {each.pk: wrong}, status=422)


# --- files -----------------------------------------------------------------------------------------------------------


@only(*access.KEEPERS)
def board(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """公示栏张贴的 A4 版"""
    found = or_404(access.article_for, visit.actor, number)
    if not found.is_public:
        messages.error(request, _("已撤下，不再张贴"))
        return redirect("desk:outlets:article", number)
    try:
        made = printing.board(found, visit.at)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("desk:outlets:article", number)
    return parts.sent(made, f"公示-{found.index_number.replace('/', '-')}.pdf", parts.PDF)


@only(*access.KEEPERS)
def notice(_request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """给接收单位的停止提供通知"""
    each = or_404(access.delivery_for, visit.actor, number)
    if not access.owed([each]):
        return redirect("desk:outlets:article", each.article_id)
    return parts.sent(printing.notice(each, visit.at), f"停止提供通知-{each.pk}.pdf", parts.PDF)


@only(*access.KEEPERS)
def certificate(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """出具撤下证明：记入日志"""
    found = or_404(access.article_for, visit.actor, number)
    if request.method != "POST":
        return redirect("desk:outlets:article", number)
    try:
        made = printing.certificate(actions.certify(found, actor=visit.actor, at=visit.at), visit.at)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("desk:outlets:article", number)
    return parts.sent(made, f"撤下证明-{found.index_number.replace('/', '-')}.pdf", parts.PDF)
