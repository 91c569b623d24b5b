"""Of an activity: who signed up, its pictures with their captions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yihaotong.desk.disclosure.frame import only
from yihaotong.desk.engagement import records
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.engagement import access, actions
from yihaotong.engagement.models import Activity, Picture
from yihaotong.engagement.rules.codes import Place, Sort
from yihaotong.engagement.rules.life import READERS
from yihaotong.files import access as files
from yihaotong.files.models import File
from yihaotong.journal.refusal import Refused


def _activity(visit: Visit, number: int) -> Activity:
    found: Activity = records.record_of(visit, Sort.ACTIVITY, number)
    return found


@only(*READERS)
def sign_ups(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Names and telephones, once, for the office; the reading is journalled."""
    activity = _activity(visit, number)
    if request.method != "POST":
        return redirect("desk:engagement:record", Sort.ACTIVITY.value, number)
    try:
        rows = actions.open_list(activity, actor=visit.actor, at=visit.at)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("desk:engagement:record", Sort.ACTIVITY.value, number)
    to_call = {row.pk for row in access.to_call([activity])}
    opened = [
        (row.number, _("候补补上，待通知") if row.pk in to_call else Place(row.place).label, row.persons, told)
        for row, told in rows
    ]
    return records.page(request, visit, activity, {}, opened=opened)


@only(*READERS)
def called(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Those who came in from the queue have been told."""
    activity = _activity(visit, number)
    if request.method == "POST":
        numbers, said = request.POST.getlist("numbers"), request.POST.get("said", "")
        try:
            many = actions.called(activity, numbers, said, actor=visit.actor, at=visit.at)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("已登记通知了 %(many)d 位") % {"many": many}, extra_tags=request.path)
    return redirect("desk:engagement:record", Sort.ACTIVITY.value, number)


@only(*READERS)
def add_picture(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Keep one picture with its caption."""
    activity = _activity(visit, number)
    if request.method == "POST":
        upload, caption = request.FILES.get("file"), request.POST.get("caption", "")
        try:
            if upload is None:
                raise Refused("missing", _("请先选择图片"), "file")
            actions.add_picture(activity, upload, caption, actor=visit.actor, at=visit.at)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("图片已上传"), extra_tags=request.path)
    return redirect("desk:engagement:record", Sort.ACTIVITY.value, number)


@only(*READERS)
def open_picture(_request: HttpRequest, visit: Visit, number: int, picture: int) -> HttpResponse:
    """A fresh address of one picture, for this reader, for some minutes."""
    activity = _activity(visit, number)
    row: Picture = or_404(activity.pictures.get, pk=picture)
    file: File = or_404(files.of(activity.key).get, key=row.file)
    return redirect(files.address(file, reader=visit.actor.key, at=visit.at))


@only(*READERS)
def drop_picture(request: HttpRequest, visit: Visit, number: int, picture: int) -> HttpResponse:
    """Take a picture away for good."""
    activity = _activity(visit, number)
    row: Picture = or_404(activity.pictures.get, pk=picture)
    if request.method == "POST":
        try:
            actions.drop_picture(row, actor=visit.actor, at=visit.at)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("图片已删去"), extra_tags=request.path)
    return redirect("desk:engagement:record", Sort.ACTIVITY.value, number)
