"""Who calls: a client with its token, and what it opens. Tokens are random, kept as SHA-256, never in an address."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from yihaotong.accounts.access import client_for_token
from yihaotong.accounts.rules import Actor, Scope
from yihaotong.journal.refusal import Refused
from yihaotong.pace import actions as pace
from yihaotong.pace.actions import Draw
from yihaotong.pace.rules import Bucket

#: Seconds of a client's pace that it may use up at once: a partner that comes once a minute is no flood.
_SAVED_UP = 40
#: For tokens that open nothing, by network: enough for a whole office that set its clients up wrongly.
_STRANGERS = Bucket(200, 0.5)


class ClientToken(HttpBearer):
    """`Authorization: Bearer TOKEN`; what passes is the actor behind the token.

    Given to an operation with a scope (`auth=ClientToken(Scope.CASES_READ)`), it lets in only tokens that open it.
    """

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        at = timezone.now()
        admitted = client_for_token(token, at)
        if admitted is None:
            network = pace.network_of(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""))
            _keep_pace(Draw(_STRANGERS, f"token:{network}"), at)
            return None
        _keep_pace(Draw(Bucket(round(_SAVED_UP * settings.API_PACE), 1 / settings.API_PACE), admitted.actor.key), at)
        if self.scope is not None and self.scope not in admitted.scopes:
            raise Refused("scope-missing", f"这个令牌没有权限范围“{self.scope}”，请向安全管理员申请")
        return admitted.actor


def _keep_pace(draw: Draw, at: datetime) -> None:
    """Raises Refused("rate-limited") with the seconds after which to try again."""
    if wait := pace.take([draw], at=at):
        raise Refused("rate-limited", f"请求太密，请过 {wait} 秒再试；这次什么都没有改变", retry_after=wait)


def caller(request: HttpRequest) -> Actor:
    """The actor whom ClientToken let in."""
    return request.auth  # type: ignore[attr-defined]  # set by ninja from what authenticate returned
