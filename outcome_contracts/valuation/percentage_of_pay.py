"""Rules of thumb: a day of sickness absence costs a share of the month's pay.

    day 1 = p₁ · pay       day 2–14 = p₂ · pay       day 15–90 = p₃ · pay        pay: SEK per month

The best known has p₂ = 10 % and p₃ = 2.5 %, disturbance and overhead in (Johanson & Johrén, *Personalekonomi*, as
employers' calculators quote it). Those calculators disagree on the first day: one charges it in full, 10 % (2,560 SEK
of 25,600), another 5 % (three first days and five later ones of 25,000: 3,750 + 12,500). Both are here, and neither is
a default: which one is meant moves a quarter of the days by half.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.valuation.arguments import POSITIVE, SHARE, Exact, check_choice, read_number
from outcome_contracts.valuation.day_value import Basis, Component, DayValue, mixed_day_value, require_source


class TenPercentRule(Enum):
    """The two published readings of the 10 % rule, by what they charge for the first day."""

    FIRST_DAY_IN_FULL = "first_day_in_full"
    FIRST_DAY_HALF = "first_day_half"

    @property
    def first_day(self) -> Fraction:
        """Share of a month's pay for day 1."""
        return Fraction(1, 10) if self is TenPercentRule.FIRST_DAY_IN_FULL else Fraction(1, 20)

    @property
    def source(self) -> str:
        """Who publishes it."""
        where = {
            TenPercentRule.FIRST_DAY_IN_FULL: "botavdraget.com, kostnad för sjukfrånvaro",
            TenPercentRule.FIRST_DAY_HALF: "qurant.se, vad kostar sjukfrånvaron",
        }
        return where[self]


@dataclass(frozen=True, slots=True)
class PayShares:
    """SEK per day in three bands of a sick period; the shares of pay and the pay they come from."""

    day1: Fraction
    day2_14: Fraction
    day15_90: Fraction
    inputs: tuple[Component, ...]
    source: str

    def day_value(self, *, waiting_day_share: Exact) -> DayValue:
        """SEK per short-term day: k · day 1 + (1 − k) · day 2–14.

        Raises UsageError with every finding: OC-U005, OC-U006, OC-W002.
        """
        return mixed_day_value(
            waiting_day=self.day1,
            later_day=self.day2_14,
            waiting_day_share=waiting_day_share,
            basis=Basis.CONTRACT_VALUE,
            source=self.source,
            components=self.inputs,
        )


def percentage_of_pay(*, monthly_pay: Exact, day1: Exact, day2_14: Exact, day15_90: Exact, source: str) -> PayShares:
    """SEK per day as shares of a month's pay, by whatever rule the parties name.

    monthly_pay: SEK. day1, day2_14, day15_90: shares of it, 0 to 1. source: who says so. Raises UsageError with every
    finding: OC-U005, OC-U006, OC-W002, OC-W003.
    """
    findings, shares = Findings(), {"day1": day1, "day2_14": day2_14, "day15_90": day15_90}
    pay = read_number(monthly_pay, "monthly_pay", POSITIVE, findings)
    first, later, long = (read_number(share, name, SHARE, findings) for name, share in shares.items())
    require_source(source, findings)
    findings.refuse(UsageError)
    inputs = tuple(map(Component, ("monthly_pay", *shares), (pay, first, later, long)))
    return PayShares(first * pay, later * pay, long * pay, inputs, source)


def ten_percent_rule(*, monthly_pay: Exact, version: TenPercentRule) -> PayShares:
    """SEK per day by the 10 % rule, in one of its two published readings.

    Raises UsageError: OC-U005, OC-U006, OC-W002.
    """
    findings = Findings()
    check_choice(version, "version", TenPercentRule, findings)
    findings.refuse(UsageError)
    return percentage_of_pay(
        monthly_pay=monthly_pay,
        day1=version.first_day,
        day2_14=Fraction(1, 10),
        day15_90=Fraction(1, 40),
        source=f"10 % rule, {version.value} ({version.source})",
    )
