"""Categories, places and units by the words that stand in an export: their code, or a name that only one has."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from yihaotong.accounts.models import Unit, UnitName
from yihaotong.cases.rules.importing.letters import Letter
from yihaotong.dispatch.models import Category, Place
from yihaotong.dispatch.rules import chain

_Meant = TypeVar("_Meant", str, int)


@dataclass(frozen=True)
class Catalogue:
    """What a run knows of the city, read once at its beginning."""

    categories: dict[str, str]
    places: dict[str, str]
    units: dict[str, int]

    def category(self, word: str) -> str:
        """The leaf of that code or name, also at the end of a path such as "公用事业/供水"; "" for none."""
        return self.categories.get(word) or self.categories.get(word.replace(">", "/").rpartition("/")[2].strip(), "")

    def strangers(self, letter: Letter) -> list[tuple[str, str]]:
        """The words of a letter that mean nothing here, each with what it should have been: ("place", "某某新区")."""
        asked = (
            ("category", letter.category, self.category(letter.category)),
            ("place", letter.place, self.places.get(letter.place)),
            ("unit", letter.unit, self.units.get(letter.unit)),
        )
        return [(name, word) for name, word, meant in asked if word and not meant]


def catalogue() -> Catalogue:
    leaves = Category.objects.filter(parent__isnull=False).values_list("code", "name")
    return Catalogue(
        _only(pair for code, name in leaves for pair in ((code, code), (name, code))),
        _places(dict(Place.objects.values_list("code", "name"))),
        _only(_unit_words()),
    )


def _unit_words() -> Iterable[tuple[str, int]]:
    yield from Unit.objects.values_list("code", "pk")
    for name, short, unit_id in UnitName.objects.values_list("name", "short_name", "unit_id"):
        yield name, unit_id
        yield short, unit_id


def _places(names: dict[str, str]) -> dict[str, str]:
    """By code, by name, and as one writes it from the district or the city down."""
    words = []
    for code, name in names.items():
        way = [names[part] for part in chain(code) if part in names]
        words += [(code, code), (name, code), *(("".join(way[start:]), code) for start in range(len(way)))]
    return _only(words)


def _only(pairs: Iterable[tuple[str, _Meant]]) -> dict[str, _Meant]:
    """Words that mean one thing; a name that two have means neither."""
    found: dict[str, set[_Meant]] = {}
    for word, meant in pairs:
        found.setdefault(word, set()).add(meant)
    return {word: next(iter(meant)) for word, meant in found.items() if word and len(meant) == 1}
