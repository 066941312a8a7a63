"""What lets too much in or out keeps a real site from starting, or is said by `check --deploy`, by its name."""

import pytest
from django.core import checks
from django.test import override_settings

from tests.test_checks import COMPLETE, OUTSIDE, PRODUCTION, found, manage

ELSEWHERE = {
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "EMAIL_HOST": "mail.example.org",
    "EMAIL_USE_TLS": False,
    "EMAIL_USE_SSL": False,
}
A_KEY = str(PRODUCTION["FIELD_ENCRYPTION_KEYS"])
SPELLS_WORDS = "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="


def _cache(backend: str, **more: str) -> dict[str, dict[str, str]]:
    return {"default": {"BACKEND": f"django.core.cache.backends.{backend}", **more}}


@pytest.mark.parametrize(
    ("settings", "problem", "names"),
    [
        ({"ALLOWED_HOSTS": ["*"]}, "studios.E022", "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": ["book.example.org", "."]}, "studios.E022", "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": ["*.example.org"]}, "studios.E022", "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": [OUTSIDE]}, "studios.E022", "ALLOWED_HOSTS"),
        ({"CSRF_TRUSTED_ORIGINS": ["http://www.example.org"]}, "studios.E023", "CSRF_TRUSTED_ORIGINS"),
        ({"CSRF_TRUSTED_ORIGINS": ["https://*"]}, "studios.E023", "CSRF_TRUSTED_ORIGINS"),
        ({"CSRF_TRUSTED_ORIGINS": ["https://*.org"]}, "studios.E023", "CSRF_TRUSTED_ORIGINS"),
        ({"SESSION_COOKIE_SECURE": False}, "studios.E024", "SESSION_COOKIE_SECURE"),
        ({"CSRF_COOKIE_SECURE": False}, "studios.E024", "CSRF_COOKIE_SECURE"),
        ({"FIELD_ENCRYPTION_KEYS": [A_KEY, SPELLS_WORDS]}, "studios.E026", "FIELD_ENCRYPTION_KEYS"),
        ({"MAGICLINE_ALLOWED_HOSTS": []}, "studios.E020", "MAGICLINE_ALLOWED_HOSTS"),
        ({"MAGICLINE_ALLOWED_HOSTS": ["*"]}, "studios.E020", "MAGICLINE_ALLOWED_HOSTS"),
        ({"MAGICLINE_ALLOWED_HOSTS": ["."]}, "studios.E020", "MAGICLINE_ALLOWED_HOSTS"),
        ({"MAGICLINE_ALLOWED_HOSTS": [".com"]}, "studios.E020", "MAGICLINE_ALLOWED_HOSTS"),
        ({"MAGICLINE_ALLOWED_HOSTS": [".Open-API.magicline.com"]}, "studios.E020", "MAGICLINE_ALLOWED_HOSTS"),
        ({"MAGICLINE_ALLOWED_HOSTS": ["https://a.magicline.com"]}, "studios.E020", "MAGICLINE_ALLOWED_HOSTS"),
        ({"CACHES": _cache("db.DatabaseCache")}, "studios.E028", "CACHE_URL"),
        ({"CACHES": _cache("filebased.FileBasedCache")}, "studios.E028", "CACHE_URL"),
        ({"CACHES": _cache("dummy.DummyCache")}, "studios.E028", "CACHE_URL"),
        ({"UPSTREAM_PER_MINUTE": 0}, "studios.E029", "UPSTREAM_PER_MINUTE"),
        ({"UPSTREAM_BROWSING_PERCENT": 0}, "studios.E029", "UPSTREAM_BROWSING_PERCENT"),
        ({"UPSTREAM_BROWSING_PERCENT": 101}, "studios.E029", "UPSTREAM_BROWSING_PERCENT"),
        ({"METRICS_TOKEN": "secret"}, "studios.E027", "METRICS_TOKEN"),
        ({"LOG_FORMAT": "xml"}, "studios.E021", "LOG_FORMAT"),
        ({"DEFAULT_FROM_EMAIL": "bookings@localhost"}, "studios.W010", "DEFAULT_FROM_EMAIL"),
        ({"OPERATOR_EMAIL": ""}, "studios.W011", "OPERATOR_EMAIL"),
        (ELSEWHERE, "studios.W012", "EMAIL_URL"),
    ],
)
def test_each_problem_has_an_id_and_says_what_to_set(
    settings: dict[str, object], problem: str, names: str
) -> None:
    problems = found(**{**COMPLETE, **settings})

    assert list(problems) == [problem]
    assert names in problems[problem]
    assert "Set it to" in problems[problem]


@pytest.mark.parametrize(
    "settings",
    [
        {"ALLOWED_HOSTS": ["book.example.org", ".Example.org", "127.0.0.1", "[::1]", "web"]},
        {"CSRF_TRUSTED_ORIGINS": ["https://www.example.org", "https://*.example.org:8443"]},
        {"MAGICLINE_ALLOWED_HOSTS": ["my-gym.open-api.magicline.com", ".open-api.magicline.com"]},
        ELSEWHERE | {"EMAIL_USE_TLS": True},
        ELSEWHERE | {"EMAIL_HOST": "localhost"},
        {"LOG_FORMAT": "line"},
        {"CACHES": _cache("redis.RedisCache", LOCATION="redis://cache.example.org/0")},
        {"UPSTREAM_PER_MINUTE": 1, "UPSTREAM_BROWSING_PERCENT": 100},
    ],
)
def test_what_a_real_site_may_set_is_no_problem(settings: dict[str, object]) -> None:
    assert found(**{**COMPLETE, **settings}) == {}


def test_whoever_develops_is_not_bothered() -> None:
    careless = {
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": [],
        "OPERATOR_EMAIL": "",
        "SESSION_COOKIE_SECURE": False,
    }

    assert found(DEBUG=True, FIELD_ENCRYPTION_KEYS=[SPELLS_WORDS], **careless) == {}


SAFE = {
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_HSTS_PRELOAD": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "X_FRAME_OPTIONS": "DENY",
    "SECURE_CONTENT_TYPE_NOSNIFF": True,
}


@pytest.mark.parametrize("name", SAFE)
def test_what_is_switched_off_is_named_before_a_deployment(name: str) -> None:
    with override_settings(**COMPLETE | SAFE):
        safe = [one for one in checks.run_checks(include_deployment_checks=True) if name in one.msg]
    with override_settings(**COMPLETE | SAFE | {name: type(SAFE[name])()}):
        unsafe = [one for one in checks.run_checks(include_deployment_checks=True) if name in one.msg]

    assert safe == []
    assert unsafe


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_HOSTS", "*"),
        ("SECURE_SSL_REDIRECT", "0"),
        ("SESSION_COOKIE_SECURE", "0"),
        ("MAGICLINE_ALLOWED_HOSTS", "*"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_the_environment_alone_decides_and_the_command_fails(name: str, value: str) -> None:
    answer = manage("check", "--deploy", "--fail-level=WARNING", **{name: value})

    assert answer.returncode == 1
    assert name in answer.stderr
    assert "Traceback" not in answer.stderr
