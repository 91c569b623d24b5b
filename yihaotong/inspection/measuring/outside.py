"""What is measured from outside: whether the site opens, and what of us stands on Weibo and WeChat."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Max, Q
from django.utils.timezone import make_aware

from yihaotong.articles.models import Appearance
from yihaotong.inspection.measuring.moment import Moment, day_of
from yihaotong.inspection.models import Probe
from yihaotong.inspection.rules.codes import Light
from yihaotong.inspection.rules.indicators import Behind, Indicator, of_dates, of_probes, unknown
from yihaotong.outlets.models import Elsewhere

#: 国办秘函〔2019〕19号: a week, more than 20 visits on each day.
WEEK, VISITS = timedelta(days=7), 140
_MEDIA = ("weibo", "wechat")


def measured(moment: Moment) -> Iterator[Indicator]:
    yield from _reached(moment)
    shown = Appearance.objects.filter(outlet__in=_MEDIA).order_by().values("outlet").annotate(last=Max("at"))
    newest = {each["outlet"]: each["last"] for each in shown}
    there = Elsewhere.objects.filter(outlet__in=_MEDIA).order_by().values("outlet").annotate(last=Max("on"))
    for each in there:
        newest[each["outlet"]] = _later(newest.get(each["outlet"]), each["last"])
    for code in _MEDIA:
        yield _media(moment, code, newest.get(code))


def _later(known: datetime | None, on: date) -> datetime:
    begins = make_aware(datetime.combine(on, time()))
    return begins if known is None else max(known, begins)


def _media(moment: Moment, code: str, last: datetime | None) -> Indicator:
    limit = moment.limits[code]
    if last is None:
        return unknown(limit, "没有登记过在这里的发布")
    row = Behind("", f"最近一次 {day_of(last)}", moment.due(code, last))
    return of_dates(limit, [row], moment.at, f"最近一次更新 {day_of(last)}")


def _reached(moment: Moment) -> Iterator[Indicator]:
    """One query. A visit that took longer than the limit did not open."""
    slow, limit = moment.limits["slow"], moment.limits["unreachable"]
    longest = slow.number * 1000
    failed = Q(answered=False) | Q(milliseconds__gte=longest)
    told = Probe.objects.filter(at__gt=moment.at - WEEK, at__lte=moment.at).aggregate(
        tried=Count("pk"), failed=Count("pk", filter=failed), slowest=Max("milliseconds", filter=Q(answered=True))
    )
    yield of_probes(limit, told["tried"], told["failed"], VISITS)
    if told["slowest"] is None:
        yield unknown(slow, "没有探测数据")
        return
    seconds = told["slowest"] / 1000
    light = Light.BROKEN if told["slowest"] >= longest else Light.CALM
    yield Indicator(slow, light, f"近一周最慢 {seconds:.1f} 秒")
