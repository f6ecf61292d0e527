"""From a contract's fields to formulas that can be evaluated: order, units, rounding points, or every finding.

Checked here, in one pass: names that exist, no cycle, units that agree, the contract's currency, amounts that leave on
the öre; `consistency` checks what fields say about each other. Nothing is decided for the parties: what is open is
refused (OC-C001).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.contract.consistency import PER, check_fields, check_names
from outcome_contracts.contract.distribution import ORE, flow_name, waterfall_lines
from outcome_contracts.contract.grids import Steps, cells_of, literal_of, open_ranks, steps_of_flows
from outcome_contracts.contract.size import require_size
from outcome_contracts.contract.stated_check import stated_findings
from outcome_contracts.notices import ContractInvalid, Findings, Notice
from outcome_contracts.positions import NoFile, Positions
from outcome_contracts.terms.check import UnitReading, lies_on
from outcome_contracts.terms.order import evaluation_order
from outcome_contracts.terms.problems import FormulaError, Problem
from outcome_contracts.terms.rounding import Rounding
from outcome_contracts.terms.tables import Tables
from outcome_contracts.terms.tree import Node, line_before, names_in
from outcome_contracts.terms.units import ANY, RATIO, TRUTH, Unit, based, currency, is_currency, parse_unit

if TYPE_CHECKING:
    from outcome_contracts.contract.measures import Measure
    from outcome_contracts.contract.model import Contract

_COUNTED = {"net_days": "day", "person_years": "person_year", "fte_years": "fte_year", "mean_heads": "head"}


@dataclass(frozen=True, slots=True)
class Terms:
    """A contract's formulas, ready to be read.

    formulas: constants, lines and flows by name, each after those it refers to, with its rounding point; not what is
    unknown. refers_to: the names in each formula. units: of every name. upstream: the names that some flow depends on,
    directly or not; the others inform only. cells: the figures of agreed tables, by column, one per row. tables: how
    many rows each table has (0 where they are given) and what stands by which. unknown: the names whose value nobody
    knows. earlier: the lines of which something on earlier statements is read.
    """

    formulas: Mapping[str, tuple[Node, Rounding | None]]
    refers_to: Mapping[str, frozenset[str]]
    units: Mapping[str, Unit]
    upstream: frozenset[str]
    cells: Mapping[str, tuple[Fraction, ...]]
    tables: Tables
    unknown: frozenset[str]
    earlier: frozenset[str]


def checked_terms(contract: Contract, places: Positions | NoFile) -> Terms:
    """The contract's terms. Raises ContractInvalid with every finding and its place."""
    require_size(contract, places)
    check = _Check(contract, places)
    order, units = check.everything()
    check.findings.refuse(ContractInvalid)
    return Terms(
        formulas={name: check.formulas[name] for name in order if name not in check.unknown},
        refers_to=check.refers_to,
        units=units,
        upstream=_upstream(contract, check.refers_to),
        cells=cells_of(contract),
        tables=check.tables,
        unknown=frozenset(check.unknown),
        earlier=check.earlier - check.unknown,
    )


def findings_in(fragment: Contract, unsound: frozenset[str], places: Positions | NoFile) -> tuple[Notice, ...]:
    """What the same checks find in a contract of which some fields could not be read.

    fragment: the rest. unsound: names of the fields and ids of the items that are missing in it; what would follow
    from their absence alone is not said.
    """
    require_size(fragment, places)
    check = _Check(fragment, places, unsound)
    check.everything()
    return tuple(check.findings)


