"""Over TLS the same holds: whom to trust, one connection for many calls, and the deadline."""

import ssl
import time

import pytest
import requests.adapters

from studios.magicline.errors import NoAnswer, NotSent
from tests.certificates import make_certificate
from tests.magicline.rude_server import answer, drips, http


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def tls(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def _trusted(certificate, monkeypatch):
    monkeypatch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", str(certificate))


@pytest.mark.usefixtures("_trusted")
def test_calls_share_one_encrypted_connection(rude, client_at, tls):
    server = rude(answer(200, b"[]"), tls=tls)
    client = client_at(server.url, insecure_http=False)

    for _ in range(3):
        assert client.bookings(7) == []

    assert len(server.requests) == 3
    assert server.connections == 1


@pytest.mark.usefixtures("_trusted")
@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\n\r\n"], ids=["headers", "body"])
def test_a_dripped_answer_ends_at_the_deadline(rude, client_at, tls, head):
    server = rude(drips(head + http(200, b" " * 500), 0.05), tls=tls)
    started = time.monotonic()

    with pytest.raises(NoAnswer):
        client_at(server.url, read_seconds=0.4).bookings(7)

    assert 0.3 < time.monotonic() - started < 3


def test_a_certificate_that_nobody_vouches_for_gets_no_key(rude, client_at, tls):
    server = rude(answer(200, b"[]"), tls=tls)

    with pytest.raises(NotSent):
        client_at(server.url).bookings(7)

    assert server.requests == []


def test_a_server_that_speaks_no_tls_gets_no_key(rude, client_at):
    server = rude(answer(200, b"[]"))

    with pytest.raises(NotSent):
        client_at(f"https://127.0.0.1:{server.port}", read_seconds=0.4).bookings(7)

    assert not [request for request in server.requests if "x-api-key" in request.headers]
