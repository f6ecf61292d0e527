"""Will we pay for nothing? How often a contract pays where the project has no effect, by simulation.

In each simulated world (`design.worlds`) the true effect is zero; the plan finds one all the same, and the contract's
own terms say what it costs. The answer is that of the worlds: their local drift is assumed, and their comparators are
exchangeable with the project, which volunteers are not.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.counterfactual import quantised
from outcome_contracts.baseline.evidence import Evidence
from outcome_contracts.baseline.fit import method_of
from outcome_contracts.baseline.monthly import log_effect
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.robustness.variation import varied
from outcome_contracts.baseline.table import Table
from outcome_contracts.contract.model import Contract
from outcome_contracts.design.paid_for_nothing import Cases, PaidForNothing, beyond_no_effect, paid_for_nothing
from outcome_contracts.design.world_spec import WorldSpec
from outcome_contracts.design.worlds import Worlds, worlds
from outcome_contracts.notices import DataRejected, Findings, UsageError
from outcome_contracts.panel import EXTENT_STEPS, NET_DAY_STEPS, PROJECT, ComparatorPanel, Panel
from outcome_contracts.period import Period, month_index
from outcome_contracts.settlement.amounts import reference_measures
from outcome_contracts.settlement.deviations import require_plan

if TYPE_CHECKING:
    from outcome_contracts.settlement.data import Given

_Case = tuple[float, float, float]

_PIECE = 500  # worlds held in memory at once; the result does not depend on it
_FIRST_MONTH = month_index(2001, 1)


@dataclass(frozen=True, slots=True)
class FalsePayments:
    """What a contract pays for nothing in simulated worlds.

    contract: its id. flows: one row each. log_sd: standard deviation of θ over the worlds, in which it should be 0.
    refused: worlds in which the plan gives no answer; they are not among the cases.
    """

    contract: str
    currency: str
    flows: tuple[PaidForNothing, ...]
    log_sd: float
    worlds: int
    refused: int
    seed: int

    def to_dict(self) -> dict[str, object]:
        """The result as plain data for canonical JSON."""
        return {
            "contract": self.contract,
            "currency": self.currency,
            "flows": [row.to_dict() for row in self.flows],
            "log_sd": quantised(self.log_sd),
            "worlds": self.worlds,
            "refused": self.refused,
            "seed": self.seed,
        }


def false_payments(
    contract: Contract, plan: BaselinePlan, spec: WorldSpec, *, given: Mapping[str, Given], count: int, seed: int
) -> FalsePayments:
    """The false-payment rate of a contract in `count` worlds of a seed, without an effect.

    plan: the contract's own. spec: worlds with as many comparators and reference months as the plan has and an effect
    of 0. given: the given figures, the same in all worlds.
    Raises UsageError with every finding: OC-B123 for a contract without an estimated reference, OC-B120 for a method
    without a path, OC-S009 for another plan than the contract's, OC-B127 where plan and worlds do not fit, OC-B093
    for a count or seed out of range; DataRejected as `beyond_no_effect`, and OC-B128 where the plan gives no answer
    in any world, with the reasons.
    """
    _require_fit(contract, plan, spec)
    found_or_not = [answer for piece in _pieces(spec, count=count, seed=seed) for answer in _answers(piece, plan)]
    cases = [answer for answer in found_or_not if not isinstance(answer, DataRejected)]
    if not cases:
        findings, reasons = Findings(), (answer.notices for answer in found_or_not if isinstance(answer, DataRejected))
        findings.add("OC-B128", count=count, method=plan.method)
        findings.extend(next(reasons))
        findings.refuse(DataRejected)
    days, exposure, theta = np.array(cases).T
    counted = np.full(theta.shape, float(spec.measurement_months))
    found = Cases(days, exposure, theta, counted, spec.measurement_months, plan.denominator)
    return FalsePayments(
        contract=contract.id,
        currency=contract.currency,
        flows=paid_for_nothing(beyond_no_effect(contract, found, given=given)),
        log_sd=float(theta.std()),
        worlds=count,
        refused=count - len(cases),
        seed=seed,
    )


def _require_fit(contract: Contract, plan: BaselinePlan, spec: WorldSpec) -> None:
    findings = Findings()
    if not reference_measures(contract):
        findings.add("OC-B123", contract=contract.id)
    if plan.method == "external_estimate":
        findings.add("OC-B120", method=plan.method)
    agreed = {
        "comparators": (spec.comparators, len(plan.comparators)),
        "reference_months": (spec.reference_months, len(plan.reference)),
        "measurement_months": (spec.measurement_months, min(spec.measurement_months, contract.term.months)),
        "effect": (spec.effect, 0.0),
        "excluded": ("–", "–" if plan.excluded is None else ", ".join(plan.excluded)),
        "non_routine": ("–", "–" if plan.non_routine is None else plan.non_routine.above),
    }
    # A method without comparators has no use for those of the worlds.
    if not plan.comparators:
        del agreed["comparators"]
    for measure in reference_measures(contract):
        require_plan(measure, plan, findings)
    for field, (simulated, stated) in agreed.items():
        if simulated != stated:
            findings.add("OC-B127", field=field, found=str(simulated), agreed=str(stated))
    findings.refuse(UsageError)


def _pieces(spec: WorldSpec, *, count: int, seed: int) -> Iterator[Worlds]:
    """All worlds, some at a time; a count that is none is refused by `worlds`."""
    yield worlds(spec, count=min(count, _PIECE), seed=seed)
    for first in range(_PIECE, count, _PIECE):
        yield worlds(spec, count=min(count - first, _PIECE), seed=seed, first=first)


def _answers(piece: Worlds, plan: BaselinePlan) -> Iterator[_Case | DataRejected]:
    """Days, exposure and θ of the measurement months of each world, or why the plan gives no answer there."""
    count, units, width = piece.days.shape
    months = _FIRST_MONTH + np.arange(width, dtype=np.int64)
    reference = Period(_FIRST_MONTH, _FIRST_MONTH + piece.before - 1)
    moved = BaselinePlan.from_dict(varied(plan, {"reference_period": str(reference)}))
    method, rows = method_of(moved), units if plan.comparators else 1
    for place in range(count):
        exposure: NDArray[np.float64] = np.repeat(piece.exposure[place, :rows, None], width, axis=1)
        table = Table(piece.days[place, :rows], exposure, months, piece.before)
        findings = Findings()
        try:
            method.require(_evidence(moved, table), findings)
            findings.refuse(DataRejected)
            theta = log_effect(table, method.predict(table, moved).path, moved)
        except DataRejected as refusal:
            yield refusal
            continue
        days, years = (math.fsum(column[0, piece.before :]) for column in (table.days, table.exposure))
        yield days, years, theta


def _evidence(plan: BaselinePlan, table: Table) -> Evidence:
    """A world as panels, so that a method refuses there what it refuses in a settlement."""
    first, before, last = (int(table.months[place]) for place in (0, table.before, -1))
    columns = [
        np.rint(table.exposure * scale).astype(np.int64)
        for scale in (float(plan.year_days), float(plan.year_days) * EXTENT_STEPS, 12)
    ]
    columns = [np.rint(table.days * NET_DAY_STEPS).astype(np.int64), *columns, np.zeros(table.days.shape, np.int64)]
    span = Period(first, last)
    project = Panel((PROJECT,), span, plan.measured_by, *(column[:1] for column in columns))
    others = ComparatorPanel(plan.comparators, span, plan.measured_by, *(column[1:] for column in columns))
    after = Period(before, last)
    return Evidence(plan, project, others, after, tuple(plan.reference.months), tuple(after.months))
