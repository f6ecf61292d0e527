"""From an estimate to an effect that a health-economic analysis can value: avoided net days, with their draws.

    avoided days   = (reference − observed) · exposure
    avoided days_b = (reference_b − observed) · exposure        for every draw b of the reference

This is the one door between the statistics and the valuation: what passes is days, and nothing of how they were found.
An estimate from outside (`ExternalEstimate`) is a `Counterfactual` like any other once it is fitted.
"""

from __future__ import annotations

from fractions import Fraction

from outcome_contracts.baseline.counterfactual import Counterfactual, quantised
from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.valuation.health_economics import AvoidedDays, Quantity


def avoided_days(found: Counterfactual, *, exposure: Fraction, band: str) -> AvoidedDays:
    """The net days that a project avoided in its measurement period, in one band of the values.

    exposure: years by the estimate's denominator in the months that count (`baseline.exposure`). band: the one in which
    the estimate's days lie, e.g. all short-term days. Draws are those of the plan; none for a method without interval.
    Raises UsageError (OC-B091) for an exposure that is not above zero.
    """
    findings = Findings()
    if exposure <= 0:
        findings.add("OC-B091", argument="exposure", count=1, allowed="0 < x < ∞")
    findings.refuse(UsageError)
    observed, reference = Fraction(quantised(found.observed)), Fraction(quantised(found.reference.point))
    draws = () if found.spread is None else tuple(((found.draws() - found.observed) * float(exposure)).tolist())
    return AvoidedDays(
        band,
        Quantity((reference - observed) * exposure),
        draws,
        f"{found.method}, {found.measurement_period} / {found.reference_period}, {found.digest[:19]}",
    )
