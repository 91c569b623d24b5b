"""The bell: what somebody should know, its panel and its page, and what he wants to be told when."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import Person
from yihaotong.cases.actions import emergencies
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk import bell, pages
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.subjects import address_of
from yihaotong.journal.refusal import Refused
from yihaotong.reminders import access, actions
from yihaotong.reminders.models import Reminder
from yihaotong.reminders.rules import PIERCING, Kind, checked

_DAYS = tuple(
    zip(range(1, 8), map(gettext_lazy, ("周一", "周二", "周三", "周四", "周五", "周六", "周日")), strict=True)
)


@dataclass(frozen=True)
class Group:
    """Reminders of one kind under one line: "3 件新派单"; `held`: those that waited for the end of quiet hours."""

    label: str
    reminders: Sequence[Reminder]
    held: bool = False
    piercing: bool = False


def grouped(reminders: Sequence[Reminder]) -> list[Group]:
    """What waited for the end of quiet hours in one summary, then kind by kind, the most pressing kind first."""
    held = [each for each in reminders if each.shown_from > each.at]
    rest = [each for each in reminders if each.shown_from <= each.at]
    groups = [_by_kind(kind, [each for each in rest if each.kind == kind.value]) for kind in Kind]
    summary = [Group(_summary(held), held, held=True)] if held else []
    pressing = [group for group in groups if group.piercing and group.reminders]
    others = [group for group in groups if not group.piercing and group.reminders]
    return [*pressing, *summary, *others]


def _by_kind(kind: Kind, found: Sequence[Reminder]) -> Group:
    return Group(_counted(kind, len(found)), found, piercing=kind in PIERCING)


def _counted(kind: Kind, count: int) -> str:
    return _("%(count)d 件%(kind)s") % {"count": count, "kind": kind.label}


def _summary(held: Sequence[Reminder]) -> str:
    counts = [(kind, sum(each.kind == kind.value for each in held)) for kind in Kind]
    told = "、".join(_counted(kind, count) for kind, count in counts if count)
    return _("免打扰期间：%(told)s") % {"told": told}


def _unprolonged(view: Callable[[HttpRequest, Person], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """For looks that nobody makes himself: they must not keep an idle session alive (GB/T 22239-2019 §8.1.4)."""

    @wraps(view)
    @never_cache
    def looked(request: HttpRequest) -> HttpResponse:
        person = request.user
        return view(request, person) if isinstance(person, Person) else HttpResponse(status=401)

    return looked


@_unprolonged
@require_safe
def pulse(request: HttpRequest, person: Person) -> HttpResponse:
    """How many wait, and what stands across the page: asked again and again, so one query while nothing stands."""
    at = timezone.now()
    waiting = access.unseen(person, at)
    context: dict[str, object] = {"waiting": waiting}
    if waiting.piercing:
        wishes = access.wishes_of([person.pk])[person.pk]
        context |= {"standing": bell.banner(person, actor_of(person, at), at), "sound": wishes.sound}
    return render(request, "desk/reminders/pulse.html", context)


@staff
@require_safe
def panel(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What drops from the bell."""
    found = access.panel(visit.person, visit.at)
    return render(request, "desk/reminders/panel.html", {"groups": grouped(found)})


@staff
@require_safe
def reminders(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The page of the bell: what was not seen, then the last ones that were."""
    unseen = access.panel(visit.person, visit.at)
    seen = [each for each in access.recent(visit.person, visit.at) if each.seen_at]
    return pages.show(request, visit, "desk/reminders/reminders.html", {"groups": grouped(unseen), "seen": seen})


@staff
@require_safe
def open_reminder(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """On to what it is about; it has been seen then. Of an emergency he says so on its page."""
    try:
        reminder = access.reminder_of(visit.person, number)
    except Reminder.DoesNotExist:
        raise Http404 from None
    if request.method == "GET":
        kept = bell.unseen(visit.person, visit.actor, visit.at) if reminder.kind in PIERCING else ()
        actions.seen(visit.person, at=visit.at, numbers=[reminder.pk], sparing=kept)
    return redirect(address_of(visit.actor, reminder.subject))


@staff
@require_POST
def seen(request: HttpRequest, visit: Visit) -> HttpResponse:
    """I know: of those that are named, or of all that are shown. Who answers for an emergency and says so when it
    stands before him by name knows of the emergency itself; clearing the whole list says nothing of emergencies."""
    numbers = [number for each in request.POST.getlist("number") if (number := whole(each)) is not None]
    waiting = bell.unseen(visit.person, visit.actor, visit.at)
    if "number" in request.POST:
        for number in waiting.keys() & set(numbers):
            emergencies.see(waiting[number], actor=visit.actor, at=visit.at, via="desk")
        actions.seen(visit.person, at=visit.at, numbers=numbers)
    else:
        actions.seen(visit.person, at=visit.at, sparing=waiting)
        if waiting:
            told = _("还有 %(count)d 件紧急情况没有班长知悉，提醒留着：请点开看，按“我已知悉”")
            messages.warning(request, told % {"count": len(waiting)})
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    return redirect("desk:reminders")


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Quiet hours, what to be told, and whether with a sound."""
    if request.method == "POST":
        return _keep(request, visit)
    return _wishes_page(request, visit)


def _keep(request: HttpRequest, visit: Visit) -> HttpResponse:
    posted = request.POST
    told = set(posted.getlist("kind"))
    try:
        wanted = checked(
            posted.get("begins", ""),
            posted.get("ends", ""),
            posted.getlist("day"),
            [kind.value for kind in Kind if kind.value not in told],
            sound="sound" in posted,
        )
    except Refused as refusal:
        return _wishes_page(request, visit, refusal)
    actions.prefer(visit.person, wanted)
    messages.success(request, _("提醒设置已保存。"))
    return redirect("desk:reminder_wishes")


def _wishes_page(request: HttpRequest, visit: Visit, refusal: Refused | None = None) -> HttpResponse:
    kept = access.wishes_of([visit.person.pk])[visit.person.pk]
    context = {
        "wishes": kept,
        "begins": request.POST.get("begins", f"{kept.quiet.begins:%H:%M}"),
        "ends": request.POST.get("ends", f"{kept.quiet.ends:%H:%M}"),
        "days": [(number, label, number in kept.quiet.days) for number, label in _DAYS],
        "kinds": [(kind, kind not in kept.muted, kind in PIERCING) for kind in Kind],
        "refusal": refusal,
    }
    return pages.show(request, visit, "desk/reminders/wishes.html", context, status=422 if refusal else 200)
