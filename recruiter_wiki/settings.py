"""All settings, from the environment; .env.example lists every one. A missing or wrong value stops the start."""

import os
import re
import sys
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from recruiter_wiki.embedded import Embedded, EmbeddedUnavailable, server_for_tests
from recruiter_wiki.logs import FORMS, LEVELS, logging_settings
from recruiter_wiki.mailers import mailers

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules


def env(name: str, default: str = "") -> str:
    """Return an environment variable without surrounding spaces."""
    return os.environ.get(name, default).strip()


def env_int(name: str, default: int) -> int:
    """Return an environment variable that is a whole number, 0 or more; any other value stops the start."""
    value = env(name) or str(default)
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} is {value!r}: write a whole number.")
    return int(value)


def env_bool(name: str, *, default: bool = False) -> bool:
    """Return an environment variable that says yes or no, or nothing for the default; any other stops the start."""
    value = env(name).lower() or ("yes" if default else "no")
    if value not in {"1", "true", "yes", "on", "0", "false", "no", "off"}:
        raise ImproperlyConfigured(f"{name} is {value!r}: write yes or no.")
    return value in {"1", "true", "yes", "on"}


# Mode: `local` for make run, tests and development on one's own machine; `production` for everything else.
MODE = env("MODE", "local" if TESTING or env("DATABASE_URL") == "" else "production")
if MODE not in {"local", "production"}:
    raise ImproperlyConfigured(f"MODE is {MODE!r}: write local or production.")
LOCAL = MODE == "local"

DEBUG = env_bool("DEBUG")
SECRET_KEY = env("SECRET_KEY")
if not SECRET_KEY and LOCAL:
    # Commands on one's own machine share the key that quickstart keeps; without one, each process has its own.
    kept = BASE_DIR / "var" / "secret_key"
    SECRET_KEY = kept.read_text().strip() if kept.exists() else os.urandom(32).hex()
if not LOCAL:
    if len(SECRET_KEY) < 50:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing or shorter than 50 characters: set a long random one."
        )
    if DEBUG:
        raise ImproperlyConfigured("DEBUG is on in production mode: leave it out.")

ALLOWED_HOSTS = [host.strip() for host in env("ALLOWED_HOSTS").split(",") if host.strip()]
if LOCAL:
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]"]
elif not ALLOWED_HOSTS or any(host.startswith(("*", ".")) for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS must name the site's hosts, separated by commas, without wildcards."
    )

# Whether editors may publish what they wrote themselves; the right of their group follows at the next migration.
EDITORS_PUBLISH = env_bool("EDITORS_PUBLISH", default=True)

SITE_NAME = env("SITE_NAME", "Daily Wiki")
SITE_LINE = env("SITE_LINE", "for recruiters")
SITE_URL = env("SITE_URL", "http://127.0.0.1:8000").rstrip("/")

SECURITY_CONTACT = env("SECURITY_CONTACT")
if SECURITY_CONTACT and not re.fullmatch(r"(mailto:[^@\s]+@|https://)[!-~]+", SECURITY_CONTACT):
    raise ImproperlyConfigured(
        "SECURITY_CONTACT must begin with mailto: or https://, such as mailto:safety@example.org."
    )

INSTALLED_APPS = [
    "accounts.admin_config.WikiAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "entries",
    "glossary",
    "skills",
    "interviews",
    "sets",
    "search",
    "accounts",
    "decoder",
    "axes",
    "recruiter_wiki.apps.RecruiterWikiConfig",
]

MIDDLEWARE = [
    "recruiter_wiki.request_ids.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "recruiter_wiki.middleware.HeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "recruiter_wiki.middleware.MethodsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "recruiter_wiki.page_cache.PageCacheMiddleware",
    "recruiter_wiki.replica.ReplicaMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "recruiter_wiki.urls"
WSGI_APPLICATION = "recruiter_wiki.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "recruiter_wiki.context.site",
            ],
            "builtins": [
                "entries.templatetags.entries",
                "glossary.templatetags.glossary",
                "sets.templatetags.sets",
            ],
        },
    }
]

# Database: the site works as a role that owns no table; `manage.py migrate` works as the owner.
DATABASE_ROLE = env("DATABASE_ROLE", "site")
if DATABASE_ROLE not in {"site", "owner"}:
    raise ImproperlyConfigured(f"DATABASE_ROLE is {DATABASE_ROLE!r}: write site or owner.")


def _database_url() -> str:
    """Return the address for this process's role; starts or finds the embedded server when none is given."""
    if given := env("DATABASE_URL"):
        return (env("DATABASE_OWNER_URL") or given) if DATABASE_ROLE == "owner" or TESTING else given
    try:
        if TESTING:
            return server_for_tests().owner
        urls = Embedded(BASE_DIR / "var").ensure_running()
    except EmbeddedUnavailable as problem:
        raise ImproperlyConfigured(str(problem)) from problem
    return urls.owner if DATABASE_ROLE == "owner" else urls.site


