"""Weights on the simplex: which mixture of donors comes closest to a target?

    minimise |target − donors w|² + ridge · |w|²      over w ≥ 0, Σw = 1

Since Σw = 1, the misfit is A w with A = donors − target: the problem is to find the point of a polytope closest to
the origin (Wolfe 1976, Mathematical Programming 11, 128-149). An active set solves it in finitely many steps and
without a penalty constant: with Q = AᵀA + ridge · I, take Newton's step within the donors in use, Σw held; leave
donors that reach zero; and when none does, take in the donor with the smallest gradient. At the optimum

    (Qw)_j = wᵀQw where w_j > 0,     (Qw)_j ≥ wᵀQw elsewhere         (Karush, Kuhn and Tucker)

and the duality gap 2 (wᵀQw − min_j (Qw)_j), which bounds how much better any weights can be, is zero. An intercept is
the same problem after each series has lost its mean; `without_means` takes it away. Only products of donors in use
are formed: one matrix of all products, shared between placebos, would cost more than it saves, and digits.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outcome_contracts.baseline.estimators.arrays import as_floats
from outcome_contracts.notices import Findings, UsageError

Array = NDArray[np.float64]

LARGEST = 1e100  # squares and their sums stay finite
# Below this share of the misfit, a gap is not worth another donor; a tenth of what is promised.
_GAP_SHARE = 1e-10
# A sum of squares as large as the donors' own carries this relative rounding error into every gradient.
_ROUNDING = 64 * np.finfo(np.float64).eps


@dataclass(frozen=True, slots=True, eq=False)
class SimplexFit:
    """The solution with its certificate.

    weights: shape (J,), not negative, sum 1. misfit: |target − donors w|² + ridge · |w|², in squared units.
    gap: the duality gap; no weights have a misfit below misfit − gap.
    """

    weights: Array
    misfit: float
    gap: float


def simplex_weights(target: ArrayLike, donors: ArrayLike, *, ridge: float = 0.0) -> SimplexFit:
    """The weights of the mixture of donors closest to the target.

    target: shape (T,). donors: shape (T, J), one column each. ridge ≥ 0, in squared units of the target; without
    one, several weights may fit equally well, and which are found then depends on the order of the donors.
    The gap is at most 1e-9 of the misfit or, where the fit is nearly perfect, the rounding error of |donors|².
    Raises UsageError (OC-B060) for arrays that do not fit, are not finite or empty, and if the gap is not reached.
    """
    target, donors = checked_values("target", target), checked_values("donors", donors)
    _require(target, donors, ridge)
    offsets = np.ascontiguousarray((donors - target[:, None]).T)
    largest = max(float(np.abs(offsets).max()), math.sqrt(ridge))
    # A power of two changes no digit, and keeps squares of very small and very large figures in range.
    unit = 2.0 ** math.frexp(largest)[1] if largest else 1.0
    search = _Search(offsets / unit, ridge / unit / unit)
    return search.solved(unit * unit)


def without_means(series: Array) -> Array:
    """Every series less its own mean over time; series: shape (n, T) or (T,)."""
    return np.asarray(series - series.mean(axis=-1, keepdims=True))


class _Search:
    """The donors in use with their weights, rows and matrix Q + shift · 11ᵀ, which is regular where they span a face.

    The shift adds a constant on the simplex, so that it moves no solution.
    """

    def __init__(self, offsets: Array, ridge: float) -> None:
        self.offsets, self.ridge = offsets, ridge
        squares = np.einsum("jt,jt->j", offsets, offsets) + ridge
        self.shift = float(squares.mean()) or 1.0
        self.rounding = _ROUNDING * float(squares.max())
        self.rows, self.matrix = np.empty_like(offsets), np.empty((len(offsets), len(offsets)))
        self.wanted = np.ones((len(offsets), 2))
        self.step: Callable[[], Array] = self.step_from_products
        self.used: list[int] = []
        self.weights = np.ones(0)
        self.take_in(int(squares.argmin()))
        self.weights[0] = 1.0

    def solved(self, unit: float) -> SimplexFit:
        """The optimum, its misfit and gap in the caller's units."""
        most, last = 20 * sum(self.offsets.shape) + 100, math.inf
        for _ in range(most):
            misfit_path = self.weights @ self.rows[: len(self.used)]
            gradient, misfit = self.offsets @ misfit_path, float(misfit_path @ misfit_path)
            if self.ridge:
                gradient[self.used] += self.ridge * self.weights
                misfit += self.ridge * float(self.weights @ self.weights)
            entering = int(gradient.argmin())
            gap = 2 * (misfit - float(gradient[entering]))
            if gap <= _GAP_SHARE * misfit + self.rounding:
                weights = np.zeros(len(self.offsets))
                weights[self.used] = self.weights
                return SimplexFit(weights, misfit * unit, max(0.0, gap) * unit)
            if misfit >= last:
                self.step = self.step_from_rows
            if entering not in self.used:
                self.take_in(entering)
            while self.is_blocked(self.step()):
                pass
            last = misfit
        refuse("donors", f"gap {gap * unit:.1e}, misfit {misfit * unit:.1e}, {most} ×", "gap ≤ 1e-9 misfit")

    def step_from_products(self) -> Array:
        """Newton's step to the best weights of the donors in use, Σw held; shape (used,)."""
        count = len(self.used)
        rows, wanted = self.rows[:count], self.wanted[:count]
        wanted[:, 0] = rows @ (self.weights @ rows)
        if self.ridge:
            wanted[:, 0] += self.ridge * self.weights
        try:
            down, level = np.linalg.solve(self.matrix[:count, :count], wanted).T
        except np.linalg.LinAlgError:
            return self.step_from_rows()
        total = float(np.add.reduce(level))
        if not 0 < total < math.inf:  # which it is where the matrix is regular
            return self.step_from_rows()
        return np.asarray(level * (np.add.reduce(down) / total) - down)

    def step_from_rows(self) -> Array:
        """The same step without products, which lose half the digits of donors that are nearly alike."""
        count = len(self.used)
        points = np.hstack((self.rows[:count], math.sqrt(self.ridge) * np.eye(count)))
        rest = np.linalg.lstsq((points[1:] - points[0]).T, -(self.weights @ points))[0]
        return np.concatenate(([-rest.sum()], rest))

    def is_blocked(self, step: Array) -> bool:
        """Go the step; a donor whose weight reaches zero on the way leaves, and there is more to go."""
        moved = self.weights + step
        if moved[moved.argmin()] > 0 or step[step.argmin()] >= 0:
            self.weights = moved / np.add.reduce(moved)
            return False
        share = np.full(len(step), np.inf)
        np.divide(self.weights, -step, out=share, where=step < 0)
        leaving = int(share.argmin())
        self.weights = self.weights + min(1.0, float(share[leaving])) * step
        self.leave_out(leaving)
        return True

    def take_in(self, donor: int) -> None:
        """Use one more donor, as yet without weight."""
        count = len(self.used)
        row = self.rows[count] = self.offsets[donor]
        self.used.append(donor)
        products = self.rows[: count + 1] @ row + self.shift
        self.matrix[count, : count + 1] = self.matrix[: count + 1, count] = products
        self.matrix[count, count] += self.ridge
        self.weights = np.concatenate((self.weights, (0.0,)))

    def leave_out(self, place: int) -> None:
        """Stop using the donor that came in as number `place`; those after it move up."""
        last = len(self.used) - 1
        del self.used[place]
        self.rows[place:last] = self.rows[place + 1 : last + 1]
        self.matrix[place:last, : last + 1] = self.matrix[place + 1 : last + 1, : last + 1]
        self.matrix[:last, place:last] = self.matrix[:last, place + 1 : last + 1]
        kept = np.maximum(np.concatenate((self.weights[:place], self.weights[place + 1 :])), 0.0)
        self.weights = kept / np.add.reduce(kept)


