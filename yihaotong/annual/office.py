"""What a report says of the office itself: organ, leading group, guide, catalogue, rules, superiors' documents."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

from django.conf import settings
from django.utils.timezone import make_aware

from yihaotong.annual.rules.figures import Row, counted
from yihaotong.annual.rules.own import TEXTS
from yihaotong.annual.rules.sentences import Value, themes
from yihaotong.catalogue.models import Row as CatalogueRow
from yihaotong.catalogue.models import Version as CatalogueVersion
from yihaotong.disclosure import access, city
from yihaotong.disclosure.models import Clause, Directive, Notice, RuleVersion
from yihaotong.disclosure.rules.codes import Duty, Progress
from yihaotong.disclosure.rules.organising import Seat

#: So many titles stand in one sentence; of more the number is told.
MOST_TITLES = 6
#: The order of the State Council by which the 条例 held, by the first report year: 2008, and as revised in May 2019.
_DECREES = {2008: "492", 2019: "711"}


def values(year: int) -> dict[str, Value]:
    """The blanks of the office. About fifteen queries."""
    found: dict[str, Value] = {"year": str(year)}
    for each in (_organ, _directives, _organisation, _guides, _catalogue, _rules):
        found |= each(year)
    return found


def last_day(year: int) -> date:
    return date(year, 12, 31)


def midnight(year: int) -> datetime:
    """When a year begins here."""
    return make_aware(datetime.combine(date(year, 1, 1), time()))


def own() -> Mapping[str, str]:
    """What the city calls its own, by name; "" where it does not say."""
    told = settings.CITY.get("annual", {})
    return {name: str(told.get(name, "")) for name in TEXTS}


def outlet_names() -> Mapping[str, str]:
    """How the city names its outlets, by code."""
    return dict(settings.CITY.get("annual", {}).get("outlets", {}))


def _organ(year: int) -> dict[str, Value]:
    here = city.organ()
    told = ("address", "postcode", "phone", "fax", "email")
    named: dict[str, Value] = {name: getattr(here, name) for name in told}
    site = here.site.removeprefix("https://").removeprefix("http://").rstrip("/")
    regulation: dict[str, Value] = {
        "decree": _DECREES[max(since for since in _DECREES if since <= year)],
        "newly": "新修订的" if year in _DECREES and year > min(_DECREES) else "",
    }
    named |= {"organ": here.name, "supervising": here.supervising_office, "site": site}
    of_city: dict[str, Value] = {"hotline": "12345平台", "portal_column": outlet_names().get("portal", "")}
    of_city.update({name: words for name, words in own().items() if words})
    return named | regulation | of_city


def _directives(year: int) -> dict[str, Value]:
    """Superiors' documents of the year, and what became of their clauses."""
    papers = list(Directive.objects.filter(dated__year=year).order_by("dated", "pk"))
    clauses = Clause.objects.filter(directive__dated__year=year).exclude(progress=Progress.DROPPED.value)
    told = clauses.select_related("directive").order_by("pk")
    rows = [(Row(each.key, f"{each.directive.number} {each.place}"), each.progress) for each in told]
    done = [row for row, progress in rows if progress == Progress.ACCEPTED]
    found: dict[str, Value] = _by_theme(papers)
    if rows:
        every = [row for row, _progress in rows]
        found["tasks.all"] = counted("tasks.all", "上级文件交办的任务", every, "项")
        found["tasks.done"] = counted("tasks.done", "其中已完成的任务", done, "项")
        if left := [row for row in every if row not in done]:
            found["tasks.open"] = counted("tasks.open", "其中正在办理的任务", left, "项")
    return found


def _cited(title: str, number: str) -> str:
    """《…》 with its number, where what was entered is one: 〔2019〕76号; it has digits, or the brackets of a year."""
    named = title if title.startswith("《") else f"《{title}》"
    return f"{named}（{number}）" if "〔" in number or any(sign.isdigit() for sign in number) else named


def _by_theme(papers: Iterable[Directive]) -> dict[str, Value]:
    """Those that a sentence of its own names, and all the others."""
    told: dict[str, list[str]] = {"directives": [], "directives.labels": [], "directives.publishing": []}
    for each in papers:
        theme = _theme_of(each.title)
        told[f"directives.{theme}" if theme else "directives"].append(_cited(each.title, each.number))
    found: dict[str, Value] = {name: _titles(titles) for name, titles in told.items()}
    return found | ({"labels.any": "有"} if told["directives.labels"] else {})


def _theme_of(title: str) -> str:
    return next((name for name in ("labels", "publishing") if _is_of(name, title)), "")


def _is_of(theme: str, title: str) -> bool:
    return any(word in title for word in themes()[theme])


