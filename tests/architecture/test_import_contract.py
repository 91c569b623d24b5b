"""The import contract of pyproject.toml holds, and breaks where it should: shown on small trees with one bad import."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.layers import ROOT

#: A tree that keeps the contract; each sample below adds one file to it.
SOUND = {
    "yihaotong/__init__.py": "",
    "yihaotong/clock/__init__.py": "",
    "yihaotong/journal/__init__.py": "",
    "yihaotong/vault/__init__.py": "",
    "yihaotong/vault/rules.py": "",
    "yihaotong/vault/models.py": "import django",
    "yihaotong/vault/access.py": "import yihaotong.vault.models",
    "yihaotong/vault/actions.py": "import yihaotong.journal\nimport yihaotong.vault.access",
    "yihaotong/almanac/__init__.py": "",
    "yihaotong/cases/__init__.py": "",
    "yihaotong/cases/rules/__init__.py": "import yihaotong.clock",
    "yihaotong/desk/__init__.py": "import yihaotong.cases",
    "yihaotong/portal/__init__.py": "",
    "yihaotong/project/__init__.py": "import yihaotong.desk",
}
#: What is wrong → the file that makes it so, its text, and what import-linter must say of it.
BAD = {
    "up": (
        "yihaotong/cases/screens.py",
        "import yihaotong.desk",
        "yihaotong.cases is not allowed to import yihaotong.desk",
    ),
    "up, late": (
        "yihaotong/clock/late.py",
        "def f():\n    import yihaotong.cases",
        "yihaotong.clock is not allowed to import yihaotong.cases",
    ),
    "sideways": (
        "yihaotong/portal/views.py",
        "import yihaotong.desk",
        "yihaotong.portal is not allowed to import yihaotong.desk",
    ),
    "sideways, below": (
        "yihaotong/almanac/rows.py",
        "import yihaotong.vault",
        "yihaotong.almanac is not allowed to import yihaotong.vault",
    ),
    "no place in the list": ("yihaotong/extras/__init__.py", "", "not listed as layers"),
    "rules with Django": (
        "yihaotong/cases/rules/moves/__init__.py",
        "import django",
        "yihaotong.cases.rules is not allowed to import django",
    ),
    "clock with Django": (
        "yihaotong/clock/zone.py",
        "from django.utils import timezone",
        "yihaotong.clock is not allowed to import django",
    ),
    "rules over models": (
        "yihaotong/vault/rules.py",
        "import yihaotong.vault.models",
        "yihaotong.vault.rules is not allowed to import yihaotong.vault.models",
    ),
    "models over actions": (
        "yihaotong/cases/models.py",
        "import yihaotong.cases.actions",
        "yihaotong.cases.models is not allowed to import yihaotong.cases.actions",
    ),
    "a ring": ("yihaotong/desk/a.py", "import yihaotong.desk.b", "No cycles between siblings, at any depth BROKEN"),
}
BESIDE = {"yihaotong/cases/actions.py": "", "yihaotong/desk/b.py": "import yihaotong.desk.a"}


def lint_imports(directory: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "lint-imports"
    # In the tree's own directory: the package there is looked at, not the one installed here.
    environment = os.environ | {"PYTHONPATH": str(directory), "COLUMNS": "300", "NO_COLOR": "1"}
    return subprocess.run(
        [program, "--no-cache"], cwd=directory, env=environment, capture_output=True, text=True, check=False
    )


def plant(directory: Path, files: dict[str, str]) -> None:
    shutil.copy(ROOT / "pyproject.toml", directory)
    for path, text in files.items():
        place = directory / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text + "\n")


def test_the_house_keeps_the_contract():
    told = lint_imports(ROOT)
    assert told.returncode == 0, told.stdout + told.stderr


def test_a_sound_tree_passes(tmp_path):
    plant(tmp_path, SOUND)
    told = lint_imports(tmp_path)
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.parametrize("sample", BAD)
def test_one_bad_import_breaks_it(tmp_path, sample):
    path, text, message = BAD[sample]
    plant(tmp_path, SOUND | BESIDE | {path: text})
    told = lint_imports(tmp_path)
    assert told.returncode == 1, told.stderr
    assert message in told.stdout


def test_deadlines_are_told_without_django():
    """`yihaotong deadline` needs no database and starts quickly, because nothing on its way imports Django."""
    way = "import sys, yihaotong.project.commands.deadline; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", way], cwd=ROOT, check=False).returncode == 0
