"""Deviations: where the parties agreed to depart from the frozen plan, proven to be all of them.

The contract keeps the digest of the plan as it was frozen, and a list of what was changed afterwards, oldest first.
The plan that is settled by is taken back to the frozen one, change by change from the last; only if its digest is then
the one in the contract are the listed changes all there are. Each of them stands on every statement.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from outcome_contracts.canonical import canonical
from outcome_contracts.notices import ContractInvalid, Findings

if TYPE_CHECKING:
    from outcome_contracts.baseline import BaselinePlan
    from outcome_contracts.contract.measures import CounterfactualMeasure
    from outcome_contracts.contract.plan_value import PlanValue

_LONGEST = 120


def require_plan(measure: CounterfactualMeasure, plan: BaselinePlan, findings: Findings) -> None:
    """Record a plan that is not the frozen one with the agreed changes, and every change.

    OC-S038: the plan does not have the agreed value. OC-S009: with all changes taken back it is not the frozen plan.
    OC-S037: one for each change.
    """
    fields, where = plan.to_dict(), f"measures.{measure.id}"
    for change in reversed(measure.deviations or ()):
        if _digest(_with(fields, change.field, change.agreed)) != _digest(fields):
            findings.add("OC-S038", f"{where}.deviations", field=change.field)
        fields = _with(fields, change.field, change.frozen)
    if (found := _digest(fields)) != measure.plan:
        findings.add("OC-S009", f"{where}.plan", found=found[:19], agreed=measure.plan[:19])
    for change in measure.deviations or ():
        findings.add(
            "OC-S037",
            f"{where}.deviations",
            field=change.field,
            frozen=_shown(change.frozen),
            agreed=_shown(change.agreed),
            reason_sv=" ".join(change.reason.sv.split()),
            reason_en=" ".join(change.reason.en.split()),
            date=str(change.date),
            clause=change.clause,
        )


def _with(fields: Mapping[str, object], field: str, value: PlanValue | None) -> dict[str, object]:
    """A plan's fields with one of them as stated; None: the plan does not have it."""
    others = {name: stated for name, stated in fields.items() if name != field}
    return others if value is None else others | {field: value}


def _digest(fields: Mapping[str, object]) -> str:
    """The digest of the plan with these fields; – where they are no plan."""
    from outcome_contracts.baseline import BaselinePlan

    try:
        return BaselinePlan.from_dict(fields).digest
    except ContractInvalid:
        return "–"


def _shown(value: PlanValue | None) -> str:
    """A plan's value as a fact, cut where it is long; – for a field that the plan does not have."""
    text = "–" if value is None else value if isinstance(value, str) else canonical(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
