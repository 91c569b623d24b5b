"""What is being redacted, and the files of one subject with what was made of each."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.gate import Visit
from yihaotong.files import access as files
from yihaotong.journal.refusal import Refused
from yihaotong.redaction import access, actions, subjects
from yihaotong.redaction.rules.codes import Form, Stage


@only()
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    found = access.open_ones(visit.actor)
    hands = access.hands(found)
    names = names_of({each.begun_by for each in found})
    rows = [
        {
            "redaction": each,
            "form": Form(each.form).label,
            "stage": Stage(each.progress),
            "by": names.get(each.begun_by, ""),
            "mine": visit.actor.key in hands[each.pk],
        }
        for each in found
    ]
    return show(request, visit, "desk/redaction/home.html", {"rows": rows})


@only()
def subject(request: HttpRequest, visit: Visit, kind: str, number: int) -> HttpResponse:
    """The files of a subject; one is begun from here."""
    key = f"{kind}:{number}"
    about = subjects.subject_of(key)
    if about is None or key not in subjects.visible(visit.actor, [key]):
        raise Http404
    redactable = access.may_redact(visit.actor, key)
    sources = access.files_of(key)
    refusal = None
    if request.method == "POST":
        source = next((file for file in sources if str(file.key) == request.POST.get("file")), None)
        if source is None:
            raise Http404
        try:
            begun = actions.begin(key, source, actor=visit.actor, at=visit.at)
        except Refused as refused:
            if refused.code == "already-begun":
                messages.info(request, refused.message)
                return redirect("desk:redaction:redaction", refused.facts["number"])
            refusal = refused
        else:
            messages.success(request, _("已开始：先标出要遮盖的内容"))
            return redirect("desk:redaction:redaction", begun.pk)
    done = list(access.of(key))
    rows = [
        {
            "file": file,
            "address": files.address(file, reader=visit.actor.key, at=visit.at),
            "done": [(each, Stage(each.progress)) for each in done if each.source_id == file.pk],
        }
        for file in sources
    ]
    context = {"title": about.title(key), "label": about.label, "back": about.url(key), "rows": rows}
    shown = context | {"redactable": redactable, "refusal": refusal}
    return show(request, visit, "desk/redaction/subject.html", shown, status=422 if refusal else 200)
