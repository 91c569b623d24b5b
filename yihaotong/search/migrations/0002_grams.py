from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from yihaotong.search import tables


def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    tables.create(editor.connection)


def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    tables.drop(editor.connection)


class Migration(migrations.Migration):
    """The index itself, which each database has in its own way."""

    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
