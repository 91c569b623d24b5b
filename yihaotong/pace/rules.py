"""The bucket of tokens, as one number: when it will be full again (the generic cell rate algorithm, ITU-T I.371)."""

import ipaddress
from dataclasses import dataclass

#: A household or an office has a whole network of this many bits.
_IPV6_NETWORK = 64
#: Seconds below which a wait is the roundings of a float.
_NOTHING = 1e-3


@dataclass(frozen=True)
class Bucket:
    """`burst` acts at once, then one each `every` seconds."""

    burst: int
    every: float

    @property
    def seconds(self) -> float:
        """From empty to full."""
        return self.burst * self.every


def after(bucket: Bucket, full_at: float, now: float, count: int = 1) -> tuple[float, float]:
    """When the bucket will be full again once `count` are taken, and the seconds to wait first (0: take them now).

    `full_at` and `now` are seconds on one clock; a bucket nobody has touched is full, so any past instant will do.
    More than the bucket ever holds are let through when it is full: a wait without end would be a lock.
    """
    later = max(full_at, now) + count * bucket.every
    wait = later - now - max(bucket.seconds, count * bucket.every)
    return later, wait if wait > _NOTHING else 0.0


def network(remote: str, forwarded: str, proxies: int) -> str:
    """From whose network a request comes: an IPv4 address, an IPv6 network of 64 bits, or "" when nobody can say.

    `proxies` reverse proxies of ours stand before us, each of which appends to `forwarded` (X-Forwarded-For) who
    called it: what stands further left was written by the caller himself and proves nothing.
    """
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    written = remote if proxies <= 0 else hops[-proxies] if len(hops) >= proxies else ""
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((int(address), _IPV6_NETWORK), strict=False).network_address)
    return str(address)
