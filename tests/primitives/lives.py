"""Many figures at once through the contracts of the primitives: what the laws are tried on.

Figures are whole steps, so that 8.5 % of a measure with four digits is 850; money comes back in whole öre.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from outcome_contracts.settlement.lives import settle_lives
from tests.primitives.cases import contract

YEAR = ("2026-01/2026-12",)
YEARS = (*YEAR, "2027-01/2027-12", "2028-01/2028-12")

law = settings(max_examples=25, deadline=None)


def steps(low, high):
    """Some figures in whole steps, ascending."""
    return st.lists(st.integers(low, high), min_size=2, max_size=30, unique=True).map(sorted)


def lives(low, high):
    """Some lives of three years, one figure a year in whole steps."""
    return st.lists(st.tuples(*[st.integers(low, high)] * 3), min_size=1, max_size=12)


def values(stem, output, figures, *, periods=YEAR):
    """An output of a contract: an array of one row per life and one column per period.

    figures: by measure, a list of one figure, or of one per period, for each life; or one figure for all; by row of a
    table in a dictionary.
    """
    read = contract(stem)
    digits = {measure.id: getattr(measure, "digits", 0) for measure in read.measures}

    def array(value, name):
        if isinstance(value, dict):
            return {row: array(each, name) for row, each in value.items()}
        if isinstance(value, tuple):
            return tuple(array(each, name) for each in value)
        if isinstance(value, bool):
            return value
        if isinstance(value, int):
            return Fraction(value, 10 ** digits[name])
        found = np.asarray(value).reshape(len(value), len(periods))
        return found if found.dtype == bool else np.round(found / 10 ** digits[name], digits[name])

    arrays = {name: array(value, name) for name, value in figures.items()}
    return settle_lives(read, arrays, periods=periods, outputs=[output]).values[output]


def ore(stem, output, figures, *, periods=YEAR):
    """The same in whole öre: one number per life, or a list of one per period."""
    found = np.rint(values(stem, output, figures, periods=periods) * 100).astype(np.int64)
    return found[:, 0].tolist() if len(periods) == 1 else found.tolist()
