"""What a report of an error must not carry: what people typed, cookies, keys, and outside DEBUG any variable at all.

Django's own reports, in the browser with DEBUG and by mail with its `AdminEmailHandler`, show whatever stood in the
variables of that moment: keys, names, codes.
"""

import re
from collections.abc import ItemsView
from types import FrameType
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.defaultfilters import pprint
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from booking_site.log_filters import discreet, without_feeds
from studios.magicline.secret import without_secrets

_STARS = SafeExceptionReporterFilter.cleansed_substitute


class _Written:
    """A value that is text already: Django prints it as it stands."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


class Cleansed(SafeExceptionReporterFilter):
    """Hides by name whatever may be secret or somebody's, and every key that this process has met."""

    hidden_settings = re.compile(
        "api|auth|token|key|secret|pass|signature|cookie|session|csrf|query_string|referer|mail|address|code|phone|birth"
        "|first_name|last_name|^body$|^data$|^post$",
        re.IGNORECASE,
    )

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """What the fields are called that were posted, and nothing of what was in them."""
        return dict.fromkeys(request.POST, _STARS) if request is not None else {}

    def get_cleansed_multivaluedict(self, request: HttpRequest | None, multivaluedict: Any) -> Any:
        return dict.fromkeys(multivaluedict, _STARS)

    def get_safe_cookies(self, request: HttpRequest) -> dict[str, Any]:
        return dict.fromkeys(getattr(request, "COOKIES", {}), _STARS)

    def get_safe_request_meta(self, request: HttpRequest) -> dict[str, Any]:
        return {name: _cleaned(value) for name, value in super().get_safe_request_meta(request).items()}

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> ItemsView[str, Any]:
        """None outside DEBUG, and with it none that is secret."""
        variables = super().get_traceback_frame_variables(request, tb_frame) if settings.DEBUG else ()
        shown = {
            name: _Written(_cleaned(pprint(self.cleanse_setting(name, value)))) for name, value in variables
        }
        return shown.items()


class Report(ExceptionReporter):
    """Django's, without what its filter is never asked about: the query, the user, the words of the errors."""

    def get_traceback_data(self) -> dict[str, Any]:
        data = super().get_traceback_data()
        if self.request is not None:
            data["request_GET_items"] = dict.fromkeys(self.request.GET, _STARS).items()
            data["request_FILES_items"] = dict.fromkeys(self.request.FILES, _STARS).items()
            data["request_insecure_uri"] = _cleaned(data["request_insecure_uri"])
            data["user_str"] = _STARS
        for name in ("exception_value", "exception_notes", "unicode_hint"):
            data[name] = _cleaned(data.get(name, ""))
        if data["template_info"]:
            data["template_info"] = data["template_info"] | {
                "message": _cleaned(data["template_info"]["message"])
            }
        for frame in data["frames"]:
            frame["exc_cause"] = frame["exc_cause"] and _cleaned(str(frame["exc_cause"]))
        return data

    def get_traceback_html(self) -> str:  # type: ignore[override]
        return without_feeds(without_secrets(super().get_traceback_html()))

    def get_traceback_text(self) -> str:  # type: ignore[override]
        return without_feeds(without_secrets(super().get_traceback_text()))


def _cleaned(value: Any) -> Any:
    return discreet(value) if isinstance(value, str) else value
