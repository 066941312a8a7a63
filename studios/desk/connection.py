"""The cards about Magicline: the key and what it may do, what is offered, times, webhooks, and how calls went."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studios.desk.card import Card, State, Way
from studios.desk.clocks import on_its_clock
from studios.desk.facts import Facts
from studios.desk.finding_words import Code
from studios.magicline.moments import Written
from studios.models import Studio

LONG_SILENCE = timedelta(days=7)
MANY_FAILURES = 10  # a few a day are repeated, and nobody notices; each repetition that fails counts
_ABOUT_THE_KEY = (
    Code.KEY_UNKNOWN,
    Code.WRONG_TENANT,
    Code.BUSY,
    Code.UNREACHABLE,
    Code.FORBIDDEN_UPSTREAM,
    Code.STRANGER,
    Code.KNOWN_STRANGER,
    Code.UNNAMED_STRANGER,
)
_ABOUT_RIGHTS = (Code.NOT_PERMITTED, Code.NOT_AS_DOCUMENTED, Code.REFUSED)


def cards(facts: Facts, *, now: datetime) -> list[Card]:
    return [
        _key(facts),
        _rights(facts),
        _appointments(facts),
        _times(facts.studio),
        _webhooks(facts, now=now),
        _calls(facts),
    ]


def _key(facts: Facts) -> Card:
    studio, name, title = facts.studio, "key", _("Key")
    if studio.reads_paused_at:
        since = on_its_clock(studio, studio.key_refused_since or studio.reads_paused_at)
        said = _("Magicline has refused the key since %(since)s.") % {"since": since}
        paused = _(
            "Bookings are not read in the background until it works again. Paste the studio's new key."
        )
        return Card(name, title, State.WRONG, [said, paused], Way.STUDIO)
    if studio.key_refused_since:
        said = _("Magicline refused the key on %(since)s. The site asks again every few minutes.")
        since = on_its_clock(studio, studio.key_refused_since)
        return Card(name, title, State.LOOK, [said % {"since": since}], Way.CHECK)
    codes = [one.code for one in facts.findings]
    if studio.findings_at is None or not codes:
        said = _("The connection was not checked since it was set up or changed.")
        return Card(name, title, State.LOOK, [said], Way.CHECK)
    checked = _("Last checked on %(at)s.") % {"at": on_its_clock(studio, studio.findings_at)}
    wrong = [one.sentence for one in facts.findings if one.code in _ABOUT_THE_KEY]
    if wrong:
        state = State.LOOK if Code.BUSY in codes else State.WRONG
        return Card(name, title, state, [*wrong, checked], Way.CHECK)
    return Card(name, title, State.OK, [_("Magicline knows the key."), checked], Way.CHECK)


def _rights(facts: Facts) -> Card:
    name, title = "rights", _("What the key may do")
    found = {one.code: one for one in facts.findings}
    wrong = [one.sentence for one in facts.findings if one.code in _ABOUT_RIGHTS]
    if wrong:
        return Card(name, title, State.WRONG, wrong, Way.CHECK)
    if Code.MEMBERS_FOUND not in found:
        return Card(name, title, State.NOTHING_YET, [_("“Check connection” finds out.")], Way.CHECK)
    sentences = [_("It may read the studio, its appointments and times, and find members.")]
    if Code.NOT_EVERYWHERE in found:
        sentences.append(found[Code.NOT_EVERYWHERE].sentence)
    if facts.booked_at:
        last = on_its_clock(facts.studio, max(facts.booked_at))
        sentences.append(_("It may book: last done on %(at)s.") % {"at": last})
    else:
        sentences.append(_("Whether it may book, only a booking shows; there was none lately."))
    return Card(name, title, State.OK, sentences)


def _appointments(facts: Facts) -> Card:
    name, title = "appointments", _("Appointments")
    for one in facts.findings:
        if one.code == Code.NO_APPOINTMENTS:
            return Card(name, title, State.WRONG, [one.sentence], Way.CHECK)
        if one.code == Code.APPOINTMENTS:
            return Card(name, title, State.OK, [one.sentence])
    return Card(name, title, State.NOTHING_YET, [_("“Check connection” counts them.")], Way.CHECK)


def _times(studio: Studio) -> Card:
    name, title = "times", _("Times")
    if not studio.written_seen:
        return Card(name, title, State.NOTHING_YET, [_("No time of this studio was read yet.")], Way.CHECK)
    days = ngettext(
        "Magicline shows %(count)d day at a time.",
        "Magicline shows %(count)d days at a time.",
        studio.days_ahead_limit,
    ) % {"count": studio.days_ahead_limit}
    if studio.written_seen == Written.ZONELESS:
        form = _("Magicline writes times without a zone, which means Berlin time.")
        is_other = studio.time_zone != "Europe/Berlin"
    elif studio.zone_seen:
        form = _("Magicline writes times in the zone %(seen)s.") % {"seen": studio.zone_seen}
        is_other = studio.zone_seen != studio.time_zone
    else:
        form, is_other = _("Magicline writes times with their distance from UTC and names no zone."), False
    if is_other:
        said = _("Here %(set)s is set, and members see times in it. Is that where the studio is?")
        return Card(name, title, State.LOOK, [form, said % {"set": studio.time_zone}, days], Way.STUDIO)
    return Card(name, title, State.OK, [form, days])


def heard(studio: Studio, *, is_in_use: bool, now: datetime) -> tuple[State, str]:
    """When the last webhook came, on the studio's clock, and whether there should have been one since."""
    if studio.webhook_key_fingerprint is None:
        return State.NOTHING_YET, _(
            "Nothing can be received: no webhook key is stored. The site still reads bookings when they are looked at."
        )
    if studio.last_webhook_at is None:
        return State.LOOK, _(
            "Never. Confirm the activation, and ask Magicline whether it was given the site's address."
        )
    last = on_its_clock(studio, studio.last_webhook_at)
    if studio.last_webhook_at > now - LONG_SILENCE or not is_in_use:
        return State.OK, last
    return State.LOOK, f"{last}: " + _(
        "nothing for more than a week, although there are bookings. Is the webhook key still the right one?"
    )


