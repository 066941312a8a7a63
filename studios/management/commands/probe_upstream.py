"""`manage.py probe_upstream STUDIO`: how a real studio's Open API behaves, without a word about anybody."""

import smtplib
from argparse import ArgumentParser
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from studios import connections
from studios.management.probing.reading import Probe
from studios.management.probing.report import Report
from studios.management.probing.trial import LeftBehind, Trial
from studios.models import Studio, WebhookMessage

TEST_TENANTS = ".open-api.sandbox.magicline.com"


class Command(BaseCommand):
    help = (
        "Asks the Open API of a studio, with its stored key, for what its reference leaves open or was seen to get "
        "wrong, and prints a report without keys, names or addresses. Nothing is written there without --test-tenant."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("studio", help="the end of the studio's address here (its slug)")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument("--mail-to", metavar="ADDRESS", help="send the report there as well")
        parser.add_argument(
            "--test-tenant",
            action="store_true",
            help="also book the latest free time, read it and cancel it; only where the tenant is one of the vendor's "
            "for tests, or the sandbox. Needs --customer-id and --appointment-id",
        )
        parser.add_argument(
            "--customer-id", type=int, metavar="N", help="whom to book for, with --test-tenant"
        )
        parser.add_argument(
            "--appointment-id", type=int, metavar="M", help="what to book, with --test-tenant"
        )
        parser.add_argument(
            "--wait",
            type=float,
            default=60,
            metavar="SECONDS",
            help="for the webhooks (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        studio = Studio.objects.filter(slug=options["studio"]).first()
        if studio is None:
            raise CommandError(f"There is no studio “{options['studio']}”.")
        if options["test_tenant"]:
            _refuse_real_bookings(studio, options)
        try:
            client = connections.to(
                studio, language=studio.language, expected_refusals=connections.ABOUT_RIGHTS
            )
        except connections.ForbiddenUpstream as forbidden:
            raise CommandError(str(forbidden)) from forbidden
        now = timezone.now()
        report = Report(f"The Open API of {studio.slug}, asked on {now:%Y-%m-%d at %H:%M} UTC")
        probe = Probe(client, report, now=now, zone=studio.zone)
        left_behind = ""
        probe.read()
        if options["test_tenant"]:
            trial = Trial(
                probe, options["customer_id"], options["appointment_id"], _ear(studio), options["wait"]
            )
            try:
                trial.run()
            except LeftBehind as left:
                left_behind = str(left)
        probe.sum_up()
        self._hand_over(report, **options)
        if left_behind:
            raise CommandError(left_behind)

    def _hand_over(self, report: Report, *, json: bool, mail_to: str | None, **_: Any) -> None:
        self.stdout.write(report.as_json() if json else report.as_text(), ending="")
        if not mail_to:
            return
        try:
            send_mail(report.title, report.as_text(), None, [mail_to])
        except (OSError, smtplib.SMTPException) as error:
            raise CommandError(f"The report could not be mailed: {type(error).__name__}.") from error


def _refuse_real_bookings(studio: Studio, options: dict[str, Any]) -> None:
    host = urlsplit(studio.base_url).hostname or ""
    on_this_machine = settings.INSECURE_HTTP and host in ("127.0.0.1", "localhost", "::1")
    if not (host.endswith(TEST_TENANTS) or on_this_machine):
        raise CommandError(
            f"A booking at {host} would be a real one. --test-tenant works only where the base URL's host ends in "
            f"{TEST_TENANTS}, or with the sandbox on this machine."
        )
    if options["customer_id"] is None or options["appointment_id"] is None:
        raise CommandError("--test-tenant needs --customer-id and --appointment-id.")


def _ear(studio: Studio) -> Any:
    """Which events about a booking were received, by its number."""

    def heard(booking_id: int) -> Collection[str]:
        told = WebhookMessage.objects.filter(studio=studio, entity_id=booking_id).values_list(
            "types", flat=True
        )
        return {event for types in told for event in types}

    return heard
