"""The functions of the language: one class per rule, one file per family.

Each class holds the form of its arguments, its units, its value over the small arithmetic, and its worked
example. In: a call in the tree and a reading. Out: a number of that reading. A new function is one class here
and one entry in `FUNCTIONS`; both evaluators, the checks and the printer then know it.
"""

from collections.abc import Mapping

from outcome_contracts.terms.functions.bands import Bands
from outcome_contracts.terms.functions.extremes import Clamp, Max, Min
from outcome_contracts.terms.functions.function import Function
from outcome_contracts.terms.functions.gate import Gate
from outcome_contracts.terms.functions.ramp import Ramp
from outcome_contracts.terms.functions.share import Share
from outcome_contracts.terms.functions.steps import Steps

FUNCTIONS: Mapping[str, Function] = {
    function.name: function for function in (Min(), Max(), Clamp(), Ramp(), Steps(), Bands(), Gate(), Share())
}

__all__ = ["FUNCTIONS", "Function"]
