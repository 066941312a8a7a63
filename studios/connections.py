"""From a studio's row to a client that speaks for it: always with that studio's own key."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from booking_site import request_ids
from studios import failures, upstream_calls
from studios.brakes.gate import Brakes
from studios.magicline.appointments import Slot
from studios.magicline.client import Client
from studios.magicline.errors import MagiclineError, NotSent
from studios.magicline.gate import Gate, Gates
from studios.magicline.studio import StudioInformation
from studios.models import Studio

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
P = ParamSpec("P")

# Eight studios with four windows each: more wait for their turn. `transport` keeps connections for as many.
MOST_AT_ONCE = 32

# Wall clock, everything included: how long a visitor can be asked to wait for a page, and for a booking.
READ_SECONDS = 8.0
WRITE_SECONDS = 15.0

# Every upstream call asks and tells the gate. Who may keep one from leaving stands first, who only watches last.
gate: Gate = Gates(Brakes(), failures.diary, upstream_calls.Counts())

# What a question about a key may be answered with, and is no failure then: whether it may do something, and for one
# that was just typed, whether it is one at all.
ABOUT_RIGHTS = frozenset({403})
ABOUT_A_NEW_KEY = frozenset({401, 403})


class ForbiddenUpstream(NotSent):
    """A base URL that this site may not send a key to; the text is a sentence for the studio's admin."""


class AskedTooOften(NotSent):
    """One visitor has had so much asked that the studios are not asked for them now; `retry_after` says how long."""


def to(
    studio: Studio,
    *,
    language: str = "",
    seconds: float | None = None,
    expected_refusals: frozenset[int] = frozenset(),
    browsing: bool = False,
) -> Client:
    """A client for calls about `studio`, with its key and the visitor's language (or `language`).

    `seconds`: how long its reads may take, where that is not `READ_SECONDS`. `expected_refusals` are statuses that the
    caller takes for an answer: they are noted as failures nowhere. `browsing`: nothing is booked or cancelled by these
    calls, and whoever waits for them can be shown something else; they are the first to go without (see `brakes`).
    Raises `ForbiddenUpstream` for a base URL outside the allowed hosts: no key ever leaves for another one.
    """
    check_base_url(studio.base_url)
    return Client(
        studio.base_url,
        studio.api_key,
        studio=studio.slug,
        language=language or get_language() or studio.language,
        gate=gate,
        expected_refusals=expected_refusals,
        browsing=browsing,
        days_ahead_limit=studio.days_ahead_limit,
        read_seconds=READ_SECONDS if seconds is None else seconds,
        write_seconds=WRITE_SECONDS,
        insecure_http=settings.INSECURE_HTTP,
    )


def check_base_url(url: str) -> None:
    """Raises `ForbiddenUpstream` unless `url` is https on an allowed host, or on loopback with `INSECURE_HTTP`."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ForbiddenUpstream(_("This is not an address.")) from None
    # Characters that one parser reads as the end of the host and another drops: the key would follow the other one.
    if not (url.isascii() and url.isprintable()) or set(url) & set("\\ "):
        raise ForbiddenUpstream(_("This is not an address."))
    if set(url) & set("@?#"):  # empty ones included, which a parser does not show
        raise ForbiddenUpstream(_("The base URL holds only scheme, host and path."))
    if (
        settings.INSECURE_HTTP
        and parts.scheme in ("http", "https")
        and host in ("127.0.0.1", "localhost", "::1")
    ):
        return
    if parts.scheme != "https":
        raise ForbiddenUpstream(_("The base URL must start with https://."))
    if port not in (None, 443) or not any(
        _is_host(host, allowed) for allowed in settings.MAGICLINE_ALLOWED_HOSTS
    ):
        raise ForbiddenUpstream(
            _("%(host)s is not one of the hosts this site may call (MAGICLINE_ALLOWED_HOSTS).")
            % {"host": host}
        )


def _is_host(host: str, allowed: str) -> bool:
    return host.endswith(allowed) if allowed.startswith(".") else host == allowed


def facts_of(information: StudioInformation) -> dict[str, object]:
    """What Magicline says about a studio, as `Studio.learn` takes it; what it leaves out stays as it was."""
    street = f"{information.street} {information.house_number}".strip()
    town = f"{information.zip_code} {information.city}".strip()
    facts: dict[str, object] = {
        "vendor_name": information.name[:200],
        "city": information.city[:120],
        "address": ", ".join(part for part in (street, town) if part)[:300],
        "vendor_telephone": information.telephone[:60],
        "email": information.email[:254],
    }
    if information.studio_id is not None:
        facts["vendor_studio_id"] = information.studio_id
    return {name: fact for name, fact in facts.items() if fact != ""}


def time_facts_of(slots: Iterable[Slot]) -> dict[str, str]:
    """The zone in the brackets of these slots and the form they are written in, as `Studio.learn` takes it; nothing of
    what is not the same in all of them.
    """
    starts = [slot.start for slot in slots]
    zones = {start.zone_name for start in starts if start.zone_name}
    forms = {start.written.value for start in starts}
    seen = {"zone_seen": zones, "written_seen": forms}
    return {name: values.pop() for name, values in seen.items() if len(values) == 1}


def side_by_side(questions: Mapping[K, Callable[[], T]]) -> dict[K, T | MagiclineError]:
    """Asks all at once, `MOST_AT_ONCE` at a time; an answer or the error that came instead, for each.

    The questions run in threads: they take clients and plain data with them and touch no database. How long it takes
    is bounded by the client's own deadline; where there may be more than go at once, they are given one `ends_at`.
    """
    return all_soon(questions)()


def all_soon(questions: Mapping[K, Callable[[], T]]) -> Callable[[], dict[K, T | MagiclineError]]:
    """The same while the caller goes on with something else: what it returns waits for the answers and tells them."""
    if not questions:
        return dict

    def ask(question: Callable[[], T]) -> T | MagiclineError:
        try:
            return question()
        except MagiclineError as error:
            return error

    pool = ThreadPoolExecutor(max_workers=min(MOST_AT_ONCE, len(questions)))
    try:
        asked = {name: pool.submit(_numbered(ask), question) for name, question in questions.items()}
    finally:
        pool.shutdown(wait=False)
    return lambda: {name: answer.result() for name, answer in asked.items()}


def soon(question: Callable[[], T]) -> Future[T]:
    """Asks while the caller goes on with something else; for what a question may be, see `side_by_side`.

    In a thread of its own, so that one that hangs is in nobody's way, and is left alone where its answer came to be
    needless.
    """
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="soon")
    try:
        return pool.submit(_numbered(question))
    finally:
        pool.shutdown(wait=False)


def told(answer: T) -> Future[T]:
    """What nobody has to be asked for, in the place of what `soon` gives."""
    future: Future[T] = Future()
    future.set_result(answer)
    return future


def _numbered(ask: Callable[P, T]) -> Callable[P, T]:
    """The same in a thread, which then works for the request that is served now."""
    number = request_ids.current()

    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        with request_ids.numbered(number):
            return ask(*args, **kwargs)

    return asked
