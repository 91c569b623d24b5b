"""Choosing one's own password; whoever signed in with one that somebody gave him comes here first."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from yihaotong.accounts import actions
from yihaotong.cases.forms import Fault, Form
from yihaotong.desk import pages
from yihaotong.desk.gate import Visit, staff
from yihaotong.journal.refusal import Refused


@sensitive_post_parameters()
@staff
@require_http_methods(["GET", "HEAD", "POST"])
def own_password(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The old one, the new one twice."""
    if request.method != "POST":
        return _page(request, visit, Form({}))
    try:
        _change(request, visit)
    except Refused as refusal:
        errors = {refusal.field: refusal.message}
        lines = (Fault(refusal.message, refusal.field),)
        return _page(request, visit, Form({}, errors, _("密码还没有改"), lines), status=422)
    update_session_auth_hash(request, visit.person)
    messages.success(request, _("密码已改。其他地方的登录已失效。"))
    return redirect("desk:home")


def _change(request: HttpRequest, visit: Visit) -> None:
    new = request.POST.get("password", "")
    if not visit.person.check_password(request.POST.get("old", "")):
        raise Refused("wrong-password", _("现在的密码不对"), "old")
    if new != request.POST.get("again", ""):
        raise Refused("differs", _("两次输入的新密码不一样"), "again")
    if visit.person.check_password(new):
        raise Refused("same-password", _("新密码不能与现在的相同"), "password")
    actions.set_password(visit.person, actor=visit.actor, at=visit.at, password=new)


def _page(request: HttpRequest, visit: Visit, form: Form, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "forced": visit.person.must_change_password}
    return pages.show(request, visit, "desk/password.html", context, status=status)
