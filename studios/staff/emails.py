"""The mail to a member of staff whose second factor was removed."""

import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

_TEMPLATE = "emails/second_factor_removed"


def tell_removed(account: User) -> bool:
    """Whether the mail server has taken it; an account without an address cannot be told."""
    if not account.email:
        return False
    place = settings.SITE_NAME or urlsplit(settings.SITE_URL).netloc
    context = {"place": place, "name": account.get_username()}
    mail = EmailMultiAlternatives(
        subject=_("Your second factor was removed: %(place)s") % {"place": " ".join(place.split())},
        body=render_to_string(f"{_TEMPLATE}.txt", context),
        to=[account.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string(f"{_TEMPLATE}.html", context), "text/html")
    try:
        mail.send()
    except (OSError, ValueError) as error:  # what they say may quote the address
        logger.warning("Staff account %s could not be told by mail: %s", account.pk, type(error).__name__)
        return False
    return True
