"""An applicant's identity as it lies sealed with his request, and what everybody who may see the request sees of it."""

import json
import secrets
from dataclasses import asdict, dataclass, fields

from yihaotong.applications.models import Applicant, Application, Consultation
from yihaotong.applications.rules.codes import ApplicantKind, Asked
from yihaotong.applications.rules.intake import defects, is_phone, mask_number
from yihaotong.vault import actions as vault
from yihaotong.vault.rules.masking import mask_email, mask_name, mask_phone


@dataclass(frozen=True)
class Identity:
    """Who the applicant is, in clear or masked; "" where it was not given."""

    name: str = ""
    id_no: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""


#: The parts of an identity, as the fields of the form are called.
PARTS = tuple(each.name for each in fields(Identity))


def unseal(applicant: Applicant) -> Identity:
    """The identity in clear, for `applications.actions` and for this file only."""
    if applicant.sealed is None:
        return Identity()
    return Identity(**json.loads(vault.unseal(applicant.sealed, context=context(applicant.token))))


def context(token: str) -> str:
    return f"applicant:{token}"


def masked(applicant: Applicant) -> Identity:
    """张**, 640****12, 138****1234: what everybody sees who may see the request. Not a reading."""
    identity = unseal(applicant)
    return Identity(
        mask_name(identity.name),
        mask_number(identity.id_no),
        mask_name(identity.contact),
        _masked_phone(identity.phone),
        mask_email(identity.email) or "*" * min(len(identity.email), 8),
        f"{identity.address[:6]}***" if identity.address else "",
        "",
    )


def _masked_phone(phone: str) -> str:
    """What is no telephone may be anything: nothing of it is shown."""
    return mask_phone(phone) if is_phone(phone) else "*" * min(len(phone), 8)


def lacking(application: Application) -> list[str]:
    """What is missing or wrong in what came so far, without saying what stands there (条例 art. 29, 30)."""
    said = {"description": application.description, "delivery": application.delivery}
    return defects(asdict(unseal(application.applicant)) | said, ApplicantKind(application.kind))


@dataclass(frozen=True)
class Party:
    """Who was asked for his opinion, and how he is reached."""

    name: str = ""
    contact: str = ""


def sealed_party(party: Party) -> dict[str, object]:
    """The columns of a consultation, not yet saved, that say who is asked."""
    token = secrets.token_hex(16)
    return {"token": token, "sealed": vault.seal(json.dumps(asdict(party), ensure_ascii=False), context=_asked(token))}


def unseal_party(consultation: Consultation) -> Party:
    """Who was asked, in clear: for `applications.actions` and for this file only."""
    return Party(**json.loads(vault.unseal(consultation.sealed, context=_asked(consultation.token))))


def masked_party(consultation: Consultation) -> Party:
    """What everybody sees who may see the request: of a third party the first letter; an organ has nothing to hide."""
    party = unseal_party(consultation)
    if consultation.asked != Asked.THIRD_PARTY.value:
        return party
    return Party(mask_name(party.name), "*" * min(len(party.contact), 8))


def _asked(token: str) -> str:
    return f"consulted:{token}"
