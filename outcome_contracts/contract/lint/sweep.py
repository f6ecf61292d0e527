"""Sweeps: what is paid over the plausible range of one measure, the others at their typical values.

The vectorised reading of the contract's own terms is taken at evenly spaced points; where the amount moves more than a
cliff would between two of them, the place is closed in on until it is either a jump or a steep slope. The sweep
is of one statement over the whole term: its period is the term, and nothing was paid before. A table whose rows come
with the data has one row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from outcome_contracts.contract.day_value import mean_of_months
from outcome_contracts.contract.lint.bounds import bounds, expression_bounds, in_every_row, measure_bounds, number
from outcome_contracts.contract.lint.edges import CLIFF
from outcome_contracts.contract.lint.interval import hull
from outcome_contracts.contract.lint.subject import Subject
from outcome_contracts.contract.safeguards import Plausible
from outcome_contracts.contract.tables import MONTHS
from outcome_contracts.decimals import parse_decimal_or_percent
from outcome_contracts.terms.problems import EvaluationError
from outcome_contracts.terms.tables import Tables
from outcome_contracts.terms.tree import Node
from outcome_contracts.terms.units import TRUTH, Unit

if TYPE_CHECKING:
    from outcome_contracts.terms.vectorised import Value

POINTS = 201
# Rounds of closing in: each leaves a two-hundredth of the stretch before.
_ROUNDS = 4

Figure = Fraction | bool


class Leap(NamedTuple):
    """At x the amount of a flow jumps, from `below` to `above`."""

    flow: str
    x: float
    below: float
    above: float


class Curve(NamedTuple):
    """What each flow pays at each x of a measure; leaps where it jumps by more than a cliff.

    paid: by flow, one amount per x, in the contract's currency.
    """

    measure: str
    unit: Unit
    x: tuple[float, ...]
    paid: Mapping[str, tuple[float, ...]]
    leaps: tuple[Leap, ...]

    @property
    def main_flow(self) -> str:
        """The flow that moves most."""
        return max(self.paid, key=lambda flow: max(self.paid[flow]) - min(self.paid[flow]))


class Sweep:
    """The contract at plausible values."""

    def __init__(self, subject: Subject, plausible: Mapping[str, Plausible]) -> None:
        self.subject = subject
        self.plausible = plausible
        self._central = _central(subject, plausible)

    @property
    def missing(self) -> tuple[str, ...]:
        """The measures on which an amount depends and that have no typical value; nothing is swept without them."""
        upstream = self.subject.terms.upstream
        return tuple(name for name in self.subject.measures if name in upstream and name not in self._central)

    @property
    def swept(self) -> tuple[str, ...]:
        """The measures with a plausible range on which an amount depends."""
        found = ((measure.id, self.plausible.get(measure.id)) for measure in self.subject.paid_for)
        return tuple(name for name, expected in found if expected is not None and expected.low is not None)

    @property
    def without_value(self) -> tuple[str, ...]:
        """The measures in whose plausible range some amount has no value, as where it divides by 0."""
        curved = {curve.measure for curve in self.curves}
        return () if self.missing else tuple(name for name in self.swept if name not in curved)

    @cached_property
    def curves(self) -> tuple[Curve, ...]:
        """One curve per measure with a plausible range."""
        found = (self._curve(measure) for measure in (() if self.missing else self.swept))
        return tuple(curve for curve in found if curve is not None)

    def paid(self, measure: str, x: Sequence[float]) -> dict[str, tuple[float, ...]]:
        """What every flow pays with one measure at each x. Raises EvaluationError where something has no value."""
        import numpy as np

        from outcome_contracts.terms.vectorised import evaluate_scenarios

        terms, rows = self.subject.terms, self._rows
        values = {
            name: self._in_rows(name, np.array(x, dtype=np.float64) if name == measure else figure)
            for name, figure in self._central.items()
        }
        found = evaluate_scenarios(
            terms.formulas,
            {**terms.cells, **values},
            outputs=self.subject.flows,
            tables=Tables(rows, terms.tables.by),
        )
        return {flow: tuple(np.broadcast_to(found[flow], len(x)).tolist()) for flow in self.subject.flows}

    def within(self, measure: str, x: float) -> float:
        """A measured value no lower than the measure can be: a count is not negative."""
        bound = hull(measure_bounds(self.subject.contract)[measure])
        return x if bound is None else max(x, bound.low)

    def value(self, measure: str, x: float, node: Node) -> float | None:
        """What an expression is with one measure at x; None where it has no one number there."""
        at = measure_bounds(self.subject.contract)
        for name, figure in self._central.items():
            one = x if name == measure else figure
            at[name] = in_every_row(at[name], one if isinstance(one, bool) else float(one))
        known = expression_bounds(self.subject.contract, bounds(self.subject.contract, at), node)
        return known.low if known is not None and known.is_point else None

    def most(self, flow: str, paid: Sequence[float]) -> float:
        """The largest payment of a flow: by the terms where they limit it, else the largest that was swept."""
        bound = self.subject.bound(flow)
        limit = max(abs(bound.low), abs(bound.high)) if bound is not None else float("inf")
        return max(map(abs, paid)) if limit == float("inf") else limit

    def _curve(self, measure: str) -> Curve | None:
        expected = self.plausible[measure]
        x = _between(number(expected.low) or 0.0, number(expected.high) or 0.0)
        try:
            paid = self.paid(measure, x)
            least = CLIFF * max((self.most(flow, amounts) for flow, amounts in paid.items()), default=0.0)
            leaps = tuple(leap for flow in paid for leap in self._leaps(measure, flow, x, paid[flow], least))
        except EvaluationError:
            return None
        return Curve(measure, self.subject.units[measure], x, paid, leaps) if paid else None

    def _leaps(
        self, measure: str, flow: str, x: Sequence[float], paid: Sequence[float], least: float
    ) -> Iterator[Leap]:
        for place in range(len(x) - 1):
            if abs(paid[place + 1] - paid[place]) > least:
                leap = self._closed_in(measure, flow, x[place], x[place + 1])
                if abs(leap.above - leap.below) > least:
                    yield leap

    def _closed_in(self, measure: str, flow: str, low: float, high: float) -> Leap:
        """The place between two points where the amount moves most, and the amount on either side of it."""
        amounts: tuple[float, ...] = ()
        place = 0
        for _ in range(_ROUNDS):
            x = _between(low, high)
            amounts = self.paid(measure, x)[flow]
            place = max(range(len(x) - 1), key=lambda at: abs(amounts[at + 1] - amounts[at]))
            low, high = x[place], x[place + 1]
        return Leap(flow, high, amounts[place], amounts[place + 1])

    def _in_rows(self, name: str, value: Value) -> Value:
        """One figure in every row of the tables that a measure stands by."""
        for table in reversed(self.subject.terms.tables.by.get(name, ())):
            value = (value,) * self._rows[table]
        return value

    @cached_property
    def _rows(self) -> dict[str, int]:
        """How many rows each table has: all months of the term, and one where the rows come with the data."""
        months = {table.id for table in self.subject.contract.tables if table.rows == MONTHS}
        whole = dict.fromkeys(months, self.subject.contract.term.months)
        return {table: whole.get(table, count or 1) for table, count in self.subject.terms.tables.rows.items()}


def _central(subject: Subject, plausible: Mapping[str, Plausible]) -> dict[str, Figure]:
    """The value of each measure while another is swept; those of which none is known are left out."""
    found: dict[str, Figure] = {}
    for name, measure in subject.measures.items():
        expected = plausible.get(name)
        if expected is not None:
            typical = parse_decimal_or_percent(expected.typical)
            if subject.units[name] == TRUTH:
                found[name] = expected.typical == "true"
            elif typical is not None:
                found[name] = typical
        elif measure.origin == "period":
            months = Fraction(subject.contract.term.months)
            found[name] = True if measure.of == "last" else Fraction(1) if measure.of == "number" else months
        elif measure.origin == "adjustment":
            found[name] = Fraction(0)
        elif measure.origin == "day_value" and measure.stated is not None:
            found[name] = parse_decimal_or_percent(measure.stated) or Fraction(0)
        elif measure.origin == "day_value" and measure.dated:
            found[name] = mean_of_months(measure.dated)
    return found


def _between(low: float, high: float) -> tuple[float, ...]:
    """Evenly spaced points, both ends among them."""
    return tuple(low + (high - low) * place / (POINTS - 1) for place in range(POINTS))
