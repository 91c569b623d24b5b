"""The small city with its disclosure office, and a year of which something is known: figures of another system, a
statement, a reception, an award."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.articles.conftest import Press, press
from tests.cases.conftest import City, city
from yihaotong.accounts.rules import Role
from yihaotong.annual import actions
from yihaotong.annual.models import Report
from yihaotong.chronicle.models import Evaluation, NotApplicable, Reception, StatedFigure

__all__ = ["City", "Press", "city", "press"]

STATED: tuple[tuple[str, str, str, str], ...] = (
    ("hotline.received", "12345 平台受理市民诉求", "890649", "件"),
    ("hotline.invalid", "超出受理范围等无效电话", "35784", "件"),
    ("hotline.closed", "12345 平台办结", "846542", "件"),
    ("released.portal", "政府门户网站公开", "48", "条"),
    ("released.weibo", "微博发布、转发", "97", "条"),
    ("released.wechat", "微信公众号推送", "40", "条"),
    ("released.answers", "政民互动平台答复", "2", "条"),
    ("queue.longest", "最长等待", "12", "秒"),
    ("normative.made", "规范性文件本年新制作", "2", "件"),
)


def fill(year: int, at: datetime) -> None:
    """What other systems and people say of a year, as rows."""
    entered: dict[str, Any] = {"entered_at": at, "entered_by": "system:test"}
    for measure, label, value, unit in STATED:
        StatedFigure.objects.create(
            measure=measure,
            label=label,
            year=year,
            value=Decimal(value),
            unit_of_count=unit,
            source="平台统计报表",
            as_of=date(year, 12, 31),
            **entered,
        )
    Reception.objects.create(on=date(year, 5, 8), delegation="考察团", batches=93, persons=2041, **entered)
    ranked = {"on": date(year, 11, 1), "body": "测评中心", "title": "城市政务热线综合测评", "kind": "ranking"}
    Evaluation.objects.create(rank=5, of_how_many=335, region="全国", **ranked, **entered)
    Evaluation.objects.create(rank=1, region="西北地区", **ranked, **entered)
    NotApplicable.objects.create(
        matter="administrative",
        label="行政职能",
        reason="为事业单位，不承担行政职能",
        basis="机构编制批复",
        since=date(year, 1, 1),
        progress="approved",
        **entered,
    )


@pytest.fixture
def filled(press: Press) -> Press:
    fill(year_of(press), press.at)
    press.city.hire("colleague", Role.DISCLOSURE_OFFICER, press.city.centre)
    return press


def year_of(press: Press) -> int:
    """The year before the world's own: its report is the one that is due."""
    return press.at.year - 1


def go(press: Press, report: Report, name: str, by: str, data: dict[str, Any] | None = None) -> Report:
    return actions.move(report, name, actor=press.by(by), at=press.at, expect=report.version, data=data)
