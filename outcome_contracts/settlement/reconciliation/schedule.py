"""The schedule of a contract, read as documents write it: impossible days, phases that overlap, what lies outside.

A day that its month does not have (31 September) is reported, and for comparing phases taken as the month's last; a
month that no year has is reported and not compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from outcome_contracts.contract.stated import is_day
from outcome_contracts.notices import Notice

if TYPE_CHECKING:
    from outcome_contracts.contract.stated import Phase

Days = tuple[date, date]


class ScheduleFinding(NamedTuple):
    """days: how many days it is about; None where a date is none. written: the dates that it is about."""

    phase: Phase
    notice: Notice
    written: tuple[str, ...]
    days: int | None


def schedule_findings(schedule: tuple[Phase, ...]) -> Iterator[ScheduleFinding]:
    """What does not hold together, phase by phase (OC-F003 to OC-F006)."""
    days = {phase.id: found for phase in schedule if (found := phase.days()) is not None}
    for phase in schedule:
        for field, text in phase.written():
            if not is_day(text):
                yield _found(phase, "OC-F003", None, field, written=text)
        if phase.id in days:
            yield from _compared(phase, days)


def _compared(phase: Phase, days: Mapping[str, Days]) -> Iterator[ScheduleFinding]:
    """A phase against itself, the one it follows, and the one it must lie within."""
    first, last = days[phase.id]
    if last < first:
        yield _found(phase, "OC-F006", (first - last).days, "end", start=str(first), end=str(last))
        return
    if (before := days.get(phase.after or "")) is not None and first <= before[1]:
        shared = min(last, before[1])
        facts = {"other": phase.after or "", "first": str(first), "last": str(shared)}
        yield _found(phase, "OC-F004", (shared - first).days + 1, "after", **facts)
    if (around := days.get(phase.within or "")) is not None:
        beyond = max((around[0] - first).days, 0) + max((last - around[1]).days, 0)
        span = str(first) if first == last else f"{first}–{last}"
        facts = {"other": phase.within or "", "span": span, "start": str(around[0]), "end": str(around[1])}
        if beyond:
            yield _found(phase, "OC-F005", beyond, "within", **facts)


def _found(phase: Phase, code: str, count: int | None, field: str, **facts: str) -> ScheduleFinding:
    counted = () if count is None else (("days", count),)
    notice = Notice(code, f"schedule.{phase.id}.{field}", (("name", phase.id), *counted, *facts.items()))
    dates = phase.written()
    return ScheduleFinding(
        phase, notice, tuple(text for name, text in dates if count is not None or name == field), count
    )
