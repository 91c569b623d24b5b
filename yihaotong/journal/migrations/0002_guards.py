from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from yihaotong.journal.guards import lower_guards, raise_guards


def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    raise_guards(editor.connection)


def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    lower_guards(editor.connection)


class Migration(migrations.Migration):
    """Lines and seals become insert-only in the database itself."""

    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
