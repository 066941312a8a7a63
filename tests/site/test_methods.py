"""Only methods that some page answers get as far as a page."""

import pytest
from django.contrib.auth.models import User
from django.test import Client as Browser

from studios.models import Studio


@pytest.fixture
def desk(db: None) -> Browser:
    browser = Browser()
    browser.force_login(User.objects.create_superuser("desk"))
    return browser


@pytest.mark.parametrize(
    "path", ["/", "/admin/", "/admin/studios/studio/", "/webhooks/magicline/", "/nowhere/"]
)
@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "CONNECT", "NONSENSE"])
def test_all_others_are_refused(desk: Browser, hafen: Studio, path: str, method: str) -> None:
    answer = desk.generic(method, path, secure=True)

    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, POST"
    assert answer.content == b""
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_pages_of_the_desk_are_there(desk: Browser, method: str) -> None:
    assert desk.generic(method, "/admin/").status_code == 200
