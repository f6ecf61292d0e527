"""The same Poisson regression many times over, under other weights of the same rows: a bootstrap in milliseconds.

A bootstrap of rows or blocks of rows draws no new rows; it counts the old ones. All B refits therefore share X, and a
Newton step of all of them is two matrix products, W ∘ M against the columns x_i x_j and against X, and one elimination
carried out on vectors of length B. The first step starts from the fit of the data, where M is the same for all and no
exponential is needed. It stops when no fitted log rate of any refit moves by 1e-6: convergence is quadratic, and what
is left is 1e-12. A refit that does not end that way is done again on its own with halved steps.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.estimators.design_matrix import checked
from outcome_contracts.baseline.estimators.poisson_regression import SMALLEST_PIVOT, PoissonFit, maximum
from outcome_contracts.notices import DataRejected, Findings, UsageError

Floats = NDArray[np.float64]

# Refits at a time: the arrays of one piece stay in the processor's cache. But for rounding, no result depends on it.
_PIECE = 512
_MOST_STEPS = 12
_SHORT_STEP = 1e-6


def refits(fit: PoissonFit, weights: NDArray[np.float64] | NDArray[np.int64]) -> Floats:
    """The coefficients of `fit` under B other sets of weights, shape (B, p), log rates.

    weights: how many times each row counts, whole, shape (B, n).
    Raises UsageError (OC-B070) for shapes or values that do not fit, and DataRejected (OC-B074) with the number of
    refits that have no maximum: their rows do not tell the columns apart, or counts of zero leave one without a bound.
    """
    findings = Findings()
    given = checked(weights, "weights", (None, len(fit.counts)), "whole", findings)
    findings.refuse(UsageError)
    places = _Shared(fit).places(given)
    without = int(np.count_nonzero(~np.isfinite(places).all(axis=1)))
    if without:
        findings.add("OC-B074", count=without, total=len(given))
    findings.refuse(DataRejected)
    return np.asarray(places @ fit.design.to_columns.T)


class _Shared:
    """What all refits have in common: rows, products of columns, and the fit to start from."""

    def __init__(self, fit: PoissonFit) -> None:
        largest = float(fit.counts.max()) or 1.0
        self.counts, self.fitted, self.basis = fit.counts / largest, fit.fitted / largest, fit.design.basis
        self.log_exposure = np.log(fit.exposure) - np.log(largest)
        self.columns = p = self.basis.shape[1]
        # Row i of the upper triangle and, at its end, column i itself, for the right-hand side.
        factors = [np.column_stack([self.basis[:, i:], np.ones(len(self.basis))]) for i in range(p)]
        self.products = np.hstack([part * self.basis[:, [i]] for i, part in enumerate(factors)]).T
        self.borders = np.cumsum([0, *(p - i + 1 for i in range(p))]).tolist()
        self.start: Floats = self.basis.T @ (np.log(fit.fitted) - np.log(fit.exposure))

    def places(self, weights: Floats) -> Floats:
        """The maxima on the basis, shape (B, p); NaN where there is none."""
        found = [self._piece(weights[first : first + _PIECE]) for first in range(0, len(weights), _PIECE)]
        return np.concatenate([np.empty((0, self.columns)), *found])

    def _piece(self, weights: Floats) -> Floats:
        """The maxima of a few hundred refits, shape (b, p)."""
        observed = (weights * self.counts) @ self.basis
        places = self.start + self._step(weights * self.fitted, observed)
        left = np.arange(len(weights))
        for _ in range(_MOST_STEPS):
            with np.errstate(over="ignore", invalid="ignore"):
                expected = np.exp(places[left] @ self.basis.T + self.log_exposure)
                step = self._step(weights[left] * expected, observed[left])
            places[left] += step
            left = left[~((step * step).sum(axis=1) < _SHORT_STEP**2)]
            if not left.size:
                break
        for row in left.tolist():
            places[row] = self._alone(weights[row])
        return places

    def _step(self, expected: Floats, observed: Floats) -> Floats:
        """Newton steps of b refits, shape (b, p): elimination on the symmetric systems, all of them at once.

        expected: w μ, shape (b, n). observed: Σ w y x, shape (b, p). NaN where the system has no one solution.
        """
        sums = self.products @ expected.T
        first, last = self.borders[:-1], [border - 1 for border in self.borders[1:]]
        sums[last] = observed.T - sums[last]
        smallest = SMALLEST_PIVOT * sums[first]
        rows = [sums[start:end] for start, end in pairwise(self.borders)]
        with np.errstate(all="ignore"):
            for j, row in enumerate(rows):
                factors = row[1:-1] / row[0]
                for i, factor in enumerate(factors, 1):
                    rows[j + i] -= factor * row[i:]
            for j in reversed(range(self.columns)):
                rows[j][-1] /= rows[j][0]
                for i in range(j):
                    rows[i][-1] -= rows[i][j - i] * rows[j][-1]
            definite = (sums[first] > smallest).all(axis=0)
        return np.asarray(np.where(definite, sums[last], np.nan).T)

    def _alone(self, weights: Floats) -> Floats:
        """One refit with halved steps, shape (p,)."""
        missing = np.full(self.columns, np.nan)
        if not weights.any():
            return missing
        found = maximum(self.counts, self.basis, log_exposure=self.log_exposure, weights=weights)
        return missing if found is None else found
