"""Where the day's work waits: the queue of each stage."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yihaotong.cases import access
from yihaotong.cases.lists.kept import passing, wishes_of
from yihaotong.cases.rules.codes import Stage
from yihaotong.cases.rules.columns import Column, chosen
from yihaotong.cases.rules.moves import HELD_BY_UNIT
from yihaotong.desk import pages
from yihaotong.desk.asking import asked, of_queue
from yihaotong.desk.filtering import panel
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.lists import around, offered
from yihaotong.desk.paging import page_of
from yihaotong.desk.rows import rows


def columns_of_queue(stage: Stage, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """All rows stand at one stage, so its column says nothing; before a dispatch there is no unit either."""
    idle = {Column.STAGE, Column.UNIT} if stage is Stage.FILED else {Column.STAGE}
    return tuple(column for column in columns if column not in idle)


@staff
@require_safe
def queue(request: HttpRequest, visit: Visit, stage: str) -> HttpResponse:
    """The cases of one stage that wait for this actor's hands, narrowed as the address says."""
    mine = {each.value: each for each in access.queues(visit.actor)}
    if stage not in mine:
        raise Http404
    here = mine[stage]
    without = ["stage", "unit"] if here is Stage.FILED or here in HELD_BY_UNIT else ["stage"]
    wanted = of_queue(asked(request.GET), without)
    page = page_of(passing(access.queue(visit.actor, here), wanted.filters, visit.at), wanted)
    columns = columns_of_queue(here, wishes_of(visit.person).columns)
    if any(case.handler_id for case in page.rows):
        columns = chosen([*columns, Column.HANDLER])
    context = around(visit, page, columns) | {
        "rows": rows(page.rows, visit.at, columns, reader=visit.actor),
        "panel": panel(visit, page.asked, without=without),
        "item": pages.queue_item(visit, here),
        "stage_code": stage,
        "bulk_moves": offered(visit, frozenset({here})),
    }
    return pages.show(request, visit, "desk/queue.html", context)
