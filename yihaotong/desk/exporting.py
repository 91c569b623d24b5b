"""A list taken out of the system: why is asked first and written down, then it streams."""

import fcntl
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yihaotong.cases import actions
from yihaotong.cases.identities import titles_for
from yihaotong.cases.lists import searching
from yihaotong.cases.lists.kept import wishes_of
from yihaotong.cases.models import Case
from yihaotong.cases.rules import filters as grammar
from yihaotong.cases.rules.columns import Column
from yihaotong.cases.rules.lists import EXPORTS, MOST_IN_SHEET, PURPOSE, Ended, Format
from yihaotong.desk import pages
from yihaotong.desk.asking import Asked, from_query
from yihaotong.desk.filtering import chips, unit_groups
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.paging import found
from yihaotong.desk.rows import names_for, text
from yihaotong.desk.tables import TooMany, csv_pieces, sheet_pieces
from yihaotong.journal.refusal import Refused

#: Beyond what a list counts, one export at a time: a process is busy with it for minutes, and there are few.
_LOCK = "export.lock"


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """What will be taken out, in which form, and what for; sent, the file itself."""
    if not EXPORTS & visit.actor.roles:
        raise Http404
    if request.method != "POST":
        return _page(request, visit, _wanted(request.GET.urlencode()))
    wanted = _wanted(request.POST.get("query", ""))
    kind = {each.value: each for each in Format}.get(request.POST.get("format", ""), Format.CSV)
    with ExitStack() as held:
        try:
            page = found(visit.actor, visit.at, wanted)
            if page.asked.faults:  # a list wider than the one asked for does not leave
                return _page(request, visit, wanted, chosen_format=kind.value, status=422)
            if page.more:
                held.enter_context(_alone())
            return _sent(request, visit, wanted, kind, held)
        except Refused as refusal:
            return _page(request, visit, wanted, refusal=refusal, chosen_format=kind.value, status=422)


def _wanted(query: str) -> Asked:
    """A whole list: of which page it was asked does not matter."""
    return replace(from_query(query), after="", before="")


def _page(request: HttpRequest, visit: Visit, wanted: Asked, *, status: int = 200, **more: Any) -> HttpResponse:
    page = found(visit.actor, visit.at, wanted)
    context = {
        "asked": page.asked,
        "page": page,
        "cases": page.rows[:1],
        "columns": wishes_of(visit.person).columns,
        "chips": _said(visit, wanted),
        "formats": Format.choices(),
        "chosen_format": Format.CSV.value,
        "purpose": request.POST.get("purpose", ""),
        "spec": PURPOSE,
    }
    return pages.show(request, visit, "desk/export.html", context | more, status=status)


def _said(visit: Visit, wanted: Asked) -> list[str]:
    units = {"unit": unit_groups(visit.actor, timezone.localdate(visit.at))} if wanted.filters.units else {}
    codes = {name: [("", kind.choices())] for name, (_column, kind) in grammar.CHOICES.items()}
    said = [chip.text for chip in chips(wanted, codes | units)]
    return [*said, _("只列有时限的工单")] if wanted.with_limit_only else said


def _sent(request: HttpRequest, visit: Visit, wanted: Asked, kind: Format, held: ExitStack) -> StreamingHttpResponse:
    """The file. The line in the journal is committed before its first byte."""
    columns = wishes_of(visit.person).columns
    purpose = request.POST.get("purpose", "")
    subject = actions.begin_export(
        actor=visit.actor,
        at=visit.at,
        purpose=purpose,
        kind=kind,
        filters=grammar.written(wanted.filters),
        columns=columns,
        typed=wanted.typed,
    )
    alive = request.META.get("yihaotong.alive", _nothing)
    exact = kind is not Format.XLSX
    lines = _Counted(_lines(visit, wanted, columns, alive, exact=exact))
    head = _head(visit, wanted, purpose, columns)

    def end(ended: Ended) -> None:
        actions.end_export(subject, actor=visit.actor, at=timezone.now(), rows=lines.count, ended=ended)

    try:
        pieces = _pieces(kind, head, lines)
    except TooMany as too_many:
        end(Ended.TOO_MANY)
        message = _("超过 %(most)d 行，装不进 XLSX：请改选 CSV，或先把筛选收紧") % {"most": MOST_IN_SHEET}
        raise Refused("too-many", message, "format") from too_many
    kept = held.pop_all()
    stream = Stream(pieces, end, kept.close)
    return StreamingHttpResponse(
        stream,
        content_type=_TYPES[kind],
        headers={
            "Content-Disposition": str(content_disposition_header(True, _file_name(visit, kind))),  # noqa: FBT003
            "X-Accel-Buffering": "no",
        },
    )


