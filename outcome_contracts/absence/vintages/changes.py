"""What differs between two vintages, by cause, in net days and money.

A spell of the old delivery and one of the new are the same if they begin on the same day in the same employment,
else if they end on the same day, else if they share days. Each change has one cause, the first that holds:

    recoded             another reason
    extent_changed      another share of the working time
    ended               was still running at the end of what the old one covers, and has an end now
    extended            has more days                       shortened    has fewer, or other ones
    moved_unit          stands at another unit              employment_changed   other extent or pay form of the job
    new, withdrawn      without a counterpart               knock_on     as it was, but other days of it count now,
                                                                         since the sick period around it changed

The net days of a cause are those of the kernel: both deliveries are measured by the contract's rules with the causes
in place of the units, so the causes add up to the change of the panel's total, to the last step. Causes behind which
stand ten persons or fewer are put together, with more of them until no small group is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.days import Flags, day_number
from outcome_contracts.absence.measure import measure, measure_batch
from outcome_contracts.absence.vintages.held import (
    Delivery,
    HeldSpells,
    codes_of,
    lifted,
    put_together,
    taken,
)
from outcome_contracts.absence.vintages.matching import CAUSES, Matched, changed_persons, match
from outcome_contracts.contract.measure_rules import MeasureRules
from outcome_contracts.decimals import exact, exact_text
from outcome_contracts.notices import DataRejected, Findings, Notice
from outcome_contracts.panel import NET_DAY_STEPS, SMALLEST_GROUP_SHOWN
from outcome_contracts.period import Period

Figures = NDArray[np.int64]

OTHER = "several_causes"
_PERSONS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Change:
    """What one cause changed.

    spells, persons: how many it concerns. before, after: their net days in either vintage, in steps of 1/10^8 day.
    amount: (after − before) × value of a net day, SEK, exact.
    """

    cause: str
    spells: int
    persons: int
    before: int
    after: int
    amount: Fraction

    @property
    def net_days(self) -> Fraction:
        """after − before, in days, exact."""
        return Fraction(self.after - self.before, NET_DAY_STEPS)


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs, over the months of `period`; no line where nothing does, or where only a small group differs.

    between: digests of the old and the new. notices: causes put together (OC-D139), a group too small (OC-D141).
    """

    between: tuple[str, str]
    period: Period
    lines: tuple[Change, ...]
    notices: tuple[Notice, ...] = ()

    @property
    def net_days(self) -> Fraction:
        """The change of the total of what is shown, in days."""
        return sum((line.net_days for line in self.lines), Fraction(0))

    @property
    def amount(self) -> Fraction:
        """The same in SEK, exact."""
        return sum((line.amount for line in self.lines), Fraction(0))

    def to_dict(self) -> dict[str, object]:
        """The changes as plain data for canonical JSON."""
        lines = [
            {
                "cause": line.cause,
                "spells": line.spells,
                "persons": line.persons,
                "net_days": exact_text(line.net_days),
                "amount": exact_text(line.amount),
            }
            for line in self.lines
        ]
        return {"between": list(self.between), "period": str(self.period), "lines": lines}


def diff(
    old: Delivery, new: Delivery, rules: MeasureRules, period: Period, *, value_per_day: str | int | Decimal | Fraction
) -> Changes:
    """What differs between two vintages in the months of a period, by cause.

    value_per_day: SEK per net day.
    Raises DataRejected: what `measure` raises for either delivery, and one has reasons or pay forms and the other not
    (OC-D140).
    """
    price = exact(value_per_day, "value_per_day")
    require_alike(old, new)
    for delivery in (old, new):
        measure(
            delivery.records(overlap=rules.overlap), rules, period
        )  # for its refusals: whether the months are complete
    persons = changed_persons(old, new)
    parts = [persons[start : start + _PERSONS_AT_ONCE] for start in range(0, len(persons), _PERSONS_AT_ONCE)]
    figures = [_of_persons(old.only(part), new.only(part), part, rules, period) for part in parts]
    lines, notices = _shown(figures, period, price)
    return Changes((old.digest, new.digest), period, lines, notices)


def require_alike(*deliveries: Delivery) -> None:
    """Raise DataRejected (OC-D140) unless all have reasons, counted alike, and pay forms, or none has."""
    counted = {delivery.counted for delivery in deliveries}
    if len(counted) > 1 or len({delivery.employments.monthly is None for delivery in deliveries}) > 1:
        raise DataRejected([Notice("OC-D140")])


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Figures:
    """Net days of each person (row) and cause (column) in either vintage, and spells by the same, shape (p, causes)."""

    before: Figures
    after: Figures
    spells: Figures


def _of_persons(
    old: Delivery, new: Delivery, persons: NDArray[np.str_], rules: MeasureRules, period: Period
) -> _Figures:
    """The figures of some persons, all of whose rows are given."""
    old = replace(old, spells=put_together([old.spells]), employments=put_together([old.employments]))
    new = replace(new, spells=put_together([new.spells]), employments=put_together([new.employments]))
    matched = match(old, new)
    before = _net_days(old, matched.old, persons, rules, period)
    after = _net_days(new, matched.new, persons, rules, period)
    return _Figures(before, after, _spells(old, new, matched, persons, period))


def _net_days(
    delivery: Delivery, causes: NDArray[np.int64], persons: NDArray[np.str_], rules: MeasureRules, period: Period
) -> Figures:
    """Net days by person and cause, measured with both in place of the unit."""
    shape = (len(persons), len(CAUSES))
    if not len(delivery.employments):
        return np.zeros(shape, dtype=np.int64)
    named = _at_causes(delivery, causes, persons)
    names = tuple(map(str, range(shape[0] * shape[1])))
    panel = measure_batch(named.records(names, overlap=rules.overlap), rules, period)
    net: Figures = panel.net_days.sum(axis=1).reshape(shape)
    return net


