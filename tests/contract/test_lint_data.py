"""The lints that need figures: thresholds near the result, baselines, timing, segments, overlaps, values, cells."""

import pytest

from outcome_contracts.contract.lint import (
    Baseline,
    Cell,
    EffectTiming,
    Overlap,
    Records,
    Result,
    Segment,
    UnitValue,
    data_lints,
)
from outcome_contracts.notices import UsageError
from tests.contract.lint_terms import codes, facts, measure, only, terms

PLACED = terms(
    measure("placed", "person")
    + '[lines.due]\nunit = "USD"\nformula = \'gate(placed >= 20 person, else "few") * 1000 USD\'\n'
)
RATE = terms(
    measure("saved", "ratio", 6) + '[lines.due]\nunit = "USD"\nformula = "if saved >= 2 % then 1000 USD else 0 USD"\n'
)


def speaks(contract, **records):
    """The findings of figures, without what was not judged."""
    return [notice for notice in data_lints(contract, Records(**records)) if notice.code != "OC-L000"]


@pytest.mark.parametrize(("value", "near"), [("18", False), ("19", True), ("20", True), ("21", True), ("22", False)])
def test_a_count_within_one_of_its_threshold_is_near(value, near):
    found = speaks(PLACED, results=(Result(measure="placed", value=value, standard_error=None),))
    assert codes(found) == ["OC-L002"] * near


def test_a_result_within_one_standard_error_of_its_threshold_is_near():
    def judged(value):
        return speaks(RATE, results=(Result(measure="saved", value=value, standard_error="0.1 %"),))

    (near,) = judged("1.93 %")  # an accountable care organisation, 0.07 points below its minimum
    assert facts(near)["distance"] == "0.07%" and facts(near)["reach"] == "0.1%"
    assert not judged("1.89 %")
    assert not speaks(RATE, results=(Result(measure="saved", value="1.93 %", standard_error=None),))


def test_a_result_reaches_its_threshold_through_the_lines_between():
    body = (
        measure("observed", "day", 2, "down")
        + measure("reference", "day", 2, "neither")
        + '[lines.reduction]\nunit = "ratio"\nformula = "(reference - observed) / reference"\n'
        + '[lines.due]\nunit = "USD"\nformula = "if reduction >= 10 % then 1000 USD else 0 USD"\n'
    )
    results = (
        Result(measure="observed", value="902", standard_error="5"),
        Result(measure="reference", value="1000", standard_error="1"),
    )
    (near, *_) = speaks(terms(body), results=results)
    assert facts(near)["value"] == "9.8%" and facts(near)["edge"] == "10%"
    far = (Result(measure="observed", value="940", standard_error="5"), results[1])
    assert not speaks(terms(body), results=far)


def test_a_reference_far_above_what_was_observed_is_generous():
    generous = Baseline(measure="saved", reference="0.275 %", earlier=("0.068 %",), chosen_high=0)
    (found,) = speaks(RATE, baselines=(generous,))
    assert facts(found)["factor"] == "4.04" and facts(found)["interval"] == "@too_few_years"


def test_a_base_period_outside_what_earlier_years_lead_to_expect():
    years = ("10 %", "11 %", "9 %", "10 %", "10 %")
    outside = Baseline(measure="saved", reference="12.5 %", earlier=years, chosen_high=0)
    inside = Baseline(measure="saved", reference="11.5 %", earlier=years, chosen_high=0)
    # mean 10, s 0.7071, t(4) 2.776: 10 ± 2.15
    (found,) = speaks(RATE, baselines=(outside, inside))
    assert facts(found)["interval"] == "7.85% – 12.15%"


def test_hot_spots_are_expected_to_cool_by_themselves():
    years = ("10 %", "11 %", "9 %", "10 %", "10 %")
    chosen = Baseline(measure="saved", reference="10 %", earlier=years, chosen_high=3)
    assert codes(speaks(RATE, baselines=(chosen,))) == ["OC-L009"]


def test_an_effect_after_the_window():
    (late,) = speaks(PLACED, timing=EffectTiming(effect_after=30, measured=24))
    assert facts(late) == {"lag": 30, "window": 24}
    assert not speaks(PLACED, timing=EffectTiming(effect_after=24, measured=24))


def test_most_of_the_payment_from_the_cheapest_segment():
    def judged(first, second):
        easy = Segment(name="ready for work", paid=first, cost_per_outcome="800")
        return speaks(PLACED, segments=(Segment(name="hard", paid=second, cost_per_outcome="4000"), easy))

    (dominant,) = judged("61", "39")
    assert facts(dominant)["segment"] == "ready for work" and facts(dominant)["share"] == "61%"
    assert not judged("60", "40")
    assert not judged("39", "61")


def test_hours_that_two_funders_have_both_paid():
    both = Overlap(first="fund A", second="fund B", units=12, of=75)
    (double,) = speaks(PLACED, overlaps=(both, Overlap(first="fund A", second="fund C", units=0, of=75)))
    assert facts(double)["count"] == 12


def test_a_price_above_the_cash_that_a_unit_saves():
    body = '[constants]\nprice = "10 USD/claim"\n' + measure("claims") + '[lines.due]\nformula = "price * claims"\n'
    assert codes(speaks(terms(body), values=(UnitValue(measure="claims", cash_per_unit="9"),))) == ["OC-L024"]
    assert not speaks(terms(body), values=(UnitValue(measure="claims", cash_per_unit="10"),))


def test_an_evaluation_that_costs_as_much_as_the_programme():
    assert facts(speaks(PLACED, evaluation_cost="900")[0])["share"] == "90%"
    assert not speaks(PLACED, evaluation_cost="100")


def test_groups_of_fewer_than_five_are_named_once():
    cells = (Cell(label="unit 7", persons=4), Cell(label="unit 8", persons=5), Cell(label="unit 9", persons=0))
    (small,) = speaks(PLACED, cells=cells)
    assert facts(small) == {"count": 1, "labels": "unit 7", "limit": 5}


def test_what_nobody_handed_in_is_said_and_an_empty_search_is_not():
    (missing,) = data_lints(PLACED, Records())
    assert facts(missing)["lints"] == "L02, L09, L10, L12, L19, L24, L25, L27"
    assert "L02" not in facts(data_lints(PLACED, Records(results=()))[-1])["lints"]


def test_names_and_numbers_are_checked():
    with pytest.raises(UsageError) as refusal:
        data_lints(PLACED, Records(results=(Result(measure="place", value="1", standard_error=None),)))
    assert codes(refusal.value.notices) == ["OC-S003"]
    with pytest.raises(UsageError) as refusal:
        data_lints(PLACED, Records(results=(Result(measure="placed", value=20.0, standard_error=None),)))
    assert only(refusal.value.notices, "OC-U005")
