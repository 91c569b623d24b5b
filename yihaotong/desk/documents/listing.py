"""The list of documents, narrowed by label, state, section, lateness; the newest first."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from yihaotong.accounts.rules import DISCLOSURE_POSTS
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk import subjects
from yihaotong.desk.disclosure import sections
from yihaotong.desk.disclosure.sections import Section
from yihaotong.desk.documents.frame import label_of, only, section_names, show, state_of
from yihaotong.desk.documents.tasks import tasks
from yihaotong.desk.gate import Visit
from yihaotong.documents import access
from yihaotong.documents.access import Narrowed
from yihaotong.documents.models import Document
from yihaotong.documents.rules.codes import State
from yihaotong.documents.rules.labels import Label

subjects.register("document", subjects.by_name("desk:documents:document"))
sections.register(
    Section(_("公文"), "desk:documents:home", DISCLOSURE_POSTS, _("拟稿、保密审查、签发，公开属性"), tasks)
)

_PER_PAGE = 50
_WORDS = 100


@dataclass(frozen=True)
class Row:
    """One document in the list; `late`: it should have been on the web."""

    document: Document
    section: str
    state: str
    label: str
    late: bool


@dataclass(frozen=True)
class Page:
    """The addresses of the neighbouring pages, "" for none."""

    before: str
    after: str


@only()
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    by = _narrowed(request)
    found = access.listed(visit.actor, by, visit.at)
    after = whole(request.GET.get("after"), longest=12)
    if after:
        found = found.filter(pk__lt=after)
    documents = list(found[: _PER_PAGE + 1])
    shown, further = documents[:_PER_PAGE], len(documents) > _PER_PAGE
    units = list(access.sections())
    names = section_names(visit, [*(each.section_id for each in shown), *(unit.pk for unit in units)])
    context = {
        "rows": [
            Row(each, names.get(each.section_id, ""), state_of(each), label_of(each), access.is_overdue(each, visit.at))
            for each in shown
        ],
        "by": by,
        "narrowed": by != Narrowed(),
        "page": _page(request, shown[-1].pk if further else None, after=after),
        "labels": [*Label.choices(), ("none", "还没有定")],
        "states": State.choices(),
        "sections": [(unit.code, names.get(unit.pk, unit.code)) for unit in units],
        "late": access.listed(visit.actor, Narrowed(overdue=True), visit.at).count(),
    }
    return show(request, visit, "home.html", context)


def _narrowed(request: HttpRequest) -> Narrowed:
    asked = request.GET
    labels, states = {"none", *map(str, Label)}, set(map(str, State))
    return Narrowed(
        label=asked.get("label", "") if asked.get("label") in labels else "",
        state=asked.get("state", "") if asked.get("state") in states else "",
        section=asked.get("section", "")[:20],
        words=" ".join(asked.get("q", "").replace("\x00", "").split())[:_WORDS],
        overdue=asked.get("overdue") == "1",
        without_item=asked.get("without_item") == "1",
    )


def _page(request: HttpRequest, last: int | None, *, after: int | None) -> Page:
    """On the following pages "before" leads back to the first one."""
    kept = {name: value for name, value in request.GET.items() if name != "after" and value}
    onward = urlencode(kept | {"after": last}) if last else ""
    return Page((urlencode(kept) or "first=1") if after else "", onward)
