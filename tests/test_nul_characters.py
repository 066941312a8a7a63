"""NUL characters, which PostgreSQL cannot even be asked for: pages answer as if they had not been sent."""

import pytest
from django.test import Client as Browser

from studios.models import Studio


def test_a_session_cookie_with_one_is_no_session(client: Browser, db: None) -> None:
    answer = client.get("/me/", headers={"cookie": 'sessionid="abcdefghijkl\\000"; theme=dark'})

    assert answer.wsgi_request.COOKIES == {"theme": "dark"}
    assert answer.status_code == 302
    assert answer.url.startswith("/sign-in/")


@pytest.mark.parametrize(
    "path", ["/admin/studios/attempt/?state__exact=%00", "/admin/studios/studio/?stage__exact=%00"]
)
def test_the_desk_may_filter_by_one(admin_client: Browser, path: str) -> None:
    answer = admin_client.get(path)

    assert answer.status_code < 400
    assert "\0" not in str(answer.wsgi_request.GET.dict().values())


@pytest.mark.parametrize(
    "path", ["/?q=%00", "/studios/hafen/?start=20%0026", "/sign-in/?next=/studios/%00", "/%00/"]
)
def test_no_address_that_holds_one_is_too_much(
    client: Browser, studios: dict[str, Studio], path: str
) -> None:
    answer = client.get(path)

    assert answer.status_code in (200, 302, 404)
    assert not any("\0" in value for value in answer.wsgi_request.GET.values())
