"""Values of formulas whose numbers go in as names, and the code of a refusal: what the tests of functions share."""

import pytest
from hypothesis import strategies as st

from outcome_contracts.terms.exact import evaluate
from outcome_contracts.terms.parser import parse
from outcome_contracts.terms.problems import EvaluationError

numbers = st.fractions(-100, 100, max_denominator=50)
positive = st.fractions(0, 100, max_denominator=50)
shares = st.fractions(0, 1, max_denominator=50)


def value(formula, **names):
    return evaluate(parse(formula), names)[0]


def refusal(formula, **names):
    """The code and the facts with which a formula is refused for these numbers."""
    with pytest.raises(EvaluationError) as refused:
        evaluate(parse(formula), names)
    return refused.value.problem.code, dict(refused.value.problem.facts)


def listed(**lists):
    """Names for lists of numbers: a0, a1, …"""
    return {f"{name}{place}": number for name, numbers in lists.items() for place, number in enumerate(numbers)}
