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
from outcome_contracts.panel import NET_DAY_STEPS, ComparatorPanel, Panel, net_days, require_months
from outcome_contracts.period import Period, month_text

SPAN = Period.parse("2018-10/2019-01")
COLUMNS = ("net_days", "person_days", "fte_days", "heads", "spells")


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


def test_a_month_in_which_a_unit_has_no_one_is_named():
    person_days = FULL["person_days"].copy()
    person_days[1, 2] = 0
    gap = panel({**FULL, "person_days": person_days})
    with pytest.raises(DataRejected) as refusal:
        require_months(gap, SPAN)
    (notice,) = refusal.value.notices
    assert dict(notice.facts) == {"unit": "south", "months": month_text(SPAN.first + 2), "count": 1}
    assert gap.missing_months(SPAN) == ()
    assert gap.only(["south"]).missing_months(SPAN) == (SPAN.first + 2,)


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
