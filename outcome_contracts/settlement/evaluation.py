"""The contract's terms at the measures' values: exact, in order, with the trace, and at the ends of the interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from outcome_contracts.notices import DataRejected, Findings, Notice
from outcome_contracts.terms.exact import ExactReading, Recorded, Value, Values
from outcome_contracts.terms.problems import EvaluationError
from outcome_contracts.terms.tables import Tables

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.settlement.measured_values import MeasureValue

_LARGEST_BITS = 4000

Ends = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What the formulas give.

    values: of all names, by row where they stand by tables. before: what a value was before its rounding point changed
    it. steps: as recorded; both under the line's name, or `line.row` (`cell_name`). ends: the smallest and the largest
    value at the two ends of the reference's interval and at its point, of all that depends on it and stands by no
    table. notices: what is to be known of that.
    """

    values: Mapping[str, Values]
    before: Mapping[str, Fraction]
    steps: Mapping[str, tuple[Recorded, ...]]
    ends: Mapping[str, tuple[Fraction, Fraction]]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """What the formulas start from. inputs: earlier statements and agreed tables. tables: with the rows given."""

    contract: Contract
    measures: Mapping[str, MeasureValue]
    inputs: Mapping[str, Values]
    tables: Tables


def cell_name(name: str, rows: Sequence[str]) -> str:
    """The name of one figure of a column: `claims.start`; the name itself where it stands by no table."""
    return ".".join((name, *rows))


def row_names(contract: Contract, tables: Tables) -> dict[str, tuple[str, ...]]:
    """The names of the rows of each table: ids where they are agreed, months, numbers from 1 where they are given."""
    names = {table.id: tuple(row.id for row in table.agreed_rows) for table in contract.tables} | dict(tables.called)
    return {name: names[name] or tuple(map(str, range(1, count + 1))) for name, count in tables.rows.items()}


def evaluated(start: Start) -> Evaluated:
    """Every formula of the contract at the measures' values, and at the ends of their intervals.

    Raises DataRejected (OC-T010, OC-T011, OC-T018, ...) naming every line that itself has no value for these figures.
    """
    measures = start.measures
    values: dict[str, Values] = {**start.inputs, **{name: measure.value for name, measure in measures.items()}}
    before = {name: measure.before for name, measure in measures.items() if measure.before is not None}
    steps: dict[str, tuple[Recorded, ...]] = {}
    _read(start, values, before, steps)
    uncertain = {name: measure.ends for name, measure in measures.items() if measure.ends is not None}
    ends, notices = _ends(start, values, uncertain)
    return Evaluated(values, before, steps, ends, notices)


def _read(
    start: Start, values: dict[str, Values], before: dict[str, Fraction], steps: dict[str, tuple[Recorded, ...]]
) -> None:
    """Add the value of every formula, in the order of evaluation; what refers to a failed one is passed over."""
    contract, findings, failed = start.contract, Findings(), set[str]()
    terms, reading = contract.terms, ExactReading(values, start.tables)
    names = row_names(contract, start.tables) if start.tables.by else {}
    for name, (formula, rounding) in terms.formulas.items():
        if failed and terms.refers_to[name] & failed:
            failed.add(name)
            continue
        by, cells = start.tables.by.get(name, ()), dict[tuple[int, ...], Value]()
        try:
            for rows, (exact, recorded) in reading.evaluate_by(by, formula):
                cell = cell_name(name, [names[table][row] for table, row in zip(by, rows, strict=True)])
                steps[cell] = recorded
                cells[rows] = exact
                if rounding is not None and not isinstance(exact, bool):
                    cells[rows] = rounded = rounding.apply(exact)
                    if rounded != exact:
                        before[cell] = exact
                if max(map(int.bit_length, exact.as_integer_ratio())) > _LARGEST_BITS:
                    findings.add("OC-T018", _path(contract, name), limit=_LARGEST_BITS)
                    failed.add(name)
        except EvaluationError as error:
            findings.extend((Notice(error.problem.code, _path(contract, name), error.problem.facts),))
            failed.add(name)
            continue
        values[name] = _nested(cells, [start.tables.rows[table] for table in by])
    findings.refuse(DataRejected)


def _nested(cells: Mapping[tuple[int, ...], Value], rows: Sequence[int], above: tuple[int, ...] = ()) -> Values:
    """The figures of a column as tuples, the outermost table first."""
    if not rows:
        return cells[above]
    return tuple([_nested(cells, rows[1:], (*above, row)) for row in range(rows[0])])


def _ends(
    start: Start, values: Mapping[str, Values], uncertain: Mapping[str, tuple[Values, Values]]
) -> tuple[dict[str, tuple[Fraction, Fraction]], tuple[Notice, ...]]:
    """The smallest and the largest value of what depends on an estimate: at the ends of its interval, or at the point.

    values: at the point. A line that rises and falls again can have its point outside what its two ends give.
    Where some formula has no value at an end, the estimate alone keeps its interval, and a notice says so.
    """
    if not uncertain:
        return {}, ()
    sides, terms, by = [], start.contract.terms, start.tables.by
    for side in (0, 1):
        read = {**start.inputs, **{name: measure.value for name, measure in start.measures.items()}}
        read.update({name: ends[side] for name, ends in uncertain.items()})
        try:
            _read(start, read, {}, {})
        except DataRejected as refusal:
            alone = {name: cast(Ends, each) for name, each in uncertain.items() if name not in by}
            return alone, (Notice("OC-S018", refusal.notices[0].where),)
        sides.append(read)
    ends: dict[str, tuple[Fraction, Fraction]] = {}
    moved = set(uncertain)
    for name in (*uncertain, *terms.formulas):
        if name in moved or terms.refers_to[name] & moved:
            moved.add(name)
            if name not in by and not isinstance(values[name], bool):
                reached = [Fraction(cast(Fraction, side[name])) for side in (*sides, values)]
                ends[name] = (min(reached), max(reached))
    return ends, ()


def _path(contract: Contract, name: str) -> str:
    if name.startswith("flow."):
        return f"flows.{name.removeprefix('flow.')}.amount"
    if any(constant.id == name for constant in contract.constants):
        return f"constants.{name}"
    return f"lines.{name}" if any(line.id == name for line in contract.lines) else f"waterfalls.{name}"
