"""The order of evaluation: every line after the lines it refers to; a cycle is named, never broken."""

from __future__ import annotations

from collections.abc import Mapping, Set

from outcome_contracts.terms.problems import FormulaError, problem


def evaluation_order(refers_to: Mapping[str, Set[str]]) -> tuple[str, ...]:
    """The keys so that each comes after those it refers to, otherwise in the order given.

    Names that are no keys are inputs and need no place. Raises FormulaError (OC-T008) naming the first cycle.
    """
    order: list[str] = []
    unplaced = set(refers_to)
    for start, needed in refers_to.items():
        if start not in unplaced:
            continue
        if unplaced.isdisjoint(needed):  # nearly always: contracts are written in an order that can be read
            order.append(start)
            unplaced.remove(start)
            continue
        path = {start: iter(sorted(unplaced.intersection(needed)))}
        while path:
            name, others = next(reversed(path.items()))
            waiting = next((other for other in others if other in unplaced), None)
            if waiting is None:
                order.append(name)
                unplaced.remove(name)
                del path[name]
            elif waiting in path:
                names = list(path)
                cycle = [*names[names.index(waiting) :], waiting]
                raise FormulaError(problem("OC-T008", -1, cycle=" → ".join(cycle)))
            else:
                path[waiting] = iter(sorted(unplaced.intersection(refers_to[waiting])))
    return tuple(order)
