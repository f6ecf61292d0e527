"""Clauses: what a contract should say beside its formulas, and does not (L10, L11, L13, L16–L18, L22, L23, L26).

Each of these is silent where the contract has a clause for it (`safeguards`), and where it cannot matter: a contract
that counts no persons has no entry to control, one of a single year needs no index.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from outcome_contracts.contract.lint.subject import Subject
from outcome_contracts.contract.safeguards import CAUSES
from outcome_contracts.notices import Notice
from outcome_contracts.terms.tree import Call, Divide, Multiply, Name, Node, Subtract, names_in, walk
from outcome_contracts.terms.units import RATIO, Unit, counts_money, is_price

if TYPE_CHECKING:
    from outcome_contracts.contract.measures import Measure

_PERSONS = frozenset({"person", "head", "child", "family"})
_COUNTED_OF_PERSONS = _PERSONS | {"claim", "case", "event"}
_YEAR = 12


def selection_room(subject: Subject) -> Iterator[Notice]:
    """L11: the provider decides who is counted, or the contract does not say who does."""
    enrolment = subject.safeguards.enrolment
    entrants = [
        measure.id for measure in subject.paid_for if measure.origin == "given" and _counts_persons(subject, measure.id)
    ]
    if not entrants:
        return
    if enrolment is None:
        yield Notice("OC-L011", subject.where(entrants[0]), (("said", "@entry_open"), ("name", entrants[0])))
    elif enrolment.decided_by == "provider" and enrolment.counted == "entrants":
        where = f"safeguards.enrolment § {enrolment.clause}"
        yield Notice("OC-L011", where, (("said", "@entry_by_provider"), ("name", entrants[0])))


def displacement(subject: Subject) -> Iterator[Notice]:
    """L13: only short absence is measured, and nothing watches where it could go instead."""
    rules = subject.contract.measure_rules
    if rules is None or subject.safeguards.guard_rails is not None:
        return
    days = [measure for measure in subject.paid_for if measure.origin == "panel" and measure.of == "net_days"]
    if days:
        yield Notice("OC-L013", subject.where(days[0].id), (("name", days[0].id), ("rule", f"@{rules.short_term}")))


def missing_data(subject: Subject) -> Iterator[Notice]:
    """L16: no rule for those who leave, for part-time or for months without figures."""
    if subject.safeguards.missing_data is None and subject.paid_for:
        first = subject.paid_for[0].id
        yield Notice("OC-L016", subject.where(first), (("name", first), ("count", len(subject.paid_for))))


def verifier_conflict(subject: Subject) -> Iterator[Notice]:
    """L17: whoever verifies also pays, is paid or estimates; or nobody is named."""
    said = subject.safeguards.verification
    if said is None:
        if subject.paid_for:
            where, facts = subject.where(subject.paid_for[0].id), (("who", "@nobody"), ("also", "@nobody_named"))
            yield Notice("OC-L017", where, facts)
        return
    where = f"safeguards.verification § {said.clause}"
    transfers = subject.contract.transfers
    for role, parties in (
        ("@verifier_pays", {transfer.payer for transfer in transfers}),
        ("@verifier_is_paid", {transfer.payee for transfer in transfers}),
        ("@verifier_estimates", {said.estimator}),
    ):
        if said.verifier in parties:
            yield Notice("OC-L017", where, (("who", said.verifier), ("also", role)))


def undeclared_estimator(subject: Subject) -> Iterator[Notice]:
    """L18: an effect is paid for, and nothing says whose; or it is a mean of several estimates with open weights."""
    references = [measure for measure in subject.contract.measures if measure.origin == "counterfactual"]
    of_one = [measure.id for measure in references if sum(other.of == measure.of for other in references) > 1]
    weighted = [name for name in _weights(subject) if name not in subject.constants]
    if weighted:
        yield Notice(
            "OC-L018", subject.where(weighted[0]), (("names", ", ".join(weighted)), ("about", "@weights_open"))
        )
    if subject.safeguards.estimation is not None:
        return
    compared = frozenset(_compared_with_reference(subject))
    effects = [
        measure.id
        for measure in subject.paid_for
        if measure.origin == "given"
        and measure.improves != "neither"
        and (measure.id in compared or _is_effect(subject, measure))
    ]
    found = of_one or [name for name in effects if name not in weighted]
    if found:
        yield Notice("OC-L018", subject.where(found[0]), (("names", ", ".join(found)), ("about", "@estimand_open")))


def silent_termination(subject: Subject) -> Iterator[Notice]:
    """L22: causes of an early end for which the contract does not say what is paid."""
    said = subject.safeguards.termination
    missing = [cause for cause in CAUSES if said is None or cause not in said.causes]
    where = "term" if said is None else f"safeguards.termination § {said.clause}"
    if missing and subject.paid_for:
        yield Notice("OC-L022", where, (("causes", ", ".join(f"@cause_{cause}" for cause in missing)),))


def prices_stand_still(subject: Subject) -> Iterator[Notice]:
    """L23: prices over more than a year, and nothing says whether they follow other prices."""
    months = subject.contract.term.months
    indexed = any(
        isinstance(node, Call) and node.function == "indexed"
        for _, formula in subject.paying()
        for node in walk(formula)
    )
    if months <= _YEAR or indexed or subject.safeguards.indexation is not None:
        return
    prices = [
        constant.id
        for constant in subject.contract.constants
        if constant.id in subject.terms.upstream and is_price(subject.units[constant.id])
    ]
    prices += [name for name in subject.terms.cells if name in subject.terms.upstream and is_price(subject.units[name])]
    if prices:
        facts = (("names", ", ".join(prices[:5])), ("months", months), ("count", len(prices)))
        yield Notice("OC-L023", subject.where(prices[0]), facts)


def full_effect_at_once(subject: Subject) -> Iterator[Notice]:
    """L26: what must be saved, or is saved, is taken over the whole term as if the effect were full from day one."""
    if subject.contract.term.months <= _YEAR or subject.safeguards.ramp_up is not None:
        return
    for line in subject.contract.every_line:
        if _over_whole_term(subject, line.formula):
            yield Notice(
                "OC-L026", subject.where(line.id), (("name", line.id), ("months", subject.contract.term.months))
            )
            return


def short_follow_up(subject: Subject) -> Iterator[Notice]:
    """L10: by the contract's own words the effect comes after the measurement has ended."""
    said = subject.safeguards.follow_up
    if said is not None and said.effect_expected_after_months > said.window_months:
        facts = (("window", said.window_months), ("lag", said.effect_expected_after_months))
        yield Notice("OC-L010", f"safeguards.follow_up § {said.clause}", facts)


