"""`manage.py db_worker`: ours, in place of django-tasks-db's, and the only process to run beside the web server."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django_tasks_db.management.commands.db_worker import Command as StockCommand

from studios.management.worker import Scope, Worker, run_due_tasks


class Command(StockCommand):
    """The stock options, with other defaults: all queues, four threads, no reloader ever."""

    help = "Run the background tasks and sweeps of the site until stopped"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--threads", type=int, default=4, help="Tasks run at a time (default: %(default)r)"
        )
        parser.add_argument(
            "--alive-file",
            type=Path,
            help="Touched whenever it has looked for work, as a sign of life",
        )
        parser.set_defaults(queue_name="*", interval=0.2, reload=False)

    def handle(self, **options: Any) -> None:
        self.configure_logging(options["verbosity"])
        queues = options["queue_name"].split(",")
        excluded = [queue for queue in options["exclude_queues"].split(",") if queue]
        if excluded and "*" not in queues:
            raise CommandError("--exclude-queues goes with --queue-name=* only")
        if options["max_tasks"] and not options["batch"]:
            raise CommandError("--max-tasks goes with --batch only")
        scope = Scope([] if "*" in queues else queues, excluded, options["backend_name"])
        if options["batch"]:
            run_due_tasks(scope, most=options["max_tasks"])
            return
        worker = Worker(
            scope,
            threads=max(1, options["threads"]),
            interval=options["interval"],
            alive_file=options["alive_file"],
        )
        worker.stop_on_signals()
        worker.run()
