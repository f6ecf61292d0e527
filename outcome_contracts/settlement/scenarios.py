"""The same contract over many scenarios at once: what a simulation or an interval of the payment needs.

The trees are those of the settlement; only the arithmetic differs (`terms.vectorised`). A figure that differs
between scenarios is an array, what is common to all is exact. Money comes as float64 in the contract's currency and
agrees with `settle` but for float error at edges and rounding ties, where `settle` decides. One statement is settled:
the first, or the next after what earlier ones said. `settle_lives` goes on from period to period, proves what is exact
and says how far off the rest can be; that takes longer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from outcome_contracts.notices import DataRejected, Findings, Notice
from outcome_contracts.settlement.scenario_figures import (
    by_measure,
    is_truth,
    not_finite,
    one_figure,
    output_cells,
    shape_text,
)  # fmt: skip
from outcome_contracts.terms.problems import EvaluationError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from outcome_contracts.contract.measures import Measure
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.settlement.scenario_figures import ScenarioFigures
    from outcome_contracts.terms.exact import Values
    from outcome_contracts.terms.vectorised import Values as Figures

_FIRST_STATEMENT: Mapping[str, Values] = MappingProxyType({})


def settle_scenarios(
    contract: Contract,
    measures: ScenarioFigures,
    *,
    outputs: Sequence[str],
    earlier: Mapping[str, Values] = _FIRST_STATEMENT,
) -> dict[str, NDArray[np.float64]]:
    """The values of lines and flows in every scenario.

    measures: a value for every measure of the contract: one for all scenarios (exact), or an array of shape (n,)
    with one per scenario, in the measure's unit; by row where it stands by tables. outputs: names of lines,
    `line.row` of lines by tables, or `flow.<id>`. earlier: what earlier statements said, as `earlier_values` gives it.
    Returns float64 arrays of shape (n,), or of length 1 where nothing differs.
    Raises DataRejected with every finding: a measure without a value (OC-S002) or too many (OC-S003), a truth for a
    number or a number for a truth (OC-S004), one figure that is no exact number (OC-U005, OC-U006), an array of
    another shape or with values that are not finite (OC-S017), rows that do not fit their table (OC-S056 to OC-S059,
    OC-S065), an unknown output (OC-S016); then a division by zero, crossed edges or a number beyond float64 in some
    scenario (OC-T010, OC-T011, OC-T018).
    """
    from outcome_contracts.terms.vectorised import evaluate_scenarios

    findings, count = Findings(), _count(measures)

    def read(measure: Measure, value: object, where: str) -> Fraction | bool | NDArray[np.generic] | None:
        return _figure(contract, measure, value, where, count, findings)

    values, tables = by_measure(contract, contract.measures, measures, findings, read)
    cells = output_cells(contract, tables, outputs, findings)
    findings.refuse(DataRejected)
    try:
        return evaluate_scenarios(
            contract.terms.formulas,
            cast("Figures", {**contract.terms.cells, **earlier, **values}),
            outputs=outputs,
            cells=cells,
            tables=tables,
        )
    except EvaluationError as error:
        raise DataRejected([Notice(error.problem.code, facts=error.problem.facts)]) from None


def _figure(
    contract: Contract, measure: Measure, value: object, where: str, count: int, findings: Findings
) -> Fraction | bool | NDArray[np.generic] | None:
    """One figure of a measure, or one per scenario."""
    import numpy as np

    truth = is_truth(contract, measure, value, where, findings)
    if truth is None:
        return None
    if not isinstance(value, np.ndarray):
        return one_figure(measure, value, findings)
    if value.shape != (count,) or not_finite(value):
        bad = not_finite(value)
        findings.add("OC-S017", where, name=measure.id, count=count, shape=shape_text(value), bad=bad)
        return None
    return value if truth else value.astype(np.float64, copy=False)


def _count(figures: object) -> int:
    """How many scenarios there are: the longest array of one per scenario."""
    import numpy as np

    if isinstance(figures, np.ndarray):
        return figures.size if figures.ndim == 1 else 0
    if isinstance(figures, Mapping):
        return max(map(_count, figures.values()), default=0)
    return max(map(_count, figures), default=0) if isinstance(figures, (list, tuple)) else 0