class _Check:
    def __init__(self, contract: Contract, places: Positions | NoFile, unsound: frozenset[str] = frozenset()) -> None:
        self.contract = contract
        self.unsound = unsound
        open_ = {constant.id for constant in contract.constants if constant.value is None and constant.unknown is None}
        self.doubtful = set(unsound) | open_
        self.extra_units = contract.own_units
        self.places = places
        self.findings = Findings()
        self.said: set[Notice] = set()
        self.formulas: dict[str, tuple[Node, Rounding | None]] = {}
        self.refers_to: dict[str, frozenset[str]] = {}
        self.paths: dict[str, tuple[str, ...]] = {}
        self.tables = _tables(contract)
        self.unknown = {constant.id for constant in contract.constants if constant.unknown is not None}
        self._collect()
        read = (line_before(name) for names in self.refers_to.values() for name in names)
        self.earlier = frozenset(line for line in read if line)

    def _collect(self) -> None:
        """All formulas of the contract, also those that shares and waterfalls stand for."""
        contract = self.contract
        for constant in contract.constants:
            if constant.value is not None:
                self._add(constant.id, constant.value, None, ("constants", constant.id, "value"))
        for line in contract.lines:
            rounding = line.round.rounding if line.round else None
            self._add(line.id, line.formula, rounding, ("lines", line.id, "formula"))
        for line, path in waterfall_lines(contract):
            self._add(line.id, line.formula, line.round.rounding if line.round else None, path)
        for flow in contract.flows:  # also a shared one: its parts are parts of this
            rounding = flow.round.rounding if flow.round else None
            self._add(flow_name(flow.id), flow.amount, rounding, ("flows", flow.id, "amount"))
        for transfer in contract.transfers:
            rounding = transfer.round.rounding if transfer.round else None
            self._add(flow_name(transfer.id), transfer.amount, rounding, transfer.path)

    def _add(self, name: str, formula: Node, rounding: Rounding | None, path: tuple[str, ...]) -> None:
        self.formulas.setdefault(name, (formula, rounding))
        self.refers_to.setdefault(name, names_in(formula))
        self.paths.setdefault(name, path)

    def everything(self) -> tuple[tuple[str, ...], dict[str, Unit]]:
        """All checks; the order of evaluation and the unit of every name."""
        check_names(self)
        check_fields(self)
        order = self._order()
        self._unknown(order)
        units = self._units(order)
        self._grids(order)
        self.findings.extend(tuple(stated_findings(self.contract, units, self.unsound, self.places)))
        return order, units

    def _order(self) -> tuple[str, ...]:
        """The formulas in their order of evaluation; a cycle is found and named."""
        constants = {constant.id for constant in self.contract.constants}
        for name, (_, rounding) in self.formulas.items():
            if rounding is not None and not rounding.to:
                self.say("OC-C016", (*self.paths[name][:2], "round", "to"))
            if name in constants and (others := self.refers_to[name] - constants - self.unsound):
                self.say("OC-C017", self.paths[name], name=name, others=", ".join(sorted(others)))
        try:
            return evaluation_order(self.refers_to)
        except FormulaError as error:
            first = str(dict(error.problem.facts)["cycle"]).split(" → ", 1)[0]
            self._problem(error.problem, self.paths[first])
            self.doubtful.update(self.formulas)
            return tuple(self.formulas)

    def _unknown(self, order: tuple[str, ...]) -> None:
        """What depends on an unknown amount, now or on an earlier statement, is unknown; it may inform, not be paid."""
        on = {name: {line_before(other) or other for other in others} for name, others in self.refers_to.items()}
        known = -1
        while self.unknown and known != len(self.unknown):  # a line may read what stands after it, as it was before
            known = len(self.unknown)
            self.unknown.update(name for name in order if on[name] & self.unknown)
        for name in order:
            if name in self.unknown and name.startswith("flow."):
                self.say("OC-C050", self.paths[name], on=", ".join(sorted(on[name] & self.unknown)))

    def _units(self, order: tuple[str, ...]) -> dict[str, Unit]:
        """The unit of every name; what does not agree is found."""
        contract = self.contract
        units: dict[str, Unit | None] = dict.fromkeys(self.formulas)  # a flow's name has a dot: none can refer to it
        units.update({measure.id: self._measure_unit(measure) for measure in contract.measures})
        units.update(self._column_units())
        units.update(self._unknown_units())
        units.update(dict.fromkeys(self.unsound))
        money = (ANY,) if "currency" in self.unsound else (ANY, currency(contract.currency))
        declared = {line.id: line.unit for line in contract.every_line if line.unit is not None}
        reading = UnitReading(units, self.tables, self._earlier_units(units, declared))
        for name in order:
            formula, _ = self.formulas[name]
            units[name] = unit = reading.unit(formula, self.tables.by.get(name, ()))
            for found in reading.problems:
                self.doubtful.add(name)
                if not self._follows(found, name):
                    self._problem(found, self.paths[name])
            for unit_of_literal, at in reading.literals:
                self._foreign(unit_of_literal, self.paths[name], at)
            if unit == TRUTH and self.formulas[name][1] is not None:
                self.say("OC-C065", (*self.paths[name][:2], "round"), name=name)
            if name in declared:
                units[name] = self._declared(name, declared[name], unit, sound=not reading.problems)
            elif name.startswith("flow.") and unit not in money and name not in self.doubtful and len(money) > 1:
                self.say("OC-C018", self.paths[name], unit=str(unit), currency=contract.currency)
        return {name: RATIO if unit is None else unit for name, unit in units.items()}

    def _earlier_units(self, units: Mapping[str, Unit | None], declared: Mapping[str, str]) -> dict[str, Unit | None]:
        """The units of the lines that statements keep, where they are declared, and of the measures."""
        kept = {name: unit for name, unit in units.items() if name not in self.formulas}
        return kept | {name: parse_unit(text, self.extra_units) for name, text in declared.items()}

    def _column_units(self) -> dict[str, Unit | None]:
        """The unit of every column of agreed tables; cells of one column count the same."""
        units: dict[str, Unit | None] = {}
        for table in self.contract.tables:
            for place, column in enumerate(table.columns):
                path = ("tables", table.id, "columns", column.id)
                found = [literal_of(row.cells[place]) for row in table.agreed_rows if place < len(row.cells)]
                known = {literal.unit for literal in found if literal is not None and literal.unit != ANY}
                for unit in known:
                    self._foreign(unit, path)
                if len(known) > 1:
                    self.say("OC-C043", path, column=column.id, units=", ".join(sorted(map(str, known))))
                units[column.id] = next(iter(known)) if len(known) == 1 else None
        return units

    def _unknown_units(self) -> dict[str, Unit | None]:
        """The units of the constants that nobody has stated."""
        units: dict[str, Unit | None] = {}
        for constant in self.contract.constants:
            if constant.unknown is not None:
                unit, path = parse_unit(constant.unknown, self.extra_units), ("constants", constant.id, "unknown")
                if unit is None or unit == TRUTH:
                    self.say("OC-C019", path, unit=constant.unknown)
                else:
                    self._foreign(unit, path)
                units[constant.id] = unit
            elif constant.value is None:
                units[constant.id] = None
        return units

    def _measure_unit(self, measure: Measure) -> Unit | None:
        match measure.origin:
            case "panel":
                counted = _COUNTED[measure.of]
                return parse_unit(counted if measure.per is None else f"{counted}/{measure.per}")
            case "counterfactual":
                rules = self.contract.measure_rules
                return None if rules is None else parse_unit(f"day/{PER[rules.denominator]}")
            case "period":
                return _PERIOD_UNITS[measure.of]
            case "day_value" | "adjustment" if "currency" in self.unsound:
                return None
            case "day_value":
                return based(currency(self.contract.currency), measure.basis).per(Unit((("day", 1),)))
            case "adjustment":
                return currency(self.contract.currency)
            case "index":
                return RATIO
            case _:
                unit, path = parse_unit(measure.unit, self.extra_units), ("measures", measure.id, "unit")
                if unit is None:
                    self.say("OC-C019", path, unit=measure.unit)
                else:
                    self._foreign(unit, path)
                return unit

    def _declared(self, name: str, text: str, found: Unit, *, sound: bool) -> Unit:
        unit, path = parse_unit(text, self.extra_units), ("lines", name, "unit")
        if unit is None:
            self.say("OC-C019", path, unit=text)
            return found
        self._foreign(unit, path)
        if sound and found not in (unit, ANY):
            place = path if self.paths[name][0] == "lines" else self.paths[name]
            self.say("OC-T013", place, declared=str(unit), found=str(found))
            return ANY
        return unit

    def _foreign(self, unit: Unit, path: tuple[str, ...], at: int = -1) -> None:
        for base, _ in unit.powers:
            if is_currency(base) and "currency" not in self.unsound and base != self.contract.currency:
                where = self.places.where(path, at)
                self.findings.add("OC-C010", where, found=base, currency=self.contract.currency)

    def _grids(self, order: tuple[str, ...]) -> None:
        """Every amount that leaves lies on the öre by what is declared, or its rounding is open."""
        for name in order:
            _, rounding = self.formulas[name]
            if self.doubtful and not rounding and self.refers_to[name] & self.doubtful:
                self.doubtful.add(name)
        sound = [name for name in order if name not in self.unknown]
        grids = steps_of_flows(self.contract, {name: self.formulas[name] for name in sound}, self.refers_to)
        for name in sound:
            if name.startswith("flow.") and name not in self.doubtful and not lies_on(grids[name], ORE):
                for path in self._open(name, grids):
                    self.say("OC-C001", path, what=".".join((*path, "round")))

    def _open(self, name: str, grids: Steps) -> tuple[tuple[str, ...], ...]:
        """Where an amount that leaves off the öre can be rounded."""
        collection, item, *_ = self.paths[name]
        falls = [fall for fall in self.contract.waterfalls if (collection, item) == ("waterfalls", fall.id)]
        return tuple(open_ranks(falls[0], grids)) if falls else ((collection, item),)

    def say(self, code: str, path: tuple[str | int, ...], **facts: str | int) -> None:
        """Record a finding at a place of the contract."""
        self._record(Notice(code, self.places.where(path), tuple(facts.items())))

    def _follows(self, found: Problem, name: str) -> bool:
        """Whether a problem can follow from a table that could not be read: no such table, or no such column."""
        match found.code:
            case "OC-T022":
                return dict(found.facts)["name"] in self.unsound
            case "OC-T005":
                return not self.unsound.isdisjoint(self.tables.by.get(name, ()))
        return False

    def _problem(self, found: Problem, path: tuple[str, ...]) -> None:
        self._record(Notice(found.code, self.places.where(path, found.at), found.facts))

    def _record(self, notice: Notice) -> None:
        """Say a thing once: every part of a shared amount finds the same."""
        if notice not in self.said:
            self.said.add(notice)
            self.findings.extend((notice,))


_MONTH = Unit((("month", 1),))
_PERIOD_UNITS = {"months": _MONTH, "elapsed_months": _MONTH, "number": Unit((("period", 1),)), "last": TRUTH}


def _tables(contract: Contract) -> Tables:
    """What stands by which table."""
    by = {item.id: item.by for item in contract.lines if item.by}
    by |= {item.id: item.by for item in contract.measures if item.by}
    by |= {column.id: (table.id,) for table in contract.tables for column in table.columns}
    return Tables({table.id: len(table.agreed_rows) for table in contract.tables}, by)


def _upstream(contract: Contract, refers_to: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The names on which some flow depends, in this period or through an earlier one."""
    seen: set[str] = set()
    waiting = [flow_name(transfer.id) for transfer in contract.transfers]
    observed = {measure.id: measure.of for measure in contract.measures if measure.origin == "counterfactual"}
    while waiting:
        name = waiting.pop()
        name = line_before(name) or name
        if name not in seen:
            seen.add(name)
            if name in refers_to:
                waiting += refers_to[name]
            elif name in observed:
                waiting.append(observed[name])
    return frozenset(seen)
