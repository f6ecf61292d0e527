"""What differs between two vintages: causes, sums, and no small group."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.absence import measure_batch
from outcome_contracts.absence.vintages import changes, diff, matching
from outcome_contracts.notices import DataRejected
from outcome_contracts.panel import NET_DAY_STEPS, net_days
from outcome_contracts.period import Period
from tests.absence.deliveries import rules
from tests.absence.vintages.worlds import PERIOD, delivery, held_spells, rows, staff

RULES = rules()
MANY = 12


def absences(first, last, extent=10_000, reason="sick", persons=range(MANY)):
    return [(f"p{number:03}", first, last, extent, reason) for number in persons]


def lines(old, new, period=PERIOD, **choices):
    found = diff(old, new, rules(**choices), period, value_per_day="2143")
    return {line.cause: (line.spells, line.net_days) for line in found.lines}


def base(spells, **more):
    return delivery(spells, more.pop("stretches", staff(40)), **more)


@settings(max_examples=20, deadline=None)
@given(rows())
def test_a_delivery_does_not_differ_from_itself(world):
    one = delivery(*world)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(changes, "measure", lambda *_: None)
        found = diff(one, delivery(*world, known="2021-01-01"), RULES, PERIOD, value_per_day=1)
    assert found.lines == found.notices == ()
    assert found.net_days == found.amount == 0


@settings(max_examples=18, deadline=None)
@given(
    rows(persons=3),
    rows(persons=4),
    st.sampled_from(("first_14_days", "periods_up_to_14_days")),
    st.sampled_from(("of_employment", "of_full_time")),
)
def test_the_causes_add_up_to_the_change_of_net_days(first, second, short_term, extent_basis):
    old, new = delivery(*first), delivery(*second)
    chosen = rules(short_term=short_term, extent_basis=extent_basis)
    totals = [net_days(measure_batch(one.records(), chosen, PERIOD)) for one in (old, new)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(changes, "measure", lambda *_: None)
        patch.setattr(changes, "SMALLEST_GROUP_SHOWN", 1)
        patch.setattr(changes, "_PERSONS_AT_ONCE", 2)
        found = diff(old, new, chosen, PERIOD, value_per_day="2142.86")
        back = diff(new, old, chosen, PERIOD, value_per_day="2142.86")
    assert found.net_days == totals[1] - totals[0] == -back.net_days
    assert found.amount == found.net_days * Fraction("2142.86")


@pytest.mark.parametrize(
    ("before", "after", "cause", "days"),
    [
        (("2020-02-03", "2020-02-05"), ("2020-02-03", "2020-02-07"), "extended", 2),
        (("2020-02-03", "2020-02-05"), ("2020-02-01", "2020-02-05"), "extended", 2),
        (("2020-02-03", "2020-02-05"), ("2020-02-03", "2020-02-04"), "shortened", -1),
        (("2020-02-03", "2020-02-05"), ("2020-02-04", "2020-02-06"), "shortened", 0),
        (("2020-02-03", "2020-02-06"), ("2020-02-03", "2020-02-06", 5_000), "extent_changed", -2),
        (("2020-02-03", "2020-02-06", 10_000, "care"), ("2020-02-03", "2020-02-06"), "recoded", 4),
        (("2020-02-03", "2020-02-06"), ("2020-02-03", "2020-02-06", 10_000, "care"), "recoded", -4),
    ],
)
def test_what_became_of_a_spell(before, after, cause, days):
    assert lines(base(absences(*before)), base(absences(*after))) == {cause: (MANY, MANY * days)}


def test_new_and_withdrawn_spells():
    none, some = base([]), base(absences("2020-02-03", "2020-02-05"))
    assert lines(none, some) == {"new": (MANY, 3 * MANY)}
    assert lines(some, none) == {"withdrawn": (MANY, -3 * MANY)}


def test_a_spell_that_still_ran_has_ended():
    old = base(absences("2020-06-25", "2020-06-30"))
    covers = (old.covers[0], old.covers[1].replace(month=7, day=31))
    new = base(absences("2020-06-25", "2020-07-02"), covers=covers)
    assert lines(old, new) == {"ended": (MANY, 0)}
    assert lines(old, base(absences("2020-06-25", "2020-06-27"), covers=covers)) == {"ended": (MANY, -3 * MANY)}
    running = base(absences("2020-06-25", "2020-07-31"), covers=covers)
    assert lines(old, running) == {"extended": (MANY, 0)}


def test_a_move_of_unit_changes_no_total_and_is_told():
    spells = absences("2020-02-03", "2020-02-05")
    moved = [(row[0], "south", *row[2:]) for row in staff(MANY)] + staff(40)[MANY:]
    found = diff(base(spells), base(spells, stretches=moved), RULES, PERIOD, value_per_day=1)
    assert [(line.cause, line.spells, line.net_days) for line in found.lines] == [("moved_unit", MANY, 0)]
    assert found.lines[0].before == found.lines[0].after == 3 * MANY * NET_DAY_STEPS


def test_another_extent_of_the_employment_counts_of_full_time():
    spells = absences("2020-02-03", "2020-02-06")
    halved = [(*row[:4], 5_000) for row in staff(40)]
    assert lines(base(spells), base(spells, stretches=halved), extent_basis="of_full_time") == {
        "employment_changed": (MANY, -2 * MANY)
    }


def test_days_that_only_move_within_their_sick_period_are_told_apart():
    later = absences("2020-02-15", "2020-02-24")
    earlier = absences("2020-02-03", "2020-02-12")
    found = diff(base(later), base(earlier + later), RULES, PERIOD, value_per_day="1000")
    assert {line.cause: line.net_days for line in found.lines} == {"new": 10 * MANY, "knock_on": -6 * MANY}
    assert found.amount == 4 * MANY * 1000


def test_rows_that_follow_on_one_another_are_one_spell():
    whole = base(absences("2020-02-03", "2020-02-12"))
    parts = base(absences("2020-02-03", "2020-02-07") + absences("2020-02-08", "2020-02-12"))
    assert lines(whole, parts) == {}


def test_only_the_months_asked_for_are_compared():
    old, new = base([]), base(absences("2020-02-28", "2020-03-02"))
    assert lines(old, new, Period.parse("2020-03")) == {"new": (MANY, 2 * MANY)}
    assert lines(old, new, Period.parse("2020-04")) == {}


def test_a_spell_counts_where_either_vintage_has_it_in_the_period():
    old, new = base(absences("2020-02-28", "2020-02-28")), base(absences("2020-02-28", "2020-03-02"))
    assert lines(old, new, Period.parse("2020-03")) == {"extended": (MANY, 2 * MANY)}
    assert lines(new, old, Period.parse("2020-03")) == {"shortened": (MANY, -2 * MANY)}


def test_a_spell_whose_end_was_known_has_not_ended_anew():
    known = absences("2020-06-29", "2020-06-30")
    old = base(known)
    covers = (old.covers[0], old.covers[1].replace(month=7, day=31))
    assert lines(old, base(known + absences("2020-02-03", "2020-02-03"), covers=covers)) == {"new": (MANY, MANY)}


def test_a_small_group_is_put_together_with_others_until_it_is_none():
    many = absences("2020-02-03", "2020-02-05", persons=range(15))
    few = absences("2020-04-01", "2020-04-02", persons=range(15, 18))
    others = absences("2020-05-01", "2020-05-02", persons=range(18, 33))
    old = base(few + [(*row[:2], "2020-05-01", *row[3:]) for row in others])
    new = base(many + others)
    found = diff(old, new, RULES, PERIOD, value_per_day=1)
    assert {line.cause: line.persons for line in found.lines} in (
        {"new": 15, "several_causes": 18}, {"extended": 15, "several_causes": 18}
    )  # fmt: skip
    assert [notice.code for notice in found.notices] == ["OC-D139"]
    assert found.net_days == 15 * 3 - 6 + 15


@pytest.mark.parametrize(("persons", "shown"), [(10, False), (11, True)])
def test_ten_persons_are_never_shown_and_eleven_are(persons, shown):
    new = base(absences("2020-02-03", "2020-02-05", persons=range(persons)))
    found = diff(base([]), new, RULES, PERIOD, value_per_day=1)
    assert bool(found.lines) is shown
    assert [notice.code for notice in found.notices] == ([] if shown else ["OC-D141"])
    assert shown or "30" not in repr(found) + found.notices[0].text("en")


def test_a_change_of_one_persons_days_does_not_hide_behind_spells_that_change_nothing():
    long = absences("2020-01-01", "2020-02-20", persons=range(20))
    longer = absences("2020-01-01", "2020-02-21", persons=range(19)) + absences(
        "2020-02-20", "2020-02-20", persons=[39]
    )
    found = diff(base(long[:19]), base(longer), RULES, PERIOD, value_per_day=1)
    assert found.lines == () or all(line.net_days == 0 for line in found.lines)


def test_a_delivery_with_other_reasons_is_not_compared():
    from dataclasses import replace

    one = base([])
    with pytest.raises(DataRejected, match="OC-D140"):
        diff(one, replace(one, counted=frozenset({"sick", "care"})), RULES, PERIOD, value_per_day=1)


def test_the_changes_as_plain_data_name_nobody():
    found = diff(base([]), base(absences("2020-02-03", "2020-02-05")), RULES, PERIOD, value_per_day="2143")
    assert found.to_dict()["lines"] == [
        {"cause": "new", "spells": 12, "persons": 12, "net_days": "36", "amount": "77148"}
    ]
    assert "p00" not in repr(found) + repr(base([])) + repr(held_spells(absences("2020-02-03", "2020-02-05")))


def test_pairs_do_not_depend_on_the_order_of_rows():
    spells = absences("2020-02-03", "2020-02-05") + absences("2020-02-05", "2020-02-05", 5_000, "care")
    generator = np.random.default_rng(4)
    first = matching.match(base(spells), base(spells[3:]))
    second = matching.match(base(generator.permutation(np.array(spells, dtype=object)).tolist()), base(spells[:2:-1]))
    assert first.old.tolist() == second.old.tolist()
