"""Deliveries under pseudonyms for the tests: from lists of rows, and drawn at random."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from hypothesis import strategies as st

from outcome_contracts.absence.days import LATEST
from outcome_contracts.absence.vintages import Delivery, HeldEmployments, HeldSpells
from outcome_contracts.period import Period

COVERS = (date(2020, 1, 1), date(2020, 6, 30))
PERIOD = Period.parse("2020-01/2020-06")
SICK = frozenset({"sick"})

SpellRow = tuple[str, str, str, int, str]  # person, first day, last day, extent, reason
StretchRow = tuple[str, str, str, str | None, int]  # person, unit, first day, last day, extent


def number(day: str | None) -> int:
    return LATEST if day is None else int(np.datetime64(day, "D").astype(np.int64))


def held_spells(rows: Sequence[SpellRow]) -> HeldSpells:
    """Every person has one employment, whose id is the person's with an e in front."""
    return HeldSpells(
        np.array([row[0] for row in rows], dtype=np.str_),
        np.array(["e" + row[0] for row in rows], dtype=np.str_),
        np.array([row[4] for row in rows], dtype=np.str_),
        *(np.array([number(row[at]) for row in rows], dtype=np.int32) for at in (1, 2)),
        np.array([row[3] for row in rows], dtype=np.int32),
    )


def held_employments(rows: Sequence[StretchRow]) -> HeldEmployments:
    return HeldEmployments(
        np.array([row[0] for row in rows], dtype=np.str_),
        np.array(["e" + row[0] for row in rows], dtype=np.str_),
        np.array([row[1] for row in rows], dtype=np.str_),
        *(np.array([number(row[at]) for row in rows], dtype=np.int32) for at in (2, 3)),
        np.array([row[4] for row in rows], dtype=np.int32),
        np.ones(len(rows), dtype=np.bool_),
    )


def delivery(
    spells: Sequence[SpellRow],
    stretches: Sequence[StretchRow],
    *,
    known: str = "2020-07-15",
    covers: tuple[date, date] = COVERS,
) -> Delivery:
    return Delivery(held_spells(spells), held_employments(stretches), covers, date.fromisoformat(known), SICK)


def staff(count: int, unit: str = "north", first: str = "2019-01-01") -> list[StretchRow]:
    return [(f"p{number:03}", unit, first, None, 10_000) for number in range(count)]


@st.composite
def rows(draw: st.DrawFn, persons: int = 5) -> tuple[list[SpellRow], list[StretchRow]]:
    """A few persons, who may move or change extent in March, and spells with gaps of one day and more."""
    spells: list[SpellRow] = []
    stretches: list[StretchRow] = []
    for person in (f"p{place}" for place in range(persons)):
        units = draw(st.tuples(*[st.sampled_from(("north", "south"))] * 2))
        extents = draw(st.tuples(*[st.sampled_from((10_000, 5_000))] * 2))
        stretches.append((person, units[0], "2019-01-01", "2020-03-09", extents[0]))
        stretches.append((person, units[1], "2020-03-10", None, extents[1]))
        day = np.datetime64("2020-01-01")
        for gap, length, extent, reason in draw(
            st.lists(
                st.tuples(
                    st.sampled_from((0, 1, 3, 5, 9, 20)),
                    st.sampled_from((1, 2, 7, 13, 20)),
                    st.sampled_from((10_000, 5_000)),
                    st.sampled_from(("sick", "sick", "care")),
                ),
                max_size=4,
            )
        ):
            first = day + gap
            spells.append((person, str(first), str(first + length - 1), extent, reason))
            day = first + length
    return spells, stretches