def _titles(titles: list[str]) -> str:
    """《…》《…》; where something stands between two titles, a 、 (GB/T 15834)."""
    text = ""
    for each in titles[:MOST_TITLES]:
        text += f"{'、' if text and not (text.endswith('》') and each.startswith('《')) else ''}{each}"
    return text + (f"等{len(titles)}份文件" if len(titles) > MOST_TITLES else "")


def _organisation(year: int) -> dict[str, Value]:
    """As it was on the last day, and the notices of the year by which it came to be so."""
    on_last = access.organisation_on(last_day(year))
    by_duty: dict[Duty, list[Seat]] = {}
    for seat in on_last.seats:
        by_duty.setdefault(seat.duty, []).append(seat)
    notices = Notice.objects.filter(in_force_from__year=year).order_by("in_force_from", "pk")
    found: dict[str, Value] = {
        "head": "、".join(_seat(each) for each in by_duty.get(Duty.HEAD, [])),
        "deputies": "、".join(_seat(each) for each in by_duty.get(Duty.DEPUTY, [])),
        "notices": _titles([_cited(each.title, each.number) for each in notices]),
    }
    office = by_duty.get(Duty.OFFICE, []) or by_duty.get(Duty.SECTION, [])
    return found | {"office": "、".join(each.unit_name or each.name for each in office)}


def _seat(seat: Seat) -> str:
    return f"{seat.title}{seat.name}"


def _guides(year: int) -> dict[str, Value]:
    rows = [
        Row(guide.key, f"指南第 {guide.number} 版，{guide.in_force_from} 起施行")
        for guide in access.guides_approved().filter(in_force_from__year=year).order_by("number")
    ]
    return {"guides": counted("guides", "指南的更新", rows, "次")} if rows else {}


def _catalogue(year: int) -> dict[str, Value]:
    """The catalogue as it stood at the end of the year."""
    end = midnight(year + 1)
    found = CatalogueVersion.objects.filter(released_at__lt=end).order_by("-released_at").first()
    if found is None:
        return {}
    rows = list(CatalogueRow.objects.filter(version=found).order_by("rank", "pk"))
    first = [Row(f"catalogue_row:{row.key}", row.name) for row in rows if not row.parent]
    second = [Row(f"catalogue_row:{row.key}", row.name) for row in rows if row.parent]
    source = f"主动公开基本目录第 {found.number} 版"
    return {
        "catalogue.first": counted("catalogue.first", "一级主动公开事项", first, "个", source=source),
        "catalogue.second": counted("catalogue.second", "二级主动公开事项", second, "个", source=source),
    }


def _rules(year: int) -> dict[str, Value]:
    """The office's own rules: those of the year, those in force at its end, those that a sentence names."""
    held = [each for each in access.house_rules(last_day(year)) if each.holds]
    of_year = RuleVersion.objects.filter(in_force_from__year=year).select_related("rule")
    new = list(of_year.order_by("in_force_from", "pk"))
    titles, fresh = [each.version.title for each in held], {each.title for each in new}
    by_theme = {theme: [title for title in titles if _is_of(theme, title)] for theme in themes()}
    named = {title for theme in ("requests", "supervision", "publishing") for title in by_theme[theme]}
    found: dict[str, Value] = {
        "rules.other": _quoted([each.title for each in new if each.title not in named]),
        "request_rules": _quoted(by_theme["requests"]),
        "supervision_rules": _made(by_theme["supervision"], fresh),
    }
    if any("考" in title for title in by_theme["supervision"]):
        found["assessed"] = "将政务公开工作纳入绩效考核"
    if new:
        made = [Row(each.rule.key, each.title) for each in new]
        found["rules.made"] = counted("rules.made", "制定、修订的制度", made, "项")
    if held:
        rows = [Row(each.rule.key, each.version.title) for each in held]
        found["rules.all"] = counted("rules.all", "年末现行制度", rows, "项")
    papers = Directive.objects.filter(dated__year=year).order_by("dated", "pk")
    above = [_cited(each.title, each.number) for each in papers if _theme_of(each.title) == "publishing"]
    found["publishing_basis"] = "和".join(filter(None, [_titles(above), _quoted(by_theme["publishing"])]))
    return found


def _made(titles: list[str], fresh: set[str]) -> str:
    """制定《…》，执行《…》: what is of this year, and what held before."""
    new, old = ([each for each in titles if (each in fresh) is is_new] for is_new in (True, False))
    return "，".join(f"{word}{_quoted(some)}" for word, some in (("制定", new), ("执行", old)) if some)


def _quoted(titles: list[str]) -> str:
    return _titles([f"《{title}》" for title in dict.fromkeys(titles)])
