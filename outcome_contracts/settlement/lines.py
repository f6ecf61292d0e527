"""From the evaluated terms to what a statement shows: its rows, all other values, and the money that leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, product
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from outcome_contracts.contract.distribution import ORE, flow_name
from outcome_contracts.decimals import exact_text
from outcome_contracts.notices import DataRejected, Findings
from outcome_contracts.settlement.evaluation import Evaluated, cell_name
from outcome_contracts.settlement.shown import Shown, shown
from outcome_contracts.settlement.statement import Interval, RecordedStep, StatementFlow, StatementLine
from outcome_contracts.terms.exact import Recorded, Value, Values
from outcome_contracts.terms.printer import formula_text
from outcome_contracts.terms.tree import Node, Number
from outcome_contracts.terms.units import RATIO, Unit

if TYPE_CHECKING:
    from outcome_contracts.contract.distribution import Transfer
    from outcome_contracts.contract.fields import Rounds, Text
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.contract.terms import Terms

Kind = Literal["measure", "line", "constant"]


class _Cell(NamedTuple):
    """A row of each of some tables, the outermost first: its names and its numbers."""

    rows: tuple[str, ...]
    places: tuple[int, ...]

    def of(self, column: Values) -> Values:
        """What stands there in a column; the value itself where there is no table."""
        for place in self.places:
            column = cast("tuple[Values, ...]", column)[place]
        return column

    def within(self, tables: Sequence[str], others: Sequence[str]) -> _Cell:
        """The rows of these tables that are rows of others too; tables are entered in one order, so they come first."""
        shared = [place for place, table in enumerate(tables) if table in others]
        return _Cell(tuple([self.rows[place] for place in shared]), tuple([self.places[place] for place in shared]))


_NO_CELL = _Cell((), ())


class _Item(NamedTuple):
    """What is shown of a measure, line, constant or column."""

    kind: Kind
    id: str
    label: Text | None
    clause: str
    round: Rounds | None
    show_digits: int | None


@dataclass(frozen=True, slots=True)
class Assembly:
    """A contract with its terms and what they gave.

    rows: the names of the rows of each table, those that were given included. evidence: what each measure was computed
    from. confidence: of the intervals, empty where there are none.
    """

    contract: Contract
    terms: Terms
    result: Evaluated
    rows: Mapping[str, tuple[str, ...]]
    evidence: Mapping[str, str]
    confidence: str

    def lines(self) -> tuple[tuple[StatementLine, ...], tuple[StatementLine, ...]]:
        """The rows in the contract's order, and all other values."""
        concerned, called = _concerned(self.contract), _row_labels(self.contract)
        items = tuple(_items(self.contract))
        made = {item.id: tuple(self._lines(item, concerned.get(item.id, ()), called)) for item in items}
        rows = self.contract.rows or tuple([item.id for item in items if item.kind != "constant"])
        numbered = frozenset(rows)
        others = (lines for name, lines in made.items() if name not in numbered)
        return tuple(chain(*[made[name] for name in rows])), tuple(chain(*others))

    def flows(self) -> tuple[StatementFlow, ...]:
        """The money that leaves.

        Raises DataRejected for a negative amount that the contract refuses (OC-S020, of a waterfall OC-S080), and for
        one off the öre (OC-S076): what an earlier statement said, under other terms, may be finer than terms now are.
        """
        findings = Findings()
        for transfer in self.contract.transfers:
            amount = self._amount(transfer)
            due = f"{exact_text(amount)} {self.contract.currency}"
            ranked = transfer.path[0] == "waterfalls"
            where = ".".join(transfer.path) if ranked else f"flows.{transfer.id}"
            if amount < 0 and transfer.negative == "refuse":
                findings.add("OC-S080" if ranked else "OC-S020", where, flow=transfer.id, due=due)
            if (amount / ORE).denominator > 1:
                findings.add("OC-S076", where, flow=transfer.id, due=due)
        findings.refuse(DataRejected)
        return tuple(self._flow(transfer) for transfer in self.contract.transfers)

    def _lines(
        self, item: _Item, assumptions: tuple[int, ...], called: Mapping[tuple[str, str], Text | None]
    ) -> Iterator[StatementLine]:
        """The line of an item, or one per row of the tables that it stands by; called: the rows' labels."""
        label, values = _label(item.label, item.id), self.result.values.get(item.id)
        tables = self.terms.tables.by.get(item.id, ())
        if values is None or not tables:  # what is unknown has no value, in no row
            yield self._line(item, _NO_CELL, cast("Value | None", values), label, assumptions)
            return
        for cell in self._cells(tables):
            rows = [_label(called.get(row), row[1]) for row in zip(tables, cell.rows, strict=True)]
            whole = {lang: ", ".join([text, *[row[lang] for row in rows]]) for lang, text in label.items()}
            yield self._line(item, cell, cast("Value", cell.of(values)), whole, assumptions)

    def _cells(self, tables: Sequence[str]) -> Iterator[_Cell]:
        """Every row of nested tables, the last table fastest; one cell where there is no table."""
        for rows in product(*[enumerate(self.rows[table]) for table in tables]):
            yield _Cell(tuple([name for _, name in rows]), tuple([place for place, _ in rows]))

    def _line(
        self, item: _Item, cell: _Cell, value: Value | None, label: dict[str, str], assumptions: tuple[int, ...]
    ) -> StatementLine:
        name, terms, whole = item.id, self.terms, cell_name(item.id, cell.rows)
        unit, formula = terms.units[name], self._formula(name)
        return StatementLine(
            id=whole,
            kind=item.kind,
            label=label,
            unit=unit,
            exact=value,
            seen=_seen(item, value, unit, formula),
            formula="" if formula is None else formula_text(formula),
            inputs=self._inputs(name, cell),
            clause=item.clause,
            evidence=self.evidence.get(name, ""),
            pays=name in terms.upstream,
            assumptions=assumptions,
            before=self.result.before.get(whole),
            round=item.round,
            steps=_recorded(self.result.steps.get(whole, ())),
            interval=self._interval(name),
        )

    def _formula(self, name: str) -> Node | None:
        if name in self.terms.unknown:
            return next((line.formula for line in self.contract.every_line if line.id == name), None)
        return self.terms.formulas[name][0] if name in self.terms.formulas else None

    def _flow(self, transfer: Transfer) -> StatementFlow:
        name, amount = flow_name(transfer.id), self._amount(transfer)
        return StatementFlow(
            id=transfer.id,
            label=_label(transfer.label, transfer.id),
            payer=transfer.payee if amount < 0 else transfer.payer,
            payee=transfer.payer if amount < 0 else transfer.payee,
            amount=abs(amount),
            currency=self.contract.currency,
            repaid=amount < 0,
            clause=transfer.clause or "",
            formula=formula_text(transfer.amount),
            inputs=self._inputs(name, _NO_CELL),
            assumptions=_about(self.contract, ".".join(transfer.path[:2])),
            before=self.result.before.get(name),
            round=transfer.round,
            steps=_recorded(self.result.steps[name]),
            interval=self._interval(name),
        )

    def _amount(self, transfer: Transfer) -> Fraction:
        return cast(Fraction, self.result.values[flow_name(transfer.id)])  # no truth is an amount: the units say so

    def _inputs(self, name: str, cell: _Cell) -> dict[str, Value]:
        """The values of the names in a formula; of a column that is read in the line's own row, that row's."""
        values, by, inputs = self.result.values, self.terms.tables.by, dict[str, Value]()
        for other in sorted(self.terms.refers_to.get(name, ())):
            if other not in by:
                if other in values:  # not what no earlier statement has said yet, nor what is unknown
                    inputs[other] = cast("Value", values[other])
                continue
            own = cell.within(by.get(name, ()), by[other])
            column = own.of(values[other])
            for rest in self._cells(by[other][len(own.rows) :]):
                inputs[cell_name(other, (*own.rows, *rest.rows))] = cast("Value", rest.of(column))
        return inputs

    def _interval(self, name: str) -> Interval | None:
        ends = self.result.ends.get(name)
        return None if ends is None else Interval(self.confidence, *ends)


