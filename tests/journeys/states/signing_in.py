"""Proving who somebody is, step by step with every mistake; what is kept about them; and leaving."""

from django.test import Client as Browser

from studios.management.worker import run_due_tasks
from studios.models import Challenge, Studio
from studios.signing_in import session
from tests.conftest import member
from tests.journeys.states.album import Album
from tests.signing_in.conftest import Visitor, newest_code, newest_link, wrong_codes
from tests.signing_in.desk import DESK


def keep_signing_in(album: Album, hafen: Studio) -> None:
    visitor = Visitor(hafen)
    nobody = visitor.browser
    album.get(nobody, "sign in", "/sign-in/", shows='name="email"')
    album.post(nobody, "sign in, no address", "/sign-in/", {"email": "no address"}, shows="aria-invalid")
    album.post(nobody, "code", "/sign-in/?studio=hafen", {"email": "ada@example.org"}, shows='name="code"')
    album.post(nobody, "code, another at once", "/sign-in/code/again/", {}, shows="Not yet")
    album.get(nobody, "code, another mail", "/sign-in/code/?again=sent", shows="Another mail is on its way")
    album.post(nobody, "code, not six digits", "/sign-in/code/", {"code": "12"}, shows="aria-invalid")
    run_due_tasks()
    right, link = newest_code(), newest_link()
    wrong = wrong_codes(right)
    album.post(nobody, "code, wrong", "/sign-in/code/", {"code": wrong[0]}, shows="aria-invalid")
    album.get(Browser(), "link", link, shows="Sign in now")
    guesses = iter(wrong[1:])
    while b"aria-invalid" in nobody.post("/sign-in/code/", {"code": next(guesses)}, follow=True).content:
        pass
    album.post(
        nobody,
        "code, too often wrong",
        "/sign-in/code/",
        {"code": next(guesses)},
        shows="one wrong code too many",
    )
    Browser().post(link)
    album.get(Browser(), "link, used", link, shows="used already")
    album.get(Browser(), "link, unknown", "/sign-in/code/?link=nothing", shows="no longer good")
    late = Visitor(hafen)
    late.ask_for_a_code("ada@example.org")
    Challenge.objects.update(created_at=Challenge.objects.latest("created_at").created_at.replace(year=2020))
    album.get(late.browser, "code, late", "/sign-in/code/")
    album.get(nobody, "code from the desk", DESK, shows='name="number"')
    album.post(
        nobody, "code from the desk, nothing typed", DESK, {"number": "", "code": ""}, shows="aria-invalid"
    )
    album.post(nobody, "code from the desk, odd", DESK, {"number": "x", "code": "1"}, shows="aria-invalid")

    family = Browser()
    store = family.session
    store[session.PEOPLE] = [[member(hafen, "jo").pk], [member(hafen, "kim").pk]]
    store.save()
    album.get(family, "who", "/sign-in/who/", shows='name="person"')
    album.post(
        family, "who, nobody of them", "/sign-in/who/", {"person": "9"}, shows="Please choose one of these"
    )
    album.post(
        family, "me, one of several", "/sign-in/who/?next=/me/", {"person": "1"}, shows="Somebody else?"
    )
    album.get(family, "who, one chosen", "/sign-in/who/", shows="aria-current")
    album.get(family, "sign in, signed in already", "/sign-in/", shows="You are signed in as")


def keep_leaving(album: Album, ada: Browser) -> None:
    """Ends Ada's session, so it comes last."""
    album.get(ada, "me", "/me/", shows="What this site keeps")
    album.get(ada, "calendar address, none yet", "/bookings/calendar/", shows='data-feed="off"')
    album.post(ada, "calendar address, new", "/bookings/calendar/", {}, shows='id="address"')
    album.get(ada, "calendar address, there", "/bookings/calendar/", shows="There has been an address")
    album.get(ada, "forget me", "/me/delete/", shows="Delete it")
    album.get(ada, "forgotten", "/me/deleted/", shows="is deleted")
    album.post(ada, "signed out everywhere", "/sign-out/everywhere/", {}, shows="signed out everywhere")
    album.get(ada, "signed out", "/sign-out/", shows="You are signed out")
