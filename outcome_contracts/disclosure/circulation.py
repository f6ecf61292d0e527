"""The cells of a table as the arcs of a network in which nothing is lost: what may change together.

Say a cell is an amount that flows. The figure of a department in a month flows down to its units, from each unit's
months into the unit's sum over the months, and these sums flow up the tree again:

    (department, month) → unit, month → [unit] → unit, sum of months → (department, sum) → …

Every cell leaves one node and enters one, and what enters a node leaves it: the equations of the table. Two tables
agree with the same published cells when they differ by a circulation along hidden cells, so the greatest value of a
hidden cell is the true one plus a maximum flow from its head back to its tail, where a hidden cell may be raised
without limit and lowered to 0. A table with one hierarchy is such a network (Cox and George, Annals of Operations
Research 20, 1989), which is why its bounds are whole numbers and need no general linear programme.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

from outcome_contracts.disclosure.unit_tree import UnitTree

RAISE, LOWER = 1, -1
Step = tuple[int, int]  # a cell, and whether it is raised or lowered
UNLIMITED = 2**62


@dataclass(frozen=True, slots=True)
class Circulation:
    """The network of a grid; cell = node of the tree × columns + column.

    tails, heads: for each cell the node of the network that it leaves and that it enters.
    touching: for each node of the network the (cell, other node, RAISE or LOWER) that lead away from it.
    """

    tails: tuple[int, ...]
    heads: tuple[int, ...]
    touching: tuple[tuple[tuple[int, int, int], ...], ...]

    @classmethod
    def of(cls, tree: UnitTree, columns: int) -> Circulation:
        """The network of a tree's grid with so many columns, the last of which is the margin if there are several."""
        ground = len(tree.names) * columns  # where the months of the root begin and its sum ends
        rows = ground + 1
        tails, heads = [], []
        for place, (parent, below) in enumerate(zip(tree.parents, tree.children, strict=True)):
            for column in range(columns):
                above = parent * columns + column if parent >= 0 else ground
                under = place * columns + column if below else (rows + place if columns > 1 else ground)
                upwards = columns > 1 and column == columns - 1
                tails.append(under if upwards else above)
                heads.append(above if upwards else under)
        touching: list[list[tuple[int, int, int]]] = [[] for _ in range(rows + len(tree.names))]
        for cell, (tail, head) in enumerate(zip(tails, heads, strict=True)):
            touching[tail].append((cell, head, RAISE))
            touching[head].append((cell, tail, LOWER))
        return cls(tuple(tails), tuple(heads), tuple(tuple(steps) for steps in touching))

    def push(
        self, values: Sequence[int], hidden: Collection[int], cell: int, direction: int, limit: int = UNLIMITED
    ) -> tuple[int, set[int]]:
        """How far hidden cells let one of them be raised or lowered, at most `limit`, and the cells that were used.

        values: of all cells, a table that agrees with its margins. Shortest augmenting paths (Edmonds and Karp 1972).
        """
        if direction == LOWER:
            limit = min(limit, values[cell])
        moved, change, used = 0, dict[int, int](), {cell}
        while moved < limit:
            path = self._shortest(values, change, hidden, cell, direction)
            if path is None:
                break
            moved += _augment(path, values, change, limit - moved)
            used.update(step for step, _ in path)
        return moved, used

    def cheapest_cover(
        self, values: Sequence[int], cell: int, amount: int, cost: Callable[[int, int], float | None]
    ) -> set[int] | None:
        """The cells, hidden and to be hidden, along which a cell can be raised by an amount at little cost.

        cost(cell, room): of using a cell that may be lowered by `room` (raised: by the amount), None where it must not
        be used. Successive cheapest paths; None where the amount cannot be had.
        """
        moved, change, chosen = 0, dict[int, int](), set[int]()

        def price(other: int, room: int) -> float | None:
            return 0.001 if other in chosen else cost(other, min(room, amount))

        while moved < amount:
            path = self._cheapest(values, change, cell, price)
            if path is None:
                return None
            moved += _augment(path, values, change, amount - moved)
            chosen.update(step for step, _ in path)
        return chosen

    def _shortest(
        self, values: Sequence[int], change: dict[int, int], hidden: Collection[int], cell: int, direction: int
    ) -> list[Step] | None:
        ends = (self.heads[cell], self.tails[cell])
        start, goal = ends if direction == RAISE else ends[::-1]
        came: dict[int, tuple[int, int, int]] = {start: (-1, -1, 0)}
        waiting = deque([start])
        while waiting:
            node = waiting.popleft()
            if node == goal:
                return _walked(came, goal)
            for other, far, way in self.touching[node]:
                if far in came or other == cell or other not in hidden:
                    continue
                if way == RAISE or values[other] + change.get(other, 0) > 0:
                    came[far] = (node, other, way)
                    waiting.append(far)
        return None

    def _cheapest(
        self, values: Sequence[int], change: dict[int, int], cell: int, price: Callable[[int, int], float | None]
    ) -> list[Step] | None:
        start, goal = self.heads[cell], self.tails[cell]
        came: dict[int, tuple[int, int, int]] = {start: (-1, -1, 0)}
        best, turn, done = {start: 0.0}, count(), set[int]()
        waiting: list[tuple[float, int, int]] = [(0.0, next(turn), start)]
        while waiting:
            spent, _, node = heappop(waiting)
            if node in done:
                continue
            if node == goal:
                return _walked(came, goal)
            done.add(node)
            for other, far, way in self.touching[node]:
                if far in done or other == cell:
                    continue
                room = UNLIMITED if way == RAISE else values[other] + change.get(other, 0)
                step = price(other, room) if room > 0 else None
                if step is not None and spent + step < best.get(far, float("inf")):
                    best[far] = spent + step
                    came[far] = (node, other, way)
                    heappush(waiting, (spent + step, next(turn), far))
        return None


def _walked(came: dict[int, tuple[int, int, int]], goal: int) -> list[Step]:
    path, node = [], goal
    while came[node][0] >= 0:
        node, cell, way = came[node]
        path.append((cell, way))
    return path


def _augment(path: list[Step], values: Sequence[int], change: dict[int, int], limit: int) -> int:
    """Send as much as the cells that are lowered have, at most the limit."""
    room = min([limit, *(values[cell] + change.get(cell, 0) for cell, way in path if way == LOWER)])
    for cell, way in path:
        change[cell] = change.get(cell, 0) + way * room
    return room
