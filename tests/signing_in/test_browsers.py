"""A code is good in the browser that asked for it, and in no other."""

from django.conf import settings

from studios.management.worker import run_due_tasks
from studios.models import Challenge, Member
from tests.signing_in.conftest import Visitor, mailed, newest_code, newest_link


def elsewhere(visitor: Visitor) -> tuple[Visitor, dict[str, str]]:
    """Another browser, and the form of `visitor` as it would send it."""
    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()
    other = Visitor()
    other.get("/sign-in/")
    return other, {"challenge": str(Challenge.objects.get().pk)}


def test_a_code_does_not_work_in_another_browser(visitor: Visitor) -> None:
    other, form = elsewhere(visitor)

    page = other.type_code(newest_code(), **form)

    assert "only in the browser that asked for it" in page.text
    assert not Member.objects.exists()
    assert Challenge.objects.get().guesses == 0
    assert "Ada Lindqvist" in visitor.type_code(newest_code()).text


def test_another_browser_is_not_told_whose_sign_in_it_is(visitor: Visitor) -> None:
    other, form = elsewhere(visitor)

    pages = [
        other.type_code("nonsense", **form),
        other.post("/sign-in/code/again/", form),
        other.get("/sign-in/code/"),
        other.get("/sign-in/"),
    ]

    assert not any("ada@example.org" in page.html for page in pages)


def test_another_browser_has_no_mail_sent(visitor: Visitor) -> None:
    other, form = elsewhere(visitor)
    Challenge.objects.update(mail_wanted_at=Challenge.objects.get().created_at.replace(year=2020))

    other.post("/sign-in/code/again/", form)
    run_due_tasks()

    assert len(mailed()) == 1


def test_a_browser_without_cookies_is_no_browser_that_asked(visitor: Visitor) -> None:
    _other, form = elsewhere(visitor)
    Challenge.objects.update(asked_by="")

    page = Visitor().type_code(newest_code(), **form)

    assert "only in the browser that asked for it" in page.text


def test_a_code_works_although_another_session_was_begun_meanwhile(visitor: Visitor) -> None:
    """The form names its sign-in, and the browser is known by a cookie that outlives sessions."""
    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()
    del visitor.browser.cookies[settings.SESSION_COOKIE_NAME]

    page = visitor.type_code(newest_code(), challenge=str(Challenge.objects.get().pk))

    assert "Ada Lindqvist" in page.text


def test_the_page_of_the_link_says_whom_it_signs_in_and_that_somebody_else_may_have_asked(
    visitor: Visitor,
) -> None:
    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()

    page = Visitor().get(newest_link())

    assert "signs this browser in with ada@example.org" in " ".join(page.text.split())
    assert "Anybody can type an address" in page.text
