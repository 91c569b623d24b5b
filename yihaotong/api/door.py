"""Who calls: a client with its token. Tokens are random, kept as SHA-256, and never in an address."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from yihaotong.accounts.access import actor_for_token
from yihaotong.accounts.rules import Actor


class ClientToken(HttpBearer):
    """`Authorization: Bearer TOKEN`; what passes is the actor behind the token."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        return actor_for_token(token)
