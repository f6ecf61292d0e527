# %% [markdown]
# # Definitions move money
#
# "Short-term sickness days per employee" is not a measure until six questions have been answered: which days of an
# illness, what a relapse is, which days of the week, a share of what, which employees, divided by what. Here one and
# the same delivery is settled by one and the same contract, with one answer changed at a time.
#
# The data are synthetic and made from one seed; the project prevents six of a hundred spells.

# %%
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from outcome_contracts import BaselinePlan, Period, SettlementData, measure, read_plan, settle
from outcome_contracts.absence import AbsenceRecords
from outcome_contracts.absence.schedules import Schedule
from outcome_contracts.absence.synthetic import KnownEffect, Scenario, comparators, project
from outcome_contracts.cli.bundled import LIBRARY
from outcome_contracts.contract.files import contract_from_bytes
from outcome_contracts.panel import net_days, stacked
from outcome_contracts.report.figures import figure
from outcome_contracts.report.plots import tornado

text = (LIBRARY / "botkyrka.toml").read_text(encoding="utf-8")
plan = read_plan(LIBRARY / "botkyrka.plan.toml")
period = Period.parse("2018-10/2019-12")
effect = KnownEffect(months=period, size=Decimal("-0.06"))
scenario = Scenario(seed=3, months=Period.parse("2015-01/2019-12"), staff=3000, effect=effect)

# %% [markdown]
# ## A schedule
#
# Scheduled days need a schedule; which days were days off is never guessed. Here everybody works Monday to Friday. The
# schedule states the days of absence, with 0 minutes for a day off.


# %%
def with_working_week(records: AbsenceRecords) -> AbsenceRecords:
    """The same records with a schedule of Monday to Friday on all days of absence."""
    spells = records.spells
    length = spells.last_day - spells.first_day + 1
    row = np.repeat(np.arange(len(spells)), length)
    day = spells.first_day[row] + np.arange(len(row)) - np.repeat(np.cumsum(length) - length, length)
    order = np.lexsort((day, spells.employment[row]))
    employment, day = spells.employment[row][order], day[order].astype(np.int32)
    working = (day + 3) % 7 < 5  # 1970-01-01 was a Thursday
    schedule = Schedule(employment, day, np.where(working, 480, 0).astype(np.int32), None)
    return replace(records, schedule=schedule)


observed = with_working_week(project(scenario).records())
compared = {one.spec.name: with_working_week(one.records()) for one in comparators(scenario)}

# %% [markdown]
# ## One contract, six switches
#
# Each switch is written into the text of the contract, which is then read, measured and settled anew: its panel, its
# comparators and its frozen plan all follow the definition.


# %%
def settled(switch: dict[str, str]) -> tuple[Fraction, Fraction]:
    """Net days of the period and what the supplier is due, with some lines of the contract replaced."""
    changed = text
    for old, new in switch.items():
        if old not in changed:
            raise ValueError("the contract has no such line")
        changed = changed.replace(old, new)
    rules = contract_from_bytes(changed.encode(), "botkyrka.toml").measure_rules
    said = {"measured_by": rules.digest, "denominator": rules.denominator}
    own_plan = BaselinePlan.from_dict(plan.to_dict() | said)
    contract = contract_from_bytes(changed.replace(plan.digest, own_plan.digest).encode(), "botkyrka.toml")
    panel = measure(observed, rules, scenario.months)
    others = stacked([measure(one, rules, scenario.months).total(name) for name, one in compared.items()])
    given = {"paid_on_account": "0", "correction": "0"}
    data = SettlementData(given=given, panel=panel, comparators=others, plan=own_plan)
    statement = settle(contract, data, period)
    return net_days(panel.window(period)), next(flow.amount for flow in statement.flows if flow.id == "supplier")


switches = {
    "periods of at most 14 days": {'"first_14_days"': '"periods_up_to_14_days"'},
    "no relapse window": {"relapse_days = 5": "relapse_days = 0"},
    "scheduled days": {'day_basis = "calendar"': 'day_basis = "scheduled"\ndays_off_at_end = "counted"'},
    "share of full time": {'"of_employment"': '"of_full_time"'},
    "employed all year": {'"monthly_paid"': '"employed_all_year"'},
    "per full-time year": {
        'denominator = "person_years"': 'denominator = "fte_years"',
        'of = "person_years"': 'of = "fte_years"',
        'per = "person_year"': 'per = "fte_year"',
    },
}
agreed_days, agreed = settled({})
found = {name: settled(switch) for name, switch in switches.items()}


def moved(amount: Fraction) -> str:
    """What a switch adds or takes away."""
    return "+" * (amount > 0) + figure(f"{float(amount):.2f}", "SEK", "en")


print(f"As agreed: {float(agreed_days):.0f} net days, {figure(f'{float(agreed):.2f}', 'SEK', 'en')} due.")
for name, (days, due) in found.items():
    print(f"  {name}: {float(days / agreed_days - 1):+.1%} net days, {moved(due - agreed)}")

# %%
tornado(agreed, {name: due for name, (_, due) in found.items()}, "en", unit="SEK")

# %% [markdown]
# ## Conclusion

# %%
moves = {name: due - agreed for name, (_, due) in found.items()}
widest = max(moves, key=lambda name: abs(moves[name]))
dues = [agreed, *(due for _, due in found.values())]
print(f"The definition that moves most is: {widest}, {moved(moves[widest])}.")
print(
    f"One delivery, one contract: from {figure(f'{float(min(dues)):.2f}', 'SEK', 'en')}"
    f" to {figure(f'{float(max(dues)):.2f}', 'SEK', 'en')}, by words alone."
)
