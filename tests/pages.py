"""Reading answers as a member would: marks, links and forms in the HTML."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import requests
from django.test import Client as Browser


class Answer:
    """What `Page` reads, from an answer of `requests`."""

    def __init__(self, answer: requests.Response) -> None:
        self.content = answer.content
        self.status_code = answer.status_code
        self.url = answer.url


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """The elements of a page, in order, and its whole text."""

    answer: Any
    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[Element] = []
        self.text = ""
        self.html = self.answer.content.decode()
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in ("br", "img", "input", "meta", "link", "hr"):
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.text += data
        for element in self._open:
            element.text += data

    def all(self, mark: str) -> list[Element]:
        """Every element that carries the attribute `mark`."""
        return [element for element in self.elements if mark in element.attributes]

    def values(self, mark: str) -> list[str]:
        return [element.attributes[mark] for element in self.all(mark)]

    def value(self, mark: str) -> str:
        """The one value of `mark`; fails when there is none or more than one."""
        (value,) = self.values(mark)
        return value

    def link(self, text: str) -> str:
        """Where the first link with this text leads."""
        return next(
            e.attributes["href"] for e in self.elements if e.tag == "a" and text in " ".join(e.text.split())
        )

    def fields(self) -> dict[str, str]:
        """The named inputs of the page's forms, as they would be sent."""
        return {
            e.attributes["name"]: e.attributes.get("value", "")
            for e in self.elements
            if e.tag == "input" and "name" in e.attributes
        }


def get(browser: Browser, url: str, **more: Any) -> Page:
    return Page(browser.get(url, follow=True, **more))


def submit(browser: Browser, url: str, page: Page, **changed: str) -> Page:
    """Sends the page's form to `url` and follows where it leads."""
    return Page(browser.post(url, page.fields() | changed, follow=True))
