"""The bucket of tokens: an office passes, a script does not, and nobody waits for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.pace.rules import Bucket, after, network

OFFICE = Bucket(300, 0.2)


def admitted(bucket: Bucket, moments: list[float]) -> int:
    full_at, count = 0.0, 0
    for now in moments:
        later, wait = after(bucket, full_at, now)
        if not wait:
            full_at, count = later, count + 1
    return count


def test_two_hundred_people_who_file_once_a_minute_pass() -> None:
    moments = [1e9 + second * 0.3 for second in range(6000)]
    assert admitted(OFFICE, moments) == len(moments)


def test_all_of_them_at_the_same_second_pass() -> None:
    assert admitted(OFFICE, [1e9] * 200) == 200


def test_fifty_a_second_do_not_pass() -> None:
    moments = [1e9 + second / 50 for second in range(50 * 600)]
    assert admitted(OFFICE, moments) <= OFFICE.burst + 600 / OFFICE.every + 1
    assert admitted(OFFICE, moments) < len(moments) / 8


def test_the_wait_that_was_told_is_enough() -> None:
    bucket = Bucket(3, 10)
    full_at = 1000.0
    for _ in range(3):
        full_at, wait = after(bucket, full_at, 1000.0)
        assert wait == 0
    assert after(bucket, full_at, 1000.0)[1] == 10
    assert after(bucket, full_at, 1009.9)[1] > 0
    assert after(bucket, full_at, 1010.0)[1] == 0


buckets = st.builds(Bucket, st.integers(1, 500), st.floats(0.01, 600))


@given(buckets, st.lists(st.floats(0, 5000), min_size=1, max_size=200))
def test_never_more_than_burst_and_pace_and_never_a_wait_beyond_the_bucket(bucket: Bucket, gaps: list[float]) -> None:
    now, full_at, taken = 1e6, 0.0, 0
    for gap in gaps:
        now += gap / 10
        later, wait = after(bucket, full_at, now)
        assert 0 <= wait <= bucket.every + 1e-3
        if not wait:
            full_at, taken = later, taken + 1
    assert taken <= bucket.burst + (now - 1e6) / bucket.every + 2


@given(buckets, st.integers(1, 1000))
def test_what_the_bucket_never_holds_passes_when_it_is_full(bucket: Bucket, count: int) -> None:
    assert after(bucket, 0.0, 1e6, count)[1] == 0


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "expected"),
    [
        ("203.0.113.7", "", 0, "203.0.113.7"),
        ("203.0.113.7", "1.2.3.4", 0, "203.0.113.7"),  # nobody asked for the header: it proves nothing
        ("127.0.0.1", "1.2.3.4, 203.0.113.7", 1, "203.0.113.7"),
        ("127.0.0.1", "1.2.3.4, 203.0.113.7, 10.0.0.1", 2, "203.0.113.7"),
        ("127.0.0.1", "", 1, ""),
        ("", "", 0, ""),
        ("127.0.0.1", "x" * 500, 1, ""),
        ("2001:db8:1:2:3:4:5:6", "", 0, "2001:db8:1:2::"),
        ("::ffff:203.0.113.7", "", 0, "203.0.113.7"),
    ],
)
def test_the_network_is_what_our_own_proxies_say(remote: str, forwarded: str, proxies: int, expected: str) -> None:
    assert network(remote, forwarded, proxies) == expected
