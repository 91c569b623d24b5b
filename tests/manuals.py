"""The documents that the code writes itself, and the check that nothing goes unmentioned. Needs Django set up.

A passage between `<!-- generated: NAME -->` and `<!-- end -->`, in docs/ or a README, is the output of the function of
that name in `GENERATORS`.
"""

import argparse
import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

from tests import office
from tests.architecture.glossary import terms
from tests.architecture.house_rules import ROOT, Source, dotted, sources
from tests.articles import passages as articles
from yihaotong.accounts.models import ROLE_LABELS
from yihaotong.accounts.rules import SEATS, Role
from yihaotong.api.documentation import SCOPES
from yihaotong.api.problems import PROBLEMS
from yihaotong.api.v1 import api as machine
from yihaotong.cases.rules.clocks import ClockKind, Profile, UnitClass, in_sequence
from yihaotong.cases.rules.codes import RequestType, Stage, Urgency
from yihaotong.cases.rules.moves import MOVES, Move
from yihaotong.cases.rules.profiles import shipped, titles
from yihaotong.cases.rules.reminding import TELLS, WATCHED, Whom
from yihaotong.cases.rules.today import GROUPS, TIES, Turn
from yihaotong.project import cli
from yihaotong.project.environment import ENVIRONMENT
from yihaotong.reminders.rules import Kind

PASSAGE = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
#: Environment that is none of an administrator's business, each with its reason.
INTERNAL = {
    "YIHAOTONG_SUPERVISOR": "how a child of `serve` knows its parent",
    "DJANGO_SETTINGS_MODULE": "Django's own, set by the command line",
    "OPENPYXL_LXML": "openpyxl's own, set for every process by the package",
}


