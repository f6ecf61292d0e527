"""What a purse gains or loses by a contract, as a function of one measure: exact at a value, straight over a range.

    net(x) = flows to the purse − flows from it + lines that it gains by − lines that it pays, at the measure's value x

A flow that the contract does not let be negative has no value where it would be: no statement could be made there, so
nothing is said about a range that holds such a value.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, pairwise
from typing import TYPE_CHECKING, cast

from outcome_contracts.contract.distribution import flow_name
from outcome_contracts.contract.grids import declared_step
from outcome_contracts.contract.measures import DayValueMeasure, PeriodMeasure
from outcome_contracts.decimals import exact_text
from outcome_contracts.design.self_financing.plan import check_names
from outcome_contracts.notices import DataRejected, Findings, UsageError
from outcome_contracts.period import Period
from outcome_contracts.settlement.evaluation import Start, evaluated
from outcome_contracts.settlement.lives import said_by_contract, spans_within_term, with_months
from outcome_contracts.settlement.measured_values import MeasureValue
from outcome_contracts.settlement.scenario_figures import by_measure, is_truth, one_figure
from outcome_contracts.terms.piecewise import ORE, NotStraight, PiecewiseArithmetic, Straight, piecewise
from outcome_contracts.terms.tree import Call, Node, Number, walk
from outcome_contracts.terms.units import TRUTH, currency, is_currency
from outcome_contracts.valuation import Basis
from outcome_contracts.valuation.arguments import check_choice

if TYPE_CHECKING:
    from outcome_contracts.contract.measures import Measure
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.settlement.scenario_figures import ScenarioFigures
    from outcome_contracts.terms.rounding import Rounding
    from outcome_contracts.terms.tables import Tables


@dataclass(frozen=True, slots=True)
class PurseOfContract:
    """Whose net it is, and what it has beside the flows.

    parties: ids of the contract; flows among them move nothing. gains: lines that are worth money to it, each with its
    basis: an avoided day, a saving. pays: lines that it pays to somebody outside the contract, such as an investment.
    Raises UsageError with every finding: OC-W060 for gains on two bases, OC-W073 for a line that is named twice,
    OC-W075 for parties or payments that are no lists of names, or gains that are no mapping of them, OC-W002 for what
    is no basis.
    """

    parties: tuple[str, ...]
    gains: Mapping[str, Basis]
    pays: tuple[str, ...]

    def __post_init__(self) -> None:
        findings = Findings()
        check_names(self.parties, "parties", findings)
        check_names(self.pays, "pays", findings)
        check_names(self.gains if isinstance(self.gains, Mapping) else None, "gains", findings)
        findings.refuse(UsageError)
        for basis in self.gains.values():
            check_choice(basis, "gains", Basis, findings)
        findings.refuse(UsageError)
        bases = sorted({basis.value for basis in self.gains.values()})
        if len(bases) > 1:
            findings.add("OC-W060", one=bases[0], other=bases[1])
        named = Counter((*self.gains, *self.pays))
        for name in (name for name, times in named.items() if times > 1):
            findings.add("OC-W073", name=name[:60])
        findings.refuse(UsageError)

    @property
    def basis(self) -> Basis | None:
        """The basis of its gains; None where only flows and payments count."""
        return next(iter(self.gains.values()), None)


@dataclass(frozen=True, slots=True)
class NetOfPurse:
    """A purse's net as a function of one measure."""

    contract: Contract
    purse: PurseOfContract
    measure: str
    step: Fraction
    values: Mapping[str, object]
    tables: Tables
    signs: Mapping[str, int]

    @classmethod
    def of(
        cls,
        contract: Contract,
        purse: PurseOfContract,
        measure: str,
        figures: ScenarioFigures,
        period: Period | str,
        findings: Findings,
    ) -> NetOfPurse:
        """The net of a purse, with everything wrong about the question found first, beside what has been found."""
        signs = signs_of(contract, purse, measure, findings)
        findings.refuse(UsageError)
        (span,) = spans = spans_within_term(contract, [period], findings)
        handed_in = [
            each
            for each in contract.measures
            if each.id != measure and not isinstance(each, (PeriodMeasure, DayValueMeasure))
        ]

        def read(each: Measure, value: object, where: str) -> Fraction | bool | None:
            truth = is_truth(contract, each, value, where, findings)
            return None if truth is None else one_figure(each, value, findings)

        found, tables = by_measure(contract, handed_in, figures, findings, read)
        tables = with_months(contract, tables, spans, findings)
        findings.refuse(DataRejected)
        varied = next(each for each in contract.measures if each.id == measure)
        values = {**said_by_contract(contract, span, 0), **found}
        return cls(contract, purse, measure, declared_step(varied), values, tables, signs)

    def at(self, steps: int) -> Fraction:
        """SEK at so many steps of the measure, by the exact reading.

        Raises DataRejected where a line has no value, or a flow is negative that may not be (OC-W074).
        """
        measures = {name: MeasureValue(cast(Fraction, value)) for name, value in self.values.items()}
        measures[self.measure] = MeasureValue(steps * self.step)
        read = evaluated(Start(self.contract, measures, self.contract.terms.cells, self.tables)).values
        findings = Findings()
        for transfer in self.contract.transfers:
            due = cast(Fraction, read[flow_name(transfer.id)])
            if due < 0 and transfer.negative == "refuse":
                facts = {"flow": transfer.id, "due": f"{exact_text(due)} {self.contract.currency}"}
                findings.add("OC-W074", name=self.measure, value=exact_text(steps * self.step), **facts)
        findings.refuse(DataRejected)
        return sum((sign * cast(Fraction, read[name]) for name, sign in self.signs.items()), Fraction(0))

    def pays(self, steps: int) -> bool:
        """Whether the purse does not lose there."""
        return self.at(steps) >= 0

    def straight(self, low: Fraction, high: Fraction) -> Straight | None:
        """The net without rounding as straight pieces; None where it is not, or rounding matters more than an öre.

        Raises DataRejected (OC-W074) where a flow to or from the purse is negative that may not be.
        """
        terms, read = self.contract.terms, self._read()
        steps = ((str(terms.units[name]), rounding.to) for name, (_, rounding) in read.items() if rounding)
        if any(_coarse(*each) for each in chain(steps, *(_parted(formula) for formula, _ in read.values()))):
            return None
        try:
            found = piecewise(
                {name: formula for name, (formula, _) in read.items()},
                {**terms.cells, **self.values},
                self.tables,
                truths=frozenset(name for name in read if terms.units[name] == TRUTH),
                variable=self.measure,
                low=low,
                high=high,
            )
        except NotStraight:
            return None
        arithmetic = PiecewiseArithmetic(low, high)
        self._require_allowed(found, arithmetic)
        signed = [
            arithmetic.multiply(arithmetic.number(Fraction(sign)), found[name]) for name, sign in self.signs.items()
        ]
        return arithmetic.sum([arithmetic.number(Fraction(0)), *signed])

    def rounding_points(self) -> int:
        """How many roundings the net passes, at most; each moves it by an öre at most, or `straight` is None."""
        return sum((rounding is not None) + len(list(_parted(formula))) for formula, rounding in self._read().values())

    def _read(self) -> dict[str, tuple[Node, Rounding | None]]:
        """The formulas behind the net, in their order."""
        names = _behind(self.contract, self.signs)
        return {name: formula for name, formula in self.contract.terms.formulas.items() if name in names}

    def _require_allowed(self, found: Mapping[str, Straight], arithmetic: PiecewiseArithmetic) -> None:
        """Ask the exact reading wherever a straight flow is negative that may not be: it refuses."""
        for transfer in self.contract.transfers:
            flow = found.get(flow_name(transfer.id))
            if flow is None or transfer.negative != "refuse":
                continue
            below = arithmetic.compare("<", flow, arithmetic.number(Fraction(0)))
            inside = zip(below.between, pairwise(below.cuts), strict=True)
            values = [(low + high) / 2 for negative, (low, high) in inside if negative]
            values += [cut for negative, cut in zip(below.at, below.cuts, strict=True) if negative]
            for value in values:
                self.at(math.floor(value / self.step))


