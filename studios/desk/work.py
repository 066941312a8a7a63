"""The cards about what is under way here: mails, bookings in doubt, moves, the night's report, the worker."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studios.desk.card import Card, State, Way
from studios.desk.clocks import on_its_clock
from studios.desk.facts import MOST_ROWS, Facts

WAITS_TOO_LONG = timedelta(minutes=5)  # no worker runs, or all of them are busy


def cards(facts: Facts, *, now: datetime, worker_too: bool) -> list[Card]:
    found = [_unsettled(facts), _mails(facts), _moves(facts), _drift(facts)]
    return [*found, _worker(facts, now=now)] if worker_too else found


def _unsettled(facts: Facts) -> Card:
    name, title = "attempts", _("Bookings in doubt")
    sentences = []
    if facts.unnumbered:
        said = ngettext(
            "Of %(count)d booking Magicline has not told the number yet; the site looks for it.",
            "Of %(count)d bookings Magicline has not told the numbers yet; the site looks for them.",
            facts.unnumbered,
        )
        sentences.append(said % {"count": facts.unnumbered})
    if not facts.unsettled:
        return Card(name, title, State.OK, sentences or [_("None.")], Way.ATTEMPTS if sentences else None)
    number = len(facts.unsettled)
    if number > MOST_ROWS:
        said = _("More than %(count)d, of which nobody knows whether they were made.") % {"count": MOST_ROWS}
    else:
        said = ngettext(
            "%(count)d, of which nobody knows whether it was made.",
            "%(count)d, of which nobody knows whether they were made.",
            number,
        ) % {"count": number}
    looked_for = all(attempt.look_at for attempt in facts.unsettled)
    how = (
        _("The site is looking for them by itself.")
        if looked_for
        else _("The site has stopped looking for some: look into Magicline, then settle them by hand.")
    )
    state = State.LOOK if looked_for else State.WRONG
    return Card(name, title, state, [said, how, *sentences], Way.ATTEMPTS, facts.unsettled[:MOST_ROWS])


def _mails(facts: Facts) -> Card:
    name, title = "mails", _("Mails to members")
    sentences = []
    if facts.mails_given_up:
        said = ngettext(
            "%(count)d could not be sent and is not tried any more.",
            "%(count)d could not be sent and are not tried any more.",
            facts.mails_given_up,
        )
        sentences.append(said % {"count": facts.mails_given_up})
    if facts.mails_late:
        said = ngettext(
            "%(count)d is late and is tried again.",
            "%(count)d are late and are tried again.",
            facts.mails_late,
        )
        sentences.append(said % {"count": facts.mails_late})
    if not sentences:
        return Card(name, title, State.OK, [_("None waits, none has failed.")])
    state = State.WRONG if facts.mails_given_up else State.LOOK
    return Card(name, title, state, sentences, Way.MAILS)


def _moves(facts: Facts) -> Card:
    name, title = "moves", _("Moves of bookings")
    sentences = []
    if facts.moves_to_confirm:
        said = ngettext(
            "%(count)d waits until you confirm the new booking in Magicline.",
            "%(count)d wait until you confirm the new bookings in Magicline.",
            facts.moves_to_confirm,
        )
        sentences.append(said % {"count": facts.moves_to_confirm})
    if facts.moves_late:
        said = ngettext(
            "%(count)d takes longer than it should.",
            "%(count)d take longer than they should.",
            facts.moves_late,
        )
        sentences.append(said % {"count": facts.moves_late})
    if not sentences:
        return Card(name, title, State.OK, [_("None waits.")])
    return Card(name, title, State.LOOK, sentences, Way.MOVES)


def _drift(facts: Facts) -> Card:
    name, title = "drift", _("Reading at night")
    if not facts.reports_waiting:
        return Card(name, title, State.OK, [_("Nothing waits for your word.")])
    said = _(
        "Suspiciously many bookings were different at Magicline, so nothing was changed here. Look at the report, and "
        "apply it if it is true."
    )
    return Card(name, title, State.LOOK, [said], Way.DRIFT)


def _worker(facts: Facts, *, now: datetime) -> Card:
    name, title = "worker", _("Worker")
    oldest = facts.oldest_task_at
    if oldest is None:
        return Card(name, title, State.OK, [_("No task waits.")])
    if oldest > now - WAITS_TOO_LONG:
        return Card(name, title, State.OK, [_("Tasks are taken up in time.")])
    said = _(
        "A task waits since %(since)s and nobody takes it up. Does the worker run (manage.py db_worker)?"
    )
    since = on_its_clock(facts.studio, oldest)
    return Card(name, title, State.WRONG, [said % {"since": since}], Way.TASKS)
