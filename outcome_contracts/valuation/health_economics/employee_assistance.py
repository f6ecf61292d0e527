"""An employee-assistance programme: how much it is used, what a case costs, and voluntary or compulsory connection.

    search frequency = cases / heads        cost per case = cost / cases        cost by the price = price · heads

All units together are sums over sums, never the mean of the units' ratios. A case is a number of contacts, at most
so many, so a contact costs at least the cost of a case divided by that. Connecting everybody (H heads) instead of the
volunteers (h heads, c cases, cost k), at the same price p:

    same cost per case   u = p · H · (c / k) / H            from there on a case costs less with everybody connected
    same net value       u = (c + (p · H − k) / v) / H      where a case is worth v: what the others must use it

A use is cases per connected employee and year. Source of the table: Region Skåne, decision papers of 2009.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from math import ceil, floor

from outcome_contracts.decimals import fixed_text
from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError
from outcome_contracts.panel import SMALLEST_GROUP_SHOWN
from outcome_contracts.valuation.arguments import POSITIVE, Exact, Limits, read_number
from outcome_contracts.valuation.health_economics.quantities import refuse_inexact, refuse_uncounted

WHOLE = Limits("1, 2, 3 …", lambda number: number > 0 and number.denominator == 1)


class Figures(Enum):
    """Where the counts come from: a table that is public already, or an employer's own records."""

    PUBLISHED = "published"
    OWN = "own"


@dataclass(frozen=True, slots=True, repr=False)
class AssistanceUnit:
    """One unit of a year. heads: connected employees. cases: opened. cost: SEK, as reported."""

    unit: str
    heads: int
    cases: int
    cost: Fraction

    def __repr__(self) -> str:
        return f"AssistanceUnit({self.unit})"


@dataclass(frozen=True, slots=True)
class AssistanceRow:
    """One unit, or all of them. cost_by_price: SEK. Ratios are exact, None where they would divide by 0 cases."""

    unit: str
    heads: int
    cases: int
    cost: Fraction
    cost_by_price: Fraction
    contacts_per_case: int

    @property
    def search_frequency(self) -> Fraction:
        """Cases per connected employee."""
        return Fraction(self.cases, self.heads)

    @property
    def cost_per_case(self) -> Fraction | None:
        """SEK."""
        return self.cost / self.cases if self.cases else None

    @property
    def least_cost_per_contact(self) -> Fraction | None:
        """SEK, if every case had all its contacts."""
        return None if self.cost_per_case is None else self.cost_per_case / self.contacts_per_case

    @property
    def difference(self) -> Fraction:
        """Reported cost less the price times the heads, SEK."""
        return self.cost - self.cost_by_price


@dataclass(frozen=True, slots=True)
class AssistanceTable:
    """rows: one per unit, in their order. all_units: sums. notices: where cost, price and heads do not agree."""

    price: Fraction
    rows: tuple[AssistanceRow, ...]
    all_units: AssistanceRow
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Connection:
    """Everybody connected instead of the volunteers of a table. heads: everybody. cost: SEK a year."""

    voluntary: AssistanceRow
    heads: int
    cost: Fraction

    @property
    def extra_cost(self) -> Fraction:
        """SEK a year above voluntary connection."""
        return self.cost - self.voluntary.cost

    @property
    def use_of_same_cost_per_case(self) -> Fraction | None:
        """The use from which a case costs less than with volunteers alone; None where they opened no case."""
        per_case = self.voluntary.cost_per_case
        return self.cost / per_case / self.heads if per_case else None

    @property
    def cases_of_same_cost_per_case(self) -> int | None:
        """The fewest whole cases at which that use is reached."""
        use = self.use_of_same_cost_per_case
        return None if use is None else ceil(use * self.heads)

    def cost_per_case(self, use: Fraction) -> Fraction:
        """SEK per case where everybody is connected and so many cases per head are opened, use > 0."""
        return self.cost / (self.heads * use)

    def use_of_same_net_value(self, value_per_case: Exact) -> Fraction:
        """The use from which connecting everybody is worth more, net of cost, than volunteers alone.

        value_per_case: SEK that a case is worth to whoever pays. An answer above 1 means more than one case per
        employee and year. Raises UsageError: OC-U005, OC-U006, OC-W002.
        """
        findings = Findings()
        value = read_number(value_per_case, "value_per_case", POSITIVE, findings)
        findings.refuse(UsageError)
        return (self.voluntary.cases + self.extra_cost / value) / self.heads

    def use_of_the_others(self, use: Fraction) -> Fraction | None:
        """What those who did not join must use it for everybody to reach a use; None where there are no others."""
        others = self.heads - self.voluntary.heads
        return (use * self.heads - self.voluntary.cases) / others if others > 0 else None


