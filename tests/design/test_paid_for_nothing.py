"""False payments: nothing where nothing errs, the terms' own answer where something does, refusals, the pages."""

import contextlib
import io
import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline import fit
from outcome_contracts.baseline.robustness.backtest import RefusedOrigin, backtest
from outcome_contracts.baseline.robustness.multiverse import multiverse, specifications
from outcome_contracts.canonical import canonical
from outcome_contracts.contract.files import contract_from_bytes
from outcome_contracts.design import MUNICIPAL, WorldSpec
from outcome_contracts.design.backtest_payouts import backtest_payouts
from outcome_contracts.design.false_payments import false_payments
from outcome_contracts.design.paid_for_nothing import Cases, beyond_no_effect, paid_for_nothing
from outcome_contracts.design.specification_payouts import specification_payouts
from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.panel import PROJECT
from outcome_contracts.settlement import settle
from outcome_contracts.settlement.scenarios import settle_scenarios
from tests.settlement.contracts import LIBRARY, bundled, settled
from tests.settlement.estimated import BINARY, GIVEN, LINEAR, PERIOD, contract, contract_text, data, plan

PAGES = Path(__file__).parents[2] / "docs" / "contracts"
QUIET = WorldSpec(
    process=MUNICIPAL, project_staff=(6000, 6000), comparator_staff=(3000, 9000), comparators=10,
    reference_months=36, measurement_months=36, effect=0.0, ramp_up_months=0, shock=0.0, shock_months=(0, 0),
)  # fmt: skip
CALM = replace(MUNICIPAL, local_sd=0.0, local_walk=0.0, loading_sd=0.0, dispersion=1e-9)


def cases(theta, days=50_000.0, exposure=6_000.0):
    theta = np.asarray(theta, dtype=float)
    days, exposure, counted = (np.full(theta.shape, float(one)) for one in (days, exposure, 36))
    return Cases(days, exposure, theta, counted, 36, "person_years")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(-0.4, 0.4), min_size=1, max_size=6))
def test_the_linear_scale_pays_for_nothing_what_the_terms_say(thetas):
    extra = beyond_no_effect(contract(), cases(thetas), given=GIVEN)["supplier"]
    expected = [min(max(1 - np.exp(theta), 0) / 0.12, 1) * 4_500_000 for theta in thetas]
    # The reference is rounded to four decimals of about eight days.
    assert extra.tolist() == pytest.approx(expected, abs=4_500_000 / 0.12 * 0.0001 / 8 + 0.01)


def test_a_fixed_fee_is_not_paid_for_nothing():
    (row,) = paid_for_nothing(beyond_no_effect(contract(), cases([0.0, 0.1]), given=GIVEN))
    assert (row.rate, row.mean, row.largest) == (0, 0, 0)


def test_what_is_withheld_does_not_make_up_for_what_is_paid():
    terms = contract(due="avoided_days * day_value")
    (row,) = paid_for_nothing(beyond_no_effect(terms, cases([-0.1, 0.1]), given=GIVEN))
    assert row.rate == 0.5
    assert row.mean == pytest.approx(row.largest / 2)


def test_what_is_less_than_half_an_ore_is_the_same_amount():
    (row,) = paid_for_nothing({"supplier": np.array([1e-9, 0.004, 0.01, -1.0])})
    assert (row.rate, row.largest) == (0.25, 0.01)


def test_a_yes_or_no_payment_is_false_as_often_as_the_estimate_reaches_the_target():
    theta = np.random.default_rng(1).normal(0, 0.1, 500)
    (row,) = paid_for_nothing(beyond_no_effect(contract(BINARY), cases(theta), given=GIVEN))
    assert row.rate == np.mean(np.expm1(theta) <= -0.12)
    assert row.largest == 4_500_000


def test_a_given_figure_that_is_missing_is_named():
    with pytest.raises(DataRejected) as refusal:
        beyond_no_effect(contract(), cases([0.0]), given={})
    assert [notice.where for notice in refusal.value.notices] == ["measures.paid_on_account", "measures.correction"]


def test_a_measure_that_cases_do_not_have_is_named():
    other = replace(cases([0.0]), denominator="fte_years")
    with pytest.raises(DataRejected, match=r"OC-B124.*person_years"):
        beyond_no_effect(contract(due="avoided_days * day_value"), other, given=GIVEN)


def test_a_given_measure_by_a_table_is_named_as_such():
    sites = '[tables.sites]\nrows = "given"\n[measures.visits]\nfrom = "given"\nunit = "event"\ndigits = 0\n'
    text = contract_text(LINEAR).replace("[lines.", sites + 'improves = "up"\nby = ["sites"]\n[lines.', 1)
    with pytest.raises(DataRejected, match=r"OC-S083.*visits has a figure for each row of sites") as refusal:
        beyond_no_effect(contract_from_bytes(text.encode(), "sites.toml"), cases([0.0]),
                         given={**GIVEN, "visits": ("1", "2")})  # fmt: skip
    assert [notice.code for notice in refusal.value.notices] == ["OC-S083"]


