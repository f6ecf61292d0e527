"""Who is employed, where and when: posts in units, and the people who hold them one after another.

A post is held for an exponential time (the turnover), is vacant for some weeks, and is then held by somebody
new. Whoever is there on the first day of the data was hired before it. Units have some 50 posts and belong to
departments; a unit is larger than the smallest group that may be shown. A few people change unit once, and a
few with half a post hold another half at another unit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.days import day_number
from outcome_contracts.absence.synthetic.scenario import Sector
from outcome_contracts.absence.synthetic.streams import Integers, Stream
from outcome_contracts.period import Period

DEPARTMENTS = (
    ("Förskola", 0.19), ("Grundskola", 0.23), ("Gymnasieskola", 0.07), ("Äldreboende", 0.14),
    ("Hemtjänst", 0.10), ("Funktionsstöd", 0.09), ("Individ och familj", 0.05), ("Kök och måltid", 0.04),
    ("Lokalvård", 0.03), ("Park och väg", 0.02), ("Räddningstjänst", 0.02), ("Kommunledning", 0.02),
)  # fmt: skip
_LONGEST_TENURE_BEFORE = 30 * 365
_SHORTEST_STAY_AROUND_A_MOVE = 60
_SECOND_EXTENT = 50


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class Workforce:
    """Stretches of employment, sorted by employment and first day: columns of one length n.

    person, employment: numbers from 0, employments in the order of their persons. unit: position in `units`.
    first, last: days since 1970-01-01, inclusive; `last` is the last day of the data where `open` says that
        the employment goes on. extent: in hundredths. hourly: paid by the hour.
    twin_of: the employment whose absences this one shares, because one person holds both; for all others,
        itself.
    """

    units: tuple[str, ...]
    person: Integers
    employment: Integers
    unit: Integers
    first: Integers
    last: Integers
    open: NDArray[np.bool_]
    extent: Integers
    hourly: NDArray[np.bool_]
    twin_of: Integers

    def __repr__(self) -> str:
        return f"Workforce({len(self.first)} stretches, {len(self.units)} units)"


def employ(sector: Sector, staff: int, months: Period, stream: Stream) -> Workforce:
    """Fill `staff` posts over the months of the data."""
    first_day, last_day = day_number(months.first_day), day_number(months.last_day)
    post_unit, units = _posts(sector, staff, stream)
    post, first, last = _tenures(sector, staff, first_day=first_day, last_day=last_day, stream=stream)
    order = np.lexsort((post, first))
    post, first, last = post[order], first[order], last[order]
    count = len(post)
    extents = np.array([extent for extent, _ in sector.employment_extents], dtype=np.int64)
    shares = tuple(float(share) for _, share in sector.employment_extents)
    extent = extents[np.minimum(stream.choices(count, shares), len(extents) - 1)]
    hourly = stream.uniforms(count) < float(sector.hourly)
    unit = post_unit[post]

    doubled = (stream.uniforms(count) < float(sector.second_employments)) & (extent == _SECOND_EXTENT)
    person = np.repeat(np.arange(count), 1 + (doubled & (len(units) > 1)))
    second = np.diff(person, prepend=-1) == 0
    unit = unit[person]
    unit[second] = _another_unit(unit[second], len(units), stream)

    employment, unit, first, last = _move(
        sector,
        unit,
        first[person],
        last[person],
        len(units),
        first_day=first_day,
        last_day=last_day,
        stream=stream,
    )
    person = person[employment]
    return Workforce(
        units=units,
        person=person,
        employment=employment,
        unit=unit,
        first=first,
        last=np.minimum(last, last_day),
        open=last > last_day,
        extent=extent[person],
        hourly=hourly[person],
        twin_of=employment - second[employment],
    )


def _posts(sector: Sector, staff: int, stream: Stream) -> tuple[Integers, tuple[str, ...]]:
    """The unit of every post, and the names of the units; sizes vary by about 15 % around `unit_size`."""
    count = max(1, staff // sector.unit_size)
    edges = np.cumsum(stream.uniforms(count) * 0.3 + 0.85)
    edges = np.floor(edges / edges[-1] * staff).astype(np.int64)
    sizes = np.diff(edges, prepend=0)
    middles = (np.arange(count) + 0.5) / count
    shares = np.cumsum([share for _, share in DEPARTMENTS])
    department = np.minimum(np.searchsorted(shares, middles), len(DEPARTMENTS) - 1)
    number = np.arange(count) - np.searchsorted(department, department) + 1
    names = tuple(
        f"{DEPARTMENTS[row][0]} {position:02d}"
        for row, position in zip(department.tolist(), number.tolist(), strict=True)
    )
    return np.repeat(np.arange(count), sizes), names


def _tenures(
    sector: Sector, staff: int, *, first_day: int, last_day: int, stream: Stream
) -> tuple[Integers, Integers, Integers]:
    """Post, first day and last day of every employment; a last day after the data means that it goes on."""
    mean = 365.25 / float(sector.turnover_per_year)
    shortest, longest = sector.vacancy_days
    post = np.arange(staff)
    first = first_day - stream.waiting_days(staff, mean=mean) % _LONGEST_TENURE_BEFORE
    last = first_day + stream.waiting_days(staff, mean=mean)
    rounds = [(post, first, last)]
    while len(post):
        first = last + 1 + shortest + stream.integers(len(post), below=longest - shortest + 1)
        hired = first <= last_day
        post, first = post[hired], first[hired]
        last = first + stream.waiting_days(len(post), mean=mean)
        rounds.append((post, first, last))
    posts, firsts, lasts = zip(*rounds, strict=True)
    return np.concatenate(posts), np.concatenate(firsts), np.concatenate(lasts)


def _move(
    sector: Sector,
    unit: Integers,
    first: Integers,
    last: Integers,
    units: int,
    *,
    first_day: int,
    last_day: int,
    stream: Stream,
) -> tuple[Integers, Integers, Integers, Integers]:
    """Split the employments of those who change unit: (employment, unit, first, last) per stretch."""
    earliest = np.maximum(first, first_day) + _SHORTEST_STAY_AROUND_A_MOVE
    latest = np.minimum(last, last_day) - _SHORTEST_STAY_AROUND_A_MOVE
    drawn = stream.uniforms(len(unit)) < float(sector.moves)
    moved = np.flatnonzero(drawn & (earliest < latest) & (units > 1))
    room = (latest - earliest)[moved]
    day = earliest[moved] + np.floor(stream.uniforms(len(moved)) * room).astype(np.int64)
    before_last = last.copy()
    before_last[moved] = day - 1
    row = np.concatenate([np.arange(len(unit)), moved])
    row_unit = np.concatenate([unit, _another_unit(unit[moved], units, stream)])
    row_first = np.concatenate([first, day])
    row_last = np.concatenate([before_last, last[moved]])
    order = np.lexsort((row_first, row))
    return row[order], row_unit[order], row_first[order], row_last[order]


def _another_unit(unit: Integers, units: int, stream: Stream) -> Integers:
    return (unit + 1 + stream.integers(len(unit), below=max(1, units - 1))) % units
