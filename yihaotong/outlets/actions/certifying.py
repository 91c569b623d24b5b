"""撤下证明, taken down in the journal when it is issued as a document: who asked for it, and what it said."""

from datetime import datetime

from django.db import transaction

from yihaotong.accounts.rules import Actor
from yihaotong.articles.models import Article
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.journal.rules.chain import canonical, sm3
from yihaotong.outlets import access
from yihaotong.outlets.access import Certificate
from yihaotong.outlets.actions.moving import check_keeper


@transaction.atomic
def certify(article: Article, *, actor: Actor, at: datetime) -> Certificate:
    """The certificate as of now, with a line that tells what it says. Raises Refused: wrong-role, not-withdrawn."""
    check_keeper(actor)
    found = access.certificate(article)
    if found.withdrawn_at is None:
        raise Refused("not-withdrawn", "这篇没有撤下，没有撤下证明")
    told = [[each.outlet, each.settled, each.address, each.proof] for each in found.proofs]
    own = [[each.place, each.gone] for each in found.own]
    after = {"whole": found.whole, "outlets": len(found.proofs), "sm3": sm3(canonical([told, own]).encode()).hex()}
    journal.record("outlets.certify", subject=article.key, actor=actor.key, at=at, after=after)
    return found
