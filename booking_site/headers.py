"""The headers that every answer carries, whoever gives it: a page, a redirect, a static file, a refusal.

Django's own middleware sets some of them, but not on what is refused before it is reached. The content security policy
is django-csp's, see `content_policy`.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import has_vary_header, patch_vary_headers

# No page asks a browser for any of these, and so nothing that got into a page can either.
_SWITCHED_OFF = (
    "accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "display-capture", "encrypted-media",
    "fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer",
    "microphone", "midi", "otp-credentials", "payment", "picture-in-picture", "publickey-credentials-create",
    "publickey-credentials-get", "screen-wake-lock", "serial", "storage-access", "usb", "window-management",
    "xr-spatial-tracking",
)  # fmt: skip

_ALWAYS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _SWITCHED_OFF),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class SafeHeaders:
    """Middleware: what an answer does not say for itself, it says here.

    No cache keeps an answer of which nobody said that it may, nor one that looked into a session or holds the token of
    a form, which is seen by its `Vary`: most pages are one member's or the desk's, and what is forgotten has to be
    forgotten on the safe side. Static files, and the pages that are the same for everybody, say so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        if getattr(response, "xframe_options_exempt", False):
            # It can name no site. What may be framed somewhere says where by `frame-ancestors`.
            del response["X-Frame-Options"]
        said = response.get("Cache-Control", "")
        if not said or (has_vary_header(response, "Cookie") and "no-store" not in said):
            response["Cache-Control"] = "no-store, private"
        if "public" not in said:
            patch_vary_headers(response, ["Cookie"])  # the language is in one as well
        return response
