"""Whose number it is, by its form alone: three things are followed here, each on a page of its own."""

import re

from django.urls import reverse
from django.utils.translation import gettext as _

from yihaotong.applications.actions import prefix
from yihaotong.cases import city
from yihaotong.cases.forms import Form

_BLANK = re.compile(r"[\s_\u2010-\u2015\u2212\uff0d-]")


def bare(number: str) -> str:
    """The number without blanks and dashes, in capitals."""
    return _BLANK.sub("", number).upper()


def elsewhere(number: str, here: str) -> dict[str, str]:
    """The page that follows such a number, and what it is called there; {} if it is followed here, or nowhere.

    Nothing is looked up: whether there is such a number is not said.
    """
    plain = bare(number)
    forms = {
        "portal:applications:track": (rf"{re.escape(prefix())}[0-9]{{10,}}", _("依申请公开的编号")),
        "portal:scrutiny:track": (r"JD[0-9]{14,}", _("投诉举报的编号")),
        "portal:track": (rf"{re.escape(city.prefix())}[0-9]{{14,}}", _("12345 工单的编号")),
    }
    for page, (form, called) in forms.items():
        if page != here and re.fullmatch(form, plain):
            return {"address": f"{reverse(page)}?no={plain}", "called": called}
    return {}


def not_here(values: dict[str, str], field: str, other: dict[str, str]) -> Form:
    """The form that came back, with where such a number is followed."""
    words = _("这是%(called)s，不在这一页查，请点下面的链接") % other
    return Form(values, {field: words})
