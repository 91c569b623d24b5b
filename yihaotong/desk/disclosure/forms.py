"""Forms of the office: what was typed, what the rules said to it, what may be chosen; files that come with a record."""

import contextlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.cases.forms import Fault, Form
from yihaotong.cases.rules.fields import Field, faults
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.disclosure.frame import only
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.disclosure import access, actions
from yihaotong.disclosure.actions.attaching import Record
from yihaotong.files import access as files
from yihaotong.journal.refusal import Refused

Options = list[tuple[str, str]]
Groups = list[tuple[str, Options]]
_ANSWERS = {"stale": 409, "wrong-role": 403, "own-words": 403, "own-work": 403, "not-your-section": 403}


def refused(values: Mapping[str, Any], refusal: Refused, fields: tuple[Field, ...] = (), *, prefix: str = "") -> Form:
    """The form with what the rules said, and whatever else is wrong in its single fields; what was typed stays."""
    if refusal.field not in values:
        return Form(values, {}, refusal.message, prefix=prefix)
    errors = faults(fields, values) | {refusal.field: refusal.message}
    lines = tuple(Fault(message, name) for name, message in errors.items())
    return Form(values, errors, _("还没有保存，已填的内容都在"), lines, prefix=prefix)


def answer_code(refusal: Refused | None) -> int:
    return 200 if refusal is None else _ANSWERS.get(refusal.code, 422)


def version(request: HttpRequest) -> int:
    """The version the page showed; -1, which none has, for anything else."""
    found = whole(request.POST.get("version"), longest=9)
    return -1 if found is None else found


def sections(visit: Visit) -> Groups:
    return [("", [(unit.code, name) for unit, name in access.sections(localdate(visit.at))])]


def people(visit: Visit) -> Groups:
    """Those with a part in disclosure at the centre, by section."""
    names = {unit.pk: name for unit, name in access.sections(localdate(visit.at))}
    groups: dict[int, Options] = {}
    for person, name, unit in access.disclosing(visit.at):
        groups.setdefault(unit, []).append((str(person), name))
    return [(names.get(unit, ""), options) for unit, options in groups.items()]


def sent_file(request: HttpRequest) -> UploadedFile | None:
    found = request.FILES.get("file")
    return found if isinstance(found, UploadedFile) else None


def attach_with(request: HttpRequest, visit: Visit, record: Record) -> bool:
    """Keep the file that came with a form; the record stands whatever becomes of it. Whether nothing went wrong."""
    file = sent_file(request)
    if file is None:
        return True
    try:
        actions.attach(record, file, actor=visit.actor, at=visit.at)
    except Refused as refusal:
        said = {"name": file.name, "why": refusal.message}
        messages.error(request, _("“%(name)s”没有收下：%(why)s") % said)
        return False
    return True


def take_file(request: HttpRequest, visit: Visit, record: Record) -> None:
    """What the form for one more file asks: add it, or take one away again."""
    if key := request.POST.get("remove", ""):
        _take_away(request, visit, record, key)
    elif sent_file(request) is None:
        messages.error(request, _("请先选择文件"))
    elif attach_with(request, visit, record):
        messages.success(request, _("附件已收下"))


def _take_away(request: HttpRequest, visit: Visit, record: Record, key: str) -> None:
    with contextlib.suppress(ValueError):
        file = or_404(access.file_for, visit.actor, UUID(key))
        try:
            actions.remove_file(record, file, actor=visit.actor, at=visit.at)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("附件已移除"))


@only()
def file(request: HttpRequest, visit: Visit, key: UUID) -> HttpResponseBase:
    """A fresh address of one file, for this reader, for some minutes."""
    found = or_404(access.file_for, visit.actor, key)
    return redirect(files.address(found, reader=visit.actor.key, at=visit.at))
