"""Break-even of a party over a contract's own flows: at which values of a measure does what it gets cover what it pays?

Where the terms are piecewise linear in the measure, the zeros of the net (`contract_net`) are solved on the terms
without their rounding (`terms.piecewise`), all of them, and then settled on the measure's own step by the exact
reading: the first value that can occur at which the net, rounded as the contract rounds, is not below zero. Where they
are not, where a rounding coarser than the öre makes stairs of a line, or where the net stays within öre of zero, the
range is searched at declared points, and that is said.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from outcome_contracts.decimals import exact_text
from outcome_contracts.design.self_financing.contract_answer import ContractBreakEven
from outcome_contracts.design.self_financing.contract_net import NetOfPurse, PurseOfContract
from outcome_contracts.design.self_financing.surplus import Stretch, surplus_of, surplus_on_grid
from outcome_contracts.notices import Findings, Notice, UsageError
from outcome_contracts.period import Period
from outcome_contracts.terms.piecewise import ORE, Straight, value_at
from outcome_contracts.valuation.arguments import ANY, Exact, read_number

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.settlement.scenario_figures import ScenarioFigures

# Values of the measure at which the net is asked for where it cannot be solved.
POINTS = 1_000
# So many values near zero are each settled; where there are more, the range is searched.
_MOST_NEAR_ZERO = 2_000


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
    gain or payment that is no line in the contract's currency, OC-W069 an unknown party; OC-U005, OC-U006 ends. Raises
    DataRejected as `settle_lives` for the other figures and the period, where a line has no value at a point, and
    OC-W074 where a flow would be negative that may not be.
    """
    findings = Findings()
    ends_asked = read_number(low, "low", ANY, findings), read_number(high, "high", ANY, findings)
    net = NetOfPurse.of(contract, purse, measure, figures, period, findings)
    first, last = _range(measure, ends_asked, net.step)
    ends = (net.at(first), net.at(last))
    straight = net.straight(first * net.step, last * net.step)
    points, near = {first, last}, None
    if straight is not None:
        points |= {point for point in _beside(straight, net.step) if first <= point <= last}
        near = _near_zero(net, straight, points)
    searched = near is None
    points |= near if near is not None else {first + (last - first) * at // POINTS for at in range(POINTS + 1)}
    found = surplus_on_grid(net.pays, sorted(points))
    parties = [party for party in contract.parties if party.id in purse.parties]
    surplus = tuple(Stretch(from_ * net.step, to * net.step) for from_, to in found)
    return ContractBreakEven(
        parties=tuple(party.id for party in parties),
        names=tuple(party.name for party in parties),
        basis=purse.basis,
        measure=measure,
        label=next(each.label for each in contract.measures if each.id == measure),
        unit=str(contract.terms.units[measure]),
        currency=contract.currency,
        step=net.step,
        range=Stretch(first * net.step, last * net.step),
        surplus=surplus,
        solved=None if straight is None or searched else surplus_of(straight),
        ends=ends,
        notices=_remarks(measure, surplus, (first, last), net.step, searched=searched),
    )


def _range(measure: str, ends: tuple[Fraction, Fraction], step: Fraction) -> tuple[int, int]:
    """The first and the last step of the range."""
    findings = Findings()
    first, last = math.ceil(ends[0] / step), math.floor(ends[1] / step)
    if last <= first:
        findings.add("OC-W067", name=measure[:60], step=exact_text(step))
    findings.refuse(UsageError)
    return first, last


def _beside(straight: Straight, step: Fraction) -> Iterator[int]:
    """The steps on and beside every cut and every zero, and one well apart from them in each gap."""
    zeros = {end for one in surplus_of(straight) for end in (one.first, one.last)}
    cuts = sorted({*zeros, *straight.cuts})
    for cut in cuts:
        yield from range(math.ceil(cut / step) - 1, math.floor(cut / step) + 2)
    yield from (math.floor((left + right) / 2 / step) for left, right in pairwise(cuts))


def _near_zero(net: NetOfPurse, straight: Straight, tried: set[int]) -> set[int] | None:
    """The steps at which rounding may decide the sign, or None where there are too many of them.

    The rounding may move the net by an öre at each of its points, and by what it was seen to move at the steps tried.
    """
    doubt = net.rounding_points() * ORE
    between = [step for step in tried if not any(abs(cut - step * net.step) <= net.step for cut in straight.cuts)]
    doubt += max((abs(net.at(step) - value_at(straight, step * net.step)) for step in between), default=Fraction(0))
    near: set[int] = set()
    for line, (low, high) in zip(straight.between, pairwise(straight.cuts), strict=True):
        if line.slope:
            ends = sorted(((-doubt - line.intercept) / line.slope, (doubt - line.intercept) / line.slope))
            low, high = max(low, ends[0]), min(high, ends[1])
        elif abs(line.intercept) > doubt:
            continue
        steps = range(math.ceil(low / net.step), math.floor(high / net.step) + 1)
        if len(near) + len(steps) > _MOST_NEAR_ZERO:
            return None
        near.update(steps)
    return near


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
