"""What the site counts while it works, for `/metrics`. Whoever does something that is worth watching counts it here.

Labels have few values, which stand in the code: no studio, no number, nothing that anybody typed. What can be read
from the database is not counted but read when it is asked for: see `studios.watching.rows`.
"""

import logging

from django.conf import settings
from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

from booking_site import shared_counts

logger = logging.getLogger(__name__)

disable_created_metrics()  # a row more for each of the others, which processes that share a folder do not have
_here = CollectorRegistry()
_is_shared = False
if settings.METRICS_TOKEN:
    try:
        shared_counts.begin(settings.METRICS_DIR)
        _is_shared = True
    except OSError as error:  # no reason to be no site
        logger.error("METRICS_DIR cannot be used, so /metrics tells of one process: %s", type(error).__name__)  # noqa: TRY400

# Seconds. Up to 1.5 for a page and 4 for a booking is what Google wants of its booking partners; 8 and 15 are the
# client's deadlines.
_OF_A_PAGE = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2.5, 4, 8, 15)
_OF_A_CALL = (0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 4, 8, 15)

pages = Counter(
    "site_pages", "Answers, by view and class of status (2xx).", ["view", "status"], registry=_here
)
page_seconds = Histogram(
    "site_page_seconds", "How long answers took.", ["view"], registry=_here, buckets=_OF_A_PAGE
)
upstream_calls = Counter(
    "site_upstream_calls",
    "Requests to Magicline, repeats included.",
    ["endpoint", "method", "outcome"],
    registry=_here,
)
upstream_seconds = Histogram(
    "site_upstream_seconds",
    "How long Magicline took.",
    ["endpoint", "method"],
    registry=_here,
    buckets=_OF_A_CALL,
)
webhooks = Counter(
    "site_webhooks",
    "Events that Magicline told of, by what became of them.",
    ["type", "outcome"],
    registry=_here,
)
webhook_reactions = Counter(
    "site_webhook_reactions", "Tries to act on events that were kept.", ["type", "outcome"], registry=_here
)
tasks = Counter("site_tasks", "Tasks that a worker has run.", ["task", "outcome"], registry=_here)
sweeps = Counter("site_sweeps", "Rounds of the worker's sweeps.", ["sweep"], registry=_here)
cache_answers = Counter(
    "site_cache_answers",
    "What was wanted of what is kept: fresh, stale or missed.",
    ["what", "outcome"],
    registry=_here,
)
budget_answers = Counter(
    "site_budget_answers",
    "What the rate budget said to calls before they left.",
    ["endpoint", "answer"],
    registry=_here,
)


def counted() -> CollectorRegistry:
    """All of it, of all processes that share METRICS_DIR."""
    return shared_counts.read(settings.METRICS_DIR) if _is_shared else _here
