"""Where the applicant finds what a reply gives out."""

import json
from collections.abc import Sequence

from django.utils.translation import gettext as _

from yihaotong.applications import access, supplying
from yihaotong.applications.models import Application
from yihaotong.applications.rules.codes import Delivery, Provided
from yihaotong.files.models import File

_BY_DELIVERY = {Delivery.POST.value: Provided.BY_LETTER, Delivery.DIRECT.value: Provided.IN_PERSON}


def of(application: Application, files: Sequence[File]) -> str:
    """In words; "" where the reply gives out no information, or nothing is known of it."""
    if not supplying.discloses(application):
        return ""
    if any(file.audience != access.FROM_APPLICANT for file in files):
        return _("公开的信息在下面“材料”里，可以下载。")
    sent = access.events(application).filter(move="send").last()
    words = json.loads(sent.words) if sent else {}
    code = words.get("provided") or _BY_DELIVERY.get(words.get("delivery", ""), "")
    return _("公开的信息：%(where)s。") % {"where": Provided(code).label} if code else ""
