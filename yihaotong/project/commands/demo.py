"""`yihaotong demo`"""

import argparse
from dataclasses import replace
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from yihaotong.accounts.access import unit_names, valid_at
from yihaotong.accounts.models import ROLE_LABELS, Post
from yihaotong.accounts.rules import Role
from yihaotong.cases.models import Case
from yihaotong.cases.rules.moves import HELD_BY_UNIT
from yihaotong.project import serving, setup
from yihaotong.project.commands import seed, serve
from yihaotong.project.demo import city, gathering, scoring, seeding

HELP = "一条命令运行示例城市：准备、建城（已有则保留）、打印网址和各岗位登录名、启动"

#: The roles of the straight way, in its order; the shift leader imports and exports. Then the disclosure office's.
_ROLES = (
    Role.OPERATOR,
    Role.SHIFT_LEADER,
    Role.DISPATCHER,
    Role.ARBITER,
    Role.HANDLER,
    Role.UNIT_LEADER,
    Role.REVIEWER,
    Role.CALL_BACK_CLERK,
    Role.SUPERVISOR,
    Role.SYSTEM_ADMIN,
    Role.SECURITY_ADMIN,
    Role.AUDIT_ADMIN,
    Role.DISCLOSURE_OFFICER,
    Role.DISCLOSURE_LEADER,
    Role.DRAFTER,
    Role.SECRECY_OFFICER,
    Role.FIRST_REVIEWER,
    Role.SECOND_REVIEWER,
    Role.THIRD_REVIEWER,
    Role.SUPERVISING_OFFICE,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=serve.port, default=8000, help="端口，默认 8000；被占用时另找一个空闲的")
    parser.add_argument(
        "--cases",
        type=int,
        default=seed.CASES,
        metavar="N",
        help=f"模拟工单件数，默认 {seed.CASES}，另有 {gathering.COUNT} 件是多人反映的同一件事",
    )


def run(args: argparse.Namespace) -> int:
    setup.prepare()
    now = timezone.now()
    print("正在建示例城市（第一次约半分钟）…", flush=True)
    seeded = seeding.seed(timezone.localdate(now), now=now, count=args.cases, tell=seed.progress)
    if args.cases:
        seeded = with_gathered(seeded, gathering.gather(now))
        scoring.score_some(now)
    print(seed.summary(seeded))
    port = serving.free_port("127.0.0.1", args.port)
    print(welcome(f"http://127.0.0.1:{port}", now), flush=True)
    return serve.start("127.0.0.1", port, workers=2, with_worker=True)


def with_gathered(seeded: seeding.Seeded, gathered: int) -> seeding.Seeded:
    """With the cases of the one matter that many people have reported, which come on top."""
    return replace(seeded, added=seeded.added + gathered, simulated=seeded.simulated + gathered)


def welcome(address: str, at: datetime) -> str:
    """Where to go, and as whom."""
    rows = [
        "",
        f"  市民网站  {address}/（政府信息公开 {address}/disclosure/）",
        f"  坐席登录  {address}/desk/",
        f"  接口说明  {address}/api/v1/docs",
        "",
        f"  各岗位登录名（密码都是 {city.PASSWORD}）：",
        *(f"    {username:<14}{ROLE_LABELS[role]}　{unit}" for role, username, unit in logins(at)),
        "",
        "  数据全是模拟的。Ctrl-C 停止；再次 make demo，数据还在。",
        "",
    ]
    return "\n".join(rows)


def logins(at: datetime) -> list[tuple[Role, str, str]]:
    """One login for each role, those of the units from the unit with most to do."""
    busiest = (
        Case.objects.filter(stage__in=[stage.value for stage in HELD_BY_UNIT])
        .values_list("lead_unit", flat=True)
        .annotate(count=Count("pk"))
        .order_by("-count", "lead_unit")
        .first()
    )
    found = []
    for role in _ROLES:
        posts = Post.objects.filter(valid_at(at), role=role).select_related("person").order_by("pk")
        if post := posts.filter(unit=busiest).first() or posts.first():
            name = unit_names([post.unit_id], timezone.localdate(at))[post.unit_id]
            found.append((role, post.person.username, name))
    return found
