"""A figure of a case beside what a contract gives for it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from outcome_contracts.decimals import exact_text
from outcome_contracts.settlement.cases.figures import Figure
from outcome_contracts.settlement.statement import plain


@dataclass(frozen=True, slots=True)
class Comparison:
    """Expected and found figures, both in the unit of the case.

    name: `expected.paid`, `inputs.price`, `terms.0.price` or `also.1`. of, on: what is compared, on which statements.
    found: None where it is unknown. within: how far off they may be.
    """

    name: str
    of: tuple[str, ...]
    on: tuple[str, ...]
    expected: tuple[Figure, ...]
    found: tuple[Figure | None, ...]
    compare: Literal["equal", "at_least", "at_most"]
    within: Fraction

    @property
    def agrees(self) -> bool:
        """Whether there are as many figures, and each is as near as it has to be."""
        pairs = zip(self.expected, self.found, strict=False)
        return len(self.expected) == len(self.found) and all(self._near(*pair) for pair in pairs)

    def to_dict(self) -> dict[str, object]:
        """The comparison as plain data for JSON."""
        return {
            "agrees": self.agrees,
            "compare": self.compare,
            "expected": [plain(each) for each in self.expected],
            "found": [plain(each) for each in self.found],
            "name": self.name,
            "of": list(self.of),
            "on": list(self.on),
            "within": exact_text(self.within),
        }

    def _near(self, expected: Figure, found: Figure | None) -> bool:
        if isinstance(expected, bool) or isinstance(found, bool) or found is None:
            return expected is found
        match self.compare:
            case "at_least":
                return found >= expected - self.within
            case "at_most":
                return found <= expected + self.within
            case "equal":
                return abs(found - expected) <= self.within
