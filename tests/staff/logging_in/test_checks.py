"""What the operator is told about the log-in of staff before the site starts."""

import pytest
from django.core import checks
from django.test import override_settings

from booking_site import demo
from tests.test_checks import manage


def found(*, deploy: bool = False, **settings: object) -> dict[str, str]:
    with override_settings(**settings):
        problems = checks.run_checks(tags=["studios"], include_deployment_checks=deploy)
    return {problem.id: problem.msg for problem in problems if problem.id.startswith("staff.")}


def test_a_site_without_second_factor_is_warned_of_when_it_is_deployed() -> None:
    assert "STAFF_SECOND_FACTOR" in found(deploy=True, STAFF_SECOND_FACTOR=False)["staff.W001"]
    assert found(STAFF_SECOND_FACTOR=False) == {}
    assert found(deploy=True) == {}


@pytest.mark.parametrize("hours", [0, -1])
def test_log_ins_that_end_at_once_are_an_error(hours: int) -> None:
    assert "STAFF_SESSION_HOURS" in found(STAFF_SESSION_HOURS=hours)["staff.E001"]


def test_the_second_factor_is_on_unless_something_else_is_said() -> None:
    ask = (
        "from django.conf import settings; print(settings.STAFF_SECOND_FACTOR, settings.STAFF_SESSION_HOURS)"
    )

    assert manage("shell", "--no-imports", "--command", ask).stdout == "True 12\n"


def test_a_newcomer_gets_into_the_demo_with_the_printed_password() -> None:
    kept = {"SECRET_KEY": "s", "FIELD_ENCRYPTION_KEYS": "k", "ADMIN_PASSWORD": "p"}

    assert demo.environment_for(8000, kept)["STAFF_SECOND_FACTOR"] == "0"
