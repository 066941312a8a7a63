"""The site's settings as the tests want them: no network, no secrets of anybody, a database file of their own.

The environment is set before the real settings are read, so what is tested is the real settings module.
"""

import os

from tests.caches import cache_url

os.environ.update(
    {
        "DEBUG": "0",
        "DEMO": "0",
        "SECRET_KEY": "tests-only-" + "x" * 50,
        "FIELD_ENCRYPTION_KEYS": "ajP78hPLY2RSci6VlCZCReDiZwnaQxDh9jU9eUqLnOA=",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "DATABASE_URL": os.environ.get("DATABASE_URL", "sqlite:///var/test.sqlite3"),
        "CACHE_URL": cache_url(),
        "EMAIL_URL": "memorymail://",
        "INSECURE_HTTP": "1",
        "SECURE_SSL_REDIRECT": "0",
        "SESSION_COOKIE_SECURE": "0",
        "CSRF_COOKIE_SECURE": "0",
        # As a studio is now: tests change it and look. tests/kept turns the cache on.
        "SLOT_CACHE_SECONDS": os.environ.get("SLOT_CACHE_SECONDS", "0"),
        "STAFF_SECOND_FACTOR": "0",  # tests/staff turns it on
    }
)

from booking_site.settings import *  # noqa: F403

# A database of this process alone: two runs at once do not meet.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": BASE_DIR / "var" / f"test-{os.getpid()}.sqlite3"}  # noqa: F405
else:
    DATABASES["default"]["TEST"] = {"NAME": f"test_{os.getpid()}"}  # noqa: F405

if not SLOT_CACHE_SECONDS:  # noqa: F405
    OFFER_CACHE_SECONDS = 0

# The manifest is made by collectstatic, which tests do not need. Nor does anything look at its folder, in which a
# benchmark or a demo may be writing just then.
STATIC_ROOT = None
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405

# The real one is slow on purpose, and tests log in all the time.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
