"""Design matrices: named columns, refused where they say the same thing twice, on an orthonormal basis.

    X = Q R        coefficients of X = R⁻¹ · coefficients of Q        fitted values X b = Q g

A regression is computed on Q, whose columns have length one and right angles. Years written as 1970 … 2000, or
a population in persons, then cost no digits, and a step on Q is a step of the fitted values themselves. Shapes and
values of the other arrays of a regression are checked here too, with the words of one finding.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outcome_contracts.baseline.estimators.arrays import as_floats
from outcome_contracts.notices import Findings, UsageError

Floats = NDArray[np.float64]
Allowed = Literal["finite", "not_negative", "positive", "whole"]

# Columns scaled to length one whose combination is shorter than this are the same column to rounding.
_DEPENDENT = 1e-11
_TAKES_PART = 1e-6
_PIECE = 16_384
# What is needed, and what was found instead.
_ALLOWED: Mapping[Allowed, tuple[str, str]] = {
    "finite": ("−∞ < x < ∞", "NaN, ±∞"),
    "not_negative": ("0 ≤ x < ∞", "x < 0, NaN, ∞"),
    "positive": ("0 < x < ∞", "x ≤ 0, NaN, ∞"),
    "whole": ("x = 0, 1, 2, …", "x < 0, x ≠ ⌊x⌋, NaN, ∞"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """The columns of a regression: n rows, p columns.

    names: of the columns, each once. matrix: X, shape (n, p), finite; copied and read-only.
    basis: Q with orthonormal columns, shape (n, p). to_columns: R⁻¹, shape (p, p).
    Raises UsageError: OC-B070 for shapes, values or names that do not fit, OC-B072 for columns of which one
    follows from the others, which is also so with fewer rows than columns.
    """

    names: tuple[str, ...]
    matrix: Floats
    basis: Floats = field(init=False)
    to_columns: Floats = field(init=False)

    def __post_init__(self) -> None:
        findings = Findings()
        if not self.names or len(set(self.names)) != len(self.names):
            findings.add("OC-B070", argument="names", found=str(len(set(self.names))), needed=f"{len(self.names)} ≥ 1")
        matrix = checked(self.matrix, "matrix", (None, len(self.names)), "finite", findings)
        findings.refuse(UsageError)
        largest = np.abs(matrix).max(axis=0, initial=0.0)
        scale = np.where(largest > 0, largest, 1.0)
        scale = scale * np.maximum(1.0, np.sqrt(((matrix / scale) ** 2).sum(axis=0)))
        scaled = matrix / scale
        self._require_independent(scaled)
        basis, triangle = np.linalg.qr(scaled)
        values = {"matrix": matrix, "basis": basis, "to_columns": np.linalg.inv(triangle) / scale[:, None]}
        for name, array in values.items():
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    def __repr__(self) -> str:
        return f"Design({len(self.matrix)} × ({', '.join(self.names)}))"

    def dependent(self, rows: NDArray[np.bool_]) -> tuple[str, ...]:
        """The columns that cannot be told apart on some of the rows; empty where all of them can."""
        return _dependent_columns(self.basis[rows], self.to_columns, self.names)

    def _require_independent(self, scaled: Floats) -> None:
        findings = Findings()
        if columns := _dependent_columns(scaled, np.eye(len(self.names)), self.names):
            findings.add("OC-B072", columns=", ".join(columns), rows=len(scaled))
        findings.refuse(UsageError)


def checked(
    values: ArrayLike, argument: str, shape: tuple[int | None, ...], allowed: Allowed, findings: Findings
) -> Floats:
    """A copy of an argument as floats of a shape, None for any length; what does not fit is recorded (OC-B070)."""
    array = as_floats(values)
    if array is None:
        findings.add("OC-B070", argument=argument, found="dtype", needed="float64")
        return np.ones([length or 1 for length in shape])
    if len(array.shape) != len(shape) or any(
        wanted not in (None, length) for wanted, length in zip(shape, array.shape, strict=True)
    ):
        needed = "(" + ", ".join("n" if length is None else str(length) for length in shape) + ")"
        findings.add("OC-B070", argument=argument, found=str(array.shape), needed=needed)
    elif impossible := _impossible(array, allowed):
        needed, instead = _ALLOWED[allowed]
        findings.add("OC-B070", argument=argument, found=f"{impossible} × {instead}", needed=needed)
    return array


def require_whole(value: int, argument: str, findings: Findings, *, least: int, most: int | None = None) -> None:
    """Record an argument (OC-B070) that is not a whole number from `least` to `most`, None for no end."""
    end = math.inf if most is None else most
    if not isinstance(value, (int, np.integer)) or not least <= value <= end:
        needed = f"x = ⌊x⌋, x ≥ {least}" if most is None else f"x = ⌊x⌋, {least} ≤ x ≤ {most}"
        findings.add("OC-B070", argument=argument, found=_shown(value), needed=needed)


def require_confidence(value: float, findings: Findings) -> None:
    """Record a confidence (OC-B070) that is not a number between 0 and 1."""
    if not isinstance(value, (int, float)) or not 0 < value < 1:
        findings.add("OC-B070", argument="confidence", found=_shown(value), needed="0 < x < 1")


def _shown(value: object) -> str:
    """A number as it is; of anything else its type alone."""
    return str(value) if isinstance(value, (int, float, np.number)) else type(value).__name__


def _impossible(array: Floats, allowed: Allowed) -> int:
    """How many values are not of the kind allowed; counted in pieces that stay in the processor's cache."""
    flat = array.reshape(-1)
    pieces = (flat[first : first + _PIECE] for first in range(0, flat.size, _PIECE))
    return sum(int(np.count_nonzero(~_fits(piece, allowed))) for piece in pieces)


def _fits(array: Floats, allowed: Allowed) -> NDArray[np.bool_]:
    match allowed:
        case "finite":
            return np.isfinite(array)
        case "positive":
            return (array > 0) & (array < np.inf)
        case "not_negative":
            return (array >= 0) & (array < np.inf)
        case "whole":
            # A number is its own absolute whole part if it is whole and not negative; infinity is taken out apart.
            return np.asarray((np.abs(np.trunc(array)) == array) & (array < np.inf))


def _dependent_columns(rows: Floats, to_columns: Floats, names: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that take part in a combination which vanishes on these rows."""
    padded = np.vstack([rows, np.zeros((max(0, len(names) - len(rows)), len(names)))])
    _, lengths, directions = np.linalg.svd(padded, full_matrices=False)
    vanishing = to_columns @ directions[lengths <= _DEPENDENT * max(1.0, lengths[0])].T
    if not vanishing.size:
        return ()
    weight = np.abs(vanishing).max(axis=1) / np.abs(to_columns).max(axis=1)
    return tuple(name for name, part in zip(names, weight.tolist(), strict=True) if part > _TAKES_PART)
