"""Envelopes: closed by anybody, opened with one key, in one context, unchanged."""

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.vault.rules.envelopes import Envelope, key_of, public_point, seal, unseal
from yihaotong.vault.rules.sealing import Unopenable

KEY = key_of(b"\x01" * 32)
POINT = public_point(KEY)


@given(st.text(max_size=200), st.text(max_size=40))
def test_what_was_closed_opens_again(text: str, context: str) -> None:
    assert unseal(KEY, seal(POINT, text, context), context) == text


def test_the_same_text_is_closed_differently_each_time() -> None:
    assert seal(POINT, "停电", "call:1") != seal(POINT, "停电", "call:1")


@pytest.mark.parametrize("secret", [b"\x00" * 32, b"\xff" * 32, b"\x02" * 32])
def test_any_secret_makes_a_key_and_another_key_opens_nothing(secret: bytes) -> None:
    closed = seal(POINT, "停电", "call:1")
    with pytest.raises(Unopenable):
        unseal(key_of(secret), closed, "call:1")
    assert key_of(secret).curve.name == "secp256r1"


def test_another_context_opens_nothing() -> None:
    with pytest.raises(Unopenable):
        unseal(KEY, seal(POINT, "停电", "call:1:person:1"), "call:1:person:2")


@pytest.mark.parametrize("part", ["point", "nonce", "body"])
@pytest.mark.parametrize("changed", ["", "!", "AAAA", "flip"])
def test_changed_bytes_open_nothing(part: str, changed: str) -> None:
    closed = seal(POINT, "停电", "call:1")
    if changed == "flip":
        raw = bytearray(base64.b64decode(getattr(closed, part)))
        raw[-1] ^= 1
        changed = base64.b64encode(raw).decode()
    with pytest.raises(Unopenable):
        unseal(KEY, replace(closed, **{part: changed}), "call:1")


def test_what_is_none_opens_nothing() -> None:
    with pytest.raises(Unopenable):
        unseal(KEY, Envelope("非", "", ""), "")
