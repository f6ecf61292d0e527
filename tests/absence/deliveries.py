"""Deliveries for the tests: random people with every nasty case, and the way from lists to records."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from outcome_contracts.absence import AbsenceRecords, Employments, Spells
from outcome_contracts.absence.overlaps import resolve_overlaps
from outcome_contracts.absence.schedules import Schedule
from outcome_contracts.contract.measure_rules import MeasureRules
from outcome_contracts.panel import Panel
from tests.absence.oracle import Spell, Stretch

COVERS = (date(2019, 1, 1), date(2020, 12, 31))
UNITS = ("north", "south", "west")
START = date(2019, 11, 1)


def rules(**choices: object) -> MeasureRules:
    chosen = {
        "short_term": "first_14_days",
        "relapse_days": 5,
        "day_basis": "calendar",
        "extent_basis": "of_employment",
        "denominator": "person_years",
        "year_days": "365",
        "population": "all_employed",
        "overlap": "reject",
    }
    return MeasureRules.model_validate(chosen | choices)


def records(
    spells: list[Spell],
    stretches: list[Stretch],
    *,
    units: tuple[str, ...] = UNITS,
    covers: tuple[date, date] = COVERS,
    schedule: dict[tuple[str, date], tuple[int, int]] | None = None,
    overlap: str = "reject",
) -> AbsenceRecords:
    """Records from lists, coded in the order of the names."""
    stretches = sorted(stretches, key=lambda item: (item.person, item.employment, item.first))
    persons = {name: code for code, name in enumerate(dict.fromkeys(item.person for item in stretches))}
    jobs = {name: code for code, name in enumerate(dict.fromkeys(item.employment for item in stretches))}

    def column(values: list[int]) -> np.ndarray:
        return np.array(values, dtype=np.int32)

    def days(values: list[date]) -> np.ndarray:
        return np.array(values, dtype="datetime64[D]").astype(np.int32)

    absence = Spells(
        person=column([persons[item.person] for item in spells]),
        employment=column([jobs[item.employment] for item in spells]),
        first_day=days([item.first for item in spells]),
        last_day=days([item.last for item in spells]),
        extent=column([item.extent for item in spells]),
    )
    rows = sorted((jobs[job], day, *minutes) for (job, day), minutes in (schedule or {}).items())
    return AbsenceRecords(
        absence if overlap == "reject" else resolve_overlaps(absence, overlap),
        Employments(
            person=column([persons[item.person] for item in stretches]),
            employment=column([jobs[item.employment] for item in stretches]),
            unit=column([units.index(item.unit) for item in stretches]),
            first_day=days([item.first for item in stretches]),
            last_day=days([item.last for item in stretches]),
            extent=column([item.extent for item in stretches]),
            monthly=np.array([item.monthly for item in stretches], dtype=np.bool_),
        ),
        units,
        covers,
        schedule=None
        if schedule is None
        else Schedule(
            employment=column([row[0] for row in rows]),
            day=days([row[1] for row in rows]),
            minutes=column([row[2] for row in rows]),
            missed=column([row[3] for row in rows]),
        ),
        overlap=overlap,
    )


def cells(panel: Panel) -> dict[str, dict[tuple[str, int], int]]:
    """A panel in the oracle's form."""
    return {
        name: {
            (unit, month): int(value)
            for unit, row in zip(panel.units, getattr(panel, name), strict=True)
            for month, value in zip(panel.period.months, row, strict=True)
            if value
        }
        for name in ("net_days", "person_days", "fte_days", "heads", "spells")
    }


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[Spell], list[Stretch]]:
    """A few persons with one to three employments, moves, and spells with short gaps, many touching."""
    spells: list[Spell] = []
    stretches: list[Stretch] = []
    for person in range(draw(st.integers(1, 4))):
        for job in range(draw(st.integers(1, 3))):
            names = (f"p{person}", f"e{person}.{job}")
            begin = START + timedelta(draw(st.integers(0, 40)))
            end = begin + timedelta(draw(st.integers(90, 150)))
            borders = sorted(draw(st.sets(st.integers(1, 80), max_size=3)))
            edges = [begin, *(begin + timedelta(border) for border in borders), end + timedelta(1)]
            for first, following in pairwise(edges):
                stretches.append(
                    Stretch(
                        *names,
                        draw(st.sampled_from(UNITS)),
                        first,
                        following - timedelta(1),
                        draw(st.sampled_from((10_000, 7_500, 3_333))),
                        draw(st.booleans()),
                    )
                )
            day = begin
            for gap, length, extent in draw(
                st.lists(
                    st.tuples(
                        st.sampled_from((1, 1, 2, 4, 5, 6, 7, 12)),
                        st.sampled_from((1, 2, 4, 9, 13, 14, 15, 33)),
                        st.sampled_from((10_000, 5_000, 2_500, 1, 0)),
                    ),
                    max_size=7,
                )
            ):
                first = day + timedelta(gap - 1)
                day = first + timedelta(length)
                if day - timedelta(1) > end:
                    break
                spells.append(Spell(*names, first, day - timedelta(1), extent))
    return draw(st.permutations(spells)), draw(st.permutations(stretches))
