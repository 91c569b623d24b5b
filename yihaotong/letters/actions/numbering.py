"""文号: without a gap, given once, for one series and year."""

import re
from datetime import datetime

from django.db import connection, transaction
from django.utils.timezone import localtime

from yihaotong.accounts.rules import Actor
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.letters.models import Number, Stretch, Tally
from yihaotong.letters.rules import moves

_SERIES = re.compile(r"[\u3400-\u9fffA-Za-z]{1,20}")
#: Neither a year nor a number beyond these is meant: what was mistyped here could not be taken back.
_FIRST_YEAR, _LARGEST = 2000, 99_999


@transaction.atomic
def number(series: str, year: int, *, actor: Actor, at: datetime) -> Number:
    """The next number of a series. The transaction that fails gives it back: there is no gap.

    Raises Refused("no-series") for a series that is no 机关代字.
    """
    _check_series(series)
    given = Number(series=series, year=year, count=_next(series, year), at=at, by=actor.key)
    given.save(force_insert=True)
    after = {"series": series, "year": year, "count": given.count}
    journal.record("letter_number.give", subject=given.key, actor=actor.key, at=at, after=after)
    return given


def _next(series: str, year: int) -> int:
    """One statement: two writers at once wait for one another."""
    table = Tally._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (series, year, last) VALUES (%s, %s, 1) "  # noqa: S608 — our own table's name
            f"ON CONFLICT (series, year) DO UPDATE SET last = {table}.last + 1 RETURNING last",
            [series, year],
        )
        return int(cursor.fetchone()[0])


def _check_series(series: str) -> None:
    if not _SERIES.fullmatch(series):
        raise Refused("no-series", "发文代字只能是汉字或者字母，最多 20 个", "series")


@transaction.atomic
def begin_at(series: str, year: int, count: int, *, actor: Actor, at: datetime, reason: str) -> Stretch:
    """The next number of a series and year is this one: those before it were used on paper. Never backwards.

    Raises Refused: wrong-role, reason-needed, no-series, out-of-range, not-forward.
    """
    why = moves.check("begin_at", actor, reason)
    _check_series(series)
    if not _FIRST_YEAR <= year <= localtime(at).year + 1:
        raise Refused("out-of-range", f"年份须在 {_FIRST_YEAR} 年到明年之间", "year")
    if not 1 < count <= _LARGEST:
        raise Refused("out-of-range", f"下一个号须在 2 到 {_LARGEST} 之间；从 1 号起编的不用定", "count")
    Tally.objects.get_or_create(series=series, year=year, defaults={"last": 0})
    last = Tally.objects.select_for_update().get(series=series, year=year).last
    if count <= last + 1:
        raise Refused("not-forward", f"现在的下一个号是 {last + 1} 号，只能定得更大", "count")
    Tally.objects.filter(series=series, year=year).update(last=count - 1)
    kept = Stretch(series=series, year=year, first=last + 1, last=count - 1, at=at, by=actor.key, reason=why)
    kept.save(force_insert=True)
    told = {"series": series, "year": year}
    before, after = told | {"next": last + 1}, told | {"next": count}
    journal.record(
        "letter_number.begin_at", subject=kept.key, actor=actor.key, at=at, reason=why, before=before, after=after
    )
    return kept


@transaction.atomic
def void(number: Number, *, actor: Actor, at: datetime, reason: str) -> Number:
    """The number is not used, or the letter under it is not valid; it stays in the register with the reason.

    Raises Refused: wrong-role, reason-needed, void-already.
    """
    why = moves.check("void", actor, reason)
    changes = {"voided_at": at, "voided_by": actor.key, "reason": why}
    if not Number.objects.filter(pk=number.pk, voided_at=None).update(**changes):
        raise Refused("void-already", "这个文号已经作废")
    journal.record("letter_number.void", subject=number.key, actor=actor.key, at=at, reason=why, after={"void": True})
    number.refresh_from_db()
    return number
