import csv
from importlib import resources
from pathlib import Path

from django.conf import settings
from django.db import migrations, models

DEFAULT, CITY = "default", "city"
SHIPPED = resources.files("yihaotong.cases.rules.profiles")


def keep_what_was_chosen(apps, schema_editor):
    """A choice made until now rested on the files that ship: it is given them as they are today."""
    ProfileChoice = apps.get_model("cases", "ProfileChoice")
    ProfileVersion = apps.get_model("cases", "ProfileVersion")
    kept = {}

    def version_of(code, choice):
        if code not in kept:
            found = _file(code)
            kept[code] = 1 if found else 0
            if found:
                more = {"edited_at": choice.chosen_at, "edited_by": choice.chosen_by}
                ProfileVersion.objects.create(code=code, version=1, copied_from="", **found, **more)
        return kept[code]

    for choice in ProfileChoice.objects.order_by("pk"):
        choice.version = choice.version or version_of(choice.profile, choice)
        choice.base = 0 if choice.profile == DEFAULT else version_of(DEFAULT, choice)
        choice.save(update_fields=["version", "base"])


def _file(code):
    if code == CITY:
        named = settings.CITY["cases"].get("profile")
        path = Path(named) if named else None
        if path is None or not path.is_file():
            return None
        return {"name": path.stem[:40], "place": "", "covers": "", "lines": path.read_text(encoding="utf-8-sig")}
    rows = csv.DictReader((SHIPPED / "index.csv").read_text(encoding="utf-8").splitlines())
    found = next((row for row in rows if row["code"] == code), None)
    if found is None:
        return None
    lines = (SHIPPED / f"{code}.csv").read_text(encoding="utf-8")
    return {"name": found["name"], "place": found["place"], "covers": found["covers"], "lines": lines}


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_service_evaluation")]
    operations = [
        migrations.AddField("profilechoice", "base", models.PositiveIntegerField(default=0)),
        migrations.RunPython(keep_what_was_chosen, migrations.RunPython.noop),
    ]
