"""A studio's key is tried before it is kept, so that a wrong one does not take the place of one that works.

Django's admin saves inside a transaction, and no call to Magicline may wait in one. So the form is read twice: once to
ask, and then, by Django, with the answer at hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from studios import connections
from studios.admin import connection_check
from studios.admin.connection_check import Expected, Stranger
from studios.admin.studio_form import StudioForm
from studios.desk.findings import Finding, Level, ended_by
from studios.magicline.client import Client
from studios.magicline.errors import KeyRejected, MagiclineError, WrongTenant
from studios.models import Studio
from studios.staff.scope import studios_of


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking: the findings, and what was learned about the studio on the way.

    `objection` is why the key should not be kept, "" if nothing is against it. `is_no` when Magicline, or what it said,
    was clear about that; otherwise nobody can tell, and the desk may decide.
    """

    findings: tuple[Finding, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    objection: str = ""
    is_no: bool = False


def ask(client: Client, expected: Expected) -> Answer:
    """Whether Magicline knows the client's key, and whether it is the expected studio's. Changes nothing there."""
    facts: dict[str, object] = {}
    try:
        findings = (
            *connection_check.known_key(client),
            *connection_check.whose_key(client, expected, facts),
        )
    except (KeyRejected, WrongTenant) as no:
        return Answer(objection=ended_by(no).sentence, is_no=True)
    except Stranger as stranger:
        return Answer(objection=stranger.finding.sentence, is_no=True)
    except MagiclineError as error:
        return Answer(objection=ended_by(error).sentence)
    objection = next((finding.sentence for finding in findings if finding.level is Level.ERROR), "")
    if not objection and expected.pinned is not None and "vendor_studio_id" not in facts:
        objection = _("Magicline knows the key, but did not say which studio it belongs to.")
    return Answer(findings, facts, objection)


class AsksAboutNewKeys(admin.ModelAdmin):  # type: ignore[type-arg]
    """For the admin of studios: a changed key or base URL is asked about once, and the form gets the answer."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method == "POST":
            request.answer_about_key = self._ask(request, object_id)  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(
        self,
        request: HttpRequest,
        obj: Studio | None = None,
        change: bool = False,  # noqa: FBT001, FBT002 - the signature of Django
        **options: Any,
    ) -> type[StudioForm]:
        # Django makes a class of its own for each request.
        form = cast(type[StudioForm], super().get_form(request, obj, change, **options))
        answer: Answer | None = getattr(request, "answer_about_key", None)
        if answer:
            form.objection, form.objection_is_final = answer.objection, answer.is_no
        return form

    def save_model(self, request: HttpRequest, obj: Studio, form: StudioForm, change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        answer: Answer | None = getattr(request, "answer_about_key", None)
        if answer is None:
            return
        if answer.objection:
            messages.warning(
                request, _("Saved without knowing whether the key works: press “Check connection”.")
            )
            return
        obj.learn(**answer.facts)
        obj.key_works()
        for finding in answer.findings:
            level = messages.WARNING if finding.level is Level.WARNING else messages.SUCCESS
            messages.add_message(request, level, finding.sentence)
        messages.info(request, _("“Check connection” tells what else the key may do."))

    def _ask(self, request: HttpRequest, object_id: str | None) -> Answer | None:
        """None where there is nothing to ask: no new key, a form with errors, somebody who may not save it."""
        adds = object_id is None or "_saveasnew" in request.POST
        studio: Studio | None = None if adds else self.get_object(request, unquote(object_id or ""))
        if adds:
            may_save = self.has_add_permission(request)
        else:
            may_save = studio is not None and self.has_change_permission(request, studio)
        if not may_save:
            return None
        form: StudioForm = self.get_form(request, studio, change=not adds)(
            request.POST, request.FILES, instance=studio
        )
        if not form.is_valid() or not form.changes_the_connection:
            return None
        wanted: Studio = form.instance
        try:
            client = connections.to(wanted, expected_refusals=connections.ABOUT_A_NEW_KEY)
        except connections.ForbiddenUpstream as forbidden:
            return Answer(objection=str(forbidden), is_no=True)
        if form.lifts_the_pin:
            wanted.vendor_studio_id = None
        return ask(client, expected_of(wanted, seen=studios_of(request.user)))


def expected_of(studio: Studio, *, seen: QuerySet[Studio]) -> Expected:
    """What the site believes about the studio, and about the others of its chain: those not in `seen` have no name."""
    chain = Studio.objects.filter(base_url=studio.base_url).exclude(pk=studio.pk)
    names = dict(seen.values_list("pk", "name"))
    numbers = chain.exclude(vendor_studio_id=None).values_list("vendor_studio_id", "pk")
    return Expected(
        name=studio.name,
        time_zone=studio.time_zone,
        pinned=studio.vendor_studio_id,
        others={number: names.get(pk, "") for number, pk in numbers if number is not None},
    )


def may_save_unchecked(request: HttpRequest) -> bool:
    """Whether the desk is offered to save although nobody could tell whether the key works."""
    answer: Answer | None = getattr(request, "answer_about_key", None)
    return answer is not None and bool(answer.objection) and not answer.is_no
