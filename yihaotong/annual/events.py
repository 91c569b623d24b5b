"""What a report says of the year: what went out, was interpreted, answered, held, reported, received, evaluated."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.utils.timezone import localtime

from yihaotong.annual.rules.figures import Figure, Kind, Row, counted, share, summed
from yihaotong.annual.rules.sentences import Said, Value, listing
from yihaotong.chronicle import access as chronicle
from yihaotong.chronicle.models import Evaluation, MediaReport, Reception, StatedFigure
from yihaotong.chronicle.rules.codes import EvaluationKind, Level, MediaKind
from yihaotong.chronicle.rules.rounding import about
from yihaotong.engagement import access as engagement
from yihaotong.engagement.models import Activity, Interpretation
from yihaotong.engagement.rules.codes import BudgetKind
from yihaotong.outlets import access as outlets
from yihaotong.outlets.rules.tables import label as outlet_label

#: How a sentence says what went out where; other outlets by their own name.
_OUTLETS: Mapping[str, tuple[str, str]] = {
    "portal": ("在政府门户网站政务公开专栏公开", "条"),
    "site": ("在本单位网站公开", "条"),
    "weibo": ("微博发布、转发信息", "条"),
    "wechat": ("微信公众号推送信息", "条"),
    "answers": ("政民互动平台答复信息", "条"),
    "interaction": ("政民互动平台答复信息", "条"),
    "media": ("新闻媒体发布", "条"),
}
_RELEASED, _TABLES = "released.", ("t2.", "t3.", "t4.")
_HALVES = (("background", "出台背景"), ("meaning", "意义"), ("measures", "具体措施"), ("requirements", "具体要求"))
_MOST = 8
#: 《…》 in the note of a stated figure: what it counts, by name.
_TITLES = re.compile(r"《[^《》]+》")


def values(year: int) -> dict[str, Value]:
    """The blanks of the year's events. About twelve queries."""
    stated = {each.measure: _stated(each) for each in chronicle.stated_in(year)}
    found: dict[str, Value] = dict(stated)
    found |= {f"{code}.titles": "、".join(_TITLES.findall(each.source)) for code, each in stated.items()}
    found |= _released(year, stated)
    for each in (_interpretations, _budgets, _proposals, _activities, _responses, _media, _receptions, _evaluations):
        found |= {name: value for name, value in each(year).items() if not (name in stated and _nothing(value))}
    found |= _rates(found)
    return found


def _nothing(value: Value) -> bool:
    return isinstance(value, Figure) and value.value == "0"


def stated_figures(year: int) -> dict[str, Figure]:
    """The stated figures of a year by measure."""
    return {each.measure: _stated(each) for each in chronicle.stated_in(year)}


def _stated(each: StatedFigure) -> Figure:
    source = "；".join(filter(None, [each.source, each.source_key, f"截至 {each.as_of}", each.note]))
    rows = (Row(each.key, each.label),)
    unit = each.unit_of_count
    return Figure(each.measure, each.label, each.words.removesuffix(" 余"), unit, Kind.STATED, each.words, rows, source)


def _rates(found: Mapping[str, Value]) -> dict[str, Value]:
    """办结率 where nobody stated it: closed ÷ accepted."""
    accepted, closed = found.get("hotline.received"), found.get("hotline.closed")
    if "hotline.closing_rate" in found or not isinstance(accepted, Figure) or not isinstance(closed, Figure):
        return {}
    rate = share("hotline.closing_rate", "办结率", closed, accepted)
    return {"hotline.closing_rate": rate} if rate else {}


# --- what went out ---------------------------------------------------------------------------------------------------


def _released(year: int, stated: Mapping[str, Figure]) -> dict[str, Value]:
    """By outlet: the records, or what is stated where there are none. The total is the sum of what is listed; what
    stands on the government's portal and on our own site is one item, the portal's."""
    rows = _once(outlets.released_in(year))
    by_outlet = Counter(went.outlet for went in rows)
    figures = [
        counted(
            f"{_RELEASED}{outlet}",
            f"{outlet_label(outlet)}发布",
            (Row(went.key, f"{went.at} {went.title}") for went in rows if went.outlet == outlet),
            "条",
        )
        for outlet in by_outlet
    ]
    known = {each.code for each in figures}
    figures += [
        each
        for code, each in stated.items()
        if code.startswith(_RELEASED) and code != "released.total" and code not in known
    ]
    if not figures:
        return {}
    ranked = sorted(figures, key=lambda each: _place(each.code))
    found: dict[str, Value] = {
        "released.total": summed("released.total", "主动公开信息合计（各渠道相加）", ranked, "条"),
        "released.each": listing([_outlet_words(each) for each in ranked], "；"),
        "outlets": "、".join(_outlet_name(each) for each in ranked),
    }
    if reposts := [went for went in rows if not went.original]:
        own = [Row(went.key, went.title) for went in rows if went.original]
        found["released.own"] = counted("released.own", "其中原创", own, "条")
        found["released.reposts"] = counted(
            "released.reposts", "其中转发", (Row(went.key, went.title) for went in reposts), "条"
        )
    return found


