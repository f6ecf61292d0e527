"""Exposure coverage: is enough of the staff in the data for them to speak of it?

    coverage = Σ min(person-months delivered and valid, person-months expected) / Σ person-months expected

At least 90 % of the person-months have to be there, the share that energy settlement asks of meter readings
(CalTRACK 2.2.1.2: at most 37 of 365 days missing). Below it a group may be missing that is ill more, or less.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from outcome_contracts.baseline.counterfactual import Diagnostic, Verdict
from outcome_contracts.baseline.estimators.arrays import numbers
from outcome_contracts.notices import Findings, UsageError

LEAST_COVERAGE = 0.90


def exposure_coverage(*, delivered: ArrayLike, expected: ArrayLike, findings: Findings) -> Diagnostic:
    """The share of the expected person-months that the data have; below 90 % refused with OC-B109.

    delivered: valid person-months (heads) by unit and month, shape (n, m). expected: the same from the staff register.
    What one unit has too much of does not make up for what another lacks.
    Raises UsageError (OC-B100) for arrays that do not fit, or nobody expected.
    """
    own_findings = Findings()
    have, should = numbers("delivered", delivered, 2, own_findings), numbers("expected", expected, 2, own_findings)
    own_findings.refuse(UsageError)
    if have.shape != should.shape or not should.sum() > 0:
        own_findings.add(
            "OC-B100", name="delivered, expected", expected="(n, m), Σ > 0", found=f"{have.shape}, {should.shape}"
        )
    own_findings.refuse(UsageError)
    coverage = float(np.minimum(have, should).sum() / should.sum())
    if coverage >= LEAST_COVERAGE:
        return Diagnostic("exposure_coverage", coverage, LEAST_COVERAGE, Verdict.PASSED)
    findings.add("OC-B109", coverage=f"{coverage:.1%}", least=f"{LEAST_COVERAGE:.0%}")
    return Diagnostic("exposure_coverage", coverage, LEAST_COVERAGE, Verdict.FLAGGED)
