"""政策解读 and 财政预决算: what is asked of them, and the moves of their lives."""

from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.engagement.rules import life
from yihaotong.engagement.rules.codes import BudgetKind, Form, LimitKind, Progress, Sort
from yihaotong.engagement.rules.life import Life
from yihaotong.journal.refusal import Refused

_SECTIONS = (
    Field("background", "背景", Kind.TEXT, longest=5000),
    Field("meaning", "意义", Kind.TEXT, longest=5000),
    Field("measures", "具体措施", Kind.TEXT, longest=5000),
    Field("requirements", "具体要求", Kind.TEXT, longest=5000),
)
#: What an interpretation tells of a policy, by field.
SECTIONS = {field.name: field.label for field in _SECTIONS}

INTERPRETATION = Life(
    Sort.INTERPRETATION,
    (
        Field("title", "解读标题", required=True, longest=120),
        Field("form", "解读形式", Kind.CHOICE, required=True, choices=Form),
        Field("policy", "政策稿件", longest=60, hint="政策在本站公开的，填稿件的索引号；下面三项可以不填"),
        Field("policy_title", "政策名称", longest=120, hint="别的机关的政策，写全称"),
        Field("policy_organ", "制发机关", longest=100),
        Field("policy_number", "文号", longest=60),
        Field("policy_link", "政策网址", longest=300),
        Field("policy_on", "政策公开日期", Kind.DATE, hint="解读的期限从这一天算；本站的政策发布时自动填上"),
        Field("interpreted_by", "解读人", longest=100, hint="单位、职务；如起草科室负责人"),
        *_SECTIONS,
        life.UNIT,
    ),
    Progress.PREPARING,
    frozenset({Progress.PREPARING}),
    life.table(
        life.release_elsewhere(Progress.PREPARING, Progress.RELEASED, LimitKind.INTERPRET),
        life.look(Progress.PREPARING, Progress.RELEASED),
        life.take_down(Progress.RELEASED, Progress.PREPARING),
        life.drop(Progress.PREPARING),
    ),
)

BUDGET = Life(
    Sort.BUDGET,
    (
        Field("year", "年度", Kind.NUMBER, required=True),
        Field("kind", "预算还是决算", Kind.CHOICE, required=True, choices=BudgetKind),
        Field("approved_on", "批复日期", Kind.DATE, required=True, hint="从批复算，20 日内公开"),
        Field("approved_by", "批复机关", longest=100),
        Field(
            "running_costs",
            "机关运行经费的说明",
            Kind.TEXT,
            longest=5000,
            hint="安排、使用情况；没有这一项的写明没有和原因。公开前必填",
        ),
        life.UNIT,
    ),
    Progress.APPROVED,
    frozenset({Progress.APPROVED}),
    life.table(
        life.release_elsewhere(Progress.APPROVED, Progress.RELEASED, LimitKind.BUDGET),
        life.look(Progress.APPROVED, Progress.RELEASED),
        life.take_down(Progress.RELEASED, Progress.APPROVED),
        life.drop(Progress.APPROVED),
    ),
)


def check_policy(title: str, organ: str) -> None:
    """Another organ's policy is known by its title and its organ. Raises Refused("missing")."""
    for name, value, label in (("policy_title", title, "政策名称"), ("policy_organ", organ, "制发机关")):
        if not value:
            raise Refused("missing", f"请填写“{label}”；政策在本站公开的，填稿件的索引号", name)


def unwritten(said: dict[str, str]) -> list[str]:
    """The sections of an interpretation that nobody has written, by their labels."""
    return [label for name, label in SECTIONS.items() if not said.get(name)]


def check_sections(said: dict[str, str]) -> None:
    """Something of it must be written before it is public. Raises Refused("no-sections")."""
    if len(unwritten(said)) == len(SECTIONS):
        raise Refused("no-sections", f"{'、'.join(SECTIONS.values())}都还没有写，先改好再公开")


def check_explained(running_costs: str) -> None:
    """预算法 art. 14. Raises Refused("no-explanation")."""
    if not running_costs:
        raise Refused("no-explanation", "还没有写机关运行经费的说明（预算法第十四条），写好再公开", "running_costs")


def budget_title(organ: str, year: int, kind: BudgetKind) -> str:
    return f"{organ}{year}年{kind.label}公开说明"


def check_year(year: int) -> None:
    """Raises Refused("out-of-range")."""
    if not 1990 <= year <= 2199:
        raise Refused("out-of-range", "年度请写四位，如 2019", "year")
