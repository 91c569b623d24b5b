"""Writing the version that is being made: begun, its rows added, changed, moved, merged, removed, or brought in by a
table."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from yihaotong.accounts.rules import Role
from yihaotong.cases import forms
from yihaotong.cases.forms import Form
from yihaotong.cases.rules.fields import Field
from yihaotong.cases.rules.numbers import whole
from yihaotong.catalogue import access, actions
from yihaotong.catalogue.models import Row, Version
from yihaotong.catalogue.rules.codes import Progress
from yihaotong.catalogue.rules.laws import articles, laws
from yihaotong.catalogue.rules.moves import REASON
from yihaotong.catalogue.rules.rows import DEFAULTS, FIELDS, HEADING_FIELDS
from yihaotong.catalogue.rules.timing import Timing
from yihaotong.desk.catalogue import shown
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.journal.refusal import Refused

#: A catalogue has some hundred rows: a file that is larger is another one.
_LARGEST = 5 * 1024 * 1024
_OFFICER = Role.DISCLOSURE_OFFICER


def _draft() -> Version:
    """The version whose rows may be written now. Raises Http404."""
    draft = access.version_being_made()
    if draft is None or draft.progress != Progress.DRAFTING:
        raise Http404
    return draft


def _turn(request: HttpRequest) -> int:
    return whole(request.POST.get("turn"), longest=9) or 0


def _who(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    return {"actor": visit.actor, "at": visit.at, "expect": _turn(request)}


@only(_OFFICER)
def begin(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A new version; on GET the page that asks why."""
    values = forms.typed((REASON,), request.POST)
    form = Form(values)
    if request.method == "POST":
        try:
            actions.begin(actor=visit.actor, at=visit.at, reason=values["reason"])
        except Refused as refusal:
            form = forms.refused(values, refusal)
        else:
            return redirect("desk:catalogue:draft")
    context = {"form": form, "reason": REASON, "in_force": access.version_in_force(visit.at)}
    return show(request, visit, "desk/catalogue/begin.html", context, status=422 if form.heading else 200)


