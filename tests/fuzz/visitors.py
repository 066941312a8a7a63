"""Who feeds the site: a stranger, a member, somebody of the desk. Each begins with every address there is, follows what
pages offer, and sends forms with one thing or two replaced."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver

from studios.models import Studio
from tests.conftest import member, sign_in, studios_of_the_demo
from tests.fuzz import forms, nasty
from tests.vendor import Vendor

_RAW = re.compile(rf"<{nasty.MARK}\d+>")
_OUTSIDE = re.compile(r"^(?:https?:)?[/\\]{2}(?!testserver)|^[a-z]+:(?!//testserver)", re.IGNORECASE)
_PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")
# Would end the visit: the town is torn down by its own means only.
_LEFT_ALONE = ("/admin/logout/", "/sign-out/")


def all_addresses(resolver: URLResolver | None = None, prefix: str = "/") -> set[str]:
    """Every address of the site as the URL table writes it, such as `/studios/<slug>/`."""
    found: set[str] = set()
    for entry in (resolver or get_resolver()).url_patterns:
        address = prefix + str(entry.pattern).removeprefix("^").removesuffix("$").removesuffix(r"\Z")
        found |= {address} if isinstance(entry, URLPattern) else all_addresses(entry, address)
    return {address for address in found if "(" not in address}


class Visitor:
    def __init__(self, name: str, browser: Browser) -> None:
        self.name, self.browser = name, browser
        self.browser.raise_request_exception = False
        self.known: set[str] = set()
        self.forms: list[forms.Form] = []


class Town:
    """Studios, people and their browsers, made anew; it wears down while it is fed."""

    def __init__(self, vendor: Vendor, chance: random.Random) -> None:
        call_command("flush", interactive=False, verbosity=0)
        vendor.reset()
        self.chance = chance
        self.studios = studios_of_the_demo(vendor)
        self.statuses: Counter[int] = Counter()
        self.seen: set[str] = set()
        self.visitors = [Visitor("stranger", Browser()), self._member(), self._desk()]
        for visitor in self.visitors:
            visitor.known = set(self._addresses())

    def is_ruined(self) -> bool:
        """Somebody deleted what the rest stands on."""
        return (
            Studio.objects.count() < len(self.studios) or not User.objects.filter(is_superuser=True).exists()
        )

    def step(self) -> list[str]:
        """One request of somebody; what was wrong with its answer, in words."""
        visitor = self.chance.choice(self.visitors)
        if visitor.forms and self.chance.random() < 0.5:
            return self._send(visitor, self.chance.choice(visitor.forms))
        return self._look(visitor, self.chance.choice(sorted(visitor.known)))

    # Making

    def _member(self) -> Visitor:
        browser = Browser()
        sign_in(browser, member(self.studios["hafen"], "ada"))
        return Visitor("ada", browser)

    def _desk(self) -> Visitor:
        browser = Browser()
        browser.force_login(User.objects.create_superuser("desk"))
        return Visitor("desk", browser)

    def _addresses(self) -> Iterator[str]:
        """Every address with what is there, and with what is not."""
        there = {"slug": "hafen", "object_id": "1", "app_label": "studios", "appointment_id": "101"}
        for address in sorted(all_addresses()):
            yield _PLACE.sub(lambda place: there.get(place[2], "1"), address)
            yield _PLACE.sub(lambda place: quote(self._odd(place[1]), safe=""), address)

    def _odd(self, kind: str) -> str:
        return "9" * 30 if kind == "int" else (nasty.value(self.chance).replace("/", "") or "x")

    # Feeding

    def _look(self, visitor: Visitor, address: str) -> list[str]:
        parts = urlsplit(address)
        query = parse_qsl(parts.query, keep_blank_values=True)
        if self.chance.random() < 0.6:
            query = self._replaced(query)
        if self.chance.random() < 0.3:
            query.append((self.chance.choice(nasty.NAMES), nasty.value(self.chance)))
        headers = {"HX-Request": "true"} if self.chance.random() < 0.2 else {}
        asked = f"{parts.path}?{urlencode(query)}" if query else parts.path
        if parts.path in _LEFT_ALONE:
            return []
        return self._judge(visitor, "GET", asked, visitor.browser.get(asked, headers=headers))

    def _send(self, visitor: Visitor, form: forms.Form) -> list[str]:
        if urlsplit(form.action).path in _LEFT_ALONE:
            return []
        sent = self._replaced(form.fields) if self.chance.random() < 0.9 else form.fields
        if form.method == "get":
            return self._look(visitor, f"{urlsplit(form.action).path}?{urlencode(sent)}")
        data: dict[str, object] = {}
        for name, value in sent:
            data.setdefault(name, []).append(value)  # type: ignore[attr-defined]
        for name in form.files:
            if self.chance.random() < 0.5:
                data[name] = SimpleUploadedFile(*nasty.file(self.chance))
        answer = visitor.browser.post(form.action, data)
        return self._judge(visitor, f"POST {sent!r:.400}", form.action, answer)

    def _replaced(self, fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """`fields` with one or two of them changed, doubled or left out."""
        changed = list(fields)
        for _time in range(self.chance.randint(1, 2)):
            if not changed:
                break
            place = self.chance.randrange(len(changed))
            match self.chance.randrange(8):
                case 0:
                    changed.pop(place)
                case 1:
                    changed.append((changed[place][0], nasty.value(self.chance)))
                case _:
                    changed[place] = (changed[place][0], nasty.value(self.chance))
        return changed

    # Judging

    def _judge(self, visitor: Visitor, deed: str, address: str, answer: object) -> list[str]:
        status: int = answer.status_code  # type: ignore[attr-defined]
        self.statuses[status] += 1
        self.seen.add(urlsplit(address).path)
        body = b"".join(answer).decode(errors="replace")  # type: ignore[call-overload]
        where = f"{visitor.name}: {deed} {address!r:.400} → {status}"
        wrongs = []
        # 503 is how the site says that it could not ask; the sandbox limits how often it may be asked.
        if status >= 500 and not (status == 503 and "Retry-After" in answer):  # type: ignore[operator]
            wrongs.append(where)
        kind = answer.headers.get("Content-Type", "")  # type: ignore[attr-defined]
        if "html" in kind and (raw := _RAW.search(body)):
            wrongs.append(f"{where}: {raw[0]} comes back as it is")
        leads = answer.headers.get("Location", "")  # type: ignore[attr-defined]
        if _OUTSIDE.match(leads.strip()):
            wrongs.append(f"{where}: leads to {leads}")
        if "html" in kind and status == 200:
            page = forms.read(urlsplit(address).path, body)
            visitor.known |= {link for link in page.links if len(visitor.known) < 3000}
            visitor.forms = (visitor.forms + page.forms)[-300:]
        return wrongs
