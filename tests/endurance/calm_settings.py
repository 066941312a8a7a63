"""The settings of the tests at the pace of a real site, with mails in a folder that `MAIL_FOLDER` names."""

import os

from tests.settings import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = os.environ["MAIL_FOLDER"]
