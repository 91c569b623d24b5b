"""The templates of the office: one is looked at, edited with its faults shown while one types, released by another."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.gate import Visit
from yihaotong.disclosure import city
from yihaotong.journal.refusal import Refused
from yihaotong.letters import access, actions
from yihaotong.letters.models import Template, Version
from yihaotong.letters.rules import checking, comparing, moves, placeholders, templates
from yihaotong.letters.rules.comparing import Change
from yihaotong.letters.rules.templates import Content
from yihaotong.letters.rules.writing import Letterhead

READERS = tuple(sorted(moves.READERS))


@dataclass(frozen=True)
class Told:
    """One version as the page tells it: where it stands, by whom, what it changed."""

    version: Version
    stage: moves.Stage
    by: str
    decided_by: str
    changes: list[tuple[str, list[Change]]]


@only(*READERS)
def every(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All letters of the office, in the order in which an application meets them."""
    rows = access.every()
    waiting = [template for template, row in rows if row.awaits_release]
    return show(request, visit, "desk/letters/templates.html", {"rows": rows, "waiting": waiting})


@only(*READERS)
def one(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """One template; what a button does is named in `do`."""
    template = _known(code)
    if request.method != "POST":
        return _page(request, visit, template, _newest(template))
    content = checking.content_of({name: request.POST.get(name, "") for name in templates.PARTS})
    try:
        said = _act(request, visit, template)
    except Refused as refusal:
        return _page(request, visit, template, content, refusal=refusal)
    messages.success(request, said, extra_tags=request.path)
    return redirect("desk:letters:template", code)


def _act(request: HttpRequest, visit: Visit, template: templates.Template) -> str:
    """What to say when it is done. Raises Refused."""
    about: dict[str, Any] = {"actor": visit.actor, "at": visit.at, "expect": _expected(request)}
    match request.POST.get("do"):
        case "release":
            version = actions.release(template.code, **about)
            return _("第 %(number)s 版已发布，从现在起用它") % {"number": version.number}
        case "turn_down":
            actions.turn_down(template.code, reason=request.POST.get("reason", ""), **about)
            return _("已退回，起草人可以再写一版")
        case "restore":
            actions.restore(template.code, **about)
            return _("出厂文本已存为新版本，发布以后使用")
        case _:
            version = actions.write(template.code, request.POST.dict(), note=request.POST.get("why", ""), **about)
            return _("已存为第 %(number)s 版，由公开工作负责人发布以后使用") % {"number": version.number}


@only(*READERS)
def check(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """What is wrong with the text as it stands in the form now."""
    template = _known(code)
    if request.method != "POST":
        return redirect("desk:letters:template", code)
    content = checking.content_of(request.POST.dict())
    return show(request, visit, "desk/letters/_faults.html", _checked(template, content))


@only(*READERS)
def preview(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """A PDF with made-up facts: of the text in the form, of a version, or of what is in force."""
    template = _known(code)
    content = _newest(template)
    if request.method == "POST":
        content = checking.content_of(request.POST.dict())
    elif (number := whole(request.GET.get("version", ""), longest=9)) is not None:
        content = _of_version(template, number)
    try:
        made = access.preview_of_content(code, content, letterhead=letterhead(), at=visit.at)
    except Refused as refusal:
        return _page(request, visit, template, content, refusal=refusal)
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": "inline"})


def letterhead() -> Letterhead:
    """The organ as it stands at the head of its letters."""
    organ = city.organ()
    return Letterhead(organ.signs_as, organ.short_name, "", organ.phone, organ.address, organ.postcode)


def _page(
    request: HttpRequest,
    visit: Visit,
    template: templates.Template,
    content: Content,
    *,
    refusal: Refused | None = None,
) -> HttpResponse:
    row = access.row_of(template.code)
    told = _told(template, row)
    context = _checked(template, content) | {
        "template": template,
        "row": row,
        "content": content,
        "in_force": _of_version(template, row.released),
        "told": told,
        "waiting": next((each for each in told if each.stage is moves.Stage.WAITING), None),
        "own": any(each.stage is moves.Stage.WAITING and each.version.by == visit.actor.key for each in told),
        "writes": moves.may("write", visit.actor),
        "releases": moves.may("release", visit.actor),
        "placeholders": _placeholders(template),
        "refusal": refusal,
        "why": request.POST.get("why", ""),
        "reason": request.POST.get("reason", ""),
        "expect": request.POST.get("expect", row.latest),
    }
    status = 422 if refusal else 200
    return show(request, visit, "desk/letters/template.html", context, status=status)


def _checked(template: templates.Template, content: Content) -> dict[str, Any]:
    """All faults, and the first of each field for its input."""
    faults = access.faults(template, content)
    return {"faults": faults, "wrong": {fault.field: fault.message for fault in reversed(faults)}}


def _told(template: templates.Template, row: Template) -> list[Told]:
    """The newest first, each with what it changed of the one before."""
    versions = access.versions_of(template.code)
    deciders = {version.pk: version.released_by or version.turned_down_by for version in versions}
    names = names_of({each.by for each in versions} | set(filter(None, deciders.values())))
    before = [*(access.content_of(each) for each in versions[1:]), template.shipped]
    return [
        Told(
            version,
            access.stage_of(version, row),
            names.get(version.by, ""),
            names.get(deciders[version.pk], ""),
            comparing.changes(earlier, access.content_of(version)),
        )
        for version, earlier in zip(versions, before, strict=False)
    ]


def _placeholders(template: templates.Template) -> list[tuple[placeholders.Placeholder, str]]:
    known = placeholders.known()
    own = [(known[name], "required" if name in template.required else "optional") for name in template.open]
    head, says = letterhead(), _("取自本单位的设置")
    fields = placeholders.OF_LETTERHEAD.items()
    given = [(placeholders.Placeholder(name, says, str(getattr(head, field))), "head") for name, field in fields]
    return [*own, *given]


def _newest(template: templates.Template) -> Content:
    """What an editor starts from: the newest version, unless it was turned down."""
    row = access.row_of(template.code)
    return _of_version(template, row.latest if row.latest != row.turned_down else row.released)


def _of_version(template: templates.Template, number: int) -> Content:
    """Raises Http404 for a version there is none of."""
    if not number:
        return template.shipped
    try:
        return access.content_of(access.version_of(template.code, number))
    except Version.DoesNotExist:
        raise Http404 from None


def _known(code: str) -> templates.Template:
    try:
        return templates.template(code)
    except Refused:
        raise Http404 from None


def _expected(request: HttpRequest) -> int:
    """The version the page showed; one that never was for anything else."""
    found = whole(request.POST.get("expect", ""), longest=9)
    return 999_999_999 if found is None else found
