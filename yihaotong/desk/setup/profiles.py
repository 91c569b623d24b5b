"""时限方案: which there are, what each sets and why, two side by side, and which is in force from when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yihaotong.accounts.access import names_of, open_units
from yihaotong.cases import actions, profiles, try_ons
from yihaotong.cases.models import ProfileChoice
from yihaotong.cases.profiles import InForce, Listed
from yihaotong.cases.rules.choosing import MAY_CHANGE, MAY_READ
from yihaotong.cases.rules.clocks import NOT_YET_USED, Line, Named, Profile, UnitClass, in_sequence
from yihaotong.cases.rules.codes import RequestType, Urgency
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.gate import Visit
from yihaotong.desk.setup.frame import only, show
from yihaotong.dispatch.access import places_in
from yihaotong.journal.refusal import Refused

_ANY = gettext_lazy("任何")
_CHOICES = 20
#: What the comparison calls the profile in force, which may be an older version of one in the list.
IN_FORCE = "in-force"


@dataclass(frozen=True)
class Group:
    """One thing a profile sets, with its lines; `idle`: nothing is reckoned by it yet."""

    what: Named
    lines: Sequence["Told"]

    @property
    def idle(self) -> bool:
        return self.what in NOT_YET_USED


@dataclass(frozen=True)
class Told:
    """A line in words."""

    line: Line
    request_type: str
    urgency: str
    unit: str

    @property
    def key(self) -> str:
        return ".".join(self.line.key)

    @property
    def who(self) -> str:
        """Whom it is for, without what is open: "投诉 · 执法类单位"."""
        named = [
            word
            for word, code in (
                (self.request_type, self.line.request_type),
                (self.urgency, self.line.urgency),
                (self.unit, self.line.unit_kind),
            )
            if code
        ]
        return " · ".join(named) or str(_ANY)


def told(line: Line) -> Told:
    def word(code: str, labels: dict[str, str]) -> str:
        return labels[code] if code else str(_ANY)

    return Told(
        line,
        word(line.request_type, {each.value: each.label for each in RequestType}),
        word(line.urgency, {each.value: each.label.partition("（")[0] for each in Urgency}),
        word(line.unit_kind, {each.value: each.label for each in UnitClass}),
    )


def groups(lines: Iterable[Line]) -> list[Group]:
    """The lines by what they set, in the order of a case's life."""
    return [Group(what, [told(line) for line in part]) for what, part in groupby(lines, key=lambda line: line.clock)]


def find(code: str, version: int = 0) -> Profile:
    try:
        return profiles.profile(code, version)
    except Refused:
        raise Http404 from None


def listed(code: str) -> Listed:
    return next(each for each in profiles.listed() if each.title.code == code)


