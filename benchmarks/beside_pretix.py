"""pretix, which sells tickets: the week of an event that takes place sixty times, a place for each.

That calendar and our page of free times, by turns, as for justbookmycal. Its database is SQLite, its cache Redis; its
static files, which its instructions leave to the proxy, are served beside it, compressed.
"""

import sys

from benchmarks import report
from benchmarks.beside import Peer, measure_beside
from benchmarks.figures import Figure
from benchmarks.peers import pretix

PEER = Peer("pretix", pretix.running_peer, "event-time")


def measure(rounds: int) -> list[Figure]:
    return measure_beside(PEER, rounds)


if __name__ == "__main__":
    sys.exit(report.run_alone(measure, __doc__, rounds=3))
