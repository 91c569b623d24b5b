"""Reading what was answered under a key."""

from datetime import datetime
from typing import Any

from django.db import connection

from yihaotong.once import rules
from yihaotong.once.models import Claim
from yihaotong.once.rules import Answer

#: Written out: made anew by Django for each request, its text would cost several times what the database does.
_ANSWERED = 'SELECT digest, code, body FROM once_claim WHERE client = %s AND "key" = %s AND at > %s'


def answered(client: str, key: str, *, digest: bytes, at: datetime) -> Answer | None:
    """What was answered to this client under this key in the last seven days; None if nothing was.

    Raises Refused("key-reused") when the key then stood for another request. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERED, [client, key, stored(at - rules.KEPT_FOR)])
        row = cursor.fetchone()
    if row is None:
        return None
    rules.check_same(digest, bytes(row[0]))
    return Answer(row[1], bytes(row[2]))


def stored(at: datetime) -> Any:
    """An instant as this database keeps it in the table of keys."""
    return Claim._meta.get_field("at").get_db_prep_save(at, connection)
