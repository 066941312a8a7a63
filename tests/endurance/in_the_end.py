"""What is asked when the dust has settled, whichever storm it was."""

from tests.endurance.news import News
from tests.endurance.step_log import StepLog
from tests.endurance.truth import Truth


def what_is_wrong(log: StepLog, truth: Truth, news: News) -> dict[str, list[str]]:
    """What each question found; nothing is as it should be."""
    found = {
        "ills": log.ills,
        "differences": truth.differences(),
        "made twice": truth.made_twice(),
        "silently open": truth.silently_open(),
        "untold": news.untold(),
        "told twice": news.told_twice(),
        "keys in logs": truth.keys_in_logs(),
        "failed tasks": truth.failed_tasks(),
        # A run in which nothing happened would show nothing.
        "never happened": [
            *([] if truth.bookings else ["somebody booked"]),
            *([] if news.mails else ["somebody was mailed"]),
        ],
    }
    return {question: answers for question, answers in found.items() if answers}
