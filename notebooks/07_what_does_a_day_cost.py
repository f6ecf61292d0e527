# %% [markdown]
# # What does a day cost?
#
# The price of a day is the most political number of a contract on sickness absence: it turns an effect into money. This
# is where it comes from, how it moved between 2018 and 2022, and what happens to a settlement that does not notice.
#
# Pay, effect and refund months are an example; rates come from the dated parameters, each with its source.

# %%
from datetime import date

from outcome_contracts import ContractDraft, Period, SettlementData, break_even, settle
from outcome_contracts.contract.build import percent, ref, share, total
from outcome_contracts.decimals import fixed_text
from outcome_contracts.design.self_financing import (
    UNDISCOUNTED,
    Payment,
    horizon,
    party,
    plan,
    stated_cost,
)
from outcome_contracts.parameters import Text, bundled_parameters
from outcome_contracts.period import month_text
from outcome_contracts.report.plots import day_value_steps, day_value_waterfall, net_by_reduction
from outcome_contracts.settlement.flat_price import at_flat_price
from outcome_contracts.valuation import (
    Basis,
    Overhead,
    OverheadBase,
    RefundMonths,
    SickPayPayer,
    TenPercentRule,
    forsakringskassan,
    forsakringskassan_schedule,
    from_parameters,
    full_day_cost,
    human_capital,
    replacement_cash,
    supplied_input,
    ten_percent_rule,
)

MONTHLY_PAY = 31_700
INPUTS = {"vacation": "12 %", "supplement": "8 %", "overhead": "20 %", "overhead_base": OverheadBase.PERSONNEL_COST}
DAY = {"hours_per_day": 8, "waiting_day_share": "24 %"}

# %% [markdown]
# ## Försäkringskassan's model, hour by hour
#
# Four bands of a sick period. On the first day the employer pays no sick pay, from day 15 the State pays. What is left
# then is vacation that goes on being earned, and what an agreement adds.

# %%
costs = forsakringskassan(yearly_pay=12 * MONTHLY_PAY, contributions="39.15 %", **INPUTS)
bands = {"day 1": costs.day1, "day 2–14": costs.day2_14, "day 15–90": costs.day15_90, "day 91–": costs.day91_on}
for name, band in bands.items():
    direct, whole = (fixed_text(each, 2) for each in (band.direct, band.with_overhead))
    print(f"{name:<10}{direct:>8} SEK an hour, {whole:>8} with overhead")

# %% [markdown]
# ## What a short-term day is made of
#
# Of a hundred net days 24 are first days here. Almost a quarter of the value is overhead, which no avoided day gives
# back.

# %%
day_value_waterfall(costs.parts(**DAY, overhead=Overhead.INCLUDED), "en")

# %% [markdown]
# ## Other models, other questions
#
# The 10 % rule in its two versions; then what an avoided day releases in cash, and what society loses. These are three
# bases, and the library refuses to add them.

# %%
full_day = full_day_cost(yearly_pay=12 * MONTHLY_PAY, contributions="39.15 %", hours_per_day=8)
cash = replacement_cash(
    full_day=full_day, replaced_share="30 %", premium=0, payer=SickPayPayer.EMPLOYER, source="example"
)
models = {
    "Försäkringskassan": costs.day_value(**DAY, overhead=Overhead.INCLUDED, source="example"),
    "the same without overhead": costs.day_value(**DAY, overhead=Overhead.EXCLUDED, source="example"),
    **{
        f"10 % rule, {version.value}": ten_percent_rule(monthly_pay=MONTHLY_PAY, version=version).day_value(
            waiting_day_share="24 %"
        )
        for version in TenPercentRule
    },
    "cash, three of ten replaced": cash.day_value(waiting_day_share="24 %"),
    "human capital": human_capital(full_day=full_day, source="example"),
}
for name, value in models.items():
    print(f"{name:<36}{fixed_text(value.value, 0):>7} SEK  {value.basis.value}")

# %% [markdown]
# ## Through the years
#
# On-costs by year from the parameters, and from April 2020 to September 2021 the State, which bore every further krona
# of sick pay of an employer above the threshold. Whether this one was above it is for the employer to state. The rules
# that came back in December 2021 are left out: their months and percentages have not been checked in a source.

