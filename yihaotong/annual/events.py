"""What a report says of the year: what went out, was interpreted, answered, held; what other systems state."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.utils.timezone import localtime

from yihaotong.annual import echo, office
from yihaotong.annual.echo import about
from yihaotong.annual.rules.drafted import Quote
from yihaotong.annual.rules.figures import Figure, Kind, Row, counted, share, summed
from yihaotong.annual.rules.sentences import Listing, Said, Value, listing
from yihaotong.articles.models import Article, Release
from yihaotong.catalogue.models import Row as CatalogueRow
from yihaotong.chronicle import access as chronicle
from yihaotong.chronicle.models import StatedFigure
from yihaotong.disclosure import city
from yihaotong.engagement import access as engagement
from yihaotong.engagement.models import Activity, Budget, Interpretation
from yihaotong.engagement.rules.codes import BudgetKind
from yihaotong.outlets import access as outlets
from yihaotong.outlets.rules.tables import label as outlet_label

#: How a sentence says what went out where; other outlets by their own name.
_OUTLETS: Mapping[str, tuple[str, str]] = {
    "portal": ("在政府门户网站政务公开专栏公开", "条"),
    "site": ("在部门网站公开", "条"),
    "weibo": ("微博发布、转发信息", "条"),
    "wechat": ("微信公众号推送信息", "条"),
    "answers": ("政民互动平台答复信息", "条"),
    "interaction": ("政民互动平台答复信息", "条"),
    "media": ("新闻媒体发布", "条"),
}
_NAMES: Mapping[str, str] = {
    "portal": "政府门户网站政务公开专栏",
    "site": "部门网站",
    "weibo": "微博",
    "wechat": "微信公众号",
    "answers": "政民互动平台",
    "interaction": "政民互动平台",
}
#: The kinds of channels as the text sums them up.
_CHANNELS: Mapping[str, str] = {
    "portal": "政府门户网站",
    "site": "部门网站",
    "weibo": "政务微博",
    "wechat": "政务微信",
    "press": "新闻媒体",
    "media": "新闻媒体",
}
_RELEASED = "released."
#: Of our own site, where some of its items are counted for the portal.
_NOT_ON_PORTAL = "（不含同时在政府门户网站发布的）"
_HALVES = (("background", "出台背景"), ("meaning", "意义"), ("measures", "具体措施"), ("requirements", "具体要求"))
_MOST = 8
#: So many rows of a plain table stand in the text.
_MOST_LISTED = 40
#: 《…》 in the note of a stated figure: what it counts, by name.
_TITLES = re.compile(r"《[^《》]+》")
#: What a note says for the report to say after the figure, up to its end.
_SAID = re.compile(r"年报写：(?P<words>.+)$", re.DOTALL)
#: How the source puts it, word for word; inner quotation marks are single ones.
_QUOTED = re.compile(r"原文写作“(?P<words>[^“”]+)”")


def values(year: int) -> dict[str, Value]:
    """The blanks of the year's events. About twelve queries."""
    told = chronicle.stated_in(year)
    stated = {each.measure: _stated(each) for each in told}
    found: dict[str, Value] = dict(stated)
    found |= {f"{each.measure}.titles": "".join(_TITLES.findall(each.note.partition("年报写：")[0])) for each in told}
    found |= {f"{each.measure}.said": _said(each.note) for each in told}
    found |= _released(year, stated)
    engaged = (_interpretations, _budgets, _proposals, _activities, _responses)
    for each in (*engaged, echo.media, echo.receptions, echo.evaluations):
        found |= {name: value for name, value in each(year).items() if not (name in stated and _nothing(value))}
    found |= _rates(found)
    return found


def _nothing(value: Value) -> bool:
    return isinstance(value, Figure) and value.value == "0"


def stated_figures(year: int) -> dict[str, Figure]:
    """The stated figures of a year by measure."""
    return {each.measure: _stated(each) for each in chronicle.stated_in(year)}


