"""More than any form holds, lengths that are not true, and texts without end: refused in a sentence, never a 500."""

import io
import json
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client as Browser
from django.test import RequestFactory

from studios.models import Challenge, Studio
from tests.pages import Page

FORM = "application/x-www-form-urlencoded"
TOO_MUCH = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1
ADDRESS = urlencode({"email": "ada@example.org"}).encode()


class Wire(io.BytesIO):
    """A request's body that remembers how much of it was read."""

    def answered(self, path: str = "/sign-in/", **meta: object) -> tuple[int, str]:
        """What the whole site says, as its server would ask it; without a length unless `meta` has one."""
        environ = RequestFactory().post(path, content_type=str(meta.get("CONTENT_TYPE", FORM))).META
        environ.pop("CONTENT_LENGTH", None)
        said: list[str] = []
        body = WSGIHandler()(
            {**environ, "wsgi.input": self, **meta}, lambda status, headers: said.append(status)
        )
        text = b"".join(body).decode()
        body.close()
        return int(said[0][:3]), text


def test_a_form_that_is_too_large_is_refused_in_a_sentence_and_nothing_of_it_kept(db: None) -> None:
    answer = Browser().post("/sign-in/", {"email": "a" * TOO_MUCH + "@example.org"})

    page = Page(answer)
    assert answer.status_code == 413
    assert "larger than anything this site asks for" in page.text
    assert answer["X-Request-ID"] in page.text
    assert not Challenge.objects.exists()


@pytest.mark.parametrize(
    "path", ["/sign-in/", "/bookings/x/cancel/", "/admin/login/", "/webhooks/magicline/", "/"]
)
@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=x", "application/json", "text/plain"])
def test_of_what_announces_too_much_nothing_is_read(db: None, path: str, kind: str) -> None:
    wire = Wire(b"x" * 1000)

    status, _text = wire.answered(path, CONTENT_LENGTH=str(10**12), CONTENT_TYPE=kind)

    assert status == 413
    assert wire.tell() == 0


@pytest.mark.parametrize("length", ["nonsense", "-1", "", "1e3", "٣", "9" * 5000])
def test_a_length_that_is_none_is_no_500(db: None, length: str) -> None:
    for kind in (FORM, "multipart/form-data; boundary=x"):
        status, _text = Wire(ADDRESS).answered(CONTENT_LENGTH=length, CONTENT_TYPE=kind)

        assert 400 <= status < 500


def test_a_length_that_is_none_is_refused_where_a_form_has_its_token(db: None) -> None:
    """Past that check Django would read it as a number."""
    browser = Browser()
    for length in ("nonsense", "-1", "1e3"):
        assert browser.generic("POST", "/sign-in/", b"", FORM, CONTENT_LENGTH=length).status_code == 400


def test_no_more_is_read_than_was_announced(db: None) -> None:
    wire = Wire(ADDRESS + b"x" * TOO_MUCH)

    status, _text = wire.answered(CONTENT_LENGTH=str(len(ADDRESS)))

    assert status == 403  # the form's token is not there
    assert wire.tell() <= len(ADDRESS)


def test_a_body_that_ends_before_its_time_is_no_500(db: None) -> None:
    for kind in (FORM, "multipart/form-data; boundary=x"):
        status, _text = Wire(b"email=a").answered(CONTENT_LENGTH="200", CONTENT_TYPE=kind)

        assert 400 <= status < 500


def test_a_body_in_chunks_is_as_good_as_none(db: None) -> None:
    wire = Wire(b"x" * TOO_MUCH)

    status, text = wire.answered(HTTP_TRANSFER_ENCODING="chunked", **{"wsgi.input_terminated": True})

    assert status == 403
    assert "Please send that once more" in text
    assert wire.tell() == 0


def test_a_sender_who_goes_away_is_no_500(db: None) -> None:
    class Gone(Wire):
        def read(self, *_: object) -> bytes:
            raise ConnectionResetError

        readline = read

    for kind in (FORM, "multipart/form-data; boundary=x"):
        assert Gone().answered(CONTENT_LENGTH="20", CONTENT_TYPE=kind)[0] < 500


def fields(number: int) -> dict[str, str]:
    return {f"field{one}": "x" for one in range(number)}


def files(number: int, size: int = 10) -> dict[str, object]:
    return {f"file{one}": SimpleUploadedFile("a.png", b"x" * size) for one in range(number)}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (lambda: fields(1001), None),
        (lambda: urlencode(fields(1001)), FORM),
        (lambda: files(11), None),
        (lambda: files(1, settings.LARGEST_UPLOAD), None),
        (lambda: files(1, 300_000) | {"email": "x" * TOO_MUCH}, None),
    ],
    ids=["fields", "fields of a plain form", "files", "a large file", "text beside a file"],
)
def test_too_many_or_too_large_parts_are_refused(
    db: None, data: Callable[[], object], kind: str | None
) -> None:
    answer = Browser().post("/sign-in/", data(), **({"content_type": kind} if kind else {}))

    assert answer.status_code == 413
    assert not Challenge.objects.exists()


def test_a_file_that_nobody_asked_for_is_left_alone(db: None) -> None:
    answer = Browser().post("/sign-in/", files(1, 3_000_000))

    assert answer.status_code == 200
    assert not Challenge.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/?q=" + "x" * 100_000,
        "/studios/" + "x" * 5_000 + "/",
        "/studios/hafen/appointments/" + "9" * 300 + "/",
        "/bookings/" + "x" * 5_000 + "/",
        "/calendar/" + "x" * 5_000 + ".ics",
        "/sign-in/?next=/" + "x" * 50_000,
        "/sign-in/code/?link=" + "x" * 50_000,
        "/language/?next=/" + "%C3%A4" * 9_000,
        "/?" + "&".join(["a=1"] * 1001),
        "/%FF%FE/?q=%FF",
    ],
    ids=lambda path: path[:24],
)
def test_no_address_is_too_long_for_an_answer(client: Browser, hafen: Studio, path: str) -> None:
    assert client.get(path).status_code in (200, 302, 404, 413)


def test_a_header_without_end_is_no_500(client: Browser, hafen: Studio) -> None:
    for name in ("cookie", "accept-language", "referer", "hx-current-url", "x-request-id", "x-api-key"):
        answer = client.get("/me/", headers={name: "sessionid=" + "x" * 100_000})

        assert answer.status_code < 500


def test_json_within_json_without_end_is_no_500(client: Browser, hafen: Studio) -> None:
    deep = json.loads("[]")
    for _ in range(900):
        deep = [deep]
    for raw in (json.dumps(deep), "[" * 100_000, '{"a":' * 40_000):
        answer = client.post(
            "/webhooks/magicline/", raw, "application/json", headers={"x-api-key": hafen.webhook_key}
        )

        assert answer.status_code in (400, 413)