@only(_OFFICER)
def draft(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All rows of the draft, each with what may be done to it; a first-level item is added here."""
    found = _draft()
    form = Form({})
    if request.method == "POST":
        values = forms.typed(HEADING_FIELDS, request.POST)
        try:
            added = actions.add_heading(found, values["name"], **_who(request, visit))
        except Refused as refusal:
            form = forms.refused(values, refusal)
        else:
            messages.success(request, _("已加上一级事项，接着写它下面的二级事项"), extra_tags=request.path)
            return redirect(f"{reverse('desk:catalogue:draft')}#{added.key}")
    return _page(request, visit, form)


def _page(request: HttpRequest, visit: Visit, form: Form) -> HttpResponse:
    found = _draft()
    rows = access.rows_of(found)
    base = access.versions().filter(pk=found.based_on).first() if found.based_on else None
    context = {
        "version": found,
        "tree": shown.tree(rows, shown.today(visit.at)),
        "count": sum(bool(row.parent) for row in rows),
        "heading_fields": HEADING_FIELDS,
        "form": form,
        "differences": access.differences(base, found) if base else [],
        "before": base,
    }
    return show(request, visit, "desk/catalogue/draft.html", context, status=422 if form.heading else 200)


@dataclass(frozen=True)
class _At:
    """A visit to the draft."""

    request: HttpRequest
    visit: Visit
    draft: Version


@only(_OFFICER)
def new_row(request: HttpRequest, visit: Visit) -> HttpResponse:
    found = _draft()
    here = _At(request, visit, found)
    parent = request.POST.get("parent", request.GET.get("parent", ""))
    head = found.rows.filter(matter=parent, parent="").first()
    if head is None:
        raise Http404
    if request.method != "POST":
        return _form(here, head, None, Form(dict(DEFAULTS)))
    values = forms.typed(FIELDS, request.POST)
    if (faulty := forms.checked(FIELDS, values)) is not None:
        return _form(here, head, None, faulty)
    try:
        row = actions.add_row(found, parent, values, **_who(request, visit))
    except Refused as refusal:
        return _form(here, head, None, forms.refused(values, refusal))
    messages.success(request, _("已加上“%(name)s”") % {"name": row.name}, extra_tags=request.path)
    if request.POST.get("another"):
        return redirect(f"{reverse('desk:catalogue:new_row')}?parent={parent}")
    return redirect(f"{reverse('desk:catalogue:draft')}#{row.key}")


@only(_OFFICER)
def edit_row(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """Other words for a row, another place, or no place at all; each with its reason once it was released."""
    found = _draft()
    here = _At(request, visit, found)
    row = or_404(found.rows.select_related("version").get, matter=key)
    head = found.rows.filter(matter=row.parent).first() if row.parent else None
    if request.method != "POST":
        return _form(here, head, row, Form(_values(row)))
    do = request.POST.get("do", "change")
    fields = _fields(do, row)
    values = forms.typed(fields, request.POST)
    reason = request.POST.get("reason", "")
    if (faulty := forms.checked(fields, values)) is not None:
        return _form(here, head, row, replace(faulty, values={**faulty.values, "reason": reason}))
    try:
        said = _acted(do, here, row, values)
    except Refused as refusal:
        form = forms.refused({**_values(row), **values, "reason": reason, "to": "", "into": ""}, refusal)
        return _form(here, head, row, form, 409 if refusal.code == "stale" else 422)
    messages.success(request, said, extra_tags=request.path)
    gone = do in {"merge", "remove"}
    return redirect(f"{reverse('desk:catalogue:draft')}#{row.parent if gone else row.key}")


def _fields(do: str, row: Row) -> tuple[Field, ...]:
    if do != "change":
        return ()
    return FIELDS if row.parent else HEADING_FIELDS


def _values(row: Row) -> dict[str, str]:
    cells = access.cells_of(row)
    return cells | {"timing": Timing.parse(row.timing).chinese if row.timing else ""}


def _acted(do: str, here: _At, row: Row, values: Mapping[str, str]) -> str:
    posted = here.request.POST
    who = _who(here.request, here.visit) | {"reason": posted.get("reason", "")}
    if do == "change":
        actions.change_row(here.draft, row.key, values, **who)
        return _("已保存“%(name)s”") % {"name": values["name"]}
    if do == "shift":
        actions.shift_row(here.draft, row.key, posted.get("to", ""), **who)
        return _("已移动“%(name)s”") % {"name": row.name}
    if do == "merge":
        other = actions.merge_row(here.draft, row.key, posted.get("into", ""), **who)
        return _("“%(name)s”已并入“%(other)s”") % {"name": row.name, "other": other.name}
    if do == "remove":
        actions.remove_row(here.draft, row.key, **who)
        return _("已取消“%(name)s”") % {"name": row.name}
    raise Http404


def _form(here: _At, head: Row | None, row: Row | None, form: Form, status: int | None = None) -> HttpResponse:
    newest = access.version_being_made() or here.draft
    rows = access.rows_of(newest)
    is_heading = row is not None and not row.parent
    context = {
        "version": newest,
        "head": head,
        "row": row,
        "form": form,
        "fields": HEADING_FIELDS if is_heading else FIELDS,
        "is_heading": is_heading,
        "options": _options(here.visit),
        "reason": REASON,
        "asks_reason": row is not None and _released(newest, row),
        "headings": [each for each in rows if not each.parent and (row is None or each.key != row.parent)],
        "others": [each for each in rows if each.parent and (row is None or each.key != row.key)],
    }
    code = status or (422 if form.heading else 200)
    return show(here.request, here.visit, "desk/catalogue/row_form.html", context, status=code)


def _released(found: Version, row: Row) -> bool:
    return found.based_on is not None and Row.objects.filter(version=found.based_on, matter=row.key).exists()


def _options(visit: Visit) -> dict[str, list[tuple[str, list[tuple[str, str]]]]]:
    """The lists of a row's form, as groups."""
    twenty = [(each.code, each.says) for each in articles().values() if each.code.startswith("20-")]
    others = [(each.code, each.says) for each in articles().values() if each.code.startswith("21-")]
    kinds = [(law.code, f"{law.name}：{law.timing.chinese}（{law.basis}）") for law in laws().values()]
    return {
        "unit": [("", access.section_choices(shown.today(visit.at)))],
        "article": [(_("第二十条"), twenty), (_("第二十一条（设区的市、县级）"), others)],
        "law": [("", kinds)],
    }


@only(_OFFICER)
def bring(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Rows from a table: what came in, and what did not, by row and column."""
    found = _draft()
    context: dict[str, Any] = {"version": found, "reason": REASON}
    if request.method != "POST":
        return show(request, visit, "desk/catalogue/bring.html", context | {"form": Form({})})
    file, reason = request.FILES.get("file"), request.POST.get("reason", "")
    try:
        if not isinstance(file, UploadedFile):
            raise Refused("missing", _("请先选择文件"), "file")
        brought = _brought(file, found, reason, request, visit)
    except Refused as refusal:
        form = forms.refused({"file": "", "reason": reason}, refusal)
        return show(request, visit, "desk/catalogue/bring.html", context | {"form": form}, status=422)
    return show(
        request,
        visit,
        "desk/catalogue/bring.html",
        context | {"form": Form({}), "brought": brought, "version": _draft()},
    )


def _brought(file: UploadedFile, found: Version, reason: str, request: HttpRequest, visit: Visit) -> Any:
    if (file.size or 0) > _LARGEST:
        raise Refused("too-large", _("文件超过 5 MB，不像是一份目录"), "file")
    with TemporaryDirectory() as directory:
        path = Path(directory) / "catalogue"
        with path.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        return actions.bring(path, found, reason=reason, **_who(request, visit))
