"""Arrays of figures from a caller: what they have to be, checked in one place."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outcome_contracts.notices import Findings


def as_floats(values: ArrayLike) -> NDArray[np.float64] | None:
    """A copy as floats, what is masked as NaN; None for what are no real numbers, or rows of different lengths."""
    try:
        if np.iscomplexobj(values):
            return None
        if isinstance(values, np.ma.MaskedArray):
            return np.asarray(np.ma.filled(values.astype(np.float64), np.nan))
        return np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        return None


def numbers(name: str, values: ArrayLike, dimensions: int, findings: Findings) -> NDArray[np.float64]:
    """The values as floats; records OC-B100 unless they are finite, not negative and of so many dimensions.

    Where something was recorded, what is returned is not to be used.
    """
    found = as_floats(values)
    if found is None:
        findings.add("OC-B100", name=name, expected="float64", found="–")
        return np.zeros((0,) * dimensions)
    if found.ndim != dimensions or not found.size:
        findings.add("OC-B100", name=name, expected=f"{dimensions}-D, > 0", found=str(found.shape))
        return np.zeros((0,) * dimensions)
    wrong = int(np.count_nonzero(~(np.isfinite(found) & (found >= 0))))
    if wrong:
        findings.add("OC-B100", name=name, expected="≥ 0", found=f"{wrong} × < 0, NaN, ∞")
    return found
