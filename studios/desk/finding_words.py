"""What there is to be found, in words for the studio's admin."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy


class Subject(StrEnum):
    """What was asked for, and by which scope."""

    STUDIO = "studio"
    APPOINTMENTS = "appointments"
    TIMES = "times"
    CUSTOMERS = "customers"
    EVERYWHERE = "everywhere"
    CUSTOMER = "customer"

    @property
    def scope(self) -> str:
        return _SUBJECTS[self][0]

    @property
    def words(self) -> str:
        return str(_SUBJECTS[self][1])


_SUBJECTS: dict[Subject, tuple[str, Promise]] = {
    Subject.STUDIO: ("STUDIO_READ", gettext_lazy("The studio's information")),
    Subject.APPOINTMENTS: ("BOOKABLE_APPOINTMENTS_READ", gettext_lazy("The list of appointments")),
    Subject.TIMES: ("BOOKABLE_APPOINTMENTS_READ", gettext_lazy("The times of an appointment")),
    Subject.CUSTOMERS: ("CUSTOMER_READ", gettext_lazy("The search for customers")),
    Subject.EVERYWHERE: ("CUSTOMER_READ", gettext_lazy("The search across studios")),
    Subject.CUSTOMER: ("CUSTOMER_READ", gettext_lazy("The customer's record")),
}


class Code(StrEnum):
    KEY_KNOWN = "key-known"
    KEY_UNKNOWN = "key-unknown"
    WRONG_TENANT = "wrong-tenant"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    FORBIDDEN_UPSTREAM = "forbidden-upstream"
    NOT_PERMITTED = "not-permitted"
    NOT_AS_DOCUMENTED = "not-as-documented"
    REFUSED = "refused"
    STUDIO_IS = "studio-is"
    NO_NAME = "no-name"
    OTHER_NAME = "other-name"
    STRANGER = "stranger"
    KNOWN_STRANGER = "known-stranger"
    UNNAMED_STRANGER = "unnamed-stranger"
    APPOINTMENTS = "appointments"
    NO_APPOINTMENTS = "no-appointments"
    NEW_APPOINTMENTS = "new-appointments"
    GONE_APPOINTMENTS = "gone-appointments"
    ZONE = "zone"
    OTHER_ZONE = "other-zone"
    MEMBERS_FOUND = "members-found"
    NOT_EVERYWHERE = "not-everywhere"
    UNTRIED = "untried"
    ACTIVATION_IN_DOUBT = "activation-in-doubt"
    ACTIVATION_REFUSED = "activation-refused"
    ACTIVATION_NOT_PERMITTED = "activation-not-permitted"
    ACTIVATED = "activated"


SENTENCES: dict[Code, Promise] = {
    Code.KEY_KNOWN: gettext_lazy("Magicline knows the key."),
    Code.KEY_UNKNOWN: gettext_lazy(
        "Magicline does not know this key. Copy it again from the mail it came in; when the "
        "integration was deactivated, the key is dead, and a new activation brings a new one."
    ),
    Code.WRONG_TENANT: gettext_lazy(
        "The base URL names a tenant that does not exist. It came in the same mail as the key and must match it."
    ),
    Code.BUSY: gettext_lazy(
        "Magicline takes no more requests for the next minute, because this studio's integrations "
        "sent too many. That says nothing about the key: try again in a minute."
    ),
    Code.UNREACHABLE: gettext_lazy(
        "Magicline cannot be reached under this base URL. Is it written as in the mail with the key? "
        "If so, try again in a few minutes."
    ),
    Code.FORBIDDEN_UPSTREAM: gettext_lazy("The base URL may not be called: %(why)s"),
    Code.NOT_PERMITTED: gettext_lazy(
        "%(what)s: not permitted. The integration lacks the scope %(scope)s; ask Magicline for it."
    ),
    Code.NOT_AS_DOCUMENTED: gettext_lazy(
        "%(what)s: answered, but not as documented. The site's operator finds the details in the log."
    ),
    Code.REFUSED: gettext_lazy("%(what)s: refused."),
    Code.STUDIO_IS: gettext_lazy("The key belongs to the studio “%(name)s”."),
    Code.NO_NAME: gettext_lazy(
        "Magicline did not say which studio the key belongs to. Nothing that was known of it is changed."
    ),
    Code.OTHER_NAME: gettext_lazy(
        "Here the studio is called “%(here)s”, at Magicline “%(there)s”. If these are two studios, "
        "their keys were swapped."
    ),
    Code.STRANGER: gettext_lazy(
        "This key belongs to another studio: “%(name)s”, number %(number)s. So far this was studio "
        "number %(pinned)s. If the change is meant, tick “Forget the pinned studio”, save and check "
        "again."
    ),
    Code.KNOWN_STRANGER: gettext_lazy(
        "This key belongs to another studio: “%(name)s”, number %(number)s, which is set up here as “%(other)s”."
    ),
    Code.UNNAMED_STRANGER: gettext_lazy(
        "This key belongs to another studio: “%(name)s”, number %(number)s, which is set up here already."
    ),
    Code.APPOINTMENTS: ngettext_lazy(
        "%(count)d appointment can be booked online.", "%(count)d appointments can be booked online.", "count"
    ),
    Code.NO_APPOINTMENTS: gettext_lazy(
        "The key is valid, but there are no appointments. In Magicline they must be set to "
        "“Bookable” and to “available for online booking”."
    ),
    Code.NEW_APPOINTMENTS: ngettext_lazy(
        "%(count)d of them is new here.", "%(count)d of them are new here.", "count"
    ),
    Code.GONE_APPOINTMENTS: ngettext_lazy(
        "%(count)d is no longer offered; what was decided about it is kept.",
        "%(count)d are no longer offered; what was decided about them is kept.",
        "count",
    ),
    Code.ZONE: gettext_lazy("The time zone is the one Magicline uses: %(zone)s."),
    Code.OTHER_ZONE: gettext_lazy(
        "Magicline writes times in the zone %(seen)s; here %(set)s is set. Members see times in %(set)s."
    ),
    Code.MEMBERS_FOUND: gettext_lazy("Members can be found by their e-mail address."),
    Code.NOT_EVERYWHERE: gettext_lazy(
        "The key may not search across studios, a right of its own: members of the chain's other "
        "studios are looked for studio by studio."
    ),
    Code.UNTRIED: gettext_lazy(
        "Not tried, since only a real booking would show it: whether the key may book, read and cancel bookings "
        "(APPOINTMENTS_READ, APPOINTMENTS_WRITE)."
    ),
    Code.ACTIVATION_IN_DOUBT: gettext_lazy(
        "Magicline's answer did not arrive, so nobody can say whether it was done. Please press again: "
        "twice does no harm."
    ),
    Code.ACTIVATION_REFUSED: gettext_lazy("Magicline did not accept it."),
    Code.ACTIVATION_NOT_PERMITTED: gettext_lazy(
        "Magicline does not permit it with this key. Has the studio activated the integration, and not "
        "ended it since?"
    ),
    Code.ACTIVATED: gettext_lazy(
        "The activation is confirmed. From now on Magicline tells the site what changes."
    ),
}
