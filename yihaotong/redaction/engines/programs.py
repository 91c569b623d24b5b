"""Other people's programs that look at a result, where the machine has them: poppler's pdftotext, pdfimages, pdfinfo,
pdfdetach."""

import shutil
import subprocess

#: Seconds. A program that takes longer has not proven anything.
_PATIENCE = 300


class Unanswered(Exception):
    """The program is there but failed or took too long; the message names it."""


def here(name: str) -> bool:
    return shutil.which(name) is not None


def said_by(name: str, *words: str) -> str:
    """What the program prints. Raises Unanswered."""
    program = shutil.which(name) or name
    try:
        done = subprocess.run(  # noqa: S603 — a fixed program on a file of ours, without a shell
            [program, *words], stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=_PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired):
        raise Unanswered(name) from None
    if done.returncode:
        raise Unanswered(f"{name}: {done.returncode}")
    return done.stdout.decode("utf-8", "replace")


def version_of(name: str) -> str:
    """The first line with which poppler's programs tell their version, "" where there is none."""
    program = shutil.which(name)
    if program is None:
        return ""
    done = subprocess.run(  # noqa: S603 — as above
        [program, "-v"], stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=_PATIENCE
    )
    return (done.stderr or done.stdout).decode("utf-8", "replace").partition("\n")[0].strip()
