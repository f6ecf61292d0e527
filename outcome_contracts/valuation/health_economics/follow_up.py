"""A follow-up after the end: a measurement that nobody is paid for, at a date that is often nobody's job any more.

    due = the last day of the measure + so many months        (31 December + 6 months = 30 June)

It has no amount and stands in no flow of a contract: what it finds is an effect, not a payment. KUPO's application
(2016) follows short-term absence up six months after the measure, five months after its funding has ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from outcome_contracts.notices import Findings, Language, Notice, UsageError
from outcome_contracts.period import term_end
from outcome_contracts.valuation.health_economics.model import AvoidedDays
from outcome_contracts.valuation.health_economics.quantities import refuse_uncounted

_MOST_MONTHS, _LAST_YEAR = 1200, 2999

_SENTENCES: dict[Language, dict[str, str]] = {
    "en": {
        "inside": "The follow-up is due on {due}, before the funding ends on {funded_until}.",
        "after": "The follow-up is due on {due}, {days} days after the funding ends on {funded_until}.",
        "open": "It pays nothing; its result is not known yet.",
        "known": "It pays nothing; its result is known.",
    },
    "sv": {
        "inside": "Uppföljningen ska göras {due}, innan finansieringen upphör {funded_until}.",
        "after": "Uppföljningen ska göras {due}, {days} dagar efter att finansieringen upphör {funded_until}.",
        "open": "Den ger ingen ersättning; resultatet är ännu inte känt.",
        "known": "Den ger ingen ersättning; resultatet är känt.",
    },
}


@dataclass(frozen=True, slots=True)
class FollowUp:
    """due: the day that it is about. funded_until: the last funded day. found: its result, None until there is one."""

    due: date
    funded_until: date
    found: AvoidedDays | None
    notices: tuple[Notice, ...]

    @property
    def days_after_funding(self) -> int:
        """Days from the last funded day to the follow-up; 0 or less where it is funded."""
        return (self.due - self.funded_until).days

    def text(self, lang: Language) -> str:
        """When it is due, whether anybody is funded then, and that it pays nothing."""
        words, days = _SENTENCES[lang], self.days_after_funding
        when = words["after" if days > 0 else "inside"].format(
            due=self.due.isoformat(), funded_until=self.funded_until.isoformat(), days=days
        )
        return f"{when} {words['open' if self.found is None else 'known']}"


def follow_up(*, measure_ended: date, months: int, funded_until: date, found: AvoidedDays | None) -> FollowUp:
    """The follow-up of a measure whose last day was `measure_ended`, so many months later.

    found: what it has found, None where it has not been made. Notes (OC-W099) that it falls after the funded time.
    Raises UsageError: OC-U005, OC-U006, OC-W002 for months that are not 1 – 1200.
    """
    findings, notes = Findings(), Findings()
    refuse_uncounted({"months": months}, findings)
    findings.refuse(UsageError)
    if not 1 <= months <= _MOST_MONTHS:
        findings.add("OC-W002", argument="months", allowed=f"1 – {_MOST_MONTHS}")
    if measure_ended.year > _LAST_YEAR:
        findings.add("OC-W002", argument="measure_ended", allowed=f"≤ {_LAST_YEAR}-12-31")
    findings.refuse(UsageError)
    due = term_end(measure_ended + timedelta(days=1), months)
    if due > funded_until:
        notes.add(
            "OC-W099",
            due=due.isoformat(),
            funded_until=funded_until.isoformat(),
            days=(due - funded_until).days,
        )
    return FollowUp(due, funded_until, found, notes.refuse(UsageError))
