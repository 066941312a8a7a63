"""Whom a session belongs to: the people that a proven e-mail address stands for, and the one it acts for now.

The session holds numbers of members only; they are looked up on every request, so an erased member is out
at once, and so is one whose sessions were ended since.
"""

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp import DEVICE_ID_SESSION_KEY

from studios.models import Member, Studio
from studios.pages import View, audience, go_to, personal

P = ParamSpec("P")

PEOPLE = "people"  # [[member, member], [member]]: primary keys, one list a person
EPOCHS = "epochs"  # the number of each member's sessions when they signed in, by primary key as text; none: 0
SIGNED_IN_AT = "signed_in_at"  # seconds since 1970
ACTING = "acting"  # the primary key of any member of the person acted for
CHALLENGE = "challenge"  # the number of the sign-in that is under way
STAFF = "staff"  # what we know of a log-in to the admin, written and read by `studios.staff.admission`
# All of such a log-in: what Django knows of it, its second factor, and ours.
STAFF_KEYS = (SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY, DEVICE_ID_SESSION_KEY, STAFF)


@dataclass(frozen=True, slots=True)
class Person:
    """One human being, with one or more records at the vendor."""

    members: tuple[Member, ...]

    @property
    def name(self) -> str:
        number = self.members[0].customer_id
        return self.members[0].full_name or self.email or _("Member %(number)s") % {"number": number}

    @property
    def first_name(self) -> str:
        return self.members[0].first_name or self.name

    @property
    def email(self) -> str:
        """Empty when the studio has none on file: then no mail can be sent."""
        return self.members[0].email

    def at(self, chain: str) -> tuple[Member, ...]:
        """The records in one chain: none, when this person is not known to have any there."""
        return tuple(member for member in self.members if member.chain == chain)


class MemberRequest(HttpRequest):
    """A request that `member_required` let through."""

    person: Person


def people(request: HttpRequest) -> list[Person]:
    """Everybody the proven address belongs to; empty when nobody is signed in, or has been for too long."""
    groups: list[list[int]] = [] if _is_too_old(request) else request.session.get(PEOPLE, [])
    members = Member.objects.in_bulk([number for group in groups for number in group]) if groups else {}
    epochs = request.session.get(EPOCHS, {})
    here = {number: one for number, one in members.items() if one.session_epoch == epochs.get(str(number), 0)}
    known = (tuple(here[number] for number in group if number in here) for group in groups)
    return [Person(group) for group in known if group]


def person(request: HttpRequest) -> Person | None:
    """Whom this session acts for; nobody when not signed in, or when several people still have to choose."""
    everybody = people(request)
    if len(everybody) == 1:
        return everybody[0]
    acting = request.session.get(ACTING)
    return next((one for one in everybody if any(member.pk == acting for member in one.members)), None)


def sign_in(request: HttpRequest, people: Iterable[Person]) -> None:
    """Makes the session theirs, under a new key, and acts for them if they are only one.

    Another address than before replaces whoever was signed in; the same one keeps their records in other
    chains. `people` must not be empty. Staff stay logged in to the admin: else nobody could try out a studio in
    preview.
    """
    newcomers = list(people)
    staying = _staying(request, newcomers)
    staff = {name: request.session[name] for name in STAFF_KEYS if name in request.session}
    request.session.flush()
    request.session.update(staff)
    everybody = _joined(staying, newcomers)
    request.session[PEOPLE] = [[member.pk for member in one.members] for one in everybody]
    request.session[EPOCHS] = {
        str(member.pk): member.session_epoch for one in everybody for member in one.members
    }
    request.session[SIGNED_IN_AT] = int(timezone.now().timestamp())
    if len(newcomers) == 1:
        request.session[ACTING] = newcomers[0].members[0].pk
    rotate_token(request)


def act_for(request: HttpRequest, index: int) -> None:
    """From now on the session acts for `people(request)[index]`. Raises `IndexError` if there is none."""
    if index < 0:
        raise IndexError(index)
    request.session[ACTING] = people(request)[index].members[0].pk


