"""From a contract's fields to formulas that can be evaluated: order, units, rounding points, or every finding.

Checked here, in one pass: one name for one thing, names that exist, no cycle, units that agree, the contract's
currency, flows between parties, amounts that leave on the öre, measures that fit the measure rules, a term
that ends when it says. Nothing is decided for the parties: what is open is refused (OC-C001).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.contract.measure_rules import MeasureRules
from outcome_contracts.notices import ContractInvalid, Findings, Notice
from outcome_contracts.period import term_end
from outcome_contracts.positions import NoFile, Positions
from outcome_contracts.terms.check import GridReading, UnitReading, lies_on
from outcome_contracts.terms.order import evaluation_order
from outcome_contracts.terms.parser import reserved
from outcome_contracts.terms.problems import FormulaError, Problem
from outcome_contracts.terms.rounding import Rounding
from outcome_contracts.terms.tree import Node, names_in
from outcome_contracts.terms.units import ANY, RATIO, TRUTH, Unit, currency, is_currency, parse_unit

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract, Measure

ORE = Fraction(1, 100)

_PER = {"person_years": "person_year", "fte_years": "fte_year", "mean_heads": "head_year"}
_COUNTED = {"net_days": "day", "person_years": "person_year", "fte_years": "fte_year", "mean_heads": "head"}


@dataclass(frozen=True, slots=True)
class Terms:
    """A contract's formulas, ready to be read.

    formulas: constants, lines and flows by name, each after those it refers to, with its rounding point.
    refers_to: the names in each formula. units: of every name. upstream: the names that some flow depends on,
    directly or not; the others inform only.
    """

    formulas: Mapping[str, tuple[Node, Rounding | None]]
    refers_to: Mapping[str, frozenset[str]]
    units: Mapping[str, Unit]
    upstream: frozenset[str]


def checked_terms(contract: Contract, places: Positions | NoFile) -> Terms:
    """The contract's terms. Raises ContractInvalid with every finding and its place."""
    check = _Check(contract, places)
    check.names()
    check.fields()
    order = check.order()
    units = check.units(order)
    check.grids(order)
    check.findings.refuse(ContractInvalid)
    formulas = {name: check.formulas[name] for name in order}
    return Terms(formulas, check.refers_to, units, _upstream(contract, check.refers_to))


def findings_in(fragment: Contract, unsound: frozenset[str], places: Positions | NoFile) -> tuple[Notice, ...]:
    """What the same checks find in a contract of which some fields could not be read.

    fragment: the rest. unsound: names of the fields and ids of the items that are missing in it; what would follow
    from their absence alone is not said.
    """
    check = _Check(fragment, places, unsound)
    check.names()
    check.fields()
    order = check.order()
    check.units(order)
    check.grids(order)
    return tuple(check.findings)


def flow_name(flow: str) -> str:
    """The name under which a flow's amount stands among the formulas; no line can have it."""
    return f"flow.{flow}"


