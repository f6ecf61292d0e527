"""Whole contract lives: many scenarios, each settled period after period, with what earlier statements said.

The trees are those of the settlement, read over arrays (`terms.vectorised`), all periods of a block of scenarios at
once. What a period leaves to the next (`previous`, `sum_previous`, `cumulative`) is the value of the period before in
the same scenario. Every output says how exact it is: 0 is exact, each value the float nearest to what `settle` gives;
an approximate one says by how much it is off at most, with all that an edge or a rounding tie within the error could
change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, Any

from outcome_contracts.contract.grids import declared_step
from outcome_contracts.contract.measures import DayValueMeasure, PeriodMeasure
from outcome_contracts.contract.versions.clauses import suspended_months
from outcome_contracts.notices import DataRejected, Findings, Notice
from outcome_contracts.period import Period, month_of, term_end
from outcome_contracts.settlement.given import month_tables
from outcome_contracts.settlement.measured_values import day_value_in, require_dated
from outcome_contracts.settlement.measures import of_period
from outcome_contracts.settlement.scenario_figures import (
    by_measure,
    is_truth,
    one_figure,
    output_cells,
    shape_text,
)  # fmt: skip
from outcome_contracts.terms.problems import EvaluationError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from outcome_contracts.contract.measures import Measure
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.settlement.scenario_figures import ScenarioFigures
    from outcome_contracts.terms.exact import Values
    from outcome_contracts.terms.tables import Tables
    from outcome_contracts.terms.vectorised import Given


@dataclass(frozen=True, slots=True, eq=False)
class Lives:
    """The values of lines and flows in every scenario and period.

    values: by output, float64, shape (n, periods), in the unit of `units`; one period after the other in memory.
    errors: by output, in its unit, how far a value is at most from what `settle` gives; 0 where it is exact, infinite
    where no bound can be given. notices: what is to be known of that.
    """

    periods: tuple[Period, ...]
    values: Mapping[str, NDArray[Any]]
    errors: Mapping[str, float]
    units: Mapping[str, str]
    notices: tuple[Notice, ...]

    def exact(self, output: str) -> bool:
        """Whether every value of an output is the float nearest to what `settle` gives."""
        return self.errors[output] == 0

    def __str__(self) -> str:
        shape = next(iter(self.values.values())).shape if self.values else (0, len(self.periods))
        said = [f"{name}: {_said(self.errors[name], self.units[name])}" for name in list(self.values)[:10]]
        return "\n".join((f"{shape[0]} scenarios x {shape[1]} periods", *said))


def settle_lives(
    contract: Contract, figures: ScenarioFigures, *, periods: Sequence[Period | str], outputs: Sequence[str]
) -> Lives:
    """The statements of all periods in every scenario.

    figures: by measure, but for those that the period or the contract itself says, in the measure's unit: an array of
    shape (n, periods), one of shape (periods,) for what scenarios share, or one value for all; by row where it stands
    by tables, in a list where it stands by months. Every value of an array lies on the decimals that the contract
    declares: it is the float nearest to such a decimal, as `np.round` gives it. Arrays that hold one period after the
    other are read fastest: the transpose of (periods, n). periods: whole months in order, each a statement. outputs:
    names of lines, `line.row` of lines by tables, or `flow.<id>`; a truth comes as 1 or 0. Months that an amendment
    suspended have no figures and count in nothing, as in `settle`; events that strike a period are not known here.
    Raises DataRejected with every finding: those of `settle_scenarios`, a figure off its decimals (OC-S060), an array
    of another shape (OC-S061), periods that overlap or are out of order (OC-S063), lie outside the term (OC-S001)
    or are suspended as a whole (OC-A051), and by months periods of unequal length (OC-S104) or months without a dated
    value (OC-S100).
    """
    from outcome_contracts.terms.arrays.draws import OffStep
    from outcome_contracts.terms.vectorised import evaluate_lives

    findings = Findings()
    spans = spans_within_term(contract, periods, findings)
    handed_in = [each for each in contract.measures if not isinstance(each, (PeriodMeasure, DayValueMeasure))]
    reader = _Reader(contract, len(spans), _count(figures), findings)
    values, tables = by_measure(contract, handed_in, figures, findings, reader.course)
    tables = with_months(contract, tables, spans, findings)
    cells = output_cells(contract, tables, outputs, findings)
    findings.refuse(DataRejected)
    known = [
        {**contract.terms.cells, **said_by_contract(contract, span, place), **_in_period(values, place)}
        for place, span in enumerate(spans)
    ]
    try:
        found = evaluate_lives(contract.terms.formulas, known, outputs=outputs, cells=cells, tables=tables)
    except OffStep:
        reader.count_off_step()
        raise DataRejected(list(findings)) from None
    except EvaluationError as error:
        raise DataRejected([Notice(error.problem.code, facts=error.problem.facts)]) from None
    units = {name: str(contract.terms.units[cell]) for name, (cell, _) in cells.items()}
    notices = _notices(found.errors, units)
    return Lives(spans, found.values, found.errors, units, notices)


def spans_within_term(contract: Contract, periods: Sequence[Period | str], findings: Findings) -> tuple[Period, ...]:
    """The periods, in order and within the term, each with a month that counts."""
    spans = tuple(Period.parse(each) if isinstance(each, str) else each for each in periods)
    start, end = contract.term.start, term_end(contract.term.start, contract.term.months)
    crossed = [later for earlier, later in pairwise(spans) if later.first <= earlier.last]
    if crossed or not spans:
        findings.add("OC-S063", "periods", count=len(spans), crossed=", ".join(map(str, crossed[:5])) or "–")
    for span in spans:
        if span.first < month_of(start) or span.last > month_of(end):
            findings.add("OC-S001", "term", period=str(span), start=str(start), end=str(end))
        elif not _counted(contract, span):
            findings.add("OC-A051", "suspensions", period=str(span))
    return spans


def _counted(contract: Contract, span: Period) -> tuple[int, ...]:
    """The months of a period that no amendment suspended."""
    suspended = suspended_months(contract.suspensions)
    return tuple(month for month in span if month not in suspended)


def with_months(contract: Contract, tables: Tables, spans: Sequence[Period], findings: Findings) -> Tables:
    """The tables with the months that count as rows; all periods have as many, and dated values (OC-S100, OC-S104)."""
    named = month_tables(contract)
    if not named or not spans:
        return tables
    counted = [_counted(contract, span) for span in spans]
    lengths = sorted(set(map(len, counted)))
    if len(lengths) > 1:
        findings.add("OC-S104", "periods", lengths=", ".join(map(str, lengths)))
    for table in named if len(lengths) == 1 else ():
        if tables.rows[table] not in (0, lengths[0]):
            rows = tables.rows[table]
            findings.add("OC-S065", f"tables.{table}", table=table, rows=rows, others=lengths[0])
    dated = Findings()
    require_dated(contract, [month for months in counted for month in months], dated)
    findings.extend(tuple(notice for notice in dated if notice.severity == "error"))
    return replace(tables, rows={**tables.rows, **dict.fromkeys(named, lengths[0])})


def said_by_contract(contract: Contract, span: Period, place: int) -> dict[str, Values]:
    """What the period says of itself, and prices that the contract states or works out."""
    said, months = dict[str, "Values"](), _counted(contract, span)
    for measure in contract.measures:
        if isinstance(measure, PeriodMeasure):
            said[measure.id] = of_period(measure, contract, span, months=len(months), number=place + 1, longer=0)
        elif isinstance(measure, DayValueMeasure):
            said[measure.id] = day_value_in(measure, months).value
    return said


@dataclass(frozen=True, slots=True)
class _Course:
    """A figure through the periods."""

    of: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class _Reader:
    contract: Contract
    periods: int
    count: int
    findings: Findings
    drawn: list[tuple[Measure, str, list[NDArray[Any]]]] = field(default_factory=list)

    def course(self, measure: Measure, value: object, where: str) -> _Course | None:
        """A figure of a measure through the periods; a misfit is found."""
        import numpy as np

        truth = is_truth(self.contract, measure, value, where, self.findings)
        if truth is None:
            return None
        if not isinstance(value, np.ndarray):
            return self._constant(measure, value, where)
        if value.shape not in ((self.count, self.periods), (self.periods,)) or value.dtype.kind not in "fiub":
            shape = shape_text(value)
            self.findings.add("OC-S061", where, name=measure.id, count=self.count, periods=self.periods, shape=shape)
            return None
        if value.ndim == 1:
            return _Course(tuple(map(bool, value))) if truth else self._agreed(measure, value, where)
        columns = tuple([value[:, place] for place in range(self.periods)])
        return _Course(columns if truth else self._drawn(measure, columns, where))

    def _constant(self, measure: Measure, value: object, where: str) -> _Course | None:
        figure, step = one_figure(measure, value, self.findings), declared_step(measure)
        if figure is not None and not isinstance(figure, bool) and (figure / step).denominator != 1:
            self._off_step(measure, where, 1)
        return None if figure is None else _Course((figure,) * self.periods)

    def _agreed(self, measure: Measure, values: NDArray[Any], where: str) -> _Course | None:
        """One figure per period, the decimals that the floats are nearest to."""
        from outcome_contracts.terms.arrays.draws import off_step

        step, floats = declared_step(measure), values.astype("float64")
        if off := off_step(floats, step):
            self._off_step(measure, where, off)
            return None
        return _Course(tuple(round(Fraction(each) / step) * step for each in floats.tolist()))

    def _drawn(self, measure: Measure, columns: Sequence[NDArray[Any]], where: str) -> tuple[Given, ...]:
        """One array per period, with what is known of it; whether all values are on the step is seen in the run."""
        from outcome_contracts.terms.arrays.draws import draws

        step = declared_step(measure)
        found = tuple([draws(column.astype("float64", copy=False), step) for column in columns])
        self.drawn.append((measure, where, [each.array for each in found]))
        if any(each.step is None for each in found):
            self.count_off_step()
        return found

    def count_off_step(self) -> None:
        """Find every array with values that are not on its measure's step."""
        from outcome_contracts.terms.arrays.draws import off_step

        for measure, where, arrays in self.drawn:
            if off := sum(off_step(array, declared_step(measure)) for array in arrays):
                self._off_step(measure, where, off)

    def _off_step(self, measure: Measure, where: str, count: int) -> None:
        self.findings.add("OC-S060", where, name=measure.id, count=count, step=str(declared_step(measure)))


def _in_period(values: Mapping[str, Any], place: int) -> dict[str, Any]:
    return {name: _at(value, place) for name, value in values.items()}


def _at(value: Any, place: int) -> Any:
    return tuple([_at(row, place) for row in value]) if isinstance(value, tuple) else value.of[place]


def _count(figures: object) -> int:
    """How many scenarios there are: the longest array of one row per scenario."""
    import numpy as np

    if isinstance(figures, np.ndarray):
        return int(figures.shape[0]) if figures.ndim == 2 else 1
    if isinstance(figures, Mapping):
        return max(map(_count, figures.values()), default=1)
    return max(map(_count, figures), default=1) if isinstance(figures, (list, tuple)) else 1


def _notices(errors: Mapping[str, float], units: Mapping[str, str]) -> tuple[Notice, ...]:
    """What is approximate, and by how much at most."""
    found = Findings()
    for name, error in errors.items():
        if error == inf:
            found.add("OC-S064", name=name)
        elif error:
            found.add("OC-S062", name=name, error=f"{error:.3g}", unit=units[name])
    return tuple(found)


def _said(error: float, unit: str) -> str:
    if not error:
        return "exact"
    return "approximate, without a bound" if error == inf else f"approximate, by at most {error:.3g} {unit}"
