"""What is wrong with a formula, and where in it: a code of the catalogue, a place and the facts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """at: offset in the formula's text, −1 where the formula came as a tree."""

    code: str
    at: int
    facts: tuple[tuple[str, str | int], ...]


def problem(code: str, at: int, **facts: str | int) -> Problem:
    """A problem with its facts by keyword."""
    return Problem(code, at, tuple(facts.items()))


class FormulaError(Exception):
    """A formula that cannot be read at all; a problem found while reading it."""

    def __init__(self, found: Problem) -> None:
        self.problem = found
        super().__init__(found.code)


class EvaluationError(Exception):
    """A formula that has no value for these numbers: a division by zero, edges out of order."""

    def __init__(self, found: Problem) -> None:
        self.problem = found
        super().__init__(found.code)
