"""SM4-GCM for what must be read again, HMAC-SM3 for what must only be found again (GB/T 39786 level 3, 应用和数据).

A sealed value is: version (1 byte) · key id (4 bytes) · nonce (12) · ciphertext and tag. The context ("requester.phone"
with the record's own random token) is authenticated with it, so that a sealed value moved to another field or another
record does not open. The software keeps keys in a file; a certified module can take the place of `Keyring`.
"""

import os
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

VERSION = 1
KEY_ID_BYTES, NONCE_BYTES, TAG_BYTES = 4, 12, 16
_HEAD = 1 + KEY_ID_BYTES + NONCE_BYTES


class Unopenable(Exception):
    """A sealed value that does not open: wrong key, wrong place, or changed bytes."""


@dataclass(frozen=True)
class Keyring:
    """All keys of the vault. `current` seals; every other key of `keys` still opens. `index` makes blind indexes."""

    current: str
    keys: dict[str, bytes]
    index: bytes

    @classmethod
    def fresh(cls) -> "Keyring":
        key_id = fresh_key_id()
        return cls(key_id, {key_id: os.urandom(16)}, os.urandom(32))

    def rotated(self) -> "Keyring":
        """The same ring with a new current key; what the old keys sealed still opens."""
        key_id = fresh_key_id()
        return Keyring(key_id, self.keys | {key_id: os.urandom(16)}, self.index)


def fresh_key_id() -> str:
    return secrets.token_hex(KEY_ID_BYTES)


def fingerprint(ring: Keyring, key_id: str) -> str:
    """What may be stored beside the data: tells whether a key is the right one, and nothing about the key."""
    return _mac(ring.keys[key_id], b"fingerprint:" + key_id.encode())[:16].hex()


def seal(ring: Keyring, text: str, context: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    head = bytes([VERSION]) + bytes.fromhex(ring.current) + nonce
    encryptor = Cipher(SM4(ring.keys[ring.current]), GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(context.encode())
    body = encryptor.update(text.encode("utf-8")) + encryptor.finalize()
    return head + body + encryptor.tag


def unseal(ring: Keyring, sealed: bytes, context: str) -> str:
    """The text again. Raises Unopenable, naming the key id that is missing where that is the cause."""
    if len(sealed) < _HEAD + TAG_BYTES or sealed[0] != VERSION:
        raise Unopenable("not a sealed value")
    key_id = sealed[1 : 1 + KEY_ID_BYTES].hex()
    if key_id not in ring.keys:
        raise Unopenable(f"key {key_id} is not on the ring")
    nonce, body, tag = sealed[1 + KEY_ID_BYTES : _HEAD], sealed[_HEAD:-TAG_BYTES], sealed[-TAG_BYTES:]
    decryptor = Cipher(SM4(ring.keys[key_id]), GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(context.encode())
    try:
        return (decryptor.update(body) + decryptor.finalize()).decode("utf-8")
    except InvalidTag as error:
        raise Unopenable("the value was changed, or belongs to another record") from error


def blind_index(ring: Keyring, text: str, purpose: str) -> bytes:
    """The same for the same text, and of no use without the index key: for "has this phone called before?"."""
    return _mac(ring.index, f"{purpose}:{text}".encode())


def _mac(key: bytes, message: bytes) -> bytes:
    mac = hmac.HMAC(key, hashes.SM3())
    mac.update(message)
    return mac.finalize()
