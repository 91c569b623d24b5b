"""Django's settings. What an administrator may set is read from the environment, here and nowhere else; what there is
to set, and whether it can be used, stands in `environment`.
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from yihaotong.project import environment, home

PACKAGE = Path(__file__).resolve().parent.parent
HOME = home.directory()
DEBUG = os.environ.get("YIHAOTONG_DEBUG") == "1"
SECRET_KEY = home.web_key()
ALLOWED_HOSTS = (os.environ.get("YIHAOTONG_HOSTS") or "127.0.0.1,localhost,[::1]").split(",")
CITY = environment.city()

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "yihaotong.journal",
    "yihaotong.vault",
    "yihaotong.almanac",
    "yihaotong.jobs",
    "yihaotong.search",
    "yihaotong.files",
    "yihaotong.once",
    "yihaotong.accounts",
    "yihaotong.letters",
    "yihaotong.redaction",
    "yihaotong.reminders",
    "yihaotong.dispatch",
    "yihaotong.knowledge",
    "yihaotong.cases",
    "yihaotong.quality",
    "yihaotong.disclosure",
    "yihaotong.catalogue",
    "yihaotong.documents",
    "yihaotong.articles",
    "yihaotong.applications",
    "yihaotong.chronicle",
    "yihaotong.engagement",
    "yihaotong.scrutiny",
    "yihaotong.outlets",
    "yihaotong.inspection",
    "yihaotong.annual",
    "yihaotong.desk",
    "yihaotong.portal",
    "yihaotong.api",
    "yihaotong.project",
]

MIDDLEWARE = [
    "yihaotong.portal.site.kept.KeptPages",
    "django.middleware.security.SecurityMiddleware",
    "yihaotong.api.shape.ProblemShape",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "yihaotong.project.addresses.PlainAddresses",
    "yihaotong.project.reading.Readings",
    "yihaotong.project.away.DatabaseAway",
]

ROOT_URLCONF = "yihaotong.project.urls"
WSGI_APPLICATION = "yihaotong.project.wsgi.application"

TEMPLATE_PLACES = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "project" / "templates"],
        "OPTIONS": {
            "loaders": [("yihaotong.project.folding.Loader", TEMPLATE_PLACES)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

if os.environ.get("DATABASE_URL"):
    DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=None)}
    if DATABASES["default"]["ENGINE"].endswith("postgresql"):
        # The same few statements run all day: prepared once a connection, the server need not plan them again.
        # A pooler in between must keep sessions, not transactions.
        prepared = {"server_side_binding": True, "prepare_threshold": 1}
        # Compiling a plan takes longer than any of these statements runs: lists took twice as long with it.
        # A server that does not even refuse is given up after so many seconds, not after minutes.
        options = {"connect_timeout": 10} | DATABASES["default"].get("OPTIONS", {})
        plain = {"options": f"{options.get('options', '')} -c jit=off".strip()}
        DATABASES["default"]["OPTIONS"] = options | prepared | plain
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(HOME / "city.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # A write transaction takes the write lock at its start, so it never fails half way through.
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                # FULL: an accepted request survives a power cut, not only a killed process.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Signing in: GB/T 22239-2019 §8.1.4 身份鉴别 a (complexity), b (failures lock, idle sessions end).
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "yihaotong.accounts.passwords.FourClasses"}]
LOGIN_URL = "desk:login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "desk:login"
SESSION_COOKIE_AGE = 15 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
# By account, not by address: an office behind one address must not be locked out by one typist.
AXES_LOCKOUT_PARAMETERS = ["username"]
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # it asks for the address among the parameters: see the line above
AXES_RESET_ON_SUCCESS = True
# The sign-in page itself says so, with whatever form it carries.
AXES_LOCKOUT_CALLABLE = "yihaotong.desk.signing.locked_out"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "yihaotong.project.errors.csrf_failure"

if os.environ.get("YIHAOTONG_HTTPS") == "1":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文"))]  # another one: docs/develop/README.md
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [PACKAGE / "project" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# A letter of 20,000 characters is 60 kB; nobody types more into a form.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
# What is uploaded may be private: on its way, too, it lies in the data directory only.
FILE_UPLOAD_TEMP_DIR = home.uploads()
FILE_UPLOAD_HANDLERS = [
    "yihaotong.files.quota.Quota",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Buckets of tokens: one set for each web process, so that nothing is written to the database for them.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pace": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pace",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}
PROXIES = int(os.environ.get("YIHAOTONG_PROXIES") or "0")
PACE = float(os.environ.get("YIHAOTONG_PACE") or "1")
API_PACE = float(os.environ.get("YIHAOTONG_API_PACE") or "50")
SCAN = os.environ.get("YIHAOTONG_SCAN", "")
SCAN_SECONDS = 60

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "yihaotong": {"level": "INFO"},
        # Whoever scans the internet asks for hosts that are not ours: answered with 400, not with a traceback each.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        # Too many photos at once: answered with 413, and the sender reads what to do.
        "django.security.RequestDataTooBig": {"handlers": ["nowhere"], "propagate": False},
    },
}
