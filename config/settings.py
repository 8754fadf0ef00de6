"""All settings, from the environment. Other modules read them through django.conf.settings."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from config.accounts import *  # noqa: F403 - how people sign in
from config.accounts import APPS, mail_backend, providers_from
from config.env import (
    broker_from,
    database_from,
    env_bool,
    env_choice,
    env_contact,
    env_days,
    env_int,
    env_list,
    env_rate,
    env_secret,
    env_share,
    env_text,
)
from config.logs import FORMATS, logging_config
from config.openapi import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = "0.1.0"  # as in pyproject.toml, which an image does not hold; a test holds them together

# ---- The installation
SECRET_KEY = env_secret("SECRET_KEY")
# Earlier keys, with blanks between them: what they sealed or signed is still read, and nothing new is.
SECRET_KEY_FALLBACKS = env_secret("SECRET_KEY_FALLBACKS", "").split()
DEBUG = env_bool("DEBUG", "0")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
HTTPS = env_bool("HTTPS", "0")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS", "")
PUBLIC_READING = env_bool("PUBLIC_READING", "1")
# Whether a curator's act waits for a second person: always (1), never (0), or as soon as there are two curators.
FOUR_EYES = env_choice("FOUR_EYES", "auto", choices=("auto", "1", "0"))
CONTACT = env_text("CONTACT", "")
# How this register is reached from elsewhere: what letters and calls to webhooks link to.
PUBLIC_URL = env_text("PUBLIC_URL", "http://localhost:8000").rstrip("/")

# ---- What it is made of
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "csp",
    *APPS,
    "controls.apps.ControlsConfig",
    "controls.screening.apps.ScreeningConfig",
    "controls.alerts.apps.AlertsConfig",
    "news.apps.NewsConfig",
]
MIDDLEWARE = [
    "config.logs.RequestIdMiddleware",
    "config.tallying.TallyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.PrivateAnswersMiddleware",
    # Before whatever answers in words.
    "config.languages.LanguageMiddleware",
    # The one input gate: what no view can answer is refused here, before anything looks at it.
    "config.middleware.InputGateMiddleware",
    "config.middleware.FreshnessMiddleware",
    "config.middleware.RevisionCacheMiddleware",
    "config.middleware.PackingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.middleware.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Who may ask for what: one table, one gate.
    "config.gate.AccessGateMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.FragmentMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
                "controls.views.frame.frame",
            ],
        },
    },
]

# ---- Database: the web server asks for a pool and a time limit (config/wsgi.py), commands for neither
DATABASES = {"default": database_from(env_secret("DATABASE_URL"))}
# For `migrate`, which gives it its rights: the plain role by which web, worker and beat come in; or nothing.
APP_DATABASE = database_from(url, name="APP_DATABASE_URL") if (url := env_secret("APP_DATABASE_URL", "")) else {}
DATABASE_POOL_SIZE = env_int("DATABASE_POOL_SIZE", "0")
STATEMENT_TIMEOUT_MS = env_int("STATEMENT_TIMEOUT_MS", "0")
if DATABASE_POOL_SIZE:
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": DATABASE_POOL_SIZE, "timeout": 5}
    # A connection that died with a restarted database is thrown away, not handed to a visitor.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if STATEMENT_TIMEOUT_MS:
    DATABASES["default"]["OPTIONS"]["options"] = f"-c statement_timeout={STATEMENT_TIMEOUT_MS}"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"},
    # Counters of callers, apart from the rest, so that many callers cannot push out anything else.
    "throttles": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "throttles",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # Rows of the list of listings, keyed by revision and day.
    "rows": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "rows",
        "TIMEOUT": 24 * 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    },
    # Whole answers, keyed by the register's revision; in each process, so that no broken server takes the pages down.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 24 * 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": 400},
    },
    # The whole register as files, keyed by the revision and the digest of its log.
    "exports": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "exports",
        "TIMEOUT": 24 * 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": 6},
    },
}

# ---- People
AUTH_USER_MODEL = "controls.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# 1: who writes facts (editors and admins) sets up a second factor before anything else.
REQUIRE_SECOND_FACTOR = env_bool("REQUIRE_SECOND_FACTOR", "0")
OIDC_NAME = env_text("OIDC_NAME", "Single sign-on")
# Whether somebody whom the provider knows and the register does not gets an account, as a reader.
OIDC_NEW_PEOPLE = env_choice("OIDC_NEW_PEOPLE", "refused", choices=("refused", "reader"))
SOCIALACCOUNT_PROVIDERS = providers_from(
    name=OIDC_NAME,
    issuer=env_text("OIDC_ISSUER", ""),
    client_id=env_text("OIDC_CLIENT_ID", ""),
    secret=env_secret("OIDC_CLIENT_SECRET", ""),
)

# ---- Letters
EMAIL_HOST = env_text("EMAIL_HOST", "")
EMAIL_PORT = env_int("EMAIL_PORT", "587")
EMAIL_HOST_USER = env_text("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env_secret("EMAIL_PASSWORD", "")
EMAIL_SECURITY = env_choice("EMAIL_TLS", "starttls", choices=("starttls", "tls", "none"))
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_SECURITY == "starttls", EMAIL_SECURITY == "tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env_text("EMAIL_FROM", "register@localhost")
# Where letters are kept as files when no server sends them; empty: nowhere.
EMAIL_FILE_PATH = env_text("MAIL_DIR", "") or None
EMAIL_BACKEND = mail_backend(host=EMAIL_HOST, directory=EMAIL_FILE_PATH or "")
SENDS_MAIL = bool(EMAIL_HOST)
# Letters are sent beside the answer, so that its time does not tell whether there is an account.
MAIL_IN_BACKGROUND = True
# Words to somebody who has just acted go with his session, not in a cookie of their own.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# ---- Words and days: legal dates are calendar days in Beijing
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("zh-hans", "中文"), ("ja", "日本語")]  # each in its own words, never translated
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
LANGUAGE_COOKIE_NAME = "language"
THEME_COOKIE_NAME = "theme"
THEMES = ("light", "dark")
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# ---- Static files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env_text("STATIC_ROOT", str(BASE_DIR / "var" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG:
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    WHITENOISE_AUTOREFRESH = True
    WHITENOISE_USE_FINDERS = True

# ---- Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "config.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    # The health checks of containers ask from inside, without the proxy's headers.
    SECURE_REDIRECT_EXEMPT = [r"^api/v1/health/$", r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # The prefix makes the browser refuse such a cookie from a neighbouring host name.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

# ---- API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "controls.api.authentication.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["controls.api.permissions.ByTheTable"],
    "DEFAULT_THROTTLE_CLASSES": ["controls.api.throttling.CallerThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "anon": env_rate("API_THROTTLE_ANON", "600/min"),
        "user": env_rate("API_THROTTLE_USER", "6000/min"),
    },
    # Behind TLS stands one proxy, whose word for the caller's address counts; without it nobody's word does.
    "NUM_PROXIES": 1 if HTTPS else 0,
    "DEFAULT_RENDERER_CLASSES": ["controls.api.rendering.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_METADATA_CLASS": None,
    "SCHEMA_COERCE_PATH_PK": False,  # parameters are described by the names that their routes have
    "URL_FORMAT_OVERRIDE": None,  # `format` would be an unknown parameter that is silently known
    "DEFAULT_SCHEMA_CLASS": "controls.api.openapi.TableSchema",
    "EXCEPTION_HANDLER": "config.api.problem_details",
}

# ---- Screening
SCREENING_THRESHOLD = env_share("SCREENING_THRESHOLD", "0.7")
# A list counts as complete for so many days after somebody compared it with its sources.
SCREENING_VERIFIED_DAYS = env_int("SCREENING_VERIFIED_DAYS", "7")
# How long a caller waits while another one builds the index, before being told to come back.
SCREENING_WAIT_SECONDS = env_int("SCREENING_WAIT_SECONDS", "10")
# Where the index is kept between starts; empty: nowhere, and each process builds its own.
SCREENING_INDEX_DIR = env_text("SCREENING_INDEX_DIR", "")
# How long checks are kept; nothing: for good. Article 27 of State Council Decree 792 asks exporters for 1827 days.
SCREENING_RETENTION_DAYS = env_days("SCREENING_RETENTION_DAYS", "")

# ---- Sources of news
# Whether this installation asks sources by the clock at all.
FETCHING = env_bool("FETCHING", "1")
# Whom a source may write to about our requests; sent with each of them.
OUTBOUND_CONTACT = env_contact("OUTBOUND_CONTACT", "")
# host:port of servers that tests run on loopback. Nothing else there is ever asked.
OUTBOUND_TEST_HOSTS = env_list("OUTBOUND_TEST_HOSTS", "")
# Whether this process may reach the world itself. Where it may not, the worker tries addresses in its place.
OUTWARD = env_bool("OUTWARD", "1")
FETCH_RETENTION_DAYS = env_int("FETCH_RETENTION_DAYS", "90", least=1)
METRICS = env_bool("METRICS", "0")

# ---- Background work: rows in PostgreSQL are the memory, Celery is the doorbell
CELERY_BROKER_URL, REDIS_URL = broker_from(env_secret("REDIS_URL"))
# Where server processes count callers together; empty, or when it is away: each for itself.
COUNTS_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Without the broker a caller gets its error in about a second instead of waiting for minutes.
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
    "max_retries": 1,
    # Messages of a killed worker come back after this many seconds; longer than any task's time limit.
    "visibility_timeout": 300,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False

LOG_LEVEL = env_choice("LOG_LEVEL", "INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR"))
# text for people, json for programs that collect lines.
LOG_FORMAT = env_choice("LOG_FORMAT", "text", choices=FORMATS)
LOGGING = logging_config(LOG_LEVEL, style=LOG_FORMAT)
