"""Admitting machines, what their tokens open, and shutting them out."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yihaotong.accounts import rules
from yihaotong.accounts.access import token_digest
from yihaotong.accounts.actions.recording import record
from yihaotong.accounts.actions.units import existing
from yihaotong.accounts.models import UNIT_NAME_LENGTH, Client, Unit
from yihaotong.accounts.rules import Actor, Role, Scope
from yihaotong.journal.refusal import Refused
from yihaotong.journal.statements import LookUp

#: 32 random bytes: nobody guesses them, so a plain digest is enough to keep.
TOKEN_BYTES = 32


@transaction.atomic
def create_client(
    name: str,
    *,
    actor: Actor,
    at: datetime,
    unit: Unit,
    roles: Sequence[Role] = (Role.CLIENT,),
    scopes: Sequence[Scope] = rules.USUAL_SCOPES,
    until: datetime | None = None,
) -> tuple[Client, str]:
    """Admit a machine for a unit, for good or `until`. Returns it with its token, which is shown now and never again.

    Raises Refused: wrong-role, role-not-for-client, client-exists, name-needed, unit-dissolved, ends-before-start.
    """
    rules.check_may("client.create", actor)
    rules.check_client_roles(roles)
    name = rules.check_name(name, longest=UNIT_NAME_LENGTH)
    existing(unit)
    check_until(until, at)
    check_client_name(name)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    codes, opens = _codes(roles), _codes(scopes)
    client = Client.objects.create(
        name=name, token_sha256=token_digest(token), unit=unit, roles=codes, scopes=opens, until=until
    )
    told = {"name": name, "unit": unit.pk, "roles": codes, "scopes": opens}
    record("client.create", client.key, actor, at, after=told | ({"until": until.isoformat()} if until else {}))
    return client, token


def check_until(until: datetime | None, at: datetime) -> None:
    """Raises Refused("ends-before-start")."""
    if until is not None and until <= at:
        raise Refused("ends-before-start", _("令牌的止期须在今后"), "until")


def check_client_name(name: str) -> None:
    """Raises Refused("client-exists")."""
    if Client.objects.filter(name=name).exists():
        raise Refused("client-exists", _("已有同名接口用户"), "name")


@transaction.atomic
def set_scopes(client: Client, *, actor: Actor, at: datetime, scopes: Sequence[Scope], reason: str) -> Client:
    """What a machine's token opens from now on; other processes know within two seconds. Raises Refused: wrong-role."""
    rules.check_may("client.scopes", actor)
    before, client.scopes = client.scopes, _codes(scopes)
    client.save(update_fields=["scopes"])
    LookUp.forget()
    told = {"before": {"scopes": before}, "after": {"scopes": client.scopes}}
    record("client.scopes", client.key, actor, at, reason=reason, **told)
    return client


def _codes(members: Sequence[Role | Scope]) -> list[str]:
    return sorted({member.value for member in members})


@transaction.atomic
def revoke_client(client: Client, *, actor: Actor, at: datetime, reason: str) -> Client:
    """Shut a machine out: here at once, in other processes within two seconds. Raises Refused: wrong-role,
    already-revoked.
    """
    rules.check_may("client.revoke", actor)
    if not Client.objects.filter(pk=client.pk, is_active=True).update(is_active=False):
        raise Refused("already-revoked", _("该接口用户已停用"))
    client.is_active = False
    LookUp.forget()
    record("client.revoke", client.key, actor, at, after={"is_active": False}, reason=reason)
    return client
