"""One series out of two HR systems: the old one until a day, the new one from it, and a test that the level held.

    level shift = (net days per person-day in the new) / (the same in the old) − 1      over the months that both cover

Both systems describe the same people in those months, so the shift is the system's. Without a whole month in both
nothing can be told; then both parties must have signed that they know it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np

from outcome_contracts.absence.days import EARLIEST, LATEST, day_number
from outcome_contracts.absence.measure import measure
from outcome_contracts.absence.vintages.changes import require_alike
from outcome_contracts.absence.vintages.held import Delivery, put_together
from outcome_contracts.absence.vintages.history import covered_period
from outcome_contracts.contract.measure_rules import MeasureRules
from outcome_contracts.decimals import exact, fixed_text
from outcome_contracts.notices import DataRejected, Findings, Notice
from outcome_contracts.panel import Panel, net_days
from outcome_contracts.period import Period

_PARTIES = 2


@dataclass(frozen=True, slots=True)
class Waiver:
    """Signed by at least two parties: the systems are joined without a month to compare them in."""

    signed: date
    parties: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether two different parties have signed."""
        return len(set(self.parties)) >= _PARTIES


@dataclass(frozen=True, slots=True, repr=False)
class Spliced:
    """The joined delivery and what the months in both systems tell.

    overlap: those months, None without any. level_shift: as above, None without overlap. notices: OC-D147, OC-D148,
    OC-D149, OC-D150.
    """

    delivery: Delivery
    overlap: Period | None
    level_shift: Fraction | None
    notices: tuple[Notice, ...]


def splice(
    old: Delivery,
    new: Delivery,
    rules: MeasureRules,
    *,
    day: date,
    tolerance: str | int | Decimal | Fraction,
    waiver: Waiver | None = None,
) -> Spliced:
    """The rows of the old system before `day` and of the new one from it, known from when both were.

    tolerance: the level shift, up or down, that needs no explanation, such as "1 %". waiver: only where the two
    have no whole month in common. A spell that goes on over the day is one.
    Raises DataRejected: no month in both and no waiver of two parties (OC-D146), days between the systems (OC-D135),
    vintages that differ in reasons or pay forms (OC-D140), and what `measure` raises.
    """
    limit = exact(tolerance, "tolerance")
    require_alike(old, new)
    overlap, findings = _overlap(old, new), Findings()
    cut = day_number(day)
    if (
        day_number(old.covers[1]) < cut - 1
        or cut < day_number(new.covers[0])
        or not old.covers[0] < day <= new.covers[1]
    ):
        findings.add("OC-D135", first=old.covers[1].isoformat(), last=new.covers[0].isoformat())
    if overlap is None and (waiver is None or not waiver.holds):
        findings.add("OC-D146", day=day.isoformat())
    findings.refuse(DataRejected)
    shift = None
    if overlap is not None:
        old_panel, new_panel = (measure(one.records(overlap=rules.overlap), rules, overlap) for one in (old, new))
        shift = _level_shift(old_panel, new_panel)
        facts = {"period": str(overlap), "shift": _signed(shift), "tolerance": f"{fixed_text(limit * 100, 2)}%"}
        if shift is None or abs(shift) > limit:
            findings.add("OC-D147", **facts)
        else:
            findings.add("OC-D148", day=day.isoformat(), **facts)
    elif waiver is not None:
        findings.add("OC-D149", day=day.isoformat(), parties=len(set(waiver.parties)), signed=waiver.signed.isoformat())
    parts = old.between(EARLIEST, cut - 1), new.between(cut, LATEST)
    _report_lost(findings, old, parts[1], cut)
    delivery = replace(
        new,
        spells=put_together([part.spells for part in parts]),
        employments=put_together([part.employments for part in parts]),
        covers=(old.covers[0], new.covers[1]),
        known=max(old.known, new.known),
        notices=tuple(dict.fromkeys((*old.notices, *new.notices, *findings))),
    )
    return Spliced(delivery, overlap, shift, tuple(findings))


def _overlap(old: Delivery, new: Delivery) -> Period | None:
    periods = covered_period(old), covered_period(new)
    if periods[0] is None or periods[1] is None:
        return None
    first, last = max(one.first for one in periods if one), min(one.last for one in periods if one)
    return Period(first, last) if first <= last else None


def _level_shift(old: Panel, new: Panel) -> Fraction | None:
    """The shift, exact; None where the old level is 0 or one of the systems has nobody."""
    before, after = (Fraction(net_days(panel), int(panel.person_days.sum()) or 1) for panel in (old, new))
    return after / before - 1 if before and new.person_days.any() else None


def _signed(shift: Fraction | None) -> str:
    return "@an_unknown_shift" if shift is None else f"{'+' * (shift >= 0)}{fixed_text(shift * 100, 2)}%"


def _report_lost(findings: Findings, old: Delivery, new: Delivery, cut: int) -> None:
    """Find employments that the old system has on both sides of the day and the new one does not have on it."""
    table, later = old.employments, new.employments
    over = np.unique(table.employment[(table.first_day < cut) & (table.last_day >= cut)])
    there = np.isin(over, later.employment[(later.first_day <= cut) & (later.last_day >= cut)])
    lost = int(np.count_nonzero(~there))
    if lost:
        day = str(np.datetime64(cut, "D"))
        findings.add("OC-D150", day=day, count=lost, total=len(over))
