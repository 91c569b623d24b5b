"""Keys: made once, never replaced by accident."""

import json
from collections.abc import Iterator
from datetime import datetime

import pytest
from pytest_django.fixtures import Settings

from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.vault import actions, keyfile
from yihaotong.vault.models import Key

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_directory(settings: Settings, tmp_path: object) -> Iterator[None]:
    settings.HOME = tmp_path
    keyfile.ring.cache_clear()
    yield
    keyfile.ring.cache_clear()


def test_keys_are_made_once_and_only_their_fingerprint_is_in_the_database(at: datetime) -> None:
    actions.establish(actor="system:worker", at=at)
    written = keyfile.path().read_text()
    actions.establish(actor="system:worker", at=at)
    assert keyfile.path().read_text() == written
    assert keyfile.path().stat().st_mode & 0o077 == 0
    key = Key.objects.get()
    assert json.loads(written)["keys"][key.key_id] not in key.fingerprint
    assert [line.kind for line in Line.objects.all()] == ["vault.key"]


def test_a_lost_key_file_is_never_replaced_by_a_new_one(at: datetime) -> None:
    actions.establish(actor="system:worker", at=at)
    keyfile.path().unlink()
    keyfile.ring.cache_clear()
    with pytest.raises(Refused) as refused:
        actions.establish(actor="system:worker", at=at)
    assert refused.value.code == "keys-missing"
    assert not keyfile.path().exists()


def test_the_keys_of_another_city_are_refused(at: datetime) -> None:
    actions.establish(actor="system:worker", at=at)
    keyfile.write(actions.sealing.Keyring.fresh())
    with pytest.raises(Refused) as refused:
        actions.establish(actor="system:worker", at=at)
    assert refused.value.code == "keys-wrong"


def test_rotation_seals_with_a_new_key_and_opens_what_the_old_one_sealed(at: datetime) -> None:
    actions.establish(actor="system:worker", at=at)
    old = actions.seal("王䶮", context="x")
    new_key = actions.rotate(actor="person:1", at=at)
    assert actions.unseal(old, context="x") == "王䶮"
    assert actions.seal("王䶮", context="x")[1:5].hex() == new_key
    actions.establish(actor="system:worker", at=at)
    assert Key.objects.count() == 2
