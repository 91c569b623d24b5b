"""poppler's programs, with which the tests look into results: installed where we may, otherwise named to be typed."""

import shutil
import subprocess
from pathlib import Path

from tests import packages

PACKAGES = ("poppler-utils", "unzip")
NAMES = ("pdftotext", "pdfimages", "pdfinfo", "pdfdetach", "unzip")


def program(name: str) -> str:
    """Its path; installs Debian's package when we may, raises packages.Missing when there is still none."""
    here = shutil.which(name) or (shutil.which(name) if packages.install(PACKAGES) else None)
    if here is None:
        raise packages.Missing(name, PACKAGES)
    return here


def said(name: str, *words: str | Path) -> str:
    done = subprocess.run([program(name), *map(str, words)], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")
