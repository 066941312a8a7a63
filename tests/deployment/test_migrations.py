"""The version that still runs works on the tables of the next one: what migrations do from here on only adds.

An upgrade on PostgreSQL migrates first and then restarts one process after the other; and whoever goes back to the
version before finds its code working on newer tables.
"""

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

LAST_WITHOUT_THIS_RULE = "0008_finding"
# What may all the same, by the name of its migration, and why: "nothing has read it since 1.2", for example.
EXCEPTIONS: dict[str, str] = {}

HARMLESS = (
    migrations.CreateModel,
    migrations.AddIndex,
    migrations.RemoveIndex,
    migrations.RemoveConstraint,
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
)


def harm(operation: Operation, before: ProjectState, made_here: set[str]) -> str:
    """What would trouble the version that still runs; empty when nothing would."""
    if isinstance(operation, HARMLESS) or getattr(operation, "model_name", "").lower() in made_here:
        return ""
    if isinstance(operation, migrations.AddField):
        field = operation.field
        fits = field.many_to_many or field.null or field.has_db_default()
        return (
            "" if fits else f"{operation.name} is null or has a db_default, or older code cannot write rows"
        )
    if isinstance(operation, migrations.AlterField):
        old = before.models["studios", operation.model_name.lower()].fields[operation.name]
        changed = narrower(old, operation.field)
        return f"{operation.name} gets another {', '.join(changed)}" if changed else ""
    return f"{operation.describe()}: older code may rely on what is there"


def narrower(old: models.Field, new: models.Field) -> list[str]:
    """The words of the field that change what the database takes, other than by taking more."""
    _name, old_kind, _args, was = old.deconstruct()
    _name, new_kind, _args, becomes = new.deconstruct()
    taking_more = {
        "null": bool(becomes.get("null")),
        "max_length": (becomes.get("max_length") or 0) >= (was.get("max_length") or 0),
        "db_default": "db_default" in becomes,
    }
    changed = [
        word
        for word in sorted(set(was) | set(becomes))
        if was.get(word) != becomes.get(word)
        and word not in new.non_db_attrs
        and not taking_more.get(word, False)
    ]
    return changed + ["kind"] * (old_kind != new_kind)


def test_new_migrations_only_add() -> None:
    loader = MigrationLoader(None)
    (leaf,) = loader.graph.leaf_nodes("studios")
    mine = [node for node in loader.graph.forwards_plan(leaf) if node[0] == "studios"]
    found: dict[str, list[str]] = {}
    for node in mine[mine.index(("studios", LAST_WITHOUT_THIS_RULE)) + 1 :]:
        migration, state = loader.graph.nodes[node], loader.project_state(node, at_end=False)
        made_here: set[str] = set()
        for operation in migration.operations:
            if node[1] not in EXCEPTIONS and (said := harm(operation, state, made_here)):
                found.setdefault(node[1], []).append(said)
            if isinstance(operation, migrations.CreateModel):
                made_here.add(operation.name.lower())
            operation.state_forwards("studios", state)

    assert found == {}


def test_no_exception_outlives_its_migration() -> None:
    assert set(EXCEPTIONS) <= {
        name for app, name in MigrationLoader(None).disk_migrations if app == "studios"
    }


BEFORE = ProjectState(
    {("studios", "booking"): ModelState("studios", "Booking", [("title", models.CharField(max_length=20))])}
)


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("booking", "title"),
        migrations.RenameField("booking", "title", "name"),
        migrations.DeleteModel("Booking"),
        migrations.AddField("booking", "place", models.CharField(max_length=9)),
        migrations.AddField("booking", "place", models.CharField(max_length=9, default="")),
        migrations.AlterField("booking", "title", models.CharField(max_length=9)),
        migrations.AlterField("booking", "title", models.CharField(max_length=20, unique=True)),
        migrations.AlterField("booking", "title", models.IntegerField()),
        migrations.AddConstraint("booking", models.UniqueConstraint(fields=["title"], name="one")),
        migrations.RunSQL("DELETE FROM studios_booking"),
        migrations.RunPython(migrations.RunPython.noop),
    ],
)
def test_what_older_code_would_stumble_over_is_found(operation: Operation) -> None:
    assert harm(operation, BEFORE, set())


@pytest.mark.parametrize(
    "operation",
    [
        migrations.CreateModel("Place", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("booking", "place", models.CharField(max_length=9, null=True)),
        migrations.AddField("booking", "place", models.CharField(max_length=9, db_default="")),
        migrations.AlterField("booking", "title", models.CharField(max_length=40, null=True)),
        migrations.AlterField("booking", "title", models.CharField("name", max_length=20, blank=True)),
        migrations.AddIndex("booking", models.Index(fields=["title"], name="by_title")),
    ],
)
def test_what_only_adds_is_let_through(operation: Operation) -> None:
    assert harm(operation, BEFORE, set()) == ""


def test_a_table_of_the_same_migration_is_nobodys_yet() -> None:
    rule = models.UniqueConstraint(fields=["title"], name="one")

    assert harm(migrations.AddConstraint("place", rule), BEFORE, {"place"}) == ""
