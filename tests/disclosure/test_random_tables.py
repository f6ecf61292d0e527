"""Whatever tables, margins and history: nobody outside finds a group of ten or fewer.

A thousand towns; each releases a first table, then one with other months, another organisation or a part of the units,
protected with the ledger of what went before. Releases that the ledger refuses are not published. The outsider of
`worlds` then asks about every hidden cell of every published table, and about every unit in every month.

`python -m pytest tests/disclosure/test_random_tables.py -n 0` runs all thousand.
"""

from __future__ import annotations

import numpy as np
import pytest

from outcome_contracts.disclosure import ReleaseLedger, policies, protect
from outcome_contracts.notices import DataRejected
from tests.disclosure.worlds import JANUARY, Outsider, Town, is_given_away, months, random_tree, whole

TABLES = 1000
BATCHES = 10
PARTIES, PUBLIC = policies()["parties"], policies()["public"]


def histories(town, random):
    """Two tables of one town that overlap: months, organisation or subset differ."""
    units = int(random.integers(3, len(town.names) + 1))
    tree = random_tree(random, town.names[:units])
    match random.integers(4):
        case 0:  # the same months, summed to another day
            return town.table(tree, whole(1, 2)), town.table(tree, whole(1, 3))
        case 1:  # another organisation
            return town.table(tree, months(1, 2)), town.table(random_tree(random, town.names[:units]), months(1, 2))
        case 2:  # some of the units
            part = town.names[: max(2, units - int(random.integers(1, 3)))]
            return town.table(tree, months(1, 2)), town.table(random_tree(random, part), months(2, 3))
        case _:  # the months one by one after their sum
            return town.table(tree, whole(1, 3)), town.table(tree, months(1, 3))


def given_away(seed):
    """How many tables were published, and the questions that an outsider could answer too well."""
    random = np.random.default_rng(seed)
    town = Town(
        seed, units=int(random.integers(3, 7)), span=3, mean=float(random.uniform(8, 25)), affected=seed % 4 == 0
    )
    policy = PUBLIC if seed % 4 == 0 else PARTIES
    ledger, published = ReleaseLedger(), []
    for number, table in enumerate(histories(town, random)):
        protected = protect(table, policy, ledger)
        try:
            ledger = ledger.released(protected.release(f"R{number}"))
        except DataRejected:
            continue
        published.append(protected)
    if not published:
        return 0, []
    outsider = Outsider(ledger.releases)
    asked = {cell for release in ledger.releases for cell in release.hidden()}
    asked |= {((name,), (JANUARY + month,)) for name in town.names for month in range(3)}
    found = []
    for atoms, held in sorted(asked):
        people = town.persons(atoms, held)
        if 0 < people <= policy.largest_hidden * len(held):
            bounds = outsider.bounds(atoms, held)
            assert bounds[0] <= people and (bounds[1] is None or people <= bounds[1])
            if is_given_away(bounds, len(held), policy):
                found.append((seed, atoms, held))
    for release in ledger.releases:
        for cell in release.shown():
            assert cell.people == town.persons(cell.atoms, cell.months)
            assert cell.people == 0 or cell.people > policy.largest_hidden * len(cell.months)
    return len(published), found


@pytest.mark.parametrize("batch", range(BATCHES))
def test_an_outsider_finds_no_group_of_ten_or_fewer(batch) -> None:
    seeds = range(batch * TABLES // BATCHES, (batch + 1) * TABLES // BATCHES)
    published = 0
    for seed in seeds:
        count, found = given_away(seed)
        published += count
        assert not found
    assert published > len(seeds)  # refusing everything would be safe too
