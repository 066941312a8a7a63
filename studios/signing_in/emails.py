"""The mails of sign-in. Codes stand in the body only: subjects are shown on locked screens."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from studios.legal import links
from studios.models import Challenge, Studio
from studios.signing_in import codes


def send_code(challenge: Challenge, code: str) -> None:
    """Mails a code and a link, in the active language. Raises `OSError` when the mail server does not take it."""
    _send(challenge, "emails/sign_in_code", code=code, link=settings.SITE_URL + codes.link_path(challenge))


def send_not_on_file(challenge: Challenge) -> None:
    """Mails that the studio does not know the address, or may not tell us. Raises `OSError` likewise."""
    _send(challenge, "emails/sign_in_not_on_file")


def send_handed_out(studio: Studio, address: str, *, when: str) -> None:
    """Mails that the desk has handed out a code for whoever has this address; the code is not in it.

    In the active language, with `when` as members read it. Raises `OSError` likewise.
    """
    _send_to(address, studio, studio.name, "emails/desk_code_handed_out", when=when)


def _send(challenge: Challenge, template: str, **context: str) -> None:
    place = (
        challenge.studio.name
        if challenge.studio
        else settings.SITE_NAME or urlsplit(settings.SITE_URL).netloc
    )
    _send_to(challenge.email, challenge.studio, place, template, **context)


def _send_to(address: str, studio: Studio | None, place: str, template: str, **context: str) -> None:
    context_with_studio = {
        **context,
        "place": place,
        "studio": studio,
        "site": settings.SITE_URL,
        **links.in_mail(studio),
    }
    mail = EmailMultiAlternatives(
        # One line, whatever is in the studio's name: a header holds no more.
        subject=_("Signing in: %(place)s") % {"place": " ".join(place.split())},
        body=render_to_string(f"{template}.txt", context_with_studio),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string(f"{template}.html", context_with_studio), "text/html")
    mail.send()
