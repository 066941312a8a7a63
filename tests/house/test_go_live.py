"""The guide for going live names buttons, pages and commands that there are."""

import re

import polib
from django.core.management import get_commands

from tests.house.named import text_of
from tests.house.tree import ROOT

GUIDE = " ".join(text_of("docs/go-live.md").split())
CATALOGUE = polib.pofile(str(ROOT / "booking_site/locale/de/LC_MESSAGES/django.po"))
# Words of Magicline's own pages.
OTHERS = {"Bookable", "available for online booking"}


def test_what_is_in_italics_is_what_the_site_calls_it() -> None:
    named = set(re.findall(r"(?<![*\w])\*(?=\w)([^*\[\]]+)\*(?!\*)", GUIDE))
    words = {word.casefold() for one in CATALOGUE for word in (one.msgid, one.msgstr, one.msgid_plural)}

    assert {"Hand out a code", "Code ausgeben", "Send test mail", "Desk"} <= named
    assert [one for one in sorted(named - OTHERS) if one.casefold() not in words] == []


def test_its_commands_are_there() -> None:
    named = set(re.findall(r"manage\.py (\w+)", GUIDE))

    assert named >= {"sendtestemail", "forget_second_factor", "check"}
    assert named <= get_commands().keys()
