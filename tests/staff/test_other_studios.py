"""What belongs to another studio does not exist for a desk, whatever address is typed and whatever is sent there."""

from collections.abc import Callable

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.test import Client as Browser
from django.urls import reverse

from studios.models import Attempt, Booking, Letter, Studio
from studios.staff.roles import Role
from tests.staff.conftest import NOBODY_HAS_IT, Books
from tests.staff.tables import addresses, lists, pages_of, said, scoped, tables

pytestmark = pytest.mark.usefixtures("nothing_of_others_changes")


def test_no_list_and_no_page_of_ones_own_names_anything_of_others(
    frida: Browser, mine: Books, others: list[Books]
) -> None:
    wanted = [reverse("admin:index"), *lists(), *(page for row in mine.rows for page in pages_of(row))]
    for address in wanted:
        for query in ("", "?_popup=1", "?_facets=True", "?all=", "?o=1.2.-3"):
            text = frida.get(address + query, follow=True).content.decode()

            assert {word for kept in others for word in kept.seen_in(text)} == set(), address + query


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_pages_of_others_answer_like_those_of_what_nobody_has(
    frida: Browser, others: list[Books], method: str
) -> None:
    def ask(view: str, wish: str, number: object) -> tuple[object, ...]:
        session = frida.session
        session.pop("_messages", None)  # what was told before and not shown yet would be told again
        session.save()
        answer = getattr(frida, method)(reverse(view, kwargs={wish: number}))
        return said(answer, number)

    tried = 0
    for row in (row for kept in others for row in kept.rows):
        _, of_one = addresses(tables()[type(row)])
        for view, wish in of_one:
            theirs = ask(view, wish, row.pk)

            assert theirs == ask(view, wish, NOBODY_HAS_IT), view
            assert theirs[0] != 200
            tried += 1
    assert tried > 100


def test_no_action_reaches_others(frida: Browser, mine: Books, others: list[Books]) -> None:
    for model, table in scoped().items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for action in (*table.actions, "delete_selected"):
            for kept in others:
                chosen = {"action": action, "_selected_action": [row.pk for row in kept.of(model)]}
                answer = frida.post(address, chosen, follow=True)

                assert kept.seen_in(answer.content.decode()) == set(), (address, action)
            # "Select all": all that the list holds.
            frida.post(address, {"action": action, "select_across": "1", "_selected_action": [NOBODY_HAS_IT]})


@pytest.mark.parametrize("model", [Booking, Studio])
def test_the_detour_to_a_page_of_the_site_is_closed(
    frida: Browser, others: list[Books], model: type[Model]
) -> None:
    number = ContentType.objects.get_for_model(model).pk
    answer = frida.get(f"/admin/r/{number}/{others[0].one(model).pk}/")

    assert answer.status_code == 404
    assert others[0].seen_in(answer.content.decode()) == set()


def test_nothing_completes_what_is_typed(frida: Browser, desk: Browser) -> None:
    """Django would, for every relation of every model, whether a form asks or not."""
    wish = {"app_label": "studios", "model_name": "booking", "field_name": "studio"}

    assert [browser.get("/admin/autocomplete/", wish).status_code for browser in (frida, desk)] == [404, 404]
    assert not [table for table in tables().values() if table.autocomplete_fields]


def test_what_leads_to_two_studios_belongs_to_the_desk_of_neither_alone(
    colleague: Callable[..., Browser], mine: Books, others: list[Books]
) -> None:
    """There is no such mail; if there ever is one, nobody reads of another studio in it."""
    letter = mine.of(Letter)[2]
    Letter.objects.filter(pk=letter.pk).update(attempt=others[0].one(Attempt))
    neither = Letter.objects.filter(pk=mine.of(Letter)[0].pk)
    neither.update(booking=None)
    both = colleague("both", Role.LOOKING, mine.studio, others[0].studio)
    one = colleague("one", Role.LOOKING, mine.studio)

    def seen(browser: Browser) -> int:
        return int(browser.get(reverse("admin:studios_letter_changelist")).context["cl"].result_count)

    assert (seen(one), seen(both)) == (1, 5)


def test_who_is_taken_off_a_studio_sees_nothing_of_it_any_more(frida: Browser, mine: Books) -> None:
    frida.post(
        reverse("admin:studios_letter_changelist"),
        {"action": "try_again", "_selected_action": [mine.one(Letter).pk]},
    )
    mine.studio.staff.clear()

    for address in (reverse("admin:index"), *lists()):
        assert mine.seen_in(frida.get(address).content.decode()) == set(), address
    for page in (page for row in mine.rows for page in pages_of(row)):
        assert frida.get(page).status_code != 200
