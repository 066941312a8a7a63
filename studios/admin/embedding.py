"""A studio in the gym's own website: which sites may show it, and the line of HTML that does."""

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studios.models import Studio

_MOST = 20


class WebsitesField(forms.CharField):
    """Addresses with commas, blanks or lines between; cleans to one origin a line, each once.

    `www.my-gym.example/courses` becomes `https://www.my-gym.example`: of an address that was copied from the browser
    its path goes, because no browser looks at it.
    """

    widget = forms.Textarea(attrs={"rows": 3, "cols": 60, "placeholder": "https://www.my-gym.example"})

    def to_python(self, value: Any) -> str:
        words = re.split(r"[\s,;]+", str(super().to_python(value)))
        sites = list(dict.fromkeys(_origin(word) for word in words if word))
        if len(sites) > _MOST:
            raise forms.ValidationError(_("That are more than %(most)d websites.") % {"most": _MOST})
        return "\n".join(sites)


def _origin(word: str) -> str:
    """As a browser would call it; what is no address comes back as it was, for the validator to name."""
    address = word if "://" in word else f"https://{word}"
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError):
        return word
    # Of the last four, browsers make another name than Python does.
    if set(parts.netloc) & set("@*ßς\u200c\u200d"):
        return word
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, usual) else "")


def snippet(studio: Studio) -> str:
    """HTML to be pasted into the gym's page, in the studio's language; a link for whoever has scripts off."""
    with translation.override(studio.language):
        title = _("Book an appointment: %(studio)s") % {"studio": studio.name}
    return format_html(
        '<script src="{site}/embed.js" data-studio="{slug}" data-language="{language}" data-title="{title}" async>'
        '</script>\n<noscript><a href="{site}{page}">{title}</a></noscript>',
        site=settings.SITE_URL,
        slug=studio.slug,
        language=studio.language,
        title=title,
        page=studio.get_absolute_url(),
    )


def shown_snippet(studio: Studio) -> SafeString:
    """The snippet ready to copy; nothing to copy before a website is named, since no browser would show it."""
    if not studio.embedded_at:
        return format_html("{}", _("Name a website and save: then the line to paste there is shown here."))
    return format_html(
        '<textarea class="snippet" readonly rows="5" cols="60" aria-label="{}">{}</textarea>',
        _("To paste there"),
        escape(snippet(studio)),
    )


def section(obj: Studio | None) -> tuple[Any, dict[str, Any]]:
    """Of the studio's page."""
    return (
        gettext_lazy("In your own website"),
        {
            "fields": ("websites", "embed_snippet") if obj else ("websites",),
            "description": gettext_lazy(
                "Visitors of your website see appointments and free times there; whoever chooses a time goes on to "
                "this site, signs in and confirms. A studio in preview is not shown, one that is paused or closed "
                "says so."
            ),
        },
    )
