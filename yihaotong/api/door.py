"""Who calls: a client with its token, and what it opens. Tokens are random, kept as SHA-256, never in an address."""

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from yihaotong.accounts.access import client_for_token
from yihaotong.accounts.rules import Actor, Scope
from yihaotong.journal.refusal import Refused


class ClientToken(HttpBearer):
    """`Authorization: Bearer TOKEN`; what passes is the actor behind the token.

    Given to an operation with a scope (`auth=ClientToken(Scope.CASES_READ)`), it lets in only tokens that open it.
    """

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        admitted = client_for_token(token, timezone.now())
        if admitted is None:
            return None
        if self.scope is not None and self.scope not in admitted.scopes:
            raise Refused("scope-missing", f"这个令牌没有权限范围“{self.scope}”，请向安全管理员申请")
        return admitted.actor


def caller(request: HttpRequest) -> Actor:
    """The actor whom ClientToken let in."""
    return request.auth  # type: ignore[attr-defined]  # set by ninja from what authenticate returned
