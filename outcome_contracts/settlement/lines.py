"""From the evaluated terms to what a statement shows: its rows, all other values, and the money that leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, cast

from outcome_contracts.contract.terms import flow_name
from outcome_contracts.decimals import exact_text
from outcome_contracts.notices import DataRejected, Findings
from outcome_contracts.settlement.evaluation import Evaluated
from outcome_contracts.settlement.shown import shown
from outcome_contracts.settlement.statement import Interval, RecordedStep, StatementFlow, StatementLine
from outcome_contracts.terms.exact import Recorded, Value
from outcome_contracts.terms.printer import formula_text

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Constant, Contract, Flow, Line, Measure, Text
    from outcome_contracts.contract.terms import Terms

Kind = Literal["measure", "line", "constant"]


@dataclass(frozen=True, slots=True)
class Assembly:
    """A contract with its terms and what they gave.

    evidence: what each measure was computed from. confidence: of the intervals, empty where there are none.
    """

    contract: Contract
    terms: Terms
    result: Evaluated
    evidence: Mapping[str, str]
    confidence: str

    def lines(self) -> tuple[tuple[StatementLine, ...], tuple[StatementLine, ...]]:
        """The rows in the contract's order, and all other values."""
        concerned = _concerned(self.contract)
        made = {item.id: self._line(kind, item, concerned.get(item.id, ())) for kind, item in _items(self.contract)}
        rows = self.contract.rows or tuple(item.id for kind, item in _items(self.contract) if kind != "constant")
        return tuple(made[name] for name in rows), tuple(line for name, line in made.items() if name not in rows)

    def flows(self) -> tuple[StatementFlow, ...]:
        """The money that leaves. Raises DataRejected (OC-S020) for a negative amount that the contract refuses."""
        findings = Findings()
        for flow in self.contract.flows:
            amount = self._amount(flow)
            if amount < 0 and flow.negative == "refuse":
                due = f"{exact_text(amount)} {self.contract.currency}"
                findings.add("OC-S020", f"flows.{flow.id}", flow=flow.id, due=due)
        findings.refuse(DataRejected)
        return tuple(self._flow(flow) for flow in self.contract.flows)

    def _line(self, kind: Kind, item: Measure | Line | Constant, assumptions: tuple[int, ...]) -> StatementLine:
        name, terms = item.id, self.terms
        value, unit, formula = self.result.values[name], terms.units[name], terms.formulas.get(name)
        return StatementLine(
            id=name,
            kind=kind,
            label=_label(item.label, name),
            unit=unit,
            exact=value,
            seen=shown(value, unit, rounded_to=item.round.to if item.round else "", digits=item.show_digits),
            formula="" if formula is None else formula_text(formula[0]),
            inputs=self._inputs(name),
            clause=item.clause or "",
            evidence=self.evidence.get(name, ""),
            pays=name in terms.upstream,
            assumptions=assumptions,
            before=self.result.before.get(name),
            round=item.round,
            steps=_recorded(self.result.steps.get(name, ())),
            interval=self._interval(name),
        )

    def _flow(self, flow: Flow) -> StatementFlow:
        name, amount = flow_name(flow.id), self._amount(flow)
        return StatementFlow(
            id=flow.id,
            label=_label(flow.label, flow.id),
            payer=flow.payee if amount < 0 else flow.payer,
            payee=flow.payer if amount < 0 else flow.payee,
            amount=abs(amount),
            currency=self.contract.currency,
            repaid=amount < 0,
            clause=flow.clause or "",
            formula=formula_text(flow.amount),
            inputs=self._inputs(name),
            assumptions=_about(self.contract, f"flows.{flow.id}"),
            before=self.result.before.get(name),
            round=flow.round,
            steps=_recorded(self.result.steps[name]),
            interval=self._interval(name),
        )

    def _amount(self, flow: Flow) -> Fraction:
        return cast(Fraction, self.result.values[flow_name(flow.id)])  # a truth is no amount: the units say so

    def _inputs(self, name: str) -> dict[str, Value]:
        values, others = self.result.values, self.terms.refers_to.get(name)
        return {other: values[other] for other in sorted(others)} if others else {}

    def _interval(self, name: str) -> Interval | None:
        ends = self.result.ends.get(name)
        return None if ends is None else Interval(self.confidence, *ends)


def _items(contract: Contract) -> Iterator[tuple[Kind, Measure | Line | Constant]]:
    yield from (("measure", measure) for measure in contract.measures)
    yield from (("line", line) for line in contract.lines)
    yield from (("constant", constant) for constant in contract.constants)


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
            names |= {line.id for line in contract.lines if name in contract.terms.refers_to[line.id]}
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
