"""What everybody may read: interpretations with their policies, budgets, answers to proposals, activities. Only what
a released article, or an address on another site, stands behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yihaotong.cases.rules.numbers import whole
from yihaotong.disclosure.city import organ
from yihaotong.engagement import access
from yihaotong.engagement.models import Record
from yihaotong.engagement.rules import proposals as rules
from yihaotong.engagement.rules.codes import (
    ActivityKind,
    Bond,
    BudgetKind,
    Form,
    Progress,
    ProposalKind,
    Publicity,
    Result,
)
from yihaotong.portal import pages

PER_PAGE = 20


@dataclass(frozen=True)
class Line:
    """One record in a public list; `url` leads to its article or to another site."""

    title: str
    url: str
    facts: tuple[str, ...]
    day: Any
    policy: str = ""
    policy_url: str = ""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is open now, and the ways to the lists."""
    at = timezone.now()
    open_now = [each for each in access.public_activities()[:PER_PAGE] if access.takes_sign_ups(each, at)]
    return pages.show(request, "portal/engagement/home.html", {"open": open_now, "organ": organ()})


@require_safe
def interpretations(request: HttpRequest) -> HttpResponse:
    page = _page(request, access.public_interpretations())
    bound = access.bindings_of(page.object_list)
    lines = [
        Line(
            each.title,
            _address(each, bound[each.key], Bond.RELEASE),
            (Form(each.form).label,),
            each.released_on,
            f"{each.policy_title}{f'（{each.policy_number}）' if each.policy_number else ''}",
            _address(each, bound[each.key], Bond.POLICY) or each.policy_link,
        )
        for each in page
    ]
    return _list(request, page, lines, _("政策解读"), _("解读和它解读的政策互相对应；政策页上也看得到解读。"))


@require_safe
def budgets(request: HttpRequest) -> HttpResponse:
    page = _page(request, access.public_budgets())
    bound = access.bindings_of(page.object_list)
    lines = [
        Line(
            each.title,
            _address(each, bound[each.key], Bond.RELEASE),
            (BudgetKind(each.kind).label, f"{each.approved_on.isoformat()} {_('批复')}"),
            each.released_on,
        )
        for each in page
    ]
    return _list(request, page, lines, _("财政预决算"), _("批复后二十日内公开，并说明机关运行经费（预算法第十四条）。"))


@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """The answers that are public, and how the handling of this year's goes."""
    page = _page(request, access.public_proposals())
    bound = access.bindings_of(page.object_list)
    lines = [
        Line(
            each.title,
            _address(each, bound[each.key], Bond.RELEASE),
            (
                f"{each.year} {ProposalKind(each.kind).label} {each.number}",
                Result(each.result).label if each.result else "",
                Publicity(each.publicity).label,
            ),
            each.released_on,
        )
        for each in page
    ]
    year = localdate(timezone.now()).year
    told = access.handling(access.proposals_in(year))
    handling = {"year": year, "told": told, "answered": rules.rate(told.answered, told.received)}
    says = _("公开的是办理复文；不含代表、委员的联系方式。")
    return _list(request, page, lines, _("建议提案办理"), says, handling=handling)


@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    page, at = _page(request, access.public_activities()), timezone.now()
    lines = [
        Line(
            each.title,
            reverse("portal:engagement:activity", args=[each.pk]),
            (
                ActivityKind(each.kind).label,
                each.place,
                _("正在报名") if access.takes_sign_ups(each, at) else Progress(each.progress).label,
            ),
            localdate(each.starts_at),
        )
        for each in page
    ]
    return _list(request, page, lines, _("政府开放日和活动"), _("点名称看公告、报名。"))


def _page(request: HttpRequest, found: QuerySet[Any]) -> Page[Any]:
    return Paginator(found, PER_PAGE).get_page(whole(request.GET.get("page", "")) or 1)


def _address(record: Record, bound: Sequence[Any], bond: Bond) -> str:
    """Where the public reads it: our article, else the address on another site; "" where it is nowhere."""
    for each in bound:
        if each.bond == bond and each.public_on and not each.gone_at:
            return reverse("portal:articles:article", args=[whole(each.article.rpartition(":")[2])])
    return record.released_link if bond is Bond.RELEASE else ""


def _list(request: HttpRequest, page: Page[Any], lines: list[Line], title: str, says: str, **more: Any) -> HttpResponse:
    context = {
        "lines": lines,
        "title": title,
        "says": says,
        "page": {
            "before": f"page={page.previous_page_number()}" if page.has_previous() else "",
            "after": f"page={page.next_page_number()}" if page.has_next() else "",
        },
    }
    return pages.show(request, "portal/engagement/list.html", context | more)
