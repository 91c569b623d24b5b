"""The centre with two officers and two leaders of its disclosure office; a long letter."""

from datetime import date

import pytest

from tests.cases.conftest import City, city
from yihaotong.accounts.rules import Role
from yihaotong.letters.rules import levels
from yihaotong.letters.rules.writing import Letterhead, Paragraph, Table, Writing

__all__ = ["city"]

HEAD = Letterhead(
    "示例市智慧城市运营管理指挥中心", "中心", phone="0951-0000000", address="示例路 1 号", postcode="750000"
)
SERIES = "示智公复"
FACTS = {
    "申请人": "王䶮",
    "收到日期": date(2026, 3, 2),
    "登记编号": "依申请2026000012",
    "申请内容": "2025年度热线受理情况统计表",
    "检索情况": "经检索文书档案和业务系统，未查找到您申请的信息。",
    "救济途径": "如不服本答复，可以自收到之日起60日内申请行政复议。",
}


@pytest.fixture
def office(city: City) -> City:
    people = {"officer1": Role.DISCLOSURE_OFFICER, "officer2": Role.DISCLOSURE_OFFICER}
    people |= {"leader1": Role.DISCLOSURE_LEADER, "leader2": Role.DISCLOSURE_LEADER}
    for username, role in people.items():
        city.hire(username, role, city.centre)
    return city


def paragraphs(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(text, levels.level_of(text)) for text in texts)


PLAIN = "示例文字" * 60
TABLE = Table(
    ("月份", "电话", "网络", "备注"),
    tuple((f"{month}月", str(60000 + month), str(9000 + month), "含夜间和节假日") for month in range(1, 31)),
    "分月受理量",
)


def writing(*body: Paragraph | Table, **changed: object) -> Writing:
    """A letter of all levels over several pages, or with another body."""
    usual = (
        *paragraphs(
            "一、予以公开的部分",
            "（一）受理量。全年共受理846542件。",
            "1.统计口径为登记时间在当月的全部诉求。",
            "（1）重复诉求合并后仍按原诉求计数。",
            PLAIN,
        ),
        TABLE,
        *paragraphs("二、不予公开的部分", PLAIN),
    )
    told = {
        "letterhead": HEAD,
        "title": "政府信息公开申请答复书",
        "addressee": "王䶮：",
        "body": body or usual,
        "on": date(2026, 3, 20),
        "number": "示智公复〔2026〕3号",
        "attachments": ("2025年度热线受理情况统计表", "信息获取指引"),
        "note": "此件仅供申请人使用",
        "copies_to": ("示例市政务公开办公室",),
    }
    return Writing(**told | changed)
