"""A table of groups: units × months with all its margins, before anything is hidden.

For every leaf of the unit tree and every column (a month, or a period of months) it holds how many persons were
employed, and where they are published, how many of them had absence, how many net days, and the most that one person
had. Margins are sums: of the units up the tree, of the columns along the row. A column of k months adds up the persons
of its months, so that its group is people / k persons on average, and that is the size the rules look at.

The figures of a cell are three numbers of which none is negative and each is free of the others, in net-day steps:

    days                                 absent
    31 × affected − days                 at work among those who had absence
    31 × (people − affected)             of those who had none

so what can be worked out about a cell is worked out about each of them on its own (`parts`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.disclosure.unit_tree import UnitTree
from outcome_contracts.notices import DataRejected, Findings
from outcome_contracts.panel import NET_DAY_STEPS, Counts, UnitMonths
from outcome_contracts.period import Period

DAYS_OF_A_PERSON = 31 * NET_DAY_STEPS  # the most net days of one person in one month, in steps
_LARGEST_COUNT = 1_000_000  # persons in all cells together, so that their days fit 64 bits


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """Figures of every leaf and column; the arrays have shape (leaves, columns) in the order of `tree.leaves`.

    columns: periods in order that share no month. people: persons employed, summed over the months of the column.
    affected: those of them with absence, or None where that is not published. days: net days in steps of 1/10^8 day,
    or None. largest: the most net days of one person, where days are given; None where nobody knows it. atoms: for each
    leaf the lasting units it is made of, which are what a reorganisation moves; the leaf itself where not said.
    The arrays are copied. Raises DataRejected: shapes or negative figures (OC-R010), columns (OC-R011), figures that
    contradict each other (OC-R012), an atom in two leaves (OC-R013).
    """

    tree: UnitTree
    columns: tuple[Period, ...]
    people: Counts
    affected: Counts | None = None
    days: Counts | None = None
    largest: Counts | None = None
    atoms: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        findings, shape = Findings(), (len(self.tree.leaves), len(self.columns))
        for name in ("people", "affected", "days", "largest"):
            given = getattr(self, name)
            if given is not None:
                column = np.array(given)
                fits = column.shape == shape and column.dtype == np.int64
                if not fits or (column.size and int(column.min()) < 0):
                    findings.add("OC-R010", column=name, units=shape[0], columns=shape[1])
                column.flags.writeable = False
                object.__setattr__(self, name, column)
        if not self.columns or any(later.first <= earlier.last for earlier, later in pairwise(self.columns)):
            findings.add("OC-R011", columns=len(self.columns))
        object.__setattr__(self, "atoms", self.atoms or tuple((name,) for name in self.tree.leaves))
        every = [atom for leaf in self.atoms for atom in leaf]
        if len(self.atoms) != shape[0] or not all(self.atoms) or len(set(every)) != len(every):
            findings.add("OC-R013", leaves=shape[0], repeated=len(every) - len(set(every)))
        findings.refuse(DataRejected)
        self._require_figures_that_agree()

    @classmethod
    def from_rows(
        cls,
        tree: UnitTree,
        columns: Sequence[Period],
        people: Mapping[str, Sequence[int]],
        *,
        affected: Mapping[str, Sequence[int]] | None = None,
        days: Mapping[str, Sequence[int]] | None = None,
        largest: Mapping[str, Sequence[int]] | None = None,
        atoms: Mapping[str, Sequence[str]] | None = None,
    ) -> Table:
        """A table from the rows of its leaves by name, in any order. Raises DataRejected (OC-R014, and as `Table`)."""
        given = {"people": people, "affected": affected, "days": days, "largest": largest, "atoms": atoms}
        findings = Findings()
        for name, rows in given.items():
            if rows is not None and set(rows) != set(tree.leaves):
                findings.add("OC-R014", column=name, count=len(set(rows) ^ set(tree.leaves)))
            elif rows is not None and name != "atoms" and any(len(row) != len(columns) for row in rows.values()):
                findings.add("OC-R010", column=name, units=len(tree.leaves), columns=len(columns))
        findings.refuse(DataRejected)
        arrays = {
            name: None if rows is None else np.array([list(rows[leaf]) for leaf in tree.leaves], dtype=np.int64)
            for name, rows in given.items()
            if name not in ("people", "atoms")
        }
        lasting = tuple(tuple(atoms[leaf]) for leaf in tree.leaves) if atoms is not None else ()
        counts = np.array([list(people[leaf]) for leaf in tree.leaves], dtype=np.int64)
        return cls(tree, tuple(columns), counts, **arrays, atoms=lasting)

    @classmethod
    def of_panel(cls, panel: UnitMonths, tree: UnitTree) -> Table:
        """Heads and net days of a panel's units, month by month; nothing is known of single persons.

        Raises DataRejected: leaves that are not the panel's units (OC-R014), and as `Table`.
        """
        rows = {unit: row for row, unit in enumerate(panel.units)}
        findings = Findings()
        if set(rows) != set(tree.leaves):
            findings.add("OC-R014", column="units", count=len(set(rows) ^ set(tree.leaves)))
        findings.refuse(DataRejected)
        order = [rows[leaf] for leaf in tree.leaves]
        months = tuple(Period(month, month) for month in panel.period.months)
        return cls(tree, months, panel.heads[order], days=panel.net_days[order])

    def __repr__(self) -> str:
        return f"Table({len(self.tree.leaves)} units, {len(self.columns)} columns)"

    @property
    def spans(self) -> tuple[tuple[int, ...], ...]:
        """The months of every column of the grid, the margin last where there is more than one column."""
        spans = tuple(tuple(column.months) for column in self.columns)
        return (*spans, tuple(month for span in spans for month in span)) if len(spans) > 1 else spans

    @property
    def span_texts(self) -> tuple[str, ...]:
        """How every column of the grid is named."""
        texts = tuple(str(column) for column in self.columns)
        return (*texts, f"{texts[0]} … {texts[-1]}") if len(texts) > 1 else texts

    @property
    def scale(self) -> int:
        """How many steps of `parts` one person of one month is worth."""
        return 1 if self.days is None else DAYS_OF_A_PERSON

    @property
    def parts(self) -> tuple[Counts, ...]:
        """The independent numbers of every leaf and column, none negative; they add up to scale × people."""
        levels = [self.days] if self.days is not None else []
        levels += [figure * self.scale for figure in (self.affected, self.people) if figure is not None]
        return (levels[0], *(upper - lower for lower, upper in pairwise(levels)))

    def grid(self, figure: Counts) -> Counts:
        """A figure with all its margins, shape (nodes, len(spans)): sums up the tree and along the row."""
        return self._with_margins(figure, np.add)

    def largest_grid(self) -> Counts | None:
        """The most days of one person in every cell: up the tree the maximum, in the margin at most the sum."""
        return None if self.largest is None else self._with_margins(self.largest, np.maximum)

    def most_in_a_column(self, figure: Counts) -> Counts:
        """A figure up the tree, and in the margin the largest of the columns: so many persons there were at least."""
        grid = self.grid(figure)
        if len(self.columns) > 1:
            grid[:, -1] = grid[:, :-1].max(axis=1)
        return grid

    def atoms_of_nodes(self) -> tuple[tuple[str, ...], ...]:
        """For every node the atoms below it, sorted."""
        found: list[tuple[str, ...]] = [()] * len(self.tree.names)
        for place, atoms in zip(self.tree.leaf_places, self.atoms, strict=True):
            found[place] = atoms
        for place in reversed(range(1, len(found))):  # children stand after their parents
            found[self.tree.parents[place]] += found[place]
        return tuple(tuple(sorted(atoms)) for atoms in found)

    def _with_margins(self, figure: Counts, joined: np.ufunc) -> Counts:
        grid: NDArray[np.int64] = np.zeros((len(self.tree.names), len(self.columns)), dtype=np.int64)
        grid[list(self.tree.leaf_places)] = figure
        for place in reversed(range(1, len(grid))):
            joined(grid[self.tree.parents[place]], grid[place], out=grid[self.tree.parents[place]])
        return np.hstack((grid, grid.sum(axis=1, keepdims=True))) if len(self.columns) > 1 else grid

    def _require_figures_that_agree(self) -> None:
        findings = Findings()
        if self.people.sum(dtype=np.float64) > _LARGEST_COUNT:
            findings.add("OC-R012", what="people", limit=f"Σ ≤ {_LARGEST_COUNT}", count=1)
        counted = self.people if self.affected is None else self.affected
        pairs = [
            ("affected", self.affected, "people", self.people),
            ("days", self.days, "31 × " + ("people" if self.affected is None else "affected"), None),
            ("largest", self.largest, "days", self.days),
        ]
        for name, lower, limit, upper in pairs:
            if lower is None:
                continue
            most = counted * DAYS_OF_A_PERSON if name == "days" else upper
            over = int((lower > most).sum()) if most is not None else lower.size
            if over:
                findings.add("OC-R012", what=name, limit=f"≤ {limit}", count=over)
        findings.refuse(DataRejected)
