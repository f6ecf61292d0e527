"""The contract's terms at the measures' values: exact, in order, with the trace, and at the ends of the interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.notices import DataRejected, Findings, Notice
from outcome_contracts.terms.exact import ExactReading, Recorded, Value
from outcome_contracts.terms.problems import EvaluationError

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.settlement.measures import MeasureValue

_LARGEST_BITS = 4000


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What the formulas give.

    values: of all names. before: what a value was before its rounding point changed it. steps: as recorded. ends:
    the smallest and the largest value at the two ends of the reference's interval and at its point, of all that depends
    on it. notices:
    what is to be known of that.
    """

    values: Mapping[str, Value]
    before: Mapping[str, Fraction]
    steps: Mapping[str, tuple[Recorded, ...]]
    ends: Mapping[str, tuple[Fraction, Fraction]]
    notices: tuple[Notice, ...]


def evaluated(contract: Contract, measures: Mapping[str, MeasureValue]) -> Evaluated:
    """Every formula of the contract at the measures' values, and at the ends of their intervals.

    Raises DataRejected (OC-T010, OC-T011, OC-T018) naming every line that itself has no value for these figures.
    """
    values: dict[str, Value] = {name: measure.value for name, measure in measures.items()}
    before = {name: measure.before for name, measure in measures.items() if measure.before is not None}
    steps: dict[str, tuple[Recorded, ...]] = {}
    _read(contract, values, before, steps)
    uncertain = {name: measure.ends for name, measure in measures.items() if measure.ends is not None}
    ends, notices = _ends(contract, measures, values, uncertain)
    return Evaluated(values, before, steps, ends, notices)


def _read(
    contract: Contract, values: dict[str, Value], before: dict[str, Fraction], steps: dict[str, tuple[Recorded, ...]]
) -> None:
    """Add the value of every formula, in the order of evaluation; what refers to a failed one is passed over."""
    findings, failed, terms, reading = Findings(), set[str](), contract.terms, ExactReading(values)
    for name, (formula, rounding) in terms.formulas.items():
        if failed and terms.refers_to[name] & failed:
            failed.add(name)
            continue
        try:
            exact, steps[name] = reading.evaluate(formula)
        except EvaluationError as error:
            findings.add(error.problem.code, _path(contract, name))
            failed.add(name)
            continue
        values[name] = rounded = exact if rounding is None else rounding.apply(exact)
        if rounded is not exact and rounded != exact:
            before[name] = exact
        if max(map(int.bit_length, exact.as_integer_ratio())) > _LARGEST_BITS:
            findings.add("OC-T018", _path(contract, name), limit=_LARGEST_BITS)
            failed.add(name)
    findings.refuse(DataRejected)


def _ends(
    contract: Contract,
    measures: Mapping[str, MeasureValue],
    values: Mapping[str, Value],
    uncertain: Mapping[str, tuple[Fraction, Fraction]],
) -> tuple[dict[str, tuple[Fraction, Fraction]], tuple[Notice, ...]]:
    """The smallest and the largest value of what depends on an estimate: at the ends of its interval, or at the point.

    values: at the point. A line that rises and falls again can have its point outside what its two ends give.
    Where some formula has no value at an end, the estimate alone keeps its interval, and a notice says so.
    """
    if not uncertain:
        return {}, ()
    sides = []
    for side in (0, 1):
        read: dict[str, Value] = {name: measure.value for name, measure in measures.items()}
        read.update({name: ends[side] for name, ends in uncertain.items()})
        try:
            _read(contract, read, {}, {})
        except DataRejected as refusal:
            return dict(uncertain), (Notice("OC-S018", refusal.notices[0].where),)
        sides.append(read)
    ends: dict[str, tuple[Fraction, Fraction]] = {}
    moved = set(uncertain)
    for name in (*uncertain, *contract.terms.formulas):
        if name in moved or contract.terms.refers_to[name] & moved:
            moved.add(name)
            reached = [Fraction(side[name]) for side in (*sides, values)]
            ends[name] = (min(reached), max(reached))
    return ends, ()


def _path(contract: Contract, name: str) -> str:
    if name.startswith("flow."):
        return f"flows.{name.removeprefix('flow.')}.amount"
    return f"constants.{name}" if any(constant.id == name for constant in contract.constants) else f"lines.{name}"
