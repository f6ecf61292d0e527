"""No rule without a test that breaks it: the index of refusals, and the rules that had none elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from outcome_contracts.baseline import fit
from outcome_contracts.baseline.robustness.backtest import backtest
from outcome_contracts.design import MUNICIPAL, WorldSpec
from outcome_contracts.design.false_payments import false_payments
from outcome_contracts.design.shock_options import shock_options
from outcome_contracts.notices import ContractInvalid, DataRejected, UsageError, catalogue
from outcome_contracts.panel import Panel
from tests.baseline.broken_by import BROKEN_BY
from tests.baseline.worlds import (
    BOTH,
    MEASUREMENT,
    comparators,
    mean_plan,
    panel,
    plan,
    project,
)
from tests.settlement import estimated, shocked

TESTS = Path(__file__).parents[1]
CODES = sorted(code for code in catalogue() if code.startswith("OC-B"))
WORLDS = WorldSpec(
    process=MUNICIPAL, project_staff=(6000, 6000), comparator_staff=(3000, 9000), comparators=10,
    reference_months=36, measurement_months=36, effect=0.0, ramp_up_months=0, shock=0.0, shock_months=(0, 0),
)  # fmt: skip


@cache
def definitions(stem: str) -> dict[str, ast.stmt]:
    """What a test file defines at its top level, by name."""
    (path,) = TESTS.rglob(f"{stem}.py")
    found: dict[str, ast.stmt] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else [node]
        found |= {name: node for name in (getattr(one, "id", getattr(one, "name", None)) for one in targets) if name}
    return found


def texts(stem: str, name: str) -> Iterator[str]:
    """Every text in a test, its decorators, and what it uses of its own file."""
    known, waiting, seen = definitions(stem), [name], set[str]()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        for node in ast.walk(known[name]):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.Name) and node.id in known and node.id not in seen:
                waiting.append(node.id)


def test_every_finding_has_a_test_and_no_test_is_of_a_finding_that_is_gone() -> None:
    assert sorted(set(CODES) - BROKEN_BY.keys()) == []
    assert sorted(BROKEN_BY.keys() - set(CODES)) == []


@pytest.mark.parametrize("code", BROKEN_BY)
def test_the_test_of_a_finding_is_there_and_names_it(code) -> None:
    stem, _, name = BROKEN_BY[code].partition("::")
    assert name.startswith("test_")
    assert name in definitions(stem)
    assert any(code in text for text in texts(stem, name))


def only(error, call) -> str:
    """The one code among the errors of a refusal."""
    with pytest.raises(error) as refusal:
        call()
    (code,) = {notice.code for notice in refusal.value.notices if notice.severity == "error"}
    return code


def test_measure_rules_of_another_contract() -> None:
    stated = {"measured_by": "sha256:" + "0" * 64, "denominator": "person_years", "year_days": "365.25"}
    assert only(ContractInvalid, lambda: plan().require_measure(**stated)) == "OC-B006"


def test_a_measurement_month_without_net_days() -> None:
    """The sum over the period stands; the mean of monthly logarithms does not exist."""
    days = np.full((1, len(BOTH)), 100.0)
    days[0, -1] = 0
    quiet = panel(Panel, ("p",), days)
    assert fit(plan(), quiet, comparators(), MEASUREMENT)
    monthly = plan(estimand="mean_of_months")
    assert only(DataRejected, lambda: fit(monthly, quiet, comparators(), MEASUREMENT)) == "OC-B033"


def test_a_mixture_that_falls_to_nothing() -> None:
    """What the mixture rests on has no net days in the last month, so the reference of that month would be zero."""
    random = np.random.default_rng(3)
    days = 1000 * np.exp(np.linspace(-0.4, 0.4, 5)[:, None] + random.normal(0, 0.05, (5, len(BOTH))))
    own = days[1] * 0.5 + days[2] * 0.5
    days[[1, 2], -1] = 0
    agreed = plan(method="synthetic_control", comparators=list("abcde"))
    others = panel(type(comparators()), tuple("abcde"), days, 1000)
    mine = panel(Panel, ("p",), own[None, :], 1000)
    assert only(DataRejected, lambda: fit(agreed, mine, others, MEASUREMENT)) == "OC-B032"


def test_a_shock_without_an_event() -> None:
    quiet = shocked.data()
    assert only(UsageError, lambda: shock_options(shocked.contract, quiet, shocked.TERM)) == "OC-B119"


def test_a_method_without_a_path() -> None:
    agreed = mean_plan(method="external_estimate")
    months = {"reference_months": 12, "measurement_months": 12, "every": 12}
    assert only(UsageError, lambda: backtest(agreed, project(), None, **months)) == "OC-B120"


def test_worlds_with_an_effect() -> None:
    terms, agreed = estimated.contract(), estimated.plan()
    spec = replace(WORLDS, effect=-0.12)
    call = {"given": estimated.GIVEN, "count": 10, "seed": 1}
    assert only(UsageError, lambda: false_payments(terms, agreed, spec, **call)) == "OC-B127"


def test_worlds_in_which_nothing_can_be_said() -> None:
    """Fourteen months do not carry a season of twelve, a level and a coefficient, in no world."""
    settings = {"method": "structural_series", "components": "level_and_season"}
    agreed = estimated.plan(reference_period="2017-08/2018-09", **settings)
    spec = replace(WORLDS, reference_months=14)
    call = {"given": estimated.GIVEN, "count": 5, "seed": 1}
    with pytest.raises(DataRejected) as refusal:
        false_payments(estimated.contract(agreed=agreed), agreed, spec, **call)
    assert {notice.code for notice in refusal.value.notices if notice.severity == "error"} == {"OC-B128", "OC-B080"}


def test_a_world_in_which_nothing_is_wrong_is_refused_by_none() -> None:
    assert fit(plan(), project(), comparators(), MEASUREMENT).notices == ()
    found = false_payments(estimated.contract(), estimated.plan(), WORLDS, given=estimated.GIVEN, count=5, seed=1)
    assert (found.worlds, found.refused) == (5, 0)