class _Check:
    def __init__(self, contract: Contract, places: Positions | NoFile, unsound: frozenset[str] = frozenset()) -> None:
        self.contract = contract
        self.unsound = unsound
        self.doubtful = set(unsound)
        self.extra_units = frozenset(contract.units)
        self.places = places
        self.findings = Findings()
        self.formulas: dict[str, tuple[Node, Rounding | None]] = {}
        self.refers_to: dict[str, frozenset[str]] = {}
        self.paths: dict[str, tuple[str, str, str]] = {}
        for constant in contract.constants:
            self._add(constant.id, constant.value, None, ("constants", constant.id, "value"))
        for line in contract.lines:
            rounding = line.round.rounding if line.round else None
            self._add(line.id, line.formula, rounding, ("lines", line.id, "formula"))
        for flow in contract.flows:
            rounding = flow.round.rounding if flow.round else None
            self._add(flow_name(flow.id), flow.amount, rounding, ("flows", flow.id, "amount"))

    def _add(self, name: str, formula: Node, rounding: Rounding | None, path: tuple[str, str, str]) -> None:
        self.formulas.setdefault(name, (formula, rounding))
        self.refers_to.setdefault(name, names_in(formula))
        self.paths.setdefault(name, path)

    def names(self) -> None:
        """One name for one thing, and no word of the language."""
        contract, seen = self.contract, set[str]()
        for place, base in enumerate(contract.units):
            if reserved(base) or base in (str(ANY), str(RATIO), str(TRUTH)):
                self._say("OC-C006", ("units", place), name=base)
        collections = {"constants": contract.constants, "measures": contract.measures, "lines": contract.lines}
        for collection, items in collections.items():
            for item in items:
                if item.id in seen:
                    self._say("OC-C005", (collection, item.id), name=item.id)
                if reserved(item.id, self.extra_units):
                    self._say("OC-C006", (collection, item.id), name=item.id)
                seen.add(item.id)
        for collection, identifiers in (("parties", contract.parties), ("flows", contract.flows)):
            known = set[str]()
            for entry in identifiers:
                if entry.id in known:
                    self._say("OC-C005", (collection, entry.id), name=entry.id)
                known.add(entry.id)

    def fields(self) -> None:
        """What a field says against what another says."""
        contract = self.contract
        if "term" not in self.unsound:
            self._term()
        self._flows()
        open_rules = contract.measure_rules is None and "measure_rules" not in self.unsound
        if open_rules and any(measure.origin == "panel" for measure in contract.measures):
            self._say("OC-C001", ("measure_rules",), what="measure_rules")
        for measure in contract.measures:
            self._measure(measure)
        shown = {item.id for item in (*contract.measures, *contract.lines)}
        for place, row in enumerate(contract.rows):
            if row not in shown and row not in self.unsound:
                self._say("OC-C025", ("rows", place), name=row)
            shown.discard(row)
        things = _things(contract) if contract.assumptions else frozenset()
        for place, assumption in enumerate(contract.assumptions):
            if assumption.about not in things and assumption.about.rpartition(".")[2] not in self.unsound:
                self._say("OC-C009", ("assumptions", place, "about"), about=assumption.about)

    def _term(self) -> None:
        term = self.contract.term
        if term.end is not None and term.end != (end := term_end(term.start, term.months)):
            facts: dict[str, str | int] = {"start": str(term.start), "months": term.months, "end": str(end)}
            self._say("OC-C020", ("term", "end"), **facts, stated=str(term.end))

    def _flows(self) -> None:
        parties = {party.id for party in self.contract.parties} | self.unsound
        for flow in self.contract.flows:
            for key, party in (("from", flow.payer), ("to", flow.payee)):
                if party not in parties and "parties" not in self.unsound:
                    self._say("OC-C007", ("flows", flow.id, key), party=party)
            if flow.payer == flow.payee:
                self._say("OC-C008", ("flows", flow.id), flow=flow.id)

    def _measure(self, measure: Measure) -> None:
        rules, path = self.contract.measure_rules, ("measures", measure.id)
        if measure.origin == "panel":
            if rules is not None and measure.per is not None and _PER[rules.denominator] != measure.per:
                self._say("OC-C011", (*path, "per"), per=measure.per, denominator=rules.denominator)
            if measure.per is not None and measure.of != "net_days":
                self._say("OC-C012", (*path, "of"), of=measure.of)
        elif measure.origin == "counterfactual":
            observed = {other.id: other for other in self.contract.measures if other.origin == "panel"}
            target = observed.get(measure.of)
            if target is None or target.per is None:
                if measure.of not in self.unsound:
                    self._say("OC-C013", (*path, "of"), of=measure.of)
            elif target.improves != measure.improves:
                self._say("OC-C014", (*path, "improves"), of=measure.of, improves=target.improves)
        elif measure.origin == "day_value" and (measure.stated is None) is (measure.forsakringskassan is None):
            self._say("OC-C015", path, measure=measure.id)
        if measure.round is not None and not measure.round.rounding.to:
            self._say("OC-C016", (*path, "round", "to"))

    def order(self) -> tuple[str, ...]:
        """The formulas in their order of evaluation; a cycle is found and named."""
        constants = {constant.id for constant in self.contract.constants}
        for name, (_, rounding) in self.formulas.items():
            if rounding is not None and not rounding.to:
                self._say("OC-C016", (*self.paths[name][:2], "round", "to"))
            if name in constants and (others := self.refers_to[name] - constants - self.unsound):
                self._say("OC-C017", self.paths[name], name=name, others=", ".join(sorted(others)))
        try:
            return evaluation_order(self.refers_to)
        except FormulaError as error:
            first = str(dict(error.problem.facts)["cycle"]).split(" → ", 1)[0]
            self._problem(error.problem, self.paths[first])
            self.doubtful.update(self.formulas)
            return tuple(self.formulas)

    def units(self, order: tuple[str, ...]) -> dict[str, Unit]:
        """The unit of every name; what does not agree is found."""
        contract = self.contract
        units: dict[str, Unit | None] = dict.fromkeys(self.formulas)  # a flow's name has a dot: none can refer to it
        units.update({measure.id: self._measure_unit(measure) for measure in contract.measures})
        units.update(dict.fromkeys(self.unsound))
        money = (ANY,) if "currency" in self.unsound else (ANY, currency(contract.currency))
        declared = {line.id: line.unit for line in contract.lines if line.unit is not None}
        reading = UnitReading(units)
        for name in order:
            formula, _ = self.formulas[name]
            units[name] = unit = reading.unit(formula)
            for found in reading.problems:
                self._problem(found, self.paths[name])
                self.doubtful.add(name)
            for unit_of_literal, at in reading.literals:
                self._foreign(unit_of_literal, self.paths[name], at)
            if name in declared:
                units[name] = self._declared(name, declared[name], unit, sound=not reading.problems)
            elif name.startswith("flow.") and unit not in money and name not in self.doubtful and len(money) > 1:
                self._say("OC-C018", self.paths[name], unit=str(unit), currency=contract.currency)
        return {name: RATIO if unit is None else unit for name, unit in units.items()}

    def _measure_unit(self, measure: Measure) -> Unit | None:
        match measure.origin:
            case "panel":
                counted = _COUNTED[measure.of]
                return parse_unit(counted if measure.per is None else f"{counted}/{measure.per}")
            case "counterfactual":
                rules = self.contract.measure_rules
                return None if rules is None else parse_unit(f"day/{_PER[rules.denominator]}")
            case "period":
                return parse_unit("month")
            case "day_value":
                if "currency" in self.unsound:
                    return None
                return currency(self.contract.currency).per(Unit((("day", 1),)))
            case _:
                unit, path = parse_unit(measure.unit, self.extra_units), ("measures", measure.id, "unit")
                if unit is None:
                    self._say("OC-C019", path, unit=measure.unit)
                else:
                    self._foreign(unit, path)
                return unit

    def _declared(self, name: str, text: str, found: Unit, *, sound: bool) -> Unit:
        unit, path = parse_unit(text, self.extra_units), ("lines", name, "unit")
        if unit is None:
            self._say("OC-C019", path, unit=text)
            return found
        self._foreign(unit, path)
        if sound and found not in (unit, ANY):
            self._say("OC-T013", path, declared=str(unit), found=str(found))
            return ANY
        return unit

    def _foreign(self, unit: Unit, path: tuple[str, ...], at: int = -1) -> None:
        for base, _ in unit.powers:
            if is_currency(base) and "currency" not in self.unsound and base != self.contract.currency:
                where = self.places.where(path, at)
                self.findings.add("OC-C010", where, found=base, currency=self.contract.currency)

    def grids(self, order: tuple[str, ...]) -> None:
        """Every amount that leaves lies on the öre by what is declared, or its rounding is open."""
        asked = self._asked(order)
        grids = {measure.id: _step(measure) for measure in self.contract.measures if measure.id in asked}
        for name in order:
            formula, rounding = self.formulas[name]
            if name in asked:
                grids[name] = rounding.to if rounding else GridReading(grids).step(formula)
            if self.doubtful and not rounding and self.refers_to[name] & self.doubtful:
                self.doubtful.add(name)
            if name.startswith("flow.") and name not in self.doubtful and not lies_on(grids[name], ORE):
                path = self.paths[name][:2]
                self._say("OC-C001", path, what=".".join((*path, "round")))

    def _asked(self, order: tuple[str, ...]) -> set[str]:
        """The formulas whose grid decides whether an amount lies on the öre: back from the flows to what is rounded."""
        asked = {name for name in order if name.startswith("flow.")}
        for name in reversed(order):
            if name in asked and self.formulas[name][1] is None:
                asked |= self.refers_to[name]
        return asked

    def _say(self, code: str, path: tuple[str | int, ...], **facts: str | int) -> None:
        self.findings.extend((Notice(code, self.places.where(path), tuple(facts.items())),))

    def _problem(self, found: Problem, path: tuple[str, ...]) -> None:
        self.findings.extend((Notice(found.code, self.places.where(path, found.at), found.facts),))


