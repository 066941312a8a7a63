"""`python manage.py seed_demo --sandbox-url URL`: the demo's studios, connected to a sandbox, and two logins: one for
everything, one for the desk of one studio."""

import secrets
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from studios import connections
from studios.demo_website import website
from studios.legal import drafting
from studios.magicline.errors import MagiclineError
from studios.models import AppointmentSettings, LegalPage, Studio
from studios.sandbox.seed import DEMO_STUDIOS, DemoStudio
from studios.staff.roles import Role, give

ADMIN = "admin"
DESK = "hafen"  # the studio, and the login of its desk

# What a manager would decide, for one studio, so that a newcomer sees what can be.
DECIDED_AT = "hafen"
DECIDED = {
    "accent_colour": "#1b5e9e",
    "confirmation_text": "Please be there five minutes early.\nBring indoor shoes and a towel.",
    "courses_url": "https://example.org/courses",
    "trial_url": "https://example.org/trial-training",
}
PRICED = "Deep Tissue Massage"


class Command(BaseCommand):
    help = (
        "Connects this site to a sandbox: one studio for each of the sandbox's, the pages that the law wants, and two "
        "logins. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sandbox-url", required=True, help="as printed by the sandbox command")
        parser.add_argument("--admin-password", default="", help="set this password instead of making one up")
        parser.add_argument(
            "--desk-password", default="", help=f"the same for {DESK}, who sees one studio only"
        )

    def handle(
        self,
        *args: Any,
        sandbox_url: str,
        admin_password: str,
        desk_password: str,
        verbosity: int,
        **options: Any,
    ) -> None:
        if not (settings.DEMO or settings.DEBUG or settings.INSECURE_HTTP):
            raise CommandError(
                "This adds made-up studios and an admin login, so it only works on a trial site: with DEMO, DEBUG or "
                "INSECURE_HTTP on."
            )
        try:
            connections.check_base_url(sandbox_url)
        except connections.ForbiddenUpstream as forbidden:
            raise CommandError(f"{sandbox_url}: {forbidden}") from forbidden
        studios = {demo.slug: _connect(demo, sandbox_url.rstrip("/")) for demo in DEMO_STUDIOS}
        for studio in studios.values():
            _introduce(studio)
            _write_legal_pages(studio.chain)
        _let_in(studios[DECIDED_AT], website())
        admin = _login(ADMIN, admin_password, "--admin-password", Role.EVERYTHING)
        desk = _login(DESK, desk_password, "--desk-password", Role.DESK, studios[DESK])
        if verbosity:
            for studio in studios.values():
                self.stdout.write(f"{studio.name}: {studio.base_url}")
            self.stdout.write(f"Admin login: {admin}")
            self.stdout.write(f"Login for the desk of {studios[DESK].name}: {desk}")


def _connect(demo: DemoStudio, sandbox_url: str) -> Studio:
    """The studio's row, found by its key or its slug. What somebody set in the admin since stays."""
    decided = DECIDED if demo.slug == DECIDED_AT else {}
    studio = (
        Studio.objects.with_api_key(demo.api_key).first()
        or Studio.objects.filter(slug=demo.slug).first()
        or Studio(slug=demo.slug, name=demo.name, time_zone=demo.time_zone, language=demo.language, **decided)
    )
    before, studio.base_url = studio.base_url, f"{sandbox_url}/{demo.tenant}"
    if before != studio.base_url and not LegalPage.objects.filter(chain=studio.base_url).exists():
        LegalPage.objects.filter(chain=before).exclude(chain="").update(chain=studio.base_url)
    studio.api_key, studio.webhook_key = demo.api_key, demo.webhook_key
    studio.save()
    return studio


def _let_in(studio: Studio, site: str) -> None:
    """The demo's own website may show the studio, beside those that somebody named since."""
    if site not in studio.embedded_at:
        studio.websites = "\n".join([*studio.embedded_at, site])
        studio.save(update_fields=["websites"])


def _introduce(studio: Studio) -> None:
    """Learns the studio's address and telephone, as *Check connection* does; a sandbox that is down can wait."""
    with suppress(MagiclineError):
        client = connections.to(studio)
        studio.learn(**connections.facts_of(client.studio_information()))
        if studio.slug == DECIDED_AT and not AppointmentSettings.objects.filter(studio=studio).exists():
            AppointmentSettings.objects.note_offered(
                studio, {one.id: one.title for one in client.appointments()}
            )
            priced = AppointmentSettings.objects.filter(studio=studio, title=PRICED)
            priced.update(price=AppointmentSettings.Price.PRICED, price_words="45 € per session")


def _write_legal_pages(chain: str) -> None:
    """The drafts as they are, for a chain that has nothing better."""
    for kind in LegalPage.Kind:
        for language in ("de", "en"):
            LegalPage.objects.get_or_create(
                chain=chain,
                studio=None,
                kind=kind,
                language=language,
                defaults={"text": drafting.example(kind, language)},
            )


def _login(username: str, password: str, option: str, role: Role, *studios: Studio) -> str:
    """Makes the login if there is none, sets `password` if one is given; says how to get in."""
    user, is_new = User.objects.get_or_create(username=username)
    if is_new:
        give(user, role, studios)
    elif not password:
        return f"{username}, with the password it already has ({option} sets another)"
    password = password or secrets.token_urlsafe(12)
    user.set_password(password)
    user.save(update_fields=["password"])
    return f"{username}, password {password}"
