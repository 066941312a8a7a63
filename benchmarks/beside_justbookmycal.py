"""justbookmycal, the closest peer: free times drawn by the server, from a calendar that it keeps.

Its page of a week with sixty free times and ours, by turns: pages a second of one worker on one core, a first view on
a slow phone, and the memory of the worker once it is warm. It is started as its own command does, but without being
started anew after 500 pages, which would cost it some.
"""

import sys

from benchmarks import report
from benchmarks.beside import Peer, measure_beside
from benchmarks.figures import Figure
from benchmarks.peers import justbookmycal

PEER = Peer("justbookmycal", justbookmycal.running_peer, "slot", least_rate=5, most_lcp=1)


def measure(rounds: int) -> list[Figure]:
    return measure_beside(PEER, rounds)


if __name__ == "__main__":
    sys.exit(report.run_alone(measure, __doc__, rounds=3))
