"""Journal lines of set-up changes in words: what was changed, from what to what, by whom, on what basis."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yihaotong.accounts.access import names_with_logins, unit_names
from yihaotong.accounts.models import KIND_LABELS, ROLE_LABELS, Client, DutyShift, Post, Unit
from yihaotong.accounts.rules import Actor, Role
from yihaotong.almanac import access as almanac
from yihaotong.almanac.models import KIND_LABELS as DAY_LABELS
from yihaotong.almanac.rules import HOURS, Run
from yihaotong.cases.profiles import listed
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.setup import profile_words
from yihaotong.desk.setup.change_labels import ACTS, LABELS
from yihaotong.desk.setup.wording import SCOPE_LABELS
from yihaotong.dispatch.access import category_names, place_names
from yihaotong.dispatch.models import SERVICE_CLASS_LABELS, Category, RoutingRule
from yihaotong.journal.models import Line


@dataclass(frozen=True)
class Area:
    """Lines whose subject is one of `nouns`; `roles` read them besides the audit administrator."""

    label: str | Promise
    nouns: tuple[str, ...]
    roles: frozenset[Role]


_SYSTEM, _SECURITY = frozenset({Role.SYSTEM_ADMIN}), frozenset({Role.SECURITY_ADMIN})
AREAS: Mapping[str, Area] = {
    "units": Area(gettext_lazy("单位"), ("unit",), _SYSTEM),
    "people": Area(gettext_lazy("人员"), ("person",), _SYSTEM | _SECURITY),
    "posts": Area(gettext_lazy("岗位"), ("post",), _SYSTEM | _SECURITY),
    "roster": Area(gettext_lazy("值班表"), ("duty",), _SYSTEM),
    "categories": Area(gettext_lazy("问题类别"), ("category",), _SYSTEM),
    "routes": Area(gettext_lazy("派单规则"), ("route",), _SYSTEM),
    "calendar": Area(gettext_lazy("工作日历"), ("almanac",), _SYSTEM),
    "profiles": Area(gettext_lazy("时限方案"), ("profile", "profiles"), _SYSTEM),
    "templates": Area(gettext_lazy("答复模板"), ("template",), frozenset()),
    "bulletins": Area(gettext_lazy("公告口径"), ("bulletin",), frozenset()),
    "clients": Area(gettext_lazy("接口用户"), ("client",), _SECURITY),
}
_AREA_OF = {noun: code for code, area in AREAS.items() for noun in area.nouns}

_UNIT_FIELDS = frozenset({"unit", "unit_id", "parent", "successor"})


@dataclass(frozen=True)
class Side:
    """One field of a change; `before` or `after` is "" where there was or is nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One change in words."""

    at: datetime
    area: str
    act: str
    subject: str
    sides: Sequence[Side]
    reason: str
    who: str
    erased: bool

    @property
    def two_sided(self) -> bool:
        """Whether anything was there before: a new record has only an after."""
        return any(side.before for side in self.sides)


def areas_for(actor: Actor) -> list[str]:
    """The areas whose changes this actor may read: all for the audit administrator."""
    every = Role.AUDIT_ADMIN in actor.roles
    return [code for code, area in AREAS.items() if every or area.roles & actor.roles]


def changes_in(actor: Actor, area: str = "", subject: str = "") -> QuerySet[Line]:
    """The lines of set-up changes this actor may read, of one area or about one subject ("unit:3") if that is asked."""
    readable = areas_for(actor)
    codes = [code for code in readable if not area or code == area]
    nouns = [noun for code in codes for noun in AREAS[code].nouns]
    if subject:
        allowed = subject.partition(":")[0] in nouns
        return Line.objects.filter(subject=subject) if allowed else Line.objects.none()
    wanted = Q()
    for noun in nouns:
        wanted |= _about(noun)
    # The index gives the ids first. Asked for the newest lines of these subjects at once, the databases would rather
    # walk the whole journal backwards than sort what the index finds.
    found = Line.objects.filter(wanted).values("pk")
    return Line.objects.filter(pk__in=found) if wanted else Line.objects.none()


def _about(noun: str) -> Q:
    """Lines about one noun, by the index on subjects. Ids are digits, which sort alike in every collation; the codes
    of categories are letters, too, and are named one by one.
    """
    if noun == "category":
        return Q(subject__in=[f"category:{code}" for code in Category.objects.values_list("pk", flat=True)])
    if noun == "profile":
        return Q(subject__in=[f"profile:{each.title.code}" for each in listed()])
    if noun == "profiles":
        return Q(subject="profiles")
    if noun in _LETTERS:
        letter = _LETTERS[noun]
        return Q(subject__gte=f"{noun}:{letter}0", subject__lte=f"{noun}:{letter}9999999")
    return Q(subject__gte=f"{noun}:0", subject__lte=f"{noun}:9999999999999999999")


#: The numbers of templates and bulletins begin with a letter.
_LETTERS = {"template": "T", "bulletin": "B"}


class _Words:
    """The names behind the ids of some lines, in as many queries for two lines as for fifty."""

    def __init__(self, lines: Sequence[Line]) -> None:
        facts = [line.facts for line in lines]
        parts = [part for each in facts for part in (each.get("before") or {}, each.get("after") or {})]
        subjects = [line.subject.partition(":") for line in lines]
        today = localdate()
        of = {noun: {code for kind, _colon, code in subjects if kind == noun} for noun in _AREA_OF}
        self.posts = Post.objects.in_bulk(_ids(of["post"]))
        self.routes = RoutingRule.objects.in_bulk(_ids(of["route"]))
        self.days = almanac.days_of(_ids(of["almanac"]))
        self.shifts = DutyShift.objects.in_bulk(_ids(of["duty"]))
        self.clients = dict(Client.objects.filter(pk__in=_ids(of["client"])).values_list("pk", "name"))
        people = {
            value for part in parts for name in ("person", "successor") if isinstance(value := part.get(name), int)
        }
        people |= {post.person_id for post in self.posts.values()} | {int(code) for code in _ids(of["person"])}
        self.people = names_with_logins([*(line.actor for line in lines), *(f"person:{pk}" for pk in people)])
        units = {value for part in parts for name in _UNIT_FIELDS if isinstance(value := part.get(name), int)}
        units |= set(_ids(of["unit"])) | {post.unit_id for post in self.posts.values()}
        units |= {shift.unit_id for shift in self.shifts.values()}
        units |= {route.unit_id for route in self.routes.values()}
        units |= {int(layer[5:]) for part in parts if (layer := str(part.get("layer", ""))).startswith("unit:")}
        self.units = unit_names(units, today)
        codes = {
            str(part[name])
            for part in parts
            for name in ("category", "category_id", "parent_id", "successor")
            if part.get(name)
        }
        named = of["profile"] or any("profile" in part for part in parts)
        self.profiles = {each.title.code: each.title.name for each in listed()} if named else {}
        enforcing = {str(code) for part in parts for code in part.get("enforcing") or ()}
        coded = dict(Unit.objects.filter(code__in=enforcing).values_list("pk", "code")) if enforcing else {}
        self.enforcing = {coded[pk]: name for pk, name in unit_names(coded, today).items()} if coded else {}
        routes = self.routes.values()
        self.categories = category_names(codes | of["category"] | {route.category_id for route in routes})
        places = {str(part[name]) for part in parts for name in ("place", "place_id", "area_code") if part.get(name)}
        self.places = place_names(places | {route.place_id for route in routes})
        roles = {role.value: label for role, label in ROLE_LABELS.items()}
        self.tables: dict[str, Mapping[str, Any]] = {
            "role": roles,
            "roles": roles,
            "kind": {kind.value: label for kind, label in KIND_LABELS.items()},
            "service_class": {kind.value: label for kind, label in SERVICE_CLASS_LABELS.items()},
            "layer": {"nation": _("全国"), "hours": _("办公时间")},
            "changed": {"name": _("姓名")},
            "profile": self.profiles,
            "from": self.profiles,
            "scopes": {scope.value: label for scope, label in SCOPE_LABELS.items()},
            "enforcing": self.enforcing,
        }

    def post(self, number: int) -> str:
        """Whose post, which, where; "" for one that is not there."""
        post = self.posts.get(number)
        if post is None:
            return ""
        who = self.people.get(f"person:{post.person_id}", "")
        return f"{who} · {ROLE_LABELS[Role(post.role)]} · {self.units[post.unit_id]}"

    def route(self, number: int, facts: Mapping[str, Any]) -> str:
        """What leads where; of one that is no more what the line says of it."""
        route = self.routes.get(number)
        kept = (route.category_id, route.place_id, route.unit_id) if route else None
        if kept is None and {"category", "place", "unit"} <= facts.keys():
            kept = str(facts["category"]), str(facts["place"]), int(facts["unit"])
        if kept is None:
            return _("第 %(number)d 条（已删除）") % {"number": number}
        category, place, unit = kept
        names = self.categories.get(category, category), self.places.get(place, place), self.units.get(unit, "")
        return "{} · {} → {}".format(*names)

    def shift(self, number: int) -> str:
        shift = self.shifts.get(number)
        return f"{self.units[shift.unit_id]} {localtime(shift.starts_at):%Y-%m-%d %H:%M}" if shift else ""


def _ids(codes: Iterable[str]) -> list[int]:
    return [number for code in codes if (number := whole(code)) is not None]


def told(lines: Iterable[Line]) -> list[Change]:
    """Lines in words, in their order."""
    every = list(lines)
    words = _Words(every)
    return [_told(line, words) for line in every]


def _told(line: Line, words: _Words) -> Change:
    noun, _dot, act = line.kind.partition(".")
    facts = line.facts
    before, after = facts.get("before") or {}, facts.get("after") or {}
    if noun == "almanac":
        before, after = _of_calendar(before, words, []), _of_calendar(after, words, _days(line.subject, words))
    names = list(dict.fromkeys([*before, *after]))
    sides = [
        Side(
            profile_words.label(name) if profile_words.is_line(name) else str(_label(noun, name)),
            _value(noun, name, before.get(name), words),
            _value(noun, name, after.get(name), words),
        )
        for name in names
        if not name.endswith("_sm3")
    ]
    area = AREAS[_AREA_OF[noun]].label if noun in _AREA_OF else noun
    return Change(
        at=line.at,
        area=str(area),
        act=str(ACTS.get(_done(line, act), act)),
        subject=_subject(line.subject, words, before or after),
        sides=[side for side in sides if side.before != side.after],
        reason=facts.get("reason", ""),
        who=words.people.get(line.actor, line.actor),
        erased=line.erased,
    )


def _label(noun: str, name: str) -> str:
    return _("复制自") if (noun, name) == ("profile", "from") else str(LABELS.get(name, name))


def _of_calendar(part: Mapping[str, Any], words: _Words, days: list[str]) -> Mapping[str, Any]:
    """What was entered instead of how far it reaches; the version is the line's subject."""
    if not part or part.get("layer") == HOURS:
        return {name: value for name, value in part.items() if name not in {"to", "version"}}
    return {name: value for name, value in part.items() if name in {"layer", "year"}} | {"days": days}


