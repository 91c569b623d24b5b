"""What a row of the catalogue says: the columns of the national template, those of the seed, and our own.

Template: 序号 | 公开事项(一级, 二级) | 公开内容(要素) | 公开依据 | 公开时限 | 公开主体 | 公开渠道和载体 | 公开对象 |
公开方式 | 公开层级 (handbook D1); the seed adds 责任主体; ours are 五公开, 条例条款, 期限依据 and 门户栏目.
"""

from collections.abc import Mapping
from typing import Any

from yihaotong.cases.rules.fields import Field, Kind, clean
from yihaotong.catalogue.rules.codes import Audience, Level, OpenStage, Outlet, Way
from yihaotong.catalogue.rules.laws import GENERAL, articles, check_within, laws
from yihaotong.catalogue.rules.timing import Timing
from yihaotong.journal.refusal import Refused

#: Numbers of rows: more than any organ's catalogue has.
MOST_ROWS = 500

NAME = Field("name", "二级事项", required=True, longest=60)
#: A row that says what must be public.
FIELDS: tuple[Field, ...] = (
    NAME,
    Field("content", "公开内容（要素）", Kind.TEXT, required=True, longest=1000),
    Field("basis", "公开依据", Kind.TEXT, required=True, longest=500, hint="文件名称和条款，一行一件"),
    Field("article", "条例条款", Kind.CATEGORY, hint="《政府信息公开条例》第二十条、第二十一条中的哪一项"),
    Field(
        "timing",
        "公开时限",
        required=True,
        longest=80,
        hint="如：自形成或变更之日起20个工作日内、每月结束后20个工作日内、每年1月31日前、长期公开、实时",
    ),
    Field("law", "期限依据", Kind.CATEGORY, hint="有专门规定的选专门规定，没有的按条例第二十六条"),
    Field("unit", "责任科室", Kind.UNIT, required=True),
    Field("organ", "公开主体", longest=60, hint="不填就是本中心"),
    Field("outlets", "公开渠道和载体", Kind.CODES, choices=Outlet),
    Field("audience", "公开对象", Kind.CHOICE, choices=Audience),
    Field("audience_note", "特定群体是谁", longest=60),
    Field("way", "公开方式", Kind.CHOICE, choices=Way),
    Field("level", "公开层级", Kind.CHOICE, choices=Level),
    Field("open_stage", "五公开", Kind.CHOICE, choices=OpenStage),
    Field("column", "门户栏目", longest=40, hint="在政府门户网站哪个栏目公开，如：12345月报"),
)
#: A first-level item has a name only; the rows below it say the rest.
HEADING_FIELDS: tuple[Field, ...] = (Field("name", "一级事项", required=True, longest=60),)
DEFAULTS: Mapping[str, str] = {
    "law": GENERAL,
    "outlets": Outlet.SITE.value,
    "audience": Audience.EVERYBODY.value,
    "way": Way.PROACTIVE.value,
    "level": Level.CITY.value,
}
LABELS: Mapping[str, str] = {field.name: field.label for field in FIELDS}


def cleaned(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a row holds, as it is stored: codes as text, several of them between commas, the limit in its short form.

    Raises Refused naming the part at fault.
    """
    values = clean(FIELDS, {**data, **{name: data.get(name) or usual for name, usual in DEFAULTS.items()}})
    timing = Timing.parse(values["timing"])
    if values["law"] not in laws():
        raise Refused("not-a-choice", f"没有“{values['law']}”这种期限依据", "law")
    if values["article"] and values["article"] not in articles():
        raise Refused("not-a-choice", f"没有“{values['article']}”这一条款", "article")
    if values["audience"] is Audience.SOME and not values["audience_note"]:
        raise Refused("missing", "公开对象是特定群体的，请写明是谁", "audience_note")
    check_within(timing, laws()[values["law"]])
    return {**{name: str(value) for name, value in values.items()}, "timing": str(timing)} | {
        "outlets": ",".join(each.value for each in values["outlets"])
    }


def shown(name: str, value: str) -> str:
    """One part of a row in words, as a table prints it; units are named by whoever knows them."""
    choices = next((field.choices for field in FIELDS if field.name == name), None)
    if choices is not None and value:
        return "、".join(choices(each).label for each in value.split(","))
    if name == "timing":
        return Timing.parse(value).chinese if value else ""
    if name == "law":
        return laws()[value].name if value in laws() else value
    if name == "article":
        return articles()[value].label if value in articles() else value
    return value
