"""The entry for gunicorn. A site that is not safely set up refuses to start here, saying what to set."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "booking_site.settings")

application = get_wsgi_application()

from studios.checks import refuse_unsafe_start  # noqa: E402 - needs the applications to be loaded

refuse_unsafe_start()