def pages() -> list[Path]:
    return sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")])


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    ruler = "|".join("---" for _ in headings)
    lines = [" | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) for row in rows]
    return "\n".join([f"| {' | '.join(headings)} |", f"|{ruler}|", *(f"| {line} |" for line in lines)])


def role_names() -> dict[str, str]:
    """Role → 中文, from the glossary: the two lists are one. What shares a row there, or has none, as on the pages."""
    named = {term.names[0]: term.chinese for term in terms() if len(term.names) == 1}
    return {role.value: named.get(role.value, str(ROLE_LABELS[role])) for role in Role}


def settings() -> str:
    return table(("变量", "含义"), ((f"`{name}`", meaning) for name, meaning in ENVIRONMENT.items()))


def commands() -> str:
    return "\n\n".join(chain.from_iterable(_command(name, parser) for name, parser in parsers().items()))


def parsers() -> dict[str, argparse.ArgumentParser]:
    """Every command of `yihaotong`, by its full name, sub-commands included: "journal verify"."""
    found = {}
    for name in cli.names():
        module = cli.command(name)
        parser = argparse.ArgumentParser(prog=f"yihaotong {name}", description=module.HELP, add_help=False)
        module.add_arguments(parser)
        found[name] = parser
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                told = {choice.dest: choice.help or "" for choice in action._choices_actions}
                for act, sub in action.choices.items():
                    sub.description = sub.description or told.get(act, "")
                    found[f"{name} {act}"] = sub
    return found


def _command(name: str, parser: argparse.ArgumentParser) -> Iterator[str]:
    yield f"### `yihaotong {name}`"
    yield str(parser.description)
    # Not argparse's own help text: its layout changes between versions of Python.
    options = [
        action
        for action in parser._actions
        if not isinstance(action, argparse._HelpAction | argparse._SubParsersAction)
    ]
    if options:
        yield table(("参数", "含义"), ((f"`{as_typed(option)}`", option.help or "") for option in options))


def as_typed(option: argparse.Action) -> str:
    """An option as it is typed: `--pause 停 复`, `--json`, `PATH`."""
    value = option.metavar or option.dest.upper()
    values = " ".join(value) if isinstance(value, tuple) else value
    if not option.option_strings:
        return values
    return " ".join([", ".join(option.option_strings), *([values] if option.nargs != 0 else [])])


def moves() -> str:
    names = role_names()
    return table(
        ("动作", "从 → 到", "谁", "要填", "效果", "时限", "依据"),
        (
            (
                f"`{move.name}` {move.label}",
                f"{_stages(move.sources)} → {'或'.join(target.label for target in move.targets) or '不变'}",
                "、".join(names.get(role.value, role.value) for role in sorted(move.by)),
                "、".join(f"**{field.label}**" if field.required else field.label for field in move.fields),
                move.effect,
                _clocks(move),
                move.basis,
            )
            for move in MOVES.values()
        ),
    )


def _stages(stages: Iterable[Stage]) -> str:
    return "、".join(stage.label for stage in Stage if stage in stages) or "–"


def _clocks(move: Move) -> str:
    starts = dict.fromkeys(kind for target in move.targets for kind in move.starts_at(target))
    parts = (("起", starts), ("止", move.meets), ("弃", move.drops), ("续", move.resumes))
    return "；".join(f"{word} {'、'.join(clock.label for clock in clocks)}" for word, clocks in parts if clocks)


def life() -> str:
    """The state diagram, as Mermaid draws it. Moves that leave the stage as it is are in the table only."""
    lines = ["```mermaid", "stateDiagram-v2", *(f"    {stage.value}: {stage.label}" for stage in Stage)]
    for move in MOVES.values():
        for target in move.targets:
            sources = sorted(map(str, move.sources)) or ["[*]"]
            lines += [f"    {source} --> {target}: {move.label}" for source in sources]
    ends = set(Stage) - {source for move in MOVES.values() if move.target for source in move.sources}
    return "\n".join([*lines, *(f"    {end} --> [*]" for end in sorted(ends)), "```"])


def roles() -> str:
    names = role_names()
    return table(
        ("岗位", "代码", "可设于", "可做"),
        (
            (
                names.get(role.value, ""),
                f"`{role.value}`",
                "、".join(f"`{kind.value}`" for kind, seats in SEATS.items() if role in seats),
                "、".join(move.label for move in MOVES.values() if role in move.by),
            )
            for role in Role
        ),
    )


def limits() -> str:
    """Each profile that ships: its own lines; what it lacks stands in the default's table."""
    return "\n\n".join(chain.from_iterable(_profile(shipped(title.code)) for title in titles()))


def _profile(profile: Profile) -> Iterator[str]:
    yield f"### {profile.title.name} `{profile.title.code}`"
    yield f"{profile.title.covers}。" if profile.base is None else f"{profile.title.covers}（见上表）。"
    yield table(
        ("项目", "诉求类型", "紧急程度", "单位类别", "限", "依据"),
        (
            (line.clock.label, *(code or "任何" for code in line.key[1:]), line.words, line.says)
            for line in in_sequence(profile.lines)
        ),
    )
    if warnings := profile.warnings:
        yield "\n".join(("留意：", "", *(f"- {words}" for words in warnings)))


def handling() -> str:
    """The limit of handling by request type under each profile, at an ordinary unit and at a law-enforcing one."""
    every = [shipped(title.code) for title in titles()]
    return table(
        ("诉求类型", "单位", *(profile.title.name for profile in every)),
        (
            (kind.label, words, *(_handled(profile, kind, unit) for profile in every))
            for kind in RequestType
            for unit, words in ((UnitClass.DEPARTMENT, "一般"), (UnitClass.LAW_ENFORCEMENT, "执法类"))
        ),
    )


def _handled(profile: Profile, kind: RequestType, unit: UnitClass) -> str:
    line = profile.line(ClockKind.HANDLE, kind, Urgency.NORMAL, unit)
    return f"{line.words}{'（沿用）' if line.inherited else ''}" if line else "–"


def api() -> str:
    return table(("方法", "地址", "用途", "说明"), endpoints())


def endpoints() -> list[tuple[str, str, str, str]]:
    return [
        (method.upper(), f"`{path}`", operation.get("summary", ""), operation.get("description", ""))
        for path, methods in machine.get_openapi_schema()["paths"].items()
        for method, operation in methods.items()
    ]


def scopes() -> str:
    return table(("范围", "可以"), ((f"`{scope}`", words) for scope, words in SCOPES.items()))


def problems() -> str:
    rows = ((f"`{code}`", str(int(meaning.status)), meaning.words) for code, meaning in PROBLEMS.items())
    return table(("code", "HTTP", "意思"), rows)


def addresses() -> str:
    """Every page of the desk and the portal with the first sentence of its view."""
    rows = (
        (f"`/{path}`", f"`{name}`", next(iter((view.__doc__ or "").strip().splitlines()), ""))
        for path, name, view in _patterns(get_resolver().url_patterns)
        if not name.startswith("api:")
    )
    return table(("地址", "名称", "内容"), rows)


def _patterns(
    patterns: Iterable[URLPattern | URLResolver], path: str = "", space: str = ""
) -> Iterator[tuple[str, str, Callable]]:
    for pattern in patterns:
        below = f"{path}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _patterns(pattern.url_patterns, below, inner)
        else:
            yield below, f"{space}{pattern.name}", pattern.callback


def today_order() -> str:
    """The order of the first page of the desk, and what goes first where several are due together."""
    turns = table(("次序", "组", "哪些"), ((str(n), GROUPS[turn].label, turn.label) for n, turn in enumerate(Turn, 1)))
    ties = "\n".join(f"{number}. {words}" for number, words in enumerate(TIES, 1))
    return f"{turns}\n\n同时到期的：\n\n{ties}"


#: Whom a reminder goes to, in words.
TOLD = {
    Whom.HANDLERS: "单位的承办人",
    Whom.HOLDER: "承办的人（分办给谁就是谁，否则签收的人，都没有就是单位的承办人）",
    Whom.PERSON: "分到的人",
    Whom.LEADERS: "单位负责人",
    Whom.ARBITERS: "裁定员",
    Whom.REOPENERS: "办结后评价不满意、还能重开时：督办员，和打回访电话的人",
}


def told_to(whom: Whom) -> str:
    if whom not in TOLD:
        raise LookupError(f"say in TOLD of tests/manuals.py who Whom.{whom.name} is, then type `make docs`")
    return TOLD[whom]


def reminders() -> str:
    """What moves and limits are told, and to whom."""
    moved = [(MOVES[name].label, tell.kind.label, told_to(tell.whom)) for name, tell in TELLS.items() if name in MOVES]
    limits = "、".join(WATCHED.values())
    due = [
        (f"{limits}时限用去 80%", Kind.DUE_SOON.label, told_to(Whom.HOLDER)),
        (
            f"{WATCHED[ClockKind.HANDLE]}时限用去 50%（城市可另设），还没有联系上诉求人",
            Kind.NO_CONTACT.label,
            told_to(Whom.HOLDER),
        ),
        (f"{limits}超期", Kind.OVERDUE.label, f"{told_to(Whom.HOLDER)}和{told_to(Whom.LEADERS)}"),
    ]
    return table(("发生了什么", "提醒", "告诉谁"), [*moved, *due])


def article_moves() -> str:
    return articles.moves(table, role_names())


GENERATORS: dict[str, Callable[[], str]] = {
    function.__name__: function
    for function in (
        settings,
        commands,
        moves,
        life,
        roles,
        limits,
        handling,
        api,
        scopes,
        problems,
        addresses,
        today_order,
        reminders,
        article_moves,
    )
} | office.passages(table)


def generated(text: str) -> str:
    """The page with every passage as the code would write it now. KeyError for a passage nobody generates."""
    return PASSAGE.sub(lambda match: f"{match[1]}\n{GENERATORS[match[2]]()}\n\n{match[3]}", text)


def out_of_step() -> list[Path]:
    return [page for page in pages() if page.read_text() != generated(page.read_text())]


def broken_links(page: Path, text: str) -> list[str]:
    """Relative links of a page that lead nowhere; one shown as code is none."""
    targets = [target.partition("#")[0] for target in LINK.findall(SPAN.sub("", FENCE.sub("", text)))]
    local = [target for target in targets if target and not re.match(r"[a-z]+:", target)]
    return [f"{page.relative_to(ROOT)}: {target}" for target in local if not (page.parent / target).exists()]


#: Names of files and directories of the tree, as documents write them: from the root, or from the package.
SPAN = re.compile(r"`([^`\n]+)`")
NAMED = re.compile(r"[\w.-]+(?:/[\w.-]+)*(?:/|\.(?:py|html|csv|toml|md|css|js))")
#: Of an administrator's data directory, where names of areas come back.
AT_HOME = frozenset({"files/incoming/"})


def lost_paths(page: Path, text: str) -> list[str]:
    """Files and directories of the tree that a page names and that are not there."""
    roots = (ROOT, ROOT / "yihaotong")
    tops = {each.name for root in roots for each in root.iterdir() if each.is_dir()}
    named = dict.fromkeys(span for span in SPAN.findall(FENCE.sub("", text)) if NAMED.fullmatch(span))
    ours = [each for each in named if each.endswith(".py") or ("/" in each and each.partition("/")[0] in tops)]
    lost = [each for each in ours if each not in AT_HOME and not any((root / each).exists() for root in roots)]
    return [f"{page.relative_to(ROOT)} names `{each}`, which is not there: say where it is now" for each in lost]


def read_environment(source: Source) -> set[str]:
    """The environment variables that a file reads."""
    found = set()
    for node in source.nodes:
        match node:
            case ast.Subscript(value=value, slice=ast.Constant(value=str(name))) if dotted(value).endswith("environ"):
                found.add(name)
            case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]) if re.search(
                r"environ\.(get|setdefault|pop)$|getenv$", dotted(function)
            ):
                found.add(name)
    return found


@cache
def every_variable_read() -> set[str]:
    """By the product, anywhere."""
    return set().union(*(read_environment(source) for source in sources() if source.product))


def unmentioned() -> list[str]:
    """Commands, settings, moves and endpoints that no document names."""
    read = every_variable_read() - set(INTERNAL)
    wanted = {
        *(f"yihaotong {name}" for name in parsers()),
        *(f"`{name}`" for name in {*ENVIRONMENT, *read}),
        *(f"`{name}`" for name in MOVES),
        *(path for _, path, _, _ in endpoints()),
    }
    told = "\n".join(page.read_text() for page in pages())
    return sorted(name for name in wanted if name not in told)
