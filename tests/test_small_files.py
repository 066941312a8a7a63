"""Uploaded files never fill memory or disk."""

from io import BytesIO
from typing import Any

from django.test import Client as Browser
from django.test import RequestFactory


def sent(content: bytes) -> Any:
    file = BytesIO(content)
    file.name = "logo.png"
    return RequestFactory().post("/", {"logo": file, "after": "it"})


def test_a_small_file_arrives_whole() -> None:
    request = sent(b"x" * 1024 * 1024)

    assert request.FILES["logo"].size == 1024 * 1024
    assert request.FILES["logo"].read() == b"x" * 1024 * 1024


def test_of_a_large_file_only_the_size_is_known_and_the_form_goes_on() -> None:
    request = sent(b"x" * 5 * 1024 * 1024)

    assert request.FILES["logo"].size == 5 * 1024 * 1024
    assert len(request.FILES["logo"].read()) <= 1024 * 1024
    assert request.POST["after"] == "it"


def test_more_files_than_any_form_has_are_refused() -> None:
    answer = Browser(raise_request_exception=False).post(
        "/language/", {"a": BytesIO(b"x"), "b": BytesIO(b"y")}
    )

    assert answer.status_code == 413
