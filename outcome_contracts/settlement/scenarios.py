"""The same contract over many scenarios at once: what a simulation or an interval of the payment needs.

The trees are those of the settlement; only the arithmetic differs (`terms.vectorised`). A figure that differs
between scenarios is an array, what is common to all is exact. Money comes as float64 in the contract's currency
and agrees with `settle` but for float error at edges and rounding ties, where `settle` decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.decimals import exact
from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError
from outcome_contracts.terms.problems import EvaluationError
from outcome_contracts.terms.units import TRUTH

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from outcome_contracts.contract.model import Contract
    from outcome_contracts.settlement.data import Given

    Figures = Mapping[str, NDArray[np.float64] | NDArray[np.int64] | NDArray[np.bool_] | Given]


def settle_scenarios(
    contract: Contract, measures: Figures, *, outputs: Sequence[str]
) -> dict[str, NDArray[np.float64]]:
    """The values of lines and flows in every scenario.

    measures: a value for every measure of the contract: one for all scenarios (exact), or an array of shape (n,)
    with one per scenario, in the measure's unit. outputs: names of lines, or `flow.<id>`.
    Returns float64 arrays of shape (n,), or of length 1 where nothing differs.
    Raises DataRejected with every finding: a measure without a value (OC-S002) or too many (OC-S003), a truth for a
    number or a number for a truth (OC-S004), one figure that is no exact number (OC-U005, OC-U006), an array of
    another shape or with values that are not finite (OC-S017), an unknown output (OC-S016); then a division by zero,
    crossed edges or a number beyond float64 in some scenario (OC-T010, OC-T011, OC-T018).
    """
    from outcome_contracts.terms.vectorised import evaluate_scenarios

    findings, needed = Findings(), [measure.id for measure in contract.measures]
    for name in sorted(measures.keys() - set(needed)):
        findings.add("OC-S003", f"measures.{name[:60]}", name=name[:60], known=", ".join(needed) or "–")
    for name in outputs:
        if name not in contract.terms.formulas:
            findings.add("OC-S016", name=name[:60], known=", ".join(contract.terms.formulas))
    values = _figures(contract, measures, findings)
    findings.refuse(DataRejected)
    try:
        return evaluate_scenarios(contract.terms.formulas, values, outputs=outputs)
    except EvaluationError as error:
        raise DataRejected([Notice(error.problem.code, facts=error.problem.facts)]) from None


def _figures(
    contract: Contract, measures: Figures, findings: Findings
) -> dict[str, Fraction | bool | NDArray[np.float64] | NDArray[np.bool_]]:
    """Truths for the measures that are one, rationals and floats for the others; what is neither is found."""
    import numpy as np

    values: dict[str, Fraction | bool | NDArray[np.float64] | NDArray[np.bool_]] = {}
    arrays = [value for value in measures.values() if isinstance(value, np.ndarray)]
    count = max((value.size for value in arrays if value.ndim == 1), default=0)
    for measure in contract.measures:
        name, unit = measure.id, contract.terms.units[measure.id]
        where, value = f"measures.{name}", measures.get(name)
        if value is None:
            findings.add("OC-S002", where, name=name, unit=str(unit))
        elif _is_truth(value) is not (unit == TRUTH):
            findings.add("OC-S004", where, name=name, unit=str(unit))
        elif not isinstance(value, np.ndarray):
            try:
                values[name] = value if isinstance(value, bool) else exact(value, name)
            except UsageError as refusal:
                findings.extend(refusal.notices)
        elif value.shape != (count,) or _not_finite(value):
            shape = "(" + ", ".join(map(str, value.shape)) + ")"
            findings.add("OC-S017", where, name=name, count=count, shape=shape, bad=_not_finite(value))
        else:
            values[name] = value.astype(np.bool_) if unit == TRUTH else value.astype(np.float64, copy=False)
    return values


def _is_truth(value: object) -> bool:
    import numpy as np

    return value.dtype == np.bool_ if isinstance(value, np.ndarray) else isinstance(value, bool)


def _not_finite(array: NDArray[np.generic]) -> int:
    """How many values are not finite; all of them where they are no real numbers."""
    import numpy as np

    return array.size - int(np.count_nonzero(np.isfinite(array))) if array.dtype.kind in "fiub" else array.size
