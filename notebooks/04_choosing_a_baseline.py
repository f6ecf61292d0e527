# %% [markdown]
# # Choosing a baseline
#
# Before anybody knows the outcome, the parties agree on how the reference will be computed. Which method errs least
# can be tried out: every method is asked about months in which nothing was done, at starts that never were, for the
# project and for every comparator in its place. All that it finds there is error.
#
# The data are synthetic and made from one seed. Only months before the project are used.

# %%
from dataclasses import dataclass
from fractions import Fraction

from outcome_contracts import BaselinePlan, Period, fit, measure, read_contract, read_plan
from outcome_contracts.absence.synthetic import Scenario, comparators, project
from outcome_contracts.baseline.month_by_month import month_by_month
from outcome_contracts.baseline.robustness.backtest import Backtest, backtest
from outcome_contracts.cli.bundled import LIBRARY
from outcome_contracts.design import MUNICIPAL, WorldSpec, power
from outcome_contracts.design.backtest_payouts import BacktestPayouts, backtest_payouts
from outcome_contracts.panel import Panel, stacked
from outcome_contracts.report.figures import figure, signed_percent
from outcome_contracts.report.plots import backtest_errors, placebo_fan

contract = read_contract(LIBRARY / "botkyrka.toml")
agreed = read_plan(LIBRARY / "botkyrka.plan.toml")
scenario = Scenario(seed=4, months=Period.parse("2011-10/2020-02"), staff=6000)
rules = contract.measure_rules
panel = measure(project(scenario).records(), rules, scenario.months)
others = stacked([measure(one.records(), rules, scenario.months).total(one.spec.name) for one in comparators(scenario)])

# %% [markdown]
# ## The candidates
#
# The same plan with other methods, over seven years of reference months, so that there are several starts to try.
# Each of them is what somebody has proposed in earnest somewhere.

# %%
REFERENCE = "2011-10/2018-09"
WITHOUT = {"comparators": [], "inference": "none", "draws": 0}
ROBUST = {"inference": "placebo_in_space_t"}
CANDIDATES = {
    "comparator_index": ROBUST,
    "median_index": ROBUST,
    "two_way_effects": ROBUST,
    "demeaned_synthetic_control": ROBUST,
    "reference_mean": WITHOUT,
    "linear_trend": WITHOUT,
}
GIVEN = {"paid_on_account": "0", "correction": "0"}


@dataclass(frozen=True)
class Tried:
    """One candidate at every start, and what the contract would have paid there for nothing."""

    errors: Backtest
    payouts: BacktestPayouts


def tried(method: str) -> Tried:
    fields = agreed.to_dict() | {"method": method, "reference_period": REFERENCE} | CANDIDATES[method]
    plan, months = BaselinePlan.from_dict(fields), {"reference_months": 36, "measurement_months": 12, "every": 6}
    if plan.comparators:
        errors = backtest(plan, panel, others, **months)
    else:  # such a plan looks at one municipality, so every one of them is asked
        each = [panel, *(Panel.from_dict(others.only([name]).to_dict()) for name in others.units)]
        single = [backtest(plan, one, None, **months) for one in each]
        origins, refused = (
            tuple(row for one in single for row in getattr(one, kind)) for kind in ("origins", "refused")
        )
        errors = Backtest(plan, origins, refused)
    return Tried(errors, backtest_payouts(contract, errors, given=GIVEN))


found = {method: tried(method) for method in CANDIDATES}

# %% [markdown]
# ## Errors where nothing was done
#
# Observed − reference in net days per person-year, for the same municipalities and starts by every method, and in money
# by the contract's own terms. Starts overlap, so there are fewer independent answers than rows.

# %%
print(f"{'method':28} {'starts':>6} {'refused':>7} {'mean':>7} {'rms':>6} {'paid for nothing':>17} {'in the mean':>13}")
for method, one in found.items():
    paid = one.payouts.everybody[0]
    print(
        f"{method:28} {len(one.errors.origins):6} {len(one.errors.refused):7} {one.errors.mean_error:+7.3f}"
        f" {one.errors.root_mean_square_error:6.3f} {paid.rate:17.0%} {figure(f'{paid.mean:.0f}', 'SEK', 'en'):>13}"
    )

# %%
backtest_errors(found["comparator_index"].errors, "en")

# %%
backtest_errors(found["reference_mean"].errors, "en")

# %% [markdown]
# ## Does the interval tell the truth?
#
# In simulated municipalities the truth is known. The interval is made from what the method finds in comparators, and
# should hold the truth 95 times in 100. For a project much smaller than its comparators only the size-adjusted one
# does.

# %%
WORLDS = 400


def coverage(staff: int, inference: str) -> float:
    spec = WorldSpec(
        MUNICIPAL, project_staff=(staff, staff), comparator_staff=(3000, 9000), comparators=10, reference_months=36,
        measurement_months=36, effect=-0.12, ramp_up_months=0, shock=0.0, shock_months=(0, 0),
    )  # fmt: skip
    return power(spec, target=-0.12, confidence=0.95, inference=inference, count=WORLDS, seed=4).coverage


covered = {
    (staff, inference): coverage(staff, inference)
    for staff in (300, 1000, 6000)
    for inference in ("placebo_in_space_t", "placebo_in_space_t_size_adjusted")
}
for (staff, inference), share in covered.items():
    print(f"{staff:5} employees  {inference:34} {share:.1%} of {WORLDS} worlds")

# %% [markdown]
# ## What the chosen plan looks like
#
# The comparator index over the bundled contract's own period, with the project among its comparators.

# %%
period = Period.parse("2018-10/2020-02")
result = fit(agreed, panel, others, period)
fan = placebo_fan(month_by_month(agreed, panel, others, period), "en")
print(f"effect {signed_percent(Fraction(str(result.effect.point)), 'en')}")
fan

# %% [markdown]
# ## Conclusion

# %%
error = {method: one.errors.root_mean_square_error for method, one in found.items()}
ranked = sorted(error, key=error.__getitem__)
best, worst = error[ranked[0]], error[ranked[-1]]
print(f"Least error: {ranked[0]} ({best:.3f}); most: {ranked[-1]} ({worst:.3f}, {worst / best:.1f} times as much).")
least_paid = min(found, key=lambda method: found[method].payouts.everybody[0].mean)
bias = found[least_paid].errors.mean_error
bears = "the supplier" if bias > 0 else "the municipality"
print(f"Least paid for nothing: {least_paid}, with a mean error of {bias:+.3f}, which {bears} bears: that is no merit.")
plain, adjusted = covered[300, "placebo_in_space_t"], covered[300, "placebo_in_space_t_size_adjusted"]
print(
    f"At 300 employees the plain interval holds the truth in {plain:.0%} of the worlds, the adjusted in {adjusted:.0%}."
)
