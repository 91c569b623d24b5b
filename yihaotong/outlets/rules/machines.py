"""Outlets that a machine serves: where it is, as the city's own file says and nothing else, and how we sign.

The file is the administrator's; no address that is asked for ever comes from an answer, but for one that begins with
the `public` prefix which the same file names.
"""

import hashlib
import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from yihaotong.articles.rules.codes import Outlet

SHORTEST_KEY = 16
#: One answer of a machine is read so far.
LARGEST_ANSWER = 65_536
#: Seconds until one step of a connection is given up, and until a whole exchange is.
STEP_SECONDS = 5.0
WHOLE_SECONDS = 15.0
#: So long one round of the worker may go on with machines: it has more to do.
ROUND_SECONDS = 10.0
#: Between two tries: twice as long each time, from the first to the last of these.
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=1)
#: How long a try may still be running: nobody else takes it up before.
LEASE = timedelta(minutes=3)
_KEYS = {"address", "key", "public", "private"}


@dataclass(frozen=True)
class Machine:
    """`address`: where items are posted; `key`: the file with what we sign with; `public`: with what the address of an
    item that it gives back must begin; `private`: it may lie in our own network."""

    outlet: str
    address: str
    key: Path
    public: str
    private: bool = False

    def item_url(self, item: str) -> str:
        """Where one item is deleted and asked for."""
        return f"{self.address.rstrip('/')}/{item}"

    def gives(self, address: str) -> bool:
        """Whether an address may be one of its items."""
        return bool(self.public) and address.startswith(self.public) and _plain(address)

    def secret(self) -> bytes:
        """Raises OSError, ValueError."""
        found = self.key.read_bytes().strip()
        if len(found) < SHORTEST_KEY:
            raise ValueError(f"{self.key} 里的密钥不足 {SHORTEST_KEY} 字节")
        return found


def read(value: Any) -> Mapping[str, Machine]:
    """Of the city's file: by outlet. Raises ValueError in words, OSError where a key cannot be read."""
    if not isinstance(value, dict):
        raise ValueError('应写作 { portal = { address = "https://…", key = "/…", public = "https://…/" } }')
    return {outlet: _machine(outlet, told) for outlet, told in value.items()}


def check(value: Any) -> None:
    """The same, and every key can be read."""
    for machine in read(value).values():
        machine.secret()


def _machine(outlet: str, told: Any) -> Machine:
    known = {each.value for each in Outlet} - {Outlet.SITE.value}
    if outlet not in known:
        raise ValueError(f"没有渠道 {outlet}，可以写的是 {'、'.join(sorted(known))}")
    if not isinstance(told, dict) or not {"address", "key"} <= set(told) <= _KEYS:
        raise ValueError(f"{outlet} 须写 address 和 key，可以再写 public、private")
    texts = {name: told.get(name, "") for name in ("address", "key", "public")}
    if not all(isinstance(text, str) for text in texts.values()) or not isinstance(told.get("private", False), bool):
        raise ValueError(f"{outlet} 的 address、key、public 是加引号的文字，private 是 true 或 false")
    for name in ("address", "public"):
        if (texts[name] or name == "address") and not _plain(texts[name]):
            raise ValueError(f"{outlet} 的 {name} 应为 http(s):// 开头的网址，不带账号、? 和 #")
    if texts["public"] and not texts["public"].endswith("/"):
        raise ValueError(f"{outlet} 的 public 应以 / 结尾")
    return Machine(outlet, texts["address"], Path(texts["key"]), texts["public"], bool(told.get("private", False)))


def _plain(address: str) -> bool:
    """An http address of a host, without account, query and fragment, and without a way upwards."""
    try:
        parts = urlsplit(address)
        named = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    bare = parts.username is None and not parts.query and not parts.fragment
    printable = address.isascii() and address.isprintable() and " " not in address and "\\" not in address
    return named and bare and printable and ".." not in parts.path.split("/")


def may_reach(ip: str, *, private: bool) -> bool:
    """Whether this may be connected to: the public network, and our own only where the city's file says so; never what
    is no host of anybody (multicast, link-local, unspecified)."""
    found = ipaddress.ip_address(ip)
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    if found.is_multicast or found.is_unspecified or found.is_link_local:
        return False
    return found.is_global or (private and (found.is_private or found.is_loopback))


def signature(secret: bytes, method: str, path: str, moment: str, body: bytes) -> str:
    """HMAC-SHA256 over method, path, moment and the SHA-256 of the body, each on a line of its own; in hex."""
    told = "\n".join((method, path, moment, hashlib.sha256(body).hexdigest()))
    return hmac.new(secret, told.encode(), hashlib.sha256).hexdigest()


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many tries that failed: 1, 2, 4 … 60 minutes, for as long as it takes."""
    return min(_LONGEST_WAIT, _FIRST_WAIT * (1 << min(attempts - 1, 10)))
