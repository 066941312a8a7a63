"""*Hand out a code*: to a member at the desk whom no mail reaches. Magicline says who has the number; the desk has to
see whether that is the person who stands there."""

import json
from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studios import connections
from studios.desk.clocks import on_its_clock
from studios.desk.finding_words import Subject
from studios.desk.findings import ended_by, not_possible
from studios.magicline.customers import Customer
from studios.magicline.errors import (
    AccessDisabled,
    Forbidden,
    MagiclineError,
    NotFound,
    Refused,
    UnexpectedReply,
)
from studios.models import Studio, Tries
from studios.models.desk_code import LIFE
from studios.signing_in import desk_codes
from studios.signing_in.session import desk_code_url

PERMISSION = "studios.add_deskcode"
MOST_AN_HOUR = 20  # for one member of staff: customers looked up, and codes handed out
_HOUR = timedelta(hours=1)
_SALT = "studios.admin.desk_codes"


class CannotHandOut(Exception):
    """There is no code; the text is a sentence for the desk."""


class NumberForm(forms.Form):
    """Whom the code is for."""

    number = forms.IntegerField(
        label=gettext_lazy("Customer number at Magicline"), min_value=1, max_value=2**63 - 1
    )


def hand_out_code(desk: "ModelAdmin[Studio]", request: HttpRequest, studio_id: int) -> HttpResponse:
    """GET asks for the customer's number; POST shows who that is, and its button makes the code and shows it, once."""
    studio = desk.get_object(request, str(studio_id))
    if studio is None:
        raise Http404
    if not desk.has_view_permission(request, studio) or not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    shown = request.POST.get("shown", "")
    form = NumberForm(request.POST if request.method == "POST" and not shown else None)
    step: dict[str, Any] = {}
    try:
        if shown:
            step = _hand_out(desk, request, studio, shown)
        elif form.is_valid():
            step = _show(desk, request, studio, form.cleaned_data["number"])
    except CannotHandOut as no:
        step = {"no": str(no)}
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Hand out a code"),
        "opts": desk.opts,
        "studio": studio,
        "form": form,
        **step,
    }
    return TemplateResponse(request, "admin/studios/studio/hand_out_code.html", context)


def _show(desk: "ModelAdmin[Studio]", request: HttpRequest, studio: Studio, number: int) -> dict[str, Any]:
    """Who has the number; `shown` names them for the button, signed, and can be read, so nobody's address is in it."""
    _count("customers looked up", _staff(request), now=timezone.now())
    # Before the answer: numbers that were only tried are looks as well.
    desk.log_change(request, studio, _("Looked up customer %(number)s.") % {"number": number})
    customer = look_up(studio, number)
    signed = signing.dumps([request.user.pk, studio.pk, customer.id, _seal(customer)], salt=_SALT)
    return {"customer": customer, "shown": signed}


def _hand_out(desk: "ModelAdmin[Studio]", request: HttpRequest, studio: Studio, shown: str) -> dict[str, Any]:
    """The code for the customer who was shown, if Magicline still says the same about them."""
    user, now = _staff(request), timezone.now()
    number, seal = _number_in(shown, user, studio)
    _count("codes handed out", user, now=now)
    customer = look_up(studio, number)
    if not constant_time_compare(seal, _seal(customer)):
        raise CannotHandOut(
            _("What Magicline says about this customer has changed meanwhile. Please look them up again.")
        )
    code = desk_codes.hand_out(studio, customer, by=user, now=now)
    desk.log_change(
        request, studio, _("Handed out a code for customer %(number)s.") % {"number": customer.id}
    )
    return {
        "customer": customer,
        "code": f"{code[:4]} {code[4:]}",
        "until": on_its_clock(studio, now + LIFE),
        "address": settings.SITE_URL + desk_code_url("", studio),
        "owner_told": desk_codes.tell_owner(studio, customer, now=now),
    }


def look_up(studio: Studio, number: int) -> Customer:
    """The customer with this number, read with the studio's key. Raises `CannotHandOut`."""
    try:
        customer = connections.to(studio).customer(number)
    except connections.ForbiddenUpstream as no:
        raise CannotHandOut(str(no)) from None
    except NotFound:
        raise CannotHandOut(_("Magicline knows no customer with this number at this studio.")) from None
    except AccessDisabled:
        raise CannotHandOut(
            _(
                "This customer's privacy settings exclude this site, so nobody can sign them in here. They can "
                "change that with the studio; then try again."
            )
        ) from None
    except Forbidden:
        raise CannotHandOut(_of_another_studio()) from None
    except (Refused, UnexpectedReply) as error:
        raise CannotHandOut(not_possible(error, Subject.CUSTOMER).sentence) from None
    except MagiclineError as error:
        raise CannotHandOut(ended_by(error).sentence) from None
    if customer.id != number:
        raise CannotHandOut(_("Magicline answered with another customer, so nobody is shown."))
    # Magicline refuses other studios' customers itself; that is not left to it alone.
    if None not in (customer.studio_id, studio.vendor_studio_id) and (
        customer.studio_id != studio.vendor_studio_id
    ):
        raise CannotHandOut(_of_another_studio())
    return customer


def _of_another_studio() -> str:
    return _(
        "Magicline does not show this customer to this studio. Most likely they belong to another one, whose "
        "desk can hand out the code. Whether the key may read customers at all, “Check connection” says."
    )


def _number_in(shown: str, user: User, studio: Studio) -> tuple[int, str]:
    """The customer's number and the seal on what was shown.

    Raises `CannotHandOut` for what was not shown to this user, about this studio, in the last ten minutes.
    """
    try:
        user_pk, studio_pk, number, seal = signing.loads(shown, salt=_SALT, max_age=LIFE)
    except (signing.BadSignature, ValueError):  # or it was signed by a version before this one
        user_pk = studio_pk = None
    if (user_pk, studio_pk) != (user.pk, studio.pk):
        raise CannotHandOut(_("That was too long ago. Please look the customer up again."))
    return number, seal


def _seal(customer: Customer) -> str:
    """A keyed hash of what Magicline says: the same for the same words, and nothing of them can be read in it."""
    facts = [customer.id, customer.first_name, customer.last_name, customer.email, customer.studio_id]
    return salted_hmac(_SALT, json.dumps(facts), algorithm="sha256").hexdigest()


def _staff(request: HttpRequest) -> User:
    """The admin lets nobody else in."""
    return cast(User, request.user)


def _count(kind: str, user: User, *, now: datetime) -> None:
    if not Tries.objects.take(kind, str(user.pk), most=MOST_AN_HOUR, within=_HOUR, now=now):
        raise CannotHandOut(
            _("That were %(most)d in this hour already. Please wait for the next one.")
            % {"most": MOST_AN_HOUR}
        )
