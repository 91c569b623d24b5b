"""What ruff is trusted with, shown: each sample must be caught under the house's own configuration."""

import subprocess
import sys

import pytest

from tests.architecture.layers import ROOT

NOW = "from django.utils.timezone import now\n\nnow()\n"
LATE = "def later() -> None:\n    import json\n\n    json.dumps(1)\n"
CAUGHT = [
    ("TID251", "yihaotong/cases/access.py", NOW),
    (
        "TID251",
        "yihaotong/cases/access.py",
        "from django.db.models.signals import post_save\n\npost_save.connect(print)\n",
    ),
    ("PLC0415", "yihaotong/cases/access.py", LATE),
    ("BLE001", "yihaotong/desk/views.py", "try:\n    print()\nexcept Exception:\n    x = 1\n"),
    ("DTZ005", "yihaotong/desk/views.py", "from datetime import datetime\n\ndatetime.now()\n"),
    ("FBT001", "yihaotong/desk/views.py", "def show(hidden: bool) -> None:\n    print(hidden)\n"),
    ("C901", "yihaotong/desk/views.py", "def f(x: int) -> None:\n" + "    if x:\n        print(x)\n" * 8),
    ("ERA001", "yihaotong/desk/views.py", "# case = Case()\n"),
    ("T201", "yihaotong/desk/views.py", "print(1)\n"),
    ("RUF001", "yihaotong/desk/views.py", 'x = "' + chr(0x406) + '"\n'),
]
LET_PASS = [
    ("TID251", "yihaotong/desk/views.py", NOW),
    ("PLC0415", "yihaotong/project/commands/deadline.py", LATE),
    ("RUF001", "yihaotong/desk/views.py", 'x = "已签收（办理中），请看：《办法》"\n'),
    ("BLE001", "yihaotong/desk/views.py", "try:\n    print()\nexcept Exception:\n    print()\n    raise\n"),
]


def codes(path: str, text: str) -> set[str]:
    told = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--output-format=concise", f"--stdin-filename={path}", "-"],
        input=text,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return {line.split(": ")[1].split()[0] for line in told.stdout.splitlines() if line.startswith(path)}


@pytest.mark.parametrize(("code", "path", "text"), CAUGHT, ids=lambda value: value.split("\n")[0])
def test_ruff_catches(code, path, text):
    assert code in codes(path, text)


@pytest.mark.parametrize(("code", "path", "text"), LET_PASS, ids=lambda value: value.split("\n")[0])
def test_ruff_lets_pass(code, path, text):
    assert code not in codes(path, text)
