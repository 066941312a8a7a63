"""*Send test mail*: whether mail leaves this site, said in words to whoever pressed the button."""

import smtplib
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studios.models import Tries

MOST = 5
WITHIN = timedelta(hours=1)


class Outcome(StrEnum):
    SENT = "sent"
    NO_ADDRESS = "no-address"
    TOO_OFTEN = "too-often"
    LOGIN_REFUSED = "login-refused"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    NOT_AN_ADDRESS = "not-an-address"

    @property
    def sentence(self) -> str:
        return str(_SENTENCES[self])


_SENTENCES: dict[Outcome, Promise] = {
    Outcome.SENT: gettext_lazy(
        "The mail server has taken a mail to your address. If it does not arrive within a few minutes, look into your "
        "spam folder: where it lands, members' mails land too."
    ),
    Outcome.NO_ADDRESS: gettext_lazy("Your own user has no e-mail address, so there is nobody to write to."),
    Outcome.TOO_OFTEN: gettext_lazy("That was often enough for now. Please try again in an hour."),
    Outcome.LOGIN_REFUSED: gettext_lazy(
        "The mail server did not accept the site's user name or password. The operator of the site has to correct them."
    ),
    Outcome.REFUSED: gettext_lazy(
        "The mail server was reached and refused the mail. The operator of the site should ask whether it may send as "
        "this sender."
    ),
    Outcome.UNREACHABLE: gettext_lazy(
        "The mail server cannot be reached. Mails to members wait and are tried again until it can."
    ),
    Outcome.NOT_AN_ADDRESS: gettext_lazy("Your user's e-mail address is not one that can be written to."),
}


def send(address: str, *, user_id: int, now: datetime) -> Outcome:
    """Sends one mail through the site's own settings, in the active language; a few an hour for each user.

    What the server says is not repeated: its words may quote the address or the login.
    """
    if not address:
        return Outcome.NO_ADDRESS
    if not Tries.objects.take("test-mail", str(user_id), most=MOST, within=WITHIN, now=now):
        return Outcome.TOO_OFTEN
    mail = EmailMessage(
        subject=_("Test mail"),
        body=_("This is a test mail of %(site)s. It was asked for at the desk, and mail arrives.")
        % {"site": settings.SITE_NAME or settings.SITE_URL},
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send()
    except smtplib.SMTPAuthenticationError:
        return Outcome.LOGIN_REFUSED
    except (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError):
        return Outcome.UNREACHABLE
    except smtplib.SMTPException:
        return Outcome.REFUSED
    except OSError:
        return Outcome.UNREACHABLE
    except ValueError:
        return Outcome.NOT_AN_ADDRESS
    return Outcome.SENT
