"""The same contract over many scenarios at once: what a simulation or an interval of the payment needs.

The trees are those of the settlement; only the arithmetic differs (`terms.vectorised`). A figure that differs
between scenarios is an array, what is common to all is exact. Money comes as float64 in the contract's currency
and agrees with `settle` but for float error at edges and rounding ties, where `settle` decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from outcome_contracts.decimals import exact
from outcome_contracts.notices import DataRejected, Findings, Notice
from outcome_contracts.terms.problems import EvaluationError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from outcome_contracts.contract.model import Contract
    from outcome_contracts.settlement.data import Given


def settle_scenarios(
    contract: Contract,
    measures: Mapping[str, NDArray[np.float64] | NDArray[np.bool_] | Given],
    *,
    outputs: Sequence[str],
) -> dict[str, NDArray[np.float64]]:
    """The values of lines and flows in every scenario.

    measures: a value for every measure of the contract: one for all scenarios (exact), or an array of shape (n,)
    with one per scenario, in the measure's unit. outputs: names of lines, or `flow.<id>`.
    Returns float64 arrays of shape (n,). Raises DataRejected: a measure without a value (OC-S002) or too many
    (OC-S003), an unknown output (OC-S016), a division by zero or crossed edges in some scenario (OC-T010, OC-T011).
    """
    import numpy as np

    from outcome_contracts.terms.vectorised import evaluate_scenarios

    findings, needed = Findings(), [measure.id for measure in contract.measures]
    for name in needed:
        if name not in measures:
            findings.add("OC-S002", f"measures.{name}", name=name, unit=str(contract.terms.units[name]))
    for name in sorted(measures.keys() - set(needed)):
        findings.add("OC-S003", f"measures.{name[:60]}", name=name[:60], known=", ".join(needed) or "–")
    for name in outputs:
        if name not in contract.terms.formulas:
            findings.add("OC-S016", name=name[:60], known=", ".join(contract.terms.formulas))
    findings.refuse(DataRejected)
    values = {
        name: value if isinstance(value, (np.ndarray, bool)) else exact(value, name) for name, value in measures.items()
    }
    try:
        return evaluate_scenarios(contract.terms.formulas, values, outputs=outputs)
    except EvaluationError as error:
        raise DataRejected([Notice(error.problem.code)]) from None
