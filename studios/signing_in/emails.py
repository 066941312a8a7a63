"""The mails of sign-in. Codes stand in the body only: subjects are shown on locked screens."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from studios.legal import links
from studios.models import Challenge
from studios.signing_in import codes


def send_code(challenge: Challenge, code: str) -> None:
    """Mails a code and a link, in the active language. Raises `OSError` when the mail server does not take it."""
    _send(challenge, "emails/sign_in_code", code=code, link=settings.SITE_URL + codes.link_path(challenge))


def send_not_on_file(challenge: Challenge) -> None:
    """Mails that the studio does not know the address, or may not tell us. Raises `OSError` likewise."""
    _send(challenge, "emails/sign_in_not_on_file")


def _send(challenge: Challenge, template: str, **context: str) -> None:
    place = (
        challenge.studio.name
        if challenge.studio
        else settings.SITE_NAME or urlsplit(settings.SITE_URL).netloc
    )
    context_with_studio = {
        **context,
        "place": place,
        "studio": challenge.studio,
        "site": settings.SITE_URL,
        **links.in_mail(challenge.studio),
    }
    mail = EmailMultiAlternatives(
        # One line, whatever is in the studio's name: a header holds no more.
        subject=_("Signing in: %(place)s") % {"place": " ".join(place.split())},
        body=render_to_string(f"{template}.txt", context_with_studio),
        to=[challenge.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string(f"{template}.html", context_with_studio), "text/html")
    mail.send()
