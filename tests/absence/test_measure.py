"""The kernel against the day-by-day oracle, and the laws a panel obeys."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.absence import measure, measure_batch, timeline
from outcome_contracts.notices import DataRejected
from outcome_contracts.panel import NET_DAY_STEPS, added
from outcome_contracts.period import Period
from tests.absence import oracle
from tests.absence.deliveries import cells, deliveries, records, rules
from tests.absence.oracle import Spell, Stretch

PERIOD = Period.parse("2019-11/2020-04")
LAW = settings(max_examples=80, deadline=None)

any_rules = st.builds(
    rules,
    short_term=st.sampled_from(("first_14_days", "periods_up_to_14_days")),
    relapse_days=st.sampled_from((0, 1, 4, 5, 6)),
    extent_basis=st.sampled_from(("of_employment", "of_full_time")),
    population=st.sampled_from(("all_employed", "monthly_paid")),
)


def panel_of(spells, stretches, chosen, period=PERIOD):
    return measure_batch(records(spells, stretches), chosen, period)


@settings(max_examples=250, deadline=None)
@given(deliveries(), any_rules)
def test_kernel_equals_the_day_by_day_oracle(delivery, chosen):
    assert cells(panel_of(*delivery, chosen)) == oracle.panel(*delivery, chosen, PERIOD)


@LAW
@given(deliveries(), any_rules, st.integers(1, 6), st.integers(24, 63))
def test_neither_blocks_nor_the_width_of_keys_are_seen(delivery, chosen, block, bits):
    expected = panel_of(*delivery, chosen)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline, "_BLOCK", block)
        patch.setattr(timeline, "_KEY_BITS", max(bits, 40))
        assert panel_of(*delivery, chosen) == expected


@LAW
@given(deliveries(), any_rules, st.randoms())
def test_the_order_of_rows_is_not_seen(delivery, chosen, random):
    spells, stretches = (random.sample(rows, len(rows)) for rows in delivery)
    assert panel_of(spells, stretches, chosen) == panel_of(*delivery, chosen)


@LAW
@given(deliveries(), any_rules, st.integers(0, 4))
def test_batches_of_whole_persons_add_up_to_the_panel_of_all(delivery, chosen, border):
    whole = records(*delivery)
    persons = int(whole.employments.person[-1]) + 1
    batches = [whole.of_persons(0, min(border, persons)), whole.of_persons(min(border, persons), persons)]
    panels = [measure_batch(batch, chosen, PERIOD) for batch in batches]
    assert added(panels) == measure_batch(whole, chosen, PERIOD)


@LAW
@given(deliveries(), any_rules, st.data())
def test_splitting_a_spell_at_any_date_changes_nothing(delivery, chosen, data):
    spells, stretches = delivery
    split = []
    for spell in spells:
        cut = data.draw(st.integers(0, (spell.last - spell.first).days))
        if cut:
            split += [replace(spell, last=spell.first + timedelta(cut - 1))]
        split += [replace(spell, first=spell.first + timedelta(cut))]
    assert panel_of(split, stretches, chosen) == panel_of(spells, stretches, chosen)


@LAW
@given(deliveries(), any_rules)
def test_erasing_spells_of_extent_zero_changes_nothing(delivery, chosen):
    spells, stretches = delivery
    absent = [spell for spell in spells if spell.extent]
    assert panel_of(absent, stretches, chosen) == panel_of(spells, stretches, chosen)


@LAW
@given(deliveries(), any_rules)
def test_net_days_add_up_over_months_and_never_exceed_calendar_days(delivery, chosen):
    panel = panel_of(*delivery, chosen)
    assert (panel.net_days <= panel.person_days * NET_DAY_STEPS).all()
    for cut in (Period(PERIOD.first, PERIOD.first + 1), Period(PERIOD.last, PERIOD.last)):
        columns = slice(cut.first - PERIOD.first, cut.last - PERIOD.first + 1)
        alone = panel_of(*delivery, chosen, cut)
        for name in ("net_days", "person_days", "fte_days", "heads", "spells"):
            assert (getattr(alone, name) == getattr(panel, name)[:, columns]).all()


@LAW
@given(deliveries(), any_rules)
def test_units_that_become_one_have_the_same_net_days_and_spells(delivery, chosen):
    spells, stretches = delivery
    merged = panel_of(spells, [replace(item, unit="north") for item in stretches], chosen)
    apart = panel_of(spells, stretches, chosen)
    for column in ("net_days", "person_days", "fte_days"):
        assert (getattr(merged, column).sum(axis=0) == getattr(apart, column).sum(axis=0)).all()
    assert merged.heads.sum() <= apart.heads.sum()


# Worked examples: spells of one person (first and last day) and the net days of each month.

EMPLOYED = Stretch("a", "a1", "north", date(2019, 1, 1), date(2024, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


def days_of(spells: list[tuple[str, str]], chosen, period: str, *, extent: int = 10_000) -> list[float]:
    absent = [Spell("a", "a1", day(first), day(last), extent) for first, last in spells]
    panel = measure_batch(records(absent, [EMPLOYED]), chosen, Period.parse(period))
    return (panel.net_days[0] / NET_DAY_STEPS).tolist()


SHORT_PERIODS = rules(short_term="periods_up_to_14_days")


@pytest.mark.parametrize(
    ("spells", "chosen", "period", "expected"),
    [
        ([("2020-01-28", "2020-02-05")], rules(), "2020-01/2020-02", [4, 5]),
        ([("2020-02-28", "2020-03-01")], rules(), "2020-02/2020-03", [2, 1]),
        ([("2020-03-01", "2020-03-20")], rules(), "2020-03", [14]),
        ([("2020-03-01", "2020-03-20")], SHORT_PERIODS, "2020-03", [0]),
        ([("2020-03-01", "2020-03-14")], SHORT_PERIODS, "2020-03", [14]),
        ([("2020-02-03", "2020-02-12"), ("2020-02-15", "2020-02-24")], rules(), "2020-02", [14]),
        (
            [("2020-02-03", "2020-02-12"), ("2020-02-15", "2020-02-24")],
            rules(relapse_days=0),
            "2020-02",
            [20],
        ),
        ([("2020-02-03", "2020-02-12"), ("2020-02-15", "2020-02-24")], SHORT_PERIODS, "2020-02", [0]),
        ([("2023-12-18", "2024-01-01"), ("2024-01-06", "2024-01-06")], rules(), "2024-01", [0]),
        ([("2023-12-18", "2024-01-01"), ("2024-01-07", "2024-01-07")], rules(), "2024-01", [1]),
        # Ill Monday to Thursday, at work on Friday, ill again from Tuesday: Tuesday is day 5, ten are left.
        ([("2020-03-02", "2020-03-05"), ("2020-03-10", "2020-03-31")], rules(), "2020-03", [14]),
        # Periods are built before they are cut: in April only the 14th day of the period is left.
        ([("2020-03-19", "2020-04-20")], rules(), "2020-04", [1]),
    ],
)
def test_worked_examples_of_short_term_days(spells, chosen, period, expected):
    assert days_of(spells, chosen, period) == expected


def test_ten_days_at_half_extent_are_five_net_days():
    assert days_of([("2020-03-01", "2020-03-10")], rules(), "2020-03", extent=5_000) == [5]


def test_person_years_and_full_time_years():
    """A the whole year at 100 %, B half a year, C the whole year at 50 %; 20 net days: 8.00 and 10.00.

    Twice of each, because 365 days have no half: one B works the first part of the year, one the second.
    """
    first, middle, last = date(2019, 1, 1), date(2019, 7, 1), date(2019, 12, 31)
    people = [
        Stretch("a", "a1", "north", first, last),
        Stretch("a'", "a2", "north", first, last),
        Stretch("b", "b1", "north", first, middle - timedelta(1)),
        Stretch("b'", "b2", "north", middle, last),
        Stretch("c", "c1", "north", first, last, 5_000),
        Stretch("c'", "c2", "north", first, last, 5_000),
    ]
    absent = [
        Spell(person, job, date(2019, month, 1), date(2019, month, 10))
        for person, job, month in (("a", "a1", 3), ("b", "b1", 6), ("b'", "b2", 8), ("c", "c1", 12))
    ]
    panel = measure_batch(records(absent, people), rules(), Period.parse("2019-01/2019-12"))
    net = panel.net_days.sum() / NET_DAY_STEPS
    assert net / (panel.person_days.sum() / 365) == 8.00
    assert net / (panel.fte_days.sum() / 10_000 / 365) == 10.00
    assert panel.heads[0].tolist() == [5] * 12


def test_months_outside_what_is_covered_are_refused_and_named():
    with pytest.raises(DataRejected) as refused:
        measure(records([], [EMPLOYED]), rules(), Period.parse("2018-12/2019-01"))
    (notice,) = refused.value.notices
    assert (notice.code, dict(notice.facts)["months"]) == ("OC-D053", "2018-12")


@pytest.mark.parametrize(("people", "refused"), [(60, True), (59, False)])
def test_a_month_without_absence_between_full_months_is_refused(people, refused):
    stretches = [
        Stretch(f"p{number}", f"e{number}", "north", date(2019, 1, 1), date(2020, 12, 31)) for number in range(people)
    ]
    absent = [Spell(item.person, item.employment, date(2019, 1, 9), date(2019, 1, 9)) for item in stretches]
    period = Period.parse("2019-01/2019-03")
    if not refused:
        measure(records(absent, stretches), rules(), period)
        return
    with pytest.raises(DataRejected) as error:
        measure(records(absent, stretches), rules(), period)
    assert [dict(notice.facts)["months"] for notice in error.value.notices] == ["2019-02, 2019-03"]
    # A long spell's later days show that the months were delivered, though none of them is short-term.
    absent[0] = replace(absent[0], last=date(2019, 3, 1))
    measure(records(absent, stretches), rules(), period)


def test_the_monthly_paid_need_a_pay_form():
    delivery = records([], [EMPLOYED])
    without = replace(delivery, employments=replace(delivery.employments, monthly=None))
    with pytest.raises(DataRejected, match="OC-D061"):
        measure_batch(without, rules(population="monthly_paid"), PERIOD)
    measure_batch(without, rules(), PERIOD)


def test_batches_that_do_not_belong_together_are_refused():
    one = measure_batch(records([], [EMPLOYED]), rules(), PERIOD)
    other = measure_batch(records([], [EMPLOYED]), rules(relapse_days=4), PERIOD)
    for panels in ([one, other], []):
        with pytest.raises(DataRejected, match="OC-D074"):
            added(panels)


@pytest.mark.parametrize(
    ("spell", "code"),
    [
        (Spell("a", "a1", date(2020, 1, 3), date(2020, 1, 6)), "OC-D010"),
        (Spell("a", "a1", date(2018, 1, 3), date(2018, 1, 6)), "OC-D040"),
        (Spell("b", "a1", date(2020, 2, 3), date(2020, 2, 6)), "OC-D044"),
    ],
)
def test_records_that_contradict_themselves_cannot_be_built(spell, code):
    stretches = [EMPLOYED, Stretch("b", "b1", "north", date(2019, 1, 1), date(2020, 12, 31))]
    with pytest.raises(DataRejected, match=code):
        records([Spell("a", "a1", date(2020, 1, 1), date(2020, 1, 3)), spell], stretches)


def test_columns_of_another_form_are_refused():
    spells = records([Spell("a", "a1", date(2020, 1, 1), date(2020, 1, 3))], [EMPLOYED]).spells
    for column, value in (("extent", 10_001), ("person", -1), ("last_day", 0), ("last_day", 60_000)):
        with pytest.raises(DataRejected, match="OC-D072"):
            replace(spells, **{column: np.array([value], dtype=np.int32)})
    with pytest.raises(DataRejected, match="OC-D072"):
        replace(spells, extent=np.array([1], dtype=np.int64))
