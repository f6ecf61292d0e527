"""Försäkringskassan's calculator: what an hour of sickness absence costs an employer, in bands of the sick period.

With w the pay per hour, a the employer's contributions, s the vacation share, u the agreement's supplement and o the
overhead share:

    w         = yearly pay / 1,880
    present   = w·(1 + s)·(1 + a)                 an hour at work
    day 1     = w·s·(1 + a)                       vacation goes on being earned
    day 2–14  = 0.80·w·(1 + a) + w·s·(1 + a)      sick pay
    day 15–90 = u·w·(1 + a) + w·s·(1 + a)         supplement of the agreement
    day 91–   = w·s·(1 + a)
    with overhead: each band + o × base           base: see `OverheadBase`

The formula is inferred from printed outputs of 2003–2019, not published: `VERSION` says so in every result.
Two printed tables exist, and they differ in two inputs, not in the formula. One (22,000 SEK a month)
charges overhead on pay with vacation and contributions, adds it to days 1–14 only, and has u = 0.08: ten per
cent of the 80 % level. The other (300,000 SEK a year) charges overhead on bare pay, prints every band
without and with it, and has u = 0.10. So base and u are inputs here, and every band is given both ways.

Where the State refunds the next krona of sick pay, `paid_by(SickPayPayer.STATE)` takes 0.80·w·(1 + a) off days 2–14:
what is refunded is sick pay with its contributions, not vacation and not what an agreement adds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.valuation.arguments import HOURS_OF_A_DAY, POSITIVE, SHARE, Exact, check_choice, read_number
from outcome_contracts.valuation.day_value import Basis, Component, DayValue, SickPayPayer, require_source

VERSION = "inferred-2003..2019"
HOURS_PER_YEAR = 1880


class OverheadBase(Enum):
    """What overhead is a share of: bare pay, or pay with vacation and contributions."""

    PAY = "pay"
    PERSONNEL_COST = "personnel_cost"

    def per_hour(self, pay: Fraction, *, vacation: Fraction, contributions: Fraction) -> Fraction:
        """SEK per hour that the overhead share is applied to."""
        return pay if self is OverheadBase.PAY else pay * (1 + vacation) * (1 + contributions)


class Overhead(Enum):
    """Whether the value of a day includes premises, equipment and the like."""

    EXCLUDED = "excluded"
    INCLUDED = "included"

    def of(self, band: Band) -> Fraction:
        """The one of a band's two costs that it means."""
        return band.with_overhead if self is Overhead.INCLUDED else band.direct


@dataclass(frozen=True, slots=True)
class Band:
    """SEK per hour of absence: direct cost, and the same with overhead."""

    direct: Fraction
    with_overhead: Fraction

    def plus(self, amount: Fraction) -> Band:
        """The same band at a cost that differs by so many SEK per hour."""
        return Band(self.direct + amount, self.with_overhead + amount)