def _said(note: str) -> str:
    found = _SAID.search(note)
    return found["words"].strip().rstrip("。") if found else ""


def quotes(year: int) -> tuple[Quote, ...]:
    """What the sources of stated figures say word for word."""
    return tuple(
        Quote(each.label, found["words"]) for each in chronicle.stated_in(year) for found in _QUOTED.finditer(each.note)
    )


def _stated(each: StatedFigure) -> Figure:
    source = "；".join(filter(None, [each.source, each.source_key, f"截至 {each.as_of}", each.note]))
    rows = (Row(each.key, each.label),)
    unit = each.unit_of_count
    words = each.words.replace(" ", "")
    return Figure(each.measure, each.label, words.removesuffix("余"), unit, Kind.STATED, words, rows, source)


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
    stands on the government's portal and on our own site is one item, the portal's. What is gone is no item."""
    all_of_year = outlets.released_in(year)
    every = [went for went in all_of_year if not went.gone]
    rows = _once(every)
    figures = [_of_outlet(outlet, rows, all_of_year) for outlet in Counter(went.outlet for went in rows)]
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
        "outlets": "、".join(_where({went.outlet for went in every}, ranked)),
        "channels": _channels(year, {went.outlet for went in every} | {each.code.split(".")[1] for each in ranked}),
    }
    if reposts := [went for went in rows if not went.original]:
        own = [Row(went.key, went.title) for went in rows if went.original]
        found["released.own"] = counted("released.own", "其中原创", own, "条")
        found["released.reposts"] = counted(
            "released.reposts", "其中转发", (Row(went.key, went.title) for went in reposts), "条"
        )
    return found


def _channels(year: int, there: set[str]) -> str:
    """By kind; without any that has one, what they are all together."""
    press = {"press"} if chronicle.media_in(year) else set()
    named = [words for outlet, words in _CHANNELS.items() if outlet in there | press]
    return "、".join(dict.fromkeys(named)) or "网站"


def _of_outlet(outlet: str, rows: Sequence[outlets.Went], all_of_year: Sequence[outlets.Went]) -> Figure:
    """One outlet's items with the rule by which they were counted: what is left out is said, with how many."""
    here = [went for went in rows if went.outlet == outlet]
    gone = sum(went.outlet == outlet and went.gone for went in all_of_year)
    both = sum(went.outlet == outlet and not went.gone for went in all_of_year) - len(here)
    rule = ["当年在这个渠道首次发布的，一篇在一个渠道计一次，更正不另计"]
    rule += [f"另有 {both} 条同时在政府门户网站，计入门户网站，这里不重复计"] if both else []
    rule += [f"另有 {gone} 条当年发布、此后撤下，不计"] if gone else []
    label = f"{outlet_label(outlet)}发布{_NOT_ON_PORTAL if both else ''}"
    told = (Row(went.key, f"{went.at} {went.title}") for went in here)
    return counted(f"{_RELEASED}{outlet}", label, told, "条", source="；".join(rule))


def _once(rows: Sequence[outlets.Went]) -> list[outlets.Went]:
    there = {went.key for went in rows if went.outlet == "portal"}
    return [went for went in rows if went.outlet != "site" or went.key not in there]


def _place(code: str) -> int:
    names = list(_OUTLETS)
    outlet = code.removeprefix(_RELEASED)
    return names.index(outlet) if outlet in names else len(names)


def _outlet_words(figure: Figure) -> Said:
    """在银川市人民政府门户网站政务公开专栏公开 48 条: by the city's name of the outlet where it has one."""
    outlet = figure.code.removeprefix(_RELEASED)
    before, unit = _OUTLETS.get(outlet, (figure.label, figure.unit or "条"))
    before = f"另{before}" if _NOT_ON_PORTAL in figure.label else before
    if name := office.outlet_names().get(outlet):
        before = before.replace(_NAMES.get(outlet, before), name)
    return before, figure, unit