def _seen(item: _Item, value: Value | None, unit: Unit, formula: Node | None) -> Shown:
    """A value for reading; an agreed number that was not written in per cent, a factor for instance, stays one."""
    factor = item.kind == "constant" and isinstance(formula, Number) and not formula.percent and unit == RATIO
    if factor and isinstance(value, Fraction):
        return Shown(exact_text(value), True, str(RATIO))
    return shown(value, unit, rounded_to=item.round.to if item.round else "", digits=item.show_digits)


def _items(contract: Contract) -> Iterator[_Item]:
    for measure in contract.measures:
        yield _Item("measure", measure.id, measure.label, measure.clause or "", measure.round, measure.show_digits)
    for line in contract.every_line:
        yield _Item("line", line.id, line.label, line.clause or "", line.round, line.show_digits)
    for constant in contract.constants:
        yield _Item("constant", constant.id, constant.label, constant.clause or "", None, None)
    for table in contract.tables:
        for column in table.columns:
            yield _Item("constant", column.id, column.label, table.clause or "", None, None)


def _row_labels(contract: Contract) -> dict[tuple[str, str], Text | None]:
    """The labels of agreed rows, by table and row."""
    return {(table.id, row.id): row.label for table in contract.tables for row in table.agreed_rows}


def _about(contract: Contract, path: str) -> tuple[int, ...]:
    """The numbers, from 1, of the assumptions about a path."""
    return tuple(number for number, each in enumerate(contract.assumptions, 1) if each.about == path)


def _concerned(contract: Contract) -> dict[str, tuple[int, ...]]:
    """By name, the numbers of the assumptions that concern it.

    An assumption concerns what it is about; one about a constant also the lines over it; one about the measure
    rules all that is measured by them.
    """
    concerned: dict[str, tuple[int, ...]] = {}
    for number, assumption in enumerate(contract.assumptions, 1):
        collection, _, name = assumption.about.partition(".")
        names = {name} if collection in ("constants", "measures", "lines") else set()
        if collection == "measure_rules":
            names = {item.id for item in contract.measures if item.origin in ("panel", "counterfactual")}
        elif collection == "constants":
            names |= {line.id for line in contract.every_line if name in contract.terms.refers_to[line.id]}
        for each in names:
            concerned[each] = (*concerned.get(each, ()), number)
    return concerned


def _recorded(steps: tuple[Recorded, ...]) -> tuple[RecordedStep, ...]:
    return tuple([RecordedStep(formula_text(step.call), step.value, step.reason) for step in steps])


def _label(text: Text | None, name: str) -> dict[str, str]:
    """The contract's label, or the name with blanks."""
    if text is not None:
        return {"en": text.en, "sv": text.sv}
    spoken = name.replace("_", " ").capitalize()
    return {"en": spoken, "sv": spoken}
