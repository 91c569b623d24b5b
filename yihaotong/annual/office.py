"""What a report says of the office itself: organ, leading group, guide, catalogue, rules, superiors' documents."""

from datetime import date, datetime, time

from django.utils.timezone import make_aware

from yihaotong.annual.rules.figures import Row, counted
from yihaotong.annual.rules.sentences import Value
from yihaotong.catalogue.models import Row as CatalogueRow
from yihaotong.catalogue.models import Version as CatalogueVersion
from yihaotong.disclosure import access, city
from yihaotong.disclosure.models import Clause, Directive, Notice, RuleVersion
from yihaotong.disclosure.rules.codes import Duty, Progress
from yihaotong.disclosure.rules.organising import Seat

#: So many titles stand in one sentence; of more the number is told.
MOST_TITLES = 6


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


def _organ(_year: int) -> dict[str, Value]:
    here = city.organ()
    told = ("address", "postcode", "phone", "fax", "email")
    named: dict[str, Value] = {name: getattr(here, name) for name in told}
    site = here.site.removeprefix("https://").removeprefix("http://").rstrip("/")
    return named | {"organ": here.name, "supervising": here.supervising_office, "site": site}


def _directives(year: int) -> dict[str, Value]:
    """Superiors' documents of the year, and what became of their clauses."""
    papers = list(Directive.objects.filter(dated__year=year).order_by("dated", "pk"))
    clauses = Clause.objects.filter(directive__dated__year=year).exclude(progress=Progress.DROPPED.value)
    told = clauses.select_related("directive").order_by("pk")
    rows = [(Row(each.key, f"{each.directive.number} {each.place}"), each.progress) for each in told]
    done = [row for row, progress in rows if progress == Progress.ACCEPTED]
    found: dict[str, Value] = {"directives": _titles([_cited(each.title, each.number) for each in papers])}
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


def _titles(titles: list[str]) -> str:
    more = f"等{len(titles)}份文件" if len(titles) > MOST_TITLES else ""
    return "、".join(titles[:MOST_TITLES]) + more


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
        "notices": "、".join(_cited(each.title, each.number) for each in notices[:MOST_TITLES]),
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
    """The office's own rules: those of the year, those in force at its end, those that the text names."""
    held = [each for each in access.house_rules(last_day(year)) if each.holds]
    titles = [each.version.title for each in held]
    new = RuleVersion.objects.filter(in_force_from__year=year).order_by("in_force_from", "pk")
    requests = [title for title in titles if "依申请" in title]
    supervision = [title for title in titles if any(word in title for word in ("责任追究", "考评", "考核", "监督"))]
    found: dict[str, Value] = {
        "rules.new": _quoted([each.title for each in new]),
        "request_rules": _quoted(requests),
        "supervision_rules": _quoted(supervision),
    }
    if held:
        rows = [Row(each.rule.key, each.version.title) for each in held]
        found["rules.all"] = counted("rules.all", "年末现行制度", rows, "项")
    return found


def _quoted(titles: list[str]) -> str:
    return _titles([f"《{title}》" for title in dict.fromkeys(titles)])
