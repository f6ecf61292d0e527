"""What can be checked of a plan's own evidence before any method is believed, in one call.

The rules stand in rooms of their own: `selection`, `comparator_breaks` and `recording` look at the panels;
`support` is for methods that weigh levels; `composition` and `exposure_coverage` need shares and registers that no
panel has, and are called with those.
"""

from __future__ import annotations

from outcome_contracts.baseline.counterfactual import Diagnostic
from outcome_contracts.baseline.diagnostics.comparator_breaks import comparator_jumps
from outcome_contracts.baseline.diagnostics.recording import recording_of
from outcome_contracts.baseline.diagnostics.selection import last_reference_year
from outcome_contracts.baseline.evidence import Evidence
from outcome_contracts.notices import Findings


def check_evidence(evidence: Evidence, findings: Findings) -> tuple[Diagnostic, ...]:
    """The rows that the panels allow; each that is flagged is recorded (OC-B104, OC-B105, OC-B108).

    evidence: without refusals. Rules that compare are not possible for a plan without comparators.
    """
    table = evidence.table()
    return (
        *last_reference_year(table, findings),
        recording_of(evidence, findings),
        comparator_jumps(table, evidence.comparators.units, findings),
    )