@dataclass(frozen=True, slots=True)
class BandCosts:
    """SEK per hour at work and in the four bands of a sick period, and the inputs they come from.

    sick_pay: what of an hour on day 2–14 is sick pay with contributions. payer: who bears it.
    """

    present: Band
    day1: Band
    day2_14: Band
    day15_90: Band
    day91_on: Band
    sick_pay: Fraction
    payer: SickPayPayer
    inputs: tuple[Component, ...]
    version: str

    def paid_by(self, payer: SickPayPayer) -> BandCosts:
        """The same costs where somebody else bears the next krona of sick pay. Raises UsageError (OC-W002)."""
        findings = Findings()
        check_choice(payer, "payer", SickPayPayer, findings)
        findings.refuse(UsageError)
        if payer is self.payer:
            return self
        borne = -self.sick_pay if payer is SickPayPayer.STATE else self.sick_pay
        return replace(self, day2_14=self.day2_14.plus(borne), payer=payer)

    def day_value(self, *, hours_per_day: Exact, waiting_day_share: Exact, overhead: Overhead, source: str) -> DayValue:
        """SEK per short-term net day: hours × (k · day 1 + (1 − k) · day 2–14).

        hours_per_day: working hours of a net day, e.g. 8. waiting_day_share: k, the share of the short-term
        net days that are first days, 0 to 1. source: where the contract takes the inputs from.
        Raises UsageError with every finding: OC-U005, OC-U006, OC-W002, OC-W003.
        """
        findings = Findings()
        hours = read_number(hours_per_day, "hours_per_day", HOURS_OF_A_DAY, findings)
        share = read_number(waiting_day_share, "waiting_day_share", SHARE, findings)
        check_choice(overhead, "overhead", Overhead, findings)
        require_source(source, findings)
        findings.refuse(UsageError)
        first, later = overhead.of(self.day1), overhead.of(self.day2_14)
        return DayValue(
            value=hours * (share * first + (1 - share) * later),
            basis=Basis.CONTRACT_VALUE,
            source=f"{source} (Försäkringskassan, {self.version})",
            components=(
                *self.inputs,
                Component("sick_pay_level", self.payer.level),
                Component("day1_per_hour", first),
                Component("day2_14_per_hour", later),
                Component("hours_per_day", hours),
                Component("waiting_day_share", share),
            ),
        )

    def parts(self, *, hours_per_day: Exact, waiting_day_share: Exact, overhead: Overhead) -> tuple[Component, ...]:
        """What the value of a day is made of, SEK; the parts sum to `day_value` exactly.

        vacation that goes on being earned, sick_pay that the employer bears, contributions on both, and overhead, 0
        where it is not counted. Arguments and refusals as for `day_value`.
        """
        findings = Findings()
        hours = read_number(hours_per_day, "hours_per_day", HOURS_OF_A_DAY, findings)
        share = read_number(waiting_day_share, "waiting_day_share", SHARE, findings)
        check_choice(overhead, "overhead", Overhead, findings)
        findings.refuse(UsageError)
        given = {each.name: each.value for each in self.inputs}
        day = hours * given["yearly_pay"] / HOURS_PER_YEAR
        vacation, sick_pay = day * given["vacation"], (1 - share) * self.payer.level * day
        on_top = hours * (overhead.of(self.day1) - self.day1.direct)
        contributions = given["contributions"] * (vacation + sick_pay)
        parts = {"vacation": vacation, "sick_pay": sick_pay, "contributions": contributions, "overhead": on_top}
        return tuple(Component(name, value) for name, value in parts.items())


def forsakringskassan(
    *,
    yearly_pay: Exact,
    contributions: Exact,
    vacation: Exact,
    supplement: Exact,
    overhead: Exact,
    overhead_base: OverheadBase,
) -> BandCosts:
    """Cost per hour by Försäkringskassan's calculator, as inferred (see the module's formula); the employer pays.

    yearly_pay: SEK. contributions, vacation, supplement, overhead: shares, "0.3915" or "39.15 %"; the
    supplement is the employer's share of pay on days 15–90 by collective agreement, "0" where there is none.
    Raises UsageError with every finding: OC-U005 floats, OC-U006 no numbers, OC-W002 out of range.
    """
    findings = Findings()
    rates = {
        "contributions": contributions,
        "vacation": vacation,
        "supplement": supplement,
        "overhead": overhead,
    }
    pay = read_number(yearly_pay, "yearly_pay", POSITIVE, findings)
    a, s, u, o = (read_number(rate, name, SHARE, findings) for name, rate in rates.items())
    check_choice(overhead_base, "overhead_base", OverheadBase, findings)
    findings.refuse(UsageError)
    w = pay / HOURS_PER_YEAR
    on_top = o * overhead_base.per_hour(w, vacation=s, contributions=a)

    def band(level: Fraction) -> Band:
        direct = (level + s) * w * (1 + a)
        return Band(direct, direct + on_top)

    payer = SickPayPayer.EMPLOYER
    return BandCosts(
        present=band(Fraction(1)),
        day1=band(Fraction(0)),
        day2_14=band(payer.level),
        day15_90=band(u),
        day91_on=band(Fraction(0)),
        sick_pay=payer.level * w * (1 + a),
        payer=payer,
        inputs=tuple(map(Component, ("yearly_pay", *rates), (pay, a, s, u, o))),
        version=VERSION,
    )
