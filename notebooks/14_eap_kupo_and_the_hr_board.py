# %% [markdown]
# # EAP, KUPO and the HR board's budget
#
# Three public papers about working life: an employee-assistance programme that few use, a co-funded project for
# managers, and a budget of 201 million kronor whose activities have no amounts. Each is a bundled contract; each
# contradicts itself somewhere, and is left as it is: the errors are told, not mended.

# %%
import tomllib
from datetime import date
from fractions import Fraction

from outcome_contracts import Period, read_contract
from outcome_contracts.cli.bundled import LIBRARY
from outcome_contracts.report.health_economics import cheers_checklist
from outcome_contracts.report.plots import (
    acceptability_curve,
    assistance_scatter,
    budget_tree,
    cost_effectiveness_plane,
    funding_stack,
    net_benefit_tornado,
)
from outcome_contracts.valuation import Basis, Overhead, OverheadBase, forsakringskassan, stated
from outcome_contracts.valuation.health_economics import (
    AssistanceUnit,
    AvoidedDays,
    BandValues,
    BudgetPost,
    CostBand,
    CostItem,
    Distribution,
    Figures,
    FundingPart,
    HealthEconomicModel,
    Length,
    Programme,
    Quantity,
    Resource,
    Simulation,
    Study,
    Text,
    analyse,
    assistance_table,
    budget,
    compulsory_connection,
    follow_up,
    funding,
    one_way,
    stated_ranges,
)

LANG = "en"

# %% [markdown]
# ## Voluntary or compulsory? Region Skåne's employee-assistance programme
#
# A price per head makes a case cheap where many use the programme and dear where few do. Eight administrations had
# joined in 2008; the question was whether everybody should.

# %%
contract = read_contract(LIBRARY / "region_skane_eap.toml")
given = tomllib.loads((LIBRARY / "region_skane_eap.data.toml").read_text(encoding="utf-8"))["given"]
(administrations,) = (table.rows for table in contract.tables if table.id == "administration")
units = [
    AssistanceUnit(
        row.label.sv, int(given["heads"][row.id]), int(given["cases"][row.id]), Fraction(given["invoiced"][row.id])
    )
    for row in administrations
]
table = assistance_table(units, price="88", contacts_per_case=5, figures=Figures.PUBLISHED)
for notice in table.notices:
    print(notice.text(LANG))

# %% [markdown]
# Two rows do not agree with the price. Now connect everybody for the three million kronor a year that the papers name.

# %%
everybody = compulsory_connection(table, budget="3000000")
assistance_scatter(table, everybody, LANG)

# %% [markdown]
# The price per head is the same for all, so a case becomes cheaper only if the newcomers use the programme at least as
# much as the volunteers. What a case must be worth for that to pay is another question; at 10,000 SEK a case:

# %%
same_cost, same_value = everybody.use_of_same_cost_per_case, everybody.use_of_same_net_value("10000")
print(f"Connected if everybody is: {everybody.heads:,}, for SEK {float(everybody.extra_cost):,.0f} more a year")
print(f"Same cost per case from a use of {100 * float(same_cost):.4f} %: {everybody.cases_of_same_cost_per_case} cases")
print(f"Same net value at SEK 10,000 a case from a use of {100 * float(same_value):.4f} %")

# %% [markdown]
# ## Cash and in kind: KUPO
#
# Both sides of the application come to 860,000 SEK. More than a quarter of it is work that nobody is invoiced for, and
# the employees' time in training is not in it at all: with it, the cost is only known from below.

# %%
kupo = read_contract(LIBRARY / "kupo.toml")
IN_KIND = {"funds_forsakringskassan", "funds_all_parties", "working_group"}


def part(name, label, amount):
    kind = Resource.IN_KIND if name in IN_KIND or amount is None else Resource.CASH
    return FundingPart(name, Text(label.sv, label.en), amount, kind)


funders = [part(one.id, one.label, one.value.value) for one in kupo.constants if one.id.startswith("funds_")]
(posts,) = (one.rows for one in kupo.tables if one.id == "post")
costs = [part(row.id, row.label, row.cells[0].value) for row in posts]
costs += [part(one.id, one.label, None) for one in kupo.constants if one.id == "training_time"]
stack = funding(funders, costs)
print(f"Funding {stack.funded.text(LANG)}; cost {stack.cost.text(LANG)}")
funding_stack(stack, LANG)

# %% [markdown]
# The goal was to be measured six months after the measure. Nobody was funded by then.

# %%
later = follow_up(measure_ended=date(2016, 12, 31), months=6, funded_until=kupo.term.end, found=None)
print(later.text(LANG))

