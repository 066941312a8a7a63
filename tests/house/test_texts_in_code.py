"""What a person reads in a form, a message or a table of the admin is marked for translation where it is written."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import files, name

CODE = [
    path
    for path in files(".py", under=("studios", "booking_site"))
    if not {"migrations", "sandbox", "locale"} & set(path.parts)
]
# Arguments and attributes that Django shows as they are.
SHOWN = {
    "description", "empty_label", "empty_value_display", "help_text", "label", "message", "short_description",
    "site_header", "site_title", "index_title", "verbose_name", "verbose_name_plural", "violation_error_message",
}  # fmt: skip
# Calls whose text, at this place among their arguments, somebody is shown.
SAY = {"ValidationError": 0, "add_error": 1, "message_user": 1}
MESSAGES = {"success", "error", "warning", "info"}


def unmarked(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            shown = [one.value for one in node.keywords if one.arg in SHOWN]
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            of = getattr(getattr(node.func, "value", None), "id", "")
            place = 1 if of == "messages" and called in MESSAGES else SAY.get(called)
            if place is not None:
                shown += node.args[place : place + 1]
        elif (
            isinstance(node, ast.Assign)
            and {getattr(one, "id", getattr(one, "attr", "")) for one in node.targets} & SHOWN
        ):
            shown = [node.value]
        else:
            continue
        yield from (f"line {one.lineno}: {ast.unparse(one)}" for one in shown if is_text(one))


def is_text(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and any(letter.isalpha() for letter in node.value)
    return isinstance(node, ast.JoinedStr)


@pytest.mark.parametrize("path", CODE, ids=name)
def test_every_word_that_is_shown_is_translated(path: Path) -> None:
    assert list(unmarked(ast.parse(path.read_text()))) == []


@pytest.mark.parametrize(
    "code",
    [
        "messages.success(request, 'Saved.')",
        "raise ValidationError('Too long.')",
        "form.add_error('logo', f'At most {size}.')",
        "CharField(help_text='As on the card.')",
        "class Meta:\n    verbose_name = 'studio'",
        "describe.short_description = 'Studio'",
    ],
)
def test_the_rule_finds_what_was_forgotten(code: str) -> None:
    assert list(unmarked(ast.parse(code)))


def test_the_rule_lets_what_is_marked_pass() -> None:
    assert not list(
        unmarked(ast.parse("messages.success(request, _('Saved.')); logger.warning('Not read.')"))
    )
