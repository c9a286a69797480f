"""Settings. Everything that differs between installations comes from the environment.

Profiles: `production` (the default: secure cookies, HTTPS), `demo` (`make demo`: loopback,
plain HTTP) and `test`. No other switch loosens security.
"""

from pathlib import Path

import environ

from . import embedded, keys

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

PROFILE = env("PORTAL_PROFILE", default="production")
LOOPBACK = PROFILE in {"demo", "test"}
DATA_DIR = Path(env("PORTAL_DATA", default=str(BASE_DIR / "var"))).resolve()
EXPORT_DIR = DATA_DIR / "exports"
MEDIA_ROOT = DATA_DIR / "uploads"

SECRET_KEY = keys.read_or_create("SECRET_KEY", DATA_DIR / "keys")
FIELD_KEY = keys.read_or_create("FIELD_KEY", DATA_DIR / "keys")
FIELD_CIPHER = env("FIELD_CIPHER", default="AES-256-GCM")
INDEX_KEY = keys.read_or_create("INDEX_KEY", DATA_DIR / "keys")
AUDIT_KEY = keys.read_or_create("AUDIT_KEY", DATA_DIR / "keys")

DEBUG = False
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] + (["testserver"] if LOOPBACK else [])
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "csp",
    "union_portal",
    "union_portal.organization",
    "union_portal.audit",
    "union_portal.parameters",
    "union_portal.jobs",
    "union_portal.ledgers",
    "union_portal.notices",
    "union_portal.sheets",
    "union_portal.reporting",
    "enterprises",
    "members",
    "bargaining",
    "disputes",
    "assistance",
    "stations",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "union_portal.sheets.reading.limits.UploadLimit",
    "members.applying.turnstile.Turnstile",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "union_portal.audit.middleware.AuditMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "union_portal.urls"
WSGI_APPLICATION = "union_portal.wsgi.application"
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
                "union_portal.context.shell",
            ],
            "builtins": ["union_portal.templatetags.portal"],
        },
    }
]

# --- database and broker: real servers where the environment names them, else the embedded pair

DATABASE_URL = env("DATABASE_URL", default="")
REDIS_URL = env("REDIS_URL", default="")
_servers = embedded.ensure(DATA_DIR, postgres=not DATABASE_URL, valkey=not REDIS_URL)
DATABASE_URL = DATABASE_URL or _servers.database_url
DATABASE_OWNER_URL = env("DATABASE_OWNER_URL", default=_servers.owner_url or DATABASE_URL)
REDIS_URL = REDIS_URL or _servers.redis_url


def _database(url: str, **timeouts: str) -> dict:
    limits = " ".join(f"-c {name}={value}" for name, value in timeouts.items())
    return {
        **env.db_url_config(url),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": limits, "connect_timeout": 5, **env.db_url_config(url).get("OPTIONS", {})},
    }


DATABASES = {
    # The application's role owns nothing; the owner's connection is for migrations alone.
    "default": _database(
        DATABASE_URL,
        statement_timeout=env("STATEMENT_TIMEOUT", default="0"),
        lock_timeout=env("LOCK_TIMEOUT", default="30s"),
        idle_in_transaction_session_timeout=env("IDLE_TIMEOUT", default="0"),
    ),
    "owner": _database(DATABASE_OWNER_URL, lock_timeout="30s"),
}
DATABASES["default"]["ATOMIC_REQUESTS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 3600
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 1_500_000  # kB
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3 * 3600,
    "unacked_restore_interval": 5,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1}
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE = {
    "relay": {"task": "jobs.relay", "schedule": 1.0, "options": {"expires": 5}},
    "reconcile": {"task": "jobs.reconcile", "schedule": 30.0, "options": {"expires": 30}},
    "chores": {"task": "jobs.chores", "schedule": 300.0, "options": {"expires": 300}},
    "nightly": {"task": "jobs.nightly", "schedule": 300.0, "options": {"expires": 300}},
}

# --- mail: none is sent where EMAIL_URL is not set (smtp+tls://user:password@host:587)

EMAIL_URL = env("EMAIL_URL", default="consolemail://" if LOOPBACK else "")
if EMAIL_URL:
    vars().update(env.email_url_config(EMAIL_URL))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default="portal@localhost")
PORTAL_URL = env("PORTAL_URL", default="").rstrip("/")
"""The portal's own address without the last slash, for links in mails."""

# --- accounts

AUTH_USER_MODEL = "organization.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "union_portal.organization.backends.PostBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {"user_attributes": ("username", "name")},
        "MinimumLengthValidator": {"min_length": 10},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "union_portal.organization.views.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "password"]
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS: list[str] = []

# --- the wire

if not LOOPBACK:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    if env.bool("BEHIND_TLS_PROXY", default=False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CLIENT_ADDRESS_HEADER = env("CLIENT_ADDRESS_HEADER", default="")
"""In which header the proxy in front tells who asks (X-Real-IP); none is believed unless named here."""
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- language, time, files

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False
FILE_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024
"""All that UploadLimit lets through: no upload is ever written to disk before it is encrypted."""
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PROFILE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "工会门户接口",
    "VERSION": "1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", default="WARNING")},
}
