"""Given figures: one per measure, or one per row of the tables that a measure stands by; every misfit is found.

What stands by an agreed table is handed in by row id, what stands by months by those that count (`2018-10`), and what
stands by a table with given rows as a list; all measures by one table have as many rows. A figure is exact, of the
measure's unit and of no more decimals than were agreed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.contract.measures import AdjustmentMeasure, GivenMeasure
from outcome_contracts.contract.tables import MONTHS, MOST_GIVEN_ROWS
from outcome_contracts.notices import Findings
from outcome_contracts.period import month_text
from outcome_contracts.terms.tables import Tables
from outcome_contracts.terms.units import RATIO, TRUTH
from outcome_contracts.terms.visible import misleading

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.settlement.data import Figures, SettlementData
    from outcome_contracts.terms.exact import Values


@dataclass(frozen=True, slots=True)
class GivenFigures:
    """values: by measure, nested tuples where it stands by tables. rows: how many each table with given rows has.

    months: those for which there are figures, where measures stand by months.
    """

    values: Mapping[str, Values]
    rows: Mapping[str, int]
    months: tuple[int, ...]

    def only(self, contract: Contract, months: Sequence[int]) -> GivenFigures:
        """The same without the months that in the end do not count."""
        places = [place for place, month in enumerate(self.months) if month in months]
        by, tables = contract.terms.tables.by, month_tables(contract)
        values = {name: _only(value, by.get(name, ()), tables, places) for name, value in self.values.items()}
        return GivenFigures(values, self.rows, tuple(self.months[place] for place in places))

    def tables(self, contract: Contract) -> Tables:
        """The contract's tables, with the rows that were given and the months."""
        names = tuple(map(month_text, self.months))
        called = dict.fromkeys(month_tables(contract), names)
        rows = {**contract.terms.tables.rows, **self.rows, **dict.fromkeys(called, len(names))}
        return Tables(rows, contract.terms.tables.by, called)


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads figures row by row.

    rows: how many each table with given rows has, as the first measure by it said. months: the rows of tables of
    months, where it is known which they are; else such a table is read like one with given rows.
    """

    contract: Contract
    percentages: frozenset[str]
    findings: Findings
    rows: dict[str, int] = field(default_factory=dict)
    months: tuple[str, ...] = ()

    def values(self, measure: GivenMeasure, figures: Figures, by: Sequence[str], where: str) -> Values:
        """The figures of a measure; what does not fit is found, and 0 stands in for it."""
        if not by:
            return self.figure(measure, figures, where)
        return tuple(
            self.values(measure, each, by[1:], f"{where}.{row}") for row, each in self.by_row(by[0], figures, where)
        )

    def by_row(self, table: str, figures: Figures, where: str) -> Iterator[tuple[str, Figures]]:
        """Row after row of a table, in the contract's order, in time, or in the order of the data."""
        found = next(each for each in self.contract.tables if each.id == table)
        known = self.months if found.rows == MONTHS else tuple(row.id for row in found.agreed_rows)
        if not known:
            yield from self._given_rows(table, figures, where)
            return
        if not isinstance(figures, Mapping):
            self.findings.add("OC-S056", where, table=table)
            return
        for row in sorted(figures.keys() - set(known)):
            self.findings.add("OC-S058", f"{where}.{row[:60]}", row=row[:60], known=", ".join(known)[:300])
        for row in known:
            if row in figures:
                yield row, figures[row]
            else:
                self.findings.add("OC-S057", f"{where}.{row}", row=row, table=table)

    def _given_rows(self, table: str, figures: Figures, where: str) -> Iterator[tuple[str, Figures]]:
        if not isinstance(figures, tuple):
            self.findings.add("OC-S056", where, table=table)
            return
        if len(figures) > MOST_GIVEN_ROWS:
            self.findings.add("OC-S059", where, table=table, rows=len(figures), most=MOST_GIVEN_ROWS)
            return
        if (count := self.rows.setdefault(table, len(figures))) != len(figures):
            self.findings.add("OC-S065", where, table=table, rows=len(figures), others=count)
            return
        yield from ((str(number), each) for number, each in enumerate(figures, 1))

    def figure(self, measure: GivenMeasure, value: Figures, where: str) -> Fraction | bool:
        """One figure of a measure."""
        unit, name = self.contract.terms.units[measure.id], measure.id
        if isinstance(value, (Mapping, tuple)):
            self.findings.add("OC-S066", where, name=name)
        elif isinstance(value, bool) is not (unit == TRUTH) or (where in self.percentages and unit != RATIO):
            self.findings.add("OC-S004", where, name=name, unit=measure.unit)
        elif not isinstance(value, bool) and 10**measure.digits % value.denominator:
            self.findings.add("OC-S005", where, name=name, digits=measure.digits)
        else:
            return value
        return Fraction(0)


