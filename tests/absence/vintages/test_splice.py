"""Two HR systems, one series (check T18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from outcome_contracts.absence import measure_batch
from outcome_contracts.absence.vintages import Waiver, splice
from outcome_contracts.notices import DataRejected
from outcome_contracts.period import Period
from tests.absence.deliveries import rules
from tests.absence.vintages.worlds import COVERS, PERIOD, delivery, rows, staff

RULES = rules()
DAY = date(2020, 4, 1)
UNTIL_APRIL, FROM_MARCH, FROM_APRIL = (COVERS[0], date(2020, 3, 31)), (date(2020, 3, 1), COVERS[1]), (DAY, COVERS[1])
BOTH = Waiver(date(2020, 5, 1), ("municipality", "supplier"))


def march(days):
    """So many net days in March, over 100 persons who are ill ten days each at the most."""
    spells = []
    for place in range(100):
        mine = min(10, max(0, days - 10 * place))
        if mine:
            spells.append((f"p{place:03}", "2020-03-02", f"2020-03-{mine + 1:02}", 10_000, "sick"))
    return spells


def systems(old_days, new_days, **more):
    old = delivery(march(old_days), staff(100), covers=UNTIL_APRIL)
    return old, delivery(march(new_days), staff(100), covers=more.get("covers", FROM_MARCH))


@pytest.mark.parametrize(("new_days", "code"), [(997, "OC-D148"), (990, "OC-D148"), (989, "OC-D147"), (960, "OC-D147")])
def test_t18_a_level_that_moved_with_the_system_is_held(new_days, code):
    found = splice(*systems(1000, new_days), RULES, day=DAY, tolerance="1 %")
    assert [notice.code for notice in found.notices] == [code]
    assert found.overlap == Period.parse("2020-03")
    assert found.level_shift == new_days / 1000 - 1 or abs(found.level_shift * 1000 - (new_days - 1000)) == 0


def test_t18_without_a_common_month_two_parties_must_have_signed():
    pair = systems(1000, 0, covers=FROM_APRIL)
    for waiver in (None, replace(BOTH, parties=("supplier", "supplier"))):
        with pytest.raises(DataRejected, match="OC-D146"):
            splice(*pair, RULES, day=DAY, tolerance="1 %", waiver=waiver)
    found = splice(*pair, RULES, day=DAY, tolerance="1 %", waiver=BOTH)
    assert [notice.code for notice in found.notices] == ["OC-D149"]
    assert found.level_shift is found.overlap is None


def test_days_between_the_systems_are_refused():
    with pytest.raises(DataRejected, match="OC-D135"):
        splice(
            *systems(1000, 0, covers=(date(2020, 4, 2), COVERS[1])),
            RULES,
            day=date(2020, 4, 2),
            tolerance=1,
            waiver=BOTH,
        )


def test_an_old_system_without_absence_has_no_level_to_compare_with():
    found = splice(*systems(0, 500), RULES, day=DAY, tolerance="1 %")
    assert [notice.code for notice in found.notices] == ["OC-D147"]
    assert "an unknown change of net days" in found.notices[0].text("en")


def test_employments_that_are_lost_on_the_way_are_held():
    old, new = systems(1000, 1000)
    fewer = replace(new, employments=delivery([], staff(97)).employments)
    fewer = fewer.without([f"p{place:03}" for place in range(97, 100)])
    found = splice(old, fewer, RULES, day=DAY, tolerance="5 %")
    assert dict(found.notices[-1].facts) == {"day": "2020-04-01", "count": 3, "total": 100}


@settings(max_examples=20, deadline=None)
@given(rows())
def test_two_systems_that_say_the_same_join_to_what_one_says(world):
    whole, units = delivery(*world), ("north", "south")
    old, new = replace(whole, covers=UNTIL_APRIL), replace(whole, covers=FROM_MARCH)
    joined = splice(old, new, RULES, day=DAY, tolerance=0).delivery
    assert joined.covers == whole.covers
    expected = measure_batch(whole.records(units), RULES, PERIOD)
    assert measure_batch(joined.records(units), RULES, PERIOD) == expected
