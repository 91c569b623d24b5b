from io import StringIO

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_migrations_are_in_step_with_the_models():
    told = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=told)
    except SystemExit:
        pytest.fail(f"a model has changed without its migration:\n{told.getvalue()}")
