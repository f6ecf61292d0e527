"""Is one hidden cell safe, along which other hidden cells, and if not, what is it short of?

The flows are stopped as soon as the policy is content, so that an answer names only the few cells on which it rests:
the cell stays safe for as long as these stay hidden. That is what makes thousands of questions affordable.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from outcome_contracts.disclosure.circulation import LOWER, RAISE, Circulation
from outcome_contracts.disclosure.policy import Policy
from outcome_contracts.disclosure.sensitive import Sensitive
from outcome_contracts.disclosure.table import Table


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found about one hidden cell.

    rests_on: hidden cells that keep it safe. short_of: by how much it must yet be possible to raise it, in steps of the
    parts; 0 when it is safe. parts: the parts among which that may be spread.
    """

    rests_on: frozenset[int]
    short_of: int = 0
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A table laid out for asking: one list per part, over all cells of the grid."""

    columns: int
    network: Circulation
    policy: Policy
    scale: int
    parts: tuple[list[int], ...]
    people: list[int]
    months: list[int]
    counts_affected: bool
    days_wanted: dict[int, int]

    @classmethod
    def of(cls, table: Table, policy: Policy, sensitive: Sensitive) -> Question:
        """The question for a table and a policy; `sensitive` says which cells one person dominates."""
        spans = table.spans
        wanted: dict[int, int] = {}
        largest = table.largest_grid()
        if largest is not None and table.days is not None:
            days = table.grid(table.days)
            share = policy.largest_share
            for place, column in zip(*sensitive.dominated.nonzero(), strict=True):
                enough = -(-int(largest[place, column]) * share.denominator // share.numerator)
                wanted[int(place) * len(spans) + int(column)] = enough - int(days[place, column])
        return cls(
            len(spans),
            Circulation.of(table.tree, len(spans)),
            policy,
            table.scale,
            tuple(table.grid(part).ravel().tolist() for part in table.parts),
            table.grid(table.people).ravel().tolist(),
            [len(span) for span in spans] * len(table.tree.names),
            table.affected is not None,
            wanted,
        )

    def ask(self, hidden: Collection[int], cell: int) -> Answer:
        """Whether a cell is safe while these cells are hidden, by every rule of the policy."""
        answer = self._people(hidden, cell)
        used = set(answer.rests_on)
        for parts, wanted in self._other_rules(cell) if not answer.short_of else ():
            moved, along = self._push(parts, hidden, cell, RAISE, wanted)
            if moved < wanted:
                return Answer(frozenset(), wanted, parts)
            used |= along
        return Answer(frozenset(used), answer.short_of, answer.parts)

    def short_row(self, hidden: Collection[int], cell: int) -> list[int]:
        """The hidden months in the row of a cell, if its margin is shown and gives them away as one small group."""
        columns = self.columns
        row = range(cell - cell % columns, cell - cell % columns + columns)
        if columns == 1 or row[-1] in hidden:
            return []
        held = [month for month in row if month in hidden]
        people = sum(self.people[month] for month in held)
        return held if 0 < people <= self.policy.largest_hidden * sum(self.months[month] for month in held) else []

    def _people(self, hidden: Collection[int], cell: int) -> Answer:
        every = tuple(range(len(self.parts)))
        largest = self.policy.largest_hidden * self.months[cell]
        people, scale = self.people[cell], self.scale
        width = self.policy.narrowest_interval * self.months[cell] * scale
        if people > largest:
            reach = (people - largest) * scale
            if self._push(every, hidden, cell, LOWER, reach)[0] < reach:
                return Answer(frozenset())  # large, whatever the exact number
        to_large = max(0, (largest + 1 - people) * scale)
        up, used = self._push(every, hidden, cell, RAISE, max(to_large, width))
        if up < to_large:
            return Answer(frozenset(), to_large, every)
        down = 0
        if up < width:
            down, along = self._push(every, hidden, cell, LOWER, width - up)
            used |= along
        if up + down < width:
            return Answer(frozenset(), width - down, every)
        return Answer(frozenset(used))

    def _other_rules(self, cell: int) -> list[tuple[tuple[int, ...], int]]:
        """By how much which parts of the cell must be able to grow."""
        rules, last = [], len(self.parts) - 1
        if self.counts_affected:
            affected = sum(part[cell] for part in self.parts[:last])
            if affected < self.policy.fewest_contributors * self.scale:
                rules.append((tuple(range(last)), self.policy.fewest_contributors * self.scale - affected))
            if self.policy.all_below and self.parts[last][cell] == 0:
                rules.append(((last,), self.scale))
        if cell in self.days_wanted:
            rules.append(((0,), self.days_wanted[cell]))
        return rules

    def _push(
        self, parts: tuple[int, ...], hidden: Collection[int], cell: int, direction: int, limit: int
    ) -> tuple[int, set[int]]:
        """What the parts allow together: each is a table of its own, so their ranges add up."""
        total, used = 0, {cell}
        for part in sorted(parts, key=lambda number: -self.parts[number][cell] * (direction == LOWER)):
            if total >= limit:
                break
            moved, along = self.network.push(self.parts[part], hidden, cell, direction, limit - total)
            total += moved
            used |= along
        return total, used
