"""The figures of many scenarios as they enter the formulas, every misfit found.

A figure is one for all scenarios, and then exact as in a settlement, or an array, and then it lies on the decimals that
the contract declares if every value is the float nearest to such a decimal. What stands by tables is handed in row by
row, as in a settlement; what stands by months in a list, since scenarios are of no period in particular.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar, cast

from outcome_contracts.decimals import exact
from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.settlement.evaluation import row_names
from outcome_contracts.settlement.given import RowReader
from outcome_contracts.terms.tables import Tables
from outcome_contracts.terms.units import TRUTH

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from outcome_contracts.contract.measures import Measure
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.settlement.data import Given
    from outcome_contracts.terms.vectorised import Cell

    Array = NDArray[np.float64] | NDArray[np.int64] | NDArray[np.bool_]
    ScenarioFigure = Array | Given | Mapping[str, "ScenarioFigure"] | Sequence["ScenarioFigure"]
    ScenarioFigures = Mapping[str, ScenarioFigure]

Leaf = TypeVar("Leaf")


def by_measure(
    contract: Contract,
    measures: Sequence[Measure],
    figures: ScenarioFigures,
    findings: Findings,
    read: Callable[[Measure, object, str], Leaf | None],
) -> tuple[dict[str, Leaf | tuple[Any, ...]], Tables]:
    """The figures of measures, as nested tuples where they stand by tables, and the tables with the rows given.

    read: one figure of a measure, found at a place; None where it is none. OC-S002: a measure without a figure;
    OC-S003: a figure of no measure.
    """
    for name in sorted(figures.keys() - {measure.id for measure in measures}):
        findings.add("OC-S003", f"measures.{name[:60]}", name=name[:60], known=_known(measures))
    rows = RowReader(contract, frozenset(), findings)

    def nested(measure: Measure, value: object, by: Sequence[str], where: str) -> Any:
        if not by:
            return read(measure, value, where)
        value = tuple(value) if isinstance(value, list) else value
        found = rows.by_row(by[0], cast(Any, value), where)
        return tuple([nested(measure, each, by[1:], f"{where}.{row}") for row, each in found])

    values: dict[str, Leaf | tuple[Any, ...]] = {}
    for measure in measures:
        name, where = measure.id, f"measures.{measure.id}"
        if name not in figures:
            findings.add("OC-S002", where, name=name, unit=str(contract.terms.units[name]))
        else:
            values[name] = nested(measure, figures[name], contract.terms.tables.by.get(name, ()), where)
    given = {table.id: rows.rows.get(table.id, 0) for table in contract.tables if isinstance(table.rows, str)}
    return values, Tables({**contract.terms.tables.rows, **given}, contract.terms.tables.by)


def one_figure(measure: Measure, value: object, findings: Findings) -> Fraction | bool | None:
    """One figure for all scenarios, as it is kept; what is no exact number is found (OC-U005, OC-U006)."""
    if isinstance(value, bool):
        return value
    try:
        return exact(cast(Any, value), measure.id)
    except UsageError as refusal:
        findings.extend(refusal.notices)
        return None


def is_truth(contract: Contract, measure: Measure, value: object, where: str, findings: Findings) -> bool | None:
    """Whether a figure is a truth, as its measure is; None, and found (OC-S004), where one is and the other is not."""
    import numpy as np

    unit = contract.terms.units[measure.id]
    found = value.dtype == np.bool_ if isinstance(value, np.ndarray) else isinstance(value, bool)
    if found is not (unit == TRUTH):
        findings.add("OC-S004", where, name=measure.id, unit=str(unit))
        return None
    return found


def not_finite(array: NDArray[np.generic]) -> int:
    """How many values are not finite; all of them where they are no real numbers."""
    import numpy as np

    return array.size - int(np.count_nonzero(np.isfinite(array))) if array.dtype.kind in "fiub" else array.size


def output_cells(contract: Contract, tables: Tables, outputs: Sequence[str], findings: Findings) -> dict[str, Cell]:
    """Where each output stands: a line, `flow.<id>`, or `line.row` of a line by tables. OC-S016: there is no such."""
    from itertools import product

    names = row_names(contract, tables) if tables.by else {}
    known: dict[str, Cell] = {}
    for name in contract.terms.formulas:
        by = tables.by.get(name, ())
        for places in product(*(range(tables.rows[table]) for table in by)):
            known[".".join((name, *(names[table][place] for table, place in zip(by, places, strict=True))))] = (
                name,
                places,
            )
    for name in outputs:
        if name not in known:
            findings.add("OC-S016", name=name[:60], known=", ".join(known))
    return {name: known[name] for name in outputs if name in known}


def shape_text(array: NDArray[np.generic]) -> str:
    """A shape as NumPy writes it, but without its comma after one length."""
    return "(" + ", ".join(map(str, array.shape)) + ")"


def _known(measures: Sequence[Measure]) -> str:
    return ", ".join(measure.id for measure in measures) or "–"
