"""Who raised a matter: sealed, opened with a purpose and a line."""

import json
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from yihaotong.accounts.rules import Actor
from yihaotong.journal import actions as journal
from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused
from yihaotong.scrutiny.actions.registering import contact_context
from yihaotong.scrutiny.models import Matter
from yihaotong.scrutiny.rules import masking, matters
from yihaotong.scrutiny.rules.codes import Route
from yihaotong.vault import actions as vault
from yihaotong.vault.rules.masking import mask_email, mask_name, mask_phone


class Purpose(Code):
    """Why a contact is opened; written into the journal."""

    ASK = "ask", "联系提出人了解情况"
    ANSWER = "answer", "告知办理结果"


def masked(matter: Matter) -> dict[str, str]:
    """What everybody who may see the matter may see: 张**, 138****1234. Not a reading. {} where nothing was left."""
    said = _unsealed(matter)
    shown = {"name": mask_name(said.get("name", "")), "contact": _masked(said.get("contact", ""))}
    return {name: value for name, value in shown.items() if value}


def words_for(matter: Matter, actor: Actor) -> Callable[[str], str]:
    """How this actor reads what was written about a matter: in the clear the office and whoever entered it; the section
    concerned and everybody else without the personal data in it. Not a reading. Give it every text that a page shows.

    What the supervising office sends is a paper between offices and stays as it is.
    """
    clear = actor.roles & matters.OFFICE or matter.registered_by == actor.key or matter.route == Route.ADMINISTRATIVE
    return str if clear else masking.reader(_unsealed(matter))


def _masked(contact: str) -> str:
    return mask_email(contact) or mask_phone(contact)


@transaction.atomic
def open_contact(matter: Matter, *, actor: Actor, at: datetime, purpose: Purpose) -> dict[str, str]:
    """Name and contact in the clear, for the office only. Raises Refused("identity-sealed")."""
    if not actor.roles & matters.OFFICE:
        raise Refused("identity-sealed", "提出人是谁只有公开工作机构可以查看，请通过他们转达")
    journal.record("scrutiny.read_contact", subject=matter.key, actor=actor.key, at=at, reason=purpose.label)
    return _unsealed(matter)


def _unsealed(matter: Matter) -> dict[str, str]:
    if matter.contact is None:
        return {}
    return dict(json.loads(vault.unseal(matter.contact, context=contact_context(matter.token))))