def _once(rows: Sequence[outlets.Went]) -> list[outlets.Went]:
    there = {went.key for went in rows if went.outlet == "portal"}
    return [went for went in rows if went.outlet != "site" or went.key not in there]


def _place(code: str) -> int:
    names = list(_OUTLETS)
    outlet = code.removeprefix(_RELEASED)
    return names.index(outlet) if outlet in names else len(names)


def _outlet_words(figure: Figure) -> Said:
    before, unit = _OUTLETS.get(figure.code.removeprefix(_RELEASED), (figure.label, figure.unit or "条"))
    return before, figure, unit


def _outlet_name(figure: Figure) -> str:
    names = {"portal": "政府门户网站政务公开专栏", "site": "部门网站", "weibo": "微博", "wechat": "微信公众号"}
    outlet = figure.code.removeprefix(_RELEASED)
    return names.get(outlet) or figure.label.removesuffix("发布").removesuffix("答复").removesuffix("公开")


# --- what was done -------------------------------------------------------------------------------------------------


def _interpretations(year: int) -> dict[str, Value]:
    found = engagement.interpretations_in(year)
    if not found:
        return {}
    policies = "、".join(dict.fromkeys(f"《{each.policy_title.strip('《》')}》" for each in found))
    rows = (Row(each.key, each.title) for each in found)
    figure = counted("interpretations", "政策解读", rows, "次")
    return {"policies": policies, "interpretations": figure, "interpreted": _halves(found)}


def _halves(found: Sequence[Interpretation]) -> str:
    """What all of them tell of: 出台背景、意义、具体措施、具体要求."""
    return "、".join(words for name, words in _HALVES if all(getattr(each, name).strip() for each in found))


def _budgets(year: int) -> dict[str, Value]:
    found = engagement.budgets_in(year)
    titles = [f"{each.year}年{BudgetKind(each.kind).label}" for each in found]
    return {"budgets": "、".join(dict.fromkeys(titles))}


def _proposals(year: int) -> dict[str, Value]:
    found = engagement.proposals_in(year)
    if not found:
        return {}
    return {
        "proposals": counted("proposals", "承办的建议提案", (Row(e.key, e.title) for e in found), "件"),
        "proposals.answered": counted(
            "proposals.answered", "已答复的建议提案", (Row(e.key, e.title) for e in found if e.answered_on), "件"
        ),
        "proposals.public": counted(
            "proposals.public", "公开复文的建议提案", (Row(e.key, e.title) for e in found if e.released_on), "件"
        ),
    }


def _activities(year: int) -> dict[str, Value]:
    """Each with its day, hosts and how many came; the exact count stays behind the words."""
    found = engagement.activities_in(year)
    return {"activities": listing([_activity(each) for each in found[:_MOST]], "。")}


def _activity(each: Activity) -> Said:
    on = localtime(each.starts_at)
    hosts = "、".join(each.joint_hosts)
    said: list[str | Figure] = [f"{on.year}年{on.month}月{on.day}日，{hosts}举办“{each.title.strip('“”')}”"]
    if each.attended:
        rows = (Row(each.key, f"{each.title}：到场 {each.attended} 人"),)
        words = about(each.attended)
        code = f"activity.{each.pk}"
        figure = Figure(code, f"“{each.title}”到场人数", str(each.attended), "人", words=words, rows=rows)
        said += ["，邀请市民群众共计", figure, "人参加"]
    if each.outcome.strip():
        said.append(f"。{each.outcome.strip().rstrip('。')}")
    return tuple(said)


def _responses(year: int) -> dict[str, Value]:
    found = [each for each in engagement.responses_in(year) if each.responded_at]
    rows = (Row(each.key, each.title) for each in found)
    return {"responses": counted("responses", "回应政务舆情", rows, "件")} if found else {}


