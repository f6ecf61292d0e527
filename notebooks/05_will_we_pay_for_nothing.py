# %% [markdown]
# # Will we pay for nothing?
#
# Before signing, two questions: would the agreed method see an effect of the size that is hoped for, and how often
# would it pay where there is none? Both are asked of simulated municipalities in which the truth is known. The
# answers hold as far as those worlds do: how much a municipality drifts by itself is assumed.

# %%
from dataclasses import replace

from outcome_contracts import read_contract, read_plan
from outcome_contracts.cli.bundled import LIBRARY
from outcome_contracts.design import MUNICIPAL, WorldSpec, minimum_effect_formula, minimum_effects, power
from outcome_contracts.design.false_payments import false_payments
from outcome_contracts.report.figures import figure
from outcome_contracts.report.plots import minimum_effect_bars

WORLDS, SEED, TARGET = 500, 5, -0.12
contract = read_contract(LIBRARY / "botkyrka.toml")
plan = read_plan(LIBRARY / "botkyrka.plan.toml")
design = WorldSpec(
    MUNICIPAL, project_staff=(6000, 6000), comparator_staff=(3000, 9000), comparators=10, reference_months=36,
    measurement_months=36, effect=TARGET, ramp_up_months=0, shock=0.0, shock_months=(0, 0),
)  # fmt: skip

# %% [markdown]
# ## What can be seen
#
# Power is the share of worlds in which the whole interval lies below zero. Below 3,000 employees the size-adjusted
# interval is used, since the plain one is too narrow there.

# %%
DESIGNS = {
    "6,000 employees, 10 comparators": design,
    "1,000 employees": replace(design, project_staff=(1000, 1000)),
    "300 employees": replace(design, project_staff=(300, 300)),
    "5 comparators": replace(design, comparators=5),
    "20 comparators": replace(design, comparators=20),
    "12 months of measurement": replace(design, measurement_months=12),
    "a year to grow": replace(design, ramp_up_months=12),
    "a pandemic, +60 %": replace(design, shock=0.6, shock_months=(20, 36)),
}


def seen(spec: WorldSpec):
    small = spec.project_staff[0] < 3000
    inference = "placebo_in_space_t_size_adjusted" if small else "placebo_in_space_t"
    return power(spec, target=TARGET, confidence=0.95, inference=inference, count=WORLDS, seed=SEED)


answers = {name: seen(spec) for name, spec in DESIGNS.items()}
print(
    f"{'design':34} {'power':>6} {'half width':>11} {'seen in 80 %':>13} {'P(target)':>10} {'P(target), no effect':>21}"
)
for name, one in answers.items():
    print(
        f"{name:34} {one.power:6.0%} {one.half_width:11.1%} {one.minimum_detectable:13.1%}"
        f" {one.target_reached:10.0%} {one.target_reached_without_effect:21.1%}"
    )

# %% [markdown]
# ## What chance alone passes
#
# The reduction that is passed without any effect in a tenth of all worlds, by size. A contract that pays only beyond
# it pays for noise at most that often. The table can stand in the contract as a formula.

# %%
rows = minimum_effects(design, (500, 1000, 2000, 6000), false_share=0.1, count=WORLDS, seed=SEED)
print(minimum_effect_formula(rows, measure="employees", unit="head"))
minimum_effect_bars(rows, "en")

# %% [markdown]
# ## What the bundled contract pays for nothing
#
# Its own terms and its own plan, in worlds without any effect. A fixed fee is no payment for nothing; what an error
# of the reference adds to it is.

# %%
without_effect = replace(design, effect=0.0)
paid = false_payments(
    contract, plan, without_effect, given={"paid_on_account": "0", "correction": "0"}, count=WORLDS, seed=SEED
)
for row in paid.flows:
    print(
        f"{row.flow}: something is paid for nothing in {row.rate:.0%} (± {row.rate_error:.0%}) of the worlds,"
        f" {figure(f'{row.mean:.0f}', 'SEK', 'en')} in the mean, {figure(f'{row.largest:.0f}', 'SEK', 'en')} at most"
    )

# %% [markdown]
# ## Conclusion

# %%
base = answers["6,000 employees, 10 comparators"]
weak = [name for name, one in answers.items() if one.power < 0.8]
print(f"An effect of {TARGET:.0%} is seen in {base.power:.0%} of the worlds of the base design.")
print(f"Too weak to rely on (power below 80 %): {', '.join(weak) or 'none'}.")
print(
    f"A yes/no payment at exactly {TARGET:.0%} is paid in {base.target_reached:.0%} of the worlds where the effect is"
    " exactly that: the toss of a coin."
)
print(f"The bundled contract's linear scale pays something for nothing in {paid.flows[0].rate:.0%} of all worlds.")