def refuse(argument: str, found: str, expected: str) -> NoReturn:
    """Raise UsageError (OC-B060): an argument that an array function cannot work with."""
    findings = Findings()
    findings.add("OC-B060", argument=argument, found=found, expected=expected)
    raise UsageError(findings)


def checked_outcomes(outcomes: ArrayLike, before: int) -> Array:
    """Outcomes as floats: units × times, shape (n, m), n ≥ 2, with 1 ≤ before < m. Raises UsageError (OC-B060)."""
    values = checked_values("outcomes", outcomes)
    if values.ndim != 2 or len(values) < 2 or not is_whole(before) or not 1 <= before < values.shape[1]:
        refuse("outcomes, before", f"{values.shape}, {before}", "(n, m), n ≥ 2, 1 ≤ before < m")
    return values


def checked_movements(outcomes: ArrayLike, before: int) -> Array:
    """The same with before ≥ 2: with one time no unit moves, all fit alike, and the first would be taken."""
    values = checked_outcomes(outcomes, before)
    if before == 1:
        refuse("before", "1", "before ≥ 2")
    return values


def checked_values(name: str, values: ArrayLike) -> Array:
    """Values as floats. Raises UsageError (OC-B060) where one is not a number of at most 10^100."""
    found = as_floats(values)
    if found is None:
        refuse(name, "dtype", "float64")
    if not np.abs(found).max(initial=0.0) <= LARGEST:
        refuse(name, "NaN, ∞ or |x| > 1e100", "|x| ≤ 1e100")
    return found


def is_whole(value: int) -> bool:
    """Whether a number that counts something does so."""
    return isinstance(value, (int, np.integer))


def _require(target: Array, donors: Array, ridge: float) -> None:
    if target.ndim != 1 or donors.ndim != 2 or len(donors) != len(target) or not donors.size:
        refuse("target, donors", f"{target.shape}, {donors.shape}", "(T,), (T, J); T, J ≥ 1")
    if not 0 <= ridge <= LARGEST**2:
        refuse("ridge", f"{ridge:g}", "0 ≤ ridge ≤ 1e200")
