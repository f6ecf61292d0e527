"""Random towns: units in departments, persons who mostly stay, absence of some of them; and the attacker of the tests.

The attacker here shares nothing with the package but the definition of a release: every (atom, month) pair is its own
unknown, every shown cell one equation, and each question is put to scipy's HiGHS as it stands.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog

from outcome_contracts.disclosure import Policy, Release, Table, UnitTree
from outcome_contracts.panel import NET_DAY_STEPS
from outcome_contracts.period import Period

JANUARY = 2019 * 12
ROUNDING = 1e-5


def months(first: int, last: int) -> tuple[Period, ...]:
    """The months of 2019 by number, each a column."""
    return tuple(Period(JANUARY + month - 1, JANUARY + month - 1) for month in range(first, last + 1))


def whole(first: int, last: int) -> tuple[Period, ...]:
    """The months of 2019 by number, together one column."""
    return (Period(JANUARY + first - 1, JANUARY + last - 1),)


def tree_of(**departments: str) -> UnitTree:
    """A town of departments, each with its units: `tree_of(north="a b", south="c d e")`."""
    parents = {unit: name for name, units in departments.items() for unit in units.split()}
    return UnitTree.of({**parents, **dict.fromkeys(departments, "town")})


def one_department(people: dict[str, list[int]], **figures: dict[str, list[int]]) -> Table:
    """Units right under the town, months from January on."""
    tree = UnitTree.of(dict.fromkeys(people, "town"))
    return Table.from_rows(tree, months(1, len(next(iter(people.values())))), people, **figures)


class Town:
    """Units with their true figures for every month of 2019, from which any table can be cut."""

    def __init__(self, seed: int, *, units: int, span: int, mean: float, affected: bool = True) -> None:
        random = np.random.default_rng(seed)
        self.names = [f"u{place:03}" for place in range(units)]
        size = random.gamma(2.5, mean / 2.5, units) + 1
        steady = random.poisson(size)[:, None] + random.integers(-1, 2, (units, span))
        self.people = np.maximum(0, steady).astype(np.int64)
        self.affected = random.binomial(self.people, 0.4).astype(np.int64) if affected else None

    def table(self, tree: UnitTree, columns: tuple[Period, ...], held: dict[str, list[str]] | None = None) -> Table:
        """The table of a tree; `held` says which of the town's units its leaves are made of."""
        held = held or {leaf: [leaf] for leaf in tree.leaves}

        def rows(figure: np.ndarray) -> dict[str, list[int]]:
            cut = {}
            for leaf, units in held.items():
                places = [self.names.index(unit) for unit in units]
                cut[leaf] = [
                    int(figure[places, column.first - JANUARY : column.last - JANUARY + 1].sum()) for column in columns
                ]
            return cut

        affected = None if self.affected is None else rows(self.affected)
        return Table.from_rows(tree, columns, rows(self.people), affected=affected, atoms=held)

    def persons(self, atoms: tuple[str, ...], held: tuple[int, ...]) -> int:
        """The true number of persons of these units, summed over these months."""
        places = [self.names.index(atom) for atom in atoms]
        return int(self.people[np.ix_(places, [month - JANUARY for month in held])].sum())


def random_tree(random: np.random.Generator, names: list[str]) -> UnitTree:
    """The units spread at random over two or three departments, or right under the town."""
    departments = int(random.integers(1, 4))
    if departments == 1:
        return UnitTree.of(dict.fromkeys(names, "town"))
    where = [f"d{random.integers(departments)}" for _ in names]
    return UnitTree.of({**dict(zip(names, where, strict=True)), **dict.fromkeys(set(where), "town")})


def with_days(seed: int, *, units: int, columns: int, departments: int, mean: float) -> Table:
    """A table with all its figures, also the most that one person had."""
    random = np.random.default_rng(seed)
    names = [f"u{place:03}" for place in range(units)]
    tree = UnitTree.of(
        {
            **{name: f"d{place % departments:02}" for place, name in enumerate(names)},
            **{f"d{place:02}": "town" for place in range(min(units, departments))},
        }
    )
    size = random.gamma(2.5, mean / 2.5, units) + 1
    people = random.poisson(size[:, None], (units, columns)).astype(np.int64)
    affected = random.binomial(people, 0.3).astype(np.int64)
    days = np.minimum(random.poisson(affected * 4.0), 31 * affected).astype(np.int64) * NET_DAY_STEPS
    largest = np.minimum(days, (days * random.uniform(0.1, 0.9, days.shape)).astype(np.int64) + NET_DAY_STEPS)
    return Table(tree, months(1, columns), people, affected, days, largest)


class Outsider:
    """Holds releases, and asks what they say about the persons (or the affected) of some units in some months."""

    def __init__(self, releases: list[Release] | tuple[Release, ...]) -> None:
        cells = [cell for release in releases for cell in release.shown()]
        pairs = sorted({(atom, month) for cell in cells for atom in cell.atoms for month in cell.months})
        self.place_of = {pair: place for place, pair in enumerate(pairs)}
        rows, values = [], []
        for cell in cells:
            members = [self.place_of[atom, month] for atom in cell.atoms for month in cell.months]
            for parts, value in (((0, 1), cell.people), ((0,), cell.affected)):
                if value is not None:
                    row = np.zeros(2 * len(pairs))
                    row[[2 * member + part for member in members for part in parts]] = 1
                    rows.append(row)
                    values.append(value)
        if rows:
            self.rows, first = np.unique(np.array(rows), axis=0, return_index=True)
            self.values = np.array(values)[first]

    def bounds(self, atoms: tuple[str, ...], held: tuple[int, ...], parts=(0, 1)) -> tuple[int, int | None]:
        """The least and the greatest number, None without limit. parts: 0 affected, 1 unaffected."""
        if not self.place_of:
            return 0, None
        objective, free = np.zeros(self.rows.shape[1]), False
        for pair in ((atom, month) for atom in atoms for month in held):
            if pair in self.place_of:
                objective[[2 * self.place_of[pair] + part for part in parts]] = 1
            else:
                free = True
        low, high = (
            linprog(sign * objective, A_eq=self.rows, b_eq=self.values, bounds=(0, None), method="highs")
            for sign in (1, -1)
        )
        assert low.status == high.status == 0
        highest = None if free else int(np.floor(-high.fun + ROUNDING))
        return int(np.ceil(low.fun - ROUNDING)), highest


def is_given_away(bounds: tuple[int, int | None], held: int, policy: Policy) -> bool:
    """The rule of policy.py, written once more: at most ten for certain, or an interval narrower than agreed."""
    low, high = bounds
    largest = policy.largest_hidden * held
    if high is None or low > largest:
        return False
    return high <= largest or high - low < policy.narrowest_interval * held
