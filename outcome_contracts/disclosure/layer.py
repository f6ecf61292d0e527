"""One linear programme: non-negative unknowns with given sums, and how far sums of them have been seen to range.

A block of cells that all publish the same figures falls into layers that have nothing to do with each other: absent
days, days at work of those with absence, days of the others. Where cells publish different figures the three stand in
one layer. Solved by HiGHS through scipy; each solution is a witness for all targets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_INFEASIBLE = 2


class Contradiction(Exception):
    """Nothing agrees with the equations."""


@dataclass(slots=True)
class Layer:
    """matrix @ unknowns = values, unknowns ≥ 0. sums: by name, a sparse (targets, unknowns) matrix of what is asked.

    seen: by name, the least (of `least`) or the greatest (of the others) value of each target's sum so far.
    """

    matrix: Any
    values: Floats
    sums: dict[str, Any]
    seen: dict[str, Floats] = field(default_factory=dict)

    def start(self) -> None:
        """Find one solution. Raises Contradiction where there is none."""
        self._remember(self._solved(np.zeros(self.matrix.shape[1])))

    def push(self, name: str, target: int) -> None:
        """Look for the least or the greatest value of one target's sum."""
        objective = self.sums[name][[target]].toarray().ravel()
        if objective.any():
            self._remember(self._solved(objective if name == "least" else -objective))

    def _solved(self, objective: Floats) -> Floats:
        return _minimised(objective, self.matrix, self.values)

    def _remember(self, solution: Floats) -> None:
        for name, matrix in self.sums.items():
            values = matrix @ solution
            join = np.minimum if name == "least" else np.maximum
            self.seen[name] = join(self.seen[name], values) if name in self.seen else values


def _minimised(objective: Floats, matrix: Any, values: Floats) -> Floats:
    from scipy.optimize import linprog

    answer = linprog(objective, A_eq=matrix, b_eq=values, bounds=(0, None), method="highs")
    if answer.status == _INFEASIBLE:
        raise Contradiction
    return np.asarray(answer.x, dtype=np.float64)
