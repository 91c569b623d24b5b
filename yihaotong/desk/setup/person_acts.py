"""What an administrator may do with a person: the system administrator with the account, the security administrator
with the posts.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from yihaotong.accounts import actions
from yihaotong.accounts.access import unit_names, valid_at
from yihaotong.accounts.actions import newest_line
from yihaotong.accounts.actions.posts import not_over, shifts_without
from yihaotong.accounts.models import POST_ROLES, ROLE_LABELS, DutyShift, Person, Post
from yihaotong.accounts.rules import ADMINISTRATORS, Role, with_login
from yihaotong.cases import succession
from yihaotong.cases.actions import succeeding
from yihaotong.desk.gate import Visit
from yihaotong.desk.setup import wording
from yihaotong.desk.setup.forms import Groups, Input, Kind, end_of, start_of
from yihaotong.desk.setup.sheets import Sheet
from yihaotong.desk.setup.unit_acts import named
from yihaotong.journal.refusal import Refused


def acts_on(person: Person, visit: Visit) -> list[Sheet]:
    """The forms of a person's page that this actor has; somebody who has gone can only be taken back."""
    if not person.is_active:
        return [_return(person, newest_line(person.key), visit)] if Role.SYSTEM_ADMIN in visit.actor.roles else []
    sheets = []
    if Role.SECURITY_ADMIN in visit.actor.roles:
        sheets += [_appoint(person, visit), *_end_posts(person, visit)]
    if Role.SYSTEM_ADMIN in visit.actor.roles:
        version = newest_line(person.key)
        sheets += [_password(person, visit), _unlock(person, visit), _rename(person, visit, version)]
        sheets.append(_leave(person, visit, version))
    return sheets


def _appoint(person: Person, visit: Visit) -> Sheet:
    today = localdate(visit.at)
    inputs = (
        Input("role", _("岗位"), Kind.SELECT, required=True, groups=[("", POST_ROLES)]),
        Input("unit", _("单位"), Kind.SELECT, required=True, groups=wording.units(visit.actor, today)),
        Input("since", _("自哪天起"), Kind.DAY, hint=_("不填为现在")),
        Input("until", _("到哪天止（含当日）"), Kind.DAY, hint=_("不填为长期")),
        Input("reason", _("依据"), required=True, hint=_("如：任职文件、值班安排")),
    )

    def act(given: dict[str, Any], _expect: int | None) -> Post:
        return actions.appoint(
            person,
            actor=visit.actor,
            at=visit.at,
            role=Role(given["role"]),
            unit=named(visit.actor, given["unit"], "unit"),
            since=start_of(given["since"]),
            until=end_of(given["until"]),
            reason=given["reason"],
        )

    says = _("三员分立：系统、安全、审计管理员互不兼任，也不兼业务岗位；不得为本人授予")
    return Sheet(
        "appoint",
        _("授予岗位"),
        _("授予"),
        inputs,
        act,
        says=says,
        warned=lambda given: namesakes(person.name, visit, without=person, unit=given["unit"]),
    )


#: So many people of one name are told.
_NAMESAKES = 5


def namesakes(name: str, visit: Visit, *, without: Person | None = None, unit: str = "") -> list[str]:
    """Who has this name already, at a unit if one is named: what must be read before a second one is entered."""
    same = Person.objects.filter(name=name, is_active=True).order_by("username")
    posts = Post.objects.filter(valid_at(visit.at)).order_by("pk")
    if unit:
        posts = posts.filter(unit__code=unit)
        same = same.filter(pk__in=posts.values("person"))
    people = list(same.exclude(pk=without.pk)[:_NAMESAKES] if without else same[:_NAMESAKES])
    held: dict[int, Post] = {}
    for post in posts.filter(person__in=people):
        held.setdefault(post.person_id, post)
    names = unit_names({post.unit_id for post in held.values()}, localdate(visit.at))
    what = {pk: f"，{names[post.unit_id]} {ROLE_LABELS[Role(post.role)]}" for pk, post in held.items()}
    told = _("这个单位已有一位%(who)s：确认是另一个人。两人的名字后面会带登录名，请选对")
    entered = _("已有一位%(who)s：确认是另一个人，不是重复建账号")
    who = [with_login(person.name, person.username + what.get(person.pk, "")) for person in people]
    return [(told if unit else entered) % {"who": each} for each in who]


