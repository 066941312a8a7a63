"""Who may see a page is decided by somebody, not forgotten."""

from collections.abc import Callable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver

# The audiences there are: `studios.pages.anyone` and `studios.signing_in.session.member_required` write them.
AUDIENCES = {"anyone", "member", "operator", "this machine", "vendor"}


def views(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, Callable]]:
    """Address and view of every page but those of Django's own admin, which asks for permissions itself."""
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield address, entry.callback
        elif entry.app_name != "admin":
            yield from views(entry, address)


def test_every_page_says_who_may_see_it() -> None:
    silent = {
        address: getattr(view, "audience", None)
        for address, view in views(get_resolver())
        if getattr(view, "audience", None) not in AUDIENCES
    }

    assert silent == {}


def test_the_rule_looks_at_the_pages_there_are() -> None:
    addresses = [address for address, _ in views(get_resolver())]

    assert "/bookings/" in addresses
    assert "/admin/login/" not in addresses  # Django's own are left out, and ours below their address are not
