"""Absence spells: one uniform number each, put through the cumulative hazard of all employments and months.

    hazard(employment, month) = days employed in the month × frailty × level of the unit × level of the month

The number of spells is Poisson (its normal approximation); where a number falls on the cumulative hazard says
which employment begins a spell, and on which day. A spell that would begin before an earlier one of the same
employment has been over for a day is dropped. Frailty is gamma with shape 1.4 and mean 1, so that few people
have many spells. Nobody is ill on the day before the data begin. The project prevents spells at random
(thinning), so the world without it is known spell by spell: it is all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.days import month_starts, months_of
from outcome_contracts.absence.synthetic.levels import LEVEL_STEPS
from outcome_contracts.absence.synthetic.scenario import KnownEffect, Sector
from outcome_contracts.absence.synthetic.streams import Integers, Stream
from outcome_contracts.absence.synthetic.workforce import Workforce
from outcome_contracts.period import Period

# Means of fifty equally probable parts of the gamma distribution with shape 1.4 and mean 1, in thousandths.
FRAILTY = (
    30, 71, 104, 135, 164, 192, 220, 248, 275, 302, 330, 357, 385, 413, 441, 470, 499, 529, 559, 590,
    622, 654, 687, 721, 757, 793, 830, 869, 910, 952, 995, 1041, 1089, 1140, 1193, 1249, 1310, 1374,
    1444, 1519, 1601, 1692, 1794, 1910, 2044, 2205, 2405, 2671, 3078, 4137,
)  # fmt: skip
_FACTOR_STEPS = 1_000
_YEAR_DAYS = 365.25
_LONGEST_SPELL = 1_000
_MORE_DAYS_THAN_ANY_DATE = 10_000_000


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class SyntheticSpells:
    """Absence in the world without the project, sorted by employment and first day: columns of length n.

    person, employment: numbers of the workforce. first, last: days since 1970-01-01, inclusive.
    extent: in hundredths. month: index of the month in which the spell begins. prevented: by the project.
    """

    person: Integers
    employment: Integers
    first: Integers
    last: Integers
    extent: Integers
    month: Integers
    prevented: NDArray[np.bool_]

    def __repr__(self) -> str:
        return f"SyntheticSpells({len(self.first)} spells, {int(self.prevented.sum())} of them prevented)"

    def select(self, rows: NDArray[np.bool_] | Integers) -> SyntheticSpells:
        """The chosen rows, in the order chosen."""
        return SyntheticSpells(
            self.person[rows], self.employment[rows], self.first[rows], self.last[rows],
            self.extent[rows], self.month[rows], self.prevented[rows],
        )  # fmt: skip


def fall_ill(
    sector: Sector,
    workforce: Workforce,
    months: Period,
    levels: Integers,
    *,
    effect: KnownEffect | None,
    stream: Stream,
) -> SyntheticSpells:
    """All spells of a workforce over the months of the data; `levels` as `monthly_levels` gives them."""
    row, first = _beginnings(sector, workforce, months, levels, stream)
    count = len(row)
    last = first + _lengths(sector, count, stream) - 1
    last = np.minimum(last, _employment_ends(workforce)[row])
    extents = np.array([extent for extent, _ in sector.absence_extents], dtype=np.int64)
    shares = tuple(float(share) for _, share in sector.absence_extents)
    extent = extents[np.minimum(stream.choices(count, shares), len(extents) - 1)]
    month = months_of(first)
    prevented = stream.uniforms(count) < _prevention(effect, months)[month - months.first]
    employment = workforce.employment[row]
    spells = SyntheticSpells(workforce.person[row], employment, first, last, extent, month, prevented)
    return _shared_with_twins(workforce, spells.select(_one_at_a_time(employment, first, last)))


def _beginnings(
    sector: Sector, workforce: Workforce, months: Period, levels: Integers, stream: Stream
) -> tuple[Integers, Integers]:
    """Row of the workforce and day on which each spell begins, sorted."""
    edges = month_starts(months.first, months.last + 1)
    own = workforce.twin_of == workforce.employment
    begin = np.maximum(workforce.first[:, None], edges[None, :-1])
    days = np.clip(np.minimum(workforce.last[:, None] + 1, edges[None, 1:]) - begin, 0, None) * own[:, None]
    hazard = days * _factors(sector, workforce, stream)[:, None] * levels[None, :]
    reached = np.cumsum(hazard.ravel())
    total = int(reached[-1])
    expected = float(sector.spells_per_year) * total / (_FACTOR_STEPS * LEVEL_STEPS * _YEAR_DAYS)
    count = max(0, round(expected + sqrt(expected) * stream.normals(1)[0]))
    points = np.sort(stream.integers(count, below=total))
    cell = np.searchsorted(reached, points, side="right")
    into = points - (reached[cell] - hazard.ravel()[cell])
    day = begin.ravel()[cell] + into * days.ravel()[cell] // hazard.ravel()[cell]
    return cell // len(months), day


def _factors(sector: Sector, workforce: Workforce, stream: Stream) -> Integers:
    """Frailty × level of the unit for every stretch, in thousandths; both have mean 1."""
    sd = float(sector.workplace_sd)
    at_unit = np.exp(sd * np.array(stream.normals(len(workforce.units))) - sd * sd / 2)
    at_unit = np.rint(at_unit * _FACTOR_STEPS).astype(np.int64)
    table = np.array(FRAILTY, dtype=np.int64)
    frailty = table[stream.integers(int(workforce.employment.max()) + 1, below=len(table))]
    factors: Integers = frailty[workforce.employment] * at_unit[workforce.unit] // _FACTOR_STEPS
    return factors


def _lengths(sector: Sector, count: int, stream: Stream) -> Integers:
    """Calendar days of every spell."""
    drawn = 1 + stream.choices(count, tuple(map(float, sector.lengths)))
    beyond = 1 + stream.waiting_days(count, mean=float(sector.long_mean))
    longest = len(sector.lengths)
    return np.minimum(np.where(drawn > longest, longest + beyond, drawn), _LONGEST_SPELL)


def _prevention(effect: KnownEffect | None, months: Period) -> NDArray[np.float64]:
    """The probability with which a spell that would begin in the month is prevented, shape (m,)."""
    shares = np.zeros(len(months))
    if effect is not None:
        for position, month in enumerate(months.months):
            if month in effect.months:
                ramp = min(1.0, (month - effect.months.first + 1) / max(1, effect.ramp_months))
                shares[position] = -float(effect.size) * ramp
    return shares


def _one_at_a_time(employment: Integers, first: Integers, last: Integers) -> NDArray[np.bool_]:
    """Which spells begin after every earlier one of the employment has been over for at least a day.

    Dropped spells count as earlier ones too: a little stricter than need be, and one pass.
    """
    offset = employment * _MORE_DAYS_THAN_ANY_DATE
    reached = np.maximum.accumulate(offset + last)
    return np.concatenate([[True], (offset + first)[1:] > reached[:-1] + 1])[: len(first)]


def _shared_with_twins(workforce: Workforce, spells: SyntheticSpells) -> SyntheticSpells:
    """Add the spells of second employments: whoever is ill is ill at both."""
    twins, position = np.unique(workforce.employment, return_index=True)
    holder = workforce.twin_of[position]
    second = np.flatnonzero(holder != twins)
    begin = np.searchsorted(spells.employment, holder[second], side="left")
    counts = np.searchsorted(spells.employment, holder[second], side="right") - begin
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    rows = np.concatenate([np.arange(len(spells.first)), np.repeat(begin, counts) + within])
    employment = np.concatenate([spells.employment, np.repeat(twins[second], counts)])
    order = np.lexsort((spells.first[rows], employment))
    return replace(spells.select(rows[order]), employment=employment[order])


def _employment_ends(workforce: Workforce) -> Integers:
    """For every stretch, the last day of the employment that it belongs to."""
    ends = np.zeros(int(workforce.employment.max()) + 1, dtype=np.int64)
    np.maximum.at(ends, workforce.employment, workforce.last)
    return ends[workforce.employment]
