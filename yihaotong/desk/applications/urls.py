"""The addresses of 依申请公开, below /desk/applications/."""

from dataclasses import replace

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from yihaotong.accounts.rules import DISCLOSURE_POSTS
from yihaotong.applications import redacting
from yihaotong.desk.applications import (
    application,
    attaching,
    letters,
    listing,
    platform,
    registering,
    yearly,
)
from yihaotong.desk.applications.tasks import tasks
from yihaotong.desk.disclosure.sections import Section, register
from yihaotong.redaction import subjects

register(Section(_("依申请公开"), "desk:applications:every", DISCLOSURE_POSTS, _("登记、办理、签发、送达"), tasks))


def _page(key: str) -> str:
    return reverse("desk:applications:one", args=[redacting.number_of(key)])


subjects.register(redacting.KIND, replace(redacting.SUBJECT, url=_page))

app_name = "applications"
urlpatterns = [
    path("", listing.every, name="every"),
    path("register/", registering.register, name="register"),
    path("year/", yearly.year, name="year"),
    path("platform/", platform.platform, name="platform"),
    path("platform/export/", platform.export, name="export"),
    path("<slug:number>/", application.one, name="one"),
    path("<slug:number>/receipt/", registering.receipt, name="receipt"),
    path("<slug:number>/identity/", application.identity, name="identity"),
    path("<slug:number>/consultations/<int:consultation>/", application.party, name="party"),
    path("<slug:number>/attachments/", attaching.attach, name="attach"),
    path("<slug:number>/attachments/<uuid:key>/", attaching.open_attachment, name="attachment"),
    path("<slug:number>/letters/", letters.draw, name="draw"),
    path("<slug:number>/letters/<int:letter>/<slug:kind>/", letters.open_letter, name="letter"),
    path("<slug:number>/preview/", letters.preview, name="preview"),
    path("<slug:number>/<slug:name>/", application.move, name="move"),
]
