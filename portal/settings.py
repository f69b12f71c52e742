"""One file, read from the environment. Safe on a laptop with nothing set; with
``PORTAL_ENV=production`` it refuses to start until everything that matters is set."""

from pathlib import Path

import environ
from celery.schedules import schedule
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from portal.common import broker
from portal.common.storage import storage

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"  # everything that a run writes; not in version control
VAR_DIR.mkdir(exist_ok=True)

env = environ.Env()
PRODUCTION = env.str("PORTAL_ENV", "development") == "production"
DEBUG = env.bool("DEBUG", False)

if PRODUCTION:
    needed = ("SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL")
    if missing := [name for name in needed if not env.str(name, "")]:
        raise ImproperlyConfigured(f"PORTAL_ENV=production needs {', '.join(missing)}")
    if DEBUG:
        raise ImproperlyConfigured("PORTAL_ENV=production and DEBUG exclude each other")

SECRET_KEY = env.str(
    "SECRET_KEY", "for development only: production refuses to start without its own"
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("SITE_URL", "http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- applications, bottom to top as in docs/architecture.md -----------------------------------
INSTALLED_APPS = [
    "portal.common",
    "reference",
    "accounts",
    "clusters",
    "enterprises",
    "matching",
    "explore",
    "opendata",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "django_filters",
    "django_htmx",
    "csp",
    "django.forms",  # its widget templates, found by our renderer
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.common.middleware.BodyLimitMiddleware",
    "portal.common.middleware.RuleViolationMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

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
                "portal.common.context.site",
            ],
            "builtins": ["portal.common.templatetags.units"],
        },
    }
]
FORM_RENDERER = "portal.common.forms.PortalRenderer"

# --- database, broker: embedded by default, PostgreSQL and Redis by address ---------------------
DATABASES = {"default": env.db("DATABASE_URL", f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Eight writers without "database is locked": take the write lock at BEGIN, wait for it.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "")
BROKER_DIR = Path(env.str("BROKER_DIR", str(VAR_DIR / "broker")))
if REDIS_URL:
    CELERY_BROKER_URL = CELERY_RESULT_BACKEND = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300}
else:
    for folder in ("queue", "control", "results"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = f"{broker.SCHEME}://"
    CELERY_RESULT_BACKEND = (BROKER_DIR / "results").as_uri()
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.1,
    }
CELERY_TASK_IGNORE_RESULT = True  # only the parts of a full run leave an answer, for their chord
CELERY_RESULT_EXPIRES = 3600
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
MATCH_SWEEP_SECONDS = env.float("MATCH_SWEEP_SECONDS", 30.0)
ALERT_SWEEP_SECONDS = env.float("ALERT_SWEEP_SECONDS", 30.0)  # what "at once" means
CELERY_BEAT_SCHEDULE = {
    "sweep-stale-matches": {
        "task": "matching.tasks.sweep",
        "schedule": schedule(MATCH_SWEEP_SECONDS),
        "options": {"expires": MATCH_SWEEP_SECONDS},
    },
    "resend-stuck-imports": {
        "task": "clusters.tasks.sweep_imports",
        "schedule": schedule(MATCH_SWEEP_SECONDS),
        "options": {"expires": MATCH_SWEEP_SECONDS},
    },
    "tell-what-is-new": {
        "task": "explore.tasks.tell",
        "schedule": schedule(ALERT_SWEEP_SECONDS),
        "options": {"expires": ALERT_SWEEP_SECONDS},
    },
    "keep-plots-fresh": {
        "task": "clusters.tasks.keep_fresh",
        "schedule": schedule(3600.0),  # idempotent: what is due goes out once, whenever it runs
        "options": {"expires": 3600.0},
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")

# --- matching -------------------------------------------------------------------------------
MATCH_DISCOUNT_RATE = env.float("MATCH_DISCOUNT_RATE", 0.08)  # r of the levelised cost
MATCH_BEST_KEPT = 50  # matches of each kind stored per request
MATCH_RANGE = env.int("MATCH_RANGE", 500)  # requests that one worker takes of a full run
MATCH_RANGE_SECONDS = env.float("MATCH_RANGE_SECONDS", 300)  # after that a part counts as lost

# --- explore --------------------------------------------------------------------------------
EXPLORE_KEPT_SECONDS = env.float("EXPLORE_KEPT_SECONDS", 1.0)  # how old counts and maps may be

# --- spreadsheets ---------------------------------------------------------------------------
IMPORT_MOST_MB = env.int("IMPORT_MOST_MB", 10)
IMPORT_MOST_ROWS = env.int("IMPORT_MOST_ROWS", 10_000)
IMPORT_CHUNK = env.int("IMPORT_CHUNK", 500)  # rows stored in one transaction
IMPORT_STUCK_SECONDS = env.float("IMPORT_STUCK_SECONDS", 60)  # after that it is sent again
EXPORT_MOST_ROWS = env.int("EXPORT_MOST_ROWS", 50_000)

# --- freshness: days since somebody stood for a plot's being available ---------------------------
FRESH_FULL_DAYS = env.int("FRESH_FULL_DAYS", 30)
FRESH_HALF_DAYS = env.int("FRESH_HALF_DAYS", 60)  # beyond: empty
FRESH_REMIND_DAYS = (
    env.int("FRESH_FIRST_REMINDER_DAYS", 45),
    env.int("FRESH_SECOND_REMINDER_DAYS", 75),
)
FRESH_LIMIT_DAYS = env.int("FRESH_LIMIT_DAYS", 90)  # then hidden, if reminded twice
FRESH_PAUSE_DAYS = env.int("FRESH_PAUSE_DAYS", 7)  # at least, after each reminder
FRESH_LINK_DAYS = env.int("FRESH_LINK_DAYS", 30)  # how long the link in a mail works
FRESH_WORDS = {
    "full": _("confirmed recently"),
    "half": _("confirmed a while ago"),
    "empty": _("not confirmed for long"),
}

# The marked demonstration sign-ins; production never has them.
DEMO_PASSWORD = "minh-hoa-2026"
DEMO_SIGN_INS = {
    "manufacturer": "doanhnghiep@minhhoa.vn",
    "investor": "chudautu@minhhoa.vn",
    "officer": "canbo@minhhoa.vn",
}

# --- open data: how often programs may ask, and who may show our map ------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["opendata.api.keys.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": [
        "opendata.api.keys.AnonymousThrottle",
        "opendata.api.keys.TokenThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "anonymous": env.str("API_ANONYMOUS_RATE", "120/min"),  # of one address
        "token": env.str("API_TOKEN_RATE", "600/min"),
        "push": env.str("API_PUSH_RATE", "120/min"),
    },
    # The address of whoever asks is the last that the proxy in front has noted.
    "NUM_PROXIES": env.int("API_PROXIES", 1 if PRODUCTION else 0),
    "DEFAULT_SCHEMA_CLASS": "opendata.views.base.FormSchema",
    "EXCEPTION_HANDLER": "opendata.api.errors.problem",
    "COERCE_DECIMAL_TO_STRING": False,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": _("Hanoi Industrial Clusters: open data"),
    "DESCRIPTION": _(
        "Clusters, published plots, key products, places and trades, and what changes."
    ),
    "VERSION": "1.0.0",
    "SERVERS": [{"url": SITE_URL}],
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "PlotKind": "reference.models.PlotKind",
        "ChangeKind": "opendata.api.serializers.KINDS",
    },
}
# Sites that may frame the map at /embed/map/, as sources of the content policy.
EMBED_ORIGINS = env.list("EMBED_ORIGINS", default=["https://*.hanoi.gov.vn"])
if REDIS_URL:  # so that all processes count together how often somebody has asked
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    }

