"""The barest project: no application, no middleware. `CACHE_URL` says where the list is kept."""

from pathlib import Path
from secrets import token_urlsafe

import environ
from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.configure(
    SECRET_KEY=token_urlsafe(50),
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="benchmarks.bare.pages",
    MIDDLEWARE=[],
    USE_TZ=True,
    CACHES={"default": environ.Env().cache("CACHE_URL", default="locmemcache://")},
    TEMPLATES=[
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [Path(__file__).parent]}
    ],
)

application = get_wsgi_application()
