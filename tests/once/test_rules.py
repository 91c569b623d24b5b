import pytest

from yihaotong.journal.refusal import Refused
from yihaotong.once.rules import check_key


@pytest.mark.parametrize("key", ["1", "x" * 200, '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "!~"])
def test_a_key_is_visible_ascii(key: str) -> None:
    assert check_key(key) == key


@pytest.mark.parametrize("key", ["", "x" * 201, "a b", "键", "a\n", "a\0", "\x7f", " a"])
def test_what_is_none_is_refused(key: str) -> None:
    with pytest.raises(Refused) as refused:
        check_key(key)
    assert refused.value.code == "bad-key"
