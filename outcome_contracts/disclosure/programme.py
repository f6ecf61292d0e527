"""Bounds by linear programming: one block of groups whose sums are published.

Unknown are, for each group, up to three numbers of persons of which none is negative: absent (days / 31), at work among
those who had absence, and those who had none. Each published figure is one equation. A target (a group, or a hidden
cell of several) is judged by the least and the greatest number of its persons over all solutions; what other targets
needed is a witness for it too, so that most never need a programme of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from outcome_contracts.disclosure.interval import Bounds
from outcome_contracts.disclosure.layer import Layer
from outcome_contracts.disclosure.policy import Policy
from outcome_contracts.disclosure.subtraction import Equation
from outcome_contracts.disclosure.table import DAYS_OF_A_PERSON

_NESTED = ("days", "affected", "people")  # each is part of the next
_ROUNDING = 1e-6  # persons; the solver keeps its equations to 1e-7


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked about: persons in groups that it has wholly or partly, and in others already known.

    months: how many it spans. whole: groups all of which it has; touched: those of which it has at least a part.
    known: the least and the greatest number of persons that known groups add to it.
    """

    months: int
    whole: tuple[int, ...]
    touched: tuple[int, ...]
    known: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Programme:
    """The layers of a block, the one with most persons first, and the targets."""

    policy: Policy
    targets: Sequence[Target]
    counts_affected: bool
    layers: tuple[Layer, ...]

    @classmethod
    def of(
        cls, policy: Policy, groups: Sequence[int], equations: Sequence[Equation], targets: Sequence[Target]
    ) -> Programme:
        """The programme of one block. equations: over its groups, by their numbers."""
        given = [tuple(name for name in _NESTED if name in equation.figures) for equation in equations]
        place_of = {group: place for place, group in enumerate(groups)}
        if len(set(given)) == 1:
            names = given[0]
            layers = [_layer(place_of, equations, targets, names, (part,)) for part in range(len(names))]
        else:
            layers = [_layer(place_of, equations, targets, _NESTED, range(len(_NESTED)))]
        layers.sort(key=lambda layer: -float(layer.values.sum()))
        return cls(policy, targets, any("affected" in names for names in given), tuple(layers))

    def exposed(self) -> list[int]:
        """The places of the targets that are given away. Raises Contradiction where nothing agrees."""
        for layer in self.layers:
            layer.start()
        return [place for place in range(len(self.targets)) if self._is_exposed(place)]

    def _is_exposed(self, place: int) -> bool:
        target = self.targets[place]
        for name in ("most", "least"):
            for layer in self.layers:
                if not self._is_wide(place):
                    layer.push(name, place)
        people = self._people(place)
        if not self._is_wide(place) and self.policy.exposes(people, months=target.months):
            return True
        return self.counts_affected and self._property_is_exposed(place, people)

    def _is_wide(self, place: int) -> bool:
        """Whether what was seen proves that the number of persons may be small or large, far enough apart."""
        people, months = self._people(place), self.targets[place].months
        is_open = people.lowest <= self.policy.largest_hidden * months < (people.highest or 0)
        return is_open and not self.policy.exposes(people, months=months)

    def _people(self, place: int) -> Bounds:
        """What was seen of a target's persons."""
        least, most = self.targets[place].known
        return Bounds(
            least + ceil(self._seen("least", place) - _ROUNDING), most + floor(self._seen("most", place) + _ROUNDING)
        )

    def _seen(self, name: str, place: int) -> float:
        return sum(float(layer.seen[name][place]) for layer in self.layers)

    def _property_is_exposed(self, place: int, people: Bounds) -> bool:
        target = self.targets[place]
        if any(target.known):
            return False  # somebody known is in it; what is known of them is judged by itself
        wanted = {"affected": self.policy.fewest_contributors, "unaffected": min(1, self.policy.all_below)}
        for name, enough in wanted.items():
            for layer in self.layers:
                if self._seen(name, place) + _ROUNDING < enough:
                    layer.push(name, place)
        affected, unaffected = (Bounds(0, floor(self._seen(name, place) + _ROUNDING)) for name in wanted)
        return self.policy.exposes_property(people, affected, unaffected, months=target.months)


def _layer(
    place_of: dict[int, int],
    equations: Sequence[Equation],
    targets: Sequence[Target],
    names: Sequence[str],
    parts: Sequence[int],
) -> Layer:
    """The layer of these parts; part p is what the p-th of the nested figures has more than the one before it."""
    from scipy.sparse import csr_array

    cells, values = [], []
    for equation in equations:
        if len(parts) == 1:
            below = names[parts[0] - 1] if parts[0] else None
            values.append(equation.figures[names[parts[0]]] - (equation.figures[below] if below else 0))
            cells.append([place_of[group] for group in equation.groups])
            continue
        for name, value in equation.figures.items():
            inside = range(names.index(name) + 1)
            values.append(value)
            cells.append([place_of[group] * len(parts) + part for group in equation.groups for part in inside])

    def indicator(rows: Sequence[Sequence[int]]) -> csr_array:
        columns = [column for row in rows for column in row]
        ends = np.cumsum([0, *(len(row) for row in rows)])
        return csr_array((np.ones(len(columns)), columns, ends), shape=(len(rows), len(place_of) * len(parts)))

    def asked(held: str, wanted: Sequence[int]) -> csr_array:
        return indicator(
            [
                [place_of[group] * len(parts) + parts.index(part) for group in getattr(target, held) for part in wanted]
                for target in targets
            ]
        )

    affected = [part for part in parts if "affected" in names and part <= names.index("affected")]
    sums = {
        "least": asked("whole", parts),
        "most": asked("touched", parts),
        "affected": asked("touched", affected),
        "unaffected": asked("touched", [part for part in parts if part not in affected]),
    }
    return Layer(indicator(cells), np.array(values) / DAYS_OF_A_PERSON, sums)