def _end_posts(person: Person, visit: Visit) -> list[Sheet]:
    posts = list(Post.objects.filter(valid_at(visit.at), person=person).order_by("pk"))
    if not posts:
        return []
    names = unit_names({post.unit_id for post in posts}, localdate(visit.at))
    held = [(str(post.pk), f"{ROLE_LABELS[Role(post.role)]} · {names[post.unit_id]}") for post in posts]
    inputs = (
        Input("post", _("岗位"), Kind.SELECT, required=True, groups=[("", held)]),
        Input("reason", _("依据"), required=True, hint=_("如：免职文件、调离")),
    )

    def act(given: dict[str, Any], _expect: int | None) -> Post:
        post = next(each for each in posts if str(each.pk) == given["post"])
        return actions.end_post(post, actor=visit.actor, at=visit.at, reason=given["reason"])

    cases = succession.open_with(person)
    shifts = sorted({shift.pk: shift for post in posts for shift in shifts_without(post, visit.at)}.values(), key=_when)
    left = [_("他手里有 %(cases)d 件在办工单，结束后须由单位负责人重新分办") % {"cases": cases}] if cases else []
    left += [_("%(when)s 的值班随岗位删除，请另排人") % {"when": f"{_when(shift):%Y-%m-%d %H:%M}"} for shift in shifts]
    says = _("立即结束；做过的事仍在他名下。") + (_("他还有在办工单或今后的值班，先看过再结束") if left else "")
    return [Sheet("end", _("结束岗位"), _("结束"), inputs, act, says=says, quiet=True, confirm=tuple(left))]


def _when(shift: DutyShift) -> datetime:
    return localtime(shift.starts_at)


def _password(person: Person, visit: Visit) -> Sheet:
    hint = _("至少 10 位，大小写字母、数字、符号中的三类")
    inputs = (
        Input("password", _("临时密码"), Kind.PASSWORD, required=True, hint=hint),
        Input("reason", _("依据"), required=True, hint=_("如：本人当面申请、来电已核实身份")),
    )

    def act(given: dict[str, Any], _expect: int | None) -> Person:
        return actions.set_password(
            person, actor=visit.actor, at=visit.at, password=given["password"], reason=given["reason"]
        )

    barred = _not_to_be_reset(person, visit)
    says = _("不在这里办") if barred else _("他现有的登录全部失效；下次登录时必须改密码")
    return Sheet("password", _("重置密码"), _("重置"), inputs, act, says=says, barred=barred)


def _not_to_be_reset(person: Person, visit: Visit) -> str:
    """Why his password is not reset here; "" where it may be."""
    if visit.actor.key == person.key:
        return _("这是您自己的账号：改密码请点页面右上角的姓名，再点“改密码”，须先填现在的密码")
    try:
        actions.check_reset(person, actor=visit.actor, at=visit.at)
    except Refused as refusal:
        return refusal.message
    return ""


def _unlock(person: Person, visit: Visit) -> Sheet:
    def act(_given: dict[str, Any], _expect: int | None) -> Person:
        return actions.unlock_person(person, actor=visit.actor, at=visit.at)

    says = _("连续输错密码被锁定的，立即可以再试")
    return Sheet("unlock", _("解除锁定"), _("解除锁定"), (), act, says=says)


