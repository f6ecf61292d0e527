"""What is not wrong but weak: findings about a contract that can be settled, before it is signed.

So far: what is defined and never used. The published lints L01–L27 belong here.
"""

from __future__ import annotations

from outcome_contracts.contract.model import Contract
from outcome_contracts.notices import Findings, Notice


def lint(contract: Contract) -> tuple[Notice, ...]:
    """The findings, in the contract's order (OC-C030)."""
    findings, used = Findings(), set(contract.rows)
    for names in contract.terms.refers_to.values():
        used |= names
    used |= {measure.of for measure in contract.measures if measure.origin == "counterfactual"}
    for collection, items in (("constants", contract.constants), ("measures", contract.measures)):
        for item in items:
            if item.id not in used:
                findings.add("OC-C030", f"{collection}.{item.id}", collection=collection, name=item.id)
    return tuple(findings)
