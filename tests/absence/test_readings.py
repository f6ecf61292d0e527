"""Every reading of the measure rules against the day-by-day oracle, and the laws that hold under all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.absence import measure, measure_batch
from outcome_contracts.absence.cohorts import cohorts
from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.panel import NET_DAY_STEPS, added
from outcome_contracts.period import Period
from tests.absence import oracle
from tests.absence.deliveries import UNITS, cells, deliveries, records, rules
from tests.absence.oracle import Spell, Stretch, days

PERIOD = Period.parse("2019-11/2020-04")
LAW = settings(max_examples=25, deadline=None)
JANUARY_WEEK = Period.parse("2020-01")
EMPLOYED = Stretch("a", "a1", "north", date(2019, 1, 1), date(2020, 12, 31))


@st.composite
def readings(draw):
    """Rules that do not clash, each reading of each rule among them."""
    short_term = draw(st.sampled_from(("first_14_days", "periods_up_to_14_days", "employer_paid_days")))
    paid = short_term == "employer_paid_days"
    basis = draw(st.sampled_from(("scheduled", "hours") if paid else ("calendar", "scheduled", "hours")))
    ends = ("counted", "not_counted") if basis != "calendar" else (None, "counted", "not_counted")
    heads = draw(st.sampled_from(("mean_heads", "heads_on_date")))
    said = {
        "short_term": short_term,
        "relapse_days": draw(st.sampled_from((0, 1, 4, 5, 6))),
        "day_basis": basis,
        "extent_basis": draw(st.sampled_from(("of_employment", "of_full_time"))),
        "denominator": heads,
        "population": draw(st.sampled_from(("all_employed", "monthly_paid", "hourly_paid", "employed_all_year"))),
        "overlap": draw(st.sampled_from(("reject", "max", "capped_sum"))),
        "days_off_at_end": draw(st.sampled_from(ends)),
        "waiting_day": draw(st.sampled_from(("counted", "not_counted"))) if paid else None,
        "longest_period": None if short_term[0] == "p" else draw(st.sampled_from((None, 15, 20, 40))),
        "heads_date": draw(st.sampled_from(("01-01", "02-28", "12-31"))) if heads == "heads_on_date" else None,
    }
    return rules(**said)


@dataclass(frozen=True)
class Delivery:
    """Spells, some of them a second time and cut short, stretches, and a week with days off."""

    spells: list[Spell]
    stretches: list[Stretch]
    again: list[Spell]
    free: frozenset[int]
    minutes: int
    missed: int

    def absence(self, chosen) -> list[Spell]:
        return self.spells if chosen.overlap == "reject" else [*self.spells, *self.again]

    def schedule(self, chosen) -> oracle.Schedule:
        """Work on every day but those off; some of it missed on days of absence, more on some than on others."""
        spells = [item for item in self.absence(chosen) if item.extent]
        absent = {(item.employment, day) for item in spells for day in days(item.first, item.last)}
        span = {job: days(date(2019, 10, 1), date(2020, 12, 31)) for job in {job for job, _ in absent}}
        work = {(job, day): day.weekday() not in self.free for job, all_days in span.items() for day in all_days}
        return {
            place: (
                self.minutes * works,
                min(self.minutes, self.missed + place[1].day % 5) * works * (place in absent),
            )
            for place, works in work.items()
        }

    def records(self, chosen):
        covers = (date(2017, 1, 1), date(2021, 12, 31))
        absence, schedule = self.absence(chosen), self.schedule(chosen) if chosen.needs_schedule else None
        return records(absence, self.stretches, schedule=schedule, overlap=chosen.overlap, covers=covers)


@st.composite
def scheduled(draw):
    spells, stretches = draw(deliveries())
    for person in draw(st.sets(st.sampled_from(sorted({item.person for item in stretches})))):
        # employed all year, in two parts
        middle = draw(st.sampled_from((date(2019, 12, 31), date(2020, 1, 1), date(2020, 2, 10))))
        for first, last in ((date(2019, 1, 1), middle), (middle + timedelta(1), date(2020, 12, 31))):
            stretches.append(Stretch(person, f"whole.{person}", UNITS[0], first, last, 5_000, draw(st.booleans())))
    again = []
    for spell in spells[: draw(st.integers(0, 3))]:
        late, extent = draw(st.integers(0, 9)), draw(st.sampled_from((10_000, 6_000, 2_500)))
        again.append(replace(spell, first=min(spell.last, spell.first + timedelta(late)), extent=extent))
    free = draw(st.frozensets(st.integers(0, 6), max_size=4))
    return Delivery(spells, stretches, again, free, draw(st.sampled_from((480, 7))), draw(st.sampled_from((1, 7))))


def panel_of(delivery, chosen, period=PERIOD):
    return measure_batch(delivery.records(chosen), chosen, period)


@settings(max_examples=120, deadline=None)
@given(scheduled(), readings())
def test_every_reading_equals_the_day_by_day_oracle(delivery, chosen):
    expected = oracle.panel(delivery.absence(chosen), delivery.stretches, chosen, PERIOD, delivery.schedule(chosen))
    assert cells(panel_of(delivery, chosen)) == expected


@LAW
@given(scheduled(), readings(), st.data())
def test_splitting_a_spell_at_any_date_changes_nothing(delivery, chosen, data):
    split = []
    for spell in delivery.spells:
        cut = data.draw(st.integers(0, (spell.last - spell.first).days))
        split += [replace(spell, last=spell.first + timedelta(cut - 1))] if cut else []
        split += [replace(spell, first=spell.first + timedelta(cut))]
    assert panel_of(replace(delivery, spells=split), chosen) == panel_of(delivery, chosen)


@LAW
@given(scheduled(), readings(), st.randoms())
def test_the_order_of_rows_is_not_seen(delivery, chosen, random):
    spells, stretches = (random.sample(rows, len(rows)) for rows in (delivery.spells, delivery.stretches))
    mixed = replace(delivery, spells=spells, stretches=stretches, again=delivery.again[::-1])
    assert panel_of(mixed, chosen) == panel_of(delivery, chosen)


@LAW
@given(scheduled(), readings(), st.integers(0, 4))
def test_batches_of_whole_persons_add_up_to_the_panel_of_all(delivery, chosen, border):
    whole = delivery.records(chosen)
    persons = int(whole.employments.person[-1]) + 1
    parts = [whole.of_persons(0, min(border, persons)), whole.of_persons(min(border, persons), persons)]
    panels = [measure_batch(part, chosen, PERIOD) for part in parts]
    assert added(panels) == measure_batch(whole, chosen, PERIOD)


@LAW
@given(scheduled(), readings())
def test_net_days_add_up_over_months_and_never_exceed_calendar_days(delivery, chosen):
    panel = panel_of(delivery, chosen)
    assert (panel.net_days <= panel.person_days * NET_DAY_STEPS).all()
    for cut in (Period(PERIOD.first, PERIOD.first + 1), Period(PERIOD.last, PERIOD.last)):
        columns = slice(cut.first - PERIOD.first, cut.last - PERIOD.first + 1)
        alone = panel_of(delivery, chosen, cut)
        for name in ("net_days", "person_days", "fte_days", "heads", "spells"):
            assert (getattr(alone, name) == getattr(panel, name)[:, columns]).all()


@LAW
@given(scheduled(), readings())
def test_erasing_spells_of_extent_zero_changes_nothing(delivery, chosen):
    absent = [spell for spell in delivery.spells if spell.extent]
    assert panel_of(replace(delivery, spells=absent), chosen) == panel_of(delivery, chosen)


# Worked examples: one spell of one person, Monday to Friday scheduled, and the net days.


def working_week(spells: list[Spell], *, minutes: int = 480, missed: int = 480) -> dict:
    absent = {day for spell in spells for day in days(spell.first, spell.last)}
    span = days(date(2019, 12, 1), date(2020, 2, 29))
    work = {day: 0 if day.weekday() >= 5 else minutes for day in span}
    return {("a1", day): (work[day], min(work[day], missed) if day in absent else 0) for day in work}


def net_days_of(chosen, *spans: tuple[int, int], extent: int = 10_000, **hours: int) -> float:
    """Net days of spells in January 2020, which begins on a Wednesday; spans are days of the month."""
    spells = [Spell("a", "a1", date(2020, 1, first), date(2020, 1, last), extent) for first, last in spans]
    whole = records(spells, [EMPLOYED], schedule=working_week(spells, **hours), overlap=chosen.overlap)
    return measure_batch(whole, chosen, JANUARY_WEEK).net_days.sum() / NET_DAY_STEPS


SCHEDULED = rules(day_basis="scheduled", days_off_at_end="counted")
HOURS = rules(day_basis="hours", days_off_at_end="counted")
PAID = {"short_term": "employer_paid_days", "day_basis": "scheduled", "days_off_at_end": "counted"}


@pytest.mark.parametrize(
    ("chosen", "spans", "expected"),
    [
        (rules(), [(9, 14)], 6),  # Thursday to Tuesday over a weekend
        (SCHEDULED, [(9, 14)], 4),
        (HOURS, [(9, 14)], 4),
        (rules(**PAID, waiting_day="counted"), [(9, 14)], 4),
        (rules(**PAID, waiting_day="not_counted"), [(9, 14)], 3),
        (rules(**PAID, waiting_day="not_counted"), [(11, 14)], 1),  # the waiting day is Monday, not Saturday
        (rules(**PAID, waiting_day="not_counted"), [(6, 7), (9, 10)], 3),  # a relapse has no second waiting day
        (SCHEDULED, [(1, 31)], 10),  # day numbers run over calendar days: 1–14 January have ten scheduled days
        (rules(days_off_at_end="not_counted"), [(9, 12)], 2),  # ends on a Sunday
        (rules(days_off_at_end="not_counted"), [(9, 10), (11, 12)], 2),
        (rules(days_off_at_end="counted"), [(9, 12)], 4),
        (rules(days_off_at_end="not_counted", relapse_days=0), [(9, 12), (13, 14)], 6),  # ill on both sides
        (rules(longest_period=15), [(1, 15)], 14),
        (rules(longest_period=15), [(1, 16)], 0),
        (rules(overlap="max"), [(6, 10), (8, 12)], 7),
    ],
)
def test_worked_examples_of_readings(chosen, spans, expected):
    assert net_days_of(chosen, *spans) == expected


def test_rows_split_at_the_end_of_a_month_are_one_spell_again():
    """As the sick-pay statistics deliver it: each part with its own first and last day."""
    parts = [
        Spell("a", "a1", date(2019, 12, 20), date(2019, 12, 31)),
        Spell("a", "a1", date(2020, 1, 1), date(2020, 1, 9)),
    ]
    panel = measure_batch(records(parts, [EMPLOYED]), rules(relapse_days=0), Period.parse("2019-12/2020-01"))
    assert (panel.net_days[0] / NET_DAY_STEPS).tolist() == [12, 2]
    assert panel.spells[0].tolist() == [1, 0]


def test_five_hours_of_a_day_of_ten_are_half_a_day():
    assert net_days_of(HOURS, (6, 6), minutes=600, missed=300, extent=5_000) == 0.5


def test_overlaps_of_part_absence_count_the_larger_or_the_sum_but_never_more_than_the_day():
    assert net_days_of(rules(overlap="max"), (6, 10), (6, 10), extent=5_000) == 2.5
    assert net_days_of(rules(overlap="capped_sum"), (6, 10), (6, 10), extent=5_000) == 5
    assert net_days_of(rules(overlap="capped_sum"), (6, 10), (6, 10), extent=7_500) == 5


def test_employed_all_year_counts_whole_years_and_lets_the_days_of_a_period_run_on():
    late = Stretch("b", "b1", "north", date(2019, 1, 2), date(2020, 12, 31))
    spell = Spell("b", "b1", date(2019, 12, 25), date(2020, 1, 10))
    whole = records([spell], [EMPLOYED, late])
    panel = measure_batch(whole, rules(population="employed_all_year"), Period.parse("2019-12/2020-01"))
    assert panel.heads[0].tolist() == [1, 2] and panel.person_days[0].tolist() == [31, 62]
    assert (panel.net_days[0] / NET_DAY_STEPS).tolist() == [0, 7]  # days 8 to 14 of the period
    assert panel.spells[0].tolist() == [0, 0]  # it began in a year that is not counted


@pytest.mark.parametrize(("heads_date", "expected"), [("11-01", [1, 2]), ("12-31", [1, 2]), ("06-30", [1, 1])])
def test_heads_on_a_date_are_those_of_the_latest_counting_day(heads_date, expected):
    late = Stretch("b", "b1", "north", date(2020, 7, 1), date(2020, 12, 31))
    chosen = rules(denominator="heads_on_date", heads_date=heads_date)
    year = measure_batch(records([], [EMPLOYED, late]), chosen, Period.parse("2020-01/2020-12"))
    assert [year.heads[0, 0], year.heads[0, 11]] == expected


def test_heads_of_a_counting_day_never_hide_a_small_group():
    """Twelve on 1 November, five from the new year on: the panel would show five persons as twelve."""
    ends = [date(2020, 12, 31)] * 5 + [date(2019, 12, 31)] * 7
    people = [Stretch(f"p{place:02}", f"e{place:02}", "north", date(2019, 1, 1), end) for place, end in enumerate(ends)]
    chosen, whole = rules(denominator="heads_on_date", heads_date="11-01"), records([], people)
    with pytest.raises(DataRejected) as refusal:
        measure(whole, chosen, Period.parse("2019-12/2020-03"))
    (notice,) = refusal.value.notices
    assert (notice.code, dict(notice.facts)["count"]) == ("OC-D118", 3)
    measure(whole, chosen, Period.parse("2019-11/2019-12"))
    measure(whole, rules(denominator="mean_heads"), Period.parse("2019-12/2020-03"))


def test_cohorts_of_every_population_add_up_to_the_panel_of_all():
    after, before = Period.parse("2020-01/2020-06"), Period.parse("2019-01/2019-06")
    people = [
        Stretch(f"p{place:02}", f"e{place:02}", "north", first, last, monthly=place % 2 == 0)
        for group, (first, last) in enumerate(
            (
                (date(2019, 1, 1), date(2020, 12, 31)),
                (date(2019, 1, 1), date(2019, 12, 31)),
                (date(2020, 1, 1), date(2020, 12, 31)),
            )
        )
        for place in range(30 * group, 30 * group + 30)
    ]
    spells = [
        Spell(one.person, one.employment, day, day)
        for one in people
        for day in (date(2019, 2, 4), date(2020, 2, 4))
        if one.first <= day <= one.last
    ]
    whole = records(spells, people)
    for chosen in ("all_employed", "hourly_paid", "employed_all_year"):
        found = cohorts(whole, rules(population=chosen), before=before, after=after)
        groups = (found.stayers, found.joiners, found.leavers)
        panel = measure_batch(whole, rules(population=chosen), Period(before.first, after.last))
        for period in (before, after):
            parts = sum(int(group.window(period).net_days.sum()) for group in groups)
            assert parts == int(panel.window(period).net_days.sum()) > 0


def test_calendar_days_and_scheduled_days_are_never_of_one_panel():
    """A file generator that takes work days for calendar days: the panels' rules differ, so they cannot be mixed."""
    spells = [Spell("a", "a1", date(2020, 1, 9), date(2020, 1, 14))]
    whole = records(spells, [EMPLOYED], schedule=working_week(spells))
    panels = [measure_batch(whole, chosen, JANUARY_WEEK) for chosen in (rules(), SCHEDULED)]
    assert [panel.net_days.sum() / NET_DAY_STEPS for panel in panels] == [6, 4]
    with pytest.raises(DataRejected, match="OC-D074"):
        added(panels)


