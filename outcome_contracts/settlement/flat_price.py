"""The same effect at one price: what a settled period would have shown if a day had one value in all its months.

Asked for, never shown by itself: the contract values month by month, and one price is what it did not agree on. All
that depends on the value of a day is computed again from the statement alone, by the contract's own formulas, with
that one price in the place of the dated ones; nothing else changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.contract.distribution import flow_name
from outcome_contracts.decimals import exact_text, fixed_text
from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.settlement.recomputation import Cell
from outcome_contracts.settlement.settled_values import SettledValues, settled_values
from outcome_contracts.valuation.arguments import Exact, Limits, read_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outcome_contracts.settlement.statement import Statement
    from outcome_contracts.terms.exact import Value

_PRICE = Limits("–", lambda _: True)


@dataclass(frozen=True, slots=True)
class AtOnePrice:
    """One line or flow: as settled, at one price, and its unit. name: a line, or `flow.<id>`."""

    name: str
    settled: Fraction
    flat: Fraction
    unit: str

    @property
    def difference(self) -> Fraction:
        """By how much one price would have shown more; negative for less."""
        return self.flat - self.settled


@dataclass(frozen=True, slots=True)
class FlatPrice:
    """What one price would have changed. statement: its digest. lines: all that moves, in the contract's order."""

    statement: str
    measure: str
    price: Fraction
    lines: tuple[AtOnePrice, ...]

    def __getitem__(self, name: str) -> AtOnePrice:
        return next(line for line in self.lines if line.name == name)

    def to_dict(self) -> dict[str, object]:
        """It as plain data for canonical JSON; numbers as decimals or `numerator/denominator`."""
        return {
            "statement": self.statement,
            "measure": self.measure,
            "price": exact_text(self.price),
            "lines": [
                {
                    "name": line.name,
                    "settled": exact_text(line.settled),
                    "flat": exact_text(line.flat),
                    "difference": exact_text(line.difference),
                    "unit": line.unit,
                }
                for line in self.lines
            ],
        }

    def __str__(self) -> str:
        head = f"{self.measure} = {exact_text(self.price)} in every month"
        rows = [
            f"  {line.name}: {fixed_text(line.settled, 2)} month by month, {fixed_text(line.flat, 2)} at one price,"
            f" {fixed_text(line.difference, 2)} {line.unit} apart"
            for line in self.lines[:10]
        ]
        return "\n".join((head, *rows))


def at_flat_price(statement: Statement, *, measure: str, price: Exact) -> FlatPrice:
    """What a settled period would have shown with one value of a day.

    measure: a day value of the contract that stands by months. price: in its unit, SEK per day. Raises UsageError with
    every finding: OC-U005, OC-U006 for a price that is no number, OC-W046 for a measure that is no such day value;
    OC-W047 for a price at which some line has no value, as where it divides by it.
    """
    findings, settled = Findings(), settled_values(statement)
    flat = read_number(price, "price", _PRICE, findings)
    known = [one.id for one in statement.contract.measures if one.origin == "day_value" and one.by]
    if measure not in known:
        findings.add("OC-W046", measure=measure[:60], known=", ".join(known) or "–")
    findings.refuse(UsageError)
    months = len(settled.rows[settled.contract.terms.tables.by[measure][0]])
    replaced: dict[Cell, Value] = {Cell(measure, (month,)): flat for month in range(months)}
    lines = tuple(_moved(settled, measure, replaced, without := list[str]()))
    if without:
        findings.add("OC-W047", measure=measure, price=exact_text(flat), lines=", ".join(without))
    findings.refuse(UsageError)
    return FlatPrice(statement.digest, measure, flat, lines)


def _moved(
    settled: SettledValues, measure: str, replaced: dict[Cell, Value], without: list[str]
) -> Iterator[AtOnePrice]:
    """The lines and flows that depend on the measure and stand by no table, each evaluated again.

    without: to which those are added that have no value then.
    """
    terms, figures = settled.contract.terms, settled.figures
    flows = {flow_name(transfer.id) for transfer in settled.contract.transfers}
    lines = {line.id for line in settled.contract.every_line}
    for name in figures.downstream(measure):
        if name in terms.tables.by or name not in flows | lines:
            continue
        before, after = figures.value(Cell(name)), figures.instead(Cell(name), replaced)
        if after is None:
            without.append(name)
        elif isinstance(before, Fraction) and isinstance(after, Fraction):
            yield AtOnePrice(name, before, after, str(terms.units[name]))
