"""What the operator is told about sign-in before the site starts."""

import pytest

from tests.test_checks import COMPLETE, found, manage


@pytest.mark.parametrize("name", ["SIGN_INS_PER_CLIENT", "SIGN_INS_PER_MINUTE"])
@pytest.mark.parametrize("most", [0, -1])
def test_a_limit_that_lets_nobody_sign_in_is_an_error(name: str, most: int) -> None:
    said = found(**COMPLETE, **{name: most})

    assert said.keys() == {"signing_in.E001"}
    assert said["signing_in.E001"].startswith(f"{name} is {most}, so ")


def test_one_is_enough() -> None:
    assert found(**COMPLETE, SIGN_INS_PER_CLIENT=1, SIGN_INS_PER_MINUTE=1) == {}


def test_manage_py_refuses_to_go_on() -> None:
    answer = manage("check", SIGN_INS_PER_CLIENT="0")

    assert answer.returncode == 1
    assert "Set it to 1 or more" in answer.stderr
