"""One-way sensitivity: each input moved to its two ends while all others stay, and the net benefit at both.

    swing = |net benefit at the high end − net benefit at the low end|

Everything is exact; the widest swing is the first of the tornado.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.valuation.arguments import Exact, read_number
from outcome_contracts.valuation.day_value import Basis
from outcome_contracts.valuation.health_economics.analysis import BasisResult, ProgrammeResult, points
from outcome_contracts.valuation.health_economics.model import HealthEconomicModel
from outcome_contracts.valuation.health_economics.quantities import ANY_NUMBER, Text


@dataclass(frozen=True, slots=True)
class OneWay:
    """One input. low, high: what it was set to. at_low, at_high: net benefit of the programme by the basis, SEK.

    at_most: whether another cost is unknown, so that the net benefit at both ends can only be less.
    """

    input: str
    label: Text
    low: Fraction
    high: Fraction
    at_low: Fraction
    at_high: Fraction
    at_most: bool

    @property
    def swing(self) -> Fraction:
        """How far apart the two answers are, SEK."""
        return abs(self.at_high - self.at_low)


def stated_ranges(model: HealthEconomicModel) -> dict[str, tuple[Fraction, Fraction]]:
    """The ends of every input that the model itself gives a range. Draws have none; give theirs beside these."""
    return {
        name: (quantity.range.low, quantity.range.high)
        for name, quantity in model.inputs.items()
        if quantity is not None and quantity.range is not None
    }


def one_way(
    model: HealthEconomicModel, programme: str, basis: Basis, ranges: Mapping[str, tuple[Exact, Exact]]
) -> tuple[OneWay, ...]:
    """The net benefit of a programme at both ends of each input, widest swing first, then by id.

    Inputs that do not touch the programme are left out, as their swing is nothing to anybody.
    Raises UsageError with every finding: OC-W084 for no ranges, OC-W096 for a programme that the model does not have,
    OC-W093 for a basis, OC-W090 for an input, OC-W083 for ends that are not in order, OC-U005, OC-U006.
    """
    findings = Findings()
    if not ranges:
        findings.add("OC-W084", what="ranges")
    known = [one.id for one in model.programmes]
    if programme not in known:
        findings.add("OC-W096", name=programme[:80], known=", ".join(known))
    moved = dict[str, tuple[Fraction, Fraction]]()
    for name, (low, high) in ranges.items():
        ends = read_number(low, name[:80], ANY_NUMBER, findings), read_number(high, name[:80], ANY_NUMBER, findings)
        if name not in model.inputs:
            findings.add("OC-W090", name=name[:80], known=", ".join(model.inputs))
        elif not ends[0] < ends[1]:
            findings.add("OC-W083", wrong=name, allowed="low < high")
        moved[name] = ends
    findings.refuse(UsageError)
    labels = model.labels()

    def moved_to(name: str, value: Fraction) -> BasisResult:
        return _of(points(model.with_inputs({name: value})), programme).of(basis)

    found = []
    for name, (low, high) in moved.items():
        below, above = moved_to(name, low), moved_to(name, high)
        found.append(OneWay(name, labels[name], low, high, below.net_benefit, above.net_benefit, below.at_most))
    return tuple(sorted((one for one in found if one.swing), key=lambda one: (-one.swing, one.input)))


def _of(results: tuple[ProgrammeResult, ...], programme: str) -> ProgrammeResult:
    return next(one for one in results if one.programme == programme)
