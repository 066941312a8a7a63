"""What staff did in the admin."""

from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext_lazy as _


class Deed(LogEntry):
    """Django's own entry, under a name that says what it is: who changed what, when, and in which words.

    The words name fields and deeds, never what was typed.
    """

    class Meta:
        proxy = True
        verbose_name = _("deed of staff")
        verbose_name_plural = _("what staff did")
