"""Sick periods of one abstract history of spells: what belongs together, and whether there is a waiting deduction.

A spell that begins at most five calendar days after the end of the one before it continues the same period: its sick
days count on, and there is no new deduction (SjLL 7 § third paragraph). The healthy days between are no sick days:
ill Monday to Thursday and again on Tuesday makes Tuesday day 5. Every other spell begins a period, and each period
has one waiting occasion, a waiting day or a deduction, unless

    the special protection against many periods holds (SjLL 13 and 15 §§), or
    there were ten occasions in the twelve months before (SjLL 6 § third paragraph).

A relapse is no occasion, and neither is a period without deduction. The twelve months before 2020-03-15 begin on
2019-03-15. Waiting days before 2019 are counted as occasions; that reading is unverified.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from itertools import pairwise

from outcome_contracts.notices import Findings, Notice, UsageError
from outcome_contracts.parameters import Parameters
from outcome_contracts.period import first_day, month_of
from outcome_contracts.valuation.sick_pay.rules import SickPayRules, rules_on

MONTHS_OF_THE_CEILING = 12


class Protection(Enum):
    """Special protection by decision of Försäkringskassan (SjLL 13 §). Both kinds refund the employer (16 §)."""

    NONE = "none"
    MANY_PERIODS = "many_periods"
    LONG_PERIODS = "long_periods"

    @property
    def spares_the_deduction(self) -> bool:
        """SjLL 15 §: only the protection against many periods; against long ones, only 16 § applies (13 §)."""
        return self is Protection.MANY_PERIODS


class Waiting(Enum):
    """Whether a sick period has its waiting day or deduction, or why it has none."""

    TAKEN = "taken"
    CEILING = "ceiling"
    PROTECTED = "protected"


@dataclass(frozen=True, slots=True)
class Spell:
    """Unbroken sickness from the first to the last calendar day, days off included.

    Raises UsageError: OC-W018 for days that are not dates, OC-U001 for another protection, then OC-W036 for a last day
    before the first.
    """

    first: date
    last: date
    protection: Protection

    def __post_init__(self) -> None:
        findings = Findings()
        for field, day in (("first", self.first), ("last", self.last)):
            if type(day) is not date:  # a time of day is no day
                findings.add("OC-W018", field=field, expected="@a_date")
        if self.protection not in tuple(Protection):
            findings.add("OC-U001", name=str(self.protection)[:40], known=", ".join(map(str, Protection)))
        findings.refuse(UsageError)
        if self.last < self.first:
            findings.add("OC-W036", first=str(self.first), before=str(self.last))
        findings.refuse(UsageError)

    @property
    def length(self) -> int:
        """Its calendar days."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class SickPeriod:
    """Spells that belong together, the rules of the day on which the first began, and its waiting occasion."""

    spells: tuple[Spell, ...]
    rules: SickPayRules
    waiting: Waiting

    @property
    def began(self) -> date:
        """The first sick day."""
        return self.spells[0].first

    @property
    def length(self) -> int:
        """Its sick days."""
        return sum(spell.length for spell in self.spells)

    @property
    def paragraph(self) -> str:
        """Where the act, as it stood when the period began, says what becomes of the waiting occasion.

        Until 2018 the waiting day stood in 6 § first paragraph, item 1 (named so in 7 §, SFS 2004:1240).
        """
        old = bool(self.rules.waiting_days)
        return {
            Waiting.TAKEN: "SjLL 6 § 1 st. 1 (–2018)" if old else "SjLL 6 § 2 st.",
            Waiting.CEILING: "SjLL 6 § (–2018)" if old else "SjLL 6 § 3 st.",
            Waiting.PROTECTED: "SjLL 15 §",
        }[self.waiting]

    @property
    def employer_days(self) -> int:
        """How many of its sick days are in the sick-pay period."""
        return min(self.length, self.rules.period_days)

    def day_number(self, day: date) -> int | None:
        """Which sick day of the period a day is, from 1; None for a healthy day."""
        before = 0
        for spell in self.spells:
            if spell.first <= day <= spell.last:
                return before + (day - spell.first).days + 1
            before += spell.length
        return None

    def spell_of(self, number: int) -> Spell:
        """The spell in which a sick day of the period lies, by the day's number from 1.

        Raises UsageError (OC-W079) for a number that no day of the period has.
        """
        before = 0
        if type(number) is int and number > 0:
            for spell in self.spells:
                before += spell.length
                if number <= before:
                    return spell
        raise UsageError([Notice("OC-W079", facts=(("number", str(number)[:40]), ("length", self.length)))])


def sick_periods(spells: Sequence[Spell], parameters: Parameters) -> tuple[SickPeriod, ...]:
    """The sick periods of one abstract history, in the order of time.

    spells: in order, without a day in two of them; for the ceiling, with those of the twelve months before.
    Raises UsageError: OC-W036 for every spell that begins before the one before it has ended, OC-W011 for days
    without rules.
    """
    findings = Findings()
    for before, spell in pairwise(spells):
        if spell.first <= before.last:
            findings.add("OC-W036", first=str(spell.first), before=str(before.last))
    findings.refuse(UsageError)
    found: list[SickPeriod] = []
    for spell in spells:
        if found and (spell.first - found[-1].spells[-1].last).days <= found[-1].rules.relapse_days:
            period = found.pop()
            found.append(SickPeriod((*period.spells, spell), period.rules, period.waiting))
        else:
            rules = rules_on(spell.first, parameters)
            found.append(SickPeriod((spell,), rules, _waiting(spell, rules, found)))
    return tuple(found)


def _waiting(spell: Spell, rules: SickPayRules, earlier: Sequence[SickPeriod]) -> Waiting:
    """What becomes of the waiting occasion of a period that a spell begins."""
    if spell.protection.spares_the_deduction:
        return Waiting.PROTECTED
    since = _a_year_before(spell.first)
    taken = sum(period.waiting is Waiting.TAKEN and period.began >= since for period in earlier)
    return Waiting.TAKEN if taken < rules.occasions else Waiting.CEILING


def _a_year_before(day: date) -> date:
    """The same day twelve months earlier, or the last day of that month."""
    month = month_of(day) - MONTHS_OF_THE_CEILING
    last = first_day(month + 1) - timedelta(days=1)
    return min(first_day(month) + timedelta(days=day.day - 1), last)
