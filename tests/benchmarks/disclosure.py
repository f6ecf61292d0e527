"""Disclosure control of 800 units × 12 months: the bounds by flows against a linear programme for each end.

Before anything is timed the bounds of a sample of hidden cells are compared with those that scipy's HiGHS finds over
the same published figures; they must be equal. The peer's time is that of the sample, scaled to all hidden cells: one
minimum and one maximum each, with the matrix built once.
"""

from __future__ import annotations

import resource
from math import log

import numpy as np

from outcome_contracts.disclosure import Protected, ReleaseLedger, Table, UnitTree, attack, policies, protect
from tests.benchmarks.result import Result, cpu_seconds
from tests.disclosure.worlds import Town, months

UNITS = 800
DEPARTMENTS = 40
SIZES = (100, 200, 400, 800)
SAMPLE = 4
SEED = 800


def run() -> list[Result]:
    """The attacker, protecting and the ledger's check, each against the bounds by linear programmes alone."""
    tables = {units: _table(units) for units in SIZES}
    policy = policies()["parties"]
    seconds = {units: cpu_seconds(lambda table=table: protect(table, policy)) for units, table in tables.items()}
    protected = protect(tables[UNITS], policy)
    before = _peak()
    ours = cpu_seconds(lambda: attack(protected.table, protected.hidden))
    slope = np.polyfit([log(units) for units in SIZES], [log(seconds[units]) for units in SIZES], 1)[0]
    peer = _peer_seconds(protected)
    release = protected.release("R")
    checked = cpu_seconds(lambda: ReleaseLedger().released(release))
    hidden = int(protected.hidden.sum())
    protecting, scale = seconds[UNITS], float(slope)
    return [
        Result(f"bounds of {hidden} hidden cells", "one programme an end", peer / ours, ours, peer, _peak() - before),
        Result("roll up and hide", "one programme an end", peer / protecting, protecting, peer, 0.0, scale),
        Result("the ledger's check", "one programme an end", peer / checked, checked, peer, _peak() - before),
    ]


def _table(units: int) -> Table:
    town = Town(SEED, units=units, span=12, mean=20, affected=False)
    departments = max(2, units * DEPARTMENTS // UNITS)
    parents = {name: f"d{place % departments:02}" for place, name in enumerate(town.names)}
    return town.table(UnitTree.of({**parents, **dict.fromkeys(set(parents.values()), "town")}), months(1, 12))


def _peer_seconds(protected: Protected) -> float:
    """Seconds of two programmes for every hidden cell, after their bounds were found equal to ours on a sample."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    release = protected.release("R")
    cells = [*release.shown()]
    pairs = {(atom, month): 0 for cell in cells for atom in cell.atoms for month in cell.months}
    places = {pair: place for place, pair in enumerate(pairs)}
    members = [[places[atom, month] for atom in cell.atoms for month in cell.months] for cell in cells]
    ends = np.cumsum([0, *map(len, members)])
    flat = np.concatenate(members)
    matrix = csr_array((np.ones(len(flat)), flat, ends), shape=(len(cells), len(pairs)))
    values = np.array([cell.people for cell in cells], dtype=np.float64)
    bounds = attack(protected.table, protected.hidden)
    sample = [bounds[place] for place in np.linspace(0, len(bounds) - 1, SAMPLE).astype(int)]

    def solve() -> None:
        for cell in sample:
            objective = np.zeros(len(pairs))
            atoms, held = release.rows[cell.node][1], release.columns[cell.column]
            objective[[places[atom, month] for atom in atoms for month in held]] = 1
            found = [
                sign * linprog(sign * objective, A_eq=matrix, b_eq=values, bounds=(0, None), method="highs").fun
                for sign in (1, -1)
            ]
            if [round(end) for end in found] != [cell.people.lowest, cell.people.highest]:
                raise AssertionError("the flows and the linear programme differ")

    return cpu_seconds(solve) * len(bounds) / SAMPLE


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
