"""The office's own today: what waits for the visitor in every part, what cannot wait first."""

from itertools import chain

from django.http import HttpRequest, HttpResponse

from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.disclosure.sections import sections_for
from yihaotong.desk.disclosure.tasks import first_things_first
from yihaotong.desk.gate import Visit


@only()
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    sections = sections_for(visit.actor)
    found = list(chain.from_iterable(each.tasks(visit) for each in sections if each.tasks))
    rows = [(task, task.late(visit.at)) for task in first_things_first(found, visit.at)]
    return show(request, visit, "desk/disclosure/today.html", {"rows": rows, "sections": sections})
