"""The contract under examination: what every rule asks of its terms, worked out once.

Which measures a name depends on, what a name could be worth, what stands behind a name, where a finding belongs, and
how its evidence is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING

from outcome_contracts.contract.lint.bounds import (
    Pin,
    bounds,
    expression_bounds,
    measure_bounds,
    natural,
    pinned,
    pinned_unrounded,
)
from outcome_contracts.contract.lint.interval import Bound, Interval, hull
from outcome_contracts.contract.safeguards import Safeguards
from outcome_contracts.decimals import fixed_text
from outcome_contracts.terms.check import UnitReading
from outcome_contracts.terms.tree import Name, Node, names_in, walk
from outcome_contracts.terms.units import RATIO, TRUTH, Unit, currency

if TYPE_CHECKING:
    from outcome_contracts.contract.measures import Measure
    from outcome_contracts.contract.model import Contract, Line

_OBSERVED = ("given", "panel", "counterfactual")
_FLOW = "flow."
_DIGITS = 6


class Subject:
    """A contract and what can be read from its terms; units of money are those of the contract's currency."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.terms = contract.terms
        self.units: Mapping[str, Unit] = contract.terms.units
        self.money = currency(contract.currency)
        self.safeguards = contract.safeguards or Safeguards()
        self._above: dict[str, frozenset[str]] = {}
        self._affected: dict[Node, frozenset[str]] = {}
        self.constants = frozenset(constant.id for constant in contract.constants) | contract.terms.cells.keys()

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """The measures by name."""
        return {measure.id: measure for measure in self.contract.measures}

    @cached_property
    def lines(self) -> Mapping[str, Line]:
        """The lines by name, those of waterfalls too."""
        return {line.id: line for line in self.contract.every_line}

    @cached_property
    def flows(self) -> tuple[str, ...]:
        """The names of all that leaves, one payer and one payee each, where the amount is known."""
        names = (f"{_FLOW}{transfer.id}" for transfer in self.contract.transfers)
        return tuple(name for name in names if name in self.terms.formulas)

    @cached_property
    def largest_flow(self) -> Interval:
        """The widest bounds among all that leaves: a jump is held against the largest payment of the contract."""
        found = [bound for flow in self.flows if (bound := self.bound(flow)) is not None]
        limited = [bound for bound in found if isfinite(bound.low) and isfinite(bound.high)]
        return max(limited, key=lambda bound: max(abs(bound.low), abs(bound.high)), default=Interval(0.0, 0.0))

    @cached_property
    def natural(self) -> Mapping[str, Bound]:
        """What every name could be by the terms alone."""
        return bounds(self.contract, measure_bounds(self.contract))

    @cached_property
    def observed(self) -> Mapping[str, frozenset[str]]:
        """The observed measures on which each name depends, directly or not."""
        found: dict[str, frozenset[str]] = {
            name: frozenset((name,)) if self._is_observed(measure) else frozenset()
            for name, measure in self.measures.items()
        }
        for name in (*self.terms.formulas, *self._unknown_in_order()):
            behind = (found.get(other, frozenset()) for other in self.terms.refers_to.get(name, ()))
            found[name] = frozenset().union(*behind)
        return found

    @cached_property
    def paid_for(self) -> tuple[Measure, ...]:
        """The observed measures on which some amount depends, also one that nobody knows yet."""
        return tuple(
            measure
            for name, measure in self.measures.items()
            if self._is_observed(measure) and name in self.terms.upstream
        )

    def bound(self, name: str) -> Interval | None:
        """What a number could be by the terms alone, over all rows; None for a truth or what nobody knows."""
        return hull(self.natural.get(name))

    def value(self, node: Node) -> float | None:
        """The number of an expression of constants, None where it depends on anything else or is unknown."""
        found = self.bounds_of(node) if names_in(node) <= self.constants else None
        return found.low if found is not None and found.is_point else None

    def bounds_of(self, node: Node) -> Interval | None:
        """What an expression could be by the terms alone; None where it refers to what nobody knows, or to rows."""
        return expression_bounds(self.contract, self.natural, node)

    def counted(self, node: Node) -> bool:
        """Whether an expression counts something, and so is not negative."""
        natural_bound = natural(self.unit(node))
        return natural_bound is not None and natural_bound.low == 0

    def unit(self, node: Node) -> Unit:
        """The unit of a number."""
        earlier = {line.id: self.units.get(line.id) for line in self.contract.every_line}
        return UnitReading(self.units, self.terms.tables, earlier).number(node)

    def depends_on(self, node: Node) -> frozenset[str]:
        """The observed measures on which an expression depends."""
        return frozenset().union(*(self.observed.get(name, frozenset()) for name in names_in(node)))

    def behind(self, node: Node) -> Node:
        """What a name stands for, as far as lines only name or join things; anything else is itself."""
        seen = set[str]()
        while type(node) is Name and node.name in self.lines and node.name not in seen:
            if self.lines[node.name].by:
                return node
            seen.add(node.name)
            node = self.lines[node.name].formula
        return node

    def above(self, name: str) -> frozenset[str]:
        """A name and all names on which it rests, through all formulas."""
        if name not in self._above:
            found, waiting = {name}, [name]
            for one in waiting:  # the list grows while it is walked
                fresh = self.terms.refers_to.get(one, frozenset()) - found
                found |= fresh
                waiting += fresh
            self._above[name] = frozenset(found)
        return self._above[name]

    def pinned(self, node: Node, at: float) -> dict[str, Bound]:
        """What every name could be with an expression held at one value."""
        return pinned(self.contract, self.natural, Pin(node, at), self.affected(node))

    def pinned_unrounded(self, node: Node, at: float) -> dict[str, Bound]:
        """The same without rounding points; what the expression does not touch keeps its bounds."""
        return pinned_unrounded(self.contract, self.natural, Pin(node, at), self.affected(node))

    def affected(self, node: Node) -> frozenset[str]:
        """The names in whose formulas an expression stands, and all that depend on one of them."""
        if node not in self._affected:
            standing = [name for name, (formula, _) in self.terms.formulas.items() if node in walk(formula)]
            self._affected[node] = self.below(standing)
        return self._affected[node]

    def below(self, names: Iterable[str]) -> frozenset[str]:
        """Names, and all that depend on one of them."""
        found = set(names)
        for name in self.terms.formulas:  # each after those it refers to
            if not found.isdisjoint(self.terms.refers_to[name]):
                found.add(name)
        return frozenset(found)

    def names_behind(self, node: Node) -> frozenset[str]:
        """All names on which an expression rests."""
        return frozenset().union(*(self.above(name) for name in names_in(node)))

    def paying(self) -> Iterator[tuple[str, Node]]:
        """The lines and flows on which money depends, with their formulas, in the contract's order."""
        for line in self.contract.every_line:
            if line.id in self.terms.upstream:
                yield line.id, line.formula
        for flow in self.contract.flows:
            yield f"{_FLOW}{flow.id}", flow.amount

    def where(self, name: str) -> str:
        """`lines.payment § 4`: where a finding about a name belongs, with its clause."""
        if name.startswith(_FLOW):
            flow = name.removeprefix(_FLOW)
            clauses = {transfer.id: transfer.clause for transfer in self.contract.transfers}
            clauses |= {item.id: item.clause for item in self.contract.flows}
            return _place("flows", flow, clauses.get(flow))
        if name in self.measures:
            return _place("measures", name, self.measures[name].clause)
        if name in self.lines:
            return _place("lines", name, self.lines[name].clause)
        constants = {constant.id: constant.clause for constant in self.contract.constants}
        return _place("constants", name, constants.get(name))

    def text(self, value: float, unit: Unit) -> str:
        """A value with its unit: `4800000 USD`, `8.5%`, `20 person`."""
        if unit == RATIO:
            return share(value)
        return f"{_number(value)} {unit}"

    def amount(self, value: float) -> str:
        """Money of the contract."""
        return self.text(value, self.money)

    def _is_observed(self, measure: Measure) -> bool:
        return measure.origin in _OBSERVED and self.units[measure.id] != TRUTH

    def _unknown_in_order(self) -> Iterator[str]:
        """The lines and flows of which the value is unknown, each after those it refers to."""
        waiting = [name for name in self.terms.refers_to if name not in self.terms.formulas]
        while waiting:
            ready = [name for name in waiting if not self.terms.refers_to[name] & set(waiting) - {name}]
            yield from ready
            waiting = [name for name in waiting if name not in ready] if ready else []


def share(value: float) -> str:
    """A share in per cent, to two decimals: `27.98%`."""
    return f"{_number(value * 100, 2)}%"


def _number(value: float, digits: int = _DIGITS) -> str:
    if not isfinite(value):
        return "∞" if value > 0 else "-∞"
    text = fixed_text(Fraction(value), digits)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _place(collection: str, item: str, clause: str | None) -> str:
    return f"{collection}.{item}" + (f" § {clause}" if clause else "")
