"""Pages that were kept as they came, to be opened in a browser one after another."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.test import Client as Browser
from django.urls import Resolver404, resolve
from playwright.sync_api import Page as BrowserPage
from playwright.sync_api import Route

SCREENS = ("document", "stylesheet", "script", "image", "font", "manifest")


@dataclass(frozen=True)
class State:
    """One page as it came. `views` are the names of its address and of those that led to it, `templates` what it was
    written with.
    """

    name: str
    path: str
    status: int
    html: str
    headers: dict[str, str]
    views: frozenset[str]
    templates: frozenset[str]


@dataclass
class Album:
    """States by name, in the order they were kept in."""

    states: dict[str, State] = field(default_factory=dict)

    @property
    def templates(self) -> set[str]:
        return {template for state in self.states.values() for template in state.templates}

    @property
    def views(self) -> set[str]:
        return {view for state in self.states.values() for view in state.views}

    def keep(
        self,
        name: str,
        answer: Any,
        *,
        asked: str = "",
        shows: str = "",
        status: int | None = None,
        template: str = "",
    ) -> Any:
        """Keeps an answer, after redirects, under a new name; it has to be a page that holds the words `shows`. Of one
        that came past Django's test client, `template` says what it was written with.
        """
        html = answer.content.decode()
        assert answer["Content-Type"].startswith("text/html"), name
        assert "<main" in html, name
        assert shows in html, f"{name} does not show {shows}: {html[html.index('<main') :][:1500]}"
        assert status in (None, answer.status_code), (name, answer.status_code)
        assert name not in self.states, f"two states are called {name}"
        request = getattr(answer, "request", {})
        path = request.get("PATH_INFO", "/")
        query = request.get("QUERY_STRING", "")
        self.states[name] = State(
            name,
            f"{path}?{query}" if query else path,
            answer.status_code,
            html,
            dict(answer.items()),
            frozenset(view_of(one) for one in (path, urlsplit(asked).path)),
            frozenset(one.name for one in getattr(answer, "templates", ()) if one.name) | {template} - {""},
        )
        return answer

    def get(
        self, browser: Browser, name: str, path: str, *, shows: str = "", status: int | None = 200
    ) -> Any:
        return self.keep(name, browser.get(path, follow=True), asked=path, shows=shows, status=status)

    def post(self, browser: Browser, name: str, path: str, data: dict[str, str], *, shows: str = "") -> Any:
        return self.keep(name, browser.post(path, data, follow=True), asked=path, shows=shows)


def view_of(path: str) -> str:
    """The name of an address, with that of its part of the site; empty where there is none."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def open_state(page: BrowserPage, state: State) -> None:
    """Shows the page as it was kept, with its headers, at its own address. Nothing is asked for on its behalf."""
    page.unroute_all()

    def answer(route: Route) -> None:
        asked = route.request
        if asked.is_navigation_request():
            headers = {name: value for name, value in state.headers.items() if name.lower() != "set-cookie"}
            route.fulfill(status=200, headers=headers, body=state.html)
        elif asked.resource_type in SCREENS and "/static/" in urlsplit(asked.url).path:
            route.continue_()
        else:
            route.abort()

    page.route("**/*", answer)
    page.goto(state.path)
