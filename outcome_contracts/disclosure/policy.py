"""What one circle of readers may see: the rules by which cells are hidden, and when a hidden cell counts as exposed.

A policy is data: the three of the house, `public`, `parties` and `auditor`, stand in policies.toml with the source of
each number. No policy shows a group of ten persons or fewer, to anybody. A hidden group is exposed when what has been
published leaves only the interval [lowest, highest] for its number of persons and

    lowest ≤ 10  and  (highest ≤ 10  or  highest − lowest < narrowest_interval)

so the rule needs no secret: whoever holds the published figures can apply it, and it covers every hidden group of ten
or fewer, because the truth lies in the interval. For a cell of k months both numbers are multiplied by k.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cache
from importlib import resources

from outcome_contracts.disclosure.interval import Bounds
from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.panel import SMALLEST_GROUP_SHOWN


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules for one circle of readers.

    smallest_group: persons, at least 11. narrowest_interval: persons, at least 2. fewest_contributors: persons with
    absence. largest_share: of a cell's days, above 0 and at most 1. all_below: persons. roll_up_from: share of months,
    above 0 and at most 1. Raises UsageError (OC-R001) for what lies outside.
    """

    name: str
    smallest_group: int
    narrowest_interval: int
    fewest_contributors: int
    largest_share: Fraction
    all_below: int
    roll_up_from: Fraction

    def __post_init__(self) -> None:
        allowed = {
            "smallest_group": (self.smallest_group >= SMALLEST_GROUP_SHOWN, f"n ≥ {SMALLEST_GROUP_SHOWN}"),
            "narrowest_interval": (self.narrowest_interval > 1, "n ≥ 2"),
            "fewest_contributors": (self.fewest_contributors >= 0, "n ≥ 0"),
            "largest_share": (0 < self.largest_share <= 1, "0 < x ≤ 1"),
            "all_below": (self.all_below >= 0, "n ≥ 0"),
            "roll_up_from": (0 < self.roll_up_from <= 1, "0 < x ≤ 1"),
        }
        findings = Findings()
        for field, (holds, expected) in allowed.items():
            if not holds:
                findings.add("OC-R001", self.name, field=field, expected=expected)
        findings.refuse(UsageError)

    @property
    def largest_hidden(self) -> int:
        """The largest group that is hidden for its size, in persons."""
        return self.smallest_group - 1

    def exposes(self, people: Bounds, *, months: int) -> bool:
        """Whether these bounds on the persons of a hidden group of so many months give a small group away."""
        if people.highest == 0 or people.lowest > self.largest_hidden * months:
            return False  # nobody is there, or the group is large whatever its exact number
        if people.highest is None:
            return False
        too_narrow = people.highest - people.lowest < self.narrowest_interval * months
        return people.highest <= self.largest_hidden * months or too_narrow

    def exposes_property(self, people: Bounds, affected: Bounds, unaffected: Bounds, *, months: int) -> bool:
        """Whether they show that fewer than the fewest have absence, or that everybody of a small group has."""
        if people.highest == 0:
            return False
        few = affected.highest is not None and affected.highest < self.fewest_contributors
        return few or (unaffected.highest == 0 and people.lowest < self.all_below * months)


@cache
def policies() -> Mapping[str, Policy]:
    """The policies of the house by name: `public`, `parties`, `auditor`."""
    text = (resources.files(__package__) / "policies.toml").read_text(encoding="utf-8")
    return {name: _policy(name, entry) for name, entry in tomllib.loads(text).items()}


def policy_named(name: str) -> Policy:
    """The policy of that name. Raises UsageError (OC-R002) where there is none."""
    if name not in policies():
        findings = Findings()
        findings.add("OC-R002", known=", ".join(policies()))
        findings.refuse(UsageError)
    return policies()[name]


def _policy(name: str, entry: Mapping[str, str | int]) -> Policy:
    shares = {"largest_share", "roll_up_from"}
    values = {key: Fraction(value) if key in shares else int(value) for key, value in entry.items()}
    wanted = [field.name for field in fields(Policy)][1:]
    return Policy(name, *(values[key] for key in wanted))  # type: ignore[arg-type]
