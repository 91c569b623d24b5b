"""`yihaotong client create`, `scopes`, `revoke` and `list`"""

import argparse
import json
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from yihaotong.accounts import actions
from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import ROLE_LABELS, Client, Person, Unit
from yihaotong.accounts.rules import CLIENT_ROLES, USUAL_SCOPES, Actor, Role, Scope
from yihaotong.cases.rules.wording import written
from yihaotong.journal.refusal import Refused

HELP = "接口用户：create 登记并给出令牌（只显示一次）；scopes 改权限范围；revoke 停用；list 列出"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    create = acts.add_parser("create", help="登记一个接口用户，打印令牌；令牌只显示这一次")
    scopes = acts.add_parser("scopes", help="改权限范围：给出的是全部，没有给出的即收回；两秒内在各进程生效")
    revoke = acts.add_parser("revoke", help="停用，令牌两秒内在各进程失效")
    listed = acts.add_parser("list", help="列出接口用户：名称、单位、岗位、权限范围、有效期、是否在用")
    for act in (create, scopes, revoke):
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
    create.add_argument("--until", type=_day, metavar="DAY", help="令牌用到哪一天（含当日），如 2027-12-31；默认不限")
    for act, usual in ((create, f"默认 {'、'.join(USUAL_SCOPES)}"), (scopes, "至少一项")):
        act.add_argument(
            "--scope",
            action="append",
            type=Scope,
            choices=list(Scope),
            required=act is scopes,
            help=f"权限范围：{'、'.join(Scope)}。可重复，{usual}",
        )
    for act in (scopes, revoke):
        act.add_argument("--reason", required=True, help="原因")
    for act in (create, scopes, revoke, listed):
        act.add_argument("--json", action="store_true", help="输出 JSON")


def _day(text: str) -> datetime:
    """The last moment of a day in the city."""
    return timezone.make_aware(datetime.combine(date.fromisoformat(text), time.max))


def run(args: argparse.Namespace) -> int:
    return {"create": _create, "scopes": _scopes, "revoke": _revoke, "list": _list}[args.act](args)


def _create(args: argparse.Namespace) -> int:
    at = timezone.now()
    unit = Unit.objects.filter(code=args.unit).first()
    if unit is None:
        raise Refused("no-such-unit", f"没有代码为“{args.unit}”的单位", "unit")
    client, token = actions.create_client(
        args.name,
        actor=_acting(args.by),
        at=at,
        unit=unit,
        roles=args.role or [Role.CLIENT],
        scopes=args.scope or USUAL_SCOPES,
        until=args.until,
    )
    told = f"接口用户“{args.name}”的令牌（只显示这一次）：{token}"
    return _say(args, _told(client) | {"token": token}, told)


def _scopes(args: argparse.Namespace) -> int:
    client = actions.set_scopes(
        _named(args.name), actor=_acting(args.by), at=timezone.now(), scopes=args.scope, reason=args.reason
    )
    return _say(args, _told(client), f"接口用户“{args.name}”的权限范围：{'、'.join(client.scopes)}")


def _revoke(args: argparse.Namespace) -> int:
    client = actions.revoke_client(_named(args.name), actor=_acting(args.by), at=timezone.now(), reason=args.reason)
    return _say(args, _told(client), f"接口用户“{args.name}”已停用")


def _list(args: argparse.Namespace) -> int:
    clients = list(Client.objects.select_related("unit").order_by("name"))
    if args.json:
        return _say(args, {"clients": [_told(client) for client in clients]}, "")
    for client in clients:
        roles = "、".join(str(ROLE_LABELS[Role(role)]) for role in client.roles)
        until = f"至 {timezone.localtime(client.until):%Y-%m-%d}" if client.until else "不限期"
        standing = "在用" if client.is_active else "已停用"
        print("\t".join([client.name, client.unit.code, roles, "、".join(client.scopes), until, standing]))
    return 0


def _told(client: Client) -> dict[str, Any]:
    return {
        "name": client.name,
        "unit": client.unit.code,
        "roles": client.roles,
        "scopes": client.scopes,
        "until": written(client.until),
        "is_active": client.is_active,
    }


def _say(args: argparse.Namespace, told: dict[str, Any], words: str) -> int:
    print(json.dumps(told, ensure_ascii=False) if args.json else words)
    return 0


def _named(name: str) -> Client:
    client = Client.objects.select_related("unit").filter(name=name).first()
    if client is None:
        raise Refused("no-such-client", f"没有名为“{name}”的接口用户", "name")
    return client


def _acting(username: str) -> Actor:
    """Whoever does it, with his posts; whether he may is asked by the action. Raises Refused("no-such-person")."""
    person = Person.objects.filter(username=username).first()
    if person is None:
        raise Refused("no-such-person", f"没有登录名为“{username}”的人", "by")
    return actor_of(person, timezone.now())
