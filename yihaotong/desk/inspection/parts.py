"""What stands around every page of 自查: its parts, where the things behind a figure are looked at, dates in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import short_unit_names
from yihaotong.desk.disclosure import frame
from yihaotong.desk.gate import Visit
from yihaotong.inspection.rules.codes import Light
from yihaotong.inspection.rules.indicators import Indicator

#: From what a key begins with to the page of that name, whose argument is the rest of the key, or the number.
_PAGES = {
    "article": "desk:articles:article",
    "document": "desk:documents:document",
    "catalogue_row": "desk:catalogue:row",
    "catalogue": "desk:catalogue:version",
    "case": "desk:case",
    "matter": "desk:scrutiny:matter",
    "application": "desk:applications:one",
    "guide": "desk:disclosure:guide",
}
_BY_NUMBER = frozenset({"case", "matter", "application"})
_ALONE = frozenset({"guide"})
#: What a light looks like beside its words.
LOOKS = {Light.BROKEN: "urgent", Light.NEAR: "card-yellow", Light.CALM: "", Light.UNKNOWN: "sealed"}


@dataclass(frozen=True)
class Part:
    label: str
    url: str
    here: bool


def show(
    request: HttpRequest, visit: Visit, template: str, context: dict[str, Any], *, here: str, status: int = 200
) -> HttpResponse:
    """Render one page; `template` without its directory."""
    ways = ((_("现在"), "home"), (_("月度清单"), "lists"), (_("栏目"), "columns"), (_("界限"), "thresholds"))
    parts = [Part(label, reverse(f"desk:inspection:{name}"), name == here) for label, name in ways]
    return frame.show(request, visit, f"desk/inspection/{template}", {"parts": parts} | context, status=status)


def address(key: str, number: str) -> str:
    """Where it is looked at; "" where there is no page for it. No query."""
    kind, _colon, rest = key.partition(":")
    name = _PAGES.get(kind)
    if name is None:
        return ""
    if kind in _ALONE:
        return reverse(name)
    argument = number if kind in _BY_NUMBER else rest
    return reverse(name, args=[argument]) if argument else ""


def units(ids: Iterable[int | None], at: datetime) -> dict[int, str]:
    """Short names of sections by id. One query."""
    return short_unit_names({each for each in ids if each is not None}, localdate(at))


def left(each: Indicator, at: datetime) -> str:
    """How long until it breaks, in words."""
    days = each.days_left(at)
    if days is None:
        return _("现在") if each.light is Light.BROKEN else ""
    if each.light is Light.BROKEN:
        return _("已过 %(days)d 天") % {"days": -days - 1} if days < -1 else _("现在")
    return _("今天 24:00 前") if days == 0 else _("还有 %(days)d 天") % {"days": days}
