"""The web sites of a gym that may show its studio in a frame, each as the origin that a browser knows it by."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# They end up in a header, so nothing else may be in them. A host is letters, digits, dots and hyphens: no `*`, which
# would let in whoever gets a name below it, and no path, which browsers do not compare.
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]"
_PORT = r"(?::[1-9][0-9]{0,4})?"
_HTTPS = re.compile(rf"https://{_HOST}{_PORT}")
_ON_THIS_MACHINE = re.compile(rf"http://(?:localhost|127\.0\.0\.1){_PORT}")


def may_embed(site: str) -> bool:
    """Whether `site` is the https origin of a public host; on a trial site one on this machine will do."""
    return bool(_HTTPS.fullmatch(site) or (settings.INSECURE_HTTP and _ON_THIS_MACHINE.fullmatch(site)))


def check_websites(text: str) -> None:
    """Raises `ValidationError` for the first word of `text` that is no such origin."""
    for site in text.split():
        if not may_embed(site):
            raise ValidationError(
                _("“%(site)s” is not the https address of a website, like https://www.my-gym.example."),
                params={"site": site[:80]},
            )