# %% [markdown]
# ## A budget whose activities are unknown
#
# Region Skåne's HR board gives grants per area. The health-economic analysis that it asks for shares a grant with other
# assignments; what it costs is unknown. It is not 0, and not a third of the grant.

# %%
region = read_contract(LIBRARY / "region_skane_2024.toml")
(areas,) = (one for one in region.tables if one.id == "area")
activities = tuple(
    BudgetPost(one.id, Text(one.label.sv, one.label.en), None, one.source)
    for one in region.constants
    if one.unknown is not None
)
grants = tuple(
    BudgetPost(
        row.id,
        Text(row.label.sv, row.label.en),
        row.cells[0].value,
        areas.source,
        activities if row.id == "attractive_workplace" else (),
    )
    for row in areas.rows
)
board = budget(BudgetPost("board", Text("Personalnämnden 2024", "The HR board 2024"), None, areas.source, grants))
budget_tree(board, LANG)

# %% [markdown]
# ## The analysis that the board asked for
#
# Its own figures are not public. These are an example: a programme of 900,000 SEK that avoids short-term days, valued
# by Försäkringskassan's calculator at municipal pay and, beside it, at what would leave the budget.

# %%
per_hour = forsakringskassan(
    yearly_pay=12 * 31_700, contributions="0.3915", vacation="0.12", supplement="0.08", overhead="0.20",
    overhead_base=OverheadBase.PERSONNEL_COST,
)  # fmt: skip
day = per_hour.day_value(
    hours_per_day=8, waiting_day_share="0.25", overhead=Overhead.INCLUDED, source="Municipal pay 31,700; 39.15 %"
)
short = CostBand("short", Text("Dag 1–14", "Days 1–14"), Length.SHORT_TERM, day)
programme = Programme(
    "support",
    Text("Chefsstöd", "Support to managers"),
    Text("Som i dag", "As today"),
    (
        CostItem("staff", Text("Personal", "Staff"), Quantity.of(700_000), 1, Resource.CASH, "Example"),
        CostItem(
            "time", Text("Chefernas tid", "Managers' time"),
            Quantity.of(200_000, low=120_000, high=320_000, distribution=Distribution.TRIANGULAR),
            1, Resource.IN_KIND, "Example",
        ),
    ),
    (
        AvoidedDays(
            "short",
            Quantity.of(700, low=200, high=1200, distribution=Distribution.NORMAL, confidence="0.95"),
            (), "Example: an estimate with its interval",
        ),
    ),
    (Fraction(1),),
)  # fmt: skip
model = HealthEconomicModel(
    Text("Chefsstöd mot korttidsfrånvaro", "Support to managers against short-term absence"),
    Period.parse("2024-01/2024-12"), 2024, Fraction(0), (BandValues((short,)),), (programme,), Study(),
)  # fmt: skip
simulation = Simulation(10_000, 14, Fraction("0.95"), tuple(Fraction(one) for one in range(0, 6001, 250)))
analysis = analyse(model, simulation=simulation, scenarios=())
(result,) = analysis.programmes
cost_effectiveness_plane(analysis, LANG, programme="support")

# %% [markdown]
# When is an avoided day worth its price?

# %%
acceptability_curve(analysis, LANG)

# %% [markdown]
# And which input moves the answer most?

# %%
moved = one_way(
    model, "support", Basis.CONTRACT_VALUE, {**stated_ranges(model), "value.contract_value.short": (1622, 2577)}
)
net_benefit_tornado(moved, result.by_basis[0], LANG, of="Support to managers")

# %% [markdown]
# The published value of a day (15 million kronor for 7,000 days) gives much the same; what leaves the budget does not.

# %%
published = stated("2142.86", "Case page: 15 MSEK for more than 7,000 days")
print(f"By the calculator {float(day.value):,.0f} SEK a day, as published {float(published.value):,.0f}")
open_items = [item.name for item in cheers_checklist(analysis, LANG) if not item.reported]
print(f"CHEERS 2022: {28 - len(open_items)} of 28 items answered by the figures; open: {', '.join(open_items)}")

# %% [markdown]
# ## Conclusion

# %%
chance = result.by_basis[0].chance
print(f"Compulsory connection is cheaper per case only above a use of {100 * float(same_cost):.2f} %.")
in_kind = 100 * float(stack.share_of(Resource.IN_KIND))
print(f"KUPO is funded {in_kind:.2f} % in kind; its cost is {stack.cost.text(LANG)}.")
print(f"Of the board's {board.top.sum.text(LANG)}, {len(board.unknown)} activities are unknown and stay so.")
print(f"The example pays for itself in {100 * chance:.1f} % of the draws, by contract value.")
