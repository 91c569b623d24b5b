"""Tables, the mail templates of the documentation's step 8, one staff account and one queue."""

import os

import django
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.helpdesk.settings"
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 — needs the set-up above
from helpdesk.models import Queue  # noqa: E402

call_command("migrate", verbosity=0)
call_command("loaddata", "emailtemplate.json", verbosity=0)
get_user_model().objects.create_superuser("clerk", "clerk@example.org", "clerk")
Queue.objects.create(title="12345", slug="12345", email_address="12345@example.org", allow_public_submission=True)