def _days(subject: str, words: _Words) -> list[str]:
    return [_run(run) for run in words.days.get(whole(subject.partition(":")[2]) or 0, ())]


def _run(run: Run) -> str:
    """放假 2026-10-01 至 2026-10-07 国庆节."""
    when = run.first.isoformat()
    when = when if run.last == run.first else _("%(since)s 至 %(until)s") % {"since": when, "until": run.last}
    return " ".join(filter(None, (str(DAY_LABELS[run.kind]), when, run.name)))


def _done(line: Line, act: str) -> str:
    """A category entered on its page goes the way of those in the file."""
    return "create" if line.kind == "category.load" and line.actor.startswith("person:") else act


def _subject(subject: str, words: _Words, facts: Mapping[str, Any]) -> str:
    """What was changed, by the name it has now; a shift or a post that is no more by what the line says of it."""
    noun, _colon, code = subject.partition(":")
    number = whole(code) or 0
    simple: dict[str, str | None] = {
        "unit": words.units.get(number),
        "person": words.people.get(subject),
        "category": words.categories.get(code),
        "client": words.clients.get(number),
        "post": words.post(number) or _post_gone(facts, words),
        "duty": words.shift(number) or _shift_gone(facts, words),
        "profile": words.profiles.get(code),
        "profiles": _("时限方案"),
        "template": _("模板 %(code)s") % {"code": code},
        "bulletin": _("公告口径 %(code)s") % {"code": code},
        "almanac": _("第 %(number)s 版") % {"number": code},
        "route": words.route(number, facts),
    }
    return simple.get(noun) or subject


