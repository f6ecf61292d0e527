"""How an average week's pay, and with it the waiting deduction, is computed: what the act leaves to agreements.

The act says 20 % of the sick pay that belongs to an average week (SjLL 6 § second paragraph). What an average week
is, collective agreements say (SjLL 2 § second paragraph). Two formulas are in use for monthly pay, and they differ:

    weeks   pay · 12 / 52          30,000 a month: 6,923.08 a week, deduction 1,107.69
    days    pay · 12 / 365 · 7     30,000 a month: 6,904.11 a week, deduction 1,104.66

Hourly pay: hours of an average week · pay per hour. In each, pay means what the employee has: full-time pay × the
degree of employment; a tenth of a post at 50,000 has a deduction of 184.62, not 1,846.15.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.valuation.arguments import NOT_NEGATIVE, SHARE, Exact, Limits, read_number
from outcome_contracts.valuation.sick_pay.rules import SickPayRules

_EXTENT = Limits("> 0, ≤ 1", lambda number: 0 < number <= 1)
_HOURS_OF_A_WEEK = Limits("≥ 0, ≤ 168", lambda number: 0 <= number <= 168)


class WeekFormula(Enum):
    """An average week of monthly pay. WEEKS: 52 weeks a year. DAYS: seven of 365 days, as the State's agreement has."""

    WEEKS = "weeks"
    DAYS = "days"

    def week_pay(self, *, full_time_pay: Exact, employment_degree: Exact) -> Fraction:
        """SEK of an average week, exact.

        full_time_pay: SEK a month for a full post. employment_degree: above 0, at most 1.
        Raises UsageError with every finding: OC-U005, OC-U006, OC-W002.
        """
        findings = Findings()
        pay = read_number(full_time_pay, "full_time_pay", NOT_NEGATIVE, findings)
        degree = read_number(employment_degree, "employment_degree", _EXTENT, findings)
        findings.refuse(UsageError)
        weeks = Fraction(12, 52) if self is WeekFormula.WEEKS else Fraction(12 * 7, 365)
        return pay * degree * weeks


def week_pay_by_hours(*, full_time_hours: Exact, employment_degree: Exact, pay_per_hour: Exact) -> Fraction:
    """SEK of an average week for pay by the hour, exact; with pay_per_hour 1, its hours.

    full_time_hours: of a week. Raises UsageError with every finding: OC-U005, OC-U006, OC-W002.
    """
    findings = Findings()
    hours = read_number(full_time_hours, "full_time_hours", _HOURS_OF_A_WEEK, findings)
    degree = read_number(employment_degree, "employment_degree", _EXTENT, findings)
    pay = read_number(pay_per_hour, "pay_per_hour", NOT_NEGATIVE, findings)
    findings.refuse(UsageError)
    return hours * degree * pay


class ExtentRule(Enum):
    """Whether the deduction of somebody who is ill part of the day is that of a whole week, or of the extent.

    It is disputed in practice: agreements compute it on the whole week and stop at the sick pay earned.
    """

    WHOLE_WEEK = "whole_week"
    BY_EXTENT = "by_extent"


@dataclass(frozen=True, slots=True)
class AgreedCalculation:
    """What a collective agreement, or the employer where there is none, has fixed (SjLL 2 § second paragraph).

    source: the agreement and its clause. extent_rule: always to be said. level, deduction_share: the agreement's own,
    or None where it says nothing and the act's hold.
    Raises UsageError with every finding: OC-W003 without a source, OC-U001 for another extent rule, OC-U005, OC-U006,
    OC-W002.
    """

    source: str
    extent_rule: ExtentRule
    level: Exact | None = None
    deduction_share: Exact | None = None

    def __post_init__(self) -> None:
        findings = Findings()
        if not self.source.strip():
            findings.add("OC-W003")
        if self.extent_rule not in tuple(ExtentRule):  # a text would pass for the other rule, unseen
            findings.add("OC-U001", name=str(self.extent_rule)[:40], known=", ".join(map(str, ExtentRule)))
        for name in ("level", "deduction_share"):
            if (value := getattr(self, name)) is not None:
                object.__setattr__(self, name, read_number(value, name, SHARE, findings))
        findings.refuse(UsageError)

    def level_under(self, rules: SickPayRules) -> Fraction:
        """The level of sick pay, the agreement's or the act's."""
        return rules.level if self.level is None else Fraction(self.level)

    def waiting_deduction(self, *, week_pay: Exact, extent: Exact, rules: SickPayRules) -> Fraction:
        """SEK of the waiting deduction, before it meets the sick pay earned; 0 where the rules have a waiting day.

        week_pay: SEK of an average week. extent: of the sickness on the first day, above 0, at most 1.
        Raises UsageError with every finding: OC-U005, OC-U006, OC-W002.
        """
        findings = Findings()
        pay = read_number(week_pay, "week_pay", NOT_NEGATIVE, findings)
        part = read_number(extent, "extent", _EXTENT, findings)
        findings.refuse(UsageError)
        if rules.waiting_days:
            return Fraction(0)
        share = rules.waiting_deduction if self.deduction_share is None else Fraction(self.deduction_share)
        return share * self.level_under(rules) * pay * (part if self.extent_rule is ExtentRule.BY_EXTENT else 1)
