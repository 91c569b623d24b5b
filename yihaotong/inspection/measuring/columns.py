"""首页 and 栏目: when something last went out, in all and by row of the catalogue."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import OuterRef, Subquery

from yihaotong.articles.models import Release
from yihaotong.catalogue import access as catalogue
from yihaotong.catalogue import selecting
from yihaotong.catalogue.access import Stood
from yihaotong.catalogue.models import Item, Matter, Row
from yihaotong.inspection.measuring.moment import Moment, day_of
from yihaotong.inspection.models import Column
from yihaotong.inspection.rules.codes import Cadence
from yihaotong.inspection.rules.columns import cadence
from yihaotong.inspection.rules.indicators import Behind, Indicator, of_count, of_dates, unknown

#: So many of the newest releases are looked at for one that stands.
_NEWEST = 200
_CODES = {Cadence.LIVELY: "column_news", Cadence.NOTICE: "column_notice"}


def kinds(rows: Sequence[Row]) -> dict[str, Cadence]:
    """By key of a row which kind of column it is: as the office said, else as the catalogue tells. One query."""
    said = dict(Column.objects.values_list("row_key", "cadence"))
    return {row.key: Cadence(said[row.key]) if row.key in said else cadence(row.timing, row.article) for row in rows}


def measured(moment: Moment) -> Iterator[Indicator]:
    yield _home(moment)
    rows = catalogue.rows_in_force(moment.at)
    if not rows:
        told = ("columns_stale", "columns_overdue", "columns_empty", "column_news", "column_notice", "catalogue_old")
        yield from (unknown(moment.limits[code], "公开目录还没有发布") for code in told)
        return
    yield from _columns(moment, rows, _newest([row.key for row in rows]))
    yield _old(moment)


def _newest(keys: Sequence[str]) -> dict[str, datetime]:
    """When something that stands was last released, by row; what was merged into one counts for it. Two queries: one
    look along the index for each row, for to group twenty thousand items takes as long as all other questions."""
    counted = selecting.counted(keys)
    standing = Item.objects.filter(matter=OuterRef("pk"), withdrawn_at=None).order_by("-released_at")
    told = Matter.objects.filter(pk__in=list(counted)).annotate(last=Subquery(standing.values("released_at")[:1]))
    newest: dict[str, datetime] = {}
    for matter, last in told.values_list("pk", "last"):
        if last is not None:
            key = counted[matter]
            newest[key] = max(newest.get(key, last), last)
    return newest


def _home(moment: Moment) -> Indicator:
    limit = moment.limits["home"]
    # By the index of its order alone: what was withdrawn is passed over here, not in the question.
    newest = Release.objects.order_by("-first_at", "-pk").values_list(
        "article", "version__title", "first_at", "article__unit", "article__withdrawn_at"
    )[:_NEWEST]
    for pk, title, first_at, unit, withdrawn_at in newest:
        if withdrawn_at is None and first_at <= moment.at:
            row = Behind(f"article:{pk}", title, moment.due("home", first_at), unit)
            return of_dates(limit, [row], moment.at, f"最近一次更新 {day_of(first_at)}")
    return unknown(limit, "还没有发布过")


def _columns(moment: Moment, rows: Sequence[Row], newest: dict[str, datetime]) -> Iterator[Indicator]:
    kind = kinds(rows)
    stale: list[Behind] = []
    for each, code in _CODES.items():
        here = [row for row in rows if kind[row.key] is each and row.key in newest]
        running = [_last(moment, row, newest[row.key], code) for row in here]
        stale += running
        yield of_dates(moment.limits[code], running, moment.at, "" if here else "没有这类栏目")
    yield of_dates(moment.limits["columns_stale"], stale, moment.at)
    own = [row for row in rows if kind[row.key] is Cadence.OWN and row.key in newest]
    stood = catalogue.standings(moment.at, own)
    yield of_dates(moment.limits["columns_overdue"], [_next(each) for each in stood], moment.at)
    empty = [Behind(_key(row), row.name, None, row.unit_id) for row in rows if row.key not in newest]
    yield of_count(moment.limits["columns_empty"], empty, len(empty), "个栏目")


def _last(moment: Moment, row: Row, last: datetime, code: str) -> Behind:
    return Behind(_key(row), f"{row.name}：最近更新 {day_of(last)}", moment.due(code, last), row.unit_id)


def _next(stood: Stood) -> Behind:
    row, occasion = stood.row, stood.standing.next
    words = f"{row.name}：{occasion.label}" if occasion else row.name
    return Behind(_key(row), words, occasion.due.at if occasion else None, row.unit_id)


def _key(row: Row) -> str:
    return f"catalogue_row:{row.key}"


def _old(moment: Moment) -> Indicator:
    version = catalogue.version_in_force(moment.at)
    limit = moment.limits["catalogue_old"]
    if version is None or version.released_at is None:
        return unknown(limit, "公开目录还没有发布")
    row = Behind(version.key, f"公开目录第 {version.number} 版", moment.due("catalogue_old", version.released_at))
    return of_dates(limit, [row], moment.at, f"现行版 {day_of(version.released_at)} 发布")
