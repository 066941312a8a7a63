"""Whoever installs the site finds every setting explained, and every dependency pinned and justified."""

import re

from tests.house.tree import ROOT

SETTINGS = (ROOT / "booking_site" / "settings.py").read_text()
EXAMPLE = (ROOT / ".env.example").read_text()
IN_CONTAINERS = {"POSTGRES_PASSWORD", "REDIS_PASSWORD", "COMPOSE_FILE"}  # compose reads them, not the site


def test_every_setting_is_explained_and_every_explained_one_is_read() -> None:
    read = set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', SETTINGS))
    explained = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE))

    assert read | IN_CONTAINERS == explained


def test_no_setting_stands_in_the_example_without_a_word_about_it() -> None:
    paragraphs = [
        paragraph for paragraph in EXAMPLE.split("\n\n") if re.search(r"^#?[A-Z_]+=", paragraph, re.MULTILINE)
    ]

    assert [paragraph for paragraph in paragraphs if not paragraph.startswith("# ")] == []


def requirements(file: str) -> list[str]:
    """The names in a requirements file, as package indexes write them."""
    lines = (ROOT / file).read_text().splitlines()
    return [re.split(r"[~=<>\[ ]", line)[0].lower() for line in lines if line and line[0] not in "#-"]


def test_every_requirement_is_pinned_and_nothing_of_a_machine_is_in_the_pins() -> None:
    pins = (ROOT / "constraints.txt").read_text()
    pinned = set(re.findall(r"^([a-z0-9-]+)==", pins, re.MULTILINE))

    assert set(requirements("requirements.txt") + requirements("requirements-dev.txt")) <= pinned
    assert "/" not in pins
    assert "--" not in pins


def test_every_dependency_has_a_reason() -> None:
    reasons = (ROOT / "CONTRIBUTING.md").read_text()

    assert [
        name
        for name in requirements("requirements.txt") + requirements("requirements-dev.txt")
        if f"`{name}`" not in reasons
    ] == []
