"""Who the applicant is: sealed when the request comes in, shown masked, opened with a purpose and a line."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from yihaotong.accounts.rules import Actor, main_number
from yihaotong.applications import access
from yihaotong.applications.identities import PARTS, Identity, Party, context, unseal, unseal_party
from yihaotong.applications.models import Applicant, Application, Consultation
from yihaotong.applications.rules.codes import Purpose
from yihaotong.applications.rules.intake import tidy_number, tidy_phone
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.vault import actions as vault


def identity_in(data: Mapping[str, Any]) -> Identity:
    """The parts of a form that say who somebody is."""
    given = {part: str(data.get(part) or "") for part in PARTS}
    return Identity(**(given | {"phone": tidy_phone(given["phone"])}))


def sealed_applicant(application: Application, identity: Identity) -> Applicant:
    """The applicant of a request, not yet saved."""
    token = secrets.token_hex(16)
    return Applicant(application=application, token=token, **_columns(token, identity))


def _columns(token: str, identity: Identity) -> dict[str, Any]:
    return {
        "sealed": vault.seal(json.dumps(asdict(identity), ensure_ascii=False), context=context(token)),
        "id_index": id_index(identity),
        "name_index": name_index(identity),
    }


def id_index(identity: Identity) -> bytes | None:
    """Equal for equal numbers of documents, and nothing else."""
    number = tidy_number(identity.id_no)
    return vault.blind_index(number, purpose="applicant-id") if number else None


def name_index(identity: Identity) -> bytes | None:
    """Equal for the same name with the same telephone."""
    name, phone = "".join(identity.name.split()), main_number(identity.phone)
    return vault.blind_index(f"{name}|{phone}", purpose="applicant-name") if name and phone else None


def correct_identity(application: Application, data: Mapping[str, Any]) -> list[str]:
    """Lay what a correction says of the applicant over what was known; the names of the parts that changed."""
    applicant = application.applicant
    before = unseal(applicant)
    given = {part: str(data[part]) for part in PARTS if data.get(part)}
    if "phone" in given:
        given["phone"] = tidy_phone(given["phone"])
    after = replace(before, **given)
    if after == before:
        return []
    Applicant.objects.filter(pk=applicant.pk).update(**_columns(applicant.token, after))
    return [part for part in PARTS if getattr(after, part) != getattr(before, part)]


@transaction.atomic
def open_identity(application: Application, *, actor: Actor, at: datetime, purpose: Purpose) -> Identity:
    """The identity in clear. Who read it, when and why is in the journal before he sees it.

    Raises Refused("identity-sealed").
    """
    if not access.works_here(actor):
        raise Refused("identity-sealed", "您的岗位不能查看申请人身份")
    journal.record("identity.read", subject=application.key, actor=actor.key, at=at, reason=purpose.label)
    return unseal(application.applicant)


@transaction.atomic
def open_party(consultation: Consultation, *, actor: Actor, at: datetime, purpose: Purpose) -> Party:
    """Who was asked for his opinion, in clear; the line stands before he is seen. Raises Refused("identity-sealed")."""
    if not access.works_here(actor):
        raise Refused("identity-sealed", "您的岗位不能查看被征求意见人")
    subject, after = consultation.application.key, {"consultation": consultation.number}
    journal.record("identity.read", subject=subject, actor=actor.key, at=at, after=after, reason=purpose.label)
    return unseal_party(consultation)


def for_letter(application: Application) -> Identity:
    """For a letter to the applicant himself: making it is an act with a line of its own, which names the request."""
    return unseal(application.applicant)