def _webhooks(facts: Facts, *, now: datetime) -> Card:
    state, sentence = heard(facts.studio, is_in_use=facts.is_in_use, now=now)
    if facts.webhooks_given_up:
        number = facts.webhooks_given_up
        given_up = ngettext(
            "The site could not act on %(count)d of them.",
            "The site could not act on %(count)d of them.",
            number,
        )
        sentences = [sentence, given_up % {"count": number}]
        return Card("webhooks", _("News from Magicline (webhooks)"), State.LOOK, sentences, Way.WEBHOOKS)
    if state is State.OK:
        sentence = _("Last one: %(at)s") % {"at": sentence}
    way = Way.STUDIO if state is State.LOOK else None
    return Card("webhooks", _("News from Magicline (webhooks)"), state, [sentence], way)


def _calls(facts: Facts) -> Card:
    name, title = "calls", _("Calls to Magicline")
    if facts.failed_last_at is None:
        return Card(name, title, State.OK, [_("None failed in the last 24 hours.")])
    failed = ngettext(
        "%(count)d failed in the last 24 hours, the last one on %(at)s.",
        "%(count)d failed in the last 24 hours, the last one on %(at)s.",
        facts.failed_lately,
    ) % {"count": facts.failed_lately, "at": on_its_clock(facts.studio, facts.failed_last_at)}
    if facts.failed_lately < MANY_FAILURES:
        return Card(name, title, State.OK, [failed])
    support = _("If it goes on, send Magicline's support what stands below.")
    return Card(name, title, State.LOOK, [failed, support], Way.FAILURES)
