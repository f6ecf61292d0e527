"""Plans made of plans: several methods in one, each as an ordinary plan that differs in its method alone.

    combination   [[parts]]  weight = "0.5"           plan = { method = "comparator_index", … }
    switch        [[parts]]  first_month = "2020-03"  plan = { method = "controlled_series", … }

Everything else of a part (comparators, periods, estimand, inference, seed, exclusions) is that of the whole: parts
that looked at different data would not be one agreed figure.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from outcome_contracts.baseline.evidence import Evidence
from outcome_contracts.baseline.fit import method_of
from outcome_contracts.baseline.plan import BaselinePlan, PlanPart
from outcome_contracts.baseline.requirements import REQUIREMENTS
from outcome_contracts.notices import Findings
from outcome_contracts.period import parse_month

FEWEST_PARTS = 2

_OF_A_METHOD = {setting for needs in REQUIREMENTS.values() for setting in needs.settings}
_SHARED = [field for field in BaselinePlan.model_fields if field not in {"method", *_OF_A_METHOD}]


def parts_of(plan: BaselinePlan) -> tuple[PlanPart, ...]:
    """The parts of a plan that has some, as every combination and every switch does."""
    return plan.parts or ()


def weights_of(plan: BaselinePlan) -> tuple[Fraction, ...]:
    """The weights of a combination's parts, exact."""
    return tuple(Fraction(part.weight or 0) for part in parts_of(plan))


def starts_of(plan: BaselinePlan) -> tuple[int, ...]:
    """The first months of a switch's parts, as month indexes."""
    return tuple(parse_month(part.first_month) for part in parts_of(plan) if part.first_month is not None)


def require_combination(plan: BaselinePlan, findings: Findings) -> None:
    """Record parts that do not belong to one plan, or whose weights are not positive with the sum 1 (OC-B089)."""
    _require_alike(plan, findings)
    weights = weights_of(plan)
    for number, (part, weight) in enumerate(zip(parts_of(plan), weights, strict=True), 1):
        if part.first_month is not None or weight <= 0:
            field = "weight" if part.first_month is None else "first_month"
            findings.add("OC-B089", part=number, field=field, expected="weight > 0, ∄ first_month")
    if sum(weights) != 1:
        findings.add("OC-B089", part=len(weights), field="weight", expected="Σ weight = 1")


def require_switch(plan: BaselinePlan, findings: Findings) -> None:
    """Record parts that do not belong to one plan, or whose first months do not rise (OC-B089)."""
    _require_alike(plan, findings)
    for number, part in enumerate(parts_of(plan), 1):
        if part.first_month is None or part.weight is not None:
            field = "weight" if part.weight is not None else "first_month"
            findings.add("OC-B089", part=number, field=field, expected="first_month, ∄ weight")
    for number, (earlier, later) in enumerate(pairwise(starts_of(plan)), 2):
        if later <= earlier:
            findings.add("OC-B089", part=number, field="first_month", expected=f"first_month > parts[{number - 1}]")


def require_part(evidence: Evidence, part: PlanPart, findings: Findings) -> None:
    """Record what the part's own method has to say of the evidence; what another part said already, once."""
    own = Findings()
    method_of(part.plan).require(replace(evidence, plan=part.plan), own)
    known = set(findings)
    findings.extend(tuple(notice for notice in own if notice not in known))


def _require_alike(plan: BaselinePlan, findings: Findings) -> None:
    parts = parts_of(plan)
    if len(parts) < FEWEST_PARTS:
        findings.add("OC-B089", part=len(parts), field="parts", expected=f"n ≥ {FEWEST_PARTS}")
    for number, part in enumerate(parts, 1):
        for field in _SHARED:
            if getattr(part.plan, field) != getattr(plan, field):
                findings.add("OC-B089", part=number, field=field, expected=f"= plan.{field}")
