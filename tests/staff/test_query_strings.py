"""Lookups and filters typed into the address bar: they find nothing of others, and try out no secret."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client as Browser
from django.urls import reverse

from studios.staff.roles import Role
from tests.staff.conftest import NOBODY_HAS_IT, Books
from tests.staff.tables import scoped

TRIED = [
    ("studio", "api_key_fingerprint__startswith=a"),
    ("studio", "old_webhook_key_fingerprint__startswith=a"),
    ("studio", "base_url__startswith=http"),
    ("studio", "staff__password__startswith=p"),
    ("studio", "staff__username__startswith=a"),
    ("studio", "bookings__title__startswith=b"),
    ("booking", "studio__api_key__startswith=s"),
    ("booking", "studio__name__startswith=G"),
    ("booking", "studio__staff__email__startswith=a"),
    ("booking", "member__email__startswith=a"),
    ("booking", "member__bookings__studio__name=Gym"),
    ("attempt", "studio__webhook_key__contains=s"),
    ("attempt", "member__first_name__startswith=f"),
    ("attempt", "vendor_message__startswith=w"),
    ("letter", "member__email__startswith=a"),
    ("letter", "booking__studio__api_key__startswith=s"),
    ("move", "old__member__email__startswith=a"),
    ("webhookmessage", "studio__api_key_fingerprint=a"),
    ("driftreport", "studio__old_webhook_key_fingerprint__startswith=a"),
    ("deed", "user__password__startswith=p"),
    ("deed", "user__email__startswith=a"),
    # What a filter is about, asked in a way that no filter asks: these would be a 500.
    ("studio", "city__iregex=("),
    ("booking", "status__regex=("),
    ("booking", "studio__id__regex=("),
    ("booking", "starts_at__iso_year=99999"),
    ("deed", "user__regex=("),
    ("driftreport", f"studio={2**63}"),
    ("booking", f"studio=-{'9' * 400}"),
]


def list_of(model_name: str) -> str:
    return reverse(f"admin:studios_{model_name}_changelist")


@pytest.mark.parametrize(("model", "query"), TRIED)
@pytest.mark.parametrize("who", ["desk", "superuser"])
def test_a_lookup_that_no_filter_asks_for_is_refused(
    colleague: Callable[..., Browser], mine: Books, model: str, query: str, who: str
) -> None:
    role = Role.DESK if who == "desk" else Role.EVERYTHING

    answer = colleague("eva", role, mine.studio).get(f"{list_of(model)}?{query}")

    assert answer.status_code == 400


def test_nothing_can_be_referred_to_by_a_secret(colleague: Callable[..., Browser], mine: Books) -> None:
    eva = colleague("eva", Role.DESK, mine.studio)

    for secret in ("api_key_fingerprint", "webhook_key_fingerprint", "api_key"):
        assert eva.get(f"{list_of('studio')}?_to_field={secret}").status_code == 400


def test_another_studios_number_finds_what_a_number_that_nobody_has_finds(
    frida: Browser, mine: Books, others: list[Books]
) -> None:
    for model in ("booking", "attempt", "webhookmessage", "driftreport"):
        theirs = frida.get(list_of(model), {"studio__id__exact": others[0].studio.pk})
        nobodys = frida.get(list_of(model), {"studio__id__exact": NOBODY_HAS_IT})

        # Where there is one studio there is no filter by studios, so Django looks at neither number.
        assert set(theirs.context["cl"].queryset) == set(nobodys.context["cl"].queryset)
        assert others[0].seen_in(theirs.content.decode()) == set()


def test_no_search_finds_anything_of_others(frida: Browser, others: list[Books]) -> None:
    for model in scoped():
        for word in sorted(others[0].words):
            answer = frida.get(list_of(str(model._meta.model_name)), {"q": word})

            assert answer.status_code == 200
            assert not set(answer.context["cl"].queryset) & set(others[0].rows), (model, word)


def test_filters_and_dates_offer_only_what_the_list_holds(
    colleague: Callable[..., Browser], books: dict[str, Books]
) -> None:
    eva = colleague("eva", Role.LOOKING, books["hafen"].studio, books["ost"].studio)

    for model in ("booking", "attempt", "webhookmessage", "driftreport"):
        text = eva.get(list_of(model), {"_facets": "True"}).content.decode()

        assert "Gym of hafen (" in text
        assert "Gym of ost (" in text
        assert "altstadt" not in text
        assert "lisboa" not in text


def test_a_superusers_filters_offer_all_studios(desk: Browser, books: dict[str, Books]) -> None:
    text = desk.get(list_of("booking")).content.decode()

    assert all(kept.studio.name in text for kept in books.values())


def test_the_filter_by_person_is_no_list_of_the_other_desks(
    colleague: Callable[..., Browser], mine: Books, others: list[Books]
) -> None:
    colleague("somebody-at-altstadt", Role.DESK, others[0].studio)
    eva = colleague("eva", Role.DESK, mine.studio)

    for model in scoped():
        assert "somebody-at-altstadt" not in eva.get(list_of(str(model._meta.model_name))).content.decode()
    assert User.objects.filter(username="somebody-at-altstadt").exists()
