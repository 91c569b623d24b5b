"""What was answered of a form that comes step by step, so that every page of it has an address: for 后退 and 刷新.

In the session, sealed: a name and a telephone are among the answers. The pages carry the answers besides, so that
nothing but the way back is lost with the session.
"""

import base64
import json
from uuid import UUID

from django.http import HttpRequest

from yihaotong.vault import actions as vault
from yihaotong.vault.rules.sealing import Unopenable

_STEPS = "steps"
#: More forms than these begun in one browser: of the oldest the way back is lost.
_AT_MOST = 3


def keep(request: HttpRequest, token: UUID, values: dict[str, str]) -> None:
    sealed = vault.seal(json.dumps(values, ensure_ascii=False), context=_context(token))
    others = [(name, held) for name, held in request.session.get(_STEPS, {}).items() if name != token.hex]
    request.session[_STEPS] = dict([*others, (token.hex, base64.b64encode(sealed).decode())][-_AT_MOST:])


def kept(request: HttpRequest, token: UUID) -> dict[str, str] | None:
    """None: it was handed in, or the session is over."""
    sealed = request.session.get(_STEPS, {}).get(token.hex)
    if sealed is None:
        return None
    try:
        return dict(json.loads(vault.unseal(base64.b64decode(sealed), context=_context(token))))
    except Unopenable:
        return None


def forget(request: HttpRequest, token: UUID | None = None) -> None:
    """This form, or all of them."""
    held = request.session.get(_STEPS, {})
    left = {name: sealed for name, sealed in held.items() if token and name != token.hex}
    if left != held:
        request.session[_STEPS] = left


def _context(token: UUID) -> str:
    return f"portal.steps:{token.hex}"
