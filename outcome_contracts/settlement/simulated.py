"""Numbers found from draws, each with the standard error that the number of draws leaves in it.

A quantile is a value that some draw gives (no interpolation); its error is half the distance between the order
statistics one standard error of a binomial count above and below. A share has the error of that count.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.counterfactual import quantised


@dataclass(frozen=True, slots=True)
class Simulated:
    """A number found from draws, with the standard error that the number of draws leaves in it."""

    value: float
    error: float

    def to_dict(self) -> dict[str, str]:
        """Both as decimal strings of ten digits."""
        return {"value": quantised(self.value), "error": quantised(self.error)}


def quantile(values: NDArray[np.float64], level: float) -> Simulated:
    """The quantile that is one of the values, shape (n,), and its error by order statistics."""
    spread = math.sqrt(level * (1 - level) / values.size)
    levels = (level, max(0.0, level - spread), min(1.0, level + spread))
    value, below, above = np.quantile(values, levels, method="inverted_cdf").tolist()
    return Simulated(value, (above - below) / 2)


def share_of(truths: NDArray[np.bool_]) -> Simulated:
    """How many of the draws, and the binomial error of that."""
    share = int(np.count_nonzero(truths)) / truths.size
    return Simulated(share, math.sqrt(share * (1 - share) / truths.size))
