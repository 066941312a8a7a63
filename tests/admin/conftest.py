"""The desk: browsers that are signed in to the admin."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client as Browser

from studios.legal.finding import REQUIRED
from studios.models import LegalPage, Studio


@pytest.fixture
def desk(db: None) -> Browser:
    """Somebody who may do everything."""
    browser = Browser()
    browser.force_login(User.objects.create_superuser("desk"))
    return browser


@pytest.fixture
def legal_pages(db: None) -> None:
    """What has to be there before a studio goes live, for the whole site."""
    for kind in REQUIRED:
        LegalPage.objects.create(kind=kind, language="de", text="Das hier.")


@pytest.fixture
def clerk(db: None) -> Callable[..., Browser]:
    """Somebody who may do only what is named, at all studios: `clerk("view_studio")`."""

    def browser(*codenames: str) -> Browser:
        user = User.objects.create_user("clerk", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        user.studios.set(Studio.objects.only("pk"))
        client = Browser()
        client.force_login(user)
        return client

    return browser
