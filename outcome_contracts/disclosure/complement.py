"""Complementary suppression: which more cells to hide, so that nobody gets the small ones by subtraction.

For one exposed cell after the other the cheapest cells are hidden along which it could be larger, by the least
cost through the network of `circulation`; what an earlier cell needed counts as free. Then every cell that was hidden
in vain is shown again. The order in which cells are treated and the price of margins decide how good the result is, so
small tables are solved several times, in orders fixed by the names, and the one with the fewest hidden cells is kept.
The heuristic is that of Kelly, Golden and Assad (Networks 22, 1992); the exact problem is NP-hard.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from outcome_contracts.disclosure.exposure import Answer, Question
from outcome_contracts.disclosure.policy import Policy
from outcome_contracts.disclosure.sensitive import Mask, Sensitive
from outcome_contracts.disclosure.table import Table

_MOST_TRIES = 8
_CELLS_TRIED = 2_000  # cells of the grid × tries
_DEAREST = 8.0


def hidden_cells(table: Table, policy: Policy, sensitive: Sensitive, also: Mask | None = None) -> Mask:
    """Every cell that must be hidden, shape (nodes, columns with margin).

    also: cells that are to be hidden whatever the rules say. No hidden cell is exposed by what is left.
    """
    first = sensitive.cells if also is None else sensitive.cells | (also & (table.grid(table.people) > 0))
    question = Question.of(table, policy, sensitive)
    required = frozenset(np.flatnonzero(first.ravel()).tolist())
    tries = max(1, min(_MOST_TRIES, _CELLS_TRIED // first.size)) if required else 0
    found = [_Search(question, required, number).run() for number in range(tries)]
    best = min(found, key=lambda cells: (len(cells), sum(question.people[cell] for cell in cells)), default=required)
    mask = np.zeros(first.size, dtype=np.bool_)
    mask[sorted(best)] = True
    return mask.reshape(first.shape)


@dataclass(slots=True)
class _Search:
    """One run over the table; lives only inside `hidden_cells`."""

    question: Question
    required: frozenset[int]
    number: int
    hidden: set[int] = field(default_factory=set)
    answers: dict[int, Answer] = field(default_factory=dict)

    def run(self) -> frozenset[int]:
        """The hidden cells of this run."""
        self.hidden = set(self.required)
        prices = self._prices()
        while self._hide_more(prices):  # until one pass over all hidden cells adds none
            pass
        self._show_again(prices)
        return frozenset(self.hidden)

    def _prices(self) -> list[float]:
        """What hiding each cell costs: one, a little more for many persons, and in other runs other odds."""
        people = np.array(self.question.people, dtype=np.float64)
        prices = 1 + 0.2 * people / max(1.0, people.max())
        if self.number > 1:
            prices *= np.random.default_rng(self.number).uniform(0.5, 1.5, len(prices))
        return list(prices.tolist())

    def _order(self, cells: Iterable[int]) -> list[int]:
        """Smallest groups first, then largest first, then by turns that the number of the run fixes."""
        people = self.question.people
        ordered = sorted(cells, key=lambda cell: (people[cell], cell), reverse=self.number % 2 == 1)
        if self.number > 1:
            ordered = [ordered[place] for place in np.random.default_rng(self.number).permutation(len(ordered))]
        return ordered

    def _hide_more(self, prices: list[float]) -> bool:
        before = len(self.hidden)
        for cell in self._order(self.hidden):
            self._fill_row(cell, prices)
            answer = self.question.ask(self.hidden, cell)
            while answer.short_of:
                cover = self._cover(cell, answer, prices)
                if not cover - self.hidden:
                    cover = {place for place, people in enumerate(self.question.people) if people}
                self.hidden |= cover
                answer = self.question.ask(self.hidden, cell)
            self.answers[cell] = answer
        return len(self.hidden) > before

    def _fill_row(self, cell: int, prices: list[float]) -> None:
        """Hide more of a row whose hidden months would follow from its margin as one small group."""
        while held := self.question.short_row(self.hidden, cell):
            first = cell - cell % self.question.columns
            margin = first + self.question.columns - 1
            months = [month for month in range(first, margin) if self.question.people[month] and month not in held]
            missing = sum(self._excess(month) for month in held)
            enough = [month for month in months if self._excess(month) + missing > 0]
            self.hidden.add(min([*enough, margin], key=lambda other: (prices[other], other)))

    def _excess(self, cell: int) -> int:
        """By how many persons a cell lies above the largest hidden group."""
        return self.question.people[cell] - self.question.policy.largest_hidden * self.question.months[cell]

    def _cover(self, cell: int, answer: Answer, prices: list[float]) -> set[int]:
        best = max(answer.parts, key=lambda part: (sum(self.question.parts[part]), part))
        cover = self.question.network.cheapest_cover(
            self.question.parts[best], cell, answer.short_of, self._cost(answer.short_of, prices)
        )
        return cover or set()

    def _cost(self, amount: int, prices: list[float]) -> Callable[[int, int], float | None]:
        def cost(cell: int, room: int) -> float | None:
            if cell in self.hidden:
                return 0.001
            if not self.question.people[cell]:
                return None
            return prices[cell] * min(_DEAREST, amount / room)

        return cost

    def _show_again(self, prices: list[float]) -> None:
        """Show every cell that no safe cell rests on, the dearest first."""
        resting = defaultdict[int, set[int]](set)
        for cell, answer in self.answers.items():
            for other in answer.rests_on:
                resting[other].add(cell)
        for cell in sorted(self.hidden - self.required, key=lambda cell: (-prices[cell], cell)):
            self.hidden.discard(cell)
            answers = {
                other: self.question.ask(self.hidden, other) for other in resting[cell] - {cell} if other in self.hidden
            }
            short = self.question.short_row(self.hidden, cell)
            if short or any(answer.short_of for answer in answers.values()):
                self.hidden.add(cell)
                continue
            for other, answer in answers.items():
                self.answers[other] = answer
                for below in answer.rests_on:
                    resting[below].add(other)
