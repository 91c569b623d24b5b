"""政府信息公开 for the public: the guide with its versions, the rules, the organisation."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from yihaotong.accounts.rules import VISITOR
from yihaotong.disclosure import access, city
from yihaotong.disclosure.models import Guide, HouseRule
from yihaotong.disclosure.rules import flow, guides, keeping
from yihaotong.disclosure.rules.codes import Standing
from yihaotong.files import access as files
from yihaotong.files.models import File
from yihaotong.portal import pages


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The guide in force, with its versions."""
    return _guide(request, access.guide_on(localdate(timezone.now())))


@require_safe
def guide_version(request: HttpRequest, number: int) -> HttpResponse:
    """A version that held, or holds, with what it changed."""
    found = access.guides_approved().filter(number=number, in_force_from__lte=localdate(timezone.now())).first()
    if found is None:
        raise Http404
    return _guide(request, found)


def _guide(request: HttpRequest, found: Guide | None) -> HttpResponse:
    today = localdate(timezone.now())
    versions = list(access.guides_approved().filter(in_force_from__lte=today))
    before = access.guide_before(found) if found else None
    says = found.says if found else {}
    context = {
        "guide": found,
        "latest": bool(found and versions and found.pk == versions[0].pk),
        "lines": [(field.name, field.label, says[field.name]) for field in guides.FIELDS if says.get(field.name)],
        "differences": guides.differences(before.says, says) if before else [],
        "before": before,
        "versions": versions,
        "organ": city.organ(),
        "files": access.files_of(found.key)[found.key] if found else [],
    }
    return pages.show(request, "portal/disclosure/guide.html", context)


@require_safe
def application_form(request: HttpRequest) -> HttpResponse:
    """政府信息公开申请表, to print and fill in by hand (条例 art. 29)."""
    context = {"organ": city.organ()}
    return pages.show(request, "portal/disclosure/application_form.html", context)


@require_safe
def flow_chart(request: HttpRequest) -> HttpResponse:
    """依申请公开办理流程图: every step with its limit and its article."""
    context = {"steps": flow.steps()}
    return pages.show(request, "portal/disclosure/flow.html", context)


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The rules that hold today and are for the public."""
    context = {"rules": access.rules_on(localdate(timezone.now()), public=True)}
    return pages.show(request, "portal/disclosure/rules.html", context)


@require_safe
def rule(request: HttpRequest, number: int) -> HttpResponse:
    """One rule for the public as it holds today; one that has ended says so."""
    try:
        found = access.house_rule_for(number, public=True)
    except HouseRule.DoesNotExist:
        raise Http404 from None
    held = access.held_on(found, localdate(timezone.now()))
    if held.standing is Standing.TO_COME:
        raise Http404
    context = {
        "held": held,
        "paragraphs": keeping.paragraphs(held.version.text),
        "files": access.files_of(held.version.key)[held.version.key],
    }
    return pages.show(request, "portal/disclosure/rule.html", context)


@require_safe
def organisation(request: HttpRequest) -> HttpResponse:
    """Who answers for disclosure today."""
    context = {"organisation": access.organisation_on(localdate(timezone.now())), "organ": city.organ()}
    return pages.show(request, "portal/disclosure/organisation.html", context)


@require_safe
def file(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """A fresh address of a file that is for the public."""
    at: datetime = timezone.now()
    try:
        found = access.public_file(key, localdate(at))
    except File.DoesNotExist:
        raise Http404 from None
    return redirect(files.address(found, reader=VISITOR.key, at=at))
