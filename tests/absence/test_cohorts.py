"""Who stayed, came and went, and how long spells last: aggregates that add up to the panel of all."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from outcome_contracts.absence import cohorts as rooms
from outcome_contracts.absence import measure_batch
from outcome_contracts.absence.cohorts import cohorts, spell_lengths
from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.panel import COLUMNS, NET_DAY_STEPS
from outcome_contracts.period import Period
from tests.absence.deliveries import deliveries, records, rules
from tests.absence.oracle import Spell, Stretch

BEFORE, AFTER = Period.parse("2019-11/2019-12"), Period.parse("2020-02/2020-03")
SPAN = Period(BEFORE.first, AFTER.last)
LAW = settings(max_examples=40, deadline=None)

any_rules = st.builds(
    rules,
    short_term=st.sampled_from(("first_14_days", "periods_up_to_14_days")),
    relapse_days=st.sampled_from((0, 5)),
    extent_basis=st.sampled_from(("of_employment", "of_full_time")),
    population=st.sampled_from(("all_employed", "monthly_paid")),
)


def staff(name: str, count: int, first: date, last: date, lengths: tuple[int, ...] = ()) -> tuple[list, list]:
    """So many people alike, each with spells of these lengths, ten days apart, from the tenth day of employment."""
    spells, stretches = [], []
    for number in range(count):
        who = (f"{name}{number:03}", f"{name}{number:03}.0")
        stretches.append(Stretch(*who, "north", first, last))
        day = first + timedelta(9)
        for length in lengths:
            spells.append(Spell(*who, day, day + timedelta(length - 1)))
            day += timedelta(length + 10)
    return spells, stretches


def together(*groups):
    return records([one for spells, _ in groups for one in spells], [one for _, rows in groups for one in rows])


def test_each_person_is_in_the_group_of_the_periods_of_their_employment():
    found = cohorts(
        together(
            staff("stay", 12, date(2019, 11, 1), date(2020, 3, 31), (2, 4)),
            staff("come", 11, date(2020, 2, 1), date(2020, 3, 31), (3,)),
            staff("gone", 13, date(2019, 11, 1), date(2019, 12, 31), (1,)),
            staff("between", 1, date(2020, 1, 1), date(2020, 1, 31), (5,)),
        ),
        rules(),
        before=BEFORE,
        after=AFTER,
    )
    heads = {name: getattr(found, name).heads[0].tolist() for name in ("stayers", "joiners", "leavers")}
    assert heads == {"stayers": [12, 12, 0, 12, 12], "joiners": [0, 0, 0, 11, 11], "leavers": [13, 13, 0, 0, 0]}
    assert found.stayers.net_days.sum() == 12 * 6 * NET_DAY_STEPS
    assert found.joiners.net_days.sum() == 11 * 3 * NET_DAY_STEPS
    assert found.leavers.net_days.sum() == 13 * 1 * NET_DAY_STEPS
    assert found.stayers.units == ("stayers",)


@LAW
@given(delivery=deliveries(), chosen=any_rules)
def test_the_three_groups_add_up_to_the_panel_of_all_over_each_period(delivery, chosen):
    whole = records(*delivery)
    everybody = measure_batch(whole, chosen, SPAN).total()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rooms, "SMALLEST_GROUP_SHOWN", 0)
        found = cohorts(whole, chosen, before=BEFORE, after=AFTER)
    for column in COLUMNS:
        parts = sum(getattr(panel, column) for panel in (found.stayers, found.joiners, found.leavers))
        for period in (BEFORE, AFTER):
            months = everybody.columns_of(period)
            assert parts[:, months].sum() == getattr(everybody, column)[:, months].sum()
            assert parts[:, months].max() - parts[:, months].min() <= 3


@LAW
@given(delivery=deliveries(), chosen=any_rules)
def test_spells_and_net_days_by_length_add_up_to_the_panel_of_all(delivery, chosen):
    whole = records(*delivery)
    everybody = measure_batch(whole, chosen, SPAN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rooms, "SMALLEST_GROUP_SHOWN", 0)
        found = spell_lengths(whole, chosen, SPAN)
    assert sum(found.net_days) == everybody.net_days.sum()
    assert sum(found.spells) == everybody.spells.sum()


@LAW
@given(delivery=deliveries(), data=st.data())
def test_a_spell_counts_by_its_whole_length_however_it_is_delivered(delivery, data):
    spells, stretches = delivery
    assume(spells)
    split = []
    for spell in spells:
        cut = data.draw(st.integers(0, (spell.last - spell.first).days))
        rows = [(spell.first, spell.first + timedelta(cut - 1))] if cut else []
        rows.append((spell.first + timedelta(cut), spell.last))
        split += [Spell(spell.person, spell.employment, first, last, spell.extent) for first, last in rows]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rooms, "SMALLEST_GROUP_SHOWN", 0)
        one, other = (spell_lengths(records(rows, stretches), rules(), SPAN) for rows in (spells, split))
    assert one == other


def test_the_bands_are_those_of_calendar_days():
    found = spell_lengths(
        together(staff("a", 11, date(2019, 11, 1), date(2020, 12, 31), (1, 1, 2, 3, 4, 14, 20))), rules(), SPAN
    )
    assert found.longest == (1, 3, 7, 14, None)
    assert found.spells == (22, 22, 11, 11, 11)
    assert found.days == (22.0, 55.0, 44.0, 154.0, 154.0)


def test_a_day_between_makes_two_spells():
    rows, stretches = staff("a", 11, date(2019, 11, 1), date(2020, 12, 31), (1,))
    rows += [Spell(one.person, one.employment, one.first + timedelta(2), one.last + timedelta(2)) for one in rows]
    assert spell_lengths(records(rows, stretches), rules(), SPAN).spells == (22, 0, 0, 0, 0)


def test_who_is_not_measured_in_a_period_is_not_there_in_it():
    stretches = [
        Stretch(f"a{number:02}", f"a{number:02}.0", "north", period.first_day, period.last_day, monthly=period is AFTER)
        for number in range(11)
        for period in (BEFORE, AFTER)
    ]
    found = cohorts(records([], stretches), rules(population="monthly_paid"), before=BEFORE, after=AFTER)
    assert found.joiners.heads[0].tolist() == [0, 0, 0, 11, 11]
    assert not found.stayers.person_days.any()


def test_net_days_of_spells_from_before_the_period_are_not_shown_alone():
    rows, stretches = staff("a", 12, date(2019, 9, 1), date(2020, 12, 31), (1,))
    late = [Spell(one.person, one.employment, date(2019, 10, 30), date(2019, 11, 2)) for one in rows]
    with pytest.raises(DataRejected, match=r"OC-B102.*≤ 7 "):
        spell_lengths(records(late, stretches), rules(), SPAN)


def test_a_move_inside_a_spell_does_not_divide_it():
    rows = staff("a", 11, date(2019, 11, 1), date(2019, 11, 12), (10,))[0]
    stretches = [
        Stretch(spell.person, spell.employment, unit, first, last)
        for spell in rows
        for unit, first, last in (
            ("north", date(2019, 11, 1), date(2019, 11, 12)),
            ("south", date(2019, 11, 13), date(2020, 3, 31)),
        )
    ]
    found = spell_lengths(records(rows, stretches), rules(), SPAN)
    assert found.spells == (0, 0, 0, 11, 0)
    assert found.days == (0, 0, 0, 110.0, 0)


@pytest.mark.parametrize("small", ["stayers", "joiners", "leavers"])
def test_a_group_of_ten_persons_is_refused(small):
    spans = {
        "stayers": (BEFORE.first_day, AFTER.last_day),
        "joiners": (AFTER.first_day, AFTER.last_day),
        "leavers": (BEFORE.first_day, BEFORE.last_day),
    }
    people = [staff(name, 10 if name == small else 11, *span) for name, span in spans.items()]
    with pytest.raises(DataRejected) as refusal:
        cohorts(together(*people), rules(), before=BEFORE, after=AFTER)
    assert [(notice.code, dict(notice.facts)["group"]) for notice in refusal.value.notices] == [("OC-B102", small)]


def test_nobody_can_read_the_course_of_a_group_nor_the_months_between():
    found = cohorts(
        together(
            staff("stay", 11, date(2019, 11, 1), date(2020, 3, 31), (2,)),
            staff("early", 2, date(2020, 2, 1), date(2020, 3, 31), (9,)),
            staff("late", 20, date(2020, 3, 1), date(2020, 3, 31)),
        ),
        rules(),
        before=BEFORE,
        after=AFTER,
    )
    assert found.joiners.heads[0].tolist() == [0, 0, 0, 12, 12]
    assert found.joiners.net_days[0].tolist() == [0, 0, 0, 9 * NET_DAY_STEPS, 9 * NET_DAY_STEPS]
    assert found.stayers.net_days[0].tolist() == [11 * NET_DAY_STEPS, 11 * NET_DAY_STEPS, 0, 0, 0]
    assert found.stayers.person_days[0].tolist()[2] == 0


def test_a_group_of_nobody_is_empty():
    people = together(staff("stay", 11, BEFORE.first_day, AFTER.last_day))
    found = cohorts(people, rules(), before=BEFORE, after=AFTER)
    assert not found.joiners.person_days.any()
    assert not found.leavers.heads.any()


def test_a_band_of_ten_persons_is_refused_however_many_spells_they_have():
    many = staff("a", 10, date(2019, 11, 1), date(2020, 12, 31), (1, 1, 1))
    with pytest.raises(DataRejected, match=r"OC-B102.*≤ 1 "):
        spell_lengths(together(many, staff("b", 20, date(2019, 11, 1), date(2020, 12, 31), (5,))), rules(), SPAN)


def test_bands_and_periods_that_do_not_ascend_are_refused():
    people = together(staff("stay", 11, BEFORE.first_day, AFTER.last_day))
    for bands in ((), (0, 3), (3, 3), (7, 3)):
        with pytest.raises(UsageError, match="OC-B100"):
            spell_lengths(people, rules(), SPAN, longest=bands)
    with pytest.raises(UsageError, match="OC-B100"):
        cohorts(people, rules(), before=AFTER, after=BEFORE)


def test_months_that_the_delivery_does_not_cover_are_refused():
    people = records(
        *staff("stay", 11, BEFORE.first_day, AFTER.last_day), covers=(date(2019, 11, 1), date(2020, 1, 31))
    )
    with pytest.raises(DataRejected, match="OC-D053"):
        cohorts(people, rules(), before=BEFORE, after=AFTER)
    with pytest.raises(DataRejected, match="OC-D053"):
        spell_lengths(people, rules(), SPAN)


def test_no_absence_at_all_gives_empty_bands():
    found = spell_lengths(together(staff("a", 11, BEFORE.first_day, AFTER.last_day)), rules(), SPAN)
    assert np.sum(found.spells) == np.sum(found.net_days) == 0
