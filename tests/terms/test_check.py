"""The static reading: units form a group and are checked; the grid that is reported is one the value lies on."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.terms.check import GridReading, UnitReading, lies_on
from outcome_contracts.terms.exact import evaluate
from outcome_contracts.terms.parser import parse
from outcome_contracts.terms.problems import EvaluationError
from outcome_contracts.terms.tree_json import tree_from_json
from outcome_contracts.terms.units import ANY, BASES, RATIO, TRUTH, currency, parse_unit, unify
from tests.terms.formulas import UNITS, formulas, truths

SEK = currency("SEK")
units = st.lists(st.sampled_from([*sorted(BASES)[:6], "SEK"]), max_size=4).flatmap(
    lambda above: st.lists(st.sampled_from(sorted(BASES)[:6]), max_size=3).map(
        lambda below: parse_unit("/".join(["*".join(above) or "1", *below])) if above or below else RATIO
    )
)


@given(units, units, units)
def test_units_multiply_and_divide_as_a_group(a, b, c):
    assert a.times(b) == b.times(a)
    assert a.times(b).times(c) == a.times(b.times(c))
    assert a.times(b).per(b) == a
    assert a.per(a) == RATIO
    assert a.times(RATIO) == a


@given(units)
def test_a_unit_is_read_back_from_its_text(unit):
    assert parse_unit(str(unit)) == unit


@pytest.mark.parametrize(
    "text", ["", "1", "dag", "SEKK", "day/", "/day", "day//day", "any", "day^2", "1*day", "truth/day"]
)
def test_what_is_no_unit_is_not_guessed(text):
    assert parse_unit(text) is None


@given(units, units)
def test_only_equal_units_stand_for_each_other_but_a_bare_zero_fits_all(a, b):
    assert unify(a, b) == (a if a == b else None)
    assert unify(a, ANY) == unify(ANY, a) == a


@settings(max_examples=60)
@given(st.sampled_from(("ratio", "SEK")), st.data())
def test_a_well_typed_formula_has_its_unit_and_no_problem(unit, data):
    reading = UnitReading(UNITS)
    found = reading.number(tree_from_json(data.draw(formulas(unit))))
    assert not reading.problems
    assert found in (ANY, RATIO if unit == "ratio" else SEK)


@settings(max_examples=80)
@given(truths())
def test_a_well_typed_condition_has_no_problem_as_one_and_one_as_a_number(data):
    reading = UnitReading(UNITS)
    reading.truth(tree_from_json(data))
    assert not reading.problems
    reading.number(tree_from_json(data))
    assert {found.code for found in reading.problems} == {"OC-T016"}


@pytest.mark.parametrize(
    ("formula", "code", "at"),
    [
        ("fee + alpha", "OC-T006", 4),
        ("fee + 5", "OC-T006", 4),
        ("alpha > fee", "OC-T016", 6),
        ("if alpha > fee then 1 else 0", "OC-T006", 9),
        ("if agreed then fee else 1", "OC-T006", 24),
        ("if alpha then 1 else 0", "OC-T017", 3),
        ("agreed + 1", "OC-T016", 0),
        ("nothing", "OC-T005", 0),
        ("clamp(fee, 0 SEK, 1 %)", "OC-T006", 18),
        ("ramp(alpha, 0 SEK -> 0, 1 SEK -> 1)", "OC-T006", 12),
        ("steps(alpha, >= 0 -> 1, >= 1 -> 1 SEK)", "OC-T006", 32),
        ("bands(fee, from 1 % retroactive, 0 SEK -> 1)", "OC-T006", 16),
        ('gate(alpha, else "x")', "OC-T017", 5),
        ("cap(fee, alpha)", "OC-T006", 9),
        ("slab(fee, >= 1 claim -> 1)", "OC-T006", 13),
        ("corridor(alpha, < 1 -> fee, > 2 -> 3)", "OC-T006", 35),
        ("deadband(alpha, 1, fee, excess)", "OC-T006", 19),
        ("milestones(in_order, alpha -> fee)", "OC-T017", 21),
        ("milestones(any_order, agreed -> fee, agreed -> alpha)", "OC-T006", 47),
        ('deemed(agreed, fee, alpha, because "x")', "OC-T006", 20),
        ("guarantee(fee, fee, 5 SEK)", "OC-T025", 15),
        ("fee_at_risk(fee, 75 %, fee)", "OC-T025", 23),
        ("fee_at_risk(fee, fee, 1)", "OC-T025", 17),
        ("weighted(offsetting, fee -> 1)", "OC-T025", 21),
        ("weighted(capped, 1 -> fee)", "OC-T025", 22),
        ("weighted(offsetting, 1 -> fee, 0 -> alpha)", "OC-T006", 36),
        ("mean(fee, alpha)", "OC-T006", 10),
        ("geometric_mean(2, alpha, fee)", "OC-T025", 25),
        ("shrink(fee, fee, fee)", "OC-T025", 17),
        ("shrink(fee, alpha, 50 %)", "OC-T006", 12),
        ("indexed(fee, alpha, fee)", "OC-T006", 20),
        ("compound(fee, 2, 4)", "OC-T025", 9),
        ("compound(alpha, 24 month, 4)", "OC-T025", 16),
        ("part(fee, 1, 0.01, 1)", "OC-T006", 13),
        ("part(fee, 1, 0.01 SEK, 1, fee)", "OC-T006", 26),
    ],
)
def test_what_does_not_agree_is_found_where_it_stands(formula, code, at):
    reading = UnitReading(UNITS)
    reading.number(parse(formula))
    assert [(found.code, found.at) for found in reading.problems][:1] == [(code, at)]


@pytest.mark.parametrize(
    ("formula", "unit"),
    [("slab(3 claim, >= 1 claim -> 5 SEK/claim)", "SEK"), ("weighted(offsetting, 1 -> fee)", "SEK"),
     ("shrink(5 day, 4 day, alpha)", "day"), ("indexed(5 SEK/claim, fee, 3 SEK)", "SEK/claim"),
     ("compound(alpha, 2 year, 4) * fee", "SEK"), ("part(fee, 1, 0.01 SEK, 2 day, 1 day)", "SEK"),
     ("loss_share(fee, 2 day/SEK)", "day"), ("corridor(fee, < 0 -> -1 day, > 5 SEK -> 1 day)", "day")],
)  # fmt: skip
def test_the_unit_of_a_function_is_that_of_what_it_gives(formula, unit):
    reading = UnitReading(UNITS)
    assert (str(reading.number(parse(formula))), reading.problems) == (unit, [])


def test_a_bare_zero_fits_every_unit():
    reading = UnitReading(UNITS)
    assert reading.number(parse("max(fee, 0)")) == SEK
    assert reading.number(parse("if fee > 0 then fee else 0")) == SEK
    assert not reading.problems


@settings(max_examples=150)
@given(formulas(), st.data())
def test_the_value_is_always_a_multiple_of_the_reported_grid(data, draw):
    tree = tree_from_json(data)
    steps = {name: draw.draw(st.sampled_from((Fraction(1, 100), Fraction(1), Fraction(1, 3)))) for name in UNITS}
    names = {
        name: draw.draw(st.booleans()) if unit == TRUTH else draw.draw(st.integers(-500, 500)) * steps[name]
        for name, unit in UNITS.items()
    }
    step = GridReading(steps).step(tree)
    if step is None:
        return
    try:
        value = evaluate(tree, names)[0]
    except EvaluationError:
        return
    assert value == 0 if step == 0 else (value / step).denominator == 1


@pytest.mark.parametrize(
    ("formula", "step"),
    [("x * 15.12 SEK", "15.12"), ("x / 3", "1/3"), ("min(x, 0.5)", "0.5"), ("0.4 * x + 0.25", "0.05"),
     ("ramp(x, 0 -> 0, 1 -> 1)", None), ("if x > 1 then 4 else 6", "2"), ("unknown", None), ("12 %", "0.12")],
)  # fmt: skip
def test_the_grid_of_a_formula(formula, step):
    expected = None if step is None else Fraction(step)
    assert GridReading({"x": Fraction(1)}).step(parse(formula)) == expected
    assert lies_on(Fraction(1, 20), Fraction(1, 100))
    assert not lies_on(Fraction(1, 1000), Fraction(1, 100))


@pytest.mark.parametrize(
    ("formula", "step"),
    [
        ("160000 SEK / 1 %", Fraction(16_000_000)),
        ("paid / 4", Fraction(1, 400)),
        ("paid / 4 / 0.5", Fraction(1, 200)),
        ("paid / agreed", None),
        ("paid / (1 - 1)", None),
        ("paid / 0", None),
    ],
)
def test_a_quotient_lies_on_a_step_only_where_literals_divide(formula, step):
    assert GridReading({"paid": Fraction(1, 100), "agreed": Fraction(1)}).step(parse(formula)) == step
