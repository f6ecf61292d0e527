"""From a contract and its data to the one amount due, and back: settle and verify.

In: a `Contract`, a `SettlementData` (given figures, panels, the frozen plan) and a period. Out: a frozen
`Statement` with every line, flow, notice and digest, whose JSON holds all that is needed to compute it again.
Never: a person row, a float in a line, an amount that was not rounded where the contract says.
"""

from outcome_contracts.settlement.data import SettlementData
from outcome_contracts.settlement.settle import settle
from outcome_contracts.settlement.statement import Statement, StatementFlow, StatementLine
from outcome_contracts.settlement.verify import Verification, verify

__all__ = ["SettlementData", "Statement", "StatementFlow", "StatementLine", "Verification", "settle", "verify"]