def given_figures(
    contract: Contract, data: SettlementData, months: tuple[int, ...], findings: Findings
) -> GivenFigures:
    """The figures of all given measures and adjustments; findings holds every misfit, by measure and row.

    months: those of the period that count.
    OC-S002: none; OC-S003: of no measure; OC-S004: another kind of figure; OC-S005: finer than agreed; OC-S056 to
    OC-S059, OC-S065, OC-S066: rows that are missing, unknown or too many, or that are where none are meant.
    """
    given = {measure.id: measure for measure in contract.measures if isinstance(measure, GivenMeasure)}
    for name in sorted(data.given.keys() - given.keys()):
        findings.add("OC-S003", f"given.{name[:60]}", name=name[:60], known=", ".join(given) or "–")
    names = tuple(map(month_text, months))
    reader, values = RowReader(contract, data.percentages, findings, months=names), dict[str, "Values"]()
    for name, measure in given.items():
        if name not in data.given:
            findings.add("OC-S002", f"given.{name}", name=name, unit=measure.unit)
        else:
            values[name] = reader.values(measure, data.figures[name], measure.by, f"given.{name}")
    for table in contract.tables:
        if table.rows == "given":
            reader.rows.setdefault(table.id, 0)
    return GivenFigures(values | _adjustments(contract, data, findings), reader.rows, months)


def month_tables(contract: Contract) -> frozenset[str]:
    """The tables whose rows are the months of the period."""
    return frozenset(table.id for table in contract.tables if table.rows == MONTHS)


def _only(value: Values, by: Sequence[str], tables: frozenset[str], places: Sequence[int]) -> Values:
    """The values of a measure in some of its months."""
    if not isinstance(value, tuple):
        return value
    rows = [value[place] for place in places] if by[0] in tables else value
    return tuple(_only(row, by[1:], tables, places) for row in rows)


def _adjustments(contract: Contract, data: SettlementData, findings: Findings) -> dict[str, Fraction]:
    """The amounts that somebody with the authority decided, each with its reason (OC-S067 to OC-S069, OC-S081)."""
    agreed = {measure.id: measure for measure in contract.measures if isinstance(measure, AdjustmentMeasure)}
    values = dict[str, Fraction]()
    for name in sorted(data.adjustments.keys() - agreed.keys()):
        findings.add("OC-S067", f"adjustments.{name[:60]}", name=name[:60], known=", ".join(agreed) or "–")
    for name, measure in agreed.items():
        where, decided = f"adjustments.{name}", data.adjustments.get(name)
        if decided is None:
            findings.add("OC-S068", where, name=name, authority=measure.authority)
            continue
        if decided.authority != measure.authority:
            findings.add("OC-S069", where, name=name, authority=measure.authority, found=decided.authority[:60])
        if any(misleading(reason) or not reason.strip() for reason in (decided.reason_sv, decided.reason_en)):
            findings.add("OC-S081", where, name=name)
        if 10**measure.digits % decided.amount.denominator:
            findings.add("OC-S005", where, name=name, digits=measure.digits)
        values[name] = decided.amount
    return values
