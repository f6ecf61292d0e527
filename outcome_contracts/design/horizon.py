"""When money comes: how much of an effect a horizon holds, and what a krona of a later day counts for.

    effect by month s  = s²/(2m) while it grows (s ≤ m), s − m/2 after that       m: months of ramp-up
    effect-years       = Σ over the parts of the horizon (effect by their end − effect by their start) · factor / 12
    factor             = (1 + rate)^−τ        rate: a year, effective; τ: years from the start

Where in time the money of a part stands is a convention that moves the answer by half a year's interest, so it is
named and has no default: month by month at the month's end, year by year at the middle, or at the end. What is left of
a horizon that ends inside a part is a part. Whole years give exact factors; any other power is no rational
number and stands as its first 12 decimals (half even), which a hundred million kronor feel by a hundredth of an öre.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import cast

from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.terms.powers import rounded_power
from outcome_contracts.valuation.arguments import NOT_NEGATIVE, Exact, Limits, check_choice, read_number

MONTHS_OF_A_YEAR = 12
MOST_MONTHS = 1200
FACTOR_DIGITS = 12

# Finer numbers than these have no power that could be computed.
_FINEST = 10**1000
HORIZON = Limits(f"> 0, ≤ {MOST_MONTHS}", lambda number: 0 < number <= MOST_MONTHS and number.denominator <= _FINEST)
_RATE = Limits("0 – 1", lambda number: 0 <= number <= 1 and number.denominator <= _FINEST)


class Timing(Enum):
    """At which moment the money of a month or a year is taken to move."""

    END_OF_MONTH = "end_of_month"
    MID_YEAR = "mid_year"
    END_OF_YEAR = "end_of_year"


class Payment(Enum):
    """When an amount is paid: at the start, evenly over the horizon, or at its end."""

    AT_START = "at_start"
    EVENLY = "evenly"
    AT_END = "at_end"


@dataclass(frozen=True, slots=True)
class Discounting:
    """The rate, a year and effective, as a share; and the moment at which money moves.

    Raises UsageError: OC-U005, OC-U006, OC-W002 for a rate outside 0 to 1, or a moment that is no `Timing`.
    """

    rate: Fraction
    timing: Timing

    def __post_init__(self) -> None:
        findings = Findings()
        object.__setattr__(self, "rate", read_number(self.rate, "rate", _RATE, findings))
        check_choice(self.timing, "timing", Timing, findings)
        findings.refuse(UsageError)


# At a rate of 0 the moment does not matter.
UNDISCOUNTED = Discounting(Fraction(0), Timing.END_OF_YEAR)


def discounting(rate: Exact, *, timing: Timing) -> Discounting:
    """Discounting at a rate a year, `"3.5 %"`. Raises UsageError: OC-U005, OC-U006, OC-W002 as `Discounting`."""
    findings = Findings()
    share = read_number(rate, "rate", _RATE, findings)
    check_choice(timing, "timing", Timing, findings)
    findings.refuse(UsageError)
    return Discounting(share, timing)


@dataclass(frozen=True, slots=True)
class Horizon:
    """How long an effect is counted, how many months it takes to grow to the full, and what later money counts for.

    months, ramp_up_months: from the start; an effect that has not grown to the full when the horizon ends never does.
    Raises UsageError: OC-U005, OC-U006, OC-W002 for a horizon outside 0 to 1,200 months or a ramp-up below 0.
    """

    months: Fraction
    ramp_up_months: Fraction
    discounting: Discounting

    def __post_init__(self) -> None:
        findings = Findings()
        object.__setattr__(self, "months", read_number(self.months, "months", HORIZON, findings))
        ramp = read_number(self.ramp_up_months, "ramp_up_months", NOT_NEGATIVE, findings)
        object.__setattr__(self, "ramp_up_months", ramp)
        if type(self.discounting) is not Discounting:
            findings.add("OC-W002", argument="discounting", allowed="Discounting")
        findings.refuse(UsageError)

    def effect_years(self) -> Fraction:
        """The years of full effect that it holds, discounted."""
        if not self.discounting.rate:
            return effect_by(self.months, self.ramp_up_months) / MONTHS_OF_A_YEAR
        grown = (
            (effect_by(end, self.ramp_up_months) - effect_by(start, self.ramp_up_months)) * factor
            for start, end, factor in self._parts()
        )
        return sum(grown, Fraction(0)) / MONTHS_OF_A_YEAR

    def present(self, payment: Payment) -> Fraction:
        """What a krona paid so counts for."""
        if payment is Payment.AT_START or not self.discounting.rate:
            return Fraction(1)
        if payment is Payment.AT_END:
            return _factor(self.discounting.rate, self.months / MONTHS_OF_A_YEAR)
        return sum(((end - start) * factor for start, end, factor in self._parts()), Fraction(0)) / self.months

    def by_months(self, most: int) -> Iterator[tuple[Fraction, Mapping[Payment, Fraction]]]:
        """For 1, 2, … `most` months, whatever its own: the effect-years that they hold, and what a krona counts for.

        Each is what `effect_years` and `present` of that horizon give, but all together in linear time.
        """
        done, grown, spread = Fraction(0), Fraction(0), Fraction(0)  # of the parts that are complete
        for end in map(Fraction, range(1, most + 1)):
            factor = self._factor_of(done, end)
            years = grown + (effect_by(end, self.ramp_up_months) - effect_by(done, self.ramp_up_months)) * factor
            evenly = spread + (end - done) * factor
            at_end = _factor(self.discounting.rate, end / MONTHS_OF_A_YEAR)
            counts = {Payment.AT_START: Fraction(1), Payment.EVENLY: evenly / end, Payment.AT_END: at_end}
            yield years / MONTHS_OF_A_YEAR, counts
            if end - done == self._length:
                done, grown, spread = end, years, evenly

    @property
    def _length(self) -> int:
        """The months of a part."""
        return 1 if self.discounting.timing is Timing.END_OF_MONTH else MONTHS_OF_A_YEAR

    def _parts(self) -> Iterator[tuple[Fraction, Fraction, Fraction]]:
        """The months or years of the horizon, start and end in months, and the factor of what moves in them."""
        start = Fraction(0)
        while start < self.months:
            end = min(start + self._length, self.months)
            yield start, end, self._factor_of(start, end)
            start = end

    def _factor_of(self, start: Fraction, end: Fraction) -> Fraction:
        """The factor of what moves in a part."""
        moment = (start + end) / 2 if self.discounting.timing is Timing.MID_YEAR else end
        return _factor(self.discounting.rate, moment / MONTHS_OF_A_YEAR)


def horizon(*, months: Exact, ramp_up_months: Exact, discounting: Discounting) -> Horizon:
    """A horizon in months. Raises UsageError with every finding: OC-U005, OC-U006, OC-W002."""
    findings = Findings()
    span = read_number(months, "months", HORIZON, findings)
    ramp = read_number(ramp_up_months, "ramp_up_months", NOT_NEGATIVE, findings)
    findings.refuse(UsageError)
    return Horizon(span, ramp, discounting)


def effect_by(months: Fraction, ramp_up_months: Fraction) -> Fraction:
    """How many months of full effect there have been after so many months, where it grows in a straight line."""
    if ramp_up_months <= months:
        return months - ramp_up_months / 2
    return months * months / (2 * ramp_up_months)


@lru_cache(maxsize=4096)
def _factor(rate: Fraction, years: Fraction) -> Fraction:
    """(1 + rate)^−years: exact for whole years, else to twelve decimals."""
    if years.denominator == 1:
        return 1 / (1 + rate) ** years.numerator
    # A rate of at most 1 and 100 years at most, both no finer than `_FINEST`, never leave what a power can be.
    return cast(Fraction, rounded_power(1 + rate, -years, digits=FACTOR_DIGITS))