def _post_gone(facts: Mapping[str, Any], words: _Words) -> str:
    """Whose post that never began, by what the line says of it."""
    if not {"person", "role", "unit"} <= facts.keys():
        return ""
    who, unit = words.people.get(f"person:{facts['person']}", ""), words.units.get(facts["unit"], "")
    return f"{who} · {ROLE_LABELS[Role(facts['role'])]} · {unit}"


def _shift_gone(facts: Mapping[str, Any], words: _Words) -> str:
    unit = words.units.get(facts.get("unit", 0), "")
    return f"{unit} {_moment(str(facts['starts_at']))}" if unit and "starts_at" in facts else ""


def _value(noun: str, name: str, value: Any, words: _Words) -> str:
    """One value in words; "" for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return "、".join(_value(noun, name, each, words) for each in value)
    if profile_words.is_line(name):
        return profile_words.value(name, str(value))
    if noun in {"post", "client"} and name == "until":
        return _last_day(str(value))
    named = _named(noun, name, value, words)
    return named if named is not None else _moment(str(value))


def _named(noun: str, name: str, value: Any, words: _Words) -> str | None:
    """The name behind a code or an id; None for what is no code."""
    text = str(value)
    if name == "person" or (name == "successor" and noun == "person"):
        return words.people.get(f"person:{value}", text)
    if name in _UNIT_FIELDS and noun != "category":
        return words.units.get(value, text)
    if name in {"category", "category_id", "parent_id", "successor"}:
        return words.categories.get(text, text)
    if name in {"place", "place_id", "area_code"}:
        return words.places.get(text, text)
    if name == "layer" and ":" in text:
        return words.units.get(int(text[5:]), text) if text.startswith("unit:") else _("地区（自治区）")
    table = {} if name == "kind" and noun != "unit" else words.tables.get(name)
    return None if table is None else str(table.get(text, text))


def _last_day(text: str) -> str:
    """Up to a midnight, not including it, is up to the day before, including it."""
    moment = parse_datetime(text)
    if moment is None or moment.tzinfo is None or localtime(moment).time() != time():
        return _moment(text)
    return _("%(day)s 止") % {"day": (localtime(moment) - timedelta(days=1)).date()}


def _moment(text: str) -> str:
    """An instant as it is read in the city; everything else as it is."""
    if "T" not in text:
        return text
    try:
        moment = parse_datetime(text)
    except ValueError:
        return text
    return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment and moment.tzinfo else text
