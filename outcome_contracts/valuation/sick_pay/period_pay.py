"""The sick pay of one period, day by day: earned, less what the waiting takes, and what the State refunds.

    earned(d)   = level · what is lost on day d            d = 1 … 14 sick days (SjLL 6 and 7 §§)
    waiting day: deducted(1) = earned(1)                   periods that began by 2018-12-31
    deduction:   deducted(d) = min(earned(d), rest)        rest = deduction − Σ earlier deducted
    paid(d)     = earned(d) − deducted(d)

The deduction is made against the sick pay earned in the period, in full, whatever time of the day the illness began;
what the first day does not hold is taken from the days that follow, relapses included, and never more than is
earned. Special protection refunds the employer for what was paid (SjLL 16 §).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.parameters import Parameters
from outcome_contracts.valuation.arguments import NOT_NEGATIVE, Exact, read_number
from outcome_contracts.valuation.sick_pay.calculation import AgreedCalculation
from outcome_contracts.valuation.sick_pay.periods import Protection, SickPeriod, Waiting


@dataclass(frozen=True, slots=True)
class SickDay:
    """A day of the sick-pay period; all in SEK. number: from 1. refunded: to the employer, by special protection."""

    number: int
    earned: Fraction
    deducted: Fraction
    refunded: Fraction

    @property
    def paid(self) -> Fraction:
        """What the employer pays out."""
        return self.earned - self.deducted


@dataclass(frozen=True, slots=True)
class PeriodPay:
    """The sick pay of a period. deduction: SEK, before it meets what is earned. calculation: how it was computed."""

    period: SickPeriod
    days: tuple[SickDay, ...]
    deduction: Fraction
    calculation: AgreedCalculation

    @property
    def earned(self) -> Fraction:
        """SEK before the waiting."""
        return sum((day.earned for day in self.days), Fraction(0))

    @property
    def deducted(self) -> Fraction:
        """SEK that the waiting took."""
        return sum((day.deducted for day in self.days), Fraction(0))

    @property
    def paid(self) -> Fraction:
        """SEK that the employer paid out, before contributions."""
        return self.earned - self.deducted

    @property
    def refunded(self) -> Fraction:
        """SEK that Försäkringskassan refunds by special protection (SjLL 16 §)."""
        return sum((day.refunded for day in self.days), Fraction(0))

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs that decided."""
        refund = ("SjLL 16 §",) if self.refunded else ()
        return ("SjLL 6 § 1 st.", "SjLL 7 § 1 st.", self.period.paragraph, *refund)


def period_pay(
    period: SickPeriod, *, lost: Sequence[Exact], week_pay: Exact, extent: Exact, calculation: AgreedCalculation
) -> PeriodPay:
    """The sick pay of one period, exact.

    lost: SEK of pay and benefits lost on each sick day of the sick-pay period, in order, 0 on days off. week_pay: SEK
    of an average week. extent: of the sickness on the first day. Raises UsageError with every finding: OC-U005,
    OC-U006, OC-W002, OC-W037 for another number of days than the period has.
    """
    findings = Findings()
    if len(lost) != period.employer_days:
        findings.add("OC-W037", given=len(lost), needed=period.employer_days)
    losses = [read_number(amount, f"lost[{place}]", NOT_NEGATIVE, findings) for place, amount in enumerate(lost)]
    rest = Fraction(0)
    try:
        rest = calculation.waiting_deduction(week_pay=week_pay, extent=extent, rules=period.rules)
    except UsageError as refusal:
        findings.extend(refusal.notices)
    findings.refuse(UsageError)
    taken = period.waiting is Waiting.TAKEN
    deduction = rest = rest if taken else Fraction(0)
    level, days = calculation.level_under(period.rules), list[SickDay]()
    for number, loss in enumerate(losses, start=1):
        earned = level * loss
        deducted = earned if taken and number <= period.rules.waiting_days else min(earned, rest)
        rest -= min(deducted, rest)
        protected = period.spell_of(number).protection is not Protection.NONE
        days.append(SickDay(number, earned, deducted, earned - deducted if protected else Fraction(0)))
    return PeriodPay(period, tuple(days), deduction, calculation)


def employee_compensation(period: SickPeriod, parameters: Parameters) -> Fraction:
    """SEK that the State pays the employee for the waiting deduction of a period: a flat amount of 2020–2022.

    It goes by the day on which the period began, and changes nothing for the employer: neither the deduction nor its
    cost. 0 where there was no deduction. Raises UsageError (OC-W011).
    """
    amount = parameters.on("employee_compensation", period.began).value
    return amount if period.waiting is Waiting.TAKEN else Fraction(0)
