"""Signing in and out. Whoever is asked to sign in while he was sending a form gets his text back afterwards."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from yihaotong.accounts.models import Person
from yihaotong.desk import unsent
from yihaotong.desk.unsent import Carried


def ask(request: HttpRequest) -> HttpResponse:
    """Ask a stranger to sign in: a page for a page, a short word for an autosave, his own form kept for a form."""
    if request.headers.get("HX-Request"):
        return render(request, "desk/saved.html", {"expired": True})
    if request.method == "POST":
        return _page(request, request.get_full_path(), unsent.sent(request.POST), status=401, expired=True)
    return redirect(f"{reverse('desk:login')}?{urlencode({'next': request.get_full_path()})}")


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page. After it: on to where one was going, or to one's unsent form with its text."""
    target = _safe(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method != "POST":
        return redirect(target) if request.user.is_authenticated else _page(request, target, [])
    carried = unsent.carried(request.POST)
    username = request.POST.get("username", "").strip().lower()
    if "\x00" in username or not username:
        return _page(request, target, carried, error=_("请填写登录名和密码"))
    person = authenticate(request, username=username, password=request.POST.get("password", ""))
    if person is None:
        return _denied(request, target, carried, username)
    login(request, person)
    return _resume(request, person, target, carried) if carried else redirect(target)


def _denied(request: HttpRequest, target: str, carried: Sequence[Carried], username: str) -> HttpResponse:
    if getattr(request, "axes_locked_out", False):
        minutes = round(float(settings.AXES_COOLOFF_TIME) * 60)
        error = _("连续 %(times)d 次密码不对，此登录名已锁定。请过 %(minutes)d 分钟再试，或联系系统管理员。") % {
            "times": settings.AXES_FAILURE_LIMIT,
            "minutes": minutes,
        }
        return _page(request, target, carried, error=error, username=username, status=429)
    return _page(request, target, carried, error=_("登录名或密码不对，请重新输入"), username=username)


def _page(
    request: HttpRequest, target: str, carried: Sequence[Carried], *, status: int = 200, **words: Any
) -> HttpResponse:
    return render(request, "desk/login.html", {"next": target, "carried": carried, **words}, status=status)


def _resume(request: HttpRequest, person: Person, target: str, carried: Sequence[Carried]) -> HttpResponse:
    """His own form again, in words; somebody else's is dropped and nothing of it shown."""
    if not unsent.belongs_to(carried, person):
        return render(request, "desk/not_yours.html", status=403)
    form = unsent.in_words(target, carried)
    return render(request, "desk/resume.html", {"next": target, "carried": carried, "form": form})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("desk:login")


def locked_out(request: HttpRequest, response: HttpResponse, credentials: object) -> HttpResponse:
    """What axes answers for a locked account: the sign-in page, which has said so already."""
    return response


def _safe(request: HttpRequest, target: str) -> str:
    """The address to go on to, if it is one of ours."""
    own = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return target if own and target.startswith("/") else reverse("desk:home")
