"""The attacker of one table: what its published cells say about each hidden one.

Every number that is published, margins included, and that no part of a cell is negative, is used; nothing else is. For
each hidden cell the bounds are the ends of the linear programme over all tables that agree, found as maximum flows
(`circulation`), hence whole numbers and attained: no outsider with the same figures can get further. `proved` is the
claim that is made about a protected table; `knowledge` makes it about everything that was ever released.
"""

from __future__ import annotations

from dataclasses import dataclass

from outcome_contracts.disclosure.circulation import LOWER, RAISE, UNLIMITED, Circulation
from outcome_contracts.disclosure.interval import Bounds
from outcome_contracts.disclosure.policy import Policy
from outcome_contracts.disclosure.sensitive import Mask
from outcome_contracts.disclosure.table import Table


@dataclass(frozen=True, slots=True)
class CellBounds:
    """What can be worked out about one hidden cell: place in the grid, and bounds on each of its figures.

    people, affected, unaffected: persons, summed over the months of the cell. days: net days in steps of 1/10^8 day.
    Figures that the table does not publish are None.
    """

    node: int
    column: int
    people: Bounds
    affected: Bounds | None
    unaffected: Bounds | None
    days: Bounds | None


def attack(table: Table, hidden: Mask) -> tuple[CellBounds, ...]:
    """The bounds of every hidden cell. hidden: over the grid of the table, shape (nodes, columns with margin).

    The cost is that of two maximum flows per hidden cell and part, within the hidden cells it is linked with.
    """
    columns = len(table.spans)
    network = Circulation.of(table.tree, columns)
    cells = frozenset(hidden.ravel().nonzero()[0].tolist())
    parts = [table.grid(part).ravel().tolist() for part in table.parts]
    found = []
    for cell in sorted(cells):
        ends = [_ends(network, part, cells, cell) for part in parts]
        affected = unaffected = None
        if table.affected is not None:
            affected, unaffected = _persons(ends[:-1], table.scale), _persons(ends[-1:], table.scale)
        days = _persons(ends[:1], 1) if table.days is not None else None
        people = _persons(ends, table.scale)
        found.append(CellBounds(cell // columns, cell % columns, people, affected, unaffected, days))
    return tuple(found)


def exposed(table: Table, hidden: Mask, policy: Policy) -> tuple[CellBounds, ...]:
    """The hidden cells that the rest of the table gives away by the policy; none, for a protected table."""
    months = [len(span) for span in table.spans]
    rows = _short_rows(table, hidden, policy, months)
    return tuple(
        cell for cell in attack(table, hidden) if cell.node in rows or _is_exposed(cell, months[cell.column], policy)
    )


def _short_rows(table: Table, hidden: Mask, policy: Policy, months: list[int]) -> set[int]:
    """The rows whose shown margin gives their hidden months away as one small group."""
    short, people = set(), table.grid(table.people)
    for node in range(len(people)) if len(months) > 1 else ():
        held = hidden[node, :-1].nonzero()[0].tolist()
        together = int(people[node, held].sum())
        if held and not hidden[node, -1]:
            bounds = Bounds(together, together)
            short |= {node} if policy.exposes(bounds, months=sum(months[column] for column in held)) else set()
    return short


def _is_exposed(cell: CellBounds, months: int, policy: Policy) -> bool:
    if policy.exposes(cell.people, months=months):
        return True
    if cell.affected is None or cell.unaffected is None:
        return False
    return policy.exposes_property(cell.people, cell.affected, cell.unaffected, months=months)


def _ends(network: Circulation, part: list[int], cells: frozenset[int], cell: int) -> Bounds:
    """The least and the greatest value of one part of a cell."""
    up = network.push(part, cells, cell, RAISE)[0]
    down = network.push(part, cells, cell, LOWER)[0]
    return Bounds(part[cell] - down, part[cell] + up if up < UNLIMITED else None)


def _persons(ends: list[Bounds], scale: int) -> Bounds:
    """The sum of independent parts, as whole persons."""
    lowest, highest = -(-sum(end.lowest for end in ends) // scale), 0
    for end in ends:
        if end.highest is None:
            return Bounds(lowest, None)
        highest += end.highest
    return Bounds(lowest, highest // scale)
