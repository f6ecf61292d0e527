# %% [markdown]
# # Dispute clinic
#
# Two analysts, the same data, two results. Nobody has made a mistake: they have chosen differently. The question is
# how much of the difference comes from which choice, to the öre, and where both stand among all choices that could
# have been made.
#
# The data are synthetic and made from one seed.

# %%
from fractions import Fraction

import numpy as np

from outcome_contracts import BaselinePlan, Period, SettlementData, measure, read_contract, read_plan, settle
from outcome_contracts.absence.synthetic import Scenario, comparators, project
from outcome_contracts.baseline.disputes.dispute import Analysis, Figures, attribute, changed_causes, figures
from outcome_contracts.baseline.robustness.multiverse import multiverse, specifications
from outcome_contracts.cli.bundled import LIBRARY
from outcome_contracts.design.specification_payouts import specification_payouts
from outcome_contracts.panel import stacked
from outcome_contracts.report.figures import figure, signed_percent
from outcome_contracts.report.plots import attribution_waterfall, specification_curve
from outcome_contracts.settlement.amounts import amounts_at, other_measures

ORE = Fraction(1, 100)
contract = read_contract(LIBRARY / "botkyrka.toml")
plan = read_plan(LIBRARY / "botkyrka.plan.toml")
period = Period.parse("2018-10/2020-02")
scenario = Scenario(seed=12, staff=6000)
rules = contract.measure_rules
panel = measure(project(scenario).records(), rules, scenario.months)
others = stacked([measure(one.records(), rules, scenario.months).total(one.spec.name) for one in comparators(scenario)])
given = {"paid_on_account": "0", "correction": "0"}
statement = settle(contract, SettlementData(given=given, panel=panel, comparators=others, plan=plan), period)

# %% [markdown]
# ## The two analyses
#
# The first follows the frozen plan. The second drops the severe influenza of early 2018, three comparators, and uses
# the median comparator instead of the pool: each a thing that sensible people do. Both are paid by the contract's own
# terms.

# %%
second_plan = BaselinePlan.from_dict(
    plan.to_dict()
    | {"method": "median_index", "excluded": ["2018-01/2018-03"], "comparators": list(plan.comparators[:-3])}
)


def due(found: Figures) -> Fraction:
    """What the contract pays the supplier at a reference; the rest as in the statement."""
    reference = np.array([float(found.reference_rate)])
    amount = amounts_at(contract, other_measures(statement), reference)["supplier"][0]
    return Fraction(round(float(amount) * 100), 100)


first, second = (Analysis(one, panel, others, period, due) for one in (plan, second_plan))
for name, analysis in (("first", first), ("second", second)):
    said = figures(analysis)
    print(f"{name:7} effect {signed_percent(said.effect, 'en')}, {figure(f'{float(due(said)):.2f}', 'SEK', 'en')}")

# %% [markdown]
# ## Cause by cause
#
# Every combination of the two sides is computed anew. In the declared order the parts depend on who goes first; the
# parts that do not depend on any order stand beside them. Both sum to the difference exactly.

# %%
order = ("excluded_months", "comparators", "method")
attributions = attribute(first, second, order=order)
money = attributions[-1]
for part in money.rounded(ORE):
    print(
        f"{part.cause:18} in order {float(part.in_order):+15.2f}   whatever the order {float(part.order_free):+15.2f}"
    )

# %%
attribution_waterfall(money, "en", division="order_free", step=ORE, unit="SEK")

# %% [markdown]
# ## Where both stand
#
# The specification curve: other methods, without one year or one comparator at a time, a shorter reference period.
# Nothing here changes what is due; the frozen plan decides.

# %%
curve = multiverse(plan, panel, others, period, alternatives=specifications(plan, period))
specification_curve(curve, "en")

# %% [markdown]
# ## Conclusion

# %%
parts = money.rounded(ORE)
total = sum(part.order_free for part in parts)
if total != sum(part.in_order for part in parts) or total != round(money.difference, 2):
    raise ValueError("the parts do not sum to the difference")
largest = max(parts, key=lambda part: abs(part.order_free))
print(f"Causes that differ: {', '.join(changed_causes(first, second))}.")
print(f"The difference is {figure(f'{float(total):.2f}', 'SEK', 'en')}; the largest part is {largest.cause}.")
low, high = curve.range
said = float(figures(second).effect)
print(f"Plans that could have been agreed give {low:+.1%} to {high:+.1%}; the second analysis says {said:+.1%}.")
payouts = [row.amounts["supplier"] for row in specification_payouts(statement, curve)]
print(
    f"In money they give {figure(f'{float(min(payouts)):.2f}', 'SEK', 'en')}"
    f" to {figure(f'{float(max(payouts)):.2f}', 'SEK', 'en')}."
)
