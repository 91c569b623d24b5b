"""One article: its text, what reviewers said, what may be done with it now, its story."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of, unit_names
from yihaotong.articles import access, actions
from yihaotong.articles.models import Appearance, Article
from yihaotong.articles.rules.codes import LEVEL_AT, Level, Outlet, Progress, Told, Whom
from yihaotong.articles.rules.moves import MOVES, Move
from yihaotong.cases import forms
from yihaotong.cases.attachments import offered
from yihaotong.cases.rules.numbers import whole
from yihaotong.catalogue import access as catalogue
from yihaotong.clock import Deadline
from yihaotong.desk.articles.showing import found, shown, signatures
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.gate import Visit
from yihaotong.files import access as files
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused

#: Moves with a page of their own.
_ELSEWHERE = frozenset({"write", "revise", "submit", "release"} | {f"review_{level.value}" for level in Level})
_VERSIONED: Mapping[str, Callable[..., object]] = {
    "take_back": actions.take_back,
    "drop": actions.drop,
    "correct": actions.correct,
    "withdraw": actions.withdraw,
    "purge": actions.purge,
}
#: What stands behind a fold: not what is usually done next.
_RARE = frozenset({"take_back", "drop", "withdraw", "note_slip", "appear", "correct", "ask", "purge"})
_GONE = MOVES["disappear"]


@dataclass(frozen=True)
class Offer:
    """A move that may be made here: its form, what was refused of it."""

    move: Move
    form: forms.Form
    open: bool


@only()
def read(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """一篇稿件：正文、审核意见、此刻可做的、经过"""
    return _page(request, visit, found(visit, number))


def _page(
    request: HttpRequest, visit: Visit, article: Article, tried: str = "", form: forms.Form | None = None
) -> HttpResponse:
    version = access.latest_of(article)
    moves = access.open_moves(article, visit.actor)
    names = {move.name for move in moves}
    rows = {key: f"{head} / {name}" for head, below in catalogue.choices(visit.at) for key, name in below}
    context: dict[str, Any] = {
        "article": article,
        "shown": shown(article, version, visit),
        "unit": unit_names([article.unit_id], localdate(visit.at)).get(article.unit_id, ""),
        "author": names_of([article.author])[article.author],
        "row_name": rows.get(version.row_key, ""),
        "progress": article.at_progress,
        "signatures": signatures(article),
        "asking": _asking(article),
        "appearances": _appearances(article, visit, form if tried == _GONE.name else None, may="disappear" in names),
        "gone_fields": [field for field in _GONE.fields if field.name != "outlet"],
        "purged": not version.content,
        "may_edit": "revise" in names,
        "may_submit": "submit" in names,
        "may_release": "release" in names,
        "may_review": bool(names & {f"review_{level.value}" for level in Level}),
        "offers": [_offer(move, tried, form) for move in moves if move.name not in _ELSEWHERE | {"disappear"}],
        "offered": offered(),
        "deadline": access.level_deadline(article),
        "open_until": _open_until(article, visit),
        "able": _able(article, visit),
        "story": story(access.history(article)),
        "watermark": article.index_number,
    }
    return show(request, visit, "desk/articles/article.html", context, status=422 if form else 200)


def _open_until(article: Article, visit: Visit) -> Deadline | None:
    """By when it must be public, while it is not (条例 art. 26)."""
    formed = access.latest_of(article).formed_on
    over = article.standing is not None or article.at_progress is Progress.DROPPED
    return None if formed is None or over else access.open_deadline(formed, visit.at)


def _able(article: Article, visit: Visit) -> tuple[str, list[str]] | None:
    """Who may do the level that is waited for."""
    level = LEVEL_AT.get(article.at_progress)
    return (level.label, [each.name for each in access.able(article, level, visit.at)]) if level else None


def _asking(article: Article) -> list[tuple[Any, str, str, str]]:
    every = list(article.askings.order_by("-pk"))
    names = names_of({each.by for each in every})
    return [(each, Whom(each.whom).label, names[each.by], Told(each.told).label if each.told else "") for each in every]


def _appearances(
    article: Article, visit: Visit, tried: forms.Form | None, *, may: bool
) -> list[tuple[str, Appearance, forms.Form | None]]:
    """Where it stands or stood; beside what somebody may report as gone, the form for it."""
    told = []
    for each in access.appears_in(article):
        mine = tried is not None and tried.values.get("outlet") == each.outlet
        blank = forms.Form({"seen_by": visit.person.name}, prefix=f"{_GONE.name}-{each.outlet}-")
        open_ = may and each.gone_at is None and each.outlet != Outlet.SITE.value
        told.append((Outlet(each.outlet).label, each, (tried if mine else blank) if open_ else None))
    return told


def _offer(move: Move, tried: str, form: forms.Form | None) -> Offer:
    here = form if form is not None and tried == move.name else None
    return Offer(move, here or forms.Form({}, prefix=f"{move.name}-"), open=bool(here) or move.name not in _RARE)


@only()
def act(request: HttpRequest, visit: Visit, number: int, do: str) -> HttpResponse:
    """做一个动作：更正、撤下、请示、定时……"""
    article = found(visit, number)
    if request.method != "POST":
        return redirect("desk:articles:article", number)
    if do not in MOVES or do in _ELSEWHERE:
        raise Http404
    move = MOVES[do]
    values = forms.typed(move.fields, request.POST)
    try:
        _acts(article, request)[do](forms.given(move.fields, values), actor=visit.actor, at=visit.at)
    except Refused as refusal:
        prefix = f"{do}-{values['outlet']}-" if move is _GONE else f"{do}-"
        form = forms.checked(move.fields, values, prefix) or forms.refused(values, refusal, prefix=prefix)
        return _page(request, visit, found(visit, number), do, form)
    messages.success(request, _done(move, found(visit, number)))
    return redirect("desk:articles:article", number)


def _done(move: Move, article: Article) -> str:
    """What has happened, and what has not yet."""
    if move.name == "drop" and article.standing is not None:
        return _("这次更正已作废，公众看到的仍是原来那一版。")
    if move.name == "withdraw" and any(each.gone_at is None for each in access.appears_in(article)):
        return _("已从本站撤下。别处登记过的还没有撤下，请逐一登记。")
    told = {
        "correct": _("更正稿已建。改好送审，三审三校通过并发布后，才会替换公众看到的那一版。"),
        "drop": _("草稿已作废，不再办理。内容还存着，不该留的请公开专员“清除内容”。"),
        "take_back": _("已撤回到起草。改不改，再送审都从一审一校重来。"),
        "withdraw": _("已从本站撤下，公众看到的是撤下说明。"),
        "ask": _("请示已登记，稿件停在这里等答复。"),
        "answer": _("答复已登记。"),
        "schedule": _("已定时，到时自动发布。"),
        "unschedule": _("已取消定时，不会自动发布。"),
        "note_slip": _("差错已登记，做那一审的人会收到提醒。"),
        "appear": _("已登记在那里发布过；系统没有替您去发。"),
        "disappear": _("已登记在那里撤下。"),
        "purge": _("内容已清除，编号、日期、经过和摘要留着。"),
    }
    return told[move.name]


def _acts(article: Article, request: HttpRequest) -> dict[str, Callable[..., object]]:
    """Each move as a function of what was typed."""
    written = request.POST.get("expect", "")
    expect = whole(written) or 0
    told: dict[str, Callable[..., object]] = {
        name: partial(_with_reason, action, article, expect) for name, action in _VERSIONED.items()
    }
    return told | {
        "ask": partial(actions.ask, article, expect=expect),
        "answer": partial(actions.answer, article, expect=expect),
        "schedule": lambda data, **who: actions.schedule(article, expect=expect, release_at=data["release_at"], **who),
        "unschedule": lambda _data, **who: actions.unschedule(article, expect=expect, **who),
        "note_slip": partial(actions.note_slip, article),
        "appear": partial(actions.appear, article),
        "disappear": partial(actions.disappear, article),
    }


def _with_reason(action: Callable[..., object], article: Article, expect: int, data: Any, **who: Any) -> object:
    sure = {"sure": data["sure"] == "on"} if "sure" in data else {}
    return action(article, expect=expect, reason=data["reason"], **sure, **who)


@only()
def open_file(request: HttpRequest, visit: Visit, number: int, key: UUID) -> HttpResponse:
    """打开稿件的一个附件"""
    article = found(visit, number)
    file = files.of(article.key).filter(key=key).first()
    if file is None:
        raise Http404
    return redirect(files.address(file, reader=visit.actor.key, at=visit.at))


# --- the story -----------------------------------------------------------------------------------------------------

_SAID: Mapping[str, str] = {f"article.{name}": move.label for name, move in MOVES.items()} | {
    "article.hold_back": "到时没有发布",
    "article.recompute": "日历有变，审核期限重新计算",
}


@dataclass(frozen=True)
class Event:
    """One line of the story."""

    what: str
    who: str
    line: Line
    reason: str
    version: str


def story(lines: list[Line]) -> list[Event]:
    """What was done with an article, the newest first. Two queries for the names."""
    names = names_of({line.actor for line in lines})
    return [_line(line, names) for line in reversed(lines)]


def _line(line: Line, names: Mapping[str, str]) -> Event:
    after = line.facts.get("after") or {}
    what = _SAID.get(line.kind, line.kind)
    if line.kind == "article.review":
        level = Level(after["level"]).label
        what = f"{level}：{_('通过') if after['passed'] else _('不通过，退回')}"
    version = str(after.get("version", ""))
    return Event(what, names[line.actor], line, str(line.facts.get("reason", "")), version)
