"""The tree of units: units in departments, departments in the municipality, to any depth.

A tree is the same whatever the order in which its units are named: nodes stand by level, and by name within a level,
the root first. Every node but the root has one parent; the nodes without children are the leaves, which is where
figures are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.panel import unit_name


@dataclass(frozen=True, slots=True)
class UnitTree:
    """Nodes by level and name. names: all different. parents: the place of each node's parent, −1 for the root."""

    names: tuple[str, ...]
    parents: tuple[int, ...]

    @classmethod
    def of(cls, parent_of: Mapping[str, str]) -> UnitTree:
        """The tree in which every named child hangs under its parent.

        Raises UsageError: not exactly one root, or a circle (OC-R003), a name that `unit_name` refuses (OC-R004).
        """
        names = {*parent_of, *parent_of.values()}
        findings, roots = Findings(), names - set(parent_of)
        depths = {name: _depth(name, parent_of) for name in names}
        circling = sum(depth is None for depth in depths.values())
        if len(roots) != 1 or circling:
            findings.add("OC-R003", roots=len(roots), circling=circling)
        unusable = sum(unit_name(name) != name for name in names)
        if unusable:
            findings.add("OC-R004", count=unusable)
        findings.refuse(UsageError)
        order = sorted(names, key=lambda name: (depths[name] or 0, name))
        places = {name: place for place, name in enumerate(order)}
        return cls(tuple(order), tuple(places[parent_of[name]] if name in parent_of else -1 for name in order))

    @property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """The places of each node's children."""
        below: list[list[int]] = [[] for _ in self.names]
        for place, parent in enumerate(self.parents):
            if parent >= 0:
                below[parent].append(place)
        return tuple(tuple(places) for places in below)

    @property
    def leaf_places(self) -> tuple[int, ...]:
        """The places of the nodes without children."""
        return tuple(place for place, below in enumerate(self.children) if not below)

    @property
    def leaves(self) -> tuple[str, ...]:
        """The names of the nodes without children."""
        return tuple(self.names[place] for place in self.leaf_places)

    @property
    def parent_of(self) -> dict[str, str]:
        """What `of` takes: the parent of every node but the root."""
        pairs = zip(self.names, self.parents, strict=True)
        return {name: self.names[parent] for name, parent in pairs if parent >= 0}


def _depth(name: str, parent_of: Mapping[str, str]) -> int | None:
    """How many parents lie above; None where one of them comes round again."""
    seen = {name}
    while name in parent_of:
        name = parent_of[name]
        if name in seen:
            return None
        seen.add(name)
    return len(seen) - 1
