"""Name and password: a limited number of tries, the same answer for every name, and nothing typed in the log."""

from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client as Browser
from pytest_django import Settings

from studios.models import Tries
from studios.staff import limits
from tests.pages import Page
from tests.staff.logging_in.conftest import PASSWORD, Clock, Colleague

TOO_MANY = "Too many tries. Wait 15\xa0minutes, or ask somebody who manages the accounts here."


def attempt(name: str, password: str = "wrong", client: str = "192.0.2.1") -> HttpResponse:
    """From a browser of its own, as somebody who guesses would."""
    data = {"username": name, "password": password, "next": "/admin/"}
    return Browser().post("/admin/login/", data, REMOTE_ADDR=client)


def test_after_ten_wrong_passwords_even_the_right_one_is_not_looked_at(vera: Colleague, clock: Clock) -> None:
    for number in range(10):
        assert attempt("vera", client=f"192.0.2.{number}").status_code == 200

    refused = attempt("vera", PASSWORD, client="192.0.2.99")
    clock.shift(15 * 60)
    later = attempt("vera", PASSWORD)

    assert refused.status_code == 429
    assert refused["Retry-After"] == "900"
    assert TOO_MANY in Page(refused).text
    assert later.status_code == 302


def test_another_name_is_not_held_up_by_it(vera: Colleague, colleague: Callable[..., Colleague]) -> None:
    colleague("clerk")
    for number in range(11):
        attempt("vera", client=f"192.0.2.{number}")

    assert attempt("clerk", PASSWORD).status_code == 302


def test_a_success_forgets_the_wrong_ones_before_it(vera: Colleague) -> None:
    for _round in range(2):
        for _try in range(9):
            attempt("vera")
        assert attempt("vera", PASSWORD).status_code == 302


def test_one_client_that_tries_many_names_is_held_up(
    vera: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CLIENTS", limits.Limit("staff client", most=3, within=limits.CLIENTS.within))
    for name in ("ann", "bob", "cat"):
        attempt(name)

    assert attempt("vera", PASSWORD).status_code == 429
    assert attempt("vera", PASSWORD, client="198.51.100.1").status_code == 302


def test_clients_without_an_address_are_not_taken_for_one(
    vera: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CLIENTS", limits.Limit("staff client", most=1, within=limits.CLIENTS.within))
    for name in ("ann", "bob"):
        attempt(name, client="")

    assert attempt("vera", PASSWORD, client="").status_code == 302


def test_everybody_together_is_held_up_at_last(vera: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "EVERYBODY", limits.Limit("staff", most=3, within=limits.EVERYBODY.within))
    for number in range(3):
        attempt(f"nobody {number}", client=f"192.0.2.{number}")

    assert attempt("vera", PASSWORD, client="198.51.100.1").status_code == 429


def test_names_there_are_and_names_there_are_not_get_the_same_answers(vera: Colleague) -> None:
    def answers(name: str, client: str) -> list[tuple[int, str]]:
        tried = [attempt(name, client=client) for _ in range(12)]
        return [(one.status_code, "".join(Page(one).text.split())) for one in tried]

    assert answers("vera", "192.0.2.1") == answers("nobody", "192.0.2.2")


def test_a_name_that_is_not_there_costs_the_same_work(
    vera: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = []
    real = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or real(*args))

    attempt("vera")
    known = len(hashed)
    attempt("nobody")

    assert known == len(hashed) - known == 1


def test_no_more_work_is_done_for_a_name_that_is_held_up(
    vera: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(10):
        attempt("vera", client=f"192.0.2.{number}")
    monkeypatch.setattr(MD5PasswordHasher, "encode", None)

    assert attempt("vera", PASSWORD).status_code == 429


def test_names_are_not_kept_where_tries_are_counted(vera: Colleague) -> None:
    attempt("vera")

    rows = list(Tries.objects.values())
    assert {row["kind"] for row in rows} == {"staff name", "staff client", "staff"}
    assert "vera" not in str(rows)
    assert "192.0.2.1" not in str(rows)


def test_the_password_again_counts_as_well(olga: Colleague) -> None:
    olga.log_in()
    for _ in range(10):
        olga.browser.post("/admin/second-factor/", {"password": "wrong", "recovery_codes": "1"})

    page = Page(olga.browser.post("/admin/second-factor/", {"password": PASSWORD, "recovery_codes": "1"}))

    assert TOO_MANY in page.text


def test_what_was_typed_is_in_no_log_line(vera: Colleague, caplog: pytest.LogCaptureFixture) -> None:
    attempt("my password, in the wrong field", "and another")
    vera.give_password()

    assert "Somebody tried to log in to the admin with a wrong name or password" in caplog.text
    assert f"Staff account {vera.account.pk} gave its password" in caplog.text
    assert not any(word in caplog.text for word in ("wrong field", "another", "vera", PASSWORD))


def test_an_account_that_is_not_staff_gets_the_answer_of_a_wrong_password(vera: Colleague) -> None:
    User.objects.create_user("guest", password=PASSWORD)

    assert "This name and password do not open the desk" in Page(attempt("guest", PASSWORD)).text


def test_logging_in_makes_a_new_session(vera: Colleague) -> None:
    vera.browser.get("/sign-in/?next=/me/")
    vera.browser.post("/sign-in/", {"email": "ada@example.org"})
    before = vera.browser.session.session_key

    vera.give_password()

    assert before
    assert vera.browser.session.session_key != before


def test_without_the_setting_the_password_is_enough(vera: Colleague, settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = False

    vera.give_password()

    assert vera.is_in


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short one", "at least 12 characters"),
        ("12345678910", "at least 12 characters"),
        ("olga@example", "too similar"),
        ("qwertyuiop123", "too common"),
    ],
)
def test_weak_passwords_are_refused(olga: Colleague, password: str, why: str) -> None:
    olga.log_in()
    typed = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}

    page = Page(olga.browser.post("/admin/password_change/", typed))

    assert why in page.text


def test_another_password_ends_other_sessions(olga: Colleague, clock: Clock) -> None:
    olga.log_in()
    clock.shift(60)
    elsewhere = olga.elsewhere()
    elsewhere.log_in()
    new = "another good long one"

    olga.browser.post(
        "/admin/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    )

    assert olga.is_in
    assert not elsewhere.is_in
