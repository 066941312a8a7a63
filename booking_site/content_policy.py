"""What a page may load and where it may send: nothing that is not named here."""

import functools

from csp.constants import HEADER, NONE, SELF
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponseBase

# Everything that is not named falls back to "none": objects, frames, workers, media. Pictures of other hosts are
# allowed on one page only, by its view. Trusted Types are not required: htmx puts the parts of pages in as text, which
# they would forbid; it runs no script that comes with them (see the htmx-config in base.html).
POLICY: dict[str, dict[str, list[str]]] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}


class ContentPolicy(CSPMiddleware):
    """Middleware: django-csp's, which would put the policy together for each answer; most have the unchanged one."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if any(name.startswith("_csp_") for name in vars(response)):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, _unchanged())
        return response


@functools.cache
def _unchanged() -> str:
    return build_policy()
