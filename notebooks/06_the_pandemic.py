# %% [markdown]
# # The pandemic
#
# From March 2020 sickness absence rose everywhere. What that means for a contract is for the parties to say, not for
# the method; but each possible answer has a price, and the prices are best known before anybody needs one of them.
#
# The data are synthetic and made from one seed; the project prevents twelve of a hundred spells throughout.

# %%
from outcome_contracts import Period, SettlementData, fit, measure, read_contract, read_plan
from outcome_contracts.absence.synthetic import KnownEffect, Scenario, comparators, project
from outcome_contracts.baseline import exposure
from outcome_contracts.baseline.month_by_month import month_by_month
from outcome_contracts.baseline.shocks import ShockEvent, Shocks
from outcome_contracts.cli.bundled import LIBRARY
from outcome_contracts.design.shock_options import shock_options
from outcome_contracts.panel import stacked
from outcome_contracts.report import effect_sentences
from outcome_contracts.report.figures import figure
from outcome_contracts.report.plots import days_saved, observed_and_expected, shock_payouts

contract = read_contract(LIBRARY / "botkyrka.toml")
plan = read_plan(LIBRARY / "botkyrka.plan.toml")
period, after = Period.parse("2018-10/2021-08"), Period.parse("2018-10/2023-04")
scenario = Scenario(
    seed=6, months=Period(plan.reference.first, after.last), staff=6000, effect=KnownEffect(months=after)
)
rules = contract.measure_rules
panel = measure(project(scenario).records(), rules, scenario.months)
others = stacked([measure(one.records(), rules, scenario.months).total(one.spec.name) for one in comparators(scenario)])
pandemic = ShockEvent(
    sv="Pandemin", en="The pandemic", months=Period.parse("2020-03/2021-09"), mechanism="behaviour",
    source="Synthetic: the scenario's declared shock",
)  # fmt: skip

# %% [markdown]
# ## With all months
#
# The comparators carry the pandemic: their index rises with it, and the reference with the index.

# %%
events = (pandemic,)
all_months = Shocks(events)
adjusted = fit(plan, panel, others, period, shocks=all_months)
observed_and_expected(adjusted, month_by_month(plan, panel, others, period, shocks=all_months), "en", events=events)

# %% [markdown]
# ## Without the months of the pandemic
#
# They count on neither side. What is estimated is then the effect in ordinary months.

# %%
left_out = Shocks(events, left_out=frozenset(month for month in pandemic.months if month in period))
excluded = fit(plan, panel, others, period, shocks=left_out)
ordinary = month_by_month(plan, panel, others, period, shocks=left_out)
observed_and_expected(excluded, ordinary, "en", events=events)

# %%
days_saved(month_by_month(plan, panel, others, period, shocks=all_months), "en", events=events)

# %% [markdown]
# ## In words
#
# Two sentences for each. No two municipalities take a pandemic in the same way, and that is part of the interval.

# %%
for name, one in (("all months", adjusted), ("ordinary months", excluded)):
    counted = [month for month in one.measurement_period if month not in one.left_out]
    years = exposure(panel, counted, denominator=plan.denominator, year_days=plan.year_days)
    print(name, *effect_sentences(one, "en", exposure=years), sep="\n  ")

# %% [markdown]
# ## What each answer would pay
#
# Every option is a settlement of the same data by the same contract with another clause, and nothing else changed.
# Where months are suspended, or the measurement is cut short, fewer months are paid for; what is due for the suspended
# ones stays open.

# %%
data = SettlementData(
    given={"paid_on_account": "0", "correction": "0"}, panel=panel, comparators=others, plan=plan, events=events
)
options = shock_options(contract, data, period, at_most="25 %", months_at_most=19)
print(options.text("en"))

# %%
shock_payouts(options, "en", flow="supplier")

# %% [markdown]
# ## Conclusion

# %%
dues = {option.treatment: option.due["supplier"] for option in options.options if option.due is not None}
least, most = min(dues, key=dues.__getitem__), max(dues, key=dues.__getitem__)
spread = figure(f"{float(dues[most] - dues[least]):.0f}", "SEK", "en")
print(f"From {least} to {most} there are {spread}: that is what leaving the question open would be worth in a dispute.")
agreed = [option.treatment for option in options.options if option.agreed]
print(f"The contract's own clause says: {agreed[0] if agreed else 'nothing; the months are suspended until agreed'}.")
widths = {name: one.effect.high - one.effect.low for name, one in (("all", adjusted), ("ordinary", excluded))}
print(f"The interval is {widths['all']:.1%} wide with all months, {widths['ordinary']:.1%} with the ordinary ones.")
