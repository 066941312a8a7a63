"""A studio's desk: one page that says whether all is well, finds what is asked about, and helps with what is not."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studios.desk import charts, connection, mail_check, search, support, work
from studios.desk.card import verdict
from studios.desk.facts import gather
from studios.models import Studio
from studios.pages import personal

_MAIL_LEVELS = {mail_check.Outcome.SENT: messages.SUCCESS, mail_check.Outcome.TOO_OFTEN: messages.WARNING}


class DeskPages(admin.ModelAdmin):  # type: ignore[type-arg]
    """What `StudioAdmin` has besides its own: the desk's page, its text file, and *Send test mail*."""

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "desk/": self.desk,
            "desk/failures.txt": self.failures_file,
            "desk/test-mail/": self.test_mail,
        }
        mine = [
            path(
                f"<int:studio_id>/{address}",
                self.admin_site.admin_view(view),
                name=f"studios_studio_{view.__name__}",
            )
            for address, view in pages.items()
        ]
        return [*mine, *super().get_urls()]

    @admin.display(description=gettext_lazy("desk"))
    def to_desk(self, studio: Studio) -> SafeString:
        """A column of the list."""
        address = reverse("admin:studios_studio_desk", args=[studio.pk])
        return format_html('<a href="{}">{}</a>', address, _("Desk"))

    def desk(self, request: HttpRequest, studio_id: int) -> HttpResponse:
        """GET and POST show the same page and change nothing, and ask nobody but the database. A POST searches: what
        is looked for is often a name, and addresses land in logs.
        """
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        studio, now = self._studio(request, studio_id), timezone.now()
        # The worker serves every studio, and its tasks are nobody's in particular.
        worker_too = bool(getattr(request.user, "is_superuser", False))
        facts = gather(studio, now=now, worker_too=worker_too)
        cards = [*connection.cards(facts, now=now), *work.cards(facts, now=now, worker_too=worker_too)]
        form, found = search.SearchForm(request.POST or None), None
        if form.is_valid():
            found = search.search(
                studio,
                form.cleaned_data["wanted"],
                bookings_too=request.user.has_perm("studios.view_booking"),
                attempts_too=request.user.has_perm("studios.view_attempt"),
            )
        context = {
            **self.admin_site.each_context(request),
            "title": _("Desk of %(studio)s") % {"studio": studio},
            "opts": self.opts,
            "studio": studio,
            "may_work": self.has_change_permission(request, studio),
            "verdict": verdict(cards),
            "cards": sorted(cards, key=lambda card: not card.needs_somebody),
            "findings": facts.findings,
            "days": charts.by_day(facts.booked_at, facts.cancelled_at, studio, now=now),
            "reasons": charts.by_reason(facts.refusals),
            "for_support": support.text_of(facts.failures, studio),
            "form": form,
            "found": found,
        }
        return personal(TemplateResponse(request, "admin/studios/studio/desk.html", context))

    def failures_file(self, request: HttpRequest, studio_id: int) -> HttpResponse:
        """GET: what went wrong at Magicline within the last month, as a text for its support."""
        studio = self._studio(request, studio_id)
        failures = studio.upstream_failures.all()[: support.MOST_IN_A_FILE]
        text = support.text_of(failures, studio) or _("Nothing has gone wrong in the last 30 days.") + "\n"
        response = HttpResponse(text, content_type="text/plain; charset=utf-8")
        name = f"magicline-{studio.slug}-{studio.local(timezone.now()):%Y-%m-%d}.txt"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return personal(response)

    def test_mail(self, request: HttpRequest, studio_id: int) -> HttpResponse:
        """POST: sends a mail to whoever is signed in, and says what became of it."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        studio = self._studio(request, studio_id)
        if not self.has_change_permission(request, studio):
            raise PermissionDenied
        address: str = getattr(request.user, "email", "")
        outcome = mail_check.send(address, user_id=request.user.pk or 0, now=timezone.now())
        if outcome not in (mail_check.Outcome.NO_ADDRESS, mail_check.Outcome.TOO_OFTEN):
            self.log_change(request, studio, _("Sent a test mail to their own address."))
        self.message_user(request, outcome.sentence, _MAIL_LEVELS.get(outcome, messages.ERROR))
        return HttpResponseRedirect(reverse("admin:studios_studio_desk", args=[studio.pk]))

    def _studio(self, request: HttpRequest, studio_id: int) -> Studio:
        """The studio, if whoever asks may see it: which ones those are, `get_queryset` says."""
        studio: Any = self.get_object(request, str(studio_id))
        if studio is None:
            raise Http404
        if not self.has_view_permission(request, studio):
            raise PermissionDenied
        return studio  # type: ignore[no-any-return]
