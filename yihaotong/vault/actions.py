"""Setting the vault up and changing its keys. Sealing and opening are plain functions: their journal line belongs to
the act that seals or opens, in the area that owns the field."""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from django.db import transaction

from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.vault import keyfile
from yihaotong.vault.models import Key
from yihaotong.vault.rules import envelopes, sealing


def seal(text: str, *, context: str) -> bytes:
    """Seal `text` for one place: `context` names the record and the field and is needed to open it again."""
    return sealing.seal(keyfile.ring(), text, context)


def unseal(sealed: bytes | memoryview, *, context: str) -> str:
    return sealing.unseal(keyfile.ring(), bytes(sealed), context)


def blind_index(text: str, *, purpose: str) -> bytes:
    return sealing.blind_index(keyfile.ring(), text, purpose)


def envelope_point() -> str:
    """With this a browser closes what it must keep while there is no network; only `open_envelope` opens it."""
    return envelopes.public_point(_envelope_key())


def open_envelope(envelope: envelopes.Envelope, *, context: str) -> str:
    """Raises Unopenable."""
    return envelopes.unseal(_envelope_key(), envelope, context)


def _envelope_key() -> EllipticCurvePrivateKey:
    # Follows from the key of the blind indexes: it outlives a change of keys, as what lies in a browser must.
    return envelopes.key_of(blind_index("envelope", purpose="offline"))


@transaction.atomic
def establish(*, actor: str, at: datetime) -> None:
    """Make the keys at the very first start; at every later start check that they are the ones the data needs."""
    known = dict(Key.objects.values_list("key_id", "fingerprint"))
    if not known and not keyfile.path().exists():
        keyfile.write(sealing.Keyring.fresh())
    ring = keyfile.ring()
    for key_id, fingerprint in known.items():
        if key_id not in ring.keys or sealing.fingerprint(ring, key_id) != fingerprint:
            raise Refused(
                "keys-wrong", f"密钥文件 {keyfile.path()} 缺少数据库所用的钥匙 {key_id}，请从备份取回", "keys"
            )
    if ring.current not in known:
        _enter(ring, actor, at)


@transaction.atomic
def rotate(*, actor: str, at: datetime) -> str:
    """Seal with a new key from now on; its id. Running processes take it up when they start again."""
    ring = keyfile.ring().rotated()
    keyfile.write(ring)
    _enter(ring, actor, at)
    return ring.current


def _enter(ring: sealing.Keyring, actor: str, at: datetime) -> None:
    fingerprint = sealing.fingerprint(ring, ring.current)
    Key.objects.create(key_id=ring.current, fingerprint=fingerprint, since=at)
    journal.record("vault.key", subject=f"key:{ring.current}", actor=actor, at=at, after={"fingerprint": fingerprint})
