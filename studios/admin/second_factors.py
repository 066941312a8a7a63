"""django-otp's own pages would show the secrets of everybody's app to whoever may look; `studios.staff` shows none."""

# Named, because they have registered only once their modules are loaded.
import django_otp.plugins.otp_static.admin
import django_otp.plugins.otp_totp.admin  # noqa: F401
from django.contrib import admin
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

admin.site.unregister([StaticDevice, TOTPDevice])
