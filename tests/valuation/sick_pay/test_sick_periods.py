"""What belongs to one sick period, and whether it has a waiting occasion."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.notices import UsageError
from outcome_contracts.parameters import bundled_parameters
from outcome_contracts.valuation.sick_pay import Protection, Spell, Waiting, rules_on, sick_periods

LAW = bundled_parameters()


def spell(first, last, protection=Protection.NONE):
    return Spell(date.fromisoformat(first), date.fromisoformat(last), protection)


def periods(*spells):
    return sick_periods(spells, LAW)


def fortnightly(count, first=date(2020, 1, 6), **more):
    """Spells of one day, fourteen days apart."""
    protection = more.get("protection", Protection.NONE)
    days = [first + timedelta(days=14 * place) for place in range(count)]
    return [Spell(day, day, protection) for day in days]


def test_ill_monday_to_thursday_and_again_on_tuesday_makes_tuesday_day_5():
    """FAR's example: the healthy days between are no sick days, and there is no new deduction."""
    (period,) = periods(spell("2024-02-05", "2024-02-08"), spell("2024-02-13", "2024-02-13"))
    assert period.day_number(date(2024, 2, 13)) == 5
    assert period.day_number(date(2024, 2, 9)) is None
    assert (period.length, period.waiting) == (5, Waiting.TAKEN)


@pytest.mark.parametrize(("start", "count"), [("2024-01-06", 1), ("2024-01-07", 2)])
def test_four_healthy_days_belong_together_and_five_do_not(start, count):
    assert len(periods(spell("2023-12-30", "2024-01-01"), spell(start, "2024-01-20"))) == count


def test_the_days_of_all_spells_make_at_most_fourteen():
    (period,) = periods(spell("2024-01-01", "2024-01-10"), spell("2024-01-13", "2024-01-31"))
    assert (period.length, period.employer_days) == (29, 14)
    assert period.day_number(date(2024, 1, 13)) == 11


def test_days_off_inside_a_spell_are_sick_days():
    (period,) = periods(spell("2024-02-01", "2024-02-07"))  # Thursday to Wednesday
    assert period.length == 7


def test_the_eleventh_occasion_in_twelve_months_has_no_deduction():
    found = periods(*fortnightly(12))
    assert [period.waiting for period in found] == [Waiting.TAKEN] * 10 + [Waiting.CEILING] * 2
    assert found[-1].paragraph == "SjLL 6 § 3 st."


def test_a_merged_relapse_is_no_occasion():
    spells = fortnightly(10)
    last = spells[-1].first
    relapse = Spell(last + timedelta(days=3), last + timedelta(days=3), Protection.NONE)
    # A relapse that were an occasion would make the next period the twelfth one, and the tenth the eleventh.
    nine = [
        *spells[:9],
        Spell(spells[8].first + timedelta(days=3), spells[8].first + timedelta(days=3), Protection.NONE),
    ]
    assert periods(*nine, spells[9])[-1].waiting is Waiting.TAKEN
    assert len(periods(*spells, relapse)) == 10


def test_a_period_under_special_protection_is_no_occasion_and_has_no_deduction():
    spared = fortnightly(3, protection=Protection.MANY_PERIODS)
    ordinary = fortnightly(10, first=date(2020, 3, 1))
    found = periods(*spared, *ordinary)
    assert [period.waiting for period in found] == [Waiting.PROTECTED] * 3 + [Waiting.TAKEN] * 10
    assert found[0].paragraph == "SjLL 15 §"


def test_the_protection_against_long_periods_keeps_the_deduction():
    (period,) = periods(spell("2020-03-01", "2020-03-20", Protection.LONG_PERIODS))
    assert period.waiting is Waiting.TAKEN


@pytest.mark.parametrize(("eleventh", "waiting"), [("2021-01-06", Waiting.CEILING), ("2021-01-07", Waiting.TAKEN)])
def test_the_twelve_months_begin_on_the_same_day_a_year_before(eleventh, waiting):
    assert periods(*fortnightly(10), spell(eleventh, eleventh))[-1].waiting is waiting


def test_the_twelve_months_before_a_leap_day_begin_on_the_last_of_february():
    spells = [spell("2019-02-28", "2019-02-28"), *fortnightly(9, first=date(2019, 3, 11))]
    assert periods(*spells, spell("2020-02-29", "2020-02-29"))[-1].waiting is Waiting.CEILING


def test_a_period_that_began_in_2018_keeps_its_rule():
    (old,) = periods(spell("2018-12-31", "2019-01-02"), spell("2019-01-05", "2019-01-06"))
    (new,) = periods(spell("2019-01-01", "2019-01-02"))
    assert (old.rules.waiting_days, old.rules.waiting_deduction) == (1, 0)
    assert (new.rules.waiting_days, new.rules.waiting_deduction * 5) == (0, 1)