def _coarse(unit: str, to: Fraction) -> bool:
    """Whether a rounding moves more than the öre: any of something else than money does."""
    return to > ORE or not is_currency(unit)


def _parted(formula: Node) -> Iterator[tuple[str, Fraction]]:
    """The unit and the step of everything that a formula divides to whole steps (`part`)."""
    for node in walk(formula):
        if isinstance(node, Call) and node.function == "part":
            step = cast(Number, node.arguments[2])
            yield str(step.unit), step.value


def _behind(contract: Contract, names: Iterable[str]) -> set[str]:
    """The names on which some depend, directly or not, and they themselves."""
    found, waiting = set(names), list(names)
    while waiting:
        more = contract.terms.refers_to.get(waiting.pop(), frozenset()) - found
        found |= more
        waiting += more
    return found


def signs_of(contract: Contract, purse: PurseOfContract, measure: str, findings: Findings) -> dict[str, int]:
    """What enters the net of a purse, with its sign.

    Records OC-W069 unknown parties, OC-W068 what is no line in the contract's currency, OC-W066 a measure that cannot
    be asked of.
    """
    known = [party.id for party in contract.parties]
    unknown = len(set(purse.parties) - set(known))
    if unknown or not purse.parties:
        findings.add("OC-W069", count=unknown, known=", ".join(known))
    money, lines = currency(contract.currency), {line.id for line in contract.every_line}
    lines |= {constant.id for constant in contract.constants}
    signs: dict[str, int] = {}
    for sign, names in ((1, tuple(purse.gains)), (-1, purse.pays)):
        for name in names:
            whole = name in lines and name in contract.terms.formulas and name not in contract.terms.tables.by
            if not whole or contract.terms.units[name] != money:
                findings.add("OC-W068", name=name[:60], currency=contract.currency)
            signs[name] = signs.get(name, 0) + sign
    for transfer in contract.transfers:
        sign = (transfer.payee in purse.parties) - (transfer.payer in purse.parties)
        if sign:
            signs[flow_name(transfer.id)] = sign
    _check_measure(contract, measure, findings)
    return signs


def _check_measure(contract: Contract, measure: str, findings: Findings) -> None:
    """Refuse what is no measure of one number that can vary."""
    possible = [
        each.id
        for each in contract.measures
        if contract.terms.units[each.id] != TRUTH
        and each.id not in contract.terms.tables.by
        and not isinstance(each, (PeriodMeasure, DayValueMeasure))
    ]
    if measure not in possible:
        findings.add("OC-W066", name=measure[:60], known=", ".join(possible) or "–")
