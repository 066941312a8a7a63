"""What docs/operations.md tells an operator to type is there to be typed."""

import re

from django.core.management import get_commands, load_command_class

from tests.deployment.test_compose import LARGE, SMALL, services
from tests.processes import ROOT

TEXT = (ROOT / "docs" / "operations.md").read_text()


def test_every_command_of_the_site_is_there_with_its_options() -> None:
    typed = re.findall(r"manage\.py (\w+)((?: --[\w=-]+)*)", TEXT)

    assert {name for name, _options in typed} >= {"backup", "restore", "migrate", "rotate_keys"}
    for name, options in typed:
        parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
        known = {option for action in parser._actions for option in action.option_strings}
        assert set(options.split()) <= known


def test_every_container_is_one_of_the_compose_files() -> None:
    typed = re.findall(r"docker compose (?:run|stop|cp|up)(?: --[a-z-]+)* ([a-z][a-z-]+)", TEXT)

    assert set(typed) == {"backup", "database", "web-a"}
    assert set(typed) <= set(services(SMALL)) & set(services(LARGE))


def test_every_unit_runs_a_program_that_the_checkout_has() -> None:
    for unit in (ROOT / "deploy" / "systemd").iterdir():
        (program,) = re.findall(r"^ExecStart=/srv/booking/\.venv/bin/(.*)$", unit.read_text(), re.MULTILINE)
        assert program.startswith(("gunicorn booking_site.wsgi ", "python manage.py db_worker"))
        assert unit.stem in (ROOT / "deploy" / "upgrade").read_text()


def test_the_image_and_every_unit_keep_as_few_heaps_as_the_benchmarks_measure() -> None:
    places = [
        ROOT / "Dockerfile",
        ROOT / "benchmarks" / "deployed.py",
        *(ROOT / "deploy" / "systemd").iterdir(),
    ]
    said = [re.search(r'MALLOC_ARENA_MAX(?:"\])? ?= ?"?(\d+)', place.read_text()) for place in places]

    assert len(said) == 4
    assert {match and match[1] for match in said} == {"2"}


def test_every_target_of_make_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text()

    assert [target for target in re.findall(r"make (\w+)", TEXT) if f"\n{target}: " not in makefile] == []
