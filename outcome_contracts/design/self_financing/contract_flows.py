"""Break-even of a party over a contract's own flows: at which values of a measure does what it gets cover what it pays?

    net(x) = flows to the purse − flows from it + lines that it gains by − lines that it pays, at the measure's value x

Where the terms are piecewise linear in the measure, the zeros are solved on the terms without their rounding
(`terms.piecewise`), all of them, and then settled on the measure's own step by the exact reading: the first value
that can occur at which the net, rounded as the contract rounds, is not below zero. Where they are not, or where a
rounding coarser than the öre makes stairs of a line, the range is searched at declared points, and that is said.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from outcome_contracts.contract.grids import declared_step
from outcome_contracts.contract.measures import DayValueMeasure, PeriodMeasure
from outcome_contracts.decimals import exact_text
from outcome_contracts.design.self_financing.surplus import Stretch, surplus_of, surplus_on_grid
from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError
from outcome_contracts.period import Period
from outcome_contracts.settlement.evaluation import Start, evaluated
from outcome_contracts.settlement.lives import said_by_contract, spans_within_term, with_months
from outcome_contracts.settlement.measured_values import MeasureValue
from outcome_contracts.settlement.scenario_figures import by_measure, is_truth, one_figure
from outcome_contracts.terms.piecewise import ORE, NotStraight, PiecewiseArithmetic, Straight, piecewise
from outcome_contracts.terms.units import TRUTH, currency, is_currency
from outcome_contracts.valuation import Basis
from outcome_contracts.valuation.arguments import Exact, Limits, read_number

if TYPE_CHECKING:
    from outcome_contracts.contract.measures import Measure
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.settlement.scenario_figures import ScenarioFigures
    from outcome_contracts.terms.tables import Tables

# Values of the measure at which the net is asked for where it cannot be solved.
POINTS = 1_000

_ANY = Limits("–", lambda number: True)


@dataclass(frozen=True, slots=True)
class PurseOfContract:
    """Whose net it is, and what it has beside the flows.

    parties: ids of the contract; flows among them move nothing. gains: lines that are worth money to it, each with its
    basis: an avoided day, a saving. pays: lines that it pays to somebody outside the contract, such as an investment.
    Raises UsageError (OC-W060) for gains on two bases.
    """

    parties: tuple[str, ...]
    gains: Mapping[str, Basis]
    pays: tuple[str, ...]

    def __post_init__(self) -> None:
        findings, bases = Findings(), sorted({basis.value for basis in self.gains.values()})
        if len(bases) > 1:
            findings.add("OC-W060", one=bases[0], other=bases[1])
        findings.refuse(UsageError)

    @property
    def basis(self) -> Basis | None:
        """The basis of its gains; None where only flows and payments count."""
        return next(iter(self.gains.values()), None)


@dataclass(frozen=True, slots=True)
class ContractBreakEven:
    """The values of one measure at which a purse does not lose.

    surplus: stretches of values that can occur, on the measure's `step`, by the exact reading with all its rounding.
    solved: the same without rounding, exact; None where the terms are no straight lines and the range was searched.
    ends: SEK that the purse gains at both ends of the range. notices: OC-W070 where it was searched, OC-W071 where
    the net passes zero more than once.
    """

    parties: tuple[str, ...]
    basis: Basis | None
    measure: str
    step: Fraction
    surplus: tuple[Stretch, ...]
    solved: tuple[Stretch, ...] | None
    ends: tuple[Fraction, Fraction]
    notices: tuple[Notice, ...]

    def to_dict(self) -> dict[str, object]:
        """The answer as plain data for canonical JSON; exact, without loss."""
        return {
            "parties": list(self.parties),
            "basis": None if self.basis is None else self.basis.value,
            "measure": self.measure,
            "step": exact_text(self.step),
            "surplus": [one.to_dict() for one in self.surplus],
            "solved": None if self.solved is None else [one.to_dict() for one in self.solved],
            "ends": [exact_text(end) for end in self.ends],
            "notices": [notice.to_dict() for notice in self.notices],
        }


def contract_break_even(
    contract: Contract,
    purse: PurseOfContract,
    *,
    measure: str,
    low: Exact,
    high: Exact,
    figures: ScenarioFigures,
    period: Period | str,
) -> ContractBreakEven:
    """At which values of a measure, from low to high, a purse does not lose by the contract's first statement.

    measure: the one that varies, in its unit; low, high: the range; the values of its declared step within
    it are looked at. figures: one exact value for every other measure that neither the period nor the contract says.
    Raises UsageError with every finding: OC-W066 no such measure, OC-W067 a range of less than two values, OC-W068 a
    gain or payment that is no line in the contract's currency, OC-W069 an unknown party; OC-U005, OC-U006. Raises
    DataRejected as `settle_lives` for the other figures and the period, and where a line has no value at a point.
    """
    net = _Net.of(contract, purse, measure, figures, period)
    first, last = _range(measure, low, high, net.step)
    ends = (net.at(first), net.at(last))
    straight = net.straight(first * net.step, last * net.step)
    solved = None if straight is None else surplus_of(straight)
    found = None if straight is None else _settled(net, straight, first, last)
    searched = found is None
    if found is None:
        points = sorted({first + (last - first) * place // POINTS for place in range(POINTS + 1)})
        found = surplus_on_grid(net.pays, points)
    surplus = tuple(Stretch(from_ * net.step, to * net.step) for from_, to in found)
    return ContractBreakEven(
        parties=purse.parties,
        basis=purse.basis,
        measure=measure,
        step=net.step,
        surplus=surplus,
        solved=None if searched else solved,
        ends=ends,
        notices=_remarks(measure, surplus, (first, last), net.step, searched=searched),
    )


@dataclass(frozen=True, slots=True)
class _Net:
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
    ) -> _Net:
        """The net of a purse, with everything wrong about the question found first."""
        findings = Findings()
        signs = _signs(contract, purse, findings)
        _check_measure(contract, measure, findings)
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
        """SEK at so many steps of the measure, by the exact reading."""
        measures = {name: MeasureValue(cast(Fraction, value)) for name, value in self.values.items()}
        measures[self.measure] = MeasureValue(steps * self.step)
        read = evaluated(Start(self.contract, measures, self.contract.terms.cells, self.tables)).values
        return sum((sign * cast(Fraction, read[name]) for name, sign in self.signs.items()), Fraction(0))

    def pays(self, steps: int) -> bool:
        """Whether the purse does not lose there."""
        return self.at(steps) >= 0

    def straight(self, low: Fraction, high: Fraction) -> Straight | None:
        """The net without rounding as straight pieces; None where it is not, or rounding matters more than an öre."""
        terms, names = self.contract.terms, _behind(self.contract, self.signs)
        read = {name: formula for name, formula in terms.formulas.items() if name in names}
        if any(rounding is not None and self._coarse(name, rounding.to) for name, (_, rounding) in read.items()):
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
        signed = [
            arithmetic.multiply(arithmetic.number(Fraction(sign)), found[name]) for name, sign in self.signs.items()
        ]
        return arithmetic.sum([arithmetic.number(Fraction(0)), *signed])

    def _coarse(self, name: str, to: Fraction) -> bool:
        """Whether a rounding point moves more than the öre: any of something else than money does."""
        return to > ORE or not is_currency(str(self.contract.terms.units[name]))


def _behind(contract: Contract, names: Iterable[str]) -> set[str]:
    """The names on which some depend, directly or not, and they themselves."""
    found, waiting = set(names), list(names)
    while waiting:
        more = contract.terms.refers_to.get(waiting.pop(), frozenset()) - found
        found |= more
        waiting += more
    return found


def _signs(contract: Contract, purse: PurseOfContract, findings: Findings) -> dict[str, int]:
    """What enters the net, with its sign."""
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
            signs[f"flow.{transfer.id}"] = sign
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


def _range(measure: str, low: Exact, high: Exact, step: Fraction) -> tuple[int, int]:
    """The first and the last step of the range."""
    findings = Findings()
    first = math.ceil(read_number(low, "low", _ANY, findings) / step)
    last = math.floor(read_number(high, "high", _ANY, findings) / step)
    findings.refuse(UsageError)
    if last <= first:
        findings.add("OC-W067", name=measure[:60], step=exact_text(step))
    findings.refuse(UsageError)
    return first, last


def _settled(net: _Net, straight: Straight, first: int, last: int) -> tuple[tuple[int, int], ...] | None:
    """The stretches on the measure's step, each change closed in on between points that lie well apart from it.

    None where a stretch is so narrow, or the net so flat, that the rounding decides more than which step it is.
    """
    changes = sorted({end for one in surplus_of(straight) for end in (one.first, one.last)})
    cuts = sorted({*changes, *straight.cuts})
    middles = (math.floor((left + right) / 2 / net.step) for left, right in pairwise(cuts))
    points = sorted({first, last, *(point for point in middles if first <= point <= last)})
    found = surplus_on_grid(net.pays, points)
    expected = sum(first * net.step < change < last * net.step for change in changes)
    seen = sum((one > first) + (other < last) for one, other in found)
    return found if seen == expected else None


def _remarks(
    measure: str, surplus: Sequence[Stretch], ends: tuple[int, int], step: Fraction, *, searched: bool
) -> tuple[Notice, ...]:
    findings = Findings()
    first, last = ends
    if searched:
        apart = max(1, -(-(last - first) // POINTS)) * step
        points = min(POINTS, last - first) + 1
        findings.add("OC-W070", name=measure, points=points, step=exact_text(apart))
    changes = sum((one.first > first * step) + (one.last < last * step) for one in surplus)
    if changes > 1:
        findings.add("OC-W071", name=measure, count=changes)
    return tuple(findings)
