"""django-helpdesk from PyPI, run in an environment of its own with the Django and gunicorn versions of ours."""