def _where(there: set[str], figures: Sequence[Figure]) -> Iterable[str]:
    """The outlets by name, what stands in two of them in both."""
    stated = {each.code.removeprefix(_RELEASED): each for each in figures}
    for outlet in sorted(there | set(stated), key=lambda each: _place(f"{_RELEASED}{each}")):
        said = stated[outlet].label.removesuffix(_NOT_ON_PORTAL) if outlet in stated else outlet_label(outlet)
        plain = said.removesuffix("发布").removesuffix("答复").removesuffix("公开")
        yield office.outlet_names().get(outlet) or _NAMES.get(outlet) or plain


# --- what was done -------------------------------------------------------------------------------------------------


def _interpretations(year: int) -> dict[str, Value]:
    found = engagement.interpretations_in(year)
    if not found:
        return {}
    policies = "、".join(dict.fromkeys(_policy(each) for each in found))
    rows = (Row(each.key, each.title) for each in found)
    figure = counted("interpretations", "政策解读", rows, "次")
    return {"policies": policies, "interpretations": figure, "interpreted": _halves(found)}


def _policy(each: Interpretation) -> str:
    """银川市人民政府《…》: whose it is, where it is another's."""
    whose = each.policy_organ if each.policy_organ != city.organ().name else ""
    return f"{whose}《{each.policy_title.strip('《》')}》"


def _halves(found: Sequence[Interpretation]) -> str:
    """What all of them tell of: 出台背景、意义、具体措施、具体要求."""
    return "、".join(words for name, words in _HALVES if all(getattr(each, name).strip() for each in found))


def _budgets(year: int) -> dict[str, Value]:
    """By the title under which each went out here, else by its year and kind."""
    found = engagement.budgets_in(year)
    names = _bound_titles(found)
    titles = [names.get(each.key) or f"{each.year}年{BudgetKind(each.kind).label}" for each in found]
    costs = "机关运行经费的安排和使用情况" if any(each.running_costs.strip() for each in found) else ""
    return {"budgets": "、".join(dict.fromkeys(titles)), "running_costs": costs}


def _bound_titles(found: Sequence[Budget]) -> dict[str, str]:
    bound = {key: each.article for key, some in engagement.bindings_of(found).items() for each in some}
    numbers = {key: int(article.partition(":")[2]) for key, article in bound.items()}
    there = Article.objects.filter(pk__in=numbers.values(), standing__isnull=False)
    titles = dict(there.values_list("pk", "standing__version__title"))
    return {key: titles[number] for key, number in numbers.items() if number in titles}


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
    title = each.title if "“" in each.title else f"“{each.title}”"
    said: list[str | Figure] = [f"{on.year}年{on.month}月{on.day}日，{hosts}举办{title}"]
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


# --- plain tables ----------------------------------------------------------------------------------------------------


def listings(year: int) -> dict[str, Listing]:
    """The tables within the text. Two queries."""
    return {name: found for name, found in (("monthly", _monthly(year)),) if found}


def _monthly(year: int) -> Listing | None:
    """The monthly reports that first went out in the year, as their list on the site shows them: the newest first."""
    rows = dict(CatalogueRow.objects.filter(name__contains="月报").order_by("pk").values_list("matter_id", "name"))
    span = {"at__gte": office.midnight(year), "at__lt": office.midnight(year + 1)}
    stay = Release.objects.filter(number=1, version__row_key__in=rows, article__withdrawn_at=None, **span)
    out = stay.order_by("-version__formed_on", "-pk")
    told = list(out.values_list("version__title", "version__formed_on", "version__row_key"))
    if not told:
        return None
    names = "、".join(dict.fromkeys(rows[key] for _title, _day, key in told))
    organ = city.organ().name
    lines = tuple((title, organ, str(day)) for title, day, _key in told[:_MOST_LISTED])
    return Listing(f"信息公开目录“{names}”", ("名称", "责任部门", "生成日期"), lines)
