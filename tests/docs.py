"""`python -m tests.docs` says which generated passages of the documents are out of step; `--write` rewrites them."""

import argparse
import shutil
import subprocess
import sys
import tempfile

import django

from tests import home
from tests.browser import ROOT, SHOTS

#: What a journey takes, and where it stands in the documents.
PICTURES = {"readme-desk.png": "docs/pictures/desk.png"}
JOURNEY = "tests/journeys/test_pictures.py"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.docs", description="The passages that the code writes.")
    parser.add_argument("--write", action="store_true", help="rewrite what is out of step")
    parser.add_argument("--picture", action="store_true", help="take the picture of the README again")
    chosen = parser.parse_args()
    if chosen.picture and not _take_pictures():
        return 1
    with tempfile.TemporaryDirectory(prefix="yihaotong-docs-") as directory:
        home.enter(home.environment(directory, "") | {"DJANGO_SETTINGS_MODULE": "yihaotong.project.settings"})
        django.setup()
        return _bring_into_step(write=chosen.write)


def _take_pictures() -> bool:
    if subprocess.run([sys.executable, "-m", "pytest", "-q", JOURNEY], cwd=ROOT, check=False).returncode:
        return False
    for shot, picture in PICTURES.items():
        (ROOT / picture).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SHOTS / shot, ROOT / picture)
        print(f"taken  {picture}")
    return True


def _bring_into_step(*, write: bool) -> int:
    # The generators read the models' modules, which exist only after Django's start.
    from tests import manuals  # noqa: PLC0415

    stale = manuals.out_of_step()
    for page in stale:
        print(f"{'written' if write else 'out of step'}  {page.relative_to(ROOT)}")
        if write:
            page.write_text(manuals.generated(page.read_text()))
    return 0 if write or not stale else 1


if __name__ == "__main__":
    sys.exit(main())
