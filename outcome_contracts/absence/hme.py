"""HME, sustainable employee engagement: nine answers, three sub-indices, one index.

    item       = (mean of the answers given − 1) / 4 × 100        answers from 1 to 5
    sub-index  = mean of its three items                           motivation, leadership, governance
    HME        = mean of the three sub-indices

A missing answer ("don't know") takes no part in its item and none is put in its place; each item is the mean of those
who answered it. An item that ten or fewer have answered is not shown. Several groups have two means: weighted by
respondents, and unweighted, as the national database averages municipalities. Source: the
Swedish Association of Local Authorities and Regions and the Council for the Promotion of Municipal Analyses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.groups import require_shown
from outcome_contracts.notices import DataRejected, Findings, Notice

SUB_INDICES = ("motivation", "leadership", "governance")
ITEMS_PER_SUB_INDEX = 3
LOWEST, HIGHEST = 1, 5
MISSING = 0


@dataclass(frozen=True, slots=True)
class Engagement:
    """The indices of one group, each from 0 to 100 and exact.

    respondents: who gave at least one answer. items: nine, in the order of the questionnaire.
    """

    respondents: int
    items: tuple[Fraction, ...]

    @property
    def sub_indices(self) -> dict[str, Fraction]:
        """Motivation, leadership and governance."""
        parts = (self.items[place : place + ITEMS_PER_SUB_INDEX] for place in range(0, 9, ITEMS_PER_SUB_INDEX))
        return {name: _mean(part) for name, part in zip(SUB_INDICES, parts, strict=True)}

    @property
    def hme(self) -> Fraction:
        """The index."""
        return _mean(tuple(self.sub_indices.values()))


def engagement(answers: NDArray[np.integer]) -> Engagement:
    """The indices of a group from its answers.

    answers: integers 1 to 5, 0 for a missing one, shape (respondents, 9).
    Raises DataRejected: OC-D111 for another shape or another answer, OC-D110 for an item that one to ten have
    answered, OC-D115 for one that nobody has.
    """
    width = ITEMS_PER_SUB_INDEX * len(SUB_INDICES)
    if answers.ndim != 2 or answers.shape[1] != width or answers.dtype.kind not in "iu":
        raise DataRejected([Notice("OC-D111", facts=(("count", 0),))])
    wrong = int(((answers < MISSING) | (answers > HIGHEST)).sum())
    if wrong:
        raise DataRejected([Notice("OC-D111", facts=(("count", wrong),))])
    given = (answers != MISSING).sum(axis=0).tolist()
    require_shown({f"HME {place}": count for place, count in enumerate(given, 1)})
    findings = Findings()
    for place, count in enumerate(given, 1):
        if not count:
            findings.add("OC-D115", group=f"HME {place}")
    findings.refuse(DataRejected)
    sums = answers.astype(np.int64).sum(axis=0).tolist()
    span = HIGHEST - LOWEST
    items = tuple((Fraction(total, count) - LOWEST) / span * 100 for total, count in zip(sums, given, strict=True))
    return Engagement(int((answers != MISSING).any(axis=1).sum()), items)


def weighted_mean(groups: Sequence[Engagement]) -> Fraction:
    """HME of several groups, each weighted by its respondents. Raises DataRejected (OC-D115) for none."""
    _require_groups(groups)
    total = sum(group.respondents for group in groups)
    return sum((group.hme * group.respondents for group in groups), Fraction()) / total


def unweighted_mean(groups: Sequence[Engagement]) -> Fraction:
    """HME of several groups, each counting as one. Raises DataRejected (OC-D115) for none."""
    _require_groups(groups)
    return _mean(tuple(group.hme for group in groups))


def _require_groups(groups: Sequence[Engagement]) -> None:
    if not groups:
        raise DataRejected([Notice("OC-D115", facts=(("group", "HME"),))])


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction()) / len(values)
