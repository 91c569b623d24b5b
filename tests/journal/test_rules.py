"""The chain's arithmetic: what it covers, and that it can be computed again by anybody with an SM3 at hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.hazmat.primitives import hashes
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.journal.rules import chain

HEADER = chain.Header(
    line=7,
    at=datetime(2019, 9, 27, 8, 40, tzinfo=UTC),
    written_at=datetime(2019, 9, 27, 8, 40, 1, tzinfo=UTC),
    kind="case.file",
    subject="case:1",
    actor="person:3",
    digest=bytes(32),
)


def test_sm3_of_abc_is_the_standards_own_example() -> None:
    """GB/T 32905-2016, example 1; `sm3` puts lengths before its parts, so the example is taken one level down."""
    state = hashes.Hash(hashes.SM3())
    state.update(b"abc")
    assert state.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@pytest.mark.parametrize(
    "changed",
    [
        {"line": 8},
        {"at": HEADER.at + timedelta(microseconds=1)},
        {"written_at": HEADER.written_at + timedelta(microseconds=1)},
        {"kind": "case.close"},
        {"subject": "case:2"},
        {"actor": "person:4"},
        {"digest": bytes(31) + b"\x01"},
    ],
)
def test_every_lasting_part_of_a_line_is_covered(changed: dict[str, object]) -> None:
    assert chain.link(1, chain.GENESIS, replace(HEADER, **changed)) != chain.link(1, chain.GENESIS, HEADER)


def test_place_and_past_are_covered() -> None:
    assert chain.link(2, chain.GENESIS, HEADER) != chain.link(1, chain.GENESIS, HEADER)
    assert chain.link(1, bytes(31) + b"\x01", HEADER) != chain.link(1, chain.GENESIS, HEADER)


def test_the_same_instant_in_another_zone_hashes_alike() -> None:
    elsewhere = replace(HEADER, at=HEADER.at.astimezone(timezone(timedelta(hours=8))))
    assert chain.link(1, chain.GENESIS, elsewhere) == chain.link(1, chain.GENESIS, HEADER)


@given(st.lists(st.binary(max_size=8), max_size=4), st.lists(st.binary(max_size=8), max_size=4))
def test_different_lists_of_parts_hash_differently(one: list[bytes], other: list[bytes]) -> None:
    assert (chain.sm3(*one) == chain.sm3(*other)) == (one == other)


@given(st.text(max_size=30), st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_a_digest_without_its_salt_tells_nothing(text: str, salt: bytes, other: bytes) -> None:
    assert (chain.digest(text, salt) == chain.digest(text, other)) == (salt == other)


def test_canonical_text_is_one_for_one_value() -> None:
    assert chain.canonical({"b": 1, "a": "䶮"}) == chain.canonical({"a": "䶮", "b": 1}) == '{"a":"䶮","b":1}'


def test_a_head_needs_the_key() -> None:
    assert chain.keyed_head(bytes(32), 1, bytes(32)) != chain.keyed_head(b"\x01" + bytes(31), 1, bytes(32))
