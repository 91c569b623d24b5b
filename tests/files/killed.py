"""A city of its own whose web workers may be killed; run as a program inside its environment it prepares the city
(`python -m tests.files.killed furnish`: prints a client's token) and looks at what is left of it (`… look`: JSON).
"""

import json
import os
import sys
from datetime import datetime, timedelta

import django


def furnish(at: datetime) -> str:
    """Tables, keys, a centre, and a client that may file and hand in; its token."""
    from yihaotong.accounts import actions  # noqa: PLC0415 — what follows needs the set-up below
    from yihaotong.accounts.rules import IMPORTER, Scope, UnitKind  # noqa: PLC0415
    from yihaotong.project import setup  # noqa: PLC0415

    setup.prepare()
    since = (at - timedelta(days=1)).date()
    unit = actions.create_unit(
        "CENTRE", actor=IMPORTER, at=at, name="指挥中心", kind=UnitKind.CENTRE, parent=None, since=since
    )
    scopes = (Scope.CASES_FILE, Scope.CASES_READ, Scope.ATTACHMENTS_WRITE)
    return actions.create_client("killed", actor=IMPORTER, at=at, unit=unit, scopes=scopes)[1]


def look(at: datetime) -> str:
    """What the rows say against what lies on the disk, before and after a sweep two days later; and the journal."""
    from yihaotong.files import actions, store  # noqa: PLC0415 — as above
    from yihaotong.files.models import File  # noqa: PLC0415
    from yihaotong.journal.verifying import verify  # noqa: PLC0415

    rows = dict(File.objects.values_list("key", "sha256"))
    lying = {key for key, _ in store.lying()}
    found = {
        "rows": sorted(rows.values()),
        "not whole": [str(key) for key in rows if key not in lying or store.digest(store.path(key)) != rows[key]],
        "orphans": len(lying - rows.keys()),
    }
    actions.sweep(at + timedelta(days=2))
    found["left over"] = [str(key) for key, _ in store.lying() if key not in rows]
    found["left over"] += [str(place) for place in store.directory().glob("incoming/**/*")]
    found["swept too much"] = [str(key) for key in rows if not store.path(key).exists()]
    found["problems"] = [problem.message for problem in verify(at).problems]
    return json.dumps(found, ensure_ascii=False)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "yihaotong.project.settings"
    django.setup()
    from django.utils import timezone

    sys.stdout.write({"furnish": furnish, "look": look}[sys.argv[1]](timezone.now()))
