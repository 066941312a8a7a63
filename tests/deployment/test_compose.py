"""Both compose files hang together: every name in them is that of something which is there, and they are as closed as
they can be. No engine is needed to see that."""

import re
from typing import Any

import environ
import pytest
import yaml
from django.core.management import get_commands, load_command_class
from django.utils.module_loading import import_string

from studios import sweeps
from tests.deployment.image import PLACE, USER, command, stages
from tests.processes import ROOT

SMALL, LARGE = "compose.yaml", "compose.large.yaml"
BOTH = pytest.mark.parametrize("file", [SMALL, LARGE])
EXAMPLE = (ROOT / ".env.example").read_text()
CADDYFILE = (ROOT / "deploy" / "caddy" / "Caddyfile").read_text()
OF_THE_SERVER = {"POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB"}  # PostgreSQL's image reads them
CONNECTIONS_TO_SPARE = 10
PASSWORD = "0123abcd"

Service = dict[str, Any]


def whole(file: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / file).read_text())
    return loaded


def services(file: str) -> dict[str, Service]:
    found: dict[str, Service] = whole(file)["services"]
    return found


def of_the_site(file: str) -> dict[str, Service]:
    return {name: one for name, one in services(file).items() if one["image"] == "booking-site"}


def webs(file: str) -> list[str]:
    return sorted(name for name, one in of_the_site(file).items() if "command" not in one)


def web_threads(file: str) -> int:
    threads = int(next(word for word in command("site") if word.startswith("--threads=")).partition("=")[2])
    site = of_the_site(file)
    return sum(int(site[name]["environment"]["WEB_CONCURRENCY"]) * threads for name in webs(file))


def filled_in(text: str) -> str:
    return re.sub(r"\$\{.*?\}", PASSWORD, text)


def explained() -> set[str]:
    return set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE))


@BOTH
def test_every_variable_is_one_that_the_example_explains(file: str) -> None:
    named = set(re.findall(r"\$\{?([A-Z_]+)", (ROOT / file).read_text()))
    needed = {"POSTGRES_PASSWORD", "SITE_URL"} | ({"REDIS_PASSWORD"} if file == LARGE else set())

    assert needed <= named <= needed | {"UPSTREAM_PER_MINUTE"}
    assert named <= explained()


@BOTH
def test_every_variable_that_a_container_gets_is_one_that_it_reads(file: str) -> None:
    of_the_image = set(re.findall(r"(\w+)=", " ".join(stages()["site"].of("ENV"))))

    for one in of_the_site(file).values():
        assert set(one["environment"]) <= explained() | of_the_image
        assert one["env_file"] == ".env"
    assert set(services(file)["proxy"]["environment"]) == set(re.findall(r"\{\$(\w+)\}", CADDYFILE))
    assert set(services(file)["database"]["environment"]) == OF_THE_SERVER


@BOTH
def test_what_is_said_of_magiclines_limit_is_heard(file: str) -> None:
    """The rule MagiclineLimits tells the operator to lower it."""
    told = [one["environment"].get("UPSTREAM_PER_MINUTE", "") for one in of_the_site(file).values()]

    assert [one for one in told if one and not one.startswith("${UPSTREAM_PER_MINUTE:-")] == []


@BOTH
def test_all_processes_count_in_one_folder_that_the_images_user_can_write_to(file: str) -> None:
    options = whole(file)["volumes"]["counts"]["driver_opts"]

    for one in of_the_site(file).values():
        assert f"counts:{PLACE}/var/metrics" in one["volumes"]
    assert options["type"] == options["device"] == "tmpfs"
    assert {f"uid={USER}", f"gid={USER}", "mode=0700"} <= set(options["o"].split(","))


@BOTH
def test_every_command_is_one_that_there_is_with_options_it_knows(file: str) -> None:
    commands = [
        one["command"]
        for one in services(file).values()
        if one.get("image") == "booking-site" and "command" in one
    ]
    commands.append(command("backup"))

    assert len(commands) > 1
    for python, manage, name, *options in commands:
        assert (python, manage) == ("python", "manage.py")
        parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
        parser.parse_args(options)


@BOTH
def test_what_is_waited_for_is_there_and_says_when_it_is_ready(file: str) -> None:
    all_of_them = services(file)

    for one in all_of_them.values():
        for awaited, condition in one.get("depends_on", {}).items():
            assert condition == {"condition": "service_healthy"}
            assert all_of_them[awaited]["healthcheck"]["test"]


