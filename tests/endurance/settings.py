"""The settings of the tests, in a hurry, and with mails in a folder that `MAIL_FOLDER` names."""

import os

from tests.endurance.hurry import PACE
from tests.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.endurance.hurry.HurryConfig"]  # noqa: F405
LOOK_AFTER_FAILURE_SECONDS = [seconds / PACE for seconds in LOOK_AFTER_FAILURE_SECONDS]  # noqa: F405
LOOK_AFTER_SILENCE_SECONDS = [seconds / PACE for seconds in LOOK_AFTER_SILENCE_SECONDS]  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = os.environ["MAIL_FOLDER"]
