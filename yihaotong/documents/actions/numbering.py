"""文号 and 索引号 without gaps: given out in the transaction of the act that needs one, so a refused act loses none."""

from django.db.models import F

from yihaotong.disclosure import city
from yihaotong.documents.models import Series
from yihaotong.documents.rules.numbering import document_number, index_number


def next_document_number(word: str, year: int) -> str:
    return document_number(word, year, _next(word, year))


def next_index_number(year: int) -> str:
    prefix = city.organ().index_prefix
    return index_number(prefix, year, _next(f"#{prefix}", year))


def _next(word: str, year: int) -> int:
    """The next number of a series; its row is held until the transaction ends."""
    Series.objects.get_or_create(word=word, year=year)
    Series.objects.filter(word=word, year=year).update(last=F("last") + 1)
    return Series.objects.values_list("last", flat=True).get(word=word, year=year)
