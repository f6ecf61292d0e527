"""A portfolio: 290 municipalities over 60 reference months, from panels of figures to statements with their intervals.

Each municipality in turn is settled against the 289 others: reference mean, comparator index with 289 placebos,
segmented regression with 2,000 bootstrap refits, synthetic control in levels; then a statement with its trace and
digest, and its payment over 2,000 draws of the index. The peer is what an analyst would write: statsmodels for the
regressions, scipy's SLSQP with its gradient for the weights, loops over NumPy for the index, and `decimal` for the
terms. It is run on a sample of every kind of work and scaled to the whole. On that sample the two must agree before
anything is timed: coefficients and logarithms to 1e-10, weights by their misfit, money to the öre.
"""

from __future__ import annotations

import statistics
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.counterfactual import Spread
from outcome_contracts.baseline.estimators.poisson_refits import refits
from outcome_contracts.baseline.inference.placebo_in_space import Intervals, placebo_t
from outcome_contracts.baseline.inference.sampling import block_weights
from outcome_contracts.baseline.portfolio import (
    CarriedOn,
    Mixtures,
    Portfolio,
    comparator_indexes,
    reference_means,
    segmented_regressions,
    synthetic_controls,
)
from outcome_contracts.contract.files import read_contract
from outcome_contracts.contract.model import Contract
from outcome_contracts.settlement import SettlementData, settle
from outcome_contracts.settlement.scenarios import settle_scenarios
from tests.benchmarks.result import Result, cpu_seconds
from tests.benchmarks.settlement import CONTRACT, GIVEN, PERIOD, by_hand
from tests.benchmarks.synthetic_control import MONTHS, UNITS, municipalities, slsqp

DRAWS = 2_000
BLOCK = 12
HARMONICS = 2
SEED = 2018
PAIRS = 7
FIRST_MONTH = 12 * 2014
# The peer's sample of each kind of work.
REGRESSION_UNITS, REFITS, WEIGHED, INDEXED, PAID = 5, 20, 2, 5, 5
TOLERANCE = 1e-10
LEVELS = (0.05, 0.5, 0.95)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Settled:
    """What comes out for all municipalities. amounts: of every draw, shape (n, draws). due: in SEK, one each."""

    means: Floats
    index: Intervals
    regressions: CarriedOn
    sampling: Floats
    mixtures: Mixtures
    references: Floats
    amounts: Floats
    payout: Floats
    due: tuple[Decimal, ...]


def run() -> list[Result]:
    """The whole portfolio against the peer's sample, scaled."""
    portfolio = _portfolio()
    weights = block_weights(MONTHS, block=BLOCK, replicates=DRAWS, seed=SEED)
    found = settled(portfolio, weights)
    parts = _peer(portfolio, weights, found)
    for part in parts:
        part.require_agreement()
    rows = []
    for _ in range(PAIRS):
        own = cpu_seconds(lambda: settled(portfolio, weights))
        rows.append((own, [cpu_seconds(part.work) * part.scale for part in parts]))
    own = statistics.median(seconds for seconds, _ in rows)
    theirs = [statistics.median(column) for column in zip(*(peer for _, peer in rows), strict=True)]
    whole = sum(theirs)
    shares = ", ".join(f"{part.name} {100 * one / whole:.0f} %" for part, one in zip(parts, theirs, strict=True))
    name = f"portfolio, {UNITS} municipalities × {MONTHS} months, {DRAWS:,} draws"
    return [
        Result(
            name,
            f"statsmodels + SLSQP + Decimal, scaled ({shares})",
            whole / own,
            own,
            whole,
            _peak_mb(portfolio, weights),
        )
    ]


def settled(portfolio: Portfolio, weights: NDArray[np.int64]) -> Settled:
    """Four references, their errors, and what the contract pays, for every municipality."""
    means = reference_means(portfolio)
    contrasts = comparator_indexes(portfolio)
    index = placebo_t(contrasts, confidence=0.95)
    regressions = segmented_regressions(portfolio, harmonics=HARMONICS)
    sampling = np.quantile(regressions.redrawn(weights), LEVELS, axis=1)
    mixtures = synthetic_controls(portfolio)
    _, _, days, exposure = portfolio.sums()
    contract, rates = read_contract(CONTRACT), days / exposure
    deviations = Spread(1.0, UNITS - 2, DRAWS, SEED).log_deviations(first=0, count=DRAWS)
    draws = index.theta[:, None] + index.log_se[:, None] * deviations
    references = np.round(rates[:, None] / np.exp(draws), 4)
    amounts = _amounts(contract, rates, references)
    payout = np.quantile(amounts, LEVELS, axis=1, method="inverted_cdf")
    due = tuple(map(partial(_due, contract), rates.tolist(), (rates / np.exp(index.theta)).tolist()))
    return Settled(means, index, regressions, sampling, mixtures, references, amounts, payout, due)


def _amounts(contract: Contract, rates: Floats, references: Floats) -> Floats:
    """What is due at every reference, shape (n, draws), by the vectorised terms."""
    observed = np.repeat(np.round(rates, 4), references.shape[1])
    figures = {**GIVEN, "months": 17, "observed": observed, "reference": references.reshape(-1)}
    return settle_scenarios(contract, figures, outputs=("due",))["due"].reshape(references.shape)


def _due(contract: Contract, rate: float, reference: float) -> Decimal:
    """What is due by the statement."""
    given = {**GIVEN, "observed": f"{rate:.4f}", "reference": f"{reference:.4f}"}
    statement = settle(contract, SettlementData(given=given), PERIOD)
    if not statement.digest:
        raise ValueError("a statement has a digest")
    return Decimal(str(float(statement["due"].exact)))


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of the peer's work. scale: from the sample to the portfolio."""

    name: str
    work: Callable[[], object]
    scale: float
    require_agreement: Callable[[], None]