def sign_out(request: HttpRequest) -> None:
    """Forgets everything about this session."""
    request.session.flush()


def sign_out_everywhere(request: HttpRequest) -> None:
    """Ends every session of everybody in this one, here and in other browsers."""
    for one in people(request):
        for member in one.members:
            member.end_sessions()
    sign_out(request)


def sign_in_url(next_url: str, studio: Studio | None = None) -> str:
    """The address of the sign-in page that leads on to `next_url`; `studio` says which chain to ask."""
    return _sign_in_url(next_url, studio.slug if studio else "")


def desk_code_url(next_url: str, studio: Studio | None = None) -> str:
    """The address of the page for a code from the desk, which leads on to `next_url`."""
    return _with_query("signing_in:desk", {"next": next_url, "studio": studio.slug if studio else ""})


def go_on(request: HttpRequest, next_url: str) -> HttpResponse:
    """Back to what the member came for, or to their bookings; first ask for whom, if that is open."""
    if person(request) is None:
        return go_to(request, _who_url(next_url))
    return go_to(request, next_url or reverse("my_bookings:all"))


def member_required(view: Callable[Concatenate[MemberRequest, P], HttpResponse]) -> View[P]:
    """Only for people who are signed in: the view has them in `request.person`, no cache keeps its answer.

    Anybody else is led to the sign-in page and from there back to this address, which after a POST is that of
    the form.
    """

    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        acting = person(request)
        if acting is None:
            return personal(go_to(request, _way_in(request)))
        member_request = cast(MemberRequest, request)
        member_request.person = acting
        return personal(view(member_request, *args, **kwargs))

    functools.update_wrapper(guarded, view)
    return audience("member")(guarded)


def _way_in(request: HttpRequest) -> str:
    if people(request):
        return _who_url(request.get_full_path())
    # A page of a studio says so in its address: then only that studio's chain need be asked.
    slug = request.resolver_match.kwargs.get("slug", "") if request.resolver_match else ""
    return _sign_in_url(request.get_full_path(), slug)


def _sign_in_url(next_url: str, slug: str) -> str:
    return _with_query("signing_in:start", {"next": next_url, "studio": slug})


def _who_url(next_url: str) -> str:
    return _with_query("signing_in:who", {"next": next_url})


def _with_query(view: str, query: dict[str, str]) -> str:
    given = {name: value for name, value in query.items() if value}
    return f"{reverse(view)}?{urlencode(given)}" if given else reverse(view)


def _is_too_old(request: HttpRequest) -> bool:
    """Whether the sign-in is longer ago than a session may last. Django would count from when it was last saved."""
    signed_in_at = request.session.get(SIGNED_IN_AT)
    now = timezone.now().timestamp()
    return signed_in_at is not None and signed_in_at + settings.SESSION_COOKIE_AGE < now


def _staying(request: HttpRequest, newcomers: list[Person]) -> list[Person]:
    """Who was signed in with the same address, without the chains that were just asked anew."""
    email = newcomers[0].email.casefold()
    if not email:  # nobody's, not the same
        return []
    asked = {member.chain for one in newcomers for member in one.members}
    before = [one for one in people(request) if one.email.casefold() == email]
    left = (tuple(member for member in one.members if member.chain not in asked) for one in before)
    return [Person(group) for group in left if group]


def _joined(staying: list[Person], newcomers: list[Person]) -> list[Person]:
    """Both together; equal names in another chain are the same person, unless the name stands for several."""

    def named(group: list[Person], name: str) -> list[Person]:
        return [one for one in group if one.name.casefold() == name.casefold()]

    joined = []
    for one in newcomers:
        same = named(staying, one.name)
        if len(same) == 1 and len(named(newcomers, one.name)) == 1:
            staying = [other for other in staying if other is not same[0]]
            one = Person(one.members + same[0].members)
        joined.append(one)
    return joined + staying
