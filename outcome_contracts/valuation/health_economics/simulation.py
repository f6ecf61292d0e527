"""Probabilistic sensitivity: all uncertain inputs drawn at once, and what the answers become.

    net benefit_i  = benefit_i − cost_i                    acceptability(λ) = share of draws with λ · days_i > cost_i
    cost per day_i = cost_i / days_i, and without end where days_i ≤ 0

The interval of the cost per avoided day is read from the draws of cost per day, the draws without avoided days on top:
the λ at which acceptability passes its two tails. That is Fieller's interval without its normal assumption, and never
a mean of ratios. Where the interval of the days holds zero there is none. The answer of a seed is repeatable.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.valuation.day_value import Basis
from outcome_contracts.valuation.health_economics.model import HealthEconomicModel, Programme, value_id
from outcome_contracts.valuation.health_economics.quantities import Quantity, refuse_inexact, refuse_uncounted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST_DRAWS, MOST_DRAWS = 1000, 1_000_000
_LARGEST_SEED = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Simulation:
    """draws: how many. seed: of all of them. confidence: of every interval. thresholds: SEK per avoided net day, λ.

    Raises UsageError: OC-U005, OC-U006 for what is not exact, OC-W091 for what lies outside.
    """

    draws: int
    seed: int
    confidence: Fraction
    thresholds: tuple[Fraction, ...]

    def __post_init__(self) -> None:
        findings = Findings()
        refuse_uncounted({"draws": self.draws, "seed": self.seed}, findings)
        refuse_inexact({"confidence": self.confidence}, findings)
        for threshold in self.thresholds:
            refuse_inexact({"thresholds": threshold}, findings)
        findings.refuse(UsageError)
        allowed = {
            "draws": (FEWEST_DRAWS <= self.draws <= MOST_DRAWS, f"{FEWEST_DRAWS} – {MOST_DRAWS}"),
            "seed": (0 <= self.seed <= _LARGEST_SEED, "≥ 0"),
            "confidence": (0 < self.confidence < 1, "0 < c < 1"),
            "thresholds": (_rising(self.thresholds), "0 ≤ λ₁ < λ₂ < …"),
        }
        for argument, (holds, limits) in allowed.items():
            if not holds:
                findings.add("OC-W091", argument=argument, allowed=limits)
        findings.refuse(UsageError)

    @property
    def tails(self) -> tuple[float, float]:
        """The two probabilities between which an interval lies."""
        below = float((1 - self.confidence) / 2)
        return below, 1 - below


@dataclass(frozen=True, slots=True)
class Interval:
    """low, high: ends at the simulation's confidence, in the unit of what it is of."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SimulatedProgramme:
    """The draws of one programme. cost: SEK, the known part. days: avoided net days. benefit: SEK by basis; shape (n,).

    acceptability: one share per threshold of the simulation.
    """

    programme: str
    simulation: Simulation
    cost: NDArray[np.float64]
    days: NDArray[np.float64]
    benefit: dict[Basis, NDArray[np.float64]]

    def __repr__(self) -> str:
        return f"SimulatedProgramme({self.programme}, {self.simulation.draws} draws, seed {self.simulation.seed})"

    @property
    def days_interval(self) -> Interval:
        """Of the avoided net days."""
        return self._interval(self.days)

    @property
    def cost_interval(self) -> Interval:
        """Of the cost, SEK."""
        return self._interval(self.cost)

    @property
    def cost_per_day_interval(self) -> Interval | None:
        """Of SEK per avoided net day, or None where the interval of the days holds zero or less."""
        import numpy as np

        if self.days_interval.low <= 0:
            return None
        avoids = self.days > 0
        ratio = np.full(self.days.shape, np.inf)
        ratio[avoids] = self.cost[avoids] / self.days[avoids]
        # An order statistic, since between a number and infinity there is nothing to interpolate.
        low, high = np.quantile(ratio, self.simulation.tails, method="inverted_cdf")
        return Interval(float(low), float(high))

    @property
    def acceptability(self) -> tuple[float, ...]:
        """For each threshold λ, the share of draws in which λ · days exceeds the cost."""
        thresholds = [float(one) for one in self.simulation.thresholds]
        return tuple(float((one * self.days > self.cost).mean()) for one in thresholds)

    def net_benefit(self, basis: Basis) -> NDArray[np.float64]:
        """benefit − cost, SEK, shape (n,)."""
        return self.benefit[basis] - self.cost

    def net_benefit_interval(self, basis: Basis) -> Interval:
        """Of the net benefit, SEK."""
        return self._interval(self.net_benefit(basis))

    def chance_of_gain(self, basis: Basis) -> float:
        """The share of draws in which the net benefit is above zero."""
        return float((self.net_benefit(basis) > 0).mean())

    def _interval(self, values: NDArray[np.float64]) -> Interval:
        import numpy as np

        low, high = np.quantile(values, self.simulation.tails)
        return Interval(float(low), float(high))


def require_draws(programme: Programme, simulation: Simulation, findings: Findings) -> None:
    """Record OC-W092 for every effect with fewer draws than the simulation asks for."""
    for effect in programme.effects:
        if effect.draws and len(effect.draws) < simulation.draws:
            findings.add(
                "OC-W092", programme=programme.id, band=effect.band, has=len(effect.draws), needed=simulation.draws
            )


def simulated(model: HealthEconomicModel, programme: Programme, simulation: Simulation) -> SimulatedProgramme:
    """All uncertain inputs of a programme drawn at once; an input without range or draws stays at its point.

    The first draws of an effect are taken, as many as the simulation has (`require_draws`).
    """
    import numpy as np

    def drawn(name: str, quantity: Quantity) -> NDArray[np.float64]:
        return quantity.draws(name, seed=simulation.seed, count=simulation.draws)

    count, factor = simulation.draws, float(effect_factor(model, programme))
    cost = np.zeros(count)
    for item in programme.costs:
        if item.amount is not None:
            discount = float(1 / (1 + model.discount_rate) ** (item.year - 1))
            cost += discount * drawn(f"cost.{programme.id}.{item.id}", item.amount)
    days = {
        effect.band: factor
        * (
            np.asarray(effect.draws[:count], dtype=np.float64)
            if effect.draws
            else drawn(f"days.{programme.id}.{effect.band}", effect.days)
        )
        for effect in programme.effects
    }
    benefit = {}
    for values in model.values:
        prices = {
            band.id: (value_id(values.basis, band), Quantity(band.value.value, band.range)) for band in values.bands
        }
        benefit[values.basis] = sum((days[band] * drawn(*prices[band]) for band in days), np.zeros(count))
    return SimulatedProgramme(programme.id, simulation, cost, sum(days.values(), np.zeros(count)), benefit)


def effect_factor(model: HealthEconomicModel, programme: Programme) -> Fraction:
    """What an effect is multiplied by: each year's share of it, discounted to the first year."""
    rate = 1 + model.discount_rate
    return sum((share / rate**year for year, share in enumerate(programme.effect_by_year)), Fraction(0))


def _rising(thresholds: tuple[Fraction, ...]) -> bool:
    return bool(thresholds) and thresholds[0] >= 0 and all(one < other for one, other in pairwise(thresholds))