def _over_whole_term(subject: Subject, node: Node) -> bool:
    """A share of agreed money over all years, or money a year times a reduction times years."""
    formula = subject.behind(node)
    if isinstance(formula, Divide):
        agreed = subject.value(formula) is not None or names_in(formula) <= subject.constants
        return agreed and subject.unit(formula) == RATIO and _by_the_year(subject, formula)
    if isinstance(formula, Multiply):
        reduces = any(subject.unit(part) == RATIO for part in formula.parts if names_in(part))
        return reduces and subject.unit(formula) == subject.money and _by_the_year(subject, formula)
    return False


def _by_the_year(subject: Subject, node: Node) -> bool:
    units = [subject.units.get(name) for name in subject.names_behind(node)]
    yearly = any(
        unit is not None and any(base == "year" and power < 0 for base, power in unit.powers) for unit in units
    )
    return yearly and any(unit is not None and counts_money(unit) for unit in units)


def _weights(subject: Subject) -> list[str]:
    """What several estimates are weighted by: the given shares in a weighted mean of figures that are measured."""
    found: list[str] = []
    for _, formula in subject.paying():
        for node in walk(formula):
            if isinstance(node, Multiply):
                names = [part.name for part in node.parts if isinstance(part, Name)]
                ratios = [name for name in names if name in subject.measures and _is_weight(subject, name)]
                measured = [name for name in names if name not in ratios and subject.observed.get(name)]
                found += [name for name in ratios if measured and name not in found]
    return found


def _is_weight(subject: Subject, name: str) -> bool:
    return subject.units[name] == RATIO and subject.measures[name].improves == "neither"


def _is_effect(subject: Subject, measure: Measure) -> bool:
    """A figure with a value where the work changes nothing, or with noise; or an amount of money per person."""
    expected = measure.plausible
    if expected is not None and (expected.no_effect, expected.standard_error) != (None, None):
        return not subject.counted(Name(measure.id))
    unit = subject.units[measure.id]
    return counts_money(unit) and any(base in _PERSONS and power < 0 for base, power in unit.powers)


def _compared_with_reference(subject: Subject) -> Iterator[str]:
    """The rates from which, or which from, another is taken that is no result of anybody's: of a control group."""
    for _, formula in subject.paying():
        for node in walk(formula):
            if isinstance(node, Subtract):
                measures = [subject.measures.get(getattr(part, "name", "")) for part in node.parts]
                rates = [one for one in measures if one is not None and _is_rate(subject.units[one.id])]
                if any(one.improves == "neither" for one in rates):
                    yield from (one.id for one in rates)


def _is_rate(unit: Unit) -> bool:
    """A ratio, or so much per something: what two groups can be compared by."""
    return unit == RATIO or any(power < 0 for _, power in unit.powers)


def _counts_persons(subject: Subject, name: str) -> bool:
    above = [base for base, power in subject.units[name].powers if power > 0]
    return len(above) == 1 and above[0] in _COUNTED_OF_PERSONS
