"""Entries: one value of a statement, or one amount due, as the strings that stand on its row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from outcome_contracts.contract.fields import Rounds
from outcome_contracts.decimals import exact_text, fixed_text
from outcome_contracts.notices import Language
from outcome_contracts.report.figures import HARD_BLANK, figure, number, unrounded
from outcome_contracts.report.formulas import measured_how, printed
from outcome_contracts.report.wording import wording
from outcome_contracts.settlement.shown import shown
from outcome_contracts.terms.printer import formula_text
from outcome_contracts.terms.tree import Node, Number, line_before
from outcome_contracts.terms.units import is_currency

if TYPE_CHECKING:
    from outcome_contracts.settlement.statement import RecordedStep, Statement, StatementFlow, StatementLine

_ORE_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A row. number: empty where it has none. marks: of its assumptions. how, evidence: by paragraph."""

    number: str
    label: str
    marks: tuple[str, ...]
    value: str
    how: tuple[str, ...]
    clause: str
    evidence: tuple[str, ...]


class Entries:
    """Makes the entries of one statement in one language."""

    def __init__(self, statement: Statement, lang: Language) -> None:
        contract = statement.contract
        self._lang = lang
        self._words = wording(lang)
        self._style = printed(statement, lang)
        self._method = str((statement.counterfactual or {}).get("method"))
        self._formulas = {line.id: line.formula for line in contract.every_line}
        self._formulas |= {each.id: each.value for each in contract.constants if each.value is not None}
        self._units = contract.terms.units
        self._adjustments = cast("Mapping[str, Mapping[str, object]]", statement.inputs.get("adjustments", {}))
        self._measures = {measure.id: measure for measure in contract.measures}
        self._constants = {constant.id: constant for constant in contract.constants}
        self._flows = {flow.id: flow for flow in contract.transfers}
        self._parties = {party.id: str(getattr(party.name, lang)) for party in contract.parties}

    def row(self, line: StatementLine, place: int) -> Entry:
        """A numbered row; one on which no amount depends says so."""
        notes = () if line.pays else (self._words["note"]["informs"],)
        return self._entry(line, str(place), notes)

    def disclosure(self, line: StatementLine) -> Entry:
        """A value that is no row."""
        return self._entry(line, "", ())

    def due(self, flow: StatementFlow) -> Entry:
        """What a flow pays: payer → payee, the amount, and from which rows."""
        agreed, headings = self._flows[flow.id], self._words["page"]
        how = [self._formula(agreed.amount)]
        if flow.round is not None:
            before = "" if flow.before is None else unrounded(flow.before, _ORE_DIGITS, self._lang)
            how.append(self._rounded(flow.round, flow.currency, before))
        how += self._closed(flow.steps)
        if flow.repaid:
            how.append(self._words["note"]["repaid"])
        label = [headings["to_repay" if flow.repaid else "to_pay"]]
        label += [flow.label[self._lang]] if agreed.label is not None else []
        return Entry(
            number="",
            label=" · ".join((*label, f"{self.party(flow.payer)} → {self.party(flow.payee)}")),
            marks=_marks(flow.assumptions),
            value=self.amount(flow),
            how=tuple(how),
            clause=flow.clause,
            evidence=(),
        )

    def amount(self, flow: StatementFlow) -> str:
        """The amount of a flow, to the öre; it has no more decimals."""
        return figure(fixed_text(flow.amount, _ORE_DIGITS), flow.currency, self._lang)

    def party(self, name: str) -> str:
        """What the contract calls a party."""
        return self._parties[name]

    def _entry(self, line: StatementLine, place: str, notes: tuple[str, ...]) -> Entry:
        return Entry(
            number=place,
            label=line.label[self._lang],
            marks=_marks(line.assumptions),
            value=self._value(line),
            how=(*self._how(line), *notes),
            clause=line.clause,
            evidence=self._evidence(line),
        )

    def _value(self, line: StatementLine) -> str:
        if line.exact is None:
            return self._words["note"]["unknown"]
        return figure(line.shown, line.shown_unit, self._lang)

    def _how(self, line: StatementLine) -> tuple[str, ...]:
        """The formula or the origin, then what is to be known of it: rounding, closed conditions, source."""
        notes = self._words["note"]
        parts = self._origin(line)
        if not line.shown_exactly:
            parts = [" ".join((*parts, notes["not_rounded"]))]
        if line.round is not None:
            parts.append(self._rounded(line.round, line.shown_unit, self._before(line)))
        parts += self._closed(line.steps)
        parts += self._earlier(line)
        name = line.id.partition(".")[0]
        parts += self._decided(name)
        item = self._measures.get(name) or self._constants.get(name)
        source = getattr(item, "source", None)
        return (*parts, *([] if source is None else [notes["source"].format(source=source)]))

    def _origin(self, line: StatementLine) -> list[str]:
        """The formula; of a measure where it comes from; of a constant that is its own value, nothing."""
        name = line.id.partition(".")[0]  # the rest is the row, where the line stands by a table
        if line.kind == "measure":
            method = self._words["reference"].get(self._method, self._method)
            return [measured_how(self._measures[name], self._lang).format(method=method)]
        formula = self._formulas.get(name)
        if formula is None or (line.kind == "constant" and isinstance(formula, Number)):
            return []
        return [self._formula(formula)]

    def _decided(self, name: str) -> list[str]:
        """Who decided an adjustment, and why."""
        decided = self._adjustments.get(name)
        if decided is None:
            return []
        party, reason = self.party(str(decided["authority"])), cast("Mapping[str, str]", decided["reason"])[self._lang]
        return [self._words["note"]["decided"].format(party=party, reason=reason)]

    def _earlier(self, line: StatementLine) -> list[str]:
        """What earlier statements said of the lines that the formula reads back; no row of this one shows it."""
        said = []
        for name, value in line.inputs.items():
            if kept := line_before(name):
                seen = shown(value, self._units[kept], rounded_to="", digits=None)
                note = self._words["note"][name.partition(".")[0]]
                said.append(note.format(line=self._style.name(kept), value=figure(seen.text, seen.unit, self._lang)))
        return said

    def _formula(self, formula: Node) -> str:
        return formula_text(formula, self._style)

    def _before(self, line: StatementLine) -> str:
        """The value before its rounding point, empty where rounding changed nothing."""
        if line.before is None:
            return ""
        before = unrounded(_scaled(line.before, line), _digits(line), self._lang)
        return f"{before}{HARD_BLANK}%" if line.shown_unit == "%" else before

    def _rounded(self, rounds: Rounds, unit: str, before: str) -> str:
        """Where the contract rounds: to what, by what mode if not the commercial one, and from what."""
        step = number(rounds.to, self._lang)
        if unit == "%" or is_currency(unit):
            step = figure(exact_text(Fraction(rounds.to) * 100) if unit == "%" else rounds.to, unit, self._lang)
        form = self._words["note"]["rounded_from" if before else "rounded"]
        return form.format(to=step + self._words["rounding"][rounds.mode], before=before)

    def _closed(self, steps: tuple[RecordedStep, ...]) -> list[str]:
        """The reasons of the gates that are closed, each once."""
        gates = (step for step in steps if step.call.startswith("gate("))
        reasons, notes = dict.fromkeys(step.reason for step in gates if not step.value), self._words["note"]
        closed = [
            notes["closed"].format(reason=reason) if reason else notes["closed_without_reason"] for reason in reasons
        ]
        credited = dict.fromkeys(step.reason for step in steps if step.reason and step.call.startswith("deemed("))
        return [*closed, *(notes["deemed"].format(reason=reason) for reason in credited)]

    def _evidence(self, line: StatementLine) -> tuple[str, ...]:
        """What a measure was computed from, and the ends of the interval."""
        evidence = (line.evidence,) if line.evidence else ()
        if line.interval is None:
            return evidence
        ends = (fixed_text(_scaled(end, line), _digits(line)) for end in (line.interval.low, line.interval.high))
        low, high = (number(end, self._lang) for end in ends)
        confidence = confidence_text(line.interval.confidence, self._lang)
        return (*evidence, f"{confidence}: {low} … {high}")


def _marks(assumptions: tuple[int, ...]) -> tuple[str, ...]:
    """A1, A2, … as the list of assumptions numbers them."""
    return tuple(f"A{number}" for number in assumptions)


def confidence_text(confidence: str, lang: Language) -> str:
    """`0.95` → `95 %`."""
    return figure(exact_text(Fraction(confidence) * 100), "%", lang)


def _digits(line: StatementLine) -> int:
    return len(line.shown.partition(".")[2])


def _scaled(value: Fraction, line: StatementLine) -> Fraction:
    """A value in the unit in which the line is shown."""
    return value * 100 if line.shown_unit == "%" else value
