"""What the database's address says and what is added to it."""

from pathlib import Path

import environ
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from booking_site import stores


def options(url: str) -> dict[str, object]:
    told: dict[str, object] = stores.database(environ.Env.db_url_config(url), Path("var"))["OPTIONS"]
    return told


def test_a_database_whose_machine_has_gone_is_given_up_within_a_minute() -> None:
    told = options("postgres://booking@database/booking")

    known = conninfo_to_dict(make_conninfo("", **told))  # raises where the driver knows one of them not
    silent = int(known["keepalives_idle"]) + int(known["keepalives_interval"]) * int(
        known["keepalives_count"]
    )
    assert silent < 60
    assert int(known["tcp_user_timeout"]) < 60_000
    assert int(known["connect_timeout"]) < 60


def test_what_the_address_says_wins() -> None:
    told = options("postgres://booking@database/booking?keepalives_idle=300&sslmode=require")

    assert (told["keepalives_idle"], told["sslmode"]) == (300, "require")
