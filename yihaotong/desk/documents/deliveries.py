"""移送: what is to be handed to the archive and the library, the batches so far, and each as a CSV."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_apart
from yihaotong.cases.forms import Form, checked, given, refused, typed
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.documents.frame import only, section_names, show
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.desk.setup.tables import csv_answer
from yihaotong.documents import access, actions
from yihaotong.documents.actions.delivering import DELIVERY_FIELDS
from yihaotong.documents.representations import COPY_COLUMNS, copy_lines
from yihaotong.documents.rules.codes import Receiver
from yihaotong.documents.rules.who import KEEPERS
from yihaotong.journal.refusal import Refused

_LISTED = 100


@only(*KEEPERS)
def deliveries(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    receiver = _receiver(request.POST.get("receiver") or request.GET.get("receiver"))
    if request.method != "POST":
        today = localtime(visit.at).date().isoformat()
        return _page(request, visit, receiver, Form({"receiver": str(receiver), "handed_on": today}))
    values = typed(DELIVERY_FIELDS, request.POST)
    form = checked(DELIVERY_FIELDS, values)
    if form is not None:
        return _page(request, visit, receiver, form, status=422)
    numbers = [number for each in request.POST.getlist("document") if (number := whole(each, longest=12))]
    try:
        batch = actions.deliver(numbers, given(DELIVERY_FIELDS, values), actor=visit.actor, at=visit.at)
    except Refused as refusal:
        return _page(request, visit, receiver, refused(values, refusal), status=422)
    words = {"number": batch.number, "count": len(set(numbers))}
    messages.success(request, _("已登记第 %(number)d 批，%(count)d 件。") % words, extra_tags=request.path)
    return redirect("desk:documents:deliveries")


def _receiver(code: str | None) -> Receiver:
    return next((each for each in Receiver if each == code), Receiver.ARCHIVE)


def _page(request: HttpRequest, visit: Visit, receiver: Receiver, form: Form, *, status: int = 200) -> HttpResponse:
    waiting = list(access.to_deliver(receiver)[:_LISTED])
    names = section_names(visit, [each.section_id for each in waiting])
    batches = list(access.deliveries()[:_LISTED])
    people = names_apart({batch.by for batch in batches})
    chosen = set(request.POST.getlist("document"))
    context = {
        "rows": [(each, names.get(each.section_id, ""), not chosen or str(each.pk) in chosen) for each in waiting],
        "form": form,
        "refused": form,
        "fields": [field for field in DELIVERY_FIELDS if field.name != "receiver"],
        "receivers": [(each.value, each.label, each is receiver) for each in Receiver],
        "receiver": receiver,
        "batches": [(batch, Receiver(batch.receiver).label, people.get(batch.by, "")) for batch in batches],
    }
    return show(request, visit, "deliveries.html", context, status=status)


@only(*KEEPERS)
def export(request: HttpRequest, visit: Visit, number: int) -> HttpResponseBase:
    """移送明细 of one batch."""
    batch = or_404(access.deliveries().get, number=number)
    copies = list(access.copies_of(batch))
    names = section_names(visit, [copy.document.section_id for copy in copies])
    return csv_answer(f"移送明细-第{batch.number}批.csv", COPY_COLUMNS, copy_lines(copies, names))
