"""The vault's cryptography against the standards' own vectors, and against a thief."""

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.vault.rules import masking, sealing
from yihaotong.vault.rules.sealing import Keyring, Unopenable

RING = Keyring.fresh()


def test_sm4_gcm_is_the_one_of_rfc_8998() -> None:
    """RFC 8998, appendix A.1."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    nonce = bytes.fromhex("00001234567800000000abcd")
    plain = bytes.fromhex(
        "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
        "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"
    )
    encryptor = Cipher(SM4(key), GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
    sealed = encryptor.update(plain) + encryptor.finalize()
    assert sealed.hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    )
    assert encryptor.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


@given(st.text(), st.text())
def test_what_is_sealed_opens_again_in_its_place_and_in_no_other(text: str, context: str) -> None:
    sealed = sealing.seal(RING, text, context)
    assert sealing.unseal(RING, sealed, context) == text
    with pytest.raises(Unopenable):
        sealing.unseal(RING, sealed, context + "x")


def test_one_text_sealed_twice_looks_different() -> None:
    assert sealing.seal(RING, "13951000001", "phone") != sealing.seal(RING, "13951000001", "phone")


@given(st.integers(min_value=0))
def test_a_changed_byte_anywhere_is_noticed(place: int) -> None:
    sealed = bytearray(sealing.seal(RING, "王䶮", "name"))
    sealed[place % len(sealed)] ^= 1
    with pytest.raises(Unopenable):
        sealing.unseal(RING, bytes(sealed), "name")


@pytest.mark.parametrize("broken", [b"", b"\x01", bytes(40)])
def test_what_was_never_sealed_does_not_open(broken: bytes) -> None:
    with pytest.raises(Unopenable):
        sealing.unseal(RING, broken, "name")


def test_after_a_rotation_old_values_open_and_new_ones_use_the_new_key() -> None:
    old = sealing.seal(RING, "张三", "name")
    rotated = RING.rotated()
    assert sealing.unseal(rotated, old, "name") == "张三"
    new = sealing.seal(rotated, "张三", "name")
    with pytest.raises(Unopenable, match="not on the ring"):
        sealing.unseal(RING, new, "name")


def test_the_blind_index_survives_a_rotation_and_is_bound_to_its_purpose() -> None:
    index = sealing.blind_index(RING, "13951000001", "phone")
    assert sealing.blind_index(RING.rotated(), "13951000001", "phone") == index
    assert sealing.blind_index(RING, "13951000001", "query-code") != index
    assert sealing.blind_index(Keyring.fresh(), "13951000001", "phone") != index


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳修", "欧阳*"),
        ("欧阳", "欧*"),
        ("王䶮", "王*"),
        ("John", "J***"),
        ("", ""),
    ],
)
def test_names_are_masked(name: str, masked: str) -> None:
    assert masking.mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13951000001", "139****0001"),
        ("09515556502", "095****6502"),
        ("5556502", "*****02"),
        ("12345", "***45"),
        ("", ""),
    ],
)
def test_phones_are_masked(phone: str, masked: str) -> None:
    assert masking.mask_phone(phone) == masked
