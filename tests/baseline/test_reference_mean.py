"""The reference mean: a description, never a settlement."""

import pytest

from outcome_contracts.baseline import Counterfactual, Grade, fit
from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.period import Period
from tests.baseline.worlds import MEASUREMENT, mean_plan, project


def test_the_worked_example() -> None:
    found = fit(mean_plan(), project(after=88), None, MEASUREMENT)
    assert found.effect.point == pytest.approx(-0.12, rel=1e-14)
    assert found.reference.point == pytest.approx(100 * 24 / (24 * 3000 / 365.25), rel=1e-15)
    assert (found.effect.low, found.effect.high, found.spread, found.placebos) == (None, None, None, ())
    assert found.grade is Grade.DESCRIPTIVE
    assert [notice.code for notice in found.notices] == ["OC-B044"]


def test_it_refuses_parts_of_years() -> None:
    with pytest.raises(DataRejected) as refusal:
        fit(mean_plan(reference_period="2016-02/2017-12"), project(), None, Period.parse("2018-01/2019-06"))
    assert [dict(notice.facts)["months"] for notice in refusal.value.notices if notice.code == "OC-B027"] == [
        23,
        18,
    ]


def test_it_has_nothing_to_draw_from() -> None:
    with pytest.raises(UsageError, match="OC-B050"):
        fit(mean_plan(), project(), None, MEASUREMENT).draws()


def test_a_settlement_grade_without_a_spread_cannot_be_built() -> None:
    found = fit(mean_plan(), project(), None, MEASUREMENT)
    fields = {name: getattr(found, name) for name in Counterfactual.__slots__}
    with pytest.raises(UsageError, match="OC-B051"):
        Counterfactual(**(fields | {"grade": Grade.SETTLEMENT}))
