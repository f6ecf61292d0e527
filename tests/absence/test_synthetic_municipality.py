"""A synthetic municipality of 105,368 spells against the panel of its generator, where the data are present.

Its rule is "days 1-14 of every spell", no relapse: relapse_days = 0. Two differences are translated here.
`left` is the first day after the employment. And 927 of its spells begin on the day after another spell of the
same employee ended; to it they are two spells, to our rules rows of one employment that follow on are one. What
it means is said in our terms by letting a second employment begin with such a spell; persons, units, days of
employment and days of absence are the same.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from outcome_contracts.absence import measure, read_records
from outcome_contracts.baseline import BaselinePlan, fit
from outcome_contracts.panel import NET_DAY_STEPS, stacked
from outcome_contracts.period import Period, month_text
from tests.absence.deliveries import rules
from tests.baseline.worlds import plan_fields

DATA = Path(__file__).parents[3] / "shared" / "benchmarks" / "synthetic_municipal_a"
PERIOD = Period.parse("2015-07/2021-06")
COVERS = (date(2015, 7, 1), date(2021, 6, 30))
DAY = pd.Timedelta(days=1)

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="synthetic_municipal_a is not beside the repository")


def delivered() -> tuple[pd.DataFrame, pd.DataFrame]:
    spells = pd.read_csv(DATA / "absences.csv", parse_dates=["first_day", "last_day"])
    employees = pd.read_csv(DATA / "employees.csv", parse_dates=["hired", "left"])
    employments = pd.DataFrame(
        {
            "person": employees["employee"],
            "unit": employees["municipality"].astype(str),
            "first_day": employees["hired"],
            "last_day": employees["left"] - DAY,
            "extent": employees["degree"],
        }
    )
    return spells.rename(columns={"employee": "person"}), employments


def panel(spells: pd.DataFrame, employments: pd.DataFrame):
    records = read_records(spells, employments, covers=COVERS)
    return measure(records, rules(relapse_days=0, year_days="365.25"), PERIOD)


def expected() -> pd.DataFrame:
    counted = pd.read_csv(DATA / "panel.csv", dtype={"municipality": str})
    months = [month_text(month) for month in PERIOD.months]
    return counted.set_index(["municipality", "month"]).reindex(
        pd.MultiIndex.from_product([sorted(counted["municipality"].unique()), months])
    )


@pytest.fixture(scope="module")
def ours():
    """The panel of the nine municipalities, from the records."""
    spells, employments = delivered()
    spells = spells.sort_values(["person", "first_day"])
    touches = spells["person"].eq(spells["person"].shift()) & spells["first_day"].eq(spells["last_day"].shift() + DAY)
    assert touches.sum() == 927
    number = touches.groupby(spells["person"]).cumsum()
    spells["employment"] = spells["person"].astype(str) + "." + number.astype(str)
    later = spells.loc[touches, ["person", "employment", "first_day"]]
    stretches = pd.concat(
        [
            employments.assign(employment=employments["person"].astype(str) + ".0"),
            later.merge(employments.drop(columns="first_day"), on="person"),
        ]
    ).sort_values(["person", "first_day"])
    following = stretches["first_day"].shift(-1).where(stretches["person"].eq(stretches["person"].shift(-1)))
    stretches["last_day"] = (following - DAY).fillna(stretches["last_day"])
    return panel(spells, stretches)


@pytest.mark.parametrize("check", ["panel_days", "panel_person_years"])
def test_panel_of_the_synthetic_municipality(check, ours):
    columns = {
        "panel_days": ("short_net_days", ours.net_days / NET_DAY_STEPS),
        "panel_person_years": ("person_years", ours.person_days / 365.25),
    }
    checks = {one["id"]: one for one in json.loads((DATA / "expected.json").read_text())["checks"]}
    published, own = columns[check]
    assert np.abs(own.ravel() - expected()[published].to_numpy()).max() <= checks[check]["abs_tol"]


def test_from_records_to_the_effect(ours):
    """The published index effect and its interval, from 105,368 spells, not from the published panel."""
    checks = {one["id"]: one for one in json.loads((DATA / "expected.json").read_text())["checks"]}
    plan = BaselinePlan.from_dict(
        plan_fields(
            measured_by=ours.measured_by, reference_period="2015-07/2018-06", comparators=[*map(str, range(1, 9))]
        )
    )
    measurement = Period.parse("2018-07/2021-06")
    found = fit(plan, ours.only(["0"]), stacked([ours.only(plan.comparators)]), measurement)
    index, interval = checks["index_effect"], checks["index_ci95"]
    assert found.effect.point == pytest.approx(index["value"], abs=index["abs_tol"])
    assert [found.effect.low, found.effect.high] == pytest.approx(interval["value"], abs=interval["abs_tol"])


def test_rows_that_follow_on_are_one_spell():
    """As delivered, the touching spells join: fewer short-term days, the same days of employment."""
    spells, employments = (table.assign(employment=table["person"]) for table in delivered())
    ours, counted = panel(spells, employments), expected()
    missing = counted["short_net_days"].to_numpy() - ours.net_days.ravel() / NET_DAY_STEPS
    assert missing.min() >= -0.011
    assert 0 < missing.sum() < 0.01 * counted["short_net_days"].sum()
    assert np.abs(ours.person_days.ravel() / 365.25 - counted["person_years"].to_numpy()).max() <= 0.001
