"""Taking from buckets. They stand in the cache `pace`, one for each web process: see docs/decisions/0016-limits.md."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.cache import caches

from yihaotong.pace import rules
from yihaotong.pace.rules import Bucket


@dataclass(frozen=True)
class Draw:
    """Whose bucket: `who` is whatever names him, and is not kept as it is."""

    bucket: Bucket
    who: str

    @property
    def key(self) -> str:
        return hashlib.sha256(f"{self.bucket}:{self.who}".encode()).hexdigest()


def take(draws: Sequence[Draw], *, at: datetime, count: int = 1, only_look: bool = False) -> int:
    """Take from all these buckets, or from none; the whole seconds to wait first, 0 when they were taken.

    `only_look`: say how long, take nothing. Two requests at once in two processes may both be let in: no harm.
    """
    factor = settings.PACE
    if not factor or not draws:
        return 0
    now, cache = at.timestamp(), caches["pace"]
    found = cache.get_many([draw.key for draw in draws])
    made, waits = {}, []
    for draw in draws:
        bucket = Bucket(math.ceil(draw.bucket.burst * factor), draw.bucket.every / factor)
        made[draw.key], wait = rules.after(bucket, found.get(draw.key, 0.0), now, count)
        waits.append(wait)
    longest = max(waits)
    if longest <= 0 and not only_look:
        for key, full_at in made.items():
            cache.set(key, full_at, timeout=math.ceil(full_at - now) + 1)
    return math.ceil(longest)


def network_of(remote: str, forwarded: str) -> str:
    """As `rules.network`, with the city's own number of proxies."""
    return rules.network(remote, forwarded, settings.PROXIES)