@BOTH
def test_images_are_built_here_or_named_with_a_version_and_without_a_host(file: str) -> None:
    for one in services(file).values():
        if "build" in one:
            assert one["build"]["context"] == "."
            assert one["build"]["target"] in stages()
        else:
            assert re.fullmatch(r"[a-z]+:\d+(\.\d+)*-[a-z]+", one["image"])
    assert all(
        re.fullmatch(r"[a-z]+:\d[\w.-]+", stage.base) or stage.base in stages() for stage in stages().values()
    )


@BOTH
def test_the_proxy_knows_every_web_server_in_the_order_of_an_upgrade(file: str) -> None:
    port = stages()["site"].of("EXPOSE")[0]
    told = services(file)["proxy"]["environment"]

    assert len(webs(file)) > 1
    assert told["WEB"].split() == [f"{name}:{port}" for name in webs(file)]
    assert told["WEB_BACK"].split() == told["WEB"].split()[::-1]
    assert f"--bind=0.0.0.0:{port}" in command("site")


@BOTH
def test_every_place_that_is_mounted_is_declared_or_in_the_tree(file: str) -> None:
    mounts = [mount.split(":") for one in services(file).values() for mount in one.get("volumes", [])]

    for source, _inside, *how in mounts:
        if source.startswith("./"):
            assert (ROOT / source).is_dir()  # not a file: git would replace it under the container's feet
            assert how == ["ro"]
    assert {source for source, *_ in mounts if not source.startswith("./")} == set(whole(file)["volumes"])
    assert f"backups:{PLACE}/var/backups" in services(file)["backup"]["volumes"]


@BOTH
def test_only_the_proxy_can_be_reached_and_database_and_cache_reach_nobody(file: str) -> None:
    all_of_them = services(file)
    networks = whole(file)["networks"]

    assert [name for name, one in all_of_them.items() if "ports" in one] == ["proxy"]
    assert {name for one in all_of_them.values() for name in one["networks"]} == set(networks)
    assert networks["inside"]["internal"] is True
    for name in {"database", "backup", "cache"} & set(all_of_them):
        assert all_of_them[name]["networks"] == ["inside"]


@BOTH
def test_what_we_build_can_write_nothing_and_gain_nothing(file: str) -> None:
    for name in {*of_the_site(file), "backup"}:
        one = services(file)[name]
        assert one["read_only"] is True
        assert one["tmpfs"] == ["/tmp"]  # noqa: S108 - the container's own
        assert one["cap_drop"] == ["ALL"]
        assert one["security_opt"] == ["no-new-privileges:true"]
    assert [one for one in services(file).values() if {"privileged", "pid", "network_mode"} & set(one)] == []


@BOTH
def test_no_encryption_key_is_where_copies_are_made(file: str) -> None:
    one = services(file)["backup"]

    assert one["env_file"] == []
    assert set(one["environment"]) == {"DATABASE_URL"}


@BOTH
def test_what_the_site_is_told_leads_to_the_database_and_the_cache(file: str) -> None:
    server = services(file)["database"]["environment"]

    for one in [*of_the_site(file).values(), services(file)["backup"]]:
        database = environ.Env.db_url_config(filled_in(one["environment"]["DATABASE_URL"]))
        assert (database["USER"], database["NAME"]) == (server["POSTGRES_USER"], server["POSTGRES_DB"])
        assert database["HOST"] == "database"
    for one in of_the_site(file).values():
        if url := one["environment"].get("CACHE_URL"):
            cache = environ.Env.cache_url_config(filled_in(url))
            assert cache["LOCATION"] == f"redis://:{PASSWORD}@cache:6379/0"
            import_string(cache["BACKEND"])


@BOTH
def test_every_thread_can_keep_its_connection(file: str) -> None:
    site = of_the_site(file)
    of_a_worker = 4 + len(sweeps.registered())
    workers = int(site["worker"].get("deploy", {}).get("replicas", 1))
    set_to = re.search(r"max_connections=(\d+)", " ".join(services(file)["database"].get("command", [])))
    allowed = int(set_to[1]) if set_to else 100  # PostgreSQL's own

    assert web_threads(file) + workers * of_a_worker + CONNECTIONS_TO_SPARE <= allowed


@BOTH
def test_what_is_under_way_is_finished_before_a_container_is_killed(file: str) -> None:
    graceful = 30  # gunicorn's own --graceful-timeout

    for one in of_the_site(file).values():
        assert int(one["stop_grace_period"].removesuffix("s")) > graceful


def test_the_large_file_is_the_small_one_with_more_of_it() -> None:
    small, large = services(SMALL), services(LARGE)
    larger = {"environment", "deploy", "depends_on", "command", "shm_size"}

    assert set(large) - set(small) == {"cache", "web-c", "web-d"}
    for name, one in small.items():
        assert {key: value for key, value in one.items() if key not in larger} == {
            key: value for key, value in large[name].items() if key not in larger
        }
