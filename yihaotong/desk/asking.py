"""What a list was asked for in its address: words, filters, order, place. Each mistake is named, the rest is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from yihaotong.cases.lists.searching import Sorting
from yihaotong.cases.rules import filters as grammar
from yihaotong.cases.rules.filters import Filters
from yihaotong.dispatch.rules import deepest
from yihaotong.journal.refusal import Refused

#: Words to search for beyond this are a letter, not a search.
LONGEST_TYPED = 100
PLACES = ("after", "before")


@dataclass(frozen=True)
class Asked:
    """`faults` say in words what of the address was not understood."""

    typed: str = ""
    filters: Filters = field(default_factory=Filters)
    sorting: Sorting = Sorting.NEWEST
    after: str = ""
    before: str = ""
    faults: tuple[str, ...] = ()

    @property
    def with_limit_only(self) -> bool:
        """By the time they are due only cases with a limit can be sorted; what is found by its text comes by age."""
        return self.sorting is Sorting.DUE and not self.typed

    @property
    def query(self) -> str:
        """The address' query for the first page of this list, always written the same way; "" for all cases."""
        return written(self)

    def at(self, **place: str) -> str:
        """The query for another page of this list: at(after="…")."""
        return "&".join(filter(None, [self.query, urlencode(place)]))

    def without(self, name: str, value: str = "") -> "Asked":
        """The same list, one filter looser: without("stage", "filed"), without("q"), without("since")."""
        if name == "q":
            return replace(self, typed="", after="", before="")
        told = grammar.written(self.filters)
        told[name] = [each for each in told.get(name, []) if value and each != value]
        return replace(self, filters=grammar.read(told), after="", before="")

    def searching_for(self, typed: str) -> "Asked":
        return replace(self, typed=_words(typed), after="", before="")

    def with_days(self, since: str, until: str) -> "Asked":
        told = grammar.written(self.filters) | {"since": [since], "until": [until]}
        return replace(self, filters=grammar.read(told), after="", before="")

    def first_page(self, fault: str) -> "Asked":
        return replace(self, after="", before="", faults=(*self.faults, fault))


def written(asked: Asked) -> str:
    parts: dict[str, str] = {"q": asked.typed} if asked.typed else {}
    parts |= {name: ",".join(values) for name, values in grammar.written(asked.filters).items()}
    if asked.sorting is not Sorting.NEWEST:
        parts["sort"] = asked.sorting.value
    return urlencode(parts).replace("%2C", ",")


def asked(given: QueryDict) -> Asked:
    """Read an address. Names that no list knows are left alone: a page number of -1 is nobody's filter."""
    faults: list[str] = []
    typed = _words(given.get("q", ""))
    if len(typed) > LONGEST_TYPED:
        faults.append(_("要找的字最多 %(most)d 个，这里只找了前 %(most)d 个") % {"most": LONGEST_TYPED})
    filters = _filters(given, faults)
    return Asked(
        typed=typed[:LONGEST_TYPED],
        filters=filters,
        sorting=_sorting(given.get("sort", ""), faults),
        after=given.get("after", ""),
        before=given.get("before", ""),
        faults=tuple(faults),
    )


def _words(typed: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in typed).split())


def from_query(query: str) -> Asked:
    """The same from the text of a query, as a saved filter or a form keeps it."""
    return asked(QueryDict(query))


def of_queue(whole: Asked, without: Sequence[str]) -> Asked:
    """What of it a queue heeds: it has one order and one stage, and no text."""
    told = {name: values for name, values in grammar.written(whole.filters).items() if name not in without}
    return replace(whole, typed="", sorting=Sorting.NEWEST, filters=grammar.read(told))


def _filters(given: QueryDict, faults: list[str]) -> Filters:
    wanted: dict[str, list[str]] = {name: given.getlist(name) for name in grammar.NAMES}
    wanted["place"] = [deepest(wanted["place"])]
    while True:
        try:
            return grammar.read(wanted)
        except Refused as refusal:
            faults.append(refusal.message)
            _drop(wanted, refusal)


def _drop(wanted: Mapping[str, list[str]], refusal: Refused) -> None:
    if not wanted.get(refusal.field):
        raise refusal
    wanted[refusal.field].clear()


def _sorting(value: str, faults: list[str]) -> Sorting:
    known = {each.value: each for each in Sorting}
    if value and value not in known:
        faults.append(_("没有这种排序，按最新受理排列"))
    return known.get(value, Sorting.NEWEST)
