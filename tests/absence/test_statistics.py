"""The published statistics beside net days: staffs whose figures can be counted by hand, and day-by-day oracles."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.absence.absence_totals import absence_totals
from outcome_contracts.absence.frisktal import (
    AT_MOST_A_WEEK,
    GOVERNMENT_EMPLOYERS,
    LONG_TERM_WELL,
    MARK,
    NO_ABSENCE,
    Frisktal,
    frisktal,
)
from outcome_contracts.absence.groups import Share
from outcome_contracts.absence.mandatory_report import Persons, mandatory_report
from outcome_contracts.absence.occasions import share_with_occasions
from outcome_contracts.absence.workplaces import workplaces
from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.panel import SMALLEST_GROUP_SHOWN
from outcome_contracts.period import Period
from tests.absence.deliveries import deliveries, records
from tests.absence.oracle import Spell, Stretch, days

YEAR = Period.parse("2019-01/2019-12")
LAW = settings(max_examples=50, deadline=None)
PERIOD = Period.parse("2019-11/2020-04")


def staff(count: int, unit: str = "north", first: date = date(2018, 1, 1)) -> list[Stretch]:
    last = date(2020, 12, 31)
    return [Stretch(f"{unit}{number:03}", f"{unit}{number:03}.1", unit, first, last) for number in range(count)]


def ill(person: Stretch, first: str, length: int, extent: int = 10_000) -> Spell:
    begin = date.fromisoformat(first)
    return Spell(person.person, person.employment, begin, begin + timedelta(length - 1), extent)


def delivery(spells, people, schedule=None):
    return records(spells, people, covers=(date(2018, 1, 1), date(2020, 12, 31)), schedule=schedule)


def refused(statistic, *arguments, **named) -> list[str]:
    with pytest.raises((DataRejected, UsageError)) as refusal:
        statistic(*arguments, **named)
    return [notice.code for notice in refusal.value.notices]


def test_share_with_at_least_four_occasions_in_twelve_months():
    people = staff(40)
    spells = [ill(one, f"2019-{month:02}-05", 2) for one in people[:12] for month in (1, 3, 5, 7)]
    spells += [ill(one, f"2019-{month:02}-05", 2) for one in people[12:20] for month in (1, 3, 5)]
    spells += [ill(one, "2019-01-07", 2) for one in people[:12]]  # follows on: no fifth occasion
    whole = delivery(spells, people)
    assert share_with_occasions(whole, YEAR, at_least=4) == Share(12, 40)
    assert share_with_occasions(whole, YEAR, at_least=3).value == Fraction(20, 40)
    assert share_with_occasions(whole, YEAR, at_least=5) == Share(0, 40)
    fewer = [spell for spell in spells if spell.person not in {one.person for one in people[:3]}]
    assert refused(share_with_occasions, delivery(fewer, people), YEAR, at_least=4) == ["OC-D110"]
    assert refused(share_with_occasions, delivery(spells[:48], people[:20]), YEAR, at_least=4) == [
        "OC-D110"
    ]  # the rest
    assert refused(share_with_occasions, whole, PERIOD, at_least=4) == ["OC-D114"]
    assert refused(share_with_occasions, whole, Period.parse("2017-12/2018-11"), at_least=4) == ["OC-D053"]


def test_totals_of_a_spell_of_a_hundred_days():
    people = staff(12)
    whole = delivery([ill(one, "2018-12-02", 100, 5_000) for one in people], people)  # 30 days of them in 2018
    found = absence_totals(whole, YEAR, after=14, in_spells_of=60)
    assert (found.spells, found.gross_days, found.net_days) == (0, 12 * 70, 12 * 35)
    assert (found.after, found.in_spells) == ((14, 12 * 35), (60, 12 * 35))
    before = absence_totals(whole, Period.parse("2018-12"), after=14, in_spells_of=101)
    assert (before.spells, before.after, before.in_spells) == (12, (14, 12 * 8), (101, 0))


def test_sixty_days_are_long_and_fifty_nine_are_not():
    people = staff(24)
    spells = [ill(one, "2019-02-01", 59 + place % 2) for place, one in enumerate(people)]
    assert absence_totals(delivery(spells, people), YEAR, after=14, in_spells_of=60).in_spells == (60, 12 * 60)


def test_few_persons_with_long_absence_are_not_shown():
    people = staff(30)
    spells = [ill(one, "2019-02-01", 5 if place > 9 else 70) for place, one in enumerate(people)]
    assert refused(absence_totals, delivery(spells, people), YEAR, after=14, in_spells_of=60) == ["OC-D110", "OC-D110"]
    assert refused(absence_totals, delivery(spells, people), YEAR, after=0, in_spells_of=60) == ["OC-D114"]


@LAW
@given(deliveries(), st.sampled_from((1, 3, 14)), st.sampled_from((2, 15, 60)))
def test_totals_equal_the_day_by_day_count(drawn, after, long):
    spells, stretches = drawn
    extent = {(s.employment, day): s.extent for s in spells if s.extent for day in days(s.first, s.last)}
    number, length = {}, {}
    for job, day in sorted(extent):
        number[job, day] = number.get((job, day - timedelta(1)), 0) + 1
    for job, day in sorted(extent, reverse=True):
        length[job, day] = length.get((job, day + timedelta(1)), number[job, day])
    inside = {place for place in extent if PERIOD.first_day <= place[1] <= PERIOD.last_day}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("outcome_contracts.absence.groups.SMALLEST_GROUP_SHOWN", 0)
        found = absence_totals(records(spells, stretches), PERIOD, after=after, in_spells_of=long)
    assert found.spells == sum(number[place] == 1 for place in inside)
    assert found.gross_days == len(inside)
    assert found.net_days * 10_000 == sum(extent[place] for place in inside)
    assert found.after[1] * 10_000 == sum(extent[place] for place in inside if number[place] > after)
    assert found.in_spells[1] * 10_000 == sum(extent[place] for place in inside if length[place] >= long)


def test_one_staff_has_as_many_frisktal_as_there_are_definitions():
    people = staff(60)
    spells = [ill(one, "2019-03-04", 5) for one in people[:12]]
    spells += [ill(one, "2019-03-04", 7) for one in people[12:24]]
    spells += [ill(one, "2018-03-05", 3) for one in people[24:36]]
    whole = delivery(spells, people)
    assert frisktal(whole, NO_ABSENCE, YEAR) == Share(36, 60)
    assert frisktal(whole, MARK, YEAR) == Share(48, 60)
    assert frisktal(whole, AT_MOST_A_WEEK, YEAR) == Share(60, 60)
    assert frisktal(whole, LONG_TERM_WELL, Period.parse("2018-01/2019-12")) == Share(24, 60)
    assert refused(frisktal, whole, LONG_TERM_WELL, YEAR) == ["OC-D114"]
    assert refused(frisktal, whole, GOVERNMENT_EMPLOYERS, YEAR) == ["OC-D104"]
    assert refused(Frisktal, None, None, None, "heads", "employed_throughout", 12) == ["OC-D114"]
    late = [*people, *staff(30, "south", date(2019, 6, 1))]
    assert frisktal(delivery(spells, late), NO_ABSENCE, YEAR).whole == 60
    assert frisktal(delivery(spells, late), replace(NO_ABSENCE, population="employed_any_day"), YEAR).whole == 90


def test_frisktal_by_hours_and_occasions_is_weighted_by_ordinary_time():
    people = staff(40)
    spells = [ill(one, "2019-03-04", 5) for one in people[:20]]  # 40 hours of 8, or 20 of 4
    spells += [ill(one, "2019-05-06", 1) for one in people[:11]]  # eleven of them an hour more
    absent = {(s.employment, day) for s in spells for day in days(s.first, s.last)}
    schedule = {}
    for place, one in enumerate(people):
        minutes = 480 if place < 20 else 240
        for day in days(date(2019, 1, 1), date(2019, 12, 31)):
            gone = 60 if day.month == 5 else minutes
            schedule[one.employment, day] = (minutes, gone if (one.employment, day) in absent else 0)
    whole = delivery(spells, people, schedule)
    assert frisktal(whole, GOVERNMENT_EMPLOYERS, YEAR).value == Fraction(9 * 480 + 20 * 240, 20 * 480 + 20 * 240)
    once = replace(GOVERNMENT_EMPLOYERS, most_minutes=41 * 60, most_spells=1)
    assert frisktal(whole, once, YEAR).value == Fraction(9 * 480 + 20 * 240, 20 * 480 + 20 * 240)
    assert frisktal(whole, replace(once, most_spells=2, weight="heads"), YEAR) == Share(40, 40)


def reported(women: int, spells, people, *, born=lambda place: 1950 + place, **more):
    absent = {(s.employment, day): s for s in spells for day in days(s.first, s.last)}
    schedule = {
        (one.employment, day): (
            480 * (day.weekday() < 5),
            480 * (day.weekday() < 5 and (one.employment, day) in absent),
        )
        for one in people
        for day in days(date(2019, 1, 1), date(2019, 12, 31))
    }
    attributes = Persons(
        np.array([place < women for place in range(len(people))]),
        np.array([born(place) for place in range(len(people))], dtype=np.int32),
    )
    return mandatory_report(delivery(spells, people, schedule), attributes, 2019)


def test_the_seven_indicators_of_the_mandatory_report():
    people = staff(45)
    spells = [ill(one, "2019-03-04", 5) for one in people[:30]]
    spells += [ill(one, "2019-04-01", 60) for one in people[:11]]  # 44 scheduled days
    found = reported(30, spells, people, born=lambda place: (1999, 1980, 1960)[place % 3])
    year = 261
    assert found.total == Fraction(30 * 5 + 11 * 44, 45 * year)
    assert found.long_term == Fraction(11 * 44, 30 * 5 + 11 * 44)  # of the sick hours, not of the ordinary ones
    assert found.women == Fraction(30 * 5 + 11 * 44, 30 * year)
    assert found.men == 0
    assert found.at_most_29 == Fraction(10 * 5 + 4 * 44, 15 * year)
    assert found.at_least_50 == Fraction(10 * 5 + 3 * 44, 15 * year)
    assert found.total * found.long_term == Fraction(11 * 44, 45 * year)  # 1 × 2 is the long-term share of all hours


def test_a_small_group_of_the_mandatory_report_takes_another_with_it():
    people = staff(45)
    spells = [ill(one, "2019-03-04", 5) for one in people[:30]]
    found = reported(38, spells, people, born=lambda place: 1999 if place < 8 else (1980, 1960)[place < 20])
    assert found.men is None and found.women is None
    assert found.at_most_29 is None and found.at_least_50 is None and found.from_30_to_49 is not None
    assert found.long_term == 0
    few = [*spells, *(ill(one, "2019-04-01", 60) for one in people[:10])]
    assert reported(20, few, people).long_term is None
    assert refused(reported, 5, spells[:9], people[:10]) == ["OC-D110"]
    other = Persons(np.zeros(3, dtype=np.bool_), np.zeros(3, dtype=np.int32))
    assert refused(mandatory_report, delivery(spells, people), other, 2019) == ["OC-D113"]


def test_workplaces_of_high_and_of_rising_absence():
    people = [*staff(20), *staff(20, "south"), *staff(12, "west")]
    year = Period.parse("2018-01/2018-12")
    spells = [ill(one, "2018-03-05", 10) for one in people[:40]] + [ill(one, "2019-03-04", 10) for one in people[:20]]
    spells += [ill(one, "2019-03-04", 20) for one in people[20:40]]
    spells += [ill(one, "2019-03-04", 300) for one in people[40:50]]  # ten persons: high, and not told
    limits = {"high_from": Fraction(3), "rising_from": "1.5"}
    found = workplaces(delivery(spells, people), before=year, period=YEAR, **limits)
    assert [(one.unit, one.high, one.rising) for one in found.listed] == [("south", False, True)]
    assert found.listed[0].rate == Fraction(20 * 20, 20 * 365) and found.not_judged == 1
    told = [*spells, ill(people[50], "2019-03-04", 300)]
    found = workplaces(delivery(told, people), before=year, period=YEAR, **limits)
    assert [(one.unit, one.high) for one in found.listed] == [("south", False), ("west", True)]
    assert found.rate == Fraction(20 * 10 + 20 * 20 + 11 * 300, 52 * 365)
    for wrong in ({"before": PERIOD}, {"high_from": Fraction(1)}, {"rising_from": Fraction(1, 2)}):
        asked = {"before": year, **limits} | wrong
        assert refused(workplaces, delivery(spells, people), period=YEAR, **asked) == ["OC-D114"]
    all_wrong = {"before": PERIOD, "high_from": 1, "rising_from": "0.5"}
    assert refused(workplaces, delivery(spells, people), period=YEAR, **all_wrong) == ["OC-D114"] * 3


@LAW
@given(deliveries(), st.integers(1, 3))
def test_shares_of_occasions_equal_a_count_by_person(drawn, at_least):
    spells, stretches = drawn
    period = Period.parse("2019-05/2020-04")
    absent = {(s.person, s.employment, day) for s in spells if s.extent for day in days(s.first, s.last)}
    begun = {
        (who, day)
        for who, job, day in absent
        if (who, job, day - timedelta(1)) not in absent and day <= period.last_day
    }
    employed = {item.person for item in stretches if item.first <= period.last_day <= item.last}
    counts = Counter(who for who, _ in begun)
    wanted = sum(counts[who] >= at_least for who in employed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("outcome_contracts.absence.groups.SMALLEST_GROUP_SHOWN", 0)
        if employed:
            assert share_with_occasions(records(spells, stretches), period, at_least=at_least) == Share(
                wanted, len(employed)
            )
        else:
            assert refused(share_with_occasions, records(spells, stretches), period, at_least=at_least) == ["OC-D115"]


def test_no_statistic_shows_a_person():
    people = staff(40)
    whole = delivery([ill(one, "2019-03-04", 5) for one in people[:20]], people)
    shown = [frisktal(whole, NO_ABSENCE, YEAR), absence_totals(whole, YEAR, after=14, in_spells_of=60)]
    names = defaultdict(int, {one.person: 1 for one in people})
    assert not any(name in repr(shown) for name in names)
    assert SMALLEST_GROUP_SHOWN == 11
