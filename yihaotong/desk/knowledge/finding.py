"""Finding an answer while somebody speaks: bulletins first, then entries as the words are typed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yihaotong.accounts.access import short_unit_names
from yihaotong.desk import pages
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.knowledge.forms import categories, places, readers
from yihaotong.dispatch.access import category_names, place_names
from yihaotong.knowledge import access
from yihaotong.knowledge.access import Found
from yihaotong.knowledge.measuring import figures
from yihaotong.knowledge.models import Bulletin
from yihaotong.knowledge.rules import powers

_SHOWN = 10
_LONGEST = 300


@dataclass(frozen=True)
class Answer:
    """An entry found, with the names of its unit, category and places."""

    found: Found
    unit: str
    category: str
    places: str


@dataclass(frozen=True)
class Said:
    """A bulletin with the names of its unit and places."""

    bulletin: Bulletin
    unit: str
    places: str


@staff
@require_safe
@readers
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The search with what it found; asked by htmx, what it found alone. Before anybody typed, the most used."""
    words = request.GET.get("q", "").replace("\x00", "")[:_LONGEST].strip()
    place, category = request.GET.get("place", "")[:12], request.GET.get("category", "")[:12]
    if words:
        found = access.find(words, visit.at, place=place, category=category, limit=_SHOWN)
    else:
        found = access.most_used(visit.at, place=place, category=category, limit=_SHOWN)
    context = {
        "words": words,
        "place": place,
        "category": category,
        "answers": answers(found, visit),
        "keeps": powers.keeps(visit.actor),
        "writes": powers.writes(visit.actor),
    }
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/knowledge/_found.html", context)
    context |= {
        "bulletins": said(access.bulletins_in_force(visit.at, place=place), visit),
        "categories": categories(visit),
        "place_groups": places(),
        "figures": figures(visit.at),
    }
    return pages.show(request, visit, "desk/knowledge/home.html", context)


def answers(found: Iterable[Found], visit: Visit) -> list[Answer]:
    """Three queries for all of them."""
    rows = list(found)
    units = short_unit_names({each.unit_id for each in rows}, localdate(visit.at))
    categories_by_code = category_names({each.category for each in rows if each.category})
    known = place_names({code for each in rows for code in each.places})
    return [
        Answer(
            each,
            units.get(each.unit_id, ""),
            categories_by_code.get(each.category, ""),
            "、".join(known.get(code, code) for code in each.places),
        )
        for each in rows
    ]


def said(bulletins: Iterable[Bulletin], visit: Visit) -> list[Said]:
    """Two queries for all of them."""
    rows = list(bulletins)
    units = short_unit_names({each.unit_id for each in rows}, localdate(visit.at))
    known = place_names({code for each in rows for code in codes_of(each.places)})
    return [
        Said(
            each,
            units.get(each.unit_id, ""),
            "、".join(known.get(code, code) for code in codes_of(each.places)) or _("全市"),
        )
        for each in rows
    ]


def codes_of(places_column: str) -> list[str]:
    return places_column.strip("/").split("/") if places_column else []
