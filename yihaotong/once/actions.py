"""Claiming a key, keeping the answer, forgetting both: the bookkeeping of a conversation. The act has its own line."""

from datetime import datetime

from django.db import connection, transaction

from yihaotong.once import access, rules
from yihaotong.once.models import Claim
from yihaotong.once.rules import Answer

#: A row older than seven days that nobody has swept yet is taken over.
_CLAIM = """
INSERT INTO once_claim (client, "key", digest, code, body, at) VALUES (%s, %s, %s, 0, %s, %s)
ON CONFLICT (client, "key") DO UPDATE SET digest = excluded.digest, code = 0, body = excluded.body, at = excluded.at
WHERE once_claim.at <= %s RETURNING id
"""
_KEEP = 'UPDATE once_claim SET code = %s, body = %s WHERE client = %s AND "key" = %s'


def claim(client: str, key: str, *, digest: bytes, at: datetime) -> Answer | None:
    """Claim a key in the transaction of the act that follows. None: it is ours; else what another was answered.

    Of two at once the second waits here until the first has committed (PostgreSQL: on the unique index; SQLite: on the
    write lock that its transaction began with) and then gets the first's answer; or the key, if the first was refused
    and took everything back. Raises Refused("key-reused"), and TransactionManagementError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a key is claimed in the transaction of its act")
    now, gone = access.stored(at), access.stored(at - rules.KEPT_FOR)
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [client, key, digest, b"", now, gone])
        ours = cursor.fetchone() is not None
    return None if ours else access.answered(client, key, digest=digest, at=at)


def keep(client: str, key: str, answer: Answer) -> None:
    """Remember the answer beside the claim, in the same transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [answer.code, answer.body, client, key])


@transaction.atomic
def sweep(at: datetime) -> int:
    """Forget every key older than seven days; how many there were."""
    return Claim.objects.filter(at__lte=at - rules.KEPT_FOR).delete()[0]