# %%
years = Period.parse("2018-01/2022-12")
on_costs = from_parameters(bundled_parameters(), "on_cost_municipalities", years, vintage="final")
refund = RefundMonths(
    Period.parse("2020-04/2021-09"),
    "example",
    Text(sv="Staten ersatte sjuklönen över tröskeln", en="The State refunded sick pay above the threshold"),
)


def through_the_years(overhead, refunds):
    """The schedule of the example with or without overhead and refunds."""
    dated = {
        "yearly_pay": [supplied_input(years, 12 * MONTHLY_PAY, source="example", why_sv="Lön", why_en="Pay")],
        "waiting_day_share": [
            supplied_input(years, "24 %", source="example", why_sv="Förstadagar", why_en="First days")
        ],
        "contributions": on_costs,
    }
    return forsakringskassan_schedule(
        years, **dated, **INPUTS, refunds=refunds, overhead_counted=overhead, hours_per_day=8, source="example"
    )


schedule = through_the_years(Overhead.INCLUDED, [refund])
for row in schedule.rows:
    print(f"{row.months}  {fixed_text(row.value.value, 0):>5} SEK  {row.why.en}")

# %%
day_value_steps(
    {
        "with overhead": schedule,
        "without overhead": through_the_years(Overhead.EXCLUDED, [refund]),
        "as if nothing was refunded": through_the_years(Overhead.INCLUDED, []),
    },
    years,
    "en",
)

# %% [markdown]
# ## Settled month by month
#
# A contract with these rows, a hundred avoided days in each of 36 months, and a tenth of the value paid.

# %%
term = Period.parse("2018-11/2021-10")
draft = ContractDraft(
    id="priced-by-date",
    title={"sv": "Pris efter datum", "en": "Priced by date"},
    currency="SEK",
    rules="1",
    term={"start": date(2018, 11, 1), "months": 36},
)
contract = (
    draft.party("municipality", name={"sv": "Kommunen", "en": "The municipality"})
    .party("supplier", name={"sv": "Leverantören", "en": "The supplier"})
    .table("by_month", rows="months")
    .measure_given("avoided", unit="day", digits=2, improves="up", by=["by_month"])
    .measure_day_value(
        "day_value",
        dated=schedule.contract_rows(digits=0),
        by=["by_month"],
        source="Example",
        improves="neither",
        round={"to": "1", "mode": "half_up"},
    )
    .line("worth", total("by_month", ref("avoided") * ref("day_value")), unit="SEK")
    .flow(
        "supplier",
        payer="municipality",
        payee="supplier",
        amount=share(ref("worth"), percent(10)),
        negative="refuse",
        round={"to": "0.01", "mode": "half_up"},
    )
    .contract()
)
statement = settle(contract, SettlementData(given={"avoided": {month_text(month): "100" for month in term}}), term)
print(f"The value of the outcome: {fixed_text(statement['worth'].exact, 0)} SEK")
flat = at_flat_price(statement, measure="day_value", price="2144")
print(flat)

# %% [markdown]
# ## Does it pay?
#
# 22 million SEK were invested against a yearly cost of 70 million: the line crosses zero at 10.48 %, and the target of
# 12 % leaves a margin. On the contract's value of a day, that is, not in the budget.

# %%
invested = plan(
    investment=22_000_000,
    invested=Payment.AT_START,
    cost=stated_cost(70_000_000, basis=Basis.CONTRACT_VALUE, source="published by the evaluator"),
    horizon=horizon(months=36, ramp_up_months=0, discounting=UNDISCOUNTED),
    parties=[party("Municipality", investment_share=1, saving_share=1)],
    fees=[],
)
net_by_reduction(invested, [["Municipality"]], "en", highest="20 %")

# %% [markdown]
# ## Conclusion

# %%
values = {row.months.first: row.value.value for row in schedule.rows}
least, most = min(values.values()), max(values.values())
needed = break_even(22_000_000, annual_cost=70_000_000, years=3).reduction
print(f"Between 2018 and 2022 a day was worth {float(least):.0f} to {float(most):.0f} SEK, whatever absence did.")
print(f"One price of 2,144 SEK would have shown {float(flat['worth'].difference):,.0f} SEK too much in this contract.")
print(f"The investment pays from {float(needed):.2%}; at 12 % with a margin of {0.12 - float(needed):.2%}.")