def test_waiting_days_before_2019_count_as_occasions():
    found = periods(*fortnightly(11, first=date(2018, 10, 1)))
    assert [period.waiting for period in found][-2:] == [Waiting.TAKEN, Waiting.CEILING]


def test_every_rule_names_its_row_and_its_paragraph():
    rules = rules_on(date(2020, 1, 1), LAW)
    said = " ".join(value.says.sv for value in rules.values)
    for paragraph in ("6 § första stycket", "6 § andra stycket", "6 § tredje stycket", "7 § första", "7 § tredje"):
        assert paragraph in said


def test_days_without_rules_are_refused_with_every_row():
    with pytest.raises(UsageError) as refusal:
        rules_on(date(2002, 1, 1), LAW)
    assert [notice.code for notice in refusal.value.notices] == ["OC-W011"] * 6


def test_spells_out_of_order_are_all_named():
    with pytest.raises(UsageError) as refusal:
        periods(spell("2020-02-01", "2020-02-03"), spell("2020-02-03", "2020-02-05"), spell("2020-01-01", "2020-01-01"))
    assert [notice.code for notice in refusal.value.notices] == ["OC-W036"] * 2
    with pytest.raises(UsageError):
        spell("2020-02-02", "2020-02-01")


@st.composite
def histories(draw):
    day, out = date(2019, 1, 1) + timedelta(days=draw(st.integers(0, 400))), []
    for gap, length in draw(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 20)), min_size=1, max_size=25)):
        first = day + timedelta(days=gap)
        out.append(Spell(first, first + timedelta(days=length - 1), draw(st.sampled_from(Protection))))
        day = out[-1].last
    return out


@settings(deadline=None, max_examples=80)
@given(histories())
def test_sick_days_are_numbered_without_gap_and_at_most_ten_occasions_fall_in_a_year(spells):
    found = sick_periods(spells, LAW)
    assert [one for period in found for one in period.spells] == spells
    for period in found:
        days = [one.first + timedelta(days=n) for one in period.spells for n in range(one.length)]
        assert [period.day_number(day) for day in days] == list(range(1, period.length + 1))
        in_a_year = [
            one for one in found if one.waiting is Waiting.TAKEN and 0 <= (period.began - one.began).days <= 364
        ]
        assert len(in_a_year) <= 10


@settings(deadline=None, max_examples=40)
@given(histories(), st.integers(0, 300))
def test_moving_a_whole_history_changes_no_period(spells, days):
    moved = [Spell(one.first + timedelta(days=days), one.last + timedelta(days=days), one.protection) for one in spells]
    assert [len(period.spells) for period in sick_periods(spells, LAW)] == [
        len(period.spells) for period in sick_periods(moved, LAW)
    ]


@pytest.mark.parametrize(
    ("days", "codes"),
    [
        ((date(2020, 1, 1), date(2020, 1, 2), "none"), ["OC-U001"]),
        ((datetime(2020, 1, 1), "2020-01-02", Protection.NONE), ["OC-W018", "OC-W018"]),
    ],
)
def test_a_spell_is_two_dates_and_a_protection(days, codes):
    with pytest.raises(UsageError) as refusal:
        Spell(*days)
    assert [notice.code for notice in refusal.value.notices] == codes


def test_the_waiting_names_the_paragraph_as_it_stood():
    (old,), (new,) = periods(spell("2018-12-31", "2019-01-02")), periods(spell("2019-01-01", "2019-01-02"))
    assert (old.paragraph, new.paragraph) == ("SjLL 6 § 1 st. 1 (–2018)", "SjLL 6 § 2 st.")
    assert periods(*fortnightly(11, first=date(2018, 1, 1)))[-1].paragraph == "SjLL 6 § (–2018)"


def test_a_chain_of_relapses_over_the_turn_of_the_year_is_one_period_with_the_rule_of_its_beginning():
    """Each spell is five days after the end of the one before it, and the last one twenty after the first."""
    chain = [spell(day, day) for day in ("2018-12-24", "2018-12-29", "2019-01-03", "2019-01-08", "2019-01-13")]
    (found,) = periods(*chain)
    assert (found.length, found.day_number(date(2019, 1, 13)), found.rules.waiting_days) == (5, 5, 1)
    assert len(periods(*chain, spell("2019-01-19", "2019-01-19"))) == 2


@pytest.mark.parametrize("number", [0, -1, 6, 99, 1.5, "2", None, True])
def test_a_sick_day_that_the_period_does_not_have_is_refused(number):
    (period,) = periods(spell("2024-02-05", "2024-02-08"), spell("2024-02-13", "2024-02-13"))
    assert [period.spell_of(day).first.day for day in (1, 4, 5)] == [5, 5, 13]
    with pytest.raises(UsageError, match="OC-W079"):
        period.spell_of(number)
