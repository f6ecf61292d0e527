"""Which spell of the new vintage is which of the old, and what became of it; the causes stand in `changes`.

Spells are paired within an employment, in three passes over what is left of both: same first day, same last day,
some day in common. Where several could be, the earliest is; the rest is new or withdrawn. The pairs depend on
the rows only, never on their order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.days import Flags, day_number
from outcome_contracts.absence.vintages.held import (
    Delivery,
    Held,
    HeldEmployments,
    HeldSpells,
    codes_of,
    lifted,
    put_together,
    taken,
)

Places = NDArray[np.int64]

CAUSES = (
    "new",
    "withdrawn",
    "recoded",
    "extent_changed",
    "ended",
    "extended",
    "shortened",
    "moved_unit",
    "employment_changed",
    "knock_on",
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Matched:
    """The cause of each spell, as a place in CAUSES, old and new; and the pairs, row of the old and of the new."""

    old: Places
    new: Places
    pairs_old: Places
    pairs_new: Places


def match(old: Delivery, new: Delivery) -> Matched:
    """Pair the spells of two deliveries and say what became of each."""
    old_job, new_job = codes_of(old.spells.employment, new.spells.employment)
    left_old, left_new = _in_order(old.spells, old_job), _in_order(new.spells, new_job)
    pairs = list[tuple[Places, Places]]()
    for days_old, days_new in (
        (old.spells.first_day, new.spells.first_day),
        (old.spells.last_day, new.spells.last_day),
    ):
        at_old, at_new = _same(lifted(old_job, days_old)[left_old], lifted(new_job, days_new)[left_new])
        pairs.append((left_old[at_old], left_new[at_new]))
        left_old, left_new = np.delete(left_old, at_old), np.delete(left_new, at_new)
    at_old, at_new = _sharing(old.spells, old_job, left_old, new.spells, new_job, left_new)
    pairs.append((left_old[at_old], left_new[at_new]))
    paired_old, paired_new = (np.concatenate([pair[side] for pair in pairs]) for side in (0, 1))
    cause_old = np.full(len(old.spells), CAUSES.index("withdrawn"), dtype=np.int64)
    cause_new = np.full(len(new.spells), CAUSES.index("new"), dtype=np.int64)
    cause = _causes(old, new, paired_old, paired_new)
    cause_old[paired_old], cause_new[paired_new] = cause, cause
    return Matched(cause_old, cause_new, paired_old, paired_new)


def changed_persons(old: Delivery, new: Delivery) -> NDArray[np.str_]:
    """The persons of whom any row differs, sorted; rows that only follow on one another are one."""
    return np.union1d(_without_twin(old.spells, new.spells), _without_twin(old.employments, new.employments))


def _without_twin(old: Held, new: Held) -> NDArray[np.str_]:
    """The persons of rows that stand in one of two tables only."""
    tables = put_together([old]), put_together([new])
    names = [name for name in type(old).__slots__ if getattr(old, name) is not None]
    columns = [np.concatenate(codes_of(*(getattr(table, name) for table in tables))) for name in names]
    order = np.lexsort(columns)
    twin = np.ones(max(len(order) - 1, 0), dtype=np.bool_)
    for column in columns:
        twin &= np.diff(column[order]) == 0
    alone = np.ones(len(order), dtype=np.bool_)
    alone[1:] &= ~twin
    alone[:-1] &= ~twin
    return np.unique(np.concatenate([table.person for table in tables])[order[alone]])


def _in_order(spells: HeldSpells, job: Places) -> Places:
    """Rows by employment and first day, ties by all that is said of them: the order of delivery is not seen."""
    reason = np.unique(spells.reason, return_inverse=True)[1]
    return np.lexsort((reason, spells.extent, spells.last_day, spells.first_day, job))


def _same(old: Places, new: Places) -> tuple[Places, Places]:
    """Places of equal keys, each used once: the k-th of a key with the k-th of the same."""
    return _common(_counted(old), _counted(new))


def _counted(keys: Places) -> Places:
    """The keys with how many equal ones came before, as one number."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    opens = np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1)) if len(keys) else np.zeros(0, dtype=np.int64)
    number = np.arange(len(keys)) - np.repeat(opens, np.diff(np.append(opens, len(keys))))
    out = np.empty(len(keys), dtype=np.int64)
    out[order] = (ordered << 10) + np.minimum(number, 1023)
    return out


def _common(old: Places, new: Places) -> tuple[Places, Places]:
    _, at_old, at_new = np.intersect1d(old, new, return_indices=True)
    return at_old.astype(np.int64), at_new.astype(np.int64)


def _sharing(
    old: HeldSpells, old_job: Places, left_old: Places, new: HeldSpells, new_job: Places, left_new: Places
) -> tuple[Places, Places]:
    """Places of spells that share a day, each used once; both in order of employment and first day."""
    if not len(left_old) or not len(left_new):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    ends = np.maximum.accumulate(lifted(old_job, old.last_day)[left_old])
    begins = lifted(old_job, old.first_day)[left_old]
    at = np.searchsorted(ends, lifted(new_job, new.first_day)[left_new])
    inside = at < len(left_old)
    inside[inside] &= begins[at[inside]] <= lifted(new_job, new.last_day)[left_new][inside]
    used, first = np.unique(at[inside], return_index=True)
    return used.astype(np.int64), np.flatnonzero(inside)[first].astype(np.int64)


def _causes(old: Delivery, new: Delivery, rows_old: Places, rows_new: Places) -> Places:
    """The cause of each pair, the first that holds."""
    was, now = taken(old.spells, rows_old), taken(new.spells, rows_new)
    days_old, days_new = was.last_day - was.first_day, now.last_day - now.first_day
    end_old, end_new = (day_number(one.covers[1]) for one in (old, new))
    unit, employment = _standing(old, new, was, now)
    holds: dict[str, Flags] = {
        "recoded": was.reason != now.reason,
        "extent_changed": was.extent != now.extent,
        "ended": (was.last_day >= end_old) & (now.last_day < end_new) & (now.last_day != was.last_day),
        "extended": days_new > days_old,
        "shortened": (days_new < days_old) | (was.first_day != now.first_day),
        "moved_unit": unit,
        "employment_changed": employment,
    }
    names = list(holds)
    return np.select(list(holds.values()), [CAUSES.index(name) for name in names], CAUSES.index("knock_on"))


def _standing(old: Delivery, new: Delivery, was: HeldSpells, now: HeldSpells) -> tuple[Flags, Flags]:
    """Whether the unit, and whether extent or pay form of the employment differ on the first or the last day."""
    unit = np.zeros(len(was), dtype=np.bool_)
    employment = np.zeros(len(was), dtype=np.bool_)
    for day in ("first_day", "last_day"):
        before, after = (_stretches_on(one.employments, spells, day) for one, spells in ((old, was), (new, now)))
        unit |= before.unit != after.unit
        employment |= before.extent != after.extent
        if before.monthly is not None and after.monthly is not None:
            employment |= before.monthly != after.monthly
    return unit, employment


def _stretches_on(employments: HeldEmployments, spells: HeldSpells, day: str) -> HeldEmployments:
    """The stretch in force on a day of each spell; that before it where none is (reasons that are not measured)."""
    stretch_job, spell_job = codes_of(employments.employment, spells.employment)
    order = np.lexsort((employments.first_day, stretch_job))
    keys = lifted(stretch_job, employments.first_day)[order]
    at = np.searchsorted(keys, lifted(spell_job, getattr(spells, day)), side="right") - 1
    return taken(employments, order[np.maximum(at, 0)])