# What the server does within 3 seconds is waited for a little longer; a silent server is given up (`postgresql/`).
_limits = "" if DATABASE_ROLE == "owner" or TESTING else "-c statement_timeout=3000 "
_options = {
    "connect_timeout": 2,
    "tcp_user_timeout": 5000,
    "answer_within": 4.0 if _limits else None,
    "server_side_binding": True,
    "prepare_threshold": 3,  # from its third use on, PostgreSQL remembers how it answers a statement
    # Who reads queues behind a migration that waits for a lock, so the migration gives up sooner.
    "options": f"{_limits}-c lock_timeout={1000 if DATABASE_ROLE == 'owner' else 2000}"
    " -c plan_cache_mode=force_generic_plan -c idle_in_transaction_session_timeout=10000",
}


def _database(name: str, url: str) -> Any:
    """Return what Django wants to know of a database; an address of anything but PostgreSQL stops the start."""
    if not url.startswith(("postgresql://", "postgres://")):
        raise ImproperlyConfigured(f"{name} must lead to PostgreSQL: begin it with postgresql://.")
    database: Any = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    own = database.get("OPTIONS", {})
    return database | {"ENGINE": "recruiter_wiki.postgresql", "OPTIONS": own | _options}


DATABASES = {"default": _database("DATABASE_URL", _database_url())}
if DATABASE_ROLE == "site" and not TESTING and env("DATABASE_REPLICA_URL"):
    DATABASES["replica"] = _database("DATABASE_REPLICA_URL", env("DATABASE_REPLICA_URL"))
    DATABASE_ROUTERS = ["recruiter_wiki.replica.Router"]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL, LOGIN_REDIRECT_URL = "login", "home"
ALLOW_SIGNUP = env_bool("ALLOW_SIGNUP")
SESSION_COOKIE_AGE = 14 * 24 * 3600

# Wrong passwords are counted before one is hashed (docs/decisions/throttled-sign-in.md).
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.ceiling.Ceiling",
    "django.contrib.auth.backends.ModelBackend",
    "accounts.second_factor.CodeBackend",
]
WEB_WORKERS = env_int("WEB_WORKERS", 2) or 1  # processes that share what all of them may do
AXES_HANDLER = "accounts.throttle.Failures"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=5)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # trying on must not make the wait longer
AXES_LOCKOUT_PARAMETERS = "accounts.throttle.counted_by"
AXES_USERNAME_CALLABLE = "accounts.throttle.counted_name"
AXES_CLIENT_IP_CALLABLE = "entries.rate_limits.address_of"
AXES_LOCKOUT_CALLABLE = "accounts.throttle.too_many"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
TRUSTED_PROXY = env_bool("TRUSTED_PROXY")
RATE_LIMITS = (
    True  # of search, decoder and sign-ins; off in `make bench` alone, which asks more often than people do
)

# Who may enter the Admin signs in with a code as well (docs/decisions/second-factor.md).
SECOND_FACTOR = env_bool("SECOND_FACTOR", default=not LOCAL)
OTP_TOTP_ISSUER = SITE_NAME

# Mails; without an address none is sent, and the pages say so.
_mail = env("EMAIL_URL", "console:" if LOCAL else "")
MAILERS, CAN_MAIL = mailers(_mail), bool(_mail)
SILENCED_SYSTEM_CHECKS = [] if CAN_MAIL else ["mail.W001"]  # that there is no mailer is known
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL") or f"wiki@{ALLOWED_HOSTS[0]}"
if "@" not in DEFAULT_FROM_EMAIL.strip("@"):
    raise ImproperlyConfigured("DEFAULT_FROM_EMAIL must be an e-mail address, such as wiki@example.org.")

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True
DATE_FORMAT = "j M Y"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT") or BASE_DIR / "var" / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "recruiter_wiki.bundles.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
_plain_static = TESTING or DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if _plain_static
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = _plain_static
WHITENOISE_AUTOREFRESH = _plain_static

# Browser rules (docs/decisions/security-headers.md). Nothing inline, nothing from elsewhere.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if not LOCAL:
    SECURE_SSL_REDIRECT = env_bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    if TRUSTED_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Memory of each worker for pages of signed-out readers; tests ask for it (docs/decisions/page-cache.md).
PAGE_CACHE_MB = 0 if TESTING else env_int("PAGE_CACHE_MB", 16)

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

LOG_FORMAT = env("LOG_FORMAT") or ("lines" if LOCAL else "json")
if LOG_FORMAT not in FORMS:
    raise ImproperlyConfigured(f"LOG_FORMAT is {LOG_FORMAT!r}: write json or lines.")
LOG_LEVEL = (env("LOG_LEVEL") or "info").upper()
if LOG_LEVEL not in LEVELS:
    raise ImproperlyConfigured(f"LOG_LEVEL is {LOG_LEVEL!r}: write {', '.join(LEVELS).lower()}.")
LOGGING = logging_settings(LOG_FORMAT, LOG_LEVEL)

# For those who watch over it (docs/operations.md); what is off is not even loaded.
METRICS, METRICS_TOKEN = env_bool("METRICS"), env("METRICS_TOKEN")
if METRICS:
    MIDDLEWARE.insert(1, "recruiter_wiki.metrics.MetricsMiddleware")
SENTRY_DSN = env("SENTRY_DSN")
if SENTRY_DSN and find_spec("sentry_sdk") is None:
    raise ImproperlyConfigured("SENTRY_DSN is set: install requirements-sentry.txt, or leave it out.")
