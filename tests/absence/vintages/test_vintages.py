"""What was known when: the laws of vintages, and reading a delivery that is to be kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.absence import measure_batch
from outcome_contracts.absence.days import day_number
from outcome_contracts.absence.vintages import Vintages, append, as_known, covered_period, reinstate
from outcome_contracts.notices import DataRejected, UsageError
from tests.absence.deliveries import rules
from tests.absence.vintages.worlds import COVERS, PERIOD, delivery, rows, staff

LAW = settings(max_examples=20, deadline=None)
RULES = rules()
MONTHLY = ((date(2020, 1, 1), date(2020, 2, 29)), (date(2020, 3, 1), date(2020, 3, 31)), (date(2020, 4, 1), COVERS[1]))


def held(*deliveries):
    vintages = Vintages()
    for one in deliveries:
        vintages = append(vintages, one).vintages
    return vintages


def codes(notices):
    return [notice.code for notice in notices]


@LAW
@given(rows(), rows())
def test_as_known_last_is_what_was_delivered(first, second):
    old, new = delivery(*first, known="2020-07-15"), delivery(*second, known="2020-08-15")
    vintages = held(old, new)
    assert as_known(vintages, date(2030, 1, 1)).digest == new.digest
    assert as_known(vintages, date(2020, 8, 14)).digest == old.digest


@LAW
@given(rows(), st.randoms())
def test_redelivery_row_order_and_repeated_rows_change_nothing(world, random):
    one = delivery(*world)
    spells, stretches = (random.sample(table, len(table)) + table[:1] for table in world)
    again = delivery(spells, stretches, known="2020-12-01")
    appended = append(held(one), again)
    assert again.digest == one.digest
    assert appended.vintages == held(one)
    assert codes(appended.notices) == ["OC-D130"]


@LAW
@given(rows())
def test_a_delivery_cut_into_months_says_the_same_as_the_whole(world):
    whole = delivery(*world, known="2020-12-01")
    parts = []
    for place, covers in enumerate(MONTHLY):
        known = date(2020, 7, 1 + place)
        edges = (None if place == 0 else covers[0], None if place == len(MONTHLY) - 1 else covers[1])
        first, last = (
            day_number(edge) if edge else default for edge, default in zip(edges, (-20_000, 80_000), strict=True)
        )
        parts.append(replace(whole.between(first, last), covers=covers, known=known))
    joined = as_known(held(*parts), date(2030, 1, 1))
    assert joined.covers == whole.covers
    units = ("north", "south")
    expected = measure_batch(whole.records(units), RULES, PERIOD)
    assert measure_batch(joined.records(units), RULES, PERIOD) == expected


def test_for_each_day_the_latest_delivery_that_covers_it_decides():
    people = staff(1)
    january = delivery([("p000", "2020-01-30", "2020-01-31", 10_000, "sick")], people, known="2020-02-10",
                       covers=(date(2020, 1, 1), date(2020, 1, 31)))  # fmt: skip
    longer = delivery([("p000", "2020-01-30", "2020-02-03", 10_000, "sick")], people, known="2020-03-10",
                      covers=(date(2020, 2, 1), date(2020, 2, 29)))  # fmt: skip
    known = as_known(held(january, longer), date(2020, 3, 10))
    assert len(known.spells) == 1
    assert measure_batch(known.records(), RULES, PERIOD).net_days.tolist()[0][:2] == [2 * 10**8, 3 * 10**8]


def test_absence_from_before_what_is_covered_still_belongs_to_its_sick_period():
    before = ("p000", "2019-12-20", "2019-12-31", 10_000, "sick")
    january = ("p000", "2020-01-02", "2020-01-11", 10_000, "sick")
    parts = [
        delivery([before, january], staff(1), known="2020-02-10", covers=(date(2020, 1, 1), date(2020, 1, 31))),
        delivery([], staff(1), known="2020-03-10", covers=(date(2020, 2, 1), date(2020, 2, 29))),
    ]
    known = as_known(held(*parts), date(2020, 4, 1))
    assert measure_batch(known.records(), RULES, PERIOD).net_days[0, 0] == 2 * 10**8


def test_an_old_delivery_sent_again_has_no_effect_until_it_is_reinstated():
    people = staff(1)
    old = delivery([], people, known="2020-07-15")
    new = delivery([("p000", "2020-02-03", "2020-02-04", 10_000, "sick")], people, known="2020-08-15")
    appended = append(held(old, new), replace(old, known=date(2020, 9, 15)))
    assert codes(appended.notices) == ["OC-D131"]
    assert as_known(appended.vintages, date(2020, 10, 1)).digest == new.digest
    back = reinstate(appended.vintages, old.digest, known=date(2020, 9, 15))
    assert as_known(back, date(2020, 10, 1)).digest == old.digest
    assert as_known(back, date(2020, 9, 14)).digest == new.digest
    with pytest.raises(UsageError, match="OC-D133"):
        reinstate(back, "sha256:" + "0" * 64, known=date(2020, 10, 1))


def test_a_delivery_is_never_put_before_what_is_known_already():
    with pytest.raises(UsageError, match="OC-D132"):
        append(held(delivery([], staff(1))), delivery([], staff(2), known="2020-07-15"))


def test_before_the_first_delivery_nothing_is_known():
    with pytest.raises(DataRejected, match="OC-D134"):
        as_known(held(delivery([], staff(1))), date(2020, 7, 14))
    with pytest.raises(DataRejected, match="OC-D134"):
        as_known(Vintages(), date(2020, 7, 14))


def test_a_hole_between_deliveries_is_refused_with_its_days():
    parts = [delivery([], staff(1), known=f"2020-07-{day}", covers=MONTHLY[at]) for day, at in ((15, 0), (16, 2))]
    with pytest.raises(DataRejected, match="2020-03-01 to 2020-03-31"):
        as_known(held(*parts), date(2021, 1, 1))


def test_the_whole_months_that_a_delivery_covers():
    covers = (date(2020, 1, 2), date(2020, 3, 31))
    assert str(covered_period(delivery([], staff(1), covers=covers))) == "2020-02/2020-03"
    assert covered_period(delivery([], staff(1), covers=(date(2020, 1, 2), date(2020, 2, 28)))) is None
