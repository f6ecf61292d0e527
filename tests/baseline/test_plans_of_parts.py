"""Combination and switch: agreed weights, agreed dates, the same for the project and for every placebo."""

import math

import numpy as np
import pytest

from outcome_contracts.baseline import BaselinePlan, Counterfactual, fit
from outcome_contracts.baseline.methods.combination import combined
from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.panel import ComparatorPanel, Panel
from outcome_contracts.period import Period
from tests.baseline.worlds import BOTH, MEASUREMENT, REFERENCE, panel, plan_fields

INDEX = {"method": "comparator_index"}
EFFECTS = {"method": "two_way_effects"}
MIDDLE = "2018-09"
FIRST, SECOND = Period.parse("2018-01/2018-08"), Period.parse("2018-09/2019-12")


def part(method: dict, *, weight: str | None = None, first_month: str | None = None, **changes: object) -> dict:
    place = {"weight": weight} if first_month is None else {"first_month": first_month}
    return place | {"plan": plan_fields(**(method | changes))}


def whole(method: str, *parts: dict, **changes: object) -> BaselinePlan:
    return BaselinePlan.from_dict(plan_fields(method=method, parts=list(parts), **changes))


def alone(method: dict, **changes: object) -> BaselinePlan:
    return BaselinePlan.from_dict(plan_fields(**(method | changes)))


@pytest.fixture(scope="module")
def world() -> tuple[Panel, ComparatorPanel]:
    """Five units with season, common path and noise; the project 10 % lower in the measurement period."""
    random = np.random.default_rng(11)
    months = np.arange(len(BOTH))
    logs = np.log(60) + 0.2 * np.cos(2 * np.pi * months / 12) + np.cumsum(random.normal(0, 0.02, len(months)))
    days = np.exp(logs + random.normal(0, 0.05, (5, len(months))))
    days[0, len(REFERENCE) :] *= 0.9
    heads = np.array([100, 80, 120, 150, 90])[:, None] + np.zeros((5, len(months)), int)
    return panel(Panel, ("p",), days[:1], heads[:1]), panel(ComparatorPanel, tuple("abcd"), days[1:], heads[1:])


def fitted(plan: BaselinePlan, world, period: Period = MEASUREMENT) -> Counterfactual:
    return fit(plan, *world, period)


@pytest.mark.parametrize("estimand", ["mean_over_period", "mean_of_months"])
def test_log_effects_and_placebos_are_weighted_alike(world, estimand) -> None:
    one, other = (fitted(alone(method, estimand=estimand), world) for method in (INDEX, EFFECTS))
    parts = [part(INDEX, weight="0.3", estimand=estimand), part(EFFECTS, weight="0.7", estimand=estimand)]
    found = fitted(whole("combination", *parts, estimand=estimand), world)
    assert found.log_effect == pytest.approx(0.3 * one.log_effect + 0.7 * other.log_effect, abs=1e-12)
    placebos = [
        0.3 * mine.log_effect + 0.7 * theirs.log_effect
        for mine, theirs in zip(one.placebos, other.placebos, strict=True)
    ]
    assert [placebo.log_effect for placebo in found.placebos] == pytest.approx(placebos, abs=1e-12)
    assert found.spread.log_se == pytest.approx(math.sqrt(np.mean(np.square(placebos))))
    # The methods' errors go together: their mean is nearly as uncertain as they are, not smaller by a root of two.
    assert found.spread.log_se > 0.9 * min(one.spread.log_se, other.spread.log_se)


def test_a_combination_of_one_method_with_itself_is_that_method(world) -> None:
    found = fitted(whole("combination", *(part(INDEX, weight="0.5") for _ in range(2))), world)
    assert found.log_effect == pytest.approx(fitted(alone(INDEX), world).log_effect, abs=1e-12)
    assert found.spread.log_se == pytest.approx(fitted(alone(INDEX), world).spread.log_se, abs=1e-12)


def test_the_days_of_a_switch_add_up(world) -> None:
    parts = [part(INDEX, first_month="2018-01"), part(EFFECTS, first_month=MIDDLE)]
    found = fitted(whole("switch", *parts), world)
    first, second = fitted(alone(INDEX), world, FIRST), fitted(alone(EFFECTS), world, SECOND)
    years = [len(span) * 100 * 30 / 365.25 for span in (FIRST, SECOND)]
    days = [segment.reference.point * time for segment, time in zip((first, second), years, strict=True)]
    assert found.reference.point * sum(years) == pytest.approx(sum(days), rel=1e-12)
    assert {row.name: row.value for row in found.diagnostics if "part" in row.name} == pytest.approx(
        {"log_effect_of_part_1": first.log_effect, "log_effect_of_part_2": second.log_effect}
    )


def test_the_months_of_a_switch_weigh_alike(world) -> None:
    months = {"estimand": "mean_of_months"}
    parts = [part(INDEX, first_month="2018-01", **months), part(EFFECTS, first_month=MIDDLE, **months)]
    found = fitted(whole("switch", *parts, **months), world)
    first, second = (
        fitted(alone(method, **months), world, span) for method, span in ((INDEX, FIRST), (EFFECTS, SECOND))
    )
    assert found.log_effect == pytest.approx((8 * first.log_effect + 16 * second.log_effect) / 24, abs=1e-12)
    for mine, one, other in zip(found.placebos, first.placebos, second.placebos, strict=True):
        assert mine.log_effect == pytest.approx((8 * one.log_effect + 16 * other.log_effect) / 24, abs=1e-12)


