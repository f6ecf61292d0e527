"""The twelve-line statement: one settlement with its trace and digest, and a million scenarios of the same lines.

Peers: the limit of 2 ms for the one, and for the other a hand-written function over `decimal.Decimal`, the way a
careful programmer would write these terms by hand. What differs between the scenarios is the outcome and its
reference, as in the draws of an effect.
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
PERIOD = "2018-10/2020-02"
GIVEN = {
    "person_years": "8022.08",
    "net_days": "40365.50",
    "observed": "5.0318",
    "reference": "5.8490",
    "paid_on_account": "1500000",
    "correction": "0",
}
VARYING = ("observed", "reference")
LIMIT = 0.002
SETTLEMENTS = 100
SCENARIOS = 1_000_000
DECIMAL_SAMPLE = 20_000

_ORE = Decimal("0.01")
_MONTHS, _TERM_MONTHS = Decimal(17), Decimal(36)
_TARGET, _FEE, _AT_RISK, _CORRECTION = Decimal("0.12"), Decimal(6_000_000), Decimal("0.75"), Decimal(0)
_PAID_ON_ACCOUNT = Decimal(1_500_000)
_ZERO, _ONE = Decimal(0), Decimal(1)


def by_hand(observed: Decimal, reference: Decimal) -> Decimal:
    """The lines written by hand over Decimal; gives the amount due."""
    change = observed - reference
    reduction = -change / reference
    achievement = min(max(reduction / _TARGET, _ZERO), _ONE)
    variable_fee = (achievement * _AT_RISK * _FEE * _MONTHS / _TERM_MONTHS).quantize(_ORE, ROUND_HALF_UP)
    fixed_fee = ((1 - _AT_RISK) * _FEE * _MONTHS / _TERM_MONTHS).quantize(_ORE, ROUND_HALF_UP)
    on_account = -_PAID_ON_ACCOUNT
    return variable_fee + fixed_fee + on_account + _CORRECTION


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
    measures = {**GIVEN, "months": 17, **figures}

    def ours() -> NDArray[np.float64]:
        return settle_scenarios(contract, measures, outputs=("due",))["due"]

    sample = [tuple(Decimal(repr(float(figures[name][row]))) for name in VARYING) for row in range(DECIMAL_SAMPLE)]

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
        "observed": np.round(random.uniform(4, 7, count), 4),
        "reference": np.round(random.uniform(5, 6, count), 4),
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
