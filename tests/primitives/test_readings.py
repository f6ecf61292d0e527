"""The two readings of a contract agree on every hand-computed case, period after period."""

from fractions import Fraction

import numpy as np
import pytest

from outcome_contracts.settlement.lives import settle_lives
from tests.primitives.cases import primitives

# The rows of a given table are as many in every period of a life; these cases have more in one year than in another.
ROWS_DIFFER = {"p26_clawback"}
CASES = [
    (each, case)
    for each in primitives()
    for case in each.cases
    if not case.refused and not (case.after and each.stem in ROWS_DIFFER)
]


@pytest.mark.parametrize(
    ("primitive", "case"), CASES, ids=lambda value: getattr(value, "stem", None) or getattr(value, "name", None)
)
def test_a_case_is_the_same_over_scenarios(primitive, case):
    statements = primitive.statements(case)
    chain = [case]
    while chain[0].after:
        chain.insert(0, next(each for each in primitive.cases if each.name == chain[0].after))
    figures = {}
    for measure in primitive.contract.measures:
        if measure.origin == "given":
            figures[measure.id] = _by_row([each.given[measure.id] for each in chain])
        elif measure.origin != "period":
            found = [statement[measure.id].exact for statement in statements]
            figures[measure.id] = np.array([float(each) for each in found])
    outputs = [line.id for line in primitive.contract.every_line if not line.by]
    outputs += [f"flow.{flow.id}" for flow in statements[-1].flows]
    lives = settle_lives(primitive.contract, figures, periods=[each.period for each in statements], outputs=outputs)
    for period, statement in enumerate(statements):
        signed = {f"flow.{flow.id}": -flow.amount if flow.repaid else flow.amount for flow in statement.flows}
        for output in outputs:
            known = signed[output] if output in signed else statement[output].exact
            error = max(lives.errors[output], 1e-12) if lives.errors[output] else 0
            assert abs(float(known) - lives.values[output][0, period]) <= error, output


def _by_row(figures):
    """One array over the periods for each row."""
    first = figures[0]
    if isinstance(first, dict):
        return {row: _by_row([each[row] for each in figures]) for row in first}
    if isinstance(first, list):
        return tuple(_by_row(list(each)) for each in zip(*figures, strict=True))
    if isinstance(first, bool):
        return np.array(figures)
    return np.array([float(_exact(each)) for each in figures])


def _exact(figure):
    text = str(figure)
    return Fraction(text.removesuffix("%").strip()) / 100 if text.endswith("%") else Fraction(text)
