"""One project with panels, as a user waits for it: `fit` with its diagnostics, and `settle` with its trace and digest.

Ten comparators over 53 months. The limits are guards against growing slow, not promises: half a second is what a
person notices, and a portfolio of a thousand projects should be settled within a minute.
"""

from __future__ import annotations

from collections.abc import Callable

from outcome_contracts.baseline import fit
from outcome_contracts.settlement import settle
from tests.benchmarks.result import Result, cpu_seconds
from tests.settlement.estimated import PERIOD, contract, data

CALLS = 50
FIT_LIMIT, SETTLE_LIMIT = 0.010, 0.030


def run() -> list[Result]:
    """Both, against their limits."""
    agreed, given = contract(), data()
    return [
        _timed("fit, 10 comparators", FIT_LIMIT, lambda: fit(given.plan, given.panel, given.comparators, PERIOD)),
        _timed("settle with panels, 10 comparators", SETTLE_LIMIT, lambda: settle(agreed, given, PERIOD).digest),
    ]


def _timed(name: str, limit: float, work: Callable[[], object]) -> Result:
    def calls() -> None:
        for _ in range(CALLS):
            work()

    calls()
    own = sorted(cpu_seconds(calls) / CALLS for _ in range(9))[4]
    return Result(name, f"limit {1000 * limit:.0f} ms", limit / own, own, limit, 0.0)
