"""How far the site carries: its busiest evening, its nights, and what two years leave behind, for ever more studios.

A model, not a measurement: it multiplies what was measured one by one (`benchmarks.costs`) with how members are taken
to behave. It says the same every time, and docs/scaling.md has its tables.

    python -m benchmarks.scaling
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import exp, inf, log

from benchmarks import costs
from benchmarks.costs import VIEWS, View
from benchmarks.sized_site import POSTGRES, SQLITE, Site

SIZES = (1, 10, 300, 10_000)


def rounded(number: float) -> str:
    """With two figures, which is more than a model knows."""
    if 0 < number < 0.01:
        return "under 0.01"
    if number >= 100:
        return f"{float(f'{number:.2g}'):,.0f}"
    return f"{number:.2g}" if number >= 1 else f"{number:.1g}"


def table(sites: Sequence[Site]) -> str:
    """What so many studios ask for; where there are two numbers, every page asks for itself → with caches."""

    def both(name: str) -> list[str]:
        return [" → ".join(rounded(getattr(load, name)) for load in site.evening) for site in sites]

    def cores(site: Site) -> str:
        return " → ".join(rounded(site.cores(keeps=keeps)) for keeps in (False, True))

    return as_table(
        ["studios", *(f"{site.studios:,}" for site in sites)],
        ["members", *(rounded(sum(site.members)) for site in sites)],
        ["members of the largest", *(rounded(site.members[-1]) for site in sites)],
        ["pages a second", *(rounded(site.evening[1].views) for site in sites)],
        ["calls to Magicline a second", *both("calls")],
        ["calls of one endpoint and key in a minute", *both("busiest_key")],
        ["web threads at work", *both("web_threads")],
        ["cores at work, web and worker", *map(cores, sites)],
        ["of these, to read all studios", *(rounded(site.evening[1].reading_studios) for site in sites)],
        ["writes to the database a second", *(rounded(site.writes) for site in sites)],
        ["threads of workers, by day", *(rounded(site.task_threads) for site in sites)],
        ["hours of reading at night, one worker", *(rounded(site.night_hours()) for site in sites)],
        ["threads of workers, to read in three hours", *(f"{site.threads_for_the_night}" for site in sites)],
        ["database after two years, SQLite, GB", *(rounded(site.gigabytes(SQLITE)) for site in sites)],
        ["the same, PostgreSQL, GB", *(rounded(site.gigabytes(POSTGRES)) for site in sites)],
        ["used most on one machine, without caches", *(site.most_used(keeps=False) for site in sites)],
        ["used most on one machine, with them", *(site.most_used(keeps=True) for site in sites)],
    )


# What there is too little of on one machine as docs/operations.md starts it, and what is turned then.
TURNED = {
    "the largest studio’s night": "nothing: it takes more than one night (see below)",
    "the list of studios": "nothing yet: it has to become pages",
    "task threads": "`db_worker --threads`, then more workers",
    "the night": "`db_worker --threads`, then more workers",
    "cores": "more machines",
    "web threads": "`--threads`, up to 64 a core; then more machines",
    "SQLite’s one writer": "`DATABASE_URL`: PostgreSQL",
    "sign-ins a minute": "`SIGN_INS_PER_MINUTE`",
    "calls of one key": "`SLOT_CACHE_SECONDS`; Magicline, for a higher limit",
}


def stops(sites: Sequence[Site]) -> str:
    """At how many studios one machine has too little of something, the first first."""
    places = {
        limit: [carried(sites, limit, keeps=keeps) for keeps in (False, True)]
        for limit in sites[0].used(keeps=True)
    }
    return as_table(
        ["enough, without caches, up to studios", "with them", "of", "what is turned then"],
        *(
            [*map(studios_told, carried_to), limit, TURNED[limit]]
            for limit, carried_to in sorted(places.items(), key=lambda one: one[1][1])
        ),
    )


def carried(sites: Sequence[Site], limit: str, *, keeps: bool) -> float:
    """Up to how many studios there is enough of it; infinite where there always is."""
    used = [(site.studios, site.used(keeps=keeps)[limit]) for site in sites]
    for (fewer, less), (more, much) in pairwise(used):
        if less <= 1 < much:
            return exp(log(fewer) + (log(more) - log(fewer)) * log(1 / less) / log(much / less))
    return inf


def studios_told(number: float) -> str:
    return f"more than {SIZES[-1]:,}" if number == inf else rounded(number)


def as_table(head: Sequence[str], *lines: Sequence[str]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *lines))


def views() -> str:
    """What one view of each page costs."""

    def calls(cost: View) -> str:
        shared = Counter({"offer": cost.offer, "times": cost.times})
        return (
            ", ".join(f"{number} × {what}" for what, number in (+shared + Counter(cost.own)).items()) or "–"
        )

    return as_table(
        ["page", "calls to Magicline", "one after another", "ms of CPU, asked → kept", "writes"],
        *(
            [
                page,
                calls(cost),
                f"{cost.rounds} → {cost.own_rounds}",
                f"{cost.cpu_ms} → {cost.kept_ms}",
                f"{cost.writes}",
            ]
            for page, cost in VIEWS.items()
        ),
    )


def rows() -> str:
    """What a row weighs, and how many there are for a member after two years."""
    site = Site(10)
    members = sum(site.members)
    return as_table(
        ["rows", "bytes, SQLite", "PostgreSQL", "of a member after two years"],
        *(
            [table, *map(str, costs.BYTES[table]), rounded(number / members)]
            for table, number in site.rows.items()
        ),
    )


def tables() -> list[str]:
    """All of docs/scaling.md's."""
    sites = [Site(size) for size in SIZES]
    return [views(), rows(), table(sites), stops(sites)]


def main() -> None:
    print(*tables(), sep="\n\n")


if __name__ == "__main__":
    main()