def test_a_contract_without_a_reference_pays_on_given_figures():
    with pytest.raises(DataRejected, match="OC-S040"):
        beyond_no_effect(settled("three_parties", saving="1", paid_on_account="0", accepted=True).contract,
                         cases([0.0]), given={"saving": "1", "paid_on_account": "0", "accepted": True})  # fmt: skip


def test_a_backtest_in_money_settles_each_origin():
    agreed, figures = plan(), data()
    found = backtest(agreed, figures.panel, figures.comparators, reference_months=12, measurement_months=12, every=6)
    paid = backtest_payouts(contract(), found, given=GIVEN)
    assert paid.everybody[0].cases == len(found.origins) == 11 * 3
    assert paid.project[0].cases == 3
    assert paid.everybody[0].rate == 0  # before the project everybody had 700 days every month
    assert paid.refused == 0
    without = RefusedOrigin(PROJECT, found.origins[0].reference, found.origins[0].measurement, ())
    assert backtest_payouts(contract(), replace(found, refused=(without,) * 2), given=GIVEN).refused == 2
    assert canonical(paid.to_dict())


def test_mean_heads_are_those_of_the_months_that_count():
    """With a quarter of the months left out, as many are employed as before, and each day saved costs the same."""
    text = (LIBRARY / "botkyrka.toml").read_text(encoding="utf-8")
    for old, new in (
        ('denominator = "person_years"', 'denominator = "mean_heads"'),
        ('of = "person_years"', 'of = "mean_heads"'),
        ('per = "person_year"', 'per = "head_year"'),
        ('formula = "-change * person_years"', 'formula = "-change * person_years * 1 head_year/head"'),
        ("variable_fee + fixed_fee + on_account + correction", "avoided_days * day_value"),
    ):
        assert old in text
        text = text.replace(old, new)
    terms = contract_from_bytes(text.encode(), "botkyrka.toml")
    all_year, nine = (
        Cases(*(np.array([one]) for one in (days, days / 8.0, -0.1, counted)), 12, "mean_heads")
        for days, counted in ((48_000.0, 12.0), (36_000.0, 9.0))
    )
    paid = [beyond_no_effect(terms, one, given=GIVEN)["supplier"][0] for one in (all_year, nine)]
    assert paid[0] == paid[1] > 0


def test_a_backtest_without_origins_has_no_rate():
    figures = data()
    found = backtest(plan(), figures.panel, figures.comparators, reference_months=12, measurement_months=12, every=6)
    with pytest.raises(UsageError, match="OC-B125"):
        backtest_payouts(contract(), replace(found, origins=()), given=GIVEN)


def test_in_a_world_where_nothing_errs_nothing_is_paid():
    found = false_payments(contract(), plan(), replace(QUIET, process=CALM), given=GIVEN, count=20, seed=1)
    assert found.log_sd < 1e-6
    assert found.flows[0].mean < 1
    assert found.refused == 0


@pytest.mark.parametrize("count", [1, 7, 501])
def test_more_worlds_keep_those_there_were(count):
    """World number b is the same whatever the number of worlds: rates of nested runs are consistent."""
    fewer = false_payments(contract(), plan(), QUIET, given=GIVEN, count=count, seed=3).flows[0]
    more = false_payments(contract(), plan(), QUIET, given=GIVEN, count=count + 1, seed=3).flows[0]
    assert round(more.rate * more.cases) - round(fewer.rate * fewer.cases) in (0, 1)
    assert more.mean * more.cases - fewer.mean * fewer.cases >= -1e-3


def test_a_false_payment_rate_of_half_on_a_scale_from_zero():
    found = false_payments(contract(), plan(), QUIET, given=GIVEN, count=600, seed=4)
    assert found.flows[0].rate == pytest.approx(0.5, abs=4 * found.flows[0].rate_error)
    assert found.log_sd == pytest.approx(0.033, abs=0.006)  # the study of methods has 3.2 points
    assert canonical(found.to_dict())


def test_worlds_that_are_not_the_contracts_are_refused_all_at_once():
    spec = replace(QUIET, comparators=9, reference_months=24, measurement_months=48, effect=-0.12)
    with pytest.raises(UsageError) as refusal:
        false_payments(contract(), plan(excluded=["2016-01/2016-02"]), spec, given=GIVEN, count=10, seed=1)
    fields = [dict(notice.facts).get("field", notice.code) for notice in refusal.value.notices]
    assert sorted(fields) == [
        "OC-S009", "comparators", "effect", "excluded", "measurement_months", "reference_months",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "worlds", "code"),
    [
        ({"comparators": ["Jämförelse 01", "Jämförelse 02", "Jämförelse 03"]}, {"comparators": 3}, "OC-B021"),
        ({"reference_period": "2018-05/2018-09"}, {"reference_months": 5}, "OC-B011"),
    ],
)
def test_a_plan_that_no_settlement_accepts_has_no_rate(changes, worlds, code):
    agreed = plan(**changes)
    with pytest.raises(DataRejected, match=rf"OC-B128[\s\S]*{code}"):
        false_payments(contract(agreed=agreed), agreed, replace(QUIET, **worlds), given=GIVEN, count=3, seed=1)


