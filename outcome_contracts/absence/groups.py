"""Groups that may be told of: shares of persons, refused where a group of ten or fewer would show.

A share shows two groups, those who are counted and the others; where either has one to ten persons, or the whole has
at most ten, neither the share nor its parts are given. None at all, and all of a group that is large enough, are
figures that point at nobody more than at anybody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from outcome_contracts.notices import DataRejected, Findings
from outcome_contracts.panel import SMALLEST_GROUP_SHOWN


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, in persons or in their ordinary minutes; exact."""

    part: int
    whole: int

    @property
    def value(self) -> Fraction:
        """The share, from 0 to 1."""
        return Fraction(self.part, self.whole)


def require_shown(groups: Mapping[str, int]) -> None:
    """Raise DataRejected (OC-D110) naming every group of one to ten persons; the sizes are not told."""
    findings = Findings()
    for name, persons in groups.items():
        if 0 < persons < SMALLEST_GROUP_SHOWN:
            findings.add("OC-D110", group=name, needed=SMALLEST_GROUP_SHOWN)
    findings.refuse(DataRejected)


def share_of_persons(name: str, part: int, whole: int) -> Share:
    """A share of persons. Raises DataRejected: OC-D110 for a small group, OC-D115 where there is nobody at all."""
    findings = Findings()
    if not whole:
        findings.add("OC-D115", group=name)
    findings.refuse(DataRejected)
    require_shown({name: part, f"¬ {name}": whole - part, f"{name}: n": whole})
    return Share(part, whole)
