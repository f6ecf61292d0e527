"""Every primitive pays what was computed by hand, refuses what it must, and says why."""

from fractions import Fraction

import pytest

from outcome_contracts.notices import DataRejected
from tests.primitives.cases import paid, primitives

CASES = [(each, case) for each in primitives() for case in each.cases]
SETTLED = [(each, case) for each, case in CASES if not case.refused]
REFUSED = [(each, case) for each, case in CASES if case.refused]


def named(value):
    return getattr(value, "stem", None) or getattr(value, "name", None)


@pytest.mark.parametrize(("primitive", "case"), SETTLED, ids=named)
def test_a_case_pays_what_was_computed_by_hand(primitive, case):
    statement = primitive.statements(case)[-1]
    assert paid(statement) == {flow: Fraction(amount) for flow, amount in case.pays.items()}
    found = {name: statement[name].exact for name in case.lines}
    assert found == {name: value if isinstance(value, bool) else Fraction(value) for name, value in case.lines.items()}
    reasons = [step.reason for line in (*statement.lines, *statement.disclosures) for step in line.steps]
    assert not case.because or case.because in reasons


@pytest.mark.parametrize(("primitive", "case"), REFUSED, ids=named)
def test_a_case_that_cannot_be_settled_is_refused_by_code(primitive, case):
    with pytest.raises(DataRejected) as refusal:
        primitive.statements(case)
    assert sorted({notice.code for notice in refusal.value.notices}) == case.refused
