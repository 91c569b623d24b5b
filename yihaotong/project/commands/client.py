"""`yihaotong client create`, `revoke` and `list`"""

import argparse

from django.utils import timezone

from yihaotong.accounts import actions
from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import ROLE_LABELS, Client, Person, Unit
from yihaotong.accounts.rules import CLIENT_ROLES, Actor, Role
from yihaotong.journal.refusal import Refused

HELP = "接口用户：create 登记并给出令牌（只显示一次）；revoke 停用；list 列出"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    create = acts.add_parser("create", help="登记一个接口用户，打印令牌；令牌只显示这一次")
    revoke = acts.add_parser("revoke", help="停用，令牌两秒内在各进程失效")
    acts.add_parser("list", help="列出接口用户：名称、单位、岗位、是否在用")
    for act in (create, revoke):
        act.add_argument("name", help="接口用户的名称，如 城管系统")
        act.add_argument("--by", required=True, metavar="LOGIN", help="经办人登录名（须任安全管理员）")
    create.add_argument("--unit", required=True, metavar="CODE", help="所属单位的代码，如 CG")
    create.add_argument(
        "--role",
        action="append",
        type=Role,
        choices=sorted(CLIENT_ROLES),
        help="client 登记工单（默认），handler 承办本单位的工单。可重复",
    )
    revoke.add_argument("--reason", required=True, help="停用的原因")


def run(args: argparse.Namespace) -> int:
    return {"create": _create, "revoke": _revoke, "list": _list}[args.act](args)


def _create(args: argparse.Namespace) -> int:
    at = timezone.now()
    unit = Unit.objects.filter(code=args.unit).first()
    if unit is None:
        raise Refused("no-such-unit", f"没有代码为“{args.unit}”的单位", "unit")
    _, token = actions.create_client(
        args.name, actor=_acting(args.by), at=at, unit=unit, roles=args.role or [Role.CLIENT]
    )
    print(f"接口用户“{args.name}”的令牌（只显示这一次）：{token}")
    return 0


def _revoke(args: argparse.Namespace) -> int:
    client = Client.objects.filter(name=args.name).first()
    if client is None:
        raise Refused("no-such-client", f"没有名为“{args.name}”的接口用户", "name")
    actions.revoke_client(client, actor=_acting(args.by), at=timezone.now(), reason=args.reason)
    print(f"接口用户“{args.name}”已停用")
    return 0


def _list(_args: argparse.Namespace) -> int:
    for client in Client.objects.select_related("unit").order_by("name"):
        roles = "、".join(str(ROLE_LABELS[Role(role)]) for role in client.roles)
        print(f"{client.name}\t{client.unit.code}\t{roles}\t{'在用' if client.is_active else '已停用'}")
    return 0


def _acting(username: str) -> Actor:
    """Whoever does it, with his posts; whether he may is asked by the action. Raises Refused("no-such-person")."""
    person = Person.objects.filter(username=username).first()
    if person is None:
        raise Refused("no-such-person", f"没有登录名为“{username}”的人", "by")
    return actor_of(person, timezone.now())
