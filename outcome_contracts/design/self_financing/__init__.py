"""Self-financing before signing: whose money, on which valuation, from which reduction on, and how likely.

In: a `Plan` of parties, shares, fees, a `CostBase` with its basis, a `Horizon`; or a contract with its flows. Out:
exact answers that name their purse and basis, what an input would have to be, odds from the draws of an effect. "There
is no break-even" is an answer, with its reason. Never: a sum over two bases, a default rate, a mean of 1/effect.
"""

from outcome_contracts.design.horizon import (
    UNDISCOUNTED,
    Discounting,
    Horizon,
    Payment,
    Timing,
    discounting,
    horizon,
)
from outcome_contracts.design.self_financing.answer import Reason, SelfFinancing, self_financing
from outcome_contracts.design.self_financing.contract_answer import ContractBreakEven
from outcome_contracts.design.self_financing.contract_flows import contract_break_even
from outcome_contracts.design.self_financing.contract_net import PurseOfContract
from outcome_contracts.design.self_financing.cost_base import CostBase, cost_of_days, stated_cost
from outcome_contracts.design.self_financing.needed import Needed, months_needed, needed, rates_needed
from outcome_contracts.design.self_financing.noise import difference_error, sampling_error
from outcome_contracts.design.self_financing.odds import Odds, odds, reduction_draws
from outcome_contracts.design.self_financing.plan import Fee, Party, Plan, fee_at_risk, party, plan
from outcome_contracts.design.self_financing.ratio import Ratio, Uncertain, fieller
from outcome_contracts.design.self_financing.surplus import Stretch
from outcome_contracts.design.self_financing.tables import SavingTable, ValueTable, saving_table, value_table

__all__ = [
    "UNDISCOUNTED",
    "ContractBreakEven",
    "CostBase",
    "Discounting",
    "Fee",
    "Horizon",
    "Needed",
    "Odds",
    "Party",
    "Payment",
    "Plan",
    "PurseOfContract",
    "Ratio",
    "Reason",
    "SavingTable",
    "SelfFinancing",
    "Stretch",
    "Timing",
    "Uncertain",
    "ValueTable",
    "contract_break_even",
    "cost_of_days",
    "difference_error",
    "discounting",
    "fee_at_risk",
    "fieller",
    "horizon",
    "months_needed",
    "needed",
    "odds",
    "party",
    "plan",
    "rates_needed",
    "reduction_draws",
    "sampling_error",
    "saving_table",
    "self_financing",
    "stated_cost",
    "value_table",
]
