"""Words that no password of staff may hold. Django's own rules beside this one are in the settings."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from studios.models import Studio
from studios.staff.scope import studios_of

SHORTEST_WORD = 5  # letters or digits; shorter ones are part of too many others


class NoWordsFromHere:
    """Refuses what somebody would try first: names of the site, its address, the account's studios, and Magicline."""

    def validate(self, password: str, user: User | None = None) -> None:
        """An account that is being made has no studios yet: then those of all studios count."""
        studios = studios_of(user) if user and user.pk else Studio.objects.all()
        names = [settings.SITE_NAME, urlsplit(settings.SITE_URL).netloc, "Magicline"]
        for name in (*names, *studios.values_list("name", flat=True)):
            for word in re.findall(rf"\w{{{SHORTEST_WORD},}}", name.casefold()):
                if word in password.casefold():
                    raise ValidationError(
                        _("Leave out “%(word)s”: names from here are tried first."), params={"word": word}
                    )

    def get_help_text(self) -> str:
        return _("Your password can’t hold names of this site, of its studios, or of Magicline.")
