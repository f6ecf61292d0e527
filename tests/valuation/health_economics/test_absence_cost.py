"""Absence cost by unit and band: sums that hold, and groups of ten or fewer that never show."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.panel import SMALLEST_GROUP_SHOWN, Panel
from outcome_contracts.period import Period
from outcome_contracts.valuation import Basis
from outcome_contracts.valuation.health_economics import (
    BandAbsence,
    Length,
    UnitAbsence,
    absence_cost,
    unit_absence,
)
from tests.valuation.health_economics.example import values

YEAR = Period.parse("2024-01/2024-12")
VALUES = values(Basis.CONTRACT_VALUE, "2000", "500")


def unit(name: str, heads: int, short: tuple[int, int], long: tuple[int, int]) -> UnitAbsence:
    """short, long: net days and persons."""
    return UnitAbsence(
        name,
        heads,
        (BandAbsence("short", Fraction(short[0]), short[1]), BandAbsence("long", Fraction(long[0]), long[1])),
    )


UNITS = (
    unit("Skolor", 400, (1500, 300), (2000, 20)),
    unit("Hemtjänst", 300, (1600, 250), (1800, 18)),
    unit("Kansli", 9, (20, 6), (0, 0)),
    unit("Kultur", 40, (120, 30), (90, 3)),
    unit("Bibliotek", 60, (200, 45), (0, 0)),
)


def test_a_cost_is_net_days_times_the_value_of_a_day():
    found = absence_cost(UNITS[:2], VALUES, period=YEAR)
    schools, care = found.rows
    assert schools.cost == {"short": 3_000_000, "long": 1_000_000} and schools.total == 4_000_000
    assert found.by_length(schools, Length.SHORT_TERM) == 3_000_000
    assert found.by_length(care, Length.LONG_TERM) == 900_000
    assert found.total.total == 4_000_000 + 1600 * 2000 + 1800 * 500
    assert found.total.heads == 700


def test_small_units_and_units_with_few_absent_are_one_row_with_whatever_hides_them():
    found = absence_cost(UNITS, VALUES, period=YEAR)
    # Kansli has 9 employees, Kultur 3 persons on long leave; with Bibliotek there are still 3, so Hemtjänst joins.
    assert [row.units for row in found.rows] == [("Skolor",), ("Hemtjänst", "Kansli", "Kultur", "Bibliotek")]
    assert found.rows[-1].net_days == {"short": 1940, "long": 1890}


def test_one_hidden_unit_is_never_alone_in_its_row():
    found = absence_cost((*UNITS[:2], UNITS[2]), VALUES, period=YEAR)
    assert [row.units for row in found.rows] == [("Skolor",), ("Hemtjänst", "Kansli")]


def test_where_all_units_must_be_one_row_only_the_total_is_shown():
    found = absence_cost((UNITS[2], UNITS[1]), VALUES, period=YEAR)
    assert found.rows == () and found.total.units == ("Kansli", "Hemtjänst")


GROUPS = st.tuples(st.integers(0, 40), st.integers(0, 30), st.integers(0, 30))


@settings(deadline=None, max_examples=150)
@given(st.lists(GROUPS, min_size=1, max_size=8))
def test_rows_sum_to_the_total_and_no_small_group_shows(groups):
    units = [
        unit(f"u{place}", heads, (2 * short, short), (3 * long, long))
        for place, (heads, short, long) in enumerate(groups)
    ]
    persons = {one.unit: {band.band: band.persons for band in one.bands} for one in units}
    try:
        found = absence_cost(units, VALUES, period=YEAR)
    except DataRejected as refusal:
        assert {notice.code for notice in refusal.notices} == {"OC-W087"}
        return
    for row in (*found.rows, found.total):
        assert row.heads >= SMALLEST_GROUP_SHOWN
        for band in ("short", "long"):
            absent = sum(persons[name][band] for name in row.units)
            assert absent == 0 or absent >= SMALLEST_GROUP_SHOWN
    if found.rows:
        assert sum(row.total for row in found.rows) == found.total.total
        assert sum(row.heads for row in found.rows) == found.total.heads
        assert sorted(name for row in found.rows for name in row.units) == sorted(found.total.units)
    shown_alone = {row.units[0] for row in found.rows if len(row.units) == 1}
    small = {
        one.unit for one in units
        if one.heads < SMALLEST_GROUP_SHOWN or any(0 < band.persons < SMALLEST_GROUP_SHOWN for band in one.bands)
    }  # fmt: skip
    assert not small & shown_alone


def test_a_representation_tells_no_figure():
    text = repr(UNITS[3]) + repr(UNITS[3].bands[1])
    assert "90" not in text and "3" not in text and "40" not in text


@pytest.mark.parametrize(
    ("units", "error", "code"),
    [
        ((), UsageError, "OC-W084"),
        ((UNITS[0], UNITS[0]), UsageError, "OC-W080"),
        ((UnitAbsence("a", 50, UNITS[0].bands[:1]),), DataRejected, "OC-W086"),
        ((unit("a", 50, (10, 0), (0, 0)),), DataRejected, "OC-W086"),
        ((unit("a", 50, (-10, 20), (0, 0)),), DataRejected, "OC-W086"),
        ((unit("a", 9, (10, 8), (0, 0)),), DataRejected, "OC-W087"),
        ((unit("a", 50.5, (10, 20), (0, 0)),), UsageError, "OC-U005"),
        ((unit("a", 50, (10, 12.5), (0, 0)),), UsageError, "OC-U005"),
    ],
)
def test_what_cannot_be_costed_is_refused(units, error, code):
    with pytest.raises(error, match=code) as refusal:
        absence_cost(units, VALUES, period=YEAR)
    assert all("8" not in str(fact) for notice in refusal.value.notices for _, fact in notice.facts)


def test_the_units_of_a_panel_with_their_long_term_statistic():
    months = Period.parse("2024-01/2024-02")
    steps = np.array([[10**8, 5 * 10**7], [2 * 10**8, 0]], dtype=np.int64)
    heads = np.array([[30, 20], [50, 51]], dtype=np.int64)
    zero = np.zeros((2, 2), dtype=np.int64)
    panel = Panel(("A", "B"), months, "rules", steps, heads * 30, zero, heads, zero)
    long_term = {name: [BandAbsence("long", Fraction(0), 0)] for name in ("A", "B")}
    found = unit_absence(panel, months, short_term_band="short", absent={"A": 12, "B": 15}, long_term=long_term)
    assert [(one.unit, one.heads, one.bands[0].net_days) for one in found] == [("A", 20, Fraction(3, 2)), ("B", 50, 2)]
    with pytest.raises(DataRejected, match="OC-W086"):
        unit_absence(panel, months, short_term_band="short", absent={"A": 12}, long_term=long_term)
