"""Before signing: whether a contract can pay for itself, what it can show, and what it would pay for nothing.

In: amounts and sizes that the parties plan with. Out: exact answers where there is a formula, simulated ones with a
seed where there is none. Nothing here knows any data of persons; where an amount is due, it comes
from `settle` or from its vectorised reading.
"""

from outcome_contracts.design.break_even import BreakEven, break_even, saving
from outcome_contracts.design.power import MinimumEffect, Power, minimum_effect_formula, minimum_effects, power
from outcome_contracts.design.world_spec import MUNICIPAL, Process, WorldSpec
from outcome_contracts.design.worlds import Worlds, worlds

__all__ = [
    "MUNICIPAL",
    "BreakEven",
    "MinimumEffect",
    "Power",
    "Process",
    "WorldSpec",
    "Worlds",
    "break_even",
    "minimum_effect_formula",
    "minimum_effects",
    "power",
    "saving",
    "worlds",
]
