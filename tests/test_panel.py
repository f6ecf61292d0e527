"""The panel: complete, exact, additive, and the same when it comes back from its JSON."""

import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from outcome_contracts.canonical import canonical
from outcome_contracts.notices import DataRejected
from outcome_contracts.panel import (
    COLUMNS,
    NET_DAY_STEPS,
    ComparatorPanel,
    Panel,
    added,
    net_days,
    require_months,
    stacked,
    unit_name,
)
from outcome_contracts.period import Period, month_text

SPAN = Period.parse("2018-10/2019-01")


def panel(columns, kind=Panel, units=("north", "south")):
    return kind(units, SPAN, "sha256:" + "0" * 64, **{name: column.copy() for name, column in columns.items()})


counts = st.fixed_dictionaries(
    {name: arrays(np.int64, (2, 4), elements=st.integers(name == "person_days", 10**15)) for name in COLUMNS}
)
FULL = {name: np.full((2, 4), 7 * NET_DAY_STEPS, dtype=np.int64) for name in COLUMNS}


def codes(action):
    with pytest.raises(DataRejected) as refusal:
        action()
    assert str(refusal.value)
    return [notice.code for notice in refusal.value.notices]


@settings(max_examples=50)
@given(counts)
def test_a_panel_comes_back_from_its_json(columns):
    original = panel(columns)
    again = Panel.from_dict(json.loads(canonical(original.to_dict())))
    assert again == original
    assert again.digest == original.digest
    assert hash(again) == hash(original)


@settings(max_examples=50)
@given(counts)
def test_units_and_months_add_up(columns):
    whole = panel(columns)
    total = whole.total("all")
    assert net_days(total) == net_days(whole) == Fraction(int(columns["net_days"].sum()), NET_DAY_STEPS)
    parts = [net_days(whole.window(Period(month, month))) for month in SPAN.months]
    assert sum(parts) == net_days(whole)
    assert net_days(whole.only(["south"])) + net_days(whole.only(["north"])) == net_days(whole)


def test_a_project_panel_is_no_comparator_panel():
    assert panel(FULL) != panel(FULL, ComparatorPanel)
    assert type(panel(FULL, ComparatorPanel).window(SPAN)) is ComparatorPanel


def test_a_panel_cannot_be_changed():
    with pytest.raises(ValueError):
        panel(FULL).net_days[0, 0] = 1
    assert "7" not in repr(panel(FULL)).replace("2018", "").replace("2019", "")


def test_a_panel_does_not_change_with_the_array_it_was_made_from():
    own = np.ones((2, 4), dtype=np.int64)
    made = Panel(("north", "south"), SPAN, "", *[own[:] for _ in COLUMNS])
    before = made.digest
    own[0, 0] = 7
    assert made.net_days[0, 0] == 1
    assert made.digest == before


def test_figures_whose_sum_would_come_round_to_negative_are_refused():
    names = tuple(f"unit {number}" for number in range(100))
    small, most = np.ones((100, 100), dtype=np.int64), np.full((100, 100), 9_999_999 * NET_DAY_STEPS)
    span = Period(24_000, 24_099)
    assert codes(lambda: Panel(names, span, "", most, small, small, small, small)) == ["OC-D075"]
    half = Panel(("a",), Period(1, 1), "", *[np.full((1, 1), 2**61, dtype=np.int64) for _ in COLUMNS])
    assert codes(lambda: added([half] * 8)) == ["OC-D075"] * 5


NAMES = ["Kök & städ, avd. 4 (natt)", "Åsele", "x y", "4410", "é", "x" * 200, "a=b", "O'Hara–Lind / F-6"]
NO_NAMES = ["", " a", "a ", "\u00a0a", "a\n", "a\tb", "a\u202eb", "a\u200bb", "a\u2028b", "a\ud800", "=Kök", "+1", "-1",
            "@SUM(1)", "x" * 201]  # fmt: skip


def test_a_name_of_a_unit_is_one_wherever_it_comes_from():
    assert [unit_name(name) for name in NAMES] == NAMES
    assert [unit_name(name) for name in NO_NAMES] == [None] * len(NO_NAMES)
    assert unit_name("A\u030asele") == "\u00c5sele"
    assert panel(FULL, units=("Åsele", "x" * 200)).units
    for name in (*NO_NAMES, "A\u030asele"):
        assert codes(lambda name=name: panel(FULL, units=("north", name))) == ["OC-D092"]


def test_panels_of_batches_add_up_and_panels_of_units_stand_below_each_other():
    whole = panel(FULL)
    assert net_days(added([whole, whole, whole])) == 3 * net_days(whole)
    north, south = whole.only(["north"]), whole.only(["south"])
    assert stacked([north, south]) == panel(FULL, ComparatorPanel)
    assert codes(lambda: stacked([north, south.window(Period(SPAN.first, SPAN.first))])) == ["OC-D074"]
    assert codes(lambda: added([north, south])) == codes(lambda: added([])) == ["OC-D074"]
    assert codes(lambda: stacked([north, north])) == ["OC-D071"]


@pytest.mark.parametrize(
    "column",
    [
        np.full((2, 3), 1, dtype=np.int64),
        np.full((2, 4), 1.0),
        np.full((2, 4), -1, dtype=np.int64),
        np.full((2, 4), 1, dtype=np.int32),
        np.full(8, 1, dtype=np.int64),
    ],
)
def test_columns_that_are_no_panel_are_refused_all_at_once(column):
    assert codes(lambda: panel({**FULL, "heads": column, "spells": column})) == ["OC-D070", "OC-D070"]


def test_a_unit_twice_a_unit_missing_a_month_missing():
    assert codes(lambda: panel(FULL, units=("north", "north"))) == ["OC-D071"]
    assert codes(lambda: panel(FULL).only(["west", "north", "east"])) == ["OC-D073", "OC-D073"]
    assert codes(lambda: panel(FULL).window(Period.parse("2018-09/2018-10"))) == ["OC-D050", "OC-D050"]
    assert codes(lambda: panel(FULL).only([]).window(Period.parse("2018-09/2018-10"))) == ["OC-D050"]


def test_a_month_in_which_a_unit_has_no_one_is_named():
    person_days = FULL["person_days"].copy()
    person_days[1, 2] = 0
    gap = panel({**FULL, "person_days": person_days})
    with pytest.raises(DataRejected) as refusal:
        require_months(gap, SPAN)
    (notice,) = refusal.value.notices
    assert dict(notice.facts) == {"unit": "south", "months": month_text(SPAN.first + 2), "count": 1}
    assert gap.window(SPAN) == gap


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("units", 0, "net_days", 0), "0.000000001"),
        (("units", 0, "net_days", 0), "-1"),
        (("units", 0, "net_days", 0), 1),
        (("units", 0, "net_days", 0), "1e5"),
        (("units", 0, "net_days", 0), "9" * 30),
        (("units", 0, "heads", 0), True),
        (("units", 0, "heads", 0), 10**30),
        (("units", 0, "heads"), [1]),
        (("units", 0), {}),
        (("units",), None),
        (("units", 0, "net_days", 0), "٤"),
        (("units", 0, "net_days", 0), ""),
        (("units", 0, "heads", 0), 1.5),
    ],
)
def test_json_that_is_no_panel_is_refused(path, value):
    data = panel(FULL).to_dict()
    place = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    assert codes(lambda: Panel.from_dict(data)) == ["OC-D070"]
