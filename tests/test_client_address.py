"""Where a request comes from: what the visitor writes is not believed, and one subscriber is one client."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from studios.client_address import client_address


def asked(direct: str, forwarded: str | None = None) -> str:
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=direct, **headers))


@pytest.fixture
def behind_proxy(settings: Settings) -> None:
    settings.BEHIND_PROXY = True


def test_without_a_proxy_the_header_is_not_believed() -> None:
    assert asked("192.0.2.1", "198.51.100.7") == "192.0.2.1"


@pytest.mark.usefixtures("behind_proxy")
def test_behind_the_proxy_only_its_own_entry_is_believed() -> None:
    assert asked("10.0.0.1", "203.0.113.9, 198.51.100.7") == "198.51.100.7"


@pytest.mark.usefixtures("behind_proxy")
@pytest.mark.parametrize("header", [None, "", "unknown", "203.0.113.9, _hidden"])
def test_a_header_without_an_address_leaves_the_direct_one(header: str | None) -> None:
    assert asked("10.0.0.1", header) == "10.0.0.1"


def test_all_addresses_of_an_ipv6_subscriber_are_one_client() -> None:
    assert asked("2001:db8:1:2::1") == asked("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert asked("2001:db8:1:3::1") != asked("2001:db8:1:2::1")


def test_an_ipv4_address_in_ipv6_clothes_is_the_same_client() -> None:
    assert asked("::ffff:192.0.2.1") == asked("192.0.2.1")


@pytest.mark.usefixtures("behind_proxy")
@pytest.mark.parametrize(
    ("entry", "client"),
    [("198.51.100.7:4711", "198.51.100.7"), ("[2001:db8:1:2::1]:4711", "2001:db8:1:2::/64")],
)
def test_a_port_is_left_out(entry: str, client: str) -> None:
    assert asked("10.0.0.1", entry) == client


def test_a_socket_file_has_no_address() -> None:
    assert asked("") == ""
