"""What a report says of how others saw the year: media, delegations, evaluations, all from 大事记."""

from collections import Counter
from collections.abc import Iterable, Sequence

from yihaotong.annual.rules.figures import Figure, Row
from yihaotong.annual.rules.sentences import Said, Value, listing
from yihaotong.chronicle import access as chronicle
from yihaotong.chronicle.models import Evaluation, MediaReport, Reception
from yihaotong.chronicle.rules import rounding
from yihaotong.chronicle.rules.codes import EvaluationKind, Level, MediaKind
from yihaotong.disclosure import city

#: So many names stand in one sentence.
_MOST = 8


def about(count: int) -> str:
    """Round words as this text sets them, without blanks: 90余, 89万余."""
    return rounding.about(count).replace(" ", "")


def media(year: int) -> dict[str, Value]:
    """Programmes by outlet and column, then everything together in a round figure."""
    found = chronicle.media_in(year)
    broadcast = [each for each in found if each.media_kind in {MediaKind.TV.value, MediaKind.RADIO.value}]
    papers = [each for each in found if each.media_kind == MediaKind.PAPER and each.original]
    around = _around(papers)
    reposted = _distinct(each.outlet for each in found if each.media_kind == MediaKind.ONLINE and not each.original)
    told: dict[str, Value] = {
        "programmes": listing([*_programmes(broadcast)], "，配合"),
        "papers": _distinct(each.outlet for each in around),
        "paper.themes": _distinct(theme for each in around for theme in each.theme.split("、")),
        "media.named": _distinct(each.outlet for each in papers if each not in around),
        "media.reposted": reposted.partition("、")[0],
    }
    if found:
        total = sum(each.count for each in found)
        rows = tuple(Row(each.key, f"{each.on} {each.outlet}《{each.theme}》{each.count} 篇（条）") for each in found)
        told["media.total"] = Figure("media.total", "媒体报道", str(total), "篇（条）", words=about(total), rows=rows)
    if found or chronicle.receptions_in(year) or _has(year, ("media.", "reception.")):
        told["media.any"] = "有"
    return told


def _around(papers: Sequence[MediaReport]) -> list[MediaReport]:
    """Those on the themes that were written of most; what other papers wrote is told in the round figure."""
    counts: Counter[str] = Counter()
    for each in papers:
        counts[each.theme] += each.count
    most = counts.most_common(1)
    return [each for each in papers if most and each.theme == most[0][0]]


def _distinct(names: Iterable[str]) -> str:
    return "、".join(list(dict.fromkeys(filter(None, names)))[:_MOST])


def _has(year: int, prefixes: tuple[str, ...]) -> bool:
    return any(each.measure.startswith(prefixes) for each in chronicle.stated_in(year))


def _programmes(found: Iterable[MediaReport]) -> Iterable[Value]:
    """银川电视台制作“银川新闻”专题节目4期、“新闻观察”节目2期, by outlet."""
    by_outlet: dict[str, dict[str, list[MediaReport]]] = {}
    for each in found:
        by_outlet.setdefault(each.outlet, {}).setdefault(each.column_name, []).append(each)
    place = 0
    for outlet, columns in by_outlet.items():
        said: list[Value] = []
        for column, reports in columns.items():
            place += 1
            said.append(_programme(place, outlet, column, reports))
        yield (f"{outlet}制作", *listing(said))


def _programme(place: int, outlet: str, column: str, reports: Sequence[MediaReport]) -> Said:
    rows = tuple(Row(each.key, f"{each.on} {each.theme}") for each in reports)
    total = sum(each.count for each in reports)
    theme = reports[0].theme
    kind = theme if theme.endswith("节目") and all(each.theme == theme for each in reports) else "节目"
    figure = Figure(f"media.programme.{place}", f"{outlet}{column}节目", str(total), "期", rows=rows)
    return f"“{column}”{kind}" if column else kind, figure, "期"


def receptions(year: int) -> dict[str, Value]:
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
        "reception.from": _from(found),
        "visits": listing([_visit(each) for each in found if each.level == Level.STATE], "；"),
    }
    if persons:
        told["reception.persons"] = Figure(
            "reception.persons", "接待参观考察人数", str(persons), "人次", words=about(persons), rows=rows
        )
    return told


def _from(found: Iterable[Reception]) -> str:
    """Where delegations came from, in words."""
    levels = {each.level for each in found}
    here, abroad = levels & {Level.PROVINCE.value, Level.CITY.value}, Level.ABROAD.value in levels
    told = [
        "国家部委" if Level.MINISTRY.value in levels else "",
        "国内外省（市、区）" if here and abroad else "省（市、区）" if here else "境外" if abroad else "",
    ]
    return "及".join(filter(None, told)) or "各地"


def _visit(each: Reception) -> str:
    theme = (each.theme or "工作").removesuffix("调研")
    return f"{each.on.year}年{each.on.month}月，{each.delegation}到{city.organ().short_name}调研指导{theme}"


def evaluations(year: int) -> dict[str, Value]:
    found = chronicle.evaluations_in(year)
    by_title: dict[str, list[Evaluation]] = {}
    for each in found:
        if each.kind == EvaluationKind.RANKING and each.rank:
            by_title.setdefault(each.title, []).append(each)
    honours: dict[str, list[str]] = {}
    for each in found:
        if each.kind == EvaluationKind.HONOUR:
            whose = f"{each.on.year}年{each.region}" if each.region else ""
            honours.setdefault(whose, []).append(f"“{each.title.strip('“”')}”")
    return {
        "rankings": listing([_ranking(title, ranks) for title, ranks in by_title.items()], "，"),
        "honours": "、".join(f"{whose}{''.join(dict.fromkeys(some))}" for whose, some in honours.items()),
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
