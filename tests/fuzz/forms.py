"""What a page lets somebody do: the links it has, and the forms with what would be sent."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit


@dataclass
class Form:
    """One form: where it goes, and its fields with the values they have; a field may have several."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """Collects `links` and `forms` of one page, with addresses made whole."""

    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.links: set[str] = set()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "a" | "img":
                self._link(given.get("href") or given.get("src", ""))
            case "form":
                action = urljoin(self.address, given.get("action", "")) or self.address
                self._form = Form(action, given.get("method", "get").lower())
                self.forms.append(self._form)
            case "input" | "button":
                self._input(given)
            case "select":
                self._select = given.get("name", "")
            case "option":
                self._choose(given)
            case "textarea":
                self._textarea = given.get("name", "")
                self._keep(self._textarea, "")
        for name in ("hx-get", "data-href"):
            self._link(given.get(name, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea and self._form:
            self._form.fields[-1] = (self._textarea, data)

    def _link(self, address: str) -> None:
        whole = urlsplit(urljoin(self.address, address))
        if address and whole.netloc in ("", "testserver") and whole.scheme in ("", "http"):
            self.links.add(f"{whole.path}?{whole.query}" if whole.query else whole.path)

    def _input(self, given: dict[str, str]) -> None:
        kind, name = given.get("type", ""), given.get("name", "")
        if not name or self._form is None:
            return
        if kind == "file":
            self._form.files.append(name)
        elif kind not in ("checkbox", "radio") or "checked" in given:
            self._form.fields.append((name, given.get("value", "")))

    def _choose(self, given: dict[str, str]) -> None:
        """An option that is chosen, or else the first, as browsers send it."""
        if "selected" in given:
            if self._form and (self._select, "") in self._form.fields:
                self._form.fields.remove((self._select, ""))
            self._keep(self._select, given.get("value", ""))

    def _keep(self, name: str, value: str) -> None:
        if name and self._form is not None:
            self._form.fields.append((name, value))


def read(address: str, html: str) -> Reader:
    """The links and forms of the page at `address`."""
    reader = Reader(address)
    reader.feed(html)
    return reader
