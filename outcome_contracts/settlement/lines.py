"""From measure values to statement lines and flows: the contract's terms evaluated, exactly, with their trace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.contract.terms import flow_name
from outcome_contracts.decimals import exact_text
from outcome_contracts.notices import DataRejected, Findings
from outcome_contracts.settlement.shown import shown
from outcome_contracts.settlement.statement import Interval, RecordedStep, StatementFlow, StatementLine
from outcome_contracts.terms.exact import Step, Value, evaluate
from outcome_contracts.terms.printer import formula_text
from outcome_contracts.terms.problems import EvaluationError

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Constant, Contract, Flow, Line, Measure, Text
    from outcome_contracts.settlement.measures import MeasureValue

_LARGEST_BITS = 4000


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The values of all names, what they were before rounding, the recorded steps, and the ends of intervals."""

    values: Mapping[str, Value]
    before: Mapping[str, Fraction]
    steps: Mapping[str, tuple[Step, ...]]
    ends: Mapping[str, tuple[Fraction, Fraction]]


def evaluated(contract: Contract, measures: Mapping[str, MeasureValue]) -> Evaluated:
    """Every formula of the contract at the measures' values, and at the ends of their intervals.

    Raises DataRejected (OC-T010, OC-T011, OC-T018) naming every line that itself has no value for these figures.
    """
    values: dict[str, Value] = {name: measure.value for name, measure in measures.items()}
    before = {name: measure.before for name, measure in measures.items() if measure.before is not None}
    steps: dict[str, tuple[Step, ...]] = {}
    _read(contract, values, before, steps)
    uncertain = {name: measure.ends for name, measure in measures.items() if measure.ends is not None}
    return Evaluated(values, before, steps, _ends(contract, measures, uncertain, values))


def _read(
    contract: Contract, values: dict[str, Value], before: dict[str, Fraction], steps: dict[str, tuple[Step, ...]]
) -> None:
    """Add the value of every formula, in the order of evaluation; what refers to a failed one is passed over."""
    findings, failed = Findings(), set[str]()
    for name, (formula, rounding) in contract.terms.formulas.items():
        if failed and contract.terms.refers_to[name] & failed:
            failed.add(name)
            continue
        try:
            exact, steps[name] = evaluate(formula, values)
        except EvaluationError as error:
            findings.add(error.problem.code, _path(contract, name))
            failed.add(name)
            continue
        values[name] = exact if rounding is None else rounding.apply(exact)
        if values[name] != exact:
            before[name] = exact
        if exact.numerator.bit_length() > _LARGEST_BITS or exact.denominator.bit_length() > _LARGEST_BITS:
            findings.add("OC-T018", _path(contract, name), limit=_LARGEST_BITS)
            failed.add(name)
    findings.refuse(DataRejected)


def _ends(
    contract: Contract,
    measures: Mapping[str, MeasureValue],
    uncertain: Mapping[str, tuple[Fraction, Fraction]],
    values: Mapping[str, Value],
) -> dict[str, tuple[Fraction, Fraction]]:
    """The values of what depends on an estimate, at the lower and at the upper end of its interval."""
    if not uncertain:
        return {}
    sides = []
    for side in (0, 1):
        read: dict[str, Value] = {name: measure.value for name, measure in measures.items()}
        read.update({name: ends[side] for name, ends in uncertain.items()})
        try:
            _read(contract, read, {}, {})
        except DataRejected:
            return dict(uncertain)
        sides.append(read)
    ends: dict[str, tuple[Fraction, Fraction]] = {}
    moved = set(uncertain)
    for name in (*uncertain, *contract.terms.formulas):
        if name in moved or contract.terms.refers_to[name] & moved:
            moved.add(name)
            low, high = sorted((Fraction(sides[0][name]), Fraction(sides[1][name])))
            ends[name] = (low, high)
    return ends


def statement_lines(
    contract: Contract, result: Evaluated, evidence: Mapping[str, str], confidence: str
) -> tuple[tuple[StatementLine, ...], tuple[StatementLine, ...]]:
    """The rows in the contract's order, and all other values."""
    assumed = _assumed(contract)
    made = {
        item.id: _line(contract, kind, item, result, evidence, confidence, assumed) for kind, item in _items(contract)
    }
    rows = contract.rows or tuple(item.id for kind, item in _items(contract) if kind != "constants")
    return tuple(made[name] for name in rows), tuple(line for name, line in made.items() if name not in set(rows))


