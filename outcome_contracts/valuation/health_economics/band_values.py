"""What a net day costs in each band of the sick period: the prices that an analysis works with, of one basis.

A band is a stretch of the sick period (day 1, days 2–14, days 15–90, from day 91) or a coarser one for which there
are figures, such as all short-term days. Försäkringskassan's calculator gives the four:

    value of a net day in a band = hours of the day · cost per hour in the band

Values of different bases never stand in one list, so nothing can add them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.valuation.arguments import HOURS_OF_A_DAY, Exact, read_number
from outcome_contracts.valuation.day_value import Basis, Component, DayValue, require_one_basis
from outcome_contracts.valuation.forsakringskassan import BandCosts, Overhead
from outcome_contracts.valuation.health_economics.quantities import Range, Text


class Length(Enum):
    """Which absence a band belongs to: the sick-pay period (days 1–14), or what comes after it."""

    SHORT_TERM = "short_term"
    LONG_TERM = "long_term"


@dataclass(frozen=True, slots=True)
class CostBand:
    """One band. value: SEK per net day. range: in SEK per net day, None where the value is taken as certain.

    Raises UsageError (OC-W083) for a value outside its range.
    """

    id: str
    label: Text
    length: Length
    value: DayValue
    range: Range | None = None

    def __post_init__(self) -> None:
        findings = Findings()
        if self.range is not None and not self.range.low <= self.value.value <= self.range.high:
            findings.add("OC-W083", wrong="value", allowed="low ≤ value ≤ high")
        findings.refuse(UsageError)


@dataclass(frozen=True, slots=True)
class BandValues:
    """A value per band, all of one basis.

    Raises UsageError: OC-W084 for no band, OC-W080, OC-W081 for the ids, OC-W040 for values of different bases.
    """

    bands: tuple[CostBand, ...]

    def __post_init__(self) -> None:
        findings = Findings()
        if not self.bands:
            findings.add("OC-W084", what="bands")
        refuse_twice("band", [band.id for band in self.bands], findings)
        findings.refuse(UsageError)
        require_one_basis(tuple(band.value.basis for band in self.bands))

    @property
    def basis(self) -> Basis:
        """What kind of value every band has."""
        return self.bands[0].value.basis


def forsakringskassan_bands(
    costs: BandCosts, *, hours_per_day: Exact, short_term: Overhead, long_term: Overhead, source: str
) -> BandValues:
    """The four bands of Försäkringskassan's calculator, per net day.

    hours_per_day: working hours of a net day, e.g. 8. short_term, long_term: whether days 1–14, and those after them,
    include overhead; the calculator's own printed table of 22,000 SEK a month charges it on days 1–14 alone.
    source: where the inputs of the costs are taken from.
    Raises UsageError with every finding: OC-U005, OC-U006, OC-W002, OC-W003.
    """
    findings = Findings()
    hours = read_number(hours_per_day, "hours_per_day", HOURS_OF_A_DAY, findings)
    findings.refuse(UsageError)
    bands = (
        ("day1", Text("Dag 1", "Day 1"), Length.SHORT_TERM, short_term.of(costs.day1)),
        ("day2_14", Text("Dag 2–14", "Days 2–14"), Length.SHORT_TERM, short_term.of(costs.day2_14)),
        ("day15_90", Text("Dag 15–90", "Days 15–90"), Length.LONG_TERM, long_term.of(costs.day15_90)),
        ("day91_on", Text("Från dag 91", "From day 91"), Length.LONG_TERM, long_term.of(costs.day91_on)),
    )
    return BandValues(
        tuple(
            CostBand(
                name,
                label,
                length,
                DayValue(
                    value=hours * per_hour,
                    basis=Basis.CONTRACT_VALUE,
                    source=f"{source} (Försäkringskassan, {costs.version})" if source.strip() else "",
                    components=(*costs.inputs, Component("per_hour", per_hour), Component("hours_per_day", hours)),
                ),
            )
            for name, label, length, per_hour in bands
        )
    )


def refuse_twice(what: str, ids: list[str], findings: Findings) -> None:
    """Record OC-W080 for every id that stands more than once, and OC-W081 for one that is no id."""
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        findings.add("OC-W080", what=what, name=name)
    if any(not (name.isascii() and name.isidentifier()) for name in ids):
        findings.add("OC-W081", what=what)
