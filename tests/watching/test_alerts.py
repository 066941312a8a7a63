"""docs/alerts.yaml and docs/watching.md speak of figures that there are, with labels and values that there are."""

import re
from typing import Any

import pytest
import yaml
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from prometheus_client.metrics import MetricWrapperBase

from booking_site import metrics
from studios.brakes.gate import ANSWERS
from studios.magicline.gate import Outcome
from studios.watching import rows
from tests.house.tree import ROOT

RULES: list[dict[str, Any]] = yaml.safe_load((ROOT / "docs" / "alerts.yaml").read_text())["groups"][0][
    "rules"
]
NAMES = {rule["alert"]: rule for rule in RULES}
WATCHING = (ROOT / "docs" / "watching.md").read_text()
_OURS = re.compile(r"\b(site_\w+)(?:\{([^}]*)\})?")
_MATCHER = re.compile(r'(\w+)(=~?)"([^"]*)"')
_ENDINGS = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",)}


@pytest.fixture
def labels(db: None) -> dict[str, set[str]]:
    """Every figure as Prometheus calls it, with its labels."""
    found: dict[str, set[str]] = {}
    counted = [one for one in vars(metrics).values() if isinstance(one, MetricWrapperBase)]
    for one in counted:
        for ending in _ENDINGS[one._type]:
            found[one._name + ending] = {*one._labelnames} | ({"le"} if ending == "_bucket" else set())
    for family in rows.read(now=timezone.now()):
        found[family.name] = {name for sample in family.samples for name in sample.labels}
    return found


def view_names(resolver: URLResolver, space: str = "") -> set[str]:
    names = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            names.add(f"{space}{entry.name}")
        else:
            names |= view_names(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
    return names


def test_every_rule_says_how_bad_it_is_and_what_to_do() -> None:
    assert len(NAMES) == len(RULES) > 10
    for rule in RULES:
        assert rule["labels"]["severity"] in ("page", "ticket"), rule["alert"]
        assert rule["annotations"].keys() == {"summary", "todo"}, rule["alert"]
        assert all(len(text) > 20 and text.endswith(".") for text in rule["annotations"].values()), rule[
            "alert"
        ]


def test_every_figure_and_label_that_a_rule_names_exists(labels: dict[str, set[str]]) -> None:
    seen = 0
    for rule in RULES:
        for name, matchers in _OURS.findall(rule["expr"]):
            seen += 1
            assert name in labels, f"{name} in {rule['alert']}"
            used = {label for label, *_ in _MATCHER.findall(matchers)}
            assert used <= labels[name], f"{used} of {name} in {rule['alert']}"
        told = set(re.findall(r"\$labels\.(\w+)", str(rule["annotations"])))
        assert told <= set(re.findall(r"\w+", " ".join(re.findall(r"by \(([^)]*)\)", rule["expr"]))))
    assert seen > 10


def test_every_figure_is_counted_by_somebody() -> None:
    counted = [name for name, one in vars(metrics).items() if isinstance(one, MetricWrapperBase)]
    sources = [
        file.read_text() for place in ("booking_site", "studios") for file in (ROOT / place).rglob("*.py")
    ]

    assert [name for name in counted if not any(f"metrics.{name}." in text for text in sources)] == []


def test_every_value_that_a_rule_names_exists() -> None:
    views = view_names(get_resolver())
    outcomes = {*map(str, Outcome), "FAILED"}  # the last is a task's
    known = {
        "view": views,
        "outcome": outcomes,
        "answer": {*ANSWERS.values()},
        "status": {"5xx"},
        "type": {"unread"},
        "work": {*rows.OWED, "sign-in mail"},
        "job": {"booking-site"},
    }
    for rule in RULES:
        for label, _how, text in _MATCHER.findall(rule["expr"]):
            for value in alternatives(text):
                assert value in known[label], f"{label}={value} in {rule['alert']}"


def alternatives(text: str) -> list[str]:
    """The values that a pattern such as "a:(b|c)" or "a|b" is for."""
    before, bracket, rest = text.partition("(")
    return [before + one for one in rest.rstrip(")").split("|")] if bracket else text.split("|")


def test_what_a_rule_refers_to_is_a_rule() -> None:
    for rule in RULES:
        for name in re.findall(r"\b([A-Z][a-z]+[A-Z][A-Za-z]+)\b", rule["annotations"]["todo"]):
            assert name in NAMES, f"{name} in {rule['alert']}"


def test_the_document_names_every_figure_with_its_labels(labels: dict[str, set[str]]) -> None:
    told: dict[str, set[str]] = {}
    for names, given in re.findall(r"^\| (`site_[^|]*) \|([^|]*)\|", WATCHING, re.MULTILINE):
        for name in re.findall(r"`(\w+)`", names):
            told[name] = {one for one in given.strip().split(", ") if one}

    there_are = {re.sub("_(bucket|count|sum)$", "", name): found - {"le"} for name, found in labels.items()}
    assert told == there_are
