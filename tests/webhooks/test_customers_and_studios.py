"""What the site does about a webhook on a customer or on the studio itself; being erased has a file of its own."""

from studios.management.worker import run_due_tasks
from studios.models import Member, Studio
from tests.conftest import CUSTOMERS, member
from tests.vendor import Vendor
from tests.webhooks.posting import tell


def test_names_address_and_language_follow_the_vendors_record(hafen: Studio, vendor: Vendor) -> None:
    ada = member(hafen, "ada")
    news = {"first_name": "Adele", "last_name": "Neu", "email": "adele@example.org"}
    vendor.ask("POST", f"desk/customers/iron-oak/{ada.customer_id}", news | {"language_code": "de"})

    tell(hafen, "CUSTOMER_UPDATED", entity_id=ada.customer_id)
    run_due_tasks()

    ada.refresh_from_db()
    assert (ada.full_name, ada.email, ada.language) == ("Adele Neu", "adele@example.org", "de")


def test_a_member_is_read_with_the_key_of_their_own_studio(
    hafen: Studio, altstadt: Studio, vendor: Vendor
) -> None:
    ada = member(hafen, "ada")

    tell(altstadt, "CUSTOMER_UPDATED", entity_id=ada.customer_id)
    run_due_tasks()

    assert [one["studio"] for one in vendor.requests("customer")] == ["hafen"]


def test_nothing_is_asked_about_people_who_never_signed_in(hafen: Studio, vendor: Vendor) -> None:
    tell(hafen, "CUSTOMER_UPDATED", entity_id=CUSTOMERS["dora"])
    run_due_tasks()

    assert vendor.requests() == []
    assert not Member.objects.exists()


def test_the_studios_telephone_and_address_are_learned_again(
    hafen: Studio, altstadt: Studio, vendor: Vendor
) -> None:
    Studio.objects.update(vendor_telephone="", city="")

    tell(hafen, "STUDIO_OPENING_HOURS_UPDATED", entity_id=hafen.vendor_studio_id or 0)
    run_due_tasks()

    hafen.refresh_from_db()
    altstadt.refresh_from_db()
    assert (bool(hafen.telephone), bool(hafen.city)) == (True, True)
    assert altstadt.telephone == ""


def test_nothing_is_learned_with_a_key_that_became_another_studios(hafen: Studio, vendor: Vendor) -> None:
    Studio.objects.update(vendor_studio_id=4711, vendor_telephone="")

    tell(hafen, "STUDIO_OPENING_HOURS_UPDATED", entity_id=4711)
    run_due_tasks()

    hafen.refresh_from_db()
    assert (hafen.vendor_studio_id, hafen.telephone) == (4711, "")


def test_what_the_vendors_record_lacks_is_kept(hafen: Studio, vendor: Vendor) -> None:
    """Without an address nobody could be told anything; a language the site does not have helps nobody."""
    ada = member(hafen, "ada")
    news: dict[str, object] = {"first_name": "Adele", "email": None, "language_code": "fr"}
    vendor.ask("POST", f"desk/customers/iron-oak/{ada.customer_id}", news)

    tell(hafen, "CUSTOMER_UPDATED", entity_id=ada.customer_id)
    run_due_tasks()

    ada.refresh_from_db()
    assert (ada.first_name, ada.email, ada.language) == ("Adele", "ada@example.org", "en")


def test_a_record_without_a_name_takes_none_away(hafen: Studio, vendor: Vendor) -> None:
    ada = member(hafen, "ada")
    vendor.mishap("customer", "missing_fields", fields=["firstName", "lastName"])

    tell(hafen, "CUSTOMER_UPDATED", entity_id=ada.customer_id)
    run_due_tasks()

    ada.refresh_from_db()
    assert ada.full_name == "Ada Test"


def test_what_a_studio_s_information_lacks_is_kept(hafen: Studio, vendor: Vendor) -> None:
    """Its telephone number above all: it is what members are shown when nothing else works."""
    vendor.mishap("information", "null_fields", fields=["telephone", "street", "houseNumber", "zip", "city"])

    tell(hafen, "STUDIO_OPENING_HOURS_UPDATED", entity_id=hafen.vendor_studio_id or 0)
    run_due_tasks()

    before, after = hafen.telephone, Studio.objects.get(pk=hafen.pk)
    assert after.vendor_name == "Iron & Oak Hafen"
    assert after.telephone == before
    assert after.address == hafen.address


def test_a_record_that_may_not_be_read_changes_nothing(hafen: Studio, vendor: Vendor) -> None:
    ada = member(hafen, "ada")
    vendor.mishap("customer", "403")

    tell(hafen, "CUSTOMER_UPDATED", entity_id=ada.customer_id)
    run_due_tasks()

    ada.refresh_from_db()
    assert ada.full_name == "Ada Test"