@pytest.mark.parametrize(("period", "method"), [(FIRST, INDEX), (SECOND, EFFECTS)])
def test_a_switch_inside_one_segment_is_that_method(world, period, method) -> None:
    parts = [part(INDEX, first_month="2018-01"), part(EFFECTS, first_month=MIDDLE)]
    found = fitted(whole("switch", *parts), world, period)
    assert found.log_effect == pytest.approx(fitted(alone(method), world, period).log_effect, abs=1e-12)


def test_a_segment_of_which_no_month_counts_is_not_asked(world) -> None:
    out = {"excluded": [str(SECOND)]}
    parts = [part(INDEX, first_month="2018-01", **out), part(EFFECTS, first_month=MIDDLE, **out)]
    found = fitted(whole("switch", *parts, **out), world)
    told = [dict(notice.facts)["measurement"] for notice in found.notices if notice.code == "OC-B040"]
    assert told == [str(FIRST)]
    assert found.log_effect == pytest.approx(fitted(alone(INDEX), world, FIRST).log_effect, abs=1e-12)


def test_plans_of_parts_can_be_nested(world) -> None:
    inner = [part(INDEX, weight="0.5"), part(EFFECTS, weight="0.5")]
    mixed = {"method": "combination", "parts": inner}
    parts = [part(INDEX, first_month="2018-01"), part(mixed, first_month=MIDDLE)]
    found = fitted(whole("switch", *parts), world, SECOND)
    assert found.log_effect == pytest.approx(fitted(whole("combination", *inner), world, SECOND).log_effect, abs=1e-12)


def refused(plan: BaselinePlan, world, period: Period = MEASUREMENT) -> list[tuple[str, int, str]]:
    with pytest.raises(DataRejected) as refusal:
        fitted(plan, world, period)
    found = [notice for notice in refusal.value.notices if notice.severity == "error"]
    return [(n.code, int(dict(n.facts).get("part", 0)), str(dict(n.facts).get("field", ""))) for n in found]


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([part(INDEX, weight="0.5"), part(EFFECTS, weight="0.4999")], [("OC-B089", 2, "weight")]),
        ([part(INDEX, weight="1"), part(EFFECTS, weight="0")], [("OC-B089", 2, "weight")]),
        ([part(INDEX, weight="1")], [("OC-B089", 1, "parts")]),
        (
            [part(INDEX, weight="1"), part(EFFECTS, first_month=MIDDLE)],
            [("OC-B089", 2, "first_month")],
        ),
        (
            [part(INDEX, weight="0.5"), part(EFFECTS, weight="0.5", estimand="mean_of_months", seed=1)],
            [("OC-B089", 2, "estimand"), ("OC-B089", 2, "seed")],
        ),
        (
            [part(INDEX, weight="0.5"), part(EFFECTS, weight="0.5", comparators=["a", "b", "c"])],
            [("OC-B089", 2, "comparators"), ("OC-B021", 0, "")],
        ),
    ],
)
def test_parts_that_are_no_combination(world, parts, found) -> None:
    assert refused(whole("combination", *parts), world) == found


@pytest.mark.parametrize(
    ("starts", "found"),
    [
        (["2018-01", "2018-01"], [("OC-B089", 2, "first_month")]),
        (["2018-09", "2018-01"], [("OC-B089", 2, "first_month"), ("OC-B089", 1, "first_month")]),
        (["2018-02", "2018-09"], [("OC-B089", 1, "first_month")]),
    ],
)
def test_starts_that_are_no_switch(world, starts, found) -> None:
    parts = [part(method, first_month=start) for method, start in zip((INDEX, EFFECTS), starts, strict=True)]
    assert refused(whole("switch", *parts), world) == found


def test_a_switch_has_no_weights(world) -> None:
    parts = [part(INDEX, weight="0.5"), part(EFFECTS, first_month=MIDDLE)]
    codes = refused(whole("switch", *parts), world)
    assert codes == [("OC-B089", 1, "weight"), ("OC-B089", 1, "first_month")]


def test_what_forbids_a_part_forbids_the_whole_and_is_said_once(world) -> None:
    short = {"reference_period": "2017-02/2017-12"}
    parts = [
        part(INDEX, weight="0.5", **short),
        part(EFFECTS, weight="0.25", **short),
        part(EFFECTS, weight="0.25", **short),
    ]
    codes = [code for code, _, _ in refused(whole("combination", *parts, **short), world)]
    assert codes == ["OC-B011", "OC-B080"]


def test_weights_on_arrays() -> None:
    effects = np.array([[0.1, 0.2, 0.3], [0.3, 0.2, 0.1]])
    assert combined(effects, [0.25, 0.75]) == pytest.approx([0.25, 0.2, 0.15])
    assert combined(effects[:, 0], [0.5, 0.5]) == pytest.approx(0.2)
    for weights in ([0.5, 0.4], [1.5, -0.5], [1.0], [[0.5, 0.5]]):
        with pytest.raises(UsageError) as refusal:
            combined(effects, weights)
        assert {notice.code for notice in refusal.value.notices} == {"OC-B070"}
