"""Digests, chain hashes and keyed heads (SM3 and HMAC-SM3; GB/T 32905, GB/T 39786 level 3)."""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives import hashes, hmac

#: What the first seal follows.
GENESIS = bytes(32)
SALT_BYTES = 16


def sm3(*parts: bytes) -> bytes:
    """The SM3 hash of the parts, each preceded by its length, so that no two lists of parts hash alike."""
    state = hashes.Hash(hashes.SM3())
    for part in parts:
        state.update(len(part).to_bytes(4, "big"))
        state.update(part)
    return state.finalize()


def canonical(value: object) -> str:
    """One text for one value: keys sorted, no spaces, characters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fresh_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def digest(payload: str, salt: bytes) -> bytes:
    """The salted digest of a payload.

    The chain covers this digest and not the payload, so a payload can be erased by law (个人信息保护法 art. 47)
    together with its salt: the chain still verifies, and nobody can guess the text back from the digest.
    """
    return sm3(salt, payload.encode("utf-8", "surrogatepass"))


def instant(value: datetime) -> str:
    """An instant as hashed: UTC, microseconds always written."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True)
class Header:
    """The part of a line that can never be erased. `line` is its id; `subject` and `actor` are ids, never names."""

    line: int
    at: datetime
    written_at: datetime
    kind: str
    subject: str
    actor: str
    digest: bytes


def link(seq: int, previous: bytes, header: Header) -> bytes:
    """The hash of seal number `seq`, over the previous hash and everything lasting in its line."""
    lasting = [
        seq,
        header.line,
        instant(header.at),
        instant(header.written_at),
        header.kind,
        header.subject,
        header.actor,
        header.digest.hex(),
    ]
    return sm3(previous, canonical(lasting).encode())


def keyed_head(key: bytes, seq: int, chain_hash: bytes) -> str:
    """What is kept outside the database: only the holder of the key can make it, so a chain that was recomputed
    from some row on no longer agrees with it (and a chain whose tail was cut does not reach it)."""
    mac = hmac.HMAC(key, hashes.SM3())
    mac.update(seq.to_bytes(8, "big"))
    mac.update(chain_hash)
    return mac.finalize().hex()
