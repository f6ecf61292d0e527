"""The mixes of two vintages."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings

from outcome_contracts.absence.vintages import drift
from outcome_contracts.absence.vintages import drift as drift_of
from outcome_contracts.period import Period
from tests.absence.vintages.test_changes import absences, base
from tests.absence.vintages.worlds import PERIOD, delivery, rows


def test_half_of_the_spells_with_another_extent_is_a_distance_of_a_half():
    old = base(absences("2020-02-03", "2020-02-05", persons=range(24)))
    half = absences("2020-02-03", "2020-02-05", 5_000, persons=range(12))
    new = base(half + absences("2020-02-03", "2020-02-05", persons=range(12, 24)))
    found = drift(old, new, PERIOD, tolerance="2 %")
    assert found.distances == {"extent": Fraction(1, 2), "length": 0, "reason": 0}
    assert [notice.code for notice in found.notices] == ["OC-D142"]
    assert "from 100.0 % to 50.0 %" in found.notices[0].text("en").replace("\u00a0", " ")
    assert drift(old, new, PERIOD, tolerance="50 %").notices == ()


def test_a_class_with_few_persons_is_not_quantified():
    old = base(absences("2020-02-03", "2020-02-05", persons=range(12)))
    few = absences("2020-02-03", "2020-02-05", 5_000, persons=range(6))
    new = base(few + absences("2020-02-03", "2020-02-05", persons=range(6, 12)))
    text = drift(old, new, PERIOD, tolerance="2 %").notices[0].text("sv")
    assert "till ett fåtal" in text
    assert "50,0" not in text.split("klassen")[1]


def test_recoding_and_other_lengths_are_seen_too():
    old = base(absences("2020-02-03", "2020-02-05", persons=range(20)))
    new = base(absences("2020-02-03", "2020-02-20", 10_000, "care", persons=range(20)))
    found = drift(old, new, PERIOD, tolerance=0)
    assert found.distances == {"extent": 0, "length": 1, "reason": 1}
    assert [dict(notice.facts)["mix"] for notice in found.notices] == ["@mix_of_length", "@mix_of_reason"]


@pytest.mark.parametrize(("persons", "judged"), [(10, False), (11, True)])
def test_a_small_group_is_not_judged(persons, judged):
    one = base(absences("2020-02-03", "2020-02-05", persons=range(persons)))
    found = drift(one, one, PERIOD, tolerance=0)
    assert bool(found.distances) is judged
    assert [notice.code for notice in found.notices] == ([] if judged else ["OC-D143"])


def test_only_spells_that_begin_in_the_period_are_judged():
    one = base(absences("2020-02-28", "2020-03-05"))
    assert not drift(one, one, Period.parse("2020-03"), tolerance=0).distances


@settings(max_examples=10, deadline=None)
@given(rows(persons=13))
def test_a_vintage_has_not_drifted_from_itself(world):
    one = delivery(*world)
    found = drift_of(one, delivery(*world, known="2021-01-01"), PERIOD, tolerance=0)
    assert set(found.distances.values()) <= {0}
    assert all(notice.code == "OC-D143" for notice in found.notices)
