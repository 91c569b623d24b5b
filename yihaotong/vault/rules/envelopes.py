"""Envelopes that anybody may close and only the vault opens: for what is written down where no server can be reached.

ECDH on P-256 with a fresh key of the sender, HKDF-SHA-256, AES-256-GCM: what every browser can do by itself (Web
Cryptography API). Browsers offer no SM2; nothing stays in this form, since it is sealed anew when it is entered.
"""

import base64
import binascii
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from yihaotong.vault.rules.sealing import Unopenable

_CURVE = ec.SECP256R1()
#: FIPS 186-5: the number of points of P-256.
_POINTS = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_PURPOSE = b"yihaotong envelope 1"
_NONCE_BYTES = 12


@dataclass(frozen=True)
class Envelope:
    """What travels: the sender's fresh public point, the nonce and the closed text, each in base64."""

    point: str
    nonce: str
    body: str


def key_of(secret: bytes) -> EllipticCurvePrivateKey:
    """The private key that follows from 32 secret bytes."""
    return ec.derive_private_key(int.from_bytes(secret) % (_POINTS - 1) + 1, _CURVE)


def public_point(key: EllipticCurvePrivateKey) -> str:
    """What whoever closes an envelope needs: the uncompressed point in base64."""
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.b64encode(point).decode()


def unseal(key: EllipticCurvePrivateKey, envelope: Envelope, context: str) -> str:
    """The text. Raises Unopenable for another key, another context, changed bytes, and for what is no envelope."""
    try:
        point, nonce, body = (
            base64.b64decode(part, validate=True) for part in (envelope.point, envelope.nonce, envelope.body)
        )
        shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point))
        if len(nonce) != _NONCE_BYTES:
            raise Unopenable("nonce")
        return AESGCM(_derived(shared)).decrypt(nonce, body, context.encode()).decode()
    except (binascii.Error, InvalidTag, ValueError) as error:
        raise Unopenable("envelope") from error


def seal(point: str, text: str, context: str) -> Envelope:
    """Close one as a browser does; `point` is what `public_point` gave."""
    own = ec.generate_private_key(_CURVE)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, base64.b64decode(point))
    nonce = AESGCM.generate_key(128)[:_NONCE_BYTES]
    body = AESGCM(_derived(own.exchange(ec.ECDH(), theirs))).encrypt(nonce, text.encode(), context.encode())
    return Envelope(public_point(own), *(base64.b64encode(part).decode() for part in (nonce, body)))


def _derived(shared: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=_PURPOSE).derive(shared)
