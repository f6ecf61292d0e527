"""Jumps of comparators: the definition in loops, and the same number."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline.diagnostics.comparator_breaks import JUMP_THRESHOLD, SHORTEST_SIDE, comparator_jumps
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import Findings


def by_definition(days):
    """The largest |mean of u_j from s on − mean of u_j before s|, u_j against the median of the other comparators."""
    logs = np.log(days)
    x = [row - row.mean() for row in logs]
    largest = []
    for j, own in enumerate(x):
        u = [own[t] - float(np.median([x[k][t] for k in range(len(x)) if k != j])) for t in range(len(own))]
        starts = range(SHORTEST_SIDE, len(u) - SHORTEST_SIDE + 1)
        largest.append(max(abs(math.fsum(u[s:]) / (len(u) - s) - math.fsum(u[:s]) / s) for s in starts))
    return max(largest)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(3, 9), st.integers(12, 18), st.booleans())
def test_the_jump_is_that_against_the_median_of_the_others(seed, comparators, months, alike):
    random = np.random.default_rng(seed)
    shape = (1 + comparators, 24 + months)
    # Whole numbers out of three, so that comparators also tie.
    days = random.integers(8, 11, shape).astype(float) if alike else random.uniform(5, 15, shape)
    table = Table(days, np.ones(shape), np.arange(shape[1]), 24)
    found = comparator_jumps(table, [f"c{row}" for row in range(comparators)], Findings())
    assert found.value is not None
    assert math.isclose(found.value, by_definition(days[1:, 24:]), rel_tol=1e-9, abs_tol=1e-12)
    assert found.threshold is not None
    assert found.threshold >= JUMP_THRESHOLD
