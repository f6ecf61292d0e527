"""Whole contract lives: a million scenarios over twelve quarters of a contract with six rules.

Gate, corridor, marginal tiers, a lifetime cap, a fee partly at risk, and a waterfall over four parties that goes on
from quarter to quarter. Peers, written by hand: `decimal.Decimal`, on a sample and scaled; NumPy over floats, once over
whole arrays, as people write it, and once over blocks of the size that ours uses. Before anything is timed, ours must
have 0 differences from Decimal on the sample, and it is counted in how many lives the floats are wrong by an öre or
more in what somebody receives. Then every bundled contract is simulated and compared with the exact reading.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.contract.files import read_contract
from outcome_contracts.period import Period
from outcome_contracts.settlement.lives import settle_lives
from outcome_contracts.terms.arrays.program import BLOCK
from tests.benchmarks.result import Count, Result, interleaved
from tests.settlement.contracts import LIBRARY
from tests.settlement.drawn import compared, drawn

Floats = NDArray[np.float64]
Figures = dict[str, Floats]

CONTRACT = Path(__file__).parent / "six_rules.toml"
OUTPUTS = ("flow.senior", "flow.junior", "flow.surplus", "flow.rest")
SCENARIOS, QUARTERS = 1_000_000, 12
DECIMAL_SAMPLE = 4_000
BUNDLED_LIVES, UNIQUE_LIVES = 100_000, 300
_FIRST = Period.parse("2024-01/2024-03").first
PERIODS = [Period(_FIRST + 3 * place, _FIRST + 3 * place + 2) for place in range(QUARTERS)]

_ORE, _ZERO, _ONE = Decimal("0.01"), Decimal(0), Decimal(1)
_CORRIDOR, _LEAST_SHARE = Decimal(150), Decimal("0.025")
_TIERS = (
    (Decimal(0), Decimal(600), Decimal("1137.50")),
    (Decimal(600), Decimal(1200), Decimal("1012.35")),
    (Decimal(1200), Decimal(1800), Decimal("887.20")),
    (Decimal(1800), Decimal(2600), Decimal("640.75")),
    (Decimal(2600), Decimal("Infinity"), Decimal("455.15")),
)
_LIFETIME, _SENIOR, _JUNIOR, _INVESTOR = Decimal(21_000_000), Decimal(9_000_000), Decimal(6_500_000), Decimal("0.675")
_CERTAIN, _AT_RISK = Decimal(437_500) * Decimal("0.625"), Decimal(437_500) * Decimal("0.375")
_SCORES = (
    (Decimal("0.5"), Decimal("0.7"), Decimal(0), Decimal("0.4")),
    (Decimal("0.7"), Decimal("0.8"), Decimal("0.4"), Decimal("0.75")),
    (Decimal("0.8"), Decimal("0.9"), Decimal("0.75"), Decimal(1)),
)


def in_decimals(expected: list[Decimal], observed: list[Decimal], quality: list[Decimal]) -> list[list[Decimal]]:
    """One life by hand over Decimal; what the four receive in each quarter."""
    outcomes = paid = seniors = juniors = surpluses = _ZERO
    statements = []
    for before, after, score in zip(expected, observed, quality, strict=True):
        avoided = before - after
        earned = _tiers(_beyond_corridor(avoided)) if avoided >= _LEAST_SHARE * before else _ZERO
        outcome = min(earned, _LIFETIME - outcomes)
        outcomes += outcome
        payable = outcome + _rounded(_CERTAIN + _AT_RISK * _achieved(score))
        paid += payable
        senior = min(payable, max(_SENIOR - seniors, _ZERO))
        junior = min(payable - senior, max(_JUNIOR - juniors, _ZERO))
        due = _rounded(_INVESTOR * max(paid - _SENIOR - _JUNIOR, _ZERO))
        surplus = min(payable - senior - junior, max(due - surpluses, _ZERO))
        seniors, juniors, surpluses = seniors + senior, juniors + junior, surpluses + surplus
        statements.append([senior, junior, surplus, payable - senior - junior - surplus])
    return statements


def _beyond_corridor(days: Decimal) -> Decimal:
    return days - min(max(days, -_CORRIDOR), _CORRIDOR)


def _tiers(days: Decimal) -> Decimal:
    return _rounded(sum((min(max(days - low, _ZERO), high - low) * price for low, high, price in _TIERS), _ZERO))


def _achieved(score: Decimal) -> Decimal:
    for low, high, least, most in _SCORES:
        if score < high:
            return least + (most - least) * max(score - low, _ZERO) / (high - low)
    return _ONE


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(_ORE, ROUND_HALF_UP)


def in_floats(expected: Floats, observed: Floats, quality: Floats, out: dict[str, Floats]) -> None:
    """The same by hand over float arrays, all scenarios at once; expected by quarter, the others (quarters, n)."""
    count = observed.shape[1]
    outcomes, paid = np.zeros(count), np.zeros(count)
    seniors, juniors, surpluses = np.zeros(count), np.zeros(count), np.zeros(count)
    for quarter in range(QUARTERS):
        avoided = expected[quarter] - observed[quarter]
        counted = avoided - np.clip(avoided, -150.0, 150.0)
        tiers = np.clip(counted, 0.0, 600.0) * 1137.50
        tiers += np.clip(counted - 600.0, 0.0, 600.0) * 1012.35
        tiers += np.clip(counted - 1200.0, 0.0, 600.0) * 887.20
        tiers += np.clip(counted - 1800.0, 0.0, 800.0) * 640.75
        tiers += np.maximum(counted - 2600.0, 0.0) * 455.15
        earned = np.round(tiers * (avoided >= 0.025 * expected[quarter]), 2)
        outcome = np.minimum(earned, 21_000_000.0 - outcomes)
        outcomes += outcome
        achieved = np.clip(quality[quarter] - 0.5, 0.0, 0.2) * 2.0
        achieved += np.clip(quality[quarter] - 0.7, 0.0, 0.1) * 3.5
        achieved += np.clip(quality[quarter] - 0.8, 0.0, 0.1) * 2.5
        payable = outcome + np.round(437_500.0 * 0.625 + 437_500.0 * 0.375 * achieved, 2)
        paid += payable
        senior = np.minimum(payable, np.maximum(9_000_000.0 - seniors, 0.0))
        junior = np.minimum(payable - senior, np.maximum(6_500_000.0 - juniors, 0.0))
        due = np.round(0.675 * np.maximum(paid - 15_500_000.0, 0.0), 2)
        left = payable - senior - junior
        surplus = np.minimum(left, np.maximum(due - surpluses, 0.0))
        seniors += senior
        juniors += junior
        surpluses += surplus
        for name, values in zip(OUTPUTS, (senior, junior, surplus, left - surplus), strict=True):
            out[name][quarter] = values


def run() -> list[Result | Count]:
    """The comparisons, and in how many lives the floats are wrong."""
    contract, figures = read_contract(CONTRACT), _figures(SCENARIOS)

    def ours() -> dict[str, Floats]:
        return dict(settle_lives(contract, figures, periods=PERIODS, outputs=OUTPUTS).values)

    sample = _decimals(figures)

    def by_decimals() -> list[list[list[Decimal]]]:
        return [in_decimals(*life) for life in sample]

    wrong = _checked(ours(), _by_floats(figures), by_decimals())
    own, sampled = interleaved(ours, by_decimals)
    whole = sampled * SCENARIOS / DECIMAL_SAMPLE
    peak = _peak_mb(ours)
    results: list[Result | Count] = [
        Result("1,000,000 lives of 12 quarters", "Decimal by hand, scaled", whole / own, own, whole, peak)
    ]
    for peer, block in (("float NumPy, whole arrays", SCENARIOS), (f"float NumPy, blocks of {BLOCK}", BLOCK)):
        own, by_hand = interleaved(ours, partial(_by_floats, figures, block), pairs=5)
        results.append(Result("1,000,000 lives of 12 quarters", peer, by_hand / own, own, by_hand, peak))
    return [*results, Count("lives in which float NumPy is wrong by an öre or more", wrong, SCENARIOS), _bundled()]


def _bundled() -> Count:
    """How many amounts that leave are exact: every bundled contract, 100,000 lives, each compared with the exact one.

    Raises AssertionError where one that is said to be exact differs, or one that is not by more than its bound.
    """
    random, exactness = np.random.default_rng(2), []
    for path in sorted(LIBRARY.glob("*.toml")):
        if "." not in path.stem:
            contract = read_contract(path)
            order = random.integers(0, UNIQUE_LIVES, BUNDLED_LIVES)
            errors = compared(contract, drawn(contract, UNIQUE_LIVES, random), order)
            exactness += [error == 0 for name, error in errors.items() if name.startswith("flow.")]
    name = f"flows of bundled contracts that are exact in {BUNDLED_LIVES:,} lives, none differing"
    return Count(name, sum(exactness), len(exactness))


def _figures(count: int) -> Figures:
    """An agreed course of what is expected, and scenarios; one quarter after the other in memory."""
    random = np.random.default_rng(1)
    expected = np.round(random.normal(40_000, 500, QUARTERS), 2)
    observed = np.round(expected[:, None] * random.uniform(0.9, 1.0, (QUARTERS, count)), 2)
    quality = np.round(random.uniform(0.3, 1.0, (QUARTERS, count)), 4)
    return {"expected": expected, "observed": observed.T, "quality": quality.T}


def _by_floats(figures: Figures, block: int = SCENARIOS) -> dict[str, Floats]:
    found = {name: np.empty((QUARTERS, SCENARIOS)) for name in OUTPUTS}
    for start in range(0, SCENARIOS, block):
        part = slice(start, start + block)
        taken = [figures[name].T[:, part] for name in ("observed", "quality")]
        in_floats(figures["expected"], *taken, {name: each[:, part] for name, each in found.items()})
    return found


def _decimals(figures: Figures) -> list[tuple[list[Decimal], list[Decimal], list[Decimal]]]:
    """The figures of the sample, life by life."""
    expected = [Decimal(f"{value:.2f}") for value in figures["expected"].tolist()]
    observed, quality = (
        [[Decimal(f"{value:.{digits}f}") for value in life] for life in figures[name][:DECIMAL_SAMPLE].tolist()]
        for name, digits in (("observed", 2), ("quality", 4))
    )
    return [(expected, *life) for life in zip(observed, quality, strict=True)]


def _checked(ours: dict[str, Floats], floats: dict[str, Floats], sample: list[list[list[Decimal]]]) -> int:
    """In how many lives the floats differ by an öre or more; ours must not differ from Decimal on the sample."""
    exact = np.array([[[float(amount) for amount in quarter] for quarter in life] for life in sample])
    for place, name in enumerate(OUTPUTS):
        if differing := int(np.count_nonzero(ours[name][:DECIMAL_SAMPLE] != exact[:, :, place])):
            raise ValueError(f"{name}: {differing} amounts differ from Decimal")
    off = [np.abs(ours[name] - floats[name].T).max(axis=1) > 0.005 for name in OUTPUTS]
    return int(np.count_nonzero(np.logical_or.reduce(off)))


def _peak_mb(work: Callable[[], object]) -> float:
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6
