"""Repeated and many requests, shown with reasons: whether anything follows from them is for people to say."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from yihaotong.applications.models import Applicant, Application, Item
from yihaotong.applications.rules.repeating import Alike, alike
from yihaotong.applications.rules.tables import given

#: So many of the latest are compared with a new one.
_LOOKED_AT = 2_000


@dataclass(frozen=True)
class Frequency:
    """How often the same applicant has asked: requests in the calendar month and year; `words` say when it is much."""

    month: int
    year: int
    words: tuple[str, ...]


def of_same(application: Application) -> QuerySet[Application]:
    """The other requests of the same applicant: the same number of a document, or the same name with the same
    telephone."""
    applicant = application.applicant
    same = Q(pk__in=[])
    if applicant.id_index is not None:
        same |= Q(id_index=bytes(applicant.id_index))
    if applicant.name_index is not None:
        same |= Q(name_index=bytes(applicant.name_index))
    others = Applicant.objects.filter(same).exclude(pk=application.pk).values("application")
    return Application.objects.filter(pk__in=others)


def repeated(application: Application) -> list[Alike]:
    """Earlier requests of the same applicant in nearly the same words, the likest first (条例 art. 36(6))."""
    earlier = of_same(application).filter(registered_at__lte=application.registered_at).exclude(pk=application.pk)
    return _like(application, earlier)


def asked_by_others(application: Application) -> list[Alike]:
    """Requests of others for nearly the same; from so many applicants on, art. 44 asks to publish it proactively."""
    same = of_same(application).values("pk")
    others = Application.objects.exclude(pk=application.pk).exclude(pk__in=same)
    return _like(application, others)


def for_release(application: Application) -> str:
    """The suggestion of art. 44 in words; "" where too few have asked."""
    others = asked_by_others(application)
    if len(others) + 1 < given("many_applicants").number:
        return ""
    return f"连同本件有 {len(others) + 1} 名申请人申请相同信息，可以建议转为主动公开（条例第四十四条）"


def _like(application: Application, others: QuerySet[Application]) -> list[Alike]:
    texts = others.order_by("-pk").values_list("number", "description")[:_LOOKED_AT]
    return alike(application.description, texts, percent=given("alike_percent").number)


def frequency(application: Application) -> Frequency:
    """How often this applicant has asked around this request. Two queries."""
    day = application.received_on or application.stage_on
    same = of_same(application)
    year = [found for found in same.values_list("received_on", flat=True) if found and found.year == day.year]
    month = [found for found in year if found.month == day.month]
    words = []
    if len(month) + 1 >= given("many_in_month").number:
        words.append(f"本月第 {len(month) + 1} 件（{given('many_in_month').says}）")
    if len(year) + 1 >= given("many_in_year").number:
        words.append(f"本年第 {len(year) + 1} 件（{given('many_in_year').says}）")
    return Frequency(len(month) + 1, len(year) + 1, tuple(words))


def items_of_month(application: Application) -> int:
    """How many items the same applicant asked for earlier in the natural month in which this request came in."""
    day = application.received_on or application.stage_on
    earlier = of_same(application).filter(
        received_on__year=day.year, received_on__month=day.month, registered_at__lte=application.registered_at
    )
    return Item.objects.filter(application__in=earlier.exclude(pk__gt=application.pk)).count()