def _rename(person: Person, visit: Visit, version: int) -> Sheet:
    inputs = (Input("name", _("姓名"), required=True, longest=60),)

    def act(given: dict[str, Any], expect: int | None) -> Person:
        return actions.change_person(person, actor=visit.actor, at=visit.at, name=given["name"], expect=expect)

    return Sheet("rename", _("更正姓名"), _("保存"), inputs, act, values={"name": person.name}, version=version)


def _leave(person: Person, visit: Visit, version: int) -> Sheet:
    cases = succession.open_with(person)
    groups = _colleagues(person, visit)
    hint = _("他手里的 %(cases)d 件在办工单转给谁") % {"cases": cases} if cases else _("他手里没有在办工单，可以不选")
    inputs = (
        Input("successor", _("接手人"), Kind.SELECT, required=bool(cases), groups=groups, hint=hint),
        Input("reason", _("依据"), required=True, hint=_("如：调离、退休、辞职")),
    )

    def act(given: dict[str, Any], expect: int | None) -> Person:
        return succeeding.release_person(
            person,
            actor=visit.actor,
            at=visit.at,
            reason=given["reason"],
            successor=_colleague(given["successor"]),
            expect=expect,
        )

    says = _("账号停用，岗位和今后的值班结束，登录失效；在办工单和草稿转给接手人")
    sheet = Sheet("leave", _("离岗停用"), _("停用"), inputs, act, says=says, version=version, quiet=True)
    return replace(sheet, confirm=_what_leaving_does(person, cases, visit))


def _what_leaving_does(person: Person, cases: int, visit: Visit) -> tuple[str, ...]:
    held = list(not_over(visit.at).filter(person=person))
    shifts = DutyShift.objects.filter(person=person, starts_at__gt=visit.at).count()
    drafts = succession.drafts_of(person)
    lines = [_("%(name)s的账号立即停用，登录失效；岗位 %(posts)d 个结束，今后的值班 %(shifts)d 班删除，请另排人")]
    lines += [_("分办给他的 %(cases)d 件在办工单由后台逐件转给接手人；转不过去的由单位负责人重新分办")] if cases else []
    lines += [_("草稿 %(drafts)d 份转给接手人；没选接手人，或接手人不登记工单的，留在他名下")] if drafts else []
    administers = next((ROLE_LABELS[Role(post.role)] for post in held if post.role in ADMINISTRATORS), "")
    lines += [_("他是%(role)s（三员之一）：请先由安全管理员授予接任的人；停用和依据记入日志")] if administers else []
    lines.append(_("停用后可以再启用账号，但岗位和密码须重新给，已转走的工单不转回"))
    counts = {"name": person.name, "posts": len(held), "shifts": shifts, "cases": cases, "drafts": drafts}
    counts["role"] = str(administers)
    return tuple(line % counts for line in lines)


def _return(person: Person, version: int, visit: Visit) -> Sheet:
    inputs = (Input("reason", _("依据"), required=True, hint=_("如：复职、停用有误")),)

    def act(given: dict[str, Any], expect: int | None) -> Person:
        return actions.reactivate_person(person, actor=visit.actor, at=visit.at, reason=given["reason"], expect=expect)

    says = _("账号再启用；岗位由安全管理员重新授予，密码须再重置，已转走的工单不转回")
    return Sheet("return", _("重新启用"), _("重新启用"), inputs, act, says=says, version=version, quiet=True)


def _colleagues(person: Person, visit: Visit) -> Groups:
    """Those who hold a post where he holds one."""
    units = Post.objects.filter(valid_at(visit.at), person=person).values("unit")
    beside = Post.objects.filter(valid_at(visit.at), unit__in=units, person__is_active=True).exclude(person=person)
    people = Person.objects.filter(pk__in=beside.values("person")).order_by("username")
    return [("", [(each.username, f"{each.name}（{each.username}）") for each in people])]


def _colleague(username: str) -> Person | None:
    if not username:
        return None
    person = Person.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise Refused("no-such-person", _("没有这个人，或已停用"), "successor")
    return person
