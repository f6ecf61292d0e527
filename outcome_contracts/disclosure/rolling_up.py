"""Rolling up: units too small to be shown are put together before anything else is hidden for their sake.

Under each node, from the bottom up, the leaves of which at least `policy.roll_up_from` of the months must be hidden
become one leaf, together with the next smallest of their siblings for as long as that one must itself be hidden. Where
all leaves of a node go together, the node itself becomes the leaf. What the leaves had is thereby never published,
only the sum of it, which may be shown: from it each of them could be anything between nobody and everybody.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from outcome_contracts.disclosure.policy import Policy
from outcome_contracts.disclosure.sensitive import sensitive_cells
from outcome_contracts.disclosure.table import Table
from outcome_contracts.disclosure.unit_tree import UnitTree
from outcome_contracts.panel import LONGEST_NAME, Counts

REST = " (rest)"


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A leaf on its way up: the rows of the table that it holds."""

    name: str
    rows: tuple[int, ...]


def rolled_up(table: Table, policy: Policy) -> Table:
    """The table with its small units put together; itself where there is none to put together."""
    leaves = {place: _Leaf(table.tree.names[place], (row,)) for row, place in enumerate(table.tree.leaf_places)}
    kept: dict[str, str] = {}  # the parent of every node that stays
    rows: dict[str, tuple[int, ...]] = {}
    taken = set(table.tree.names)
    for place in reversed(range(len(table.tree.names))):  # children stand after their parents
        below = table.tree.children[place]
        if not below:
            continue
        node = table.tree.names[place]
        groups = _grouped(table, policy, [leaves[child] for child in below if child in leaves])
        branches = [child for child in below if child not in leaves]
        if len(groups) == 1 and not branches and (len(below) > 1 or _is_small(table, policy, groups[0])):
            leaves[place] = _Leaf(node, _rows_of(groups[0]))
            continue
        for group in groups:
            name = group[0].name if len(group) == 1 else _new_name(node, taken)
            kept[name], rows[name] = node, _rows_of(group)
        for child in branches:
            kept[table.tree.names[child]] = node
    if 0 in leaves:  # nothing is left of the tree but its root
        tree = UnitTree((table.tree.names[0],), (-1,))
        rows = {table.tree.names[0]: leaves[0].rows}
    else:
        tree = UnitTree.of(kept)
    if tree == table.tree:
        return table
    return _added_up(table, tree, [rows[name] for name in tree.leaves])


def _grouped(table: Table, policy: Policy, leaves: list[_Leaf]) -> list[list[_Leaf]]:
    """The leaves under one node as they will be shown: most alone, the small ones in one group."""
    group = [leaf for leaf in leaves if _is_small(table, policy, [leaf])]
    others = [leaf for leaf in leaves if leaf not in group]
    others.sort(key=lambda leaf: (int(table.people[list(leaf.rows)].sum()), leaf.name), reverse=True)
    while group and others and _is_small(table, policy, group):
        group.append(others.pop())
    return [[leaf] for leaf in others] + ([group] if group else [])


def _is_small(table: Table, policy: Policy, group: list[_Leaf]) -> bool:
    """Whether at least the agreed share of the columns of this group, taken as one, must be hidden."""
    one = _added_up(table, UnitTree(("one",), (-1,)), [_rows_of(group)])
    hidden = sensitive_cells(one, policy).cells[0, : len(table.columns)]
    there = int((one.people > 0).sum())
    return there > 0 and int(hidden.sum()) >= policy.roll_up_from * there


def _rows_of(group: list[_Leaf]) -> tuple[int, ...]:
    return tuple(sorted(row for leaf in group for row in leaf.rows))


def _added_up(table: Table, tree: UnitTree, groups: list[tuple[int, ...]]) -> Table:
    """The table whose leaves are these groups of rows."""

    def joined(figure: Counts | None, by: np.ufunc) -> Counts | None:
        return None if figure is None else np.stack([by.reduce(figure[list(rows)], axis=0) for rows in groups])

    people = np.stack([table.people[list(rows)].sum(axis=0) for rows in groups])
    atoms = tuple(tuple(sorted(atom for row in rows for atom in table.atoms[row])) for rows in groups)
    return Table(
        tree,
        table.columns,
        people,
        joined(table.affected, np.add),
        joined(table.days, np.add),
        joined(table.largest, np.maximum),
        atoms,
    )


def _new_name(node: str, taken: set[str]) -> str:
    """A name for the rest of a node that no other node has."""
    name, number = node[: LONGEST_NAME - len(REST)] + REST, 1
    while name in taken:
        number += 1
        ending = f"{REST[:-1]} {number})"
        name = node[: LONGEST_NAME - len(ending)] + ending
    taken.add(name)
    return name
