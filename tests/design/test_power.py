"""Before signing: power, the coin flip at the target, and the minimum effect as a table of the contract."""

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from outcome_contracts.design import MinimumEffect, minimum_effect_formula, minimum_effects, power
from outcome_contracts.design.worlds import world_sums
from outcome_contracts.notices import UsageError
from outcome_contracts.terms.check import UnitReading
from outcome_contracts.terms.exact import evaluate
from outcome_contracts.terms.parser import parse
from outcome_contracts.terms.units import RATIO, parse_unit
from tests.design.test_worlds import STANDARD

ASKED = {"target": -0.12, "confidence": 0.95, "inference": "placebo_in_space_t", "count": 1_000, "seed": 11}
SHOCK = replace(STANDARD, shock=0.6, shock_months=(20, 36))


def of_size(staff, **changes):
    return replace(STANDARD, project_staff=(staff, staff), **changes)


@pytest.mark.parametrize(
    ("spec", "inference", "sd", "power_"),
    [
        (STANDARD, "placebo_in_space_t", 2.8, 93),
        (SHOCK, "placebo_in_space_t", 4.7, 58),
        (of_size(6_000, comparators=5), "placebo_in_space_t", 3.0, 79),
        (of_size(500), "placebo_in_space_t_size_adjusted", 4.8, 62),
        (of_size(1_000), "placebo_in_space_t_size_adjusted", 3.9, 78),
    ],
    ids=["6000", "shock", "5 comparators", "500", "1000"],
)
def test_the_measured_table_of_power(spec, inference, sd, power_):
    """The two small ones have more power than the table they come from (52 and 73 %): ν is not J − 1 there."""
    found = power(spec, **ASKED | {"inference": inference})
    assert 100 * found.sd == pytest.approx(sd, abs=3 * sd / math.sqrt(2_000) + 0.1)
    assert 100 * found.power == pytest.approx(power_, abs=300 * found.monte_carlo_error(power_ / 100) + 0.5)
    assert found.coverage == pytest.approx(0.95, abs=3 * found.monte_carlo_error(0.95))


def test_a_yes_or_no_at_the_true_effect_is_a_coin_flip():
    found = power(STANDARD, **ASKED)
    assert found.target_reached == pytest.approx(0.5, abs=0.05)
    assert found.target_reached_without_effect < 0.01


def test_more_comparators_help_and_a_shock_hurts():
    few, many, shocked = (power(spec, **ASKED) for spec in (of_size(6_000, comparators=4), STANDARD, SHOCK))
    assert few.power < many.power > shocked.power
    assert few.half_width > many.half_width < shocked.half_width
    assert few.minimum_detectable < many.minimum_detectable < 0


def test_the_minimum_detectable_effect_is_detected_in_four_worlds_of_five():
    found = power(STANDARD, **ASKED)
    there = power(replace(STANDARD, effect=found.minimum_detectable), **ASKED)
    assert there.power == pytest.approx(0.8, abs=0.02)


def test_the_answer_depends_on_the_seed_alone():
    assert power(STANDARD, **ASKED | {"count": 200}) == power(STANDARD, **ASKED | {"count": 200})
    assert power(STANDARD, **ASKED | {"count": 200}) != power(STANDARD, **ASKED | {"count": 200, "seed": 12})


def test_the_minimum_effect_is_passed_by_chance_in_a_tenth_of_the_worlds():
    (row,) = minimum_effects(STANDARD, [6_000], false_share=0.1, count=1_000, seed=2)
    estimates = np.expm1(world_sums(replace(STANDARD, effect=0.0), count=1_000, seed=2).contrasts().theta)
    assert np.mean(estimates < -row.reduction) == pytest.approx(0.1, abs=0.001)


def test_the_measured_minimum_effects():
    """6.6, 5.4, 4.6 and 3.9 % by size, 6.5 % with a shock, of which the Monte Carlo error is about 0.2."""
    rows = minimum_effects(STANDARD, [500, 1_000, 2_000, 6_000], false_share=0.1, count=2_000, seed=1)
    assert [100 * row.reduction for row in rows] == pytest.approx([6.6, 5.4, 4.6, 3.9], abs=0.5)
    assert [row.reduction for row in rows] == sorted((row.reduction for row in rows), reverse=True)
    (shocked,) = minimum_effects(SHOCK, [6_000], false_share=0.1, count=2_000, seed=1)
    assert 100 * shocked.reduction == pytest.approx(6.5, abs=0.5)


ROWS = (MinimumEffect(500, 0.0657), MinimumEffect(1_000, 0.054), MinimumEffect(2_000, 0.0461))


def test_the_table_is_a_formula_of_the_contract_language():
    formula = minimum_effect_formula(ROWS, measure="staff", unit="head")
    assert formula == (
        "if staff >= 500 head then steps(staff, >= 500 head -> 6.6 %, >= 1000 head -> 5.4 %,"
        " >= 2000 head -> 4.7 %) else 100 %"
    )


@pytest.mark.parametrize(
    ("staff", "minimum"),
    [("499", "1"), ("500", "0.066"), ("999", "0.066"), ("1000", "0.054"), ("2000", "0.047"), ("90000", "0.047")],
)
def test_the_contract_reads_the_row_of_the_size(staff, minimum):
    tree = parse(minimum_effect_formula(ROWS, measure="staff", unit="head"))
    units = UnitReading({"staff": parse_unit("head")})
    assert units.number(tree) == RATIO
    assert not units.problems
    assert evaluate(tree, {"staff": Fraction(staff)})[0] == Fraction(minimum)


@pytest.mark.parametrize("rows", [(), ROWS[::-1], (ROWS[0], ROWS[0]), (MinimumEffect(0, 0.1),)])
def test_a_table_out_of_order_is_refused(rows):
    with pytest.raises(UsageError) as refusal:
        minimum_effect_formula(rows, measure="staff", unit="head")
    assert {notice.code for notice in refusal.value.notices} == {"OC-B095"}


@pytest.mark.parametrize("reduction", [-0.01, 1.01, math.nan])
def test_a_minimum_effect_is_a_share(reduction):
    with pytest.raises(UsageError):
        MinimumEffect(500, reduction)


@pytest.mark.parametrize("staff", [[], [0], [99], [500, 500], [1_000, 500]])
def test_sizes_out_of_order_are_refused_before_anything_is_simulated(staff):
    with pytest.raises(UsageError) as refusal:
        minimum_effects(STANDARD, staff, false_share=0.1, count=1_000_000, seed=1)
    assert {notice.code for notice in refusal.value.notices} == {"OC-B095"}


def test_questions_without_sense_are_refused_all_at_once():
    with pytest.raises(UsageError) as refusal:
        power(
            replace(STANDARD, comparators=3),
            target=12.0,
            confidence=95.0,
            inference="bootstrap",
            count=10,
            seed=1,
        )
    assert [notice.code for notice in refusal.value.notices] == ["OC-B092"] + ["OC-B093"] * 4
    with pytest.raises(UsageError) as refusal:
        minimum_effects(replace(STANDARD, comparators=3), [500], false_share=0.5, count=10, seed=1)
    assert [notice.code for notice in refusal.value.notices] == ["OC-B092"] + ["OC-B093"] * 2
