"""People: the list, one person with his posts, and what an administrator may do with an account."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts import access, actions
from yihaotong.accounts.access import unit_names, valid_at
from yihaotong.accounts.models import POST_ROLES, ROLE_LABELS, DutyShift, Person, Post
from yihaotong.accounts.rules import Role
from yihaotong.cases import succession
from yihaotong.desk.gate import Visit
from yihaotong.desk.setup import wording
from yihaotong.desk.setup.forms import Input, Kind
from yihaotong.desk.setup.frame import only, show
from yihaotong.desk.setup.lists import page_of
from yihaotong.desk.setup.person_acts import acts_on, namesakes
from yihaotong.desk.setup.sheets import Sheet, send, with_answer

READERS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
_CHOSEN = ("q", "unit", "role", "left")
#: Posts on a person's page; nobody has held more.
_POSTS = 60
_SHIFTS = 10


@only(*READERS)
def people(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Everybody, narrowed by name, unit, post, and whether the account is in use."""
    chosen = {name: " ".join(request.GET.get(name, "").split())[:60] for name in _CHOSEN}
    found = _narrowed(access.people_visible_to(visit.actor, visit.at), chosen, visit)
    page = page_of(found, "username", request.GET, chosen=chosen)
    held = _open_posts(page.rows, visit)
    context = {
        "page": page,
        "rows": [(person, held[person.pk]) for person in page.rows],
        "chosen": chosen,
        "narrowed": any(chosen.values()),
        "units": wording.units(visit.actor, localdate(visit.at)),
        "roles": POST_ROLES,
        "may_edit": Role.SYSTEM_ADMIN in visit.actor.roles,
    }
    return show(request, visit, "people.html", context)


def _open_posts(people: Iterable[Person], visit: Visit) -> dict[int, list[str]]:
    """What each holds now, in words. Three queries."""
    held: dict[int, list[str]] = {person.pk: [] for person in people}
    posts = list(Post.objects.filter(valid_at(visit.at), person__in=held).order_by("pk"))
    names = unit_names({post.unit_id for post in posts}, localdate(visit.at))
    for post in posts:
        held[post.person_id].append(f"{ROLE_LABELS[Role(post.role)]} · {names[post.unit_id]}")
    return held


def _narrowed(found: QuerySet[Person], chosen: Mapping[str, str], visit: Visit) -> QuerySet[Person]:
    found = found.filter(is_active=chosen["left"] != "on")
    if typed := chosen["q"]:
        found = found.filter(Q(name__contains=typed) | Q(username__startswith=typed.lower()))
    posts = Post.objects.filter(valid_at(visit.at), person=OuterRef("pk"))
    if chosen["unit"]:
        posts = posts.filter(unit__code=chosen["unit"])
    if chosen["role"]:
        posts = posts.filter(role=chosen["role"])
    return found.filter(Exists(posts)) if chosen["unit"] or chosen["role"] else found


def found_person(visit: Visit, username: str) -> Person:
    """The person with a login name, if he is there and in this actor's sight."""
    person = (
        access.people_visible_to(visit.actor, visit.at).filter(username=username).select_related("successor").first()
    )
    if person is None:
        raise Http404
    return person


@only(*READERS)
def person(request: HttpRequest, visit: Visit, username: str) -> HttpResponse:
    """One person: who he is, what he held and holds, what hangs on him, and the acts."""
    here = found_person(visit, username)
    sent = send(request, acts_on(here, visit)) if request.method == "POST" else None
    if sent is not None and not sent.status:
        messages.success(request, _("已保存：%(what)s。") % {"what": sent.sheet.title})
        return redirect("desk:setup:person", username)
    if sent is not None:
        here = found_person(visit, username)
    context = _about(visit, here) | {"acts": with_answer(acts_on(here, visit), sent)}
    return show(request, visit, "person.html", context, status=sent.status if sent else 200)


def _about(visit: Visit, here: Person) -> dict[str, Any]:
    today = localdate(visit.at)
    posts = list(Post.objects.filter(person=here).order_by("-since", "-pk")[:_POSTS])
    shifts = list(DutyShift.objects.filter(person=here, ends_at__gt=visit.at).order_by("starts_at")[:_SHIFTS])
    names = unit_names({post.unit_id for post in posts} | {shift.unit_id for shift in shifts}, today)
    held = [
        (ROLE_LABELS[Role(post.role)], names[post.unit_id], wording.span(post.since, post.until), _runs(post, visit))
        for post in posts
    ]
    return {
        "person": here,
        "held": held,
        "shifts": [(shift, names[shift.unit_id]) for shift in shifts],
        "drafts": succession.drafts_of(here),
        "allotted": succession.open_with(here),
    }


def _runs(post: Post, visit: Visit) -> bool:
    return post.since <= visit.at and (post.until is None or post.until > visit.at)


@only(Role.SYSTEM_ADMIN)
def new_person(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Enter somebody with a first password, which he changes at his first sign-in."""
    sheet = _create(visit)
    sent = send(request, [sheet]) if request.method == "POST" else None
    if sent is not None and not sent.status:
        messages.success(request, _("已新增%(name)s。岗位由安全管理员授予。") % {"name": sent.result.name})
        return redirect("desk:setup:person", sent.result.username)
    context = {
        "sheet": sent.sheet if sent else sheet,
        "title": _("新增人员"),
        "intro": _("账号由系统管理员建，岗位由安全管理员授予（三员分立）。"),
        "back": reverse("desk:setup:people"),
        "back_label": _("人员"),
    }
    return show(request, visit, "one_form.html", context, status=sent.status if sent else 200)


def _create(visit: Visit) -> Sheet:
    inputs = (
        Input("name", _("姓名"), required=True, longest=60),
        Input(
            "username",
            _("登录名"),
            required=True,
            longest=32,
            hint=_("小写字母开头，3–32 位字母、数字、点、连字符或下划线"),
        ),
        Input(
            "password",
            _("首次密码"),
            Kind.PASSWORD,
            required=True,
            hint=_("至少 10 位，大小写字母、数字、符号中的三类；本人首次登录时必须改"),
        ),
    )

    def act(given: dict[str, Any], _expect: int | None) -> Person:
        return actions.create_person(
            given["username"].lower(), actor=visit.actor, at=visit.at, name=given["name"], password=given["password"]
        )

    judged = (
        (("username",), lambda username: actions.check_new_username(username.lower())),
        (("password",), lambda password: actions.check_password(Person(), password)),
        (
            ("password", "username", "name"),
            lambda password, username, name: actions.check_password(Person(username=username, name=name), password),
        ),
    )
    return Sheet(
        "create",
        _("新增人员"),
        _("新增"),
        inputs,
        act,
        judged=judged,
        warned=lambda given: namesakes(given["name"], visit),
    )
