"""Entries: one value of a statement, or one amount due, as the strings that stand beside each other on a row."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.contract.terms import flow_name
from outcome_contracts.decimals import exact_text, fixed_text
from outcome_contracts.notices import Language
from outcome_contracts.report.figures import figure, number, unrounded
from outcome_contracts.report.formulas import measured_how
from outcome_contracts.report.wording import Words, wording
from outcome_contracts.terms.printer import Style, formula_text
from outcome_contracts.terms.tree import Number, names_in
from outcome_contracts.terms.units import is_currency

if TYPE_CHECKING:
    from outcome_contracts.settlement.statement import Statement, StatementFlow, StatementLine

ORE_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A row. number: empty where it has none. marks: of its assumptions. how, evidence: one string per line."""

    number: str
    label: str
    marks: tuple[str, ...]
    value: str
    how: tuple[str, ...]
    clause: str
    evidence: tuple[str, ...]


def row_entry(statement: Statement, line: StatementLine, place: int, style: Style, lang: Language) -> Entry:
    """A numbered row; one on which no amount depends says so."""
    notes = () if line.pays else (wording(lang)["note"]["informs"],)
    return _entry(statement, line, str(place), notes, style, lang)


def disclosure_entry(statement: Statement, line: StatementLine, style: Style, lang: Language) -> Entry:
    """A value that is no row."""
    return _entry(statement, line, "", (), style, lang)


def due_entry(statement: Statement, flow: StatementFlow, style: Style, lang: Language) -> Entry:
    """What a flow pays: payer → payee, the amount, and from which rows."""
    words, contract = wording(lang), statement.contract
    names = {party.id: getattr(party.name, lang) for party in contract.parties}
    agreed = next(one for one in contract.flows if one.id == flow.id)
    how = [formula_text(contract.terms.formulas[flow_name(flow.id)][0], style)]
    if agreed.round is not None:
        how.append(_rounded(agreed.round.to, agreed.round.mode, flow.currency, words, lang))
    if flow.repaid:
        how.append(words["note"]["repaid"])
    label = [words["page"]["to_repay" if flow.repaid else "to_pay"]]
    label += [flow.label[lang]] if agreed.label is not None else []
    return Entry(
        number="",
        label=" · ".join((*label, f"{names[flow.payer]} → {names[flow.payee]}")),
        marks=_marks(statement, {f"flows.{flow.id}"}),
        value=amount(flow, lang),
        how=tuple(how),
        clause=flow.clause,
        evidence=(),
    )


def amount(flow: StatementFlow, lang: Language) -> str:
    """The amount of a flow, to the öre; it has no more decimals."""
    return figure(fixed_text(flow.amount, ORE_DIGITS), flow.currency, lang)


def confidence_text(confidence: str, lang: Language) -> str:
    """`0.95` → `95 %`."""
    return figure(exact_text(Fraction(confidence) * 100), "%", lang)


def _entry(
    statement: Statement,
    line: StatementLine,
    number_: str,
    notes: tuple[str, ...],
    style: Style,
    lang: Language,
) -> Entry:
    return Entry(
        number=number_,
        label=line.label[lang],
        marks=_marks(statement, _paths(statement, line)),
        value=figure(line.shown, line.shown_unit, lang),
        how=(*_how(statement, line, style, lang), *notes),
        clause=line.clause,
        evidence=_evidence(line, lang),
    )


def _how(statement: Statement, line: StatementLine, style: Style, lang: Language) -> tuple[str, ...]:
    """The formula or the origin, then what is to be known of it: rounding, closed conditions, source."""
    words, contract, parts = wording(lang), statement.contract, []
    formula = contract.terms.formulas.get(line.id, (None, None))[0]
    if formula is None:
        measure = next(one for one in contract.measures if one.id == line.id)
        method = words["reference"].get(str((statement.counterfactual or {}).get("method")), "")
        parts.append(measured_how(measure, lang).format(method=method))
        source = getattr(measure, "source", None)
    else:
        literal = line.kind == "constant" and isinstance(formula, Number)
        parts += [] if literal else [formula_text(formula, style)]
        source = next((one.source for one in contract.constants if one.id == line.id), None)
    if not line.shown_exactly:
        parts = [" ".join((*parts, words["note"]["not_rounded"]))]
    if line.rounding:
        to, mode = line.rounding.split(" ")
        before = "" if line.before is None else unrounded(_scaled(line.before, line), _digits(line), lang)
        parts.append(_rounded(to, mode, line.shown_unit, words, lang, before=before))
    parts += _closed(line, words)
    parts += [] if source is None else [words["note"]["source"].format(source=source)]
    return tuple(parts)


def _rounded(to: str, mode: str, unit: str, words: Words, lang: Language, *, before: str = "") -> str:
    """Where the contract rounds: to what, which way where it is not the commercial one, and from what if it changed."""
    step = number(to, lang)
    if unit == "%" or is_currency(unit):
        step = figure(exact_text(Fraction(to) * 100) if unit == "%" else to, unit, lang)
    form = words["note"]["rounded_from" if before else "rounded"]
    return form.format(to=step + words["rounding"][mode], before=before)


def _closed(line: StatementLine, words: Words) -> list[str]:
    """The reasons of the gates that are closed, each once."""
    closed = {step.reason for step in line.steps if step.call.startswith("gate(") and not step.value}
    notes = words["note"]
    return [
        notes["closed"].format(reason=one) if one else notes["closed_without_reason"]
        for one in sorted(closed)
    ]


def _evidence(line: StatementLine, lang: Language) -> tuple[str, ...]:
    evidence = (line.evidence,) if line.evidence else ()
    if line.interval is None:
        return evidence
    low, high = (
        number(fixed_text(_scaled(end, line), _digits(line)), lang)
        for end in (line.interval.low, line.interval.high)
    )
    interval = wording(lang)["note"]["interval"]
    confidence = confidence_text(line.interval.confidence, lang)
    return (*evidence, interval.format(confidence=confidence, low=low, high=high))


def _digits(line: StatementLine) -> int:
    return len(line.shown.partition(".")[2])


def _scaled(value: Fraction, line: StatementLine) -> Fraction:
    """A value in the unit in which the line is shown."""
    return value * 100 if line.shown_unit == "%" else value


def _marks(statement: Statement, paths: set[str]) -> tuple[str, ...]:
    """A1, A2, … of the assumptions about any of the paths."""
    assumptions = enumerate(statement.contract.assumptions, 1)
    return tuple(f"A{place}" for place, assumption in assumptions if assumption.about in paths)


def _paths(statement: Statement, line: StatementLine) -> set[str]:
    """What an assumption about this line can be about: itself, its formula's constants, its measure rules."""
    contract, paths = statement.contract, {f"{line.kind}s.{line.id}"}
    if line.kind == "line":
        paths.update(f"constants.{name}" for name in names_in(contract.terms.formulas[line.id][0]))
    counted = {one.id for one in contract.measures if one.origin in ("panel", "counterfactual")}
    if line.id in counted:
        paths.update(one.about for one in contract.assumptions if one.about.startswith("measure_rules"))
    return paths