def _at_causes(delivery: Delivery, causes: NDArray[np.int64], persons: NDArray[np.str_]) -> Delivery:
    """The same delivery with every stretch cut where spells begin and end, and person and cause as its unit."""
    table, spells = delivery.employments, delivery.spells
    if delivery.counted is not None:
        counts = np.isin(spells.reason, sorted(delivery.counted))
        spells, causes = taken(spells, counts), causes[counts]
    stretch_job, spell_job = codes_of(table.employment, spells.employment)
    order = np.lexsort((table.first_day, stretch_job))
    table, stretch_job = taken(table, order), stretch_job[order]
    order = np.lexsort((spells.last_day, spells.first_day, spell_job))
    spells, spell_job, causes = taken(spells, order), spell_job[order], causes[order]
    starts, ends = lifted(stretch_job, table.first_day), lifted(stretch_job, table.last_day)
    begins, stops = lifted(spell_job, spells.first_day), lifted(spell_job, spells.last_day)
    cuts = np.concatenate((begins, stops + 1))
    around = np.searchsorted(starts, cuts, side="right") - 1
    cuts = cuts[(around >= 0) & (cuts <= ends[around])]
    keys = np.unique(np.concatenate((starts, cuts)))
    source = np.searchsorted(starts, keys, side="right") - 1
    first = (table.first_day[source] + (keys - starts[source])).astype(np.int32)
    same = np.append(source[1:] == source[:-1], False)
    last = np.where(same, np.append(first[1:], 0) - 1, table.last_day[source]).astype(np.int32)
    cause = np.full(len(keys), CAUSES.index("knock_on"), dtype=np.int64)
    spell = np.searchsorted(begins, keys, side="right") - 1
    if len(begins):
        inside = (spell >= 0) & (keys <= stops[spell])
        cause[inside] = causes[spell[inside]]
    unit = (np.searchsorted(persons, table.person[source]) * len(CAUSES) + cause).astype(np.str_)
    return replace(delivery, employments=replace(taken(table, source), unit=unit, first_day=first, last_day=last))


def _spells(old: Delivery, new: Delivery, matched: Matched, persons: NDArray[np.str_], period: Period) -> Figures:
    """Changed spells that touch the period in either vintage, by person and cause."""
    counts = np.zeros((len(persons), len(CAUSES)), dtype=np.int64)
    inside_old, inside_new = (_touches(table.spells, period) for table in (old, new))
    inside_old[matched.pairs_old] |= inside_new[matched.pairs_new]
    single_new = inside_new.copy()
    single_new[matched.pairs_new] = False
    for spells, causes, kept in ((old.spells, matched.old, inside_old), (new.spells, matched.new, single_new)):
        kept = kept & (causes != CAUSES.index("knock_on"))
        np.add.at(counts, (np.searchsorted(persons, spells.person[kept]), causes[kept]), 1)
    return counts


def _touches(spells: HeldSpells, period: Period) -> Flags:
    first, last = day_number(period.first_day), day_number(period.last_day)
    inside: Flags = (spells.first_day <= last) & (spells.last_day >= first)
    return inside


def _shown(
    figures: Sequence[_Figures], period: Period, price: Fraction
) -> tuple[tuple[Change, ...], tuple[Notice, ...]]:
    """The lines that may be shown: no cause with a small group, nor what is left when the others are taken away."""
    if not figures:
        return (), ()
    before, after, spells = (
        np.concatenate([getattr(part, name) for part in figures]) for name in ("before", "after", "spells")
    )
    concerned = (before != after) | (spells > 0)
    groups = {cause: [place] for place, cause in enumerate(CAUSES) if concerned[:, place].any()}
    pooled = list[int]()
    while groups:
        sizes = {cause: _group(before, after, concerned, places) for cause, places in groups.items()}
        cause, size = min(sizes.items(), key=lambda item: item[1])
        if size >= SMALLEST_GROUP_SHOWN and (
            not pooled or _group(before, after, concerned, pooled) >= SMALLEST_GROUP_SHOWN
        ):
            break
        pooled += groups.pop(cause)
    findings = Findings()
    if pooled and _group(before, after, concerned, pooled) < SMALLEST_GROUP_SHOWN:
        findings.add("OC-D141", period=str(period), needed=SMALLEST_GROUP_SHOWN)
        return (), tuple(findings)
    if pooled:
        findings.add("OC-D139", count=len(pooled), needed=SMALLEST_GROUP_SHOWN)
        groups[OTHER] = pooled
    lines = tuple(_line(cause, places, (before, after, spells), concerned, price) for cause, places in groups.items())
    return lines, tuple(findings)


def _group(before: Figures, after: Figures, concerned: Flags, places: list[int]) -> int:
    """Persons behind these causes: those whose net days change, where any do, else all that are concerned."""
    moved = int((before[:, places].sum(axis=1) != after[:, places].sum(axis=1)).sum())
    return moved or int(concerned[:, places].any(axis=1).sum())


def _line(
    cause: str, places: list[int], figures: tuple[Figures, Figures, Figures], concerned: Flags, price: Fraction
) -> Change:
    before, after, spells = (int(figure[:, places].sum()) for figure in figures)
    persons = int(concerned[:, places].any(axis=1).sum())
    return Change(cause, spells, persons, before, after, Fraction(after - before, NET_DAY_STEPS) * price)