def _step(measure: Measure) -> Fraction | None:
    """What a measure is always a whole multiple of."""
    if measure.origin == "given":
        return Fraction(1, 10**measure.digits)
    return Fraction(1) if measure.round is None else measure.round.rounding.to


def _things(contract: Contract) -> frozenset[str]:
    """The paths that an assumption can be about."""
    fixed = {"term", "measure_rules", "currency", "term.start", "term.months", "shocks"}
    fixed.update(f"measure_rules.{name}" for name in MeasureRules.model_fields)
    return frozenset(fixed | {f"{collection}.{item}" for collection, item in _named(contract)})


def _named(contract: Contract) -> Iterator[tuple[str, str]]:
    yield from (("constants", constant.id) for constant in contract.constants)
    yield from (("measures", measure.id) for measure in contract.measures)
    yield from (("lines", line.id) for line in contract.lines)
    yield from (("flows", flow.id) for flow in contract.flows)


def _upstream(contract: Contract, refers_to: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The names on which some flow depends."""
    seen: set[str] = set()
    waiting = [flow_name(flow.id) for flow in contract.flows]
    observed = {measure.id: measure.of for measure in contract.measures if measure.origin == "counterfactual"}
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            if name in refers_to:
                waiting += refers_to[name]
            elif name in observed:
                waiting.append(observed[name])
    return frozenset(seen)
