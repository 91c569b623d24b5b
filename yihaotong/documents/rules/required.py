"""The test of 条例 art. 19: must this be public by the organ's own doing? Answered at the draft, kept with it.

The three conditions of art. 19 and the lists of art. 20 and 21; whoever finds none of them says so.
"""

from collections.abc import Iterable, Mapping

from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.documents.rules.labels import EXEMPTIONS, Ground, Label
from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused


class Required(Code):
    """A condition that makes a document one to be public, or that none of them holds."""

    INTERESTS = "interests", "涉及公众利益调整"
    AWARENESS = "awareness", "需要公众广泛知晓"
    PARTICIPATION = "participation", "需要公众参与决策"
    LISTED = "listed", "属于第二十条、第二十一条列明的事项"
    OTHER_LAW = "other_law", "其他法律、法规和国家有关规定要求公开"
    NONE = "none", "以上都不是"


#: Where each stands.
ARTICLES: Mapping[Required, str] = {
    Required.INTERESTS: "政府信息公开条例第十九条",
    Required.AWARENESS: "政府信息公开条例第十九条",
    Required.PARTICIPATION: "政府信息公开条例第十九条",
    Required.LISTED: "政府信息公开条例第二十条、第二十一条",
    Required.OTHER_LAW: "政府信息公开条例第二十条第（十五）项",
    Required.NONE: "政府信息公开条例第十九条",
}

#: How a draft is asked.
TEST = Field(
    "art19",
    "是否应当主动公开（条例第十九条）",
    Kind.CODES,
    choices=Required,
    hint="逐条看，属于的都选；送审前必须判断，不论属性怎样定",
)


def written(answers: Iterable[Required]) -> str:
    """As a column holds them. Raises Refused("not-both")."""
    given = list(answers)
    if Required.NONE in given and len(given) > 1:
        raise Refused("not-both", "选了“以上都不是”，就不能再选别的", "art19")
    return ",".join(each.value for each in given)


def read(column: str) -> tuple[Required, ...]:
    return tuple(Required(each) for each in column.split(",") if each)


def owed(column: str) -> tuple[Required, ...]:
    """The conditions that hold."""
    return tuple(each for each in read(column) if each is not Required.NONE)


def against(column: str, label: str, ground: str) -> str:
    """What must be confirmed where a document that ought to be public is labelled otherwise; "" for nothing. What
    the law forbids (art. 14) it forbids in any case."""
    held = owed(column)
    if not held or not label or label == Label.PROACTIVE:
        return ""
    if ground in {each.value for each in Ground} and EXEMPTIONS[Ground(ground)].binds:
        return ""
    words = "、".join(each.label for each in held)
    return f"判断为应当主动公开（{words}），却拟定为{Label(label).label}：请确认不公开的理由足以说明"
