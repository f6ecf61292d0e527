"""How likely it is that a purse does not lose, from the draws of the effect.

    net_b = net(reduction_b)        P = share of the draws with net_b ≥ 0

The net is asked of every draw, and never the other way round: a mean of 1/effect has no value where an effect can be
nothing, and a break-even at a mean effect is not the mean of break-evens. The draws carry what the estimate's interval
carries: where the common shock of a year is not in it, it is not here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.counterfactual import quantised
from outcome_contracts.canonical import digest
from outcome_contracts.design.self_financing.answer import WORDS, purse_text
from outcome_contracts.notices import Findings, Language, UsageError
from outcome_contracts.notices.signs import HARD_BLANK, number
from outcome_contracts.settlement.amounts import HALF_ORE
from outcome_contracts.settlement.payout import LEVELS
from outcome_contracts.settlement.simulated import Simulated, quantile, share_of
from outcome_contracts.valuation import Basis

if TYPE_CHECKING:
    from outcome_contracts.baseline import Counterfactual
    from outcome_contracts.design.self_financing.plan import Plan

Floats = NDArray[np.float64]

_SENTENCE: dict[Language, str] = {
    "en": "{purse}, {basis}: does not lose with a probability of {share} (90 % of the draws: SEK {low} to {high}).",
    "sv": "{purse}, {basis}: förlorar inte med sannolikheten {share} (90 % av dragningarna: {low} till {high} kr).",
}


@dataclass(frozen=True, slots=True)
class Odds:
    """What the draws of the reduction give for one purse.

    probability: that it does not lose. low, median, high: SEK, present, at 5, 50 and 95 % of the draws. mean: of them.
    """

    purse: tuple[str, ...]
    basis: Basis
    probability: Simulated
    low: Simulated
    median: Simulated
    high: Simulated
    mean: float
    draws: int

    @property
    def digest(self) -> str:
        """`sha256:<hex>` of the quantised result."""
        return digest(self.to_dict())

    def to_dict(self) -> dict[str, object]:
        """The result as plain data for canonical JSON, without floats."""
        return {
            "purse": list(self.purse),
            "basis": self.basis.value,
            "probability": self.probability.to_dict(),
            "low": self.low.to_dict(),
            "median": self.median.to_dict(),
            "high": self.high.to_dict(),
            "mean": quantised(self.mean),
            "levels": [quantised(level) for level in LEVELS],
            "draws": self.draws,
        }

    def text(self, lang: Language) -> str:
        """The answer as one sentence, with its purse and its basis."""
        words = WORDS[lang]
        low, high = (number(f"{round(end.value)}", lang) for end in (self.low, self.high))
        return _SENTENCE[lang].format(
            purse=purse_text(self.purse, lang),
            basis=words[self.basis.value],
            share=f"{number(f'{100 * self.probability.value:.0f}', lang)}{HARD_BLANK}%",
            low=low,
            high=high,
        )


def odds(plan: Plan, purse: Sequence[str], reductions: Floats) -> Odds:
    """How often, and by how much, a purse gains or loses over the draws of a reduction.

    reductions: shares, 0.12 for 12 % less, below 0 where absence rises; shape (n,), as `reduction_draws` gives them.
    Raises UsageError: OC-W064, OC-W075 for a purse that is none of the plan, OC-W065 for draws that are no reductions.
    """
    parties = plan.purse(purse)
    findings = Findings()
    drawn = _drawn(reductions)
    wrong = int(np.count_nonzero(~(np.isfinite(drawn) & (drawn <= 1))))
    if wrong or drawn.ndim != 1 or not drawn.size:
        findings.add("OC-W065", count=wrong)
    findings.refuse(UsageError)
    nets = plan.nets_at(purse, drawn)
    low, median, high = (quantile(nets, level) for level in LEVELS)
    # An amount within half an öre of nothing is nothing.
    return Odds(
        purse=tuple(party.name for party in parties),
        basis=plan.cost.basis,
        probability=share_of(nets > -HALF_ORE),
        low=low,
        median=median,
        high=high,
        mean=float(nets.mean()),
        draws=nets.size,
    )


def _drawn(reductions: object) -> Floats:
    """The draws as floats, shape kept; NaN for each where they are no real numbers, or of no one shape."""
    try:
        found = np.asarray(reductions)
    except ValueError:  # lists of different lengths
        return np.array([math.nan])
    if found.dtype.kind not in "fiu":
        return np.full(found.shape, math.nan)
    return found.astype(np.float64)


def reduction_draws(counterfactual: Counterfactual) -> Floats:
    """The draws of a reference as reductions, 1 − observed / reference, shape (draws,).

    Raises UsageError (OC-B050) for a method without an interval.
    """
    return np.asarray(1 - counterfactual.observed / counterfactual.draws())