def _nothing() -> None:
    """Outside gunicorn nobody waits for a sign of life."""


_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.CSV_GB18030: "text/csv; charset=gb18030",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _file_name(visit: Visit, kind: Format) -> str:
    return f"{_('工单')}-{timezone.localtime(visit.at):%Y%m%d-%H%M}.{kind.value.partition('-')[0]}"


def _pieces(kind: Format, head: list[list[str]], lines: Iterable[list[str]]) -> Iterator[bytes]:
    if kind is Format.XLSX:
        return sheet_pieces(head, lines, most=MOST_IN_SHEET)
    return csv_pieces(head, lines, "gb18030" if kind is Format.CSV_GB18030 else "utf-8-sig")


def _head(visit: Visit, wanted: Asked, purpose: str, columns: Iterable[Column]) -> list[list[str]]:
    """Who, when, what for, which list; then the names of the columns."""
    said = "、".join(_said(visit, wanted)) or _("全部工单")
    made_up = [[_("模拟数据：人物、电话和工单均为虚构")]] if settings.CITY["centre"]["demo"] else []
    return [
        *made_up,
        [_("导出人"), visit.actor.name, _("导出时间"), f"{timezone.localtime(visit.at):%Y-%m-%d %H:%M:%S}"],
        [_("用途"), purpose, _("筛选"), said],
        [_("工单编号"), _("标题"), *(column.label for column in columns), _("备注")],
    ]


def _lines(
    visit: Visit, wanted: Asked, columns: tuple[Column, ...], alive: Callable[[], None], *, exact: bool
) -> Iterator[list[str]]:
    found_cases = searching.chunks(
        visit.actor, at=visit.at, typed=wanted.typed, filters=wanted.filters, sorting=wanted.sorting
    )
    for cases in found_cases:
        alive()
        names, titles = names_for(cases, visit.at, columns), titles_for(cases, visit.actor)
        for case in cases:
            told = (text(column, case, names, exact=exact) for column in columns)
            yield [case.order_no, titles[case.pk], *told, _remark(case)]


def _remark(case: Case) -> str:
    return _("模拟数据") if case.simulated else ""


class _Counted:
    """Lines, counted as they pass."""

    def __init__(self, lines: Iterator[list[str]]) -> None:
        self._lines = lines
        self.count = 0

    def __iter__(self) -> Iterator[list[str]]:
        for line in self._lines:
            self.count += 1
            yield line


class Stream:
    """The bytes of an export. However it ends, its end is told once: whole, or aborted by whoever closed it."""

    def __init__(self, pieces: Iterator[bytes], end: Callable[[Ended], None], release: Callable[[], None]) -> None:
        self._pieces = pieces
        self._end = end
        self._release = release
        self._whole = False
        self._told = False

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces
        self._whole = True

    def close(self) -> None:
        """Called by Django when the answer is sent, and when nobody listens any more."""
        if self._told:
            return
        self._told = True
        self._release()
        self._end(Ended.WHOLE if self._whole else Ended.ABORTED)


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the one place for a long export on this machine. Raises Refused("busy"). Let go of even by kill -9."""
    with (settings.HOME / _LOCK).open("w") as place:
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("busy", _("有一份大的导出正在进行，请过几分钟再试，或先把筛选收紧到 1000 件以内")) from None
        yield
