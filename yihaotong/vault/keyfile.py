"""The key file: `keys/vault.json` in the data directory, apart from the database, readable by its owner only."""

import json
import os
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings

from yihaotong.journal.refusal import Refused
from yihaotong.vault.rules.sealing import Keyring


def path() -> Path:
    return Path(settings.HOME) / "keys" / "vault.json"


@cache
def ring() -> Keyring:
    """The keys, read once a process. Raises Refused("keys-missing") when the file is not there."""
    try:
        text = path().read_text()
    except FileNotFoundError:
        raise Refused("keys-missing", f"密钥文件不见了：{path()}。请从备份取回，勿新建：新钥匙打不开旧数据") from None
    stored = json.loads(text)
    keys = {key_id: bytes.fromhex(key) for key_id, key in stored["keys"].items()}
    return Keyring(stored["current"], keys, bytes.fromhex(stored["index"]))


def write(keyring: Keyring) -> None:
    """Write the whole ring, durably, in one step; a process killed half way leaves the old file."""
    stored = {
        "current": keyring.current,
        "keys": {key_id: key.hex() for key_id, key in keyring.keys.items()},
        "index": keyring.index.hex(),
    }
    path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path().with_name(f"vault.json.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(stored, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path())
    ring.cache_clear()
