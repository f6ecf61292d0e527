"""The order of evaluation: every line after the lines it refers to; a cycle is named, never broken."""

from __future__ import annotations

from collections.abc import Mapping, Set

from outcome_contracts.terms.problems import FormulaError, problem


def evaluation_order(refers_to: Mapping[str, Set[str]]) -> tuple[str, ...]:
    """The keys so that each comes after those it refers to, otherwise in the order given.

    Names that are no keys are inputs and need no place. Raises FormulaError (OC-T008) naming the first cycle.
    """
    order: dict[str, None] = {}
    for start in refers_to:
        path = [start]
        while path:
            name = path[-1]
            waiting = [other for other in sorted(refers_to[name]) if other in refers_to and other not in order]
            if name in order or not waiting:
                order.setdefault(path.pop())
            elif waiting[0] in path:
                cycle = [*path[path.index(waiting[0]) :], waiting[0]]
                raise FormulaError(problem("OC-T008", -1, cycle=" → ".join(cycle)))
            else:
                path.append(waiting[0])
    return tuple(order)
