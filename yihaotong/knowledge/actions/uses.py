"""Counting answers: what the journal's lines say about them, in the transaction in which they are read."""

from collections.abc import Mapping

from django.db.models import F

from yihaotong.knowledge.models import Bulletin, Entry
from yihaotong.knowledge.rules.codes import Noun, parse


def count_uses(uses: Mapping[str, int]) -> None:
    """Add how often each code was answered with. What is no code of ours is nobody's use."""
    by_count: dict[tuple[Noun, int], list[int]] = {}
    for code, count in uses.items():
        if found := parse(code):
            by_count.setdefault((found[0], count), []).append(found[1])
    for (noun, count), numbers in sorted(by_count.items()):
        if noun is Noun.ENTRY:
            Entry.objects.filter(pk__in=numbers).update(used=F("used") + count)
        elif noun is Noun.BULLETIN:
            Bulletin.objects.filter(pk__in=numbers).update(used=F("used") + count)
