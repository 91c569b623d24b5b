"""What somebody typed, as terms that must all occur. There is no language to learn, and so none to inject into."""

import re
from dataclasses import dataclass
from functools import cached_property

from yihaotong.search.rules.text import BAR, FIELD, PIECE, Needs, fold, needs, plain

#: Of a longer query the rest is not looked at.
LONGEST = 300
MOST_TERMS = 10
#: So many grams narrow any search enough; the text itself decides.
MOST_GRAMS = 16

#: After folding, so that full-width and typographic quotes are here, too.
_QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”|「([^」]*)」|『([^』]*)』')
_APART = re.compile(r"""[\s,;!?，、。；！？…"“”「」『』]+""")
#: Telephone numbers stay whole: their blanks do not part terms.
_TELEPHONE = re.compile(r"(?<!\d)(1\d{2}) (\d{4}) (\d{4})(?!\d)|(?<!\d)(0\d{2,3}) (\d{7,8})(?!\d)")


@dataclass(frozen=True)
class Term:
    """`needle` occurs in the plain form of every text that is found, which therefore has what the term needs."""

    needle: str
    needs: Needs


@dataclass(frozen=True)
class Query:
    """Terms that must all occur. Without terms it asks for nothing, and finds nothing."""

    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def needles(self) -> tuple[str, ...]:
        return tuple(term.needle for term in self.terms)

    @cached_property
    def grams(self) -> tuple[str, ...]:
        """The grams that every text found has, the same number of each term where there are too many."""
        share = max(1, MOST_GRAMS // max(1, len(self.terms)))
        return tuple(dict.fromkeys(gram for term in self.terms for gram in _spread(term.needs.grams, share)))

    @cached_property
    def beginnings(self) -> tuple[str, ...]:
        """What some gram of every text found begins with; wanted only where there are no whole grams."""
        return tuple(dict.fromkeys(letter for term in self.terms for letter in term.needs.beginnings))


def parse(typed: str) -> Query:
    """Read a query: blanks and commas part its terms, quotes keep them together. Never fails."""
    text = fold(typed[:LONGEST].replace(FIELD, " "))
    phrases = [next(filter(None, groups), "") for groups in _QUOTED.findall(text)]
    words = _APART.split(_TELEPHONE.sub(_together, _QUOTED.sub(" ", text)))
    plains = dict.fromkeys(filter(None, map(plain, phrases + words)))
    return Query(tuple(_term(each) for each in list(plains)[:MOST_TERMS]))


def _together(match: re.Match[str]) -> str:
    return "".join(filter(None, match.groups()))


def _term(plain_term: str) -> Term:
    """A number of `PIECE` digits or more may be a piece of a longer one: it loses its bar at the term's edge."""
    needle = plain_term
    parts = plain_term.split(BAR)
    if len(parts) > 1:
        if not parts[0] and _may_be_piece(parts[1]):
            needle = needle[1:]
        if not parts[-1] and _may_be_piece(parts[-2]):
            needle = needle[:-1]
    return Term(needle, needs(plain_term))


def _may_be_piece(token: str) -> bool:
    return token[:1].isdecimal() and len(token) >= PIECE


def _spread(grams: tuple[str, ...], most: int) -> list[str]:
    """At most so many, evenly over the term, its first and last among them."""
    if len(grams) <= most:
        return list(grams)
    step = (len(grams) - 1) / max(1, most - 1)
    return [grams[round(index * step)] for index in range(most)]