def _media(year: int) -> dict[str, Value]:
    """Programmes by outlet and column, then everything together in a round figure."""
    found = chronicle.media_in(year)
    broadcast = [each for each in found if each.media_kind in {MediaKind.TV.value, MediaKind.RADIO.value}]
    papers = [each for each in found if each.media_kind == MediaKind.PAPER and each.original]
    told: dict[str, Value] = {
        "programmes": listing([*_programmes(broadcast)]),
        "papers": _distinct(each.outlet for each in papers),
        "paper.themes": _distinct(theme for each in papers for theme in each.theme.split("、")),
    }
    if found:
        total = sum(each.count for each in found)
        rows = tuple(Row(each.key, f"{each.on} {each.outlet}《{each.theme}》{each.count} 篇（条）") for each in found)
        told["media.total"] = Figure("media.total", "媒体报道", str(total), "篇（条）", words=about(total), rows=rows)
    if found or chronicle.receptions_in(year) or _has(year, ("media.", "reception.")):
        told["media.any"] = "有"
    return told


def _distinct(names: Iterable[str]) -> str:
    return "、".join(list(dict.fromkeys(filter(None, names)))[:_MOST])


def _has(year: int, prefixes: tuple[str, ...]) -> bool:
    return any(each.measure.startswith(prefixes) for each in chronicle.stated_in(year))


def _programmes(found: Iterable[MediaReport]) -> Iterable[Value]:
    by_name: dict[tuple[str, str], list[MediaReport]] = {}
    for each in found:
        by_name.setdefault((each.outlet, each.column_name), []).append(each)
    for place, ((outlet, column), reports) in enumerate(by_name.items()):
        name = f"{outlet}{column}"
        rows = tuple(Row(each.key, f"{each.on} {each.theme}") for each in reports)
        total = sum(each.count for each in reports)
        yield (
            f"{name}制作节目",
            Figure(f"media.programme.{place + 1}", f"{name}节目", str(total), "期", rows=rows),
            "期",
        )


def _receptions(year: int) -> dict[str, Value]:
    """Delegations and persons, exact behind round words; visits of the state's leaders one by one."""
    found = chronicle.receptions_in(year)
    if not found:
        return {}
    batches, persons = sum(each.batches for each in found), sum(each.persons or 0 for each in found)
    rows = tuple(
        Row(each.key, f"{each.on} {each.delegation}：{each.batches} 批次 {each.persons or '—'} 人") for each in found
    )
    told: dict[str, Value] = {
        "reception.batches": Figure(
            "reception.batches", "接待参观考察团", str(batches), "批次", words=about(batches), rows=rows
        ),
        "visits": listing([_visit(each) for each in found if each.level == Level.STATE], "；"),
    }
    if persons:
        told["reception.persons"] = Figure(
            "reception.persons", "接待参观考察人数", str(persons), "人次", words=about(persons), rows=rows
        )
    return told


def _visit(each: Reception) -> str:
    theme = each.theme or "工作"
    return f"{each.on.year}年{each.on.month}月，{each.delegation}到中心调研指导{theme.removesuffix('调研')}"


def _evaluations(year: int) -> dict[str, Value]:
    found = chronicle.evaluations_in(year)
    by_title: dict[str, list[Evaluation]] = {}
    for each in found:
        if each.kind == EvaluationKind.RANKING and each.rank:
            by_title.setdefault(each.title, []).append(each)
    honours = [f"“{each.title.strip('“”')}”" for each in found if each.kind == EvaluationKind.HONOUR]
    return {
        "rankings": listing([_ranking(title, ranks) for title, ranks in by_title.items()], "，"),
        "honours": "".join(dict.fromkeys(honours)),
    }


def _ranking(title: str, ranks: Sequence[Evaluation]) -> Said:
    """在全国335个城市……测评中排名第5位、西北地区排名第1位."""
    widest = sorted(ranks, key=lambda each: -(each.of_how_many or 0))
    spans: list[str | Figure] = []
    for place, each in enumerate(widest):
        rows = (Row(each.key, f"{each.on} {each.body}：{each.title}"),)
        rank = Figure(f"rank.{each.pk}", f"{title}（{each.region}）名次", str(each.rank), "位", rows=rows)
        if place:
            spans += [f"、{each.region}排名第", rank, "位"]
        elif each.of_how_many:
            of = Figure(f"rank.{each.pk}.of", f"{title}参评数", str(each.of_how_many), "个", rows=rows)
            spans += [f"在{each.region}", of, f"个{title}中排名第", rank, "位"]
        else:
            spans += [f"在{each.region}{title}中排名第", rank, "位"]
    return tuple(spans)