def statement_flows(contract: Contract, result: Evaluated) -> tuple[StatementFlow, ...]:
    """The money that leaves. Raises DataRejected (OC-S020) for a negative amount that the contract refuses."""
    findings, flows = Findings(), []
    for flow in contract.flows:
        amount = Fraction(result.values[flow_name(flow.id)])
        if amount < 0 and flow.negative == "refuse":
            due = f"{exact_text(amount)} {contract.currency}"
            findings.add("OC-S020", f"flows.{flow.id}", flow=flow.id, due=due)
        flows.append(_flow(contract, flow, amount, result))
    findings.refuse(DataRejected)
    return tuple(flows)


def _items(contract: Contract) -> Iterator[tuple[str, Measure | Line | Constant]]:
    yield from (("measures", measure) for measure in contract.measures)
    yield from (("lines", line) for line in contract.lines)
    yield from (("constants", constant) for constant in contract.constants)


def _line(
    contract: Contract,
    kind: str,
    item: Measure | Line | Constant,
    result: Evaluated,
    evidence: Mapping[str, str],
    confidence: str,
    assumed: frozenset[str],
) -> StatementLine:
    name, value, unit = item.id, result.values[item.id], contract.terms.units[item.id]
    seen = shown(value, unit, rounded_to="" if item.round is None else item.round.to, digits=item.show_digits)
    entry = contract.terms.formulas.get(name)
    formula = None if entry is None else entry[0]
    inputs = sorted(contract.terms.refers_to.get(name, ()))
    ends = result.ends.get(name)
    return StatementLine(
        id=name,
        kind=kind.removesuffix("s"),
        label=_label(item.label, name),
        unit=unit,
        exact=value,
        shown=seen.text,
        shown_unit=seen.unit,
        shown_exactly=seen.exactly,
        formula="" if formula is None else formula_text(formula),
        inputs={other: result.values[other] for other in inputs},
        clause=item.clause or "",
        evidence=evidence.get(name, ""),
        pays=name in contract.terms.upstream,
        assumed=name in assumed,
        before=result.before.get(name),
        rounding="" if item.round is None else f"{item.round.to} {item.round.mode}",
        steps=_recorded(result.steps.get(name, ())),
        interval=None if ends is None else Interval(confidence, *ends),
    )


def _assumed(contract: Contract) -> frozenset[str]:
    """The names that an assumption concerns: itself, the lines over an assumed constant, what assumed rules measure."""
    names: set[str] = set()
    for assumption in contract.assumptions:
        collection, _, name = assumption.about.partition(".")
        if collection == "measure_rules":
            names.update(item.id for item in contract.measures if item.origin in ("panel", "counterfactual"))
        elif collection in ("constants", "measures", "lines"):
            names.add(name)
        if collection == "constants":
            names.update(line.id for line in contract.lines if name in contract.terms.refers_to[line.id])
    return frozenset(names)


def _flow(contract: Contract, flow: Flow, amount: Fraction, result: Evaluated) -> StatementFlow:
    name, repaid = flow_name(flow.id), amount < 0
    return StatementFlow(
        id=flow.id,
        label=_label(flow.label, flow.id),
        payer=flow.payee if repaid else flow.payer,
        payee=flow.payer if repaid else flow.payee,
        amount=abs(amount),
        currency=contract.currency,
        repaid=repaid,
        clause=flow.clause or "",
        formula=formula_text(flow.amount),
        inputs={other: result.values[other] for other in sorted(contract.terms.refers_to[name])},
        before=result.before.get(name),
        rounding="" if flow.round is None else f"{flow.round.to} {flow.round.mode}",
        steps=_recorded(result.steps[name]),
    )


def _recorded(steps: tuple[Step, ...]) -> tuple[RecordedStep, ...]:
    return tuple(RecordedStep(formula_text(step.call), step.value, step.reason) for step in steps)


def _label(text: Text | None, name: str) -> dict[str, str]:
    """The contract's label, or the name with blanks."""
    if text is not None:
        return {"sv": text.sv, "en": text.en}
    spoken = name.replace("_", " ").capitalize()
    return {"sv": spoken, "en": spoken}


def _path(contract: Contract, name: str) -> str:
    if name.startswith("flow."):
        return f"flows.{name.removeprefix('flow.')}.amount"
    return f"constants.{name}" if any(constant.id == name for constant in contract.constants) else f"lines.{name}"