# --- people --------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:desk"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "portal@localhost")
if env.str("EMAIL_URL", ""):
    vars().update(env.email("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"

# --- language, numbers, time -------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["portal.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# --- static files --------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(VAR_DIR / "static")))
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "portal.common.finders.NamedFilesFinder",
]
_NPM = BASE_DIR / "node_modules"
_FONT = _NPM / "@fontsource/be-vietnam-pro"
# Only what pages ask for: publishing whole dist/ folders takes minutes.
NAMED_STATIC_FILES = {
    "vendor/bootstrap.css": _NPM / "bootstrap/dist/css/bootstrap.min.css",
    "vendor/bootstrap.js": _NPM / "bootstrap/dist/js/bootstrap.bundle.min.js",
    "vendor/chart.js": _NPM / "chart.js/dist/chart.umd.js",
    "vendor/leaflet.css": _NPM / "leaflet/dist/leaflet.css",
    "vendor/leaflet.js": _NPM / "leaflet/dist/leaflet.js",
    "vendor/images/layers.png": _NPM / "leaflet/dist/images/layers.png",
    "vendor/images/layers-2x.png": _NPM / "leaflet/dist/images/layers-2x.png",
    "vendor/images/marker-icon.png": _NPM / "leaflet/dist/images/marker-icon.png",
    "reference/hanoi_units.geojson": BASE_DIR / "reference/data/hanoi_units.geojson",
    **{
        f"vendor/files/be-vietnam-pro-{subset}-{weight}-normal.woff2": (
            _FONT / f"files/be-vietnam-pro-{subset}-{weight}-normal.woff2"
        )
        for subset in ("vietnamese", "latin", "latin-ext")
        for weight in (400, 500, 600, 700)
    },
}
# Uploads are private: a view serves them to those who may read them, no web server does.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(VAR_DIR / "media")))
STORAGES = {
    "default": storage(env.str("STORAGE_URL", "")),
    "staticfiles": {
        "BACKEND": "portal.common.finders.PortalStaticStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
FILE_LARGEST_MB = env.int("FILE_LARGEST_MB", 10)
FILES_LARGEST_MB = env.int("FILES_LARGEST_MB", 50)  # of one plot, or of one cluster
UPLOAD_LARGEST_MB = FILES_LARGEST_MB + 2  # one request with all its files
PICTURE_MEGAPIXELS = env.int("PICTURE_MEGAPIXELS", 60)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
if not PRODUCTION:
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = DEBUG
# An online base map is off unless the address of its tiles is given; it then joins the policy.
MAP_TILE_URL = env.str("MAP_TILE_URL", "")
MAP_TILE_ATTRIBUTION = env.str("MAP_TILE_ATTRIBUTION", "")
MAP_TILE_ORIGIN = env.str("MAP_TILE_ORIGIN", "")

# --- security ------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:", *([MAP_TILE_ORIGIN] if MAP_TILE_ORIGIN else [])],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
}
