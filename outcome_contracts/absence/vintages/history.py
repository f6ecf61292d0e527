"""Vintages: every delivery that came, in the order in which it became known.

Data have two times: the day that a row is about, and the day on which one knew it. What was known on a day is,
for every day of absence, what the latest delivery until then says that covers this day; outside all of them, what
the nearest says.

    as_known(t)  =  Σ over days d of the rows of  max { delivery : known ≤ t, covers ∋ d }  on d

Nothing is ever edited: a correction is a new vintage, and what was known before stays as it was. The caller
keeps the deliveries where they are safe; there is no database here. A delivery that came before is recognised
by its digest and has no effect.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal

import numpy as np

from outcome_contracts.absence.days import EARLIEST, LATEST, day_number
from outcome_contracts.absence.vintages.held import Delivery, put_together
from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError
from outcome_contracts.period import Period, whole_months

Origin = Literal["delivered", "reinstated", "rectified"]


@dataclass(frozen=True, slots=True)
class Vintage:
    """One delivery and how it came. received: the digest under which it arrived, whatever was erased since."""

    delivery: Delivery
    received: str
    origin: Origin = "delivered"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What was erased or purged on a day: how many persons and rows, of how many vintages, and nobody's name.

    finals: digests of the panels that were measured anew from the rows before these went, and stand from then on.
    """

    day: date
    cause: Literal["erased", "purged"]
    persons: int
    rows: int
    vintages: int
    finals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Restriction:
    """A person whose data may be kept and not used: from `since`, and before `until`, where it has been lifted."""

    person: str
    since: date
    until: date | None = None

    def on(self, day: date) -> bool:
        """Whether it holds for what is known on a day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True, repr=False)
class Vintages:
    """All deliveries, sorted by the day on which they became known; each day once.

    tombstones: what is no longer here. purged_before: the day before which rows are no longer whole.
    Raises UsageError (OC-D132) for days that do not ascend.
    """

    entries: tuple[Vintage, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()
    purged_before: date | None = None

    def __post_init__(self) -> None:
        findings = Findings()
        for earlier, later in pairwise(entry.delivery.known for entry in self.entries):
            if later <= earlier:
                findings.add("OC-D132", known=later.isoformat(), last=earlier.isoformat())
        findings.refuse(UsageError)

    def __len__(self) -> int:
        return len(self.entries)

    def __repr__(self) -> str:
        counts = f"{len(self.restrictions)} restrictions, {len(self.tombstones)} tombstones"
        return f"Vintages({len(self)} deliveries, {counts})"

    @property
    def digests(self) -> tuple[str, ...]:
        """Under which digest each delivery arrived, in order."""
        return tuple(entry.received for entry in self.entries)


@dataclass(frozen=True, slots=True, repr=False)
class Appended:
    """The vintages after a delivery came, and what there is to say of it."""

    vintages: Vintages
    notices: tuple[Notice, ...] = ()


def append(vintages: Vintages, delivery: Delivery) -> Appended:
    """The vintages with one more delivery; unchanged if it came before.

    Notices: the latest delivery came again (OC-D130); an older one did, after others (OC-D131, a hold, since a
    mistaken file and a return to the old figures look alike; `reinstate` is for the second).
    Raises UsageError (OC-D132) for a delivery that became known no later than the latest.
    """
    digest = delivery.digest
    if digest not in vintages.digests:
        return Appended(replace(vintages, entries=(*vintages.entries, Vintage(delivery, digest))))
    place = len(vintages) - 1 - vintages.digests[::-1].index(digest)
    known = vintages.entries[place].delivery.known.isoformat()
    later = len(vintages) - 1 - place
    findings = Findings()
    if later:
        findings.add("OC-D131", known=known, count=later)
    else:
        findings.add("OC-D130", known=known)
    return Appended(vintages, tuple(findings))


def reinstate(vintages: Vintages, digest: str, *, known: date) -> Vintages:
    """The vintages with an old delivery in force anew from the day `known`.

    Raises UsageError (OC-D133) for a digest that did not arrive, and OC-D132 as `append` does.
    """
    if digest not in vintages.digests:
        raise UsageError([Notice("OC-D133", facts=(("count", len(vintages)),))])
    old = vintages.entries[vintages.digests.index(digest)].delivery
    entry = Vintage(replace(old, known=known), digest, "reinstated")
    return replace(vintages, entries=(*vintages.entries, entry))


def as_known(vintages: Vintages, day: date) -> Delivery:
    """What was known at the end of a day, without the persons whose data were restricted on that day.

    The notices say how many are left out (OC-D163) and whether rows have been erased since (OC-D164).
    Raises DataRejected: nothing was known yet, or nothing of it is kept (OC-D134), or days in between that no delivery
    covers (OC-D135).
    """
    whole = all_known(vintages, day)
    persons = [one.person for one in vintages.restrictions if one.on(day)]
    kept = whole.without(persons) if persons else whole
    findings = Findings()
    rows = len(whole.spells) + len(whole.employments) - len(kept.spells) - len(kept.employments)
    if rows:
        held = np.union1d(whole.spells.person, whole.employments.person)
        findings.add("OC-D163", count=int(np.isin(np.unique(persons), held).sum()), rows=rows)
    for stone in vintages.tombstones:
        if stone.cause == "erased" and day <= stone.day:
            findings.add("OC-D164", day=stone.day.isoformat(), persons=stone.persons, rows=stone.rows)
    return replace(kept, notices=(*kept.notices, *findings))


def all_known(vintages: Vintages, day: date) -> Delivery:
    """The same with everybody: for keeping and correcting, not for measuring."""
    known = [entry.delivery for entry in vintages.entries if entry.delivery.known <= day]
    border, last = vintages.purged_before, max((one.covers[1] for one in known), default=None)
    if last is None or (border is not None and last < border):
        raise DataRejected([Notice("OC-D134", facts=(("day", day.isoformat()),))])
    whole = _joined(known)
    if border is None or whole.covers[0] >= border:
        return whole
    return replace(whole, covers=(border, whole.covers[1]))


def covered_period(delivery: Delivery) -> Period | None:
    """The whole months that a delivery covers; None where it covers none."""
    return whole_months(*delivery.covers)


def _joined(known: list[Delivery]) -> Delivery:
    """For each day the latest delivery that covers it, rows cut where the owner changes and joined again."""
    borders = sorted({day_number(one.covers[0]) for one in known} | {day_number(one.covers[1]) + 1 for one in known})
    findings, spans = Findings(), list[tuple[int, int, Delivery]]()
    for first, following in pairwise(borders):
        owner = next((one for one in reversed(known) if _covers(one, first, following - 1)), None)
        if owner is None:
            findings.add("OC-D135", first=_day(first), last=_day(following - 1))
        elif spans and spans[-1][2] is owner:
            spans[-1] = (spans[-1][0], following - 1, owner)
        else:
            spans.append((first, following - 1, owner))
    counted = {one.counted for _, _, one in spans}
    pay_forms = {one.employments.monthly is None for _, _, one in spans}
    if len(counted) > 1 or len(pay_forms) > 1:
        findings.add("OC-D140")
    findings.refuse(DataRejected)
    if len(spans) == 1:
        return spans[0][2]
    spans[0] = (EARLIEST, *spans[0][1:])
    spans[-1] = (spans[-1][0], LATEST, spans[-1][2])
    parts = [owner.between(first, last) for first, last, owner in spans]
    return Delivery(
        put_together([part.spells for part in parts]),
        put_together([part.employments for part in parts]),
        (min(one.covers[0] for one in known), max(one.covers[1] for one in known)),
        known[-1].known,
        parts[0].counted,
        tuple(dict.fromkeys(notice for part in parts for notice in part.notices)),
    )


def _covers(delivery: Delivery, first: int, last: int) -> bool:
    return day_number(delivery.covers[0]) <= first and last <= day_number(delivery.covers[1])


def _day(number: int) -> str:
    return str(np.datetime64(number, "D"))
