"""The functions of the language: one class per rule, one file per family.

Each class holds the form of its arguments, its units, its value over the small arithmetic, and its worked
example. In: a call in the tree and a reading. Out: a number of that reading. A new function is one class here
and one entry in `FUNCTIONS`; both evaluators, the checks and the printer then know it.
"""

from collections.abc import Mapping

from outcome_contracts.terms.functions.bands import Bands
from outcome_contracts.terms.functions.corridors import Corridor, Deadband
from outcome_contracts.terms.functions.deemed import Deemed
from outcome_contracts.terms.functions.extremes import Cap, Clamp, Floor, Max, Min
from outcome_contracts.terms.functions.fee import FeeAtRisk
from outcome_contracts.terms.functions.function import Example, Function
from outcome_contracts.terms.functions.gate import Gate
from outcome_contracts.terms.functions.growth import Compound, Indexed
from outcome_contracts.terms.functions.history import Cumulative, Previous, SumPrevious
from outcome_contracts.terms.functions.milestones import Milestones
from outcome_contracts.terms.functions.part import Part
from outcome_contracts.terms.functions.ramp import Line, Ramp
from outcome_contracts.terms.functions.scores import GeometricMean, Mean, Shrink, Weighted
from outcome_contracts.terms.functions.share import Guarantee, LossShare, Share
from outcome_contracts.terms.functions.steps import Slab, Steps
from outcome_contracts.terms.functions.total import Total

FUNCTIONS: Mapping[str, Function] = {
    function.name: function
    for function in (
        Min(), Max(), Cap(), Floor(), Clamp(), Ramp(), Line(), Steps(), Slab(), Bands(), Corridor(), Deadband(),
        Gate(), Milestones(), Deemed(), Share(), LossShare(), Guarantee(), FeeAtRisk(), Weighted(), Mean(),
        GeometricMean(), Shrink(), Indexed(), Compound(), Part(),
        Total(), Previous(), SumPrevious(), Cumulative(),
    )
}  # fmt: skip

__all__ = ["FUNCTIONS", "Example", "Function"]
