"""gunicorn's settings where memory is compared: both sides have the drivers of a site with PostgreSQL and Redis."""

import importlib


def post_worker_init(worker: object) -> None:
    for driver in ("psycopg", "redis"):
        importlib.import_module(driver)
