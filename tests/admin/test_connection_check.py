"""*Check connection*, over HTTP against the sandbox: what it says, learns, and leaves alone."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.urls import reverse

from studios.models import Studio
from studios.sandbox.premises import SCOPES
from tests.vendor import Vendor


def check(desk: Browser, studio: Studio) -> list[tuple[str, str]]:
    """Presses the button; (level, sentence) of everything that was found."""
    answer = desk.post(reverse("admin:studios_studio_check_connection", args=[studio.pk]), follow=True)
    assert answer.status_code == 200
    studio.refresh_from_db()
    return [(message.level_tag, str(message)) for message in answer.context["messages"]]


def worst(findings: list[tuple[str, str]]) -> list[str]:
    return [sentence for level, sentence in findings if level == "error"]


def warnings(findings: list[tuple[str, str]]) -> list[str]:
    return [sentence for level, sentence in findings if level == "warning"]


def test_a_good_connection_says_what_was_fine_and_learns_the_studio(desk: Browser, hafen: Studio) -> None:
    Studio.objects.filter(pk=hafen.pk).update(vendor_studio_id=None, vendor_telephone="", address="")

    findings = check(desk, hafen)

    assert {level for level, _ in findings} == {"success", "info"}
    said = " ".join(sentence for _, sentence in findings)
    assert "knows the key" in said
    assert "belongs to the studio “Iron & Oak Hafen”" in said
    assert "appointments can be booked online" in said
    assert "Europe/Berlin" in said
    assert "Not tried" in said
    assert (hafen.vendor_studio_id, hafen.city, hafen.zone_seen) == (4101, "Hamburg", "Europe/Berlin")
    assert hafen.checked_at
    assert hafen.telephone
    assert hafen.address


def test_the_check_changes_nothing_at_the_vendor(desk: Browser, hafen: Studio, vendor: Vendor) -> None:
    before = vendor.ask("GET", "state") | {"now": None}

    check(desk, hafen)

    assert vendor.ask("GET", "state") | {"now": None} == before
    asked = {one["endpoint"] for one in vendor.requests()}
    assert not asked & {"book", "cancel", "confirm_activation"}
    assert "HEAD" in {one["method"] for one in vendor.requests()}


def test_an_unknown_key_is_said_once_and_plainly(desk: Browser, hafen: Studio) -> None:
    hafen.api_key = "a-key-that-is-no-longer-known"
    hafen.save()

    findings = check(desk, hafen)

    assert len(findings) == 1
    assert "does not know this key" in worst(findings)[0]
    assert hafen.checked_at is None


def test_a_wrong_tenant_is_told_from_a_wrong_key(desk: Browser, hafen: Studio, vendor: Vendor) -> None:
    Studio.objects.filter(pk=hafen.pk).update(base_url=f"{vendor.url}/no-such-tenant")

    assert "tenant that does not exist" in worst(check(desk, hafen))[0]


@pytest.mark.parametrize("scope", ["BOOKABLE_APPOINTMENTS_READ", "STUDIO_READ", "CUSTOMER_READ"])
def test_each_missing_scope_is_named(desk: Browser, hafen: Studio, vendor: Vendor, scope: str) -> None:
    vendor.ask("POST", "desk/studios/hafen", {"scopes": [one for one in SCOPES if one != scope]})

    problems = worst(check(desk, hafen))

    assert len(problems) == 1
    assert scope in problems[0]
    assert "trace id" in problems[0]
    assert hafen.checked_at is None


def test_no_right_to_search_across_studios_is_only_a_warning(desk: Browser, altstadt: Studio) -> None:
    findings = check(desk, altstadt)

    assert not worst(findings)
    assert any("across studios" in sentence for sentence in warnings(findings))
    assert altstadt.checked_at


def test_a_key_of_another_studio_is_an_error_and_teaches_nothing(
    desk: Browser, hafen: Studio, ost: Studio
) -> None:
    ost.delete()
    hafen.api_key = "sandbox-ost-api-key"
    hafen.save()

    findings = check(desk, hafen)

    assert "belongs to another studio: “Iron & Oak Ost”, number 4103" in worst(findings)[0]
    assert (hafen.vendor_studio_id, hafen.vendor_name, hafen.checked_at) == (4101, "", None)


def test_a_key_of_a_studio_that_is_set_up_already_is_an_error(
    desk: Browser, hafen: Studio, vendor: Vendor
) -> None:
    Studio.objects.filter(pk=hafen.pk).update(vendor_studio_id=None)
    Studio.objects.filter(slug="ost").update(vendor_studio_id=4101)

    findings = check(desk, hafen)

    assert "set up here as “Iron & Oak Ost”" in worst(findings)[0]
    assert hafen.vendor_studio_id is None


def test_the_same_number_in_another_chain_is_another_studio(
    desk: Browser, hafen: Studio, lisboa: Studio
) -> None:
    assert not worst(check(desk, hafen))
    assert not worst(check(desk, lisboa))


def test_a_name_that_differs_is_a_warning(desk: Browser, hafen: Studio) -> None:
    Studio.objects.filter(pk=hafen.pk).update(name="Iron & Oak Altona")

    findings = check(desk, hafen)

    assert any("“Iron & Oak Altona”" in sentence for sentence in warnings(findings))
    assert not worst(findings)


def test_an_answer_without_a_name_takes_nothing_away(desk: Browser, hafen: Studio, vendor: Vendor) -> None:
    hafen.learn(vendor_name="Iron & Oak Hafen", vendor_telephone="+49 40 5550 4101")
    vendor.mishap("information", "null_fields")

    findings = check(desk, hafen)

    assert any("did not say which studio" in sentence for sentence in warnings(findings))
    assert not any("“”" in sentence for _, sentence in findings)
    assert (hafen.vendor_name, hafen.telephone) == ("Iron & Oak Hafen", "+49 40 5550 4101")


def test_a_time_zone_that_differs_is_a_warning(desk: Browser, hafen: Studio) -> None:
    Studio.objects.filter(pk=hafen.pk).update(time_zone="Europe/Lisbon")

    findings = check(desk, hafen)

    assert any("Europe/Berlin" in sentence and "Europe/Lisbon" in sentence for sentence in warnings(findings))
    assert hafen.zone_seen == "Europe/Berlin"


def test_no_appointments_says_which_two_settings_are_missing(
    desk: Browser, hafen: Studio, vendor: Vendor
) -> None:
    vendor.ask("POST", "desk/studios/hafen", {"appointments": {}})

    findings = check(desk, hafen)

    assert any(
        "“Bookable”" in said and "“available for online booking”" in said for said in warnings(findings)
    )


def test_an_upstream_that_does_not_answer_is_said(desk: Browser, hafen: Studio) -> None:
    Studio.objects.filter(pk=hafen.pk).update(base_url="http://127.0.0.1:1/iron-oak")

    findings = check(desk, hafen)

    assert "cannot be reached" in worst(findings)[0]


@pytest.mark.parametrize("path", ["", "/iron-oak/v1"])
def test_an_address_without_an_open_api_is_a_finding_not_an_error_page(
    desk: Browser, hafen: Studio, vendor: Vendor, path: str
) -> None:
    Studio.objects.filter(pk=hafen.pk).update(base_url=vendor.url + path)

    findings = check(desk, hafen)

    assert len(findings) == 1
    assert "written as in the mail" in worst(findings)[0]


def test_a_server_that_knows_no_head_is_believed_by_its_answer(
    desk: Browser, hafen: Studio, vendor: Vendor
) -> None:
    vendor.mishap("head", "status", status=405, count=5)

    assert not worst(check(desk, hafen))
    assert hafen.checked_at


def test_a_rate_limit_is_not_called_a_wrong_key(desk: Browser, hafen: Studio, vendor: Vendor) -> None:
    vendor.mishap("information", "429", count=20, retry_after=60)

    problems = worst(check(desk, hafen))

    assert "try again in a minute" in problems[0]
    assert "key: " in problems[0]


@pytest.mark.parametrize(("endpoint", "kind"), [("information", "garbage"), ("slots", "wrong_types")])
def test_an_answer_of_the_wrong_shape_is_a_finding_not_a_crash(
    desk: Browser, hafen: Studio, vendor: Vendor, endpoint: str, kind: str
) -> None:
    vendor.mishap(endpoint, kind, count=5)

    assert any("not as documented" in sentence for sentence in worst(check(desk, hafen)))


def test_a_base_url_that_is_no_longer_allowed_is_not_called(
    desk: Browser, hafen: Studio, vendor: Vendor
) -> None:
    Studio.objects.filter(pk=hafen.pk).update(base_url="https://elsewhere.example")

    findings = check(desk, hafen)

    assert "elsewhere.example" in worst(findings)[0]
    assert not vendor.requests()


def test_the_button_is_a_form_that_posts(desk: Browser, hafen: Studio) -> None:
    address = reverse("admin:studios_studio_check_connection", args=[hafen.pk])

    assert (
        f'<form method="post" action="{address}">'
        in desk.get(reverse("admin:studios_studio_change", args=[hafen.pk])).content.decode()
    )
    assert desk.get(address).status_code == 405


def test_only_who_may_change_a_studio_may_check_it(
    clerk: Callable[..., Browser], hafen: Studio, vendor: Vendor
) -> None:
    browser = clerk("view_studio")
    address = reverse("admin:studios_studio_check_connection", args=[hafen.pk])

    assert browser.post(address).status_code == 403
    assert Browser().post(address).status_code == 302
    assert not vendor.requests()
