"""The twelve-line statement: one settlement with its trace and digest, and a million scenarios of the same lines.

Peers: the limit of 2 ms for the one, and for the other a hand-written function over `decimal.Decimal`, the way a
careful programmer would write these terms by hand.
"""

from __future__ import annotations

import tracemalloc
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.contract.files import contract_from_bytes, contract_to_json, read_contract
from outcome_contracts.settlement import SettlementData, settle
from outcome_contracts.settlement.scenarios import settle_scenarios
from tests.benchmarks.result import Result, cpu_seconds, interleaved

CONTRACT = Path(__file__).parent / "twelve_lines.toml"
PERIOD = "2019-10/2020-09"
GIVEN = {"person_years": "6480", "net_days": "58968", "reference": "9.90", "paid_on_account": "2250000"}
LIMIT = 0.002
SETTLEMENTS = 100
SCENARIOS = 1_000_000
DECIMAL_SAMPLE = 20_000

_ORE, _RATE = Decimal("0.01"), Decimal("0.0001")
_TARGET, _AT_RISK, _FIXED = Decimal("0.12"), Decimal("3000000"), Decimal("1000000")
_ZERO, _ONE = Decimal(0), Decimal(1)


def by_hand(person_years: Decimal, net_days: Decimal, reference: Decimal, paid_on_account: Decimal) -> Decimal:
    """The twelve lines written by hand over Decimal; gives the amount due."""
    observed = (net_days / person_years).quantize(_RATE, ROUND_HALF_UP)
    change = observed - reference
    reduction = -change / reference
    achievement = min(max(reduction / _TARGET, _ZERO), _ONE)
    variable_fee = (achievement * _AT_RISK).quantize(_ORE, ROUND_HALF_UP)
    on_account = -paid_on_account
    correction = _ZERO
    return variable_fee + _FIXED + on_account + correction


def run() -> list[Result]:
    """The two comparisons."""
    return [_one_statement(), _scenarios()]


def _one_statement() -> Result:
    document = contract_to_json(read_contract(CONTRACT)).encode()

    def settlements() -> None:
        for _ in range(SETTLEMENTS):
            contract = contract_from_bytes(document, "twelve_lines.json")
            statement = settle(contract, SettlementData(given=GIVEN), PERIOD)
            if len(statement.lines) != 12 or not statement.digest:
                raise ValueError("twelve lines are expected")

    settlements()
    own = sorted(cpu_seconds(settlements) / SETTLEMENTS for _ in range(9))[4]
    return Result("one statement from JSON", "limit 2 ms", LIMIT / own, own, LIMIT, _peak_mb(settlements))


def _scenarios() -> Result:
    contract = read_contract(CONTRACT)
    figures = _figures(SCENARIOS)

    def ours() -> NDArray[np.float64]:
        return settle_scenarios(contract, figures, outputs=("due",))["due"]

    sample = [
        tuple(Decimal(repr(float(figures[name][row]))) for name in GIVEN) for row in range(DECIMAL_SAMPLE)
    ]

    def peer() -> list[Decimal]:
        return [by_hand(*row) for row in sample]

    _require_agreement(ours()[:DECIMAL_SAMPLE], peer())
    own, sampled = interleaved(ours, peer)
    whole = sampled * SCENARIOS / DECIMAL_SAMPLE
    return Result("1,000,000 scenarios", "Decimal by hand, scaled", whole / own, own, whole, _peak_mb(ours))


def _figures(count: int) -> dict[str, NDArray[np.float64]]:
    """Scenarios on the decimals that the contract gives its figures."""
    random = np.random.default_rng(1)
    return {
        "person_years": np.round(random.uniform(6_000, 7_000, count), 2),
        "net_days": np.round(random.uniform(50_000, 70_000, count), 2),
        "reference": np.round(random.uniform(9, 11, count), 4),
        "paid_on_account": np.round(random.uniform(0, 3_000_000, count), 2),
    }


def _require_agreement(ours: NDArray[np.float64], peer: list[Decimal]) -> None:
    """The two must give the same money, but for the scenarios where a float stands on a rounding tie."""
    differing = sum(abs(a - float(b)) > 0.005 for a, b in zip(ours.tolist(), peer, strict=True))
    if differing > len(peer) // 1_000:
        raise ValueError(f"{differing} of {len(peer)} scenarios differ")


def _peak_mb(work: object) -> float:
    tracemalloc.start()
    work()  # type: ignore[operator]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6
