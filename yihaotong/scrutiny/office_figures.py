"""The figures that an assessment takes from the other areas of the office: what was due in a year, what was done of it.

Each counts one section and one calendar year up to the instant asked for, so that a year that still runs holds against
nobody what is not due yet. Every record that was counted comes with the figure.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from fractions import Fraction

from django.utils.timezone import localtime, make_aware

from yihaotong.accounts.models import Post
from yihaotong.accounts.rules import WORKER, Role
from yihaotong.applications.models import Application, Clock, Reply
from yihaotong.applications.rules.clocks import OF_REPLY
from yihaotong.articles import access as articles
from yihaotong.articles.models import Release
from yihaotong.articles.rules.codes import Gate, Level
from yihaotong.catalogue import access as catalogue
from yihaotong.catalogue import measuring
from yihaotong.clock import missed
from yihaotong.disclosure.models import Clause
from yihaotong.disclosure.rules.codes import Progress as TaskProgress
from yihaotong.documents import access as documents
from yihaotong.documents.models import Document, OaRow
from yihaotong.documents.rules.labels import Label
from yihaotong.scrutiny.rules.figures import Figure, FigureRow, register_figure

_ANSWER = (Role.DISCLOSURE_OFFICER, Role.DISCLOSURE_LEADER)
_NEVER = datetime.max.replace(tzinfo=UTC)


def register() -> None:
    register_figure("catalogue.fulfilled", "目录落实率：应公开的事项中按时有信息的百分比", fulfilled)
    register_figure("documents.covered", "有公开属性并经保密审查的公文占全部公文的百分比", covered)
    register_figure("documents.unreleased", "主动公开的公文到上网期限没有上网的件数（含晚上网的）", unreleased)
    register_figure("articles.slips", "发布后发现的差错处数", slips)
    register_figure("applications.in_time", "依申请公开按期答复的占已答复的百分比", answered)
    register_figure("disclosure.tasks", "上级文件任务完成的占到期任务的百分比", tasks)


def _since(year: int) -> datetime:
    return make_aware(datetime.combine(date(year, 1, 1), time()))


def _until(year: int, at: datetime) -> datetime:
    """Up to, not including: the end of the year, or now if that comes first."""
    return min(at, _since(year + 1))


def _last(year: int, at: datetime) -> date:
    return min(localtime(at).date(), date(year, 12, 31))


def fulfilled(year: int, unit: int, at: datetime) -> Figure:
    """目录落实率 (handbook D1) of the rows the section answers for: rows with an item inside the limit ÷ rows of which
    something was due in the year."""
    until = _until(year, at)
    rows_of_his = [each for each in catalogue.rows_in_force(until) if each.unit_id == unit]
    mine = catalogue.standings(until, rows_of_his, since=_since(year))
    found = measuring.figure(mine, _since(year), until)
    kept = {each.row.key for each in found.fulfilled}
    rows = tuple(
        FigureRow(f"catalogue_row:{each.row.key}", each.row.name, "已落实" if each.row.key in kept else "未落实")
        for each in found.due
    )
    return Figure.share(len(found.fulfilled), len(found.due), rows)


def covered(year: int, unit: int, at: datetime) -> Figure:
    """Labelled and reviewed ÷ all documents of the section dated in the year (国办发〔2016〕80号), rows of an OA list
    included. What is not public is named by its number alone."""
    span = {"section": unit, "dated_on__gte": date(year, 1, 1), "dated_on__lte": _last(year, at)}
    own = Document.objects.filter(signed_at__isnull=False, **span).order_by("dated_on", "pk")
    listed = documents.oa_rows().filter(**span).order_by("dated_on", "pk")
    rows = [FigureRow(each.key, _named(each.label, each.title, each.doc_no or ""), "有") for each in own]
    rows += [_listed(each) for each in listed]
    return Figure.share(sum(row.counted == "有" for row in rows), len(rows), tuple(rows))


def _listed(row: OaRow) -> FigureRow:
    lacks = [word for word, there in (("缺公开属性", row.is_labelled), ("缺保密审查", row.is_reviewed)) if not there]
    title = _named(row.label, row.title, row.doc_no or f"清单第 {row.row} 行")
    return FigureRow(f"oa:{row.pk}", title, "、".join(lacks) or "有")


def _named(label: str, title: str, number: str) -> str:
    return f"{number} {title}".strip() if label == Label.PROACTIVE else number


def unreleased(year: int, unit: int, at: datetime) -> Figure:
    """Public documents of the section whose twenty working days (条例 art. 26) ran out in the year: those without an
    item by then, of all of them."""
    until = _until(year, at)
    due = {"release_due_at__gte": _since(year), "release_due_at__lt": until}
    found = Document.objects.filter(section=unit, label=Label.PROACTIVE.value, signed_at__isnull=False, **due)
    still = {each.pk for each in documents.overdue(until).filter(section=unit, **due)}
    told = [(each, _web(each, still)) for each in found.order_by("release_due_at", "pk")]
    rows = tuple(
        FigureRow(each.key, _named(each.label, each.title, each.doc_no or ""), how) for each, how in told if how
    )
    return Figure(Fraction(len(rows)) if told else None, len(rows), len(told), rows)


def _web(document: Document, still: set[int]) -> str:
    """What was wrong with it; "" for what was in time, or had ended before it could be."""
    if document.released_at is not None:
        late = missed(document.release_due_at, document.released_at)
        return f"晚上网（{localtime(document.released_at).date()}）" if late else ""
    return "没有上网" if document.pk in still else ""


def slips(year: int, unit: int, at: datetime) -> Figure:
    """Errors found in the year in what the section had released, of how many articles and corrections went out."""
    until = _until(year, at)
    found = articles.slips(WORKER, date(year, 1, 1), _last(year, at)).filter(article__unit=unit)
    out = Release.objects.filter(article__unit=unit, at__gte=_since(year), at__lt=until).count()
    rows = tuple(
        FigureRow(each.article.key, each.version.title, f"{Gate(each.gate).label}，{Level(each.level).label}")
        for each in found.order_by("found_on", "pk")
    )
    return Figure(Fraction(len(rows)) if out or rows else None, len(rows), out, rows)


def answered(year: int, unit: int, at: datetime) -> Figure:
    """Requests that the section's people answered in the year within the limit ÷ all that they answered (条例 art. 33).

    A request is of the section in which whoever proposed the reply then held a post; one request counts once.
    """
    newest = _replies(year, at)
    mine = sorted(pk for pk, section in _sections(newest).items() if section == unit)
    numbers = dict(Application.objects.filter(pk__in=mine).values_list("pk", "number"))
    limits = {
        clock.application_id: clock
        for clock in Clock.objects.filter(
            application__in=mine, kind__in=[kind.value for kind in OF_REPLY], met_at__isnull=False
        ).order_by("application", "place")
    }
    rows = tuple(
        FigureRow(f"application:{pk}", numbers[pk], "按期" if _in_time(limits.get(pk)) else "超期") for pk in mine
    )
    return Figure.share(sum(row.counted == "按期" for row in rows), len(rows), rows)


def _replies(year: int, at: datetime) -> Mapping[int, Reply]:
    """The last reply of each request that went out in the year, by the id of the request."""
    span = {"sent_on__gte": date(year, 1, 1), "sent_on__lte": _last(year, at)}
    return {each.application_id: each for each in Reply.objects.filter(**span).order_by("pk")}


def _sections(replies: Mapping[int, Reply]) -> Mapping[int, int]:
    """In which section the proposer of each reply then held a post that answers requests, by the id of the request."""
    posts: dict[str, list[Post]] = defaultdict(list)
    for post in Post.objects.filter(role__in=[role.value for role in _ANSWER]).select_related("person").order_by("pk"):
        posts[post.person.key].append(post)
    found: dict[int, int] = {}
    for pk, reply in replies.items():
        then = reply.proposed_at
        held = [post for post in posts[reply.proposed_by] if post.since <= then and (post.until or _NEVER) > then]
        if held:
            found[pk] = held[0].unit_id
    return found


def _in_time(clock: Clock | None) -> bool:
    return clock is not None and clock.met_at is not None and not missed(clock.due_at, clock.met_at)


def tasks(year: int, unit: int, at: datetime) -> Figure:
    """Tasks out of superiors' documents that fell due in the year, or are done before: done ÷ all; those dropped are
    left out."""
    span = {"due_on__gte": date(year, 1, 1), "due_on__lte": date(year, 12, 31)}
    found = Clause.objects.filter(unit=unit, **span).exclude(progress=TaskProgress.DROPPED.value)
    until = localtime(_until(year, at)).date()
    rows = tuple(
        FigureRow(each.key, f"{each.directive.number} {each.place}", TaskProgress(each.progress).label)
        for each in found.select_related("directive").order_by("due_on", "pk")
        if each.progress == TaskProgress.ACCEPTED or (each.due_on is not None and each.due_on < until)
    )
    return Figure.share(sum(row.counted == TaskProgress.ACCEPTED.label for row in rows), len(rows), rows)
