"""The index by hand, its laws, and how often its interval holds the truth."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline import Counterfactual, Grade, Verdict, fit
from outcome_contracts.baseline.methods.comparator_index import predict
from outcome_contracts.baseline.monthly import log_effect
from outcome_contracts.baseline.table import Table
from outcome_contracts.canonical import canonical
from outcome_contracts.panel import ComparatorPanel, Panel
from outcome_contracts.period import Period
from tests.baseline.worlds import (
    BOTH,
    MEASUREMENT,
    REFERENCE,
    comparators,
    panel,
    plan,
    project,
    two_levels,
)

T_3_975 = 3.182446305284263


def _value(found: Counterfactual, name: str) -> float | None:
    return next(row.value for row in found.diagnostics if row.name == name)


def test_the_worked_example() -> None:
    """Comparators rise by a tenth, the project falls by a hundredth: 10 per cent less than expected."""
    found = fit(plan(), project(), comparators(), MEASUREMENT)
    years = 24 * 100 * 30 / 365.25
    assert found.observed == pytest.approx(24 * 99 / years, rel=1e-15)
    assert found.reference.point == pytest.approx(24 * 110 / years, rel=1e-15)
    assert found.effect.point == pytest.approx(-0.1, rel=1e-14)
    assert found.log_effect == pytest.approx(math.log(0.9), rel=1e-14)
    assert found.grade is Grade.SETTLEMENT

    placebos = [
        math.log((110 / 100) / (352 / 320)),
        math.log((92 / 80) / (370 / 340)),
        math.log((120 / 120) / (342 / 300)),
        math.log((140 / 120) / (322 / 300)),
    ]
    assert [one.log_effect for one in found.placebos] == pytest.approx(placebos, abs=1e-15)
    assert [one.comparator for one in found.placebos] == ["a", "b", "c", "d"]
    se = math.sqrt(sum(one**2 for one in placebos) / 4)
    assert found.spread is not None
    assert (found.spread.log_se, found.spread.degrees_of_freedom) == (pytest.approx(se), 3)
    assert found.effect.low == pytest.approx(math.exp(math.log(0.9) - T_3_975 * se) - 1)
    assert found.effect.high == pytest.approx(math.exp(math.log(0.9) + T_3_975 * se) - 1)
    # The reference is high where the effect is low.
    assert found.reference.low == pytest.approx(found.observed / (1 + found.effect.high))
    assert found.reference.high == pytest.approx(found.observed / (1 + found.effect.low))


def test_the_diagnostics_of_the_worked_example() -> None:
    found = fit(plan(), project(), comparators(), MEASUREMENT)
    without = [0.99 / (352 / 320), 0.99 / (370 / 340), 0.99 / (342 / 300), 0.99 / (322 / 300)]
    assert _value(found, "effect_without_one_comparator_low") == pytest.approx(min(without) - 1)
    assert _value(found, "effect_without_one_comparator_high") == pytest.approx(max(without) - 1)
    median = math.sqrt(1.1 * 1.15)
    assert _value(found, "effect_with_median_comparator") == pytest.approx(0.99 / median - 1)
    # |log 0.9| = 0.105 is exceeded by c alone, |log(342/300)| = 0.131.
    assert _value(found, "permutation_p") == pytest.approx(2 / 5)
    assert _value(found, "permutation_p_floor") == pytest.approx(1 / 5)
    assert _value(found, "size_against_median_comparator") == 1
    assert _value(found, "in_time_placebo_p_24_months") is None


def test_the_project_is_the_sum_of_its_units() -> None:
    days = [[30.0] * 24 + [29.0] * 24, [70.0] * 24 + [70.0] * 24]
    parts = panel(Panel, ("north", "south"), days, [[40] * 48, [60] * 48])
    assert fit(plan(), parts, comparators(), MEASUREMENT) == fit(plan(), project(), comparators(), MEASUREMENT)


def test_a_false_start_before_the_project_is_flagged() -> None:
    """The project falls by a third already in the second reference year; the comparators hardly move."""
    drift = [100.0] * 12 + [66.0] * 12 + [66.0] * 24
    levels = [[100.0 + i] * 12 + [100.0 + i * (1.1 + i / 50)] * 36 for i in range(4)]
    found = fit(
        plan(),
        panel(Panel, ("p",), [drift]),
        panel(ComparatorPanel, ("a", "b", "c", "d"), levels),
        MEASUREMENT,
    )
    row = next(row for row in found.diagnostics if row.name == "in_time_placebo_p_12_months")
    assert row.verdict is Verdict.FLAGGED
    assert "OC-B043" in [notice.code for notice in found.notices]


def test_a_comparator_that_breaks_is_flagged_with_the_range_without_it() -> None:
    broken = {"a": (200, 220), "b": (80, 120), "c": (200, 224), "d": (220, 240)}
    found = fit(plan(), project(), comparators(broken), MEASUREMENT)
    notices = [notice for notice in found.notices if notice.code == "OC-B042"]
    assert [dict(notice.facts)["comparator"] for notice in notices] == ["b"]
    # 120/80 against 684/620: +36.0 %. The ends are without d, 0.99 / (564/480), and b, 0.99 / (684/620).
    assert dict(notices[0].facts)["change"] == "+36.0%"
    assert (dict(notices[0].facts)["low"], dict(notices[0].facts)["high"]) == ("-15.7%", "-10.3%")


def test_a_small_project_and_an_uneven_calendar_are_told() -> None:
    small = two_levels(Panel, {"p": (100, 99)}, 40)
    found = fit(plan(), small, comparators(), Period(MEASUREMENT.first, MEASUREMENT.first + 16))
    assert [notice.code for notice in found.notices] == ["OC-B040", "OC-B041"]
    assert "40\u00a0%" in found.notices[1].text("en")


RATES = st.integers(20, 400)
LEVELS = st.dictionaries(st.sampled_from("abcdefghij"), st.tuples(RATES, RATES), min_size=5, max_size=10).filter(
    lambda levels: len({Fraction(*level) for level in levels.values()}) > 1
)


def _fit(levels: dict[str, tuple[float, float]], after: float = 99, heads: int = 100) -> Counterfactual:
    world = two_levels(ComparatorPanel, levels, heads)
    agreed = plan(comparators=list(levels))
    return fit(agreed, two_levels(Panel, {"project": (100, after)}, heads), world, MEASUREMENT)


@settings(deadline=None, max_examples=25)
@given(LEVELS, st.integers(2, 9))
def test_the_effect_does_not_depend_on_how_many_people_or_days_there_are(levels, factor) -> None:
    plain = _fit(levels)
    people = _fit(levels, heads=100 * factor)
    assert (people.log_effect, people.spread, people.placebos) == (
        plain.log_effect,
        plain.spread,
        plain.placebos,
    )
    days = fit(
        plan(comparators=list(levels)),
        two_levels(Panel, {"project": (100 * factor, 99 * factor)}),
        two_levels(ComparatorPanel, {name: (a * factor, b * factor) for name, (a, b) in levels.items()}),
        MEASUREMENT,
    )
    assert (days.log_effect, days.effect, days.spread) == (plain.log_effect, plain.effect, plain.spread)


@settings(deadline=None, max_examples=25)
@given(LEVELS, st.data())
def test_the_order_of_the_comparators_changes_nothing(levels, data) -> None:
    shuffled = {name: levels[name] for name in data.draw(st.permutations(list(levels)))}
    assert _fit(shuffled).digest == _fit(levels).digest


@settings(deadline=None, max_examples=25)
@given(LEVELS, st.integers(1, 5))
def test_a_comparator_on_the_path_of_the_pool_leaves_the_point_alone(levels, size) -> None:
    pooled = tuple(size * sum(level) for level in zip(*levels.values(), strict=True))
    assert _fit(levels | {"pool": pooled}).reference.point == pytest.approx(_fit(levels).reference.point, rel=1e-15)


@settings(deadline=None, max_examples=25)
@given(LEVELS, st.integers(10, 300))
def test_the_effect_follows_what_happens_to_the_project_and_nothing_else_does(levels, after) -> None:
    plain, changed = _fit(levels, after=100), _fit(levels, after=after)
    assert changed.log_effect - plain.log_effect == pytest.approx(math.log(after / 100), abs=1e-14)
    # No peeking: neither the reference nor the spread depends on the outcome.
    assert changed.reference.point == pytest.approx(plain.reference.point, rel=1e-15)
    assert (changed.spread, changed.placebos) == (plain.spread, plain.placebos)


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    """400 worlds: common shock, log random walks of 0.5 % a month, sampling noise, a true effect of −12 %."""
    random, covered, worlds, units = np.random.default_rng(20180926), 0, 400, 11
    effect = math.log(1 - 0.12)
    names = tuple("abcdefghij")
    agreed = plan(comparators=list(names))
    months = len(BOTH)
    shock = np.where(np.arange(months) >= 30, math.log(1.6), 0.0)
    for _ in range(worlds):
        paths = np.cumsum(random.normal(0, 0.005, (units, months)), axis=1) + shock
        paths[0, len(REFERENCE) :] += effect
        days = np.round(4000 * np.exp(paths + random.normal(0, 0.03, (units, months))), 2)
        found = fit(
            agreed,
            panel(Panel, ("p",), days[:1], 6000),
            panel(ComparatorPanel, names, days[1:], 6000),
            MEASUREMENT,
        )
        covered += found.effect.low <= math.expm1(effect) <= found.effect.high
    # 95 % of 400 is 380 with a standard deviation of 4.4; three of them on either side.
    assert 366 <= covered <= 393


def test_the_result_is_plain_data_without_floats() -> None:
    found = fit(plan(), project(), comparators(), MEASUREMENT)
    text = canonical(found.to_dict())
    assert '"observed":"12.05325"' in text
    assert '"point":"-0.1"' in text
    assert found.digest == fit(plan(), project(), comparators(), MEASUREMENT).digest
    assert len(repr(found).splitlines()) <= 12


def test_the_path_by_month_adds_up_to_the_index_where_the_project_grows_and_shrinks():
    """Months weigh by the project's exposure, the comparators' pool by its own: only scaled do they meet."""
    random = np.random.default_rng(5)
    days, exposure = random.uniform(50, 150, (5, 48)), random.uniform(5, 15, (5, 48))
    table = Table(days, exposure, np.arange(24_192, 24_240), 36)
    agreed = plan()
    rates = [side.sum(axis=-1) for side in (days[:, :36], exposure[:, :36], days[:, 36:], exposure[:, 36:])]
    own = np.log(rates[2][0] / rates[3][0] / (rates[0][0] / rates[1][0]))
    pool = np.log(rates[2][1:].sum() / rates[3][1:].sum() / (rates[0][1:].sum() / rates[1][1:].sum()))
    assert log_effect(table, predict(table, agreed).path, agreed) == pytest.approx(own - pool, abs=1e-12)
