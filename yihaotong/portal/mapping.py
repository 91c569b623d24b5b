"""The schematic map: districts, then streets, then communities, each a drawing with its list beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from yihaotong.dispatch.access import places_in
from yihaotong.dispatch.models import Place
from yihaotong.dispatch.rules import chain
from yihaotong.portal import layout
from yihaotong.portal.layout import Drawing, Spot


@dataclass(frozen=True)
class Chart:
    """What can be chosen next, below `way` (the places chosen so far, the city first). `deeper`: there is a next."""

    way: tuple[Place, ...]
    places: tuple[Place, ...]
    drawing: Drawing | None

    @property
    def deeper(self) -> bool:
        return bool(self.places)

    @property
    def chosen(self) -> tuple[Place, ...]:
        """Without the city itself."""
        return self.way[1:]


def chart(code: str, *, large: bool = False) -> Chart:
    """The map below a place; for an unknown code, or none, that of the city. Three queries."""
    parts = chain(code or "")
    known = {place.code: place for place in Place.objects.filter(pk__in=parts)}
    way = tuple(known[part] for part in parts if part in known)
    if not way:
        way = tuple(places_in("")[:1])
    below = tuple(places_in(way[-1].code)) if way else ()
    if not below:
        return Chart(way, below, None)
    lettering = layout.LARGE if large else layout.USUAL
    named = [(each.code, each.name) for each in below]
    return Chart(way, below, layout.drawn(named, _spots(way[-1].code), code, lettering))


@cache
def _spots(code: str) -> Sequence[Spot]:
    """The city's own layout of what lies below a place, else the one that ships, else none: then it is a grid."""
    own = settings.CITY.get("map", {}).get("layouts")
    folders = [Path(own)] if own else []
    for folder in (*folders, Path(__file__).parent / "layouts"):
        path = folder / f"{code}.csv"
        if path.is_file():
            return layout.read(path)
    return ()
