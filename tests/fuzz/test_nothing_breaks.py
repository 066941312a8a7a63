"""Every form and every parameter of the site is fed with what nobody types by accident: nothing answers 500, nothing
comes back unescaped, nobody is led to another site.

A minute in the suite; by hand longer, and a run that failed again:

    MINUTES=10 .venv/bin/pytest -n 0 -s tests/fuzz
    SEED=1234 .venv/bin/pytest -n 0 -s tests/fuzz
"""

import os
import random
import time
from collections import Counter

import pytest

from tests.fuzz.visitors import Town, all_addresses
from tests.vendor import Vendor

MINUTES = float(os.environ.get("MINUTES", "1"))
SEED = int(os.environ.get("SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
STEPS_OF_A_TOWN = 400


@pytest.mark.django_db(transaction=True)
def test_nothing_that_is_sent_breaks_a_page(
    vendor: Vendor, settings: object, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(SEED)
    ends = time.monotonic() + MINUTES * 60
    statuses: Counter[int] = Counter()
    seen: set[str] = set()
    wrongs: list[str] = []

    while time.monotonic() < ends and not wrongs:
        town = Town(vendor, chance)
        for _step in range(STEPS_OF_A_TOWN):
            if time.monotonic() > ends or town.is_ruined():
                break
            wrongs += town.step()
        statuses += town.statuses
        seen |= town.seen

    with capsys.disabled():
        print(f"\nfuzz: seed {SEED}, {statuses.total()} requests, {len(seen)} addresses, {dict(statuses)}")
    assert not wrongs, f"SEED={SEED}: {wrongs}"
    assert statuses[200] > 20, "hardly anything was reached"


def test_every_address_of_the_site_is_fed() -> None:
    """What the fuzzer starts from comes from the URL table, so a new page is fed without being named."""
    addresses = all_addresses()

    assert {"/bookings/", "/sign-in/", "/studios/<slug:slug>/"} <= addresses
    assert any(address.startswith("/admin/studios/studio/") for address in addresses)
