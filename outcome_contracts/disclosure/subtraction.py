"""What follows from published sums by subtraction alone, and which unknown groups still hang together.

A cell with one group that is not known yet gives it: the cell's figures less those of its known groups. An empty cell
gives all its groups. Figures are integers in net-day steps, 31 days a person, so that nothing is lost. What is left
falls into blocks: groups linked by the cells that add them up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Figures = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Equation:
    """The figures of a published cell that are left to these groups, in net-day steps (31 days a person)."""

    groups: tuple[int, ...]
    figures: Figures


@dataclass(frozen=True, slots=True)
class Solved:
    """known: the figures of every group that follows; left: the equations over the others; and how many contradict."""

    known: Mapping[int, Figures]
    left: tuple[Equation, ...]
    contradictions: int


def subtract(equations: Sequence[Equation]) -> Solved:
    """Solve what follows from one equation after the other, until nothing more does.

    A group counts as known when all figures that any equation has are known of it, or nobody is in it.
    """
    names = frozenset(name for equation in equations for name in equation.figures)
    rest = [dict(equation.figures) for equation in equations]
    left = [set(equation.groups) for equation in equations]
    having = defaultdict[int, list[int]](list)
    for number, equation in enumerate(equations):
        for group in equation.groups:
            having[group].append(number)

    def is_solved(number: int) -> bool:
        return not rest[number]["people"] or (len(left[number]) == 1 and rest[number].keys() == names)

    known: dict[int, Figures] = {}
    waiting = [number for number in range(len(rest)) if is_solved(number)]
    while waiting:
        number = waiting.pop()
        values = dict(rest[number]) if rest[number]["people"] else dict.fromkeys(names, 0)
        for group in tuple(left[number]):
            known[group] = values
            for other in having[group]:
                left[other].discard(group)
                for name in rest[other]:
                    rest[other][name] -= values[name]
                if is_solved(other):
                    waiting.append(other)
    contradictions = sum(
        min(figures.values()) < 0 or (not groups and any(figures.values()))
        for figures, groups in zip(rest, left, strict=True)
    )
    contradictions += sum(not _is_possible(figures) for figures in known.values())
    open_ones = tuple(Equation(tuple(sorted(a)), b) for a, b in zip(left, rest, strict=True) if a)
    return Solved(known, open_ones, contradictions)


def _is_possible(figures: Figures) -> bool:
    """Whether none is negative, the affected can have so many days, and the people so many affected."""
    nested = [0, *(figures[name] for name in ("days", "affected", "people") if name in figures)]
    return nested == sorted(nested)


def blocks(equations: Sequence[Equation], also: Sequence[Sequence[int]]) -> list[tuple[list[int], list[Equation]]]:
    """Groups that hang together, and their equations. also: groups that are to be kept in one block."""
    links = [equation.groups for equation in equations] + [tuple(groups) for groups in also]
    having = defaultdict[int, list[int]](list)
    for number, groups in enumerate(links):
        for group in groups:
            having[group].append(number)
    seen, taken, found = set[int](), set[int](), []
    for start in sorted(having):
        if start in seen:
            continue
        seen.add(start)
        block, numbers = [start], list[int]()
        for group in block:  # the list grows while it is walked
            for number in having[group]:
                if number not in taken:
                    taken.add(number)
                    numbers.append(number)
                    block += [other for other in links[number] if other not in seen]
                    seen.update(links[number])
        found.append((sorted(block), [equations[number] for number in sorted(numbers) if number < len(equations)]))
    return found