@only(*MAY_READ)
def every(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every profile, which is in force from when by whose choice, and the months that were tried; a choice that has
    not begun can be taken back.
    """
    if request.method != "POST":
        return _every(request, visit)
    try:
        _cancel(request, visit)
    except Refused as refusal:
        return _every(request, visit, refusal, status=403 if refusal.code == "wrong-role" else 422)
    return redirect("desk:setup:profiles")


def _cancel(request: HttpRequest, visit: Visit) -> None:
    if request.POST.get("do") != "cancel":
        raise Http404
    number = whole(request.POST.get("choice")) or 0
    undone = actions.cancel_choice(number, actor=visit.actor, at=visit.at, reason=request.POST.get("reason", ""))
    name = profiles.in_force(undone.since).profile.title.name
    messages.success(request, _("已取消那次启用，“%(name)s”继续使用。") % {"name": name})


def _every(request: HttpRequest, visit: Visit, refusal: Refused | None = None, *, status: int = 200) -> HttpResponse:
    shown, runs, held = profiles.listed(), try_ons.latest(), profiles.in_force(visit.at)
    names = names_of([each.edited_by for each in shown if each.own])
    titles = {each.title.code: each.title.name for each in shown}
    offered = held.profile.title.code in titles
    context = {
        "profiles": [(each, names.get(each.edited_by, "")) for each in shown],
        "in_force": held,
        "offered": offered,
        "behind": offered and profiles.behind(held),
        "choices": _chosen(titles),
        "runs": [(run, titles.get(run.profile, run.profile)) for run in runs],
        "may_change": _may(visit),
        "ahead": _ahead(visit.at),
        "refusal": refusal,
        "posted": request.POST if refusal else {},
    }
    return show(request, visit, "profiles.html", context, status=status)


@dataclass(frozen=True)
class Chosen:
    """A choice as it is told: by whom, the row that cancels it and by whom, and whether another was made for the same
    moment later on.
    """

    row: ProfileChoice
    name: str
    who: str
    cancelled: ProfileChoice | None
    canceller: str
    replaced: bool


def _chosen(titles: Mapping[str, str]) -> list[Chosen]:
    """The newest choices. What is no longer offered is still called as it was when it was kept."""
    called = {each.profile.title.code: each.profile.title.name for each in profiles.book().chosen} | dict(titles)
    rows = [(row, getattr(row, "cancelled_by", None)) for row in profiles.choices()[:_CHOICES]]
    names = names_of([each.chosen_by for pair in rows for each in pair if each])
    return [
        Chosen(
            row,
            called.get(row.profile, row.profile),
            names.get(row.chosen_by, ""),
            cancelled,
            names.get(cancelled.chosen_by, "") if cancelled else "",
            cancelled is None and place > 0 and rows[place - 1][0].since == row.since,
        )
        for place, (row, cancelled) in enumerate(rows)
    ]


def _ahead(at: datetime) -> dict[int, InForce]:
    """The choices that stand and have not begun, by number, the next one first."""
    return {each.choice: each for each in profiles.book().chosen if each.choice and each.since and each.since > at}


@only(*MAY_READ)
def one(request: HttpRequest, visit: Visit, profile: str) -> HttpResponse:
    """One profile: every value with its basis; copying it, switching it on."""
    found = find(profile)
    if request.method != "POST":
        return _one(request, visit, found)
    act = {"copy": _copy, "use": _use}.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    try:
        return act(request, visit, found)
    except Refused as refusal:
        return _one(request, visit, found, refusal, status=403 if refusal.code == "wrong-role" else 422)


def _one(
    request: HttpRequest,
    visit: Visit,
    found: Profile,
    refusal: Refused | None = None,
    *,
    asked: str = "",
    status: int = 200,
) -> HttpResponse:
    holding = profiles.in_force(visit.at)
    about = listed(found.title.code)
    posted = request.POST if refusal or asked else {}
    context = {
        "profile": found,
        "about": about,
        "groups": groups(found.effective),
        "inherited": sum(line.inherited for line in found.effective),
        "unverified": sum(not line.verified for line in found.effective),
        "warnings": found.warnings,
        "in_force": holding,
        "is_in_force": holding.profile.title.code == found.title.code
        and holding.version == (about.version or holding.version),
        "behind": holding.profile.title.code == found.title.code and profiles.behind(holding),
        "others": [each.title for each in profiles.listed() if each.title.code != found.title.code],
        "may_change": bool(visit.actor.roles & MAY_CHANGE),
        "enforcing": posted.get("enforcing", " ".join(sorted(holding.enforcing))),
        "unit_codes": [(unit.code, unit.name_on(visit.at.date())) for unit in open_units()] if _may(visit) else [],
        "posted": posted,
        "own_place": next((place.name for place in places_in("")), "") if _may(visit) else "",
        "refusal": refusal,
        "asked": asked,
        "ahead": [each for each in _ahead(visit.at).values() if each.profile.title.code == found.title.code],
        "last_month": last_month(visit.at),
    }
    return show(request, visit, "profile.html", context, status=status)


def _may(visit: Visit) -> bool:
    return bool(visit.actor.roles & MAY_CHANGE)


def last_month(at: datetime) -> str:
    """The month before, as a month input has it: 2026-10."""
    local = at.astimezone(get_default_timezone())
    year, month = (local.year, local.month - 1) if local.month > 1 else (local.year - 1, 12)
    return f"{year:04}-{month:02}"


def _copy(request: HttpRequest, visit: Visit, found: Profile) -> HttpResponse:
    made = actions.copy_profile(
        found.title.code,
        actor=visit.actor,
        at=visit.at,
        name=request.POST.get("name", ""),
        place=request.POST.get("place", ""),
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, _("已复制为“%(name)s”。改好、试算以后再启用。") % {"name": made.name})
    return redirect("desk:setup:profile_edit", made.code)


def _use(request: HttpRequest, visit: Visit, found: Profile) -> HttpResponse:
    reason, since = request.POST.get("reason", ""), _moment(request.POST.get("since", ""))
    enforcing = request.POST.get("enforcing", "").replace("，", " ").replace(",", " ").split()
    code, actor, at = found.title.code, visit.actor, visit.at
    if since is not None and request.POST.get("confirmed") != "on":
        actions.check_choice(code, actor=actor, at=at, reason=reason, since=since, enforcing=enforcing)
        return _one(request, visit, found, asked=_what_will_change(found, since))
    chosen = actions.use_profile(code, actor=actor, at=at, reason=reason, since=since, enforcing=enforcing)
    said = _("“%(name)s”自 %(since)s 起用。已经起算的时限不变。") % {
        "name": found.title.name,
        "since": f"{chosen.since.astimezone(get_default_timezone()):%Y-%m-%d %H:%M}",
    }
    messages.success(request, said)
    return redirect("desk:setup:profiles")


def _what_will_change(found: Profile, since: datetime) -> str:
    held = profiles.in_force(since - timedelta(microseconds=1)).profile.title.name
    return _("自 %(since)s 起，新起算的时限由“%(held)s”改按“%(name)s”；已经起算的不变。到那时以前可以取消。") % {
        "since": f"{since.astimezone(get_default_timezone()):%Y-%m-%d %H:%M}",
        "held": held,
        "name": found.title.name,
    }


def _moment(typed: str) -> datetime | None:
    """None for an empty field: at once. Raises Refused("bad-moment")."""
    if not typed.strip():
        return None
    try:
        return datetime.fromisoformat(typed.strip()).replace(tzinfo=get_default_timezone())
    except ValueError:
        raise Refused("bad-moment", _("起用时间看不懂：写作 2027-01-01T00:00"), "since") from None


@only(*MAY_READ)
def compare(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Two profiles side by side: only where they differ, or everything."""
    left, right = (_side(request.GET.get(*name), visit) for name in (("one", "default"), ("other", "guangdong")))
    everything = request.GET.get("all") == "on"
    pairs = _pairs(left.profile, right.profile)
    context = {
        "left": left,
        "right": right,
        "in_force": _side(IN_FORCE, visit),
        "everything": everything,
        "pairs": [pair for pair in pairs if everything or pair.differs],
        "same": sum(not pair.differs for pair in pairs),
        "titles": [each.title for each in profiles.listed()],
    }
    return show(request, visit, "profile_compare.html", context)


@dataclass(frozen=True)
class Compared:
    """One side of the comparison; `code` as it is asked for."""

    code: str
    name: str
    profile: Profile


def _side(code: str, visit: Visit) -> Compared:
    """A profile as it could be chosen now, or what is in force."""
    if code != IN_FORCE:
        found = find(code)
        return Compared(code, found.title.name, found)
    held = profiles.in_force(visit.at)
    name = held.profile.title.name
    told = _("正在使用的%(name)s（第 %(n)s 版）") if held.version else _("正在使用的%(name)s")
    return Compared(code, told % {"name": name, "n": held.version}, held.profile)


@dataclass(frozen=True)
class Pair:
    """The lines of two profiles for the same thing; None where one has no such line.

    `by_basis`: of two versions of one profile another basis is a difference, too.
    """

    named: Told
    left: Line | None
    right: Line | None
    by_basis: bool = False

    @property
    def differs(self) -> bool:
        if self.left is None or self.right is None or self.left.value != self.right.value:
            return True
        return self.by_basis and self.left.says != self.right.says


def _pairs(left: Profile, right: Profile) -> list[Pair]:
    """For every line that either has: what holds for exactly these cases in both."""
    lines = {line.key: line for line in (*left.effective, *right.effective)}
    one = left.title.code == right.title.code
    return [Pair(told(line), _held(left, line), _held(right, line), one) for line in in_sequence(lines.values())]


def _held(profile: Profile, line: Line) -> Line | None:
    """The line of a profile that holds where this one does; an open part is read as the usual case."""
    return profile.line(
        line.clock,
        RequestType(line.request_type) if line.request_type else RequestType.OTHER,
        Urgency(line.urgency) if line.urgency else Urgency.NORMAL,
        line.unit_kind or UnitClass.CENTRE.value,
    )
