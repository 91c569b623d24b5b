"""How an answer is found while somebody speaks: by the pairs of characters that a question shares with what is typed.

Unlike a search for cases, not every word need occur: a caller's words are never quite those of the entry. The rarer
a pair, the more it tells. Who matches equally is sorted by how often he was used.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from yihaotong.search.rules import query
from yihaotong.search.rules.everyday import EVERYDAY
from yihaotong.search.rules.text import grams, joined

#: A gram in so many entries or more is common: it tells little, and nobody goes through all who have it.
COMMON = 1_500
#: The rarest grams together lead to at most so many entries, from which the best are chosen by all the others.
LED_TO = 1_500
#: So many grams of a long text are looked at.
MOST = 32
#: What is typed up to here is a question, beyond it the story of a call.
_SHORT = 12
#: To a story answers what tells at least this share of what the best entry tells.
_NEAR = 0.5


def marks(question: str, asked: str) -> set[str]:
    """The grams by which an entry is found."""
    return grams(joined([question, *asked.split("\n")]))


@dataclass(frozen=True)
class Sought:
    """What of some typed words is looked up: their grams, and single characters where there is nothing else."""

    grams: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()


def sought(words: str) -> Sought:
    terms = query.parse(words).terms
    found = tuple(dict.fromkeys(gram for term in terms for gram in term.needs.grams))
    letters = tuple(dict.fromkeys(letter for term in terms for letter in term.needs.beginnings))
    return Sought(found[:MOST], () if found else letters)


def weight(count: int) -> int:
    """What it tells that an entry has a gram which `count` entries have: 1 for a common one, up to 12."""
    return 1 + (COMMON // max(1, count)).bit_length() if count < COMMON else 1


@dataclass(frozen=True)
class Plan:
    """`leading`: the rare grams that lead to entries; `others` are looked up for those only; each with its weight.
    `least`: the sum of weights that makes an entry an answer; `near`: the share of the best one's sum below which an
    entry is none."""

    leading: Mapping[str, int]
    others: Mapping[str, int]
    least: int
    near: float = 0.0


def plan(counts: Mapping[str, int]) -> Plan:
    """From in how many entries each gram occurs. Grams that occur nowhere say nothing: they may be half typed."""
    found = sorted((count, gram) for gram, count in counts.items() if count)
    # What everybody says of everything leads nowhere, as long as anything else was said.
    known = [each for each in found if each[1] not in EVERYDAY] or found
    leading: dict[str, int] = {}
    led_to = 0
    for count, gram in known:
        led_to += count
        if count >= COMMON or (leading and led_to > LED_TO):
            break
        leading[gram] = weight(count)
    others = {gram: weight(count) for count, gram in known if gram not in leading}
    others |= {gram: 1 for _count, gram in found if gram not in leading and gram not in others}
    rare = [told for told in (leading | others).values() if told > 1]
    # A quarter of a short question; of a story any two pairs.
    least = -(-sum(rare) // 4) if len(known) <= _SHORT else min(sum(rare), 2 * min(rare, default=1))
    return Plan(leading, others, least, 0.0 if len(known) <= _SHORT else _NEAR)
