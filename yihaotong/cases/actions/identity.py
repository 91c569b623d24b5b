"""The requester's identity: sealed at filing, shown masked, opened with a purpose and a line."""

import json
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from yihaotong.accounts.rules import Actor, main_number
from yihaotong.cases import access, city
from yihaotong.cases.identities import Identity, context, unseal
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import Secrecy, Stage
from yihaotong.cases.rules.identity import Purpose, may_open, purposes_of, sees_number
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.vault import actions as vault
from yihaotong.vault.rules.masking import mask_name, mask_phone


def seal(token: str, identity: Identity) -> bytes:
    return vault.seal(json.dumps(asdict(identity), ensure_ascii=False), context=context(token))


def phone_index(phone: str) -> bytes:
    """Equal for equal numbers, and nothing else; an extension is the same telephone."""
    return vault.blind_index(main_number(phone), purpose="phone")


def masked(case: Case) -> Identity:
    """What everybody who may see the case may see of its requester: 张**, 138****1234. Not a reading."""
    identity = unseal(case.requester)
    if case.secrecy != Secrecy.NORMAL:
        return Identity(mask_name(identity.name)[:1] + "**" if identity.name else "", "")
    return Identity(mask_name(identity.name), mask_phone(identity.phone))


def phone_tail(case: Case) -> str:
    """The last four digits of the telephone that was left, to compare with what somebody says; "" for none."""
    phone = main_number(unseal(case.requester).phone)
    return phone[-4:] if len(phone) >= 4 else ""


@transaction.atomic
def open_identity(case: Case, *, actor: Actor, at: datetime, purpose: Purpose) -> Identity:
    """The identity in clear. Who read it, when and why is in the journal before he sees it.

    Raises Refused("identity-sealed" | "wrong-purpose").
    """
    identity = unsealed(case, actor)
    if purpose not in purposes_of(actor.roles):
        raise Refused("wrong-purpose", f"您的岗位不为“{purpose.label}”查看身份", "purpose")
    journal.record("identity.read", subject=case.key, actor=actor.key, at=at, reason=purpose.label)
    return identity


def unsealed(case: Case, actor: Actor) -> Identity:
    """The identity as this actor may read it, for an act whose own line tells that it was opened, and why.

    Raises Refused("identity-sealed").
    """
    may_open(actor.roles, Secrecy(case.secrecy), Stage(case.stage), holds=access.holds(case, actor))
    identity = unseal(case.requester)
    if not sees_number(actor.roles, unit_too=city.unit_sees_number()):
        identity = Identity(identity.name, mask_phone(identity.phone))
    return identity