def _peer(portfolio: Portfolio, weights: NDArray[np.int64], found: Settled) -> list[Part]:
    return [
        _regressions(weights, found),
        _weights(portfolio, found),
        _index(portfolio, found),
        _money(portfolio, found),
    ]


def _regressions(weights: NDArray[np.int64], found: Settled) -> Part:
    """`GLM(...).fit()` on resampled rows, a few refits of a few municipalities."""
    import statsmodels.api as sm

    fits = found.regressions.fits[:REGRESSION_UNITS]
    matrix = fits[0].design.matrix

    def work() -> Floats:
        coefficients = []
        for fit in fits:
            for row in weights[:REFITS]:
                picked = np.repeat(np.arange(MONTHS), row)
                offset = np.log(fit.exposure[picked])
                model = sm.GLM(fit.counts[picked], matrix[picked], family=sm.families.Poisson(), offset=offset)
                coefficients.append(model.fit().params)
        return np.array(coefficients)

    def require_agreement() -> None:
        _require_equal(np.concatenate([refits(fit, weights[:REFITS]) for fit in fits]), work())

    sample = f"GLM {REGRESSION_UNITS} × {REFITS} of {UNITS} × {DRAWS}"
    return Part(sample, work, UNITS * DRAWS / (REGRESSION_UNITS * REFITS), require_agreement)


def _weights(portfolio: Portfolio, found: Settled) -> Part:
    """SLSQP on the rates of a few municipalities."""
    rates = portfolio.rates[:, :MONTHS]

    def work() -> list[Floats]:
        return [slsqp(rates[unit], np.delete(rates, unit, axis=0).T, gradient=True) for unit in range(WEIGHED)]

    def require_agreement() -> None:
        for unit, theirs in enumerate(work()):
            donors = np.delete(rates, unit, axis=0)
            ours, peer = (
                float(((rates[unit] - one @ donors) ** 2).sum()) for one in (found.mixtures.weights[unit], theirs)
            )
            if ours > peer * (1 + 1e-8):
                raise ValueError(f"the peer fits better: {peer:.12g} against {ours:.12g}")

    return Part(f"SLSQP {WEIGHED} of {UNITS}", work, UNITS / WEIGHED, require_agreement)


def _index(portfolio: Portfolio, found: Settled) -> Part:
    """Reference mean, index and placebos by their definition, municipality by municipality."""
    before, after = (
        (portfolio.days[:, part].sum(axis=1), portfolio.exposure[:, part].sum(axis=1))
        for part in (slice(MONTHS), slice(MONTHS, None))
    )

    def change(units: NDArray[np.int64]) -> float:
        rates = [days[units].sum() / exposure[units].sum() for days, exposure in (before, after)]
        return float(np.log(rates[1] / rates[0]))

    def work() -> Floats:
        rows = []
        for unit in range(INDEXED):
            others = np.delete(np.arange(UNITS), unit)
            own = change(np.array([unit]))
            placebos = [change(others[[j]]) - change(np.delete(others, j)) for j in range(len(others))]
            rows.append((own, own - change(others), np.sqrt(np.mean(np.square(placebos)))))
        return np.array(rows)

    def require_agreement() -> None:
        ours = np.column_stack([found.means, found.index.theta, found.index.log_se])[:INDEXED]
        _require_equal(ours, work())

    return Part(f"index {INDEXED} of {UNITS}", work, UNITS / INDEXED, require_agreement)


def _money(portfolio: Portfolio, found: Settled) -> Part:
    """The terms by hand over Decimal: what is due and all draws of a few municipalities."""
    _, _, days, exposure = portfolio.sums()
    rates = [Decimal(f"{rate:.4f}") for rate in (days / exposure)[:PAID].tolist()]
    points = [Decimal(f"{one:.4f}") for one in (days / exposure / np.exp(found.index.theta))[:PAID].tolist()]
    draws = [[Decimal(repr(one)) for one in row] for row in found.references[:PAID].tolist()]

    def work() -> list[list[Decimal]]:
        return [
            [by_hand(rate, point), *(by_hand(rate, reference) for reference in row)]
            for rate, point, row in zip(rates, points, draws, strict=True)
        ]

    def require_agreement() -> None:
        for unit, (due, *theirs) in enumerate(work()):
            differing = sum(round(100 * a) != int(100 * b) for a, b in zip(found.amounts[unit], theirs, strict=True))
            if found.due[unit] != due or differing:
                raise ValueError(f"{differing} of {DRAWS} draws differ, due {found.due[unit]} against {due}")

    return Part(f"Decimal {PAID} of {UNITS}", work, UNITS / PAID, require_agreement)


def _portfolio() -> Portfolio:
    """Municipalities of 2,400 to 10,800 person-years, net days with two decimals."""
    rates = municipalities()
    exposure = np.random.default_rng(7).uniform(200, 900, (UNITS, 1)) * np.ones(rates.shape)
    months = np.arange(FIRST_MONTH, FIRST_MONTH + rates.shape[1])
    return Portfolio(np.round(rates * exposure, 2), exposure, months, MONTHS)


def _require_equal(ours: Floats, theirs: Floats) -> None:
    worst = float(np.abs(ours - theirs).max())
    if not worst <= TOLERANCE:
        raise ValueError(f"the two differ by {worst:.1e}")


def _peak_mb(portfolio: Portfolio, weights: NDArray[np.int64]) -> float:
    tracemalloc.start()
    settled(portfolio, weights)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6
