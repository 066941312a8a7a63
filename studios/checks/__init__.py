"""What has to be right before the site starts: each problem is a sentence that says what to set.

`booking_site/wsgi.py` runs these, so a site that is not safely set up does not come up at all. What only
`manage.py check --deploy` asks about (https and its header) are Django's own checks.
"""

from studios.checks.counting import calls_can_be_counted
from studios.checks.exposure import nothing_is_wide_open
from studios.checks.speaking import languages_can_be_spoken
from studios.checks.starting import TAG, refuse_unsafe_start, settings_are_complete, studios_can_be_called

__all__ = [
    "TAG",
    "calls_can_be_counted",
    "languages_can_be_spoken",
    "nothing_is_wide_open",
    "refuse_unsafe_start",
    "settings_are_complete",
    "studios_can_be_called",
]
