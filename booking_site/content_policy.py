"""What a page may load and where it may send: nothing that is not named here."""

from csp.constants import NONE, SELF

# Everything that is not named falls back to "none": objects, frames, workers, media. Pictures of other hosts are
# allowed on one page only, by its view. Trusted Types are not required: htmx puts the parts of pages in as text, which
# they would forbid; it runs no script that comes with them (see the htmx-config in base.html).
POLICY = {
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
