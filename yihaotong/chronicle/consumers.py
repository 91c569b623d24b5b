"""What this area tells the journal's check."""

from yihaotong.chronicle import verifying
from yihaotong.journal import verifying as journal


def register() -> None:
    journal.register(verifying.check)
