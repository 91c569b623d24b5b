"""Which edition of the disclosure site is before the public: another one after every act that may show on a page.

The edition is told by the journal: by the last sealed line that may concern the site, and by those that wait for their
seal. Lines that wait are asked for by name and never by «greater than the last», since PostgreSQL commits out of order.
One statement, one look along an index; every process asks it anew for every page, so that what was withdrawn in one is
gone in all of them with the next request.
"""

import hashlib
from dataclasses import dataclass, field

from django.db import connection
from django.db.utils import InterfaceError, OperationalError

#: What is written down all day and shows on no page of the site, by the first part of a line's kind.
_ELSEWHERE = frozenset(
    {
        *("case", "cases", "identity", "handover", "duty", "emergency", "quality", "entry", "bulletin", "reminder"),
        *("person", "client", "vault", "search", "profile", "import", "content", "void", "deadline"),
        *("letter", "letter_number", "delivery", "application", "oa_import"),
    }
)
#: With more lines behind than these nothing is told: the pages are made anew until the worker has caught up.
_MOST = 300
_SINCE = f"""
    SELECT s.seq, s.hash, l.kind FROM journal_seal s JOIN journal_line l ON l.id = s.line_id WHERE s.seq >= %s
    UNION ALL
    SELECT -1, l.digest, l.kind FROM journal_pending p JOIN journal_line l ON l.id = p.line_id
    LIMIT {_MOST + 1}
"""  # noqa: S608 — a number of ours
_LAST = "SELECT seq, hash FROM journal_seal ORDER BY seq DESC LIMIT 1"


@dataclass
class _Seen:
    """How far this process has read the chain, and the last seal that may concern the site."""

    seq: int = 0
    hash: bytes = b""
    concerning: bytes = b""


@dataclass
class Editions:
    """One for each process."""

    _seen: _Seen = field(default_factory=_Seen)

    def now(self) -> str | None:
        """The edition of this moment; None where that cannot be told, or the database is away."""
        try:
            return self._told() or self._told(afresh=True)
        except (OperationalError, InterfaceError):
            connection.close()
            return None

    def _told(self, *, afresh: bool = False) -> str | None:
        with connection.cursor() as cursor:
            if afresh:
                cursor.execute(_LAST)
                last = cursor.fetchone() or (0, b"")
                self._seen = _Seen(last[0], bytes(last[1]), bytes(last[1]))
            cursor.execute(_SINCE, [self._seen.seq])
            rows = [(seq, bytes(mark), kind) for seq, mark, kind in cursor.fetchall()]
        return self._edition(rows) if len(rows) <= _MOST else None

    def _edition(self, rows: list[tuple[int, bytes, str]]) -> str | None:
        sealed = sorted(row for row in rows if row[0] >= 0)
        # The seal read last must still be there: a backup that was put back has another chain.
        if self._seen.seq and (not sealed or sealed[0][:2] != (self._seen.seq, self._seen.hash)):
            return None
        for seq, mark, kind in sealed:
            if seq > self._seen.seq:
                self._seen.seq, self._seen.hash = seq, mark
                self._seen.concerning = mark if _concerns(kind) else self._seen.concerning
        waiting = sorted(mark for seq, mark, kind in rows if seq < 0 and _concerns(kind))
        return hashlib.sha256(b"".join([self._seen.concerning, *waiting])).hexdigest()

    def forget(self) -> None:
        self._seen = _Seen()


def _concerns(kind: str) -> bool:
    return kind.partition(".")[0] not in _ELSEWHERE
