"""Proof that somebody reads the mail of an address: a challenge, and the codes that were mailed for it."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import F, Q, Sum

from studios.models.studio import Studio

LIFE = timedelta(minutes=30)
KEPT = timedelta(hours=2)  # so that somebody who comes back late need not type the address again
MOST_GUESSES = 10
MOST_GUESSES_PER_ADDRESS = 30  # over all challenges under way: a new challenge is no new chance to guess
MOST_MAILS = 5
MOST_CODES = 2 * MOST_MAILS  # a code whose mail failed counts, although nobody has read it
BETWEEN_MAILS = timedelta(seconds=30)
SAME_BROWSER_AGAIN = timedelta(minutes=1)

PATIENCE = timedelta(minutes=1)  # after which we say that the chain cannot be asked
LEASE = timedelta(minutes=1)  # for one try, the slowest included
_LONGEST_PAUSE = timedelta(minutes=1)


class ChallengeQuerySet(models.QuerySet["Challenge"]):
    # Making

    def start(
        self,
        email: str,
        *,
        studio: Studio | None,
        language: str,
        next_url: str,
        browser: str,
        may_mail: bool,
        now: datetime,
    ) -> "Challenge":
        """A challenge that wants its first mail, and gets it if the address may be mailed."""
        return self.create(
            email=email,
            studio=studio,
            language=language,
            next_url=next_url,
            asked_by=browser,
            created_at=now,
            mail_wanted_at=now,
            mails_wanted=int(may_mail),
            next_try_at=now if may_mail else None,
        )

    # Changing

    def end_for(self, chain: str, customer_id: int, *, but_to: str = "") -> None:
        """Forgets the sign-ins under way that name this customer, but those by way of the address `but_to`."""
        # There are few, and each for two hours only.
        for challenge in self.exclude(people=[]).exclude(email__iexact=but_to):
            if challenge.names(chain, customer_id):
                challenge.delete()

    # Asking

    def alive(self, *, now: datetime) -> "ChallengeQuerySet":
        """Challenges whose half hour is not over, used ones too."""
        return self.filter(created_at__gt=now - LIFE)

    def due(self, *, now: datetime) -> "ChallengeQuerySet":
        """Challenges that owe a mail and may be tried now."""
        return self.alive(now=now).filter(used_at=None, next_try_at__lte=now)

    def forgettable(self, *, now: datetime) -> "ChallengeQuerySet":
        """Challenges that nobody will come back to."""
        return self.filter(created_at__lte=now - KEPT)


class Challenge(models.Model):
    """One sign-in under way. The address is forgotten with the row; codes are kept as keyed hashes only.

    Whoever asked may look at its page as often as they like, and need not be the address's owner: what the chain said
    (`state`, `people`), what was really mailed and whether somebody used it must not show there.
    """

    class State(models.TextChoices):
        WAITING = "waiting"  # the task has not asked the chain yet
        MAILED = "mailed"
        UNKNOWN = "unknown"  # nobody with this address, or the privacy settings exclude us: mailed as well
        FAILED = "failed"  # the chain could not be asked so far

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.CharField(max_length=254)
    studio = models.ForeignKey(
        Studio, null=True, on_delete=models.CASCADE
    )  # none: ask every chain of the site
    asked_by = models.CharField(max_length=64, default="", db_default="")  # a mark of the browser
    language = models.CharField(max_length=8)
    next_url = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    # Whom the address belongs to at the vendor: one list a person, see signing_in.finding.
    people = models.JSONField(default=list)
    code_hashes = models.JSONField(default=list)
    guesses = models.PositiveSmallIntegerField(default=0)

    wishes = models.PositiveSmallIntegerField(default=1, db_default=1)  # how often a mail was asked for
    mails_wanted = models.PositiveSmallIntegerField(default=1)  # those of them that the address may be sent
    mails_sent = models.PositiveSmallIntegerField(default=0)
    mail_wanted_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)  # none: no mail is owed

    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.CharField(max_length=64, blank=True)

    objects = ChallengeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"challenge {self.pk}"

    # Changing: by conditional updates, because tasks and visitors come several at a time

    def wish_again(self, *, now: datetime) -> bool:
        """Counts one more wish for a mail; False when that was the last, or too soon after the one before."""
        left = self._row.filter(wishes__lt=MOST_MAILS, mail_wanted_at__lte=now - BETWEEN_MAILS)
        return bool(left.update(wishes=F("wishes") + 1, mail_wanted_at=now))

    def want_another_mail(self, *, now: datetime) -> None:
        """Owes one more mail; nobody gets one for a challenge that was used."""
        self._row.update(mails_wanted=F("mails_wanted") + 1, next_try_at=now, tries=0)

    def take(self, *, now: datetime) -> bool:
        """Reserves the mail that is owed for one try; False when none is, or somebody else is at it.

        A try that dies without a word is made again after the lease.
        """
        return bool(type(self).objects.due(now=now).filter(pk=self.pk).update(next_try_at=now + LEASE))

    def found(self, people: Sequence[Sequence[Mapping[str, object]]]) -> None:
        """Keeps whom the address belongs to; nobody is an answer too."""
        self.people = [list(group) for group in people]
        self.state = self.State.MAILED if people else self.State.UNKNOWN
        self.save(update_fields=["people", "state"])

    def add_code(self, code_hash: str) -> None:
        """One more code that will be accepted, beside the earlier ones."""
        with transaction.atomic():
            row = self._row.select_for_update().get()
            self._row.update(code_hashes=[*row.code_hashes, code_hash][-MOST_CODES:])

    def mailed(self) -> None:
        """One of the mails that were wanted is out."""
        self._row.update(mails_sent=F("mails_sent") + 1, tries=0)
        self._row.filter(mails_sent__gte=F("mails_wanted")).update(next_try_at=None)

    def try_failed(self, *, now: datetime) -> None:
        """Sets the next try, later every time; after a minute the member is told that it takes longer."""
        pause = min(timedelta(seconds=5 * 2 ** min(self.tries, 10)), _LONGEST_PAUSE)
        self._row.update(tries=F("tries") + 1, next_try_at=now + pause)
        self._row.filter(mail_wanted_at__lte=now - PATIENCE).update(state=self.State.FAILED)

    def take_guess(self, *, now: datetime) -> bool:
        """Counts one guess, over all codes of the challenge and the address; False when there is none left."""
        under_way = type(self).objects.alive(now=now).filter(email__iexact=self.email)
        if (under_way.aggregate(total=Sum("guesses"))["total"] or 0) >= MOST_GUESSES_PER_ADDRESS:
            return False
        left = self._row.filter(guesses__lt=MOST_GUESSES)
        return bool(left.update(guesses=F("guesses") + 1))

    def use(self, *, browser: str, now: datetime) -> bool:
        """Ends the challenge; False when it was used before.

        The same browser may repeat itself for a minute: a double click, or an answer lost on the way.
        """
        unused = Q(used_at=None, created_at__gt=now - LIFE)
        if browser:
            unused |= Q(used_by=browser, used_at__gt=now - SAME_BROWSER_AGAIN)
        return bool(self._row.filter(unused).update(used_at=now, used_by=browser))

    # Asking

    @property
    def _row(self) -> ChallengeQuerySet:
        return type(self).objects.filter(pk=self.pk)

    @property
    def guesses_left(self) -> int:
        return max(0, MOST_GUESSES - self.guesses)

    def names(self, chain: str, customer_id: int) -> bool:
        """Whether the chain said that the address belongs to this customer, among others perhaps."""
        records = (record for group in self.people for record in group)
        return any((one["chain"], one["customer_id"]) == (chain, customer_id) for one in records)

    def was_asked_for_by(self, browser: str) -> bool:
        """Whether this browser may type its codes; one without a mark never may."""
        return bool(browser) and self.asked_by == browser

    def has_expired(self, *, now: datetime) -> bool:
        return now >= self.created_at + LIFE

    def is_overdue(self, *, now: datetime) -> bool:
        """The mail should have arrived by now."""
        return now >= self.mail_wanted_at + PATIENCE

    def can_want_another_mail(self, *, now: datetime) -> bool:
        return self.wishes < MOST_MAILS and not self.has_expired(now=now)
