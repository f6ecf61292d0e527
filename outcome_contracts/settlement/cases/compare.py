"""compare_case: settle the statements of a case and put each of its figures beside what the contract gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, cast

from outcome_contracts.decimals import parse_decimal, parse_decimal_or_percent
from outcome_contracts.notices import DataRejected, Findings, OutcomeContractsError
from outcome_contracts.period import Period
from outcome_contracts.settlement.cases.case import Case
from outcome_contracts.settlement.cases.checks import Check, Checks, Stated
from outcome_contracts.settlement.cases.comparison import Comparison
from outcome_contracts.settlement.cases.cover import named, require_cover
from outcome_contracts.settlement.cases.figures import Figure, figures, filled, found_at
from outcome_contracts.settlement.data import SettlementData
from outcome_contracts.settlement.settle import settle

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.settlement.data import Given
    from outcome_contracts.settlement.statement import Statement

_MOST_ELEMENTS = 1000
_KINDS = {"lines": "line", "measures": "measure", "constants": "constant"}


def compare_case(contract: Contract, checks: Checks, case: Case) -> tuple[Comparison, ...]:
    """Every figure of a case beside what the contract gives.

    Raises DataRejected where the checks do not cover the case as it is (OC-M021 … OC-M029, OC-X010), and with whatever
    refuses a settlement, under the name of the statement.
    """
    findings = Findings()
    require_cover(checks, case, findings)
    findings.refuse(DataRejected)
    settled = _statements(contract, checks, case, findings)
    findings.refuse(DataRejected)
    asked = list(_asked(checks, case, findings))
    compared = [_compared(name, check, expected, settled, findings) for name, check, expected in asked]
    findings.refuse(DataRejected)
    return tuple(each for each in compared if each is not None)


def _statements(contract: Contract, checks: Checks, case: Case, findings: Findings) -> dict[str, tuple[Statement, ...]]:
    """The statements by name; one with `each` is several."""
    settled: dict[str, tuple[Statement, ...]] = {}
    for name, one in checks.statements.items():
        try:
            scopes = [{**case.inputs, "each": element} for element in _elements(case.inputs, one.each)]
            if len(scopes) > _MOST_ELEMENTS:
                findings.add("OC-X010", f"statements.{name}.each", limit=f"{_MOST_ELEMENTS} statements")
                continue
            given = [filled({**checks.given, **one.given}, scope) for scope in scopes]
        except KeyError as missing:
            findings.add("OC-M024", f"statements.{name}", path=str(missing.args[0])[:60])
            continue
        if not all(other in settled for other in one.after):
            continue  # what is wrong with one above it has been found
        earlier = tuple(statement for other in one.after for statement in settled[other])
        decided = {measure: each.adjustment() for measure, each in {**checks.adjustments, **one.adjustments}.items()}
        try:
            period = Period.parse(one.period or checks.period or "")
            common = SettlementData(earlier=earlier, adjustments=decided)
            settled[name] = _settled(contract, one.settled, given, common, period)
        except OutcomeContractsError as refusal:
            found = [replace(each, where=f"statements.{name}: {each.where}") for each in refusal.notices]
            findings.extend(tuple(found))
    return settled


def _elements(inputs: Mapping[str, object], each: str | None) -> list[object]:
    """What a statement is settled for, one by one. Raises KeyError where `each` is no list, or an empty one."""
    if each is None:
        return [None]
    elements = found_at(inputs, each)
    if not isinstance(elements, list) or not elements:
        raise KeyError(each)
    return elements


def _settled(
    contract: Contract, how: Literal["apart", "in_turn"], given: list[object], common: SettlementData, period: Period
) -> tuple[Statement, ...]:
    """One statement for each of the given figures: all of the same period, or each of the one that follows."""
    found: list[Statement] = []
    for figures_given in cast("list[Mapping[str, Given]]", given):
        earlier = (*common.earlier, *found) if how == "in_turn" else common.earlier
        found.append(settle(contract, replace(common, given=figures_given, earlier=earlier), period))
        if how == "in_turn":
            period = Period(period.last + 1, period.last + len(period))
    return tuple(found)


def _asked(checks: Checks, case: Case, findings: Findings) -> Iterator[tuple[str, Check, tuple[Figure, ...]]]:
    """Each check with the figures that it is about."""
    for label, check in named(checks):
        kind, _, path = label.partition(".")
        try:
            value = check.value if isinstance(check, Stated) else found_at(case.part(kind), path)
        except KeyError:
            findings.add("OC-M024", label, path=path[:60])
            continue
        read = figures(value)
        if read is None:
            findings.add("OC-M029", label, name=path[:60])
        else:
            yield label, check, read


def _compared(
    label: str,
    check: Check,
    expected: tuple[Figure, ...],
    settled: Mapping[str, tuple[Statement, ...]],
    findings: Findings,
) -> Comparison | None:
    statements = [statement for name in check.on for statement in settled[name]]
    unit = parse_decimal_or_percent(check.unit) or Fraction(1)
    try:
        found = _taken(check.take, [_value(one, place, unit) for one in statements for place in check.of])
    except KeyError as missing:
        findings.add("OC-M025", f"{label}.of", name=missing.args[0])
        return None
    if len(found) != len(expected):
        findings.add("OC-M026", label, found=len(found), expected=len(expected))
    within = parse_decimal(check.within) or Fraction(0)
    return Comparison(label, check.of, check.on, expected, found, check.compare, within)


def _value(statement: Statement, place: str, unit: Fraction) -> Figure | None:
    """The exact value at a place, in a unit; None where it is unknown.

    A flow is what all its payers pay to all its payees, in the contract's direction. Raises KeyError with the place
    where the statement has no such thing.
    """
    kind, _, name = place.partition(".")
    if kind == "flows":
        parts = [flow for flow in statement.flows if flow.id == name or flow.id.startswith(f"{name}.")]
        if not parts:
            raise KeyError(place)
        return sum((-flow.amount if flow.repaid else flow.amount for flow in parts), Fraction(0)) / unit
    lines = [line for line in (*statement.lines, *statement.disclosures) if line.id == name]
    if not lines or lines[0].kind != _KINDS[kind]:
        raise KeyError(place)
    exact = lines[0].exact
    if isinstance(exact, bool):
        return exact
    return exact / unit if isinstance(exact, Fraction) else None


def _taken(how: Literal["each", "sum", "largest", "smallest"], found: list[Figure | None]) -> tuple[Figure | None, ...]:
    """All figures, or one number of them; unknown where one of them is."""
    if how == "each":
        return tuple(found)
    numbers = [each for each in found if each is not None and not isinstance(each, bool)]
    if len(numbers) < len(found):
        return (None,)
    match how:
        case "sum":
            return (sum(numbers, Fraction(0)),)
        case "largest":
            return (max(numbers),)
        case "smallest":
            return (min(numbers),)
