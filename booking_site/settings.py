"""Everything that differs between one machine and another comes from the environment; .env.example explains each.

Outside the demo nothing insecure is a default: what is missing is reported by `studios/checks.py` at the start.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ

from booking_site import content_policy, languages, logs, stores

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

# What this installation is

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
FIELD_ENCRYPTION_KEYS = env.list("FIELD_ENCRYPTION_KEYS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
SITE_NAME = env.str("SITE_NAME", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Magicline

MAGICLINE_ALLOWED_HOSTS = env.list(
    "MAGICLINE_ALLOWED_HOSTS", default=[".open-api.magicline.com", ".open-api.sandbox.magicline.com"]
)
INSECURE_HTTP = env.bool("INSECURE_HTTP", default=False)
# What may leave in a minute for each endpoint and key, and how much of it for looking around; see studios/brakes.
UPSTREAM_PER_MINUTE = env.int("UPSTREAM_PER_MINUTE", default=1000)
UPSTREAM_BROWSING_PERCENT = env.int("UPSTREAM_BROWSING_PERCENT", default=80)
RECONCILE_REQUESTS = env.int("RECONCILE_REQUESTS", default=2000)
# When a booking is looked for whose answer was a failure, and one without an answer, counted from then.
LOOK_AFTER_FAILURE_SECONDS = env.list("LOOK_AFTER_FAILURE_SECONDS", cast=float, default=[5.0, 10.0])
LOOK_AFTER_SILENCE_SECONDS = env.list("LOOK_AFTER_SILENCE_SECONDS", cast=float, default=[20.0, 40.0])
# Where the pictures of appointments may come from: any https host of the vendor's, and the sandbox.
PICTURE_SOURCES = ["https:", *(["http://127.0.0.1:*"] if INSECURE_HTTP else [])]

# The application

INSTALLED_APPS = [
    "studios.apps.StudiosConfig",
    "studios.apps.DeskConfig",  # django.contrib.admin, with our site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
]

MIDDLEWARE = [
    # First what every answer gets, one included that is given before any other of these is reached.
    "booking_site.request_ids.RequestIds",
    "booking_site.logs.RequestLines",
    "booking_site.page_times.PageTimes",
    "studios.booking.rush.Rush",
    "booking_site.content_policy.ContentPolicy",
    "booking_site.headers.SafeHeaders",
    "booking_site.known_methods.KnownMethods",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "booking_site.nul_characters.WithoutNulCharacters",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "booking_site.body_limits.BodyLimits",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "studios.staff.admission.PasswordAloneIsNobody",
    "studios.staff.clock.StudiosClock",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "studios.pages.CouldNotAsk",
]

ROOT_URLCONF = "booking_site.urls"
WSGI_APPLICATION = "booking_site.wsgi.application"

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
                "studios.pages.site",
                "studios.legal.links.footer",
            ]
        },
    }
]

# Database and cache

DATABASES = {
    "default": stores.database(
        env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'site.sqlite3'}"), BASE_DIR / "var"
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": stores.cache(env.cache("CACHE_URL", default="locmemcache://"))}
# For how many seconds free times are shown without asking again, and what a studio offers: the addresses of pictures in
# it are good for minutes only. 0 asks every time.
SLOT_CACHE_SECONDS = env.int("SLOT_CACHE_SECONDS", default=10)
OFFER_CACHE_SECONDS = 60
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# Languages and time. Times are shown in the studio's own zone; UTC is only what is stored.

LANGUAGES_ON = env.list("LANGUAGES_ON", default=["en", "de"])
LANGUAGES = languages.named(LANGUAGES_ON)
LANGUAGE_CODE = LANGUAGES[0][0]  # where nobody says otherwise
FORMAT_MODULE_PATH = ["booking_site.formats"]
LOCALE_PATHS = [BASE_DIR / "booking_site" / "locale"]
TIME_ZONE = "UTC"

# Mail

vars().update(env.email("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="bookings@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_SUBJECT_PREFIX = ""
OPERATOR_EMAIL = env.str("OPERATOR_EMAIL", default="")
ADMINS = [("", OPERATOR_EMAIL)] if OPERATOR_EMAIL else []
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
REMINDER_HOURS = env.int("REMINDER_HOURS", default=24)
DEMO_MAIL_DIR = BASE_DIR / "var" / "mail"
if DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DEMO_MAIL_DIR

# Static files

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG

# Security

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
# Probes and whoever watches ask from inside; webhooks over http are refused.
SECURE_REDIRECT_EXEMPT = ["^health/", "^metrics$", "^webhooks/"]
SESSION_COOKIE_SECURE = env.bool("SESSION_COOKIE_SECURE", default=True)
CSRF_COOKIE_SECURE = env.bool("CSRF_COOKIE_SECURE", default=True)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=True)
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
LOGIN_REDIRECT_URL = "admin:index"  # where Django leads staff whose `next` is no address of ours
SESSION_COOKIE_AGE = 60 * 60 * 24 * env.int("SESSION_DAYS", default=30)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = SESSION_COOKIE_SECURE
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
# With this prefix a browser takes a cookie only from this very host over https, and none that a neighbour has planted.
SESSION_COOKIE_NAME = "__Host-sessionid" if SESSION_COOKIE_SECURE else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if CSRF_COOKIE_SECURE else "csrftoken"
LANGUAGE_COOKIE_NAME = "__Host-django_language" if LANGUAGE_COOKIE_SECURE else "django_language"
# What the desk is told once stands with its session: no cookie more, of which the privacy notice would have to speak.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# Sign-in mails (or tries of a desk's code) in a quarter of an hour, mails to all in a minute, searches in ten.
SIGN_INS_PER_CLIENT = env.int("SIGN_INS_PER_CLIENT", default=20)
SIGN_INS_PER_MINUTE = env.int("SIGN_INS_PER_MINUTE", default=300)
SEARCHES_PER_CLIENT = env.int("SEARCHES_PER_CLIENT", default=40)
CSRF_FAILURE_VIEW = "studios.pages.csrf_failure"
# Staff: a password and a second factor.
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=True)
STAFF_SESSION_HOURS = env.int("STAFF_SESSION_HOURS", default=12)
OTP_TOTP_ISSUER = SITE_NAME or urlsplit(SITE_URL).netloc  # what the app on the phone calls this site
_RULE = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_RULE}UserAttributeSimilarityValidator"},
    {"NAME": f"{_RULE}MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_RULE}CommonPasswordValidator"},
    {"NAME": "studios.staff.passwords.NoWordsFromHere"},
]

# What a visitor may send, in bytes: text, and a form with files (see body_limits).
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
LARGEST_UPLOAD = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_HANDLERS = ["booking_site.small_files.SmallFiles"]
LARGEST_LOGO = 1024 * 1024

CONTENT_SECURITY_POLICY = content_policy.POLICY

# Privacy

RETENTION_DAYS = env.int("RETENTION_DAYS", default=730)

# Error reports, should somebody have them mailed or turn DEBUG on.
DEFAULT_EXCEPTION_REPORTER = "booking_site.error_reports.Report"
DEFAULT_EXCEPTION_REPORTER_FILTER = "booking_site.error_reports.Cleansed"

# Logs: see logs and log_filters. gunicorn's own lines are written the same way once the site is loaded.
LOG_FORMAT = env.str("LOG_FORMAT", default="line" if DEMO or DEBUG else "json")
LOGGING = logs.settings(LOG_FORMAT, quiet=DEMO)

# Figures at /metrics, for whoever has the token; without one there is no such page.

METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
METRICS_DIR = Path(env.str("METRICS_DIR", default=str(BASE_DIR / "var" / "metrics")))