def test_a_world_that_the_method_refuses_is_none_of_the_cases():
    """Worlds in which the project lies outside its comparators, or is missed by every mixture of them."""
    agreed = plan(method="synthetic_control")
    found = false_payments(contract(agreed=agreed), agreed, QUIET, given=GIVEN, count=40, seed=1)
    assert 0 < found.refused < 40
    assert found.flows[0].cases == 40 - found.refused


def test_a_switch_at_a_date_that_the_worlds_do_not_have_has_no_rate():
    inner = plan().to_dict()
    parts = [{"first_month": "2018-10", "plan": inner}, {"first_month": "2019-10", "plan": inner}]
    agreed = plan(method="switch", parts=parts)
    with pytest.raises(DataRejected, match=r"OC-B128[\s\S]*OC-B089"):
        false_payments(contract(agreed=agreed), agreed, QUIET, given=GIVEN, count=3, seed=1)


def test_a_contract_on_given_figures_has_no_rate():
    with pytest.raises(UsageError, match=r"OC-B123.*denver"):
        false_payments(bundled("denver"), plan(), QUIET, given={}, count=10, seed=1)


def test_the_agreed_specification_costs_what_is_due():
    figures, agreed = data(), plan()
    found = multiverse(
        agreed, figures.panel, figures.comparators, PERIOD, alternatives=specifications(agreed, PERIOD)
    )  # fmt: skip
    statement = settle(contract(), figures, PERIOD)
    rows = specification_payouts(statement, found)
    own = [row for row in rows if row.own]
    assert [row.name for row in rows] == [row.name for row in found.fitted]
    assert own[0].amounts == {"supplier": statement.flows[0].amount}
    assert all(one.amounts["supplier"] >= two.amounts["supplier"] for one, two in pairwise(rows))
    assert canonical([row.to_dict() for row in rows])
    assert own[0].effect == fit(agreed, figures.panel, figures.comparators, PERIOD).effect.point


@pytest.mark.parametrize("name", ["botkyrka", "ornskoldsvik"])
def test_the_figures_of_a_page_come_out_of_its_own_command(name):
    page = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    (printed,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(command, {})
    assert out.getvalue() == printed


def test_what_the_first_page_says_of_other_scales():
    found = [
        false_payments(contract(scale), plan(), QUIET, given=GIVEN, count=2000, seed=20180926).flows[0]
        for scale in ("ramp(reduction, 4 % -> 0, target -> 1)", BINARY)
    ]
    assert [f"{row.rate:.0%}, {row.mean / 1e6:.2f}" for row in found] == ["10%, 0.09", "0%, 0.00"]
    page = " ".join((PAGES / "botkyrka.md").read_text(encoding="utf-8").split())
    assert "in 10 % of them, 0.09 MSEK in the mean, and a yes-or-no payment at 12 % in none" in page


NO_SAVING, ENDLESS_SAVING = {"savings": 0, "school_improved": False}, {"savings": 10**9, "school_improved": True}
HOUSING = {"housing_days_1_to_4": 0, "housing_days_5": 0, "invested": 0}


@pytest.mark.parametrize(
    ("name", "nothing", "most", "bound"),
    [
        ("norrkoping_a", NO_SAVING, ENDLESS_SAVING, "8,000,000"),
        ("norrkoping_b", NO_SAVING, ENDLESS_SAVING, "8,000,000"),
        ("norrkoping_indigo", NO_SAVING, ENDLESS_SAVING, "12,000,000"),
        ("denver", HOUSING | {"jail_day_reduction": 0}, HOUSING | {"jail_day_reduction": 1}, "6,130,000"),
    ],
)
def test_the_bound_of_a_page_is_what_the_terms_give(name, nothing, most, bound):
    terms = bundled(name)
    (flow,) = (f"flow.{flow.id}" for flow in terms.flows)
    low, high = (settle_scenarios(terms, one, outputs=(flow,))[flow][0] for one in (nothing, most))
    assert Fraction(bound.replace(",", "")) == high - low
    assert f"at most {bound} " in (PAGES / f"{name}.md").read_text(encoding="utf-8").replace("At", "at")


def test_every_bundled_contract_with_an_estimated_outcome_has_a_page_with_its_source():
    """The others stand in docs/library.md: their outcome is handed in, and nothing here can say what it is worth."""
    from outcome_contracts.cli.bundled import names

    for name in names():
        estimated = any(measure.origin == "counterfactual" for measure in bundled(name).measures)
        assert (PAGES / f"{name}.md").is_file() or not estimated
    for page in PAGES.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        assert "## Will it pay for nothing?" in text
        assert "## Source" in text