def refused(chosen, schedule=None, spells=(), **more):
    with pytest.raises((DataRejected, UsageError)) as refusal:
        measure_batch(records(list(spells), [EMPLOYED], schedule=schedule, **more), chosen, PERIOD)
    return [notice.code for notice in refusal.value.notices]


def test_what_a_reading_needs_is_asked_for():
    spell = Spell("a", "a1", date(2020, 1, 6), date(2020, 1, 8))
    week = working_week([spell])
    assert refused(SCHEDULED) == ["OC-D104"]
    assert refused(rules(days_off_at_end="not_counted")) == ["OC-D104"]
    only_february = {place: row for place, row in week.items() if place[1].month == 2}
    assert refused(SCHEDULED, only_february, [spell]) == ["OC-D105"]
    beside = week | {("a1", date(2020, 1, 9)): (480, 10)}
    without = week | {("a1", date(2020, 1, 6)): (480, 0)}
    assert refused(HOURS, beside, [spell]) == refused(HOURS, without, [spell]) == ["OC-D106"]
    assert refused(rules(overlap="reject"), None, [spell], overlap="max") == ["OC-D102"]
    covers = (date(2020, 1, 1), date(2020, 12, 31))
    assert refused(rules(population="employed_all_year"), covers=covers) == ["OC-D108"]
    assert refused(rules(denominator="heads_on_date", heads_date="11-01"), covers=covers) == ["OC-D108"]
    whole = records([spell], [EMPLOYED], schedule=week)
    silent = replace(whole, schedule=replace(whole.schedule, missed=None))
    with pytest.raises(DataRejected, match="OC-D107"):
        measure_batch(silent, HOURS, PERIOD)


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({"day_basis": "scheduled"}, ["OC-D101"]),
        ({"short_term": "employer_paid_days"}, ["OC-D101", "OC-D100"]),
        ({"denominator": "heads_on_date"}, ["OC-D101"]),
        ({"waiting_day": "counted", "heads_date": "11-01"}, ["OC-D100", "OC-D100"]),
        ({"short_term": "periods_up_to_14_days", "longest_period": 30}, ["OC-D100"]),
    ],
)
def test_open_and_clashing_rules_are_refused(said, codes):
    assert refused(rules(**said)) == codes


def test_rules_that_say_nothing_new_keep_their_digest():
    """The digest of a contract signed before the four optional rules existed, which its panels carry."""
    assert rules().digest == "sha256:cc4e089eac73e7ac8ca607f89dc6c727fc19415f5829cfbf53088e44fdd6f275"
    assert rules(days_off_at_end="counted").digest != rules().digest
