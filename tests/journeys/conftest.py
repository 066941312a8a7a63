"""Chromium, as a phone of 390 pixels, with and without JavaScript; every page it opens is watched.

A journey fails on any message of the content security policy, on any script error, and on any answer of 500.
Where Chromium is missing these tests are left out, unless REQUIRE_BROWSER says that they may not be.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Response
from pytest_django.live_server_helper import LiveServer

from studios.models import Studio

# Playwright's own event loop runs in the thread of the test, where Django would refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--disable-quic"]  # fmt: skip


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("Chromium is missing, and REQUIRE_BROWSER is set")
        pytest.skip("no Chromium on this machine")
    browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def site(live_server: LiveServer, transactional_db: None, studios: dict[str, Studio]) -> str:
    """The running site's address, with the four studios."""
    return live_server.url


@pytest.fixture
def phone(chromium: Browser, site: str) -> Iterator[Callable[..., BrowserContext]]:
    """Opens browsers: `phone(javascript=False, language="de")`; closes them and reports what they complained about."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    # A test that cuts the connection makes the browser and htmx say so.
    expected = ("status of", "net::ERR_FAILED", "htmx:")

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(words in message.text for words in expected):
            complaints.append(message.text)

    def on_response(response: Response) -> None:
        if response.status == 500:
            complaints.append(f"500 at {response.url}")

    def watch(page: Page) -> None:
        page.on("console", on_console)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("response", on_response)

    def open_phone(
        *,
        javascript: bool = True,
        language: str = "en",
        width: int = 390,
        scheme: Literal["light", "dark"] = "light",
    ) -> BrowserContext:
        context = chromium.new_context(
            base_url=site,
            java_script_enabled=javascript,
            locale={"en": "en-GB", "de": "de-DE"}[language],
            viewport={"width": width, "height": 844},
            color_scheme=scheme,
        )
        context.set_default_timeout(15_000)
        context.on("page", watch)
        opened.append(context)
        return context

    yield open_phone
    for context in opened:
        context.close()
    assert not complaints, complaints


@pytest.fixture
def snap() -> Callable[[Page, str], None]:
    """Keeps a screenshot where SCREENSHOTS names a folder."""

    def keep(page: Page, name: str) -> None:
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return keep
