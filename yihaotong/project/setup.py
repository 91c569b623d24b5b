"""Making a data directory ready: tables, keys, static files. Harmless when done before."""

from django.core.management import call_command
from django.utils import timezone

from yihaotong.accounts.rules import WORKER
from yihaotong.project import home
from yihaotong.vault import actions as vault


def prepare() -> None:
    """Bring the tables up to date, check or make the keys, collect the static files.

    Raises Refused("keys-missing" | "keys-wrong") when the database was sealed with keys that are not here.
    """
    home.directory().mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    vault.establish(actor=WORKER.key, at=timezone.now())
    call_command("collectstatic", interactive=False, verbosity=0)
