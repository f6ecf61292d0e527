"""Presenteeism: what is lost on days at work while ill. A line of its own, and nothing in this library adds it.

    lost = days · q · full day

q is the share of production lost on such a day, most often from a survey. These are other days than those of absence,
counted by asking people, and a project that makes people stay at home when ill moves days from here to there; so the
result is no `DayValue`, and whoever shows it shows it beside the value of absence, under this name.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.valuation.arguments import NOT_NEGATIVE, POSITIVE, SHARE, Exact, read_number
from outcome_contracts.valuation.day_value import Basis, Component, require_source


@dataclass(frozen=True, slots=True)
class PresenteeismLine:
    """SEK lost on days at work while ill, with what it is made of. basis: always societal."""

    days: Fraction
    per_day: Fraction
    source: str
    components: tuple[Component, ...]
    basis: Basis = Basis.SOCIETAL

    @property
    def amount(self) -> Fraction:
        """SEK: days · value per day."""
        return self.days * self.per_day


def presenteeism(*, days: Exact, lost_share: Exact, full_day: Exact, source: str) -> PresenteeismLine:
    """What is lost on so many days at work while ill.

    days: at work while ill. lost_share: q, 0 to 1. full_day: SEK. source: the survey. Raises UsageError with every
    finding: OC-U005, OC-U006, OC-W002, OC-W003.
    """
    findings = Findings()
    count = read_number(days, "days", NOT_NEGATIVE, findings)
    share = read_number(lost_share, "lost_share", SHARE, findings)
    day = read_number(full_day, "full_day", POSITIVE, findings)
    require_source(source, findings)
    findings.refuse(UsageError)
    return PresenteeismLine(count, share * day, source, (Component("lost_share", share), Component("full_day", day)))