def assistance_table(
    units: Sequence[AssistanceUnit], *, price: Exact, contacts_per_case: int, figures: Figures
) -> AssistanceTable:
    """Use and cost of every unit and of all.

    price: SEK per connected employee and year. contacts_per_case: at most so many. figures: of an employer's own
    records no group of ten or fewer may be in the table; a table that is public shows what it shows.
    Raises UsageError (OC-W084, OC-W080, OC-W002, OC-U005, OC-U006) and DataRejected with every finding: OC-W086 for
    impossible counts, OC-W087 for small groups. Notices: OC-W097 and OC-W098 where cost and price disagree.
    """
    refused, findings, notes = Findings(), Findings(), Findings()
    per_head = read_number(price, "price", POSITIVE, refused)
    contacts = int(read_number(contacts_per_case, "contacts_per_case", WHOLE, refused))
    if not units:
        refused.add("OC-W084", what="units")
    names = [unit.unit for unit in units]
    for name in sorted({name for name in names if names.count(name) > 1}):
        refused.add("OC-W080", what="unit", name=name)
    for unit in units:
        refuse_uncounted({f"{unit.unit}.heads": unit.heads, f"{unit.unit}.cases": unit.cases}, refused)
        refuse_inexact({f"{unit.unit}.cost": unit.cost}, refused)
    refused.refuse(UsageError)
    for unit in units:
        if unit.heads < 1 or unit.cases < 0 or unit.cost < 0:
            findings.add("OC-W086", unit=unit.unit, bands="heads > 0, cases ≥ 0, cost ≥ 0")
        elif figures is Figures.OWN and (unit.heads < SMALLEST_GROUP_SHOWN or 0 < unit.cases < SMALLEST_GROUP_SHOWN):
            findings.add("OC-W087", group=unit.unit, needed=SMALLEST_GROUP_SHOWN)
    findings.refuse(DataRejected)
    rows = tuple(
        AssistanceRow(unit.unit, unit.heads, unit.cases, unit.cost, per_head * unit.heads, contacts) for unit in units
    )
    for row in rows:
        _compare(row, per_head, notes)
    whole = AssistanceRow(
        "",
        sum(row.heads for row in rows),
        sum(row.cases for row in rows),
        sum((row.cost for row in rows), Fraction(0)),
        sum((row.cost_by_price for row in rows), Fraction(0)),
        contacts,
    )
    return AssistanceTable(per_head, rows, whole, notes.refuse(DataRejected))


def compulsory_connection(table: AssistanceTable, *, budget: Exact) -> Connection:
    """Everybody connected at the table's price, as many as a yearly budget in SEK says, rounded half up.

    Raises UsageError: OC-U005, OC-U006, OC-W002 for a budget that does not connect those who have joined already.
    """
    findings = Findings()
    least = table.price * table.all_units.heads
    limits = Limits(f"≥ {fixed_text(least, 2)}", lambda number: number >= least)
    amount = read_number(budget, "budget", limits, findings)
    findings.refuse(UsageError)
    heads = floor(amount / table.price + Fraction(1, 2))
    return Connection(table.all_units, heads, heads * table.price)


def _compare(row: AssistanceRow, price: Fraction, notes: Findings) -> None:
    """Note where the cost is not the price times the heads, and the heads that it would be the price of."""
    if not row.difference:
        return
    amount, cost = f"{fixed_text(row.difference, 2)} SEK", f"{fixed_text(row.cost, 0)} SEK"
    implied = row.cost / price
    if implied.denominator == 1:
        notes.add("OC-W097", amount=amount, unit=row.unit, heads=row.heads, cost=cost, implied=int(implied))
    else:
        notes.add("OC-W098", amount=amount, unit=row.unit, heads=row.heads, cost=cost)
