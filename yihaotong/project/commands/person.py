"""`yihaotong person create` and `reset-password`"""

import argparse
import json
import sys
from typing import Any

from django.conf import settings
from django.utils import timezone

from yihaotong.accounts import actions
from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import ROLE_LABELS, Person
from yihaotong.accounts.rules import Actor, Role
from yihaotong.journal.refusal import Refused
from yihaotong.project import environment

HELP = "人员：create 在控制台建头三位管理员（没有中心时一并建中心）；reset-password 让进不去的管理员再进去"
#: 三员. Everybody else's posts are given on the pages, by the security administrator.
_ROLES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    create = acts.add_parser("create", help="建一位管理员，首次密码只显示一次；已有能登录的同类管理员时须写 --by")
    reset = acts.add_parser("reset-password", help="给一位管理员新的首次密码并解除锁定；别人的须写 --by 和 --reason")
    for act in (create, reset):
        act.add_argument("login", metavar="LOGIN", help="登录名，如 xitong1")
    create.add_argument("--name", required=True, help="姓名")
    create.add_argument(
        "--role",
        type=Role,
        choices=_ROLES,
        help="岗位：system_admin 系统管理员、security_admin 安全管理员、audit_admin 审计管理员，一人一种（三员分立）；"
        "写 --by 时不写，岗位由安全管理员在页面上授予",
    )
    create.add_argument("--centre-code", metavar="CODE", help="还没有中心时，中心的单位代码；默认用工单编号的前缀")
    for act in (create, reset):
        act.add_argument("--by", metavar="LOGIN", help="经办人登录名（须任系统管理员）；不写即由控制台办理，记入日志")
        if act is reset:
            act.add_argument("--reason", metavar="TEXT", default="", help="依据，记入日志；写 --by 时必填")
        act.add_argument(
            "--password-stdin", action="store_true", help="首次密码从标准输入读一行；不写则自动生成，只显示这一次"
        )
        act.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    return _create(args) if args.act == "create" else _reset(args)


def _create(args: argparse.Namespace) -> int:
    at = timezone.now()
    if bool(args.by) == bool(args.role):
        raise Refused("role-or-by", "建管理员写 --role；由系统管理员建账号写 --by。两者写一个", "role")
    if args.by and args.centre_code:
        message = "--centre-code 只在控制台建头一位管理员、还没有中心时有用：写 --by 时不写它"
        raise Refused("centre-code-with-by", message, "centre-code")
    password = _password(args)
    if args.by:
        person = actions.create_person(args.login, actor=_acting(args.by), at=at, name=args.name, password=password)
        return _say(
            args, person, password, f"已建账号 {person.username}（{person.name}）；岗位由安全管理员在页面上授予"
        )
    named = settings.CITY["centre"]
    centre = actions.Centre(args.centre_code or settings.CITY["cases"]["prefix"], named["name"], named["short_name"])
    person, post = actions.create_administrator(
        args.login, at=at, name=args.name, role=args.role, centre=centre, password=password
    )
    unit = post.unit
    if environment.is_sample():
        note = "注意：没有设 YIHAOTONG_CITY，中心名称等取自随包的示例城市；正式的城市请先写好自己的城市设置文件"
        print(note, file=sys.stderr)
    where = unit.name_on(timezone.localdate(at))
    told = f"已建 {person.username}（{person.name}）：{ROLE_LABELS[args.role]}，{where}"
    return _say(args, person, password, told, role=args.role.value, unit=unit.code)


def _reset(args: argparse.Namespace) -> int:
    at = timezone.now()
    person = Person.objects.filter(username=args.login).first()
    if person is None:
        raise Refused("no-such-person", f"没有登录名为“{args.login}”的人员", "login")
    password = _password(args)
    if args.by:
        actor = _acting(args.by)
        actions.set_password(person, actor=actor, at=at, password=password, reason=args.reason)
        actions.unlock_person(person, actor=actor, at=at)
    else:
        actions.rescue(person, at=at, password=password)
    return _say(args, person, password, f"已重置 {person.username}（{person.name}）的密码，并解除锁定")


def _password(args: argparse.Namespace) -> str:
    return sys.stdin.readline().rstrip("\r\n") if args.password_stdin else actions.first_password()


def _say(args: argparse.Namespace, person: Person, password: str, told: str, **more: str) -> int:
    shown = {} if args.password_stdin else {"password": password}
    if args.json:
        facts: dict[str, Any] = {"login": person.username, "name": person.name, **more, **shown}
        print(json.dumps(facts, ensure_ascii=False))
        return 0
    print(told)
    if shown:
        print(f"首次密码（只显示这一次）：{password}")
    print("本人第一次登录必须先改密码")
    return 0


def _acting(username: str) -> Actor:
    """Whoever asks for it, with his posts. Raises Refused("no-such-person")."""
    person = Person.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise Refused("no-such-person", f"没有登录名为“{username}”的在用账号", "by")
    return actor_of(person, timezone.now())
