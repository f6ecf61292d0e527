"""Disclosure control: what may be published of groups of people, and the proof that it gives nobody away.

In: a `Table` of persons, those of them with absence and their days, by units of a tree and months; a `Policy`; a
`ReleaseLedger` of what readers hold already. Out: a `Protected` table, a `Release` without a hidden figure, the bounds
that an attacker is left with. Never: a group of ten persons or fewer, shown or derivable; a hidden figure in a message,
a representation or a file; a file written here.
"""

from outcome_contracts.disclosure.attack import CellBounds, attack, exposed
from outcome_contracts.disclosure.interval import Bounds
from outcome_contracts.disclosure.knowledge import GivenAway, Group, given_away
from outcome_contracts.disclosure.ledger import ReleaseLedger
from outcome_contracts.disclosure.policy import Policy, policies, policy_named
from outcome_contracts.disclosure.protect import Protected, protect
from outcome_contracts.disclosure.release import Release, ShownCell
from outcome_contracts.disclosure.rolling_up import rolled_up
from outcome_contracts.disclosure.rounded import RoundedRelease, rounded
from outcome_contracts.disclosure.sensitive import Sensitive, sensitive_cells
from outcome_contracts.disclosure.table import Table
from outcome_contracts.disclosure.unit_tree import UnitTree

__all__ = [
    "Bounds",
    "CellBounds",
    "GivenAway",
    "Group",
    "Policy",
    "Protected",
    "Release",
    "ReleaseLedger",
    "RoundedRelease",
    "Sensitive",
    "ShownCell",
    "Table",
    "UnitTree",
    "attack",
    "exposed",
    "given_away",
    "policies",
    "policy_named",
    "protect",
    "rolled_up",
    "rounded",
    "sensitive_cells",
]
