"""The backtest: how far a plan errs where the truth is known to be no effect, inside the reference period.

    origin   a start that never was: `reference_months` before it, `measurement_months` from it on
    error    observed − reference, in net days per year of exposure; in days when multiplied by the exposure

Every comparator takes the project's place in turn, against the others, with the project left out: a municipality in
which nothing was done either. Origins that overlap share months, and so do units that share comparators: there are
more rows than independent answers, and the spread of the rows is what to read, not a standard error over them.
Only months before the project are looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from outcome_contracts.baseline.counterfactual import quantised
from outcome_contracts.baseline.evidence import gather
from outcome_contracts.baseline.fit import Method, method_of
from outcome_contracts.baseline.monthly import log_effect
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.robustness.variation import varied
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import ContractInvalid, DataRejected, Findings, Notice, UsageError
from outcome_contracts.panel import PROJECT, ComparatorPanel, Panel
from outcome_contracts.period import Period

_WITHOUT_PATH = frozenset({"external_estimate"})


@dataclass(frozen=True, slots=True)
class Origin:
    """What the plan finds for one unit at one start that never was.

    unit: `panel.PROJECT` or a comparator in its place. counted: months of the measurement that count. days: net days
    observed in them. exposure: years of it. log_effect: θ, of which all is error.
    """

    unit: str
    reference: Period
    measurement: Period
    counted: int
    days: float
    exposure: float
    log_effect: float

    @property
    def observed(self) -> float:
        """Net days per year of exposure."""
        return self.days / self.exposure

    @property
    def reference_rate(self) -> float:
        """What the plan takes for the rate without a project."""
        return self.observed / math.exp(self.log_effect)

    @property
    def rate_error(self) -> float:
        """Observed − reference, in net days per year of exposure; below zero where an effect would be claimed."""
        return self.observed - self.reference_rate

    @property
    def days_error(self) -> float:
        """The same in net days."""
        return self.rate_error * self.exposure

    def to_dict(self) -> dict[str, object]:
        """The row as plain data for canonical JSON."""
        return {
            "unit": self.unit,
            "reference": str(self.reference),
            "measurement": str(self.measurement),
            "log_effect": quantised(self.log_effect),
            "rate_error": quantised(self.rate_error),
            "days_error": quantised(self.days_error),
        }


@dataclass(frozen=True, slots=True)
class RefusedOrigin:
    """A unit and a start for which the plan gives no answer, and why."""

    unit: str
    reference: Period
    measurement: Period
    notices: tuple[Notice, ...]

    def to_dict(self) -> dict[str, object]:
        """The row as plain data for canonical JSON."""
        return {
            "unit": self.unit,
            "reference": str(self.reference),
            "measurement": str(self.measurement),
            "notices": [notice.to_dict() for notice in self.notices],
        }


@dataclass(frozen=True, slots=True, repr=False)
class Backtest:
    """All origins of a plan, the project's first, then those of the comparators; refused ones apart."""

    plan: BaselinePlan
    origins: tuple[Origin, ...]
    refused: tuple[RefusedOrigin, ...]

    def __repr__(self) -> str:
        if not self.origins:
            return f"Backtest({self.plan.method}: 0 origins, {len(self.refused)} refused)"
        return (
            f"Backtest({self.plan.method}: {len(self.origins)} origins, {len(self.refused)} refused;\n"
            f"  error {self.mean_error:+.3f} in the mean, {self.root_mean_square_error:.3f} root mean square,"
            f" net days per year)"
        )

    @property
    def mean_error(self) -> float:
        """Mean of the errors in net days per year of exposure. Raises UsageError (OC-B125) without an origin."""
        self._require_any()
        return math.fsum(one.rate_error for one in self.origins) / len(self.origins)

    @property
    def root_mean_square_error(self) -> float:
        """Root mean square of the same. Raises UsageError (OC-B125) without an origin."""
        self._require_any()
        return math.sqrt(math.fsum(one.rate_error**2 for one in self.origins) / len(self.origins))

    def to_dict(self) -> dict[str, object]:
        """The result as plain data for canonical JSON; without an origin there is no error, and both are None."""
        return {
            "plan": self.plan.digest,
            "origins": [origin.to_dict() for origin in self.origins],
            "refused": [origin.to_dict() for origin in self.refused],
            "mean_error": quantised(self.mean_error) if self.origins else None,
            "root_mean_square_error": quantised(self.root_mean_square_error) if self.origins else None,
        }

    def _require_any(self) -> None:
        findings = Findings()
        if not self.origins:
            findings.add("OC-B125", count=len(self.refused))
        findings.refuse(UsageError)


def backtest(
    plan: BaselinePlan,
    panel: Panel,
    comparators: ComparatorPanel | None,
    *,
    reference_months: int,
    measurement_months: int,
    every: int,
) -> Backtest:
    """The plan at starts that never were, each `every` months before the one after it, the last as late as it can be.

    plan: its reference period is what the origins lie in. panel, comparators: as for `fit`; months after the reference
    period are not looked at.
    Raises UsageError with every finding: OC-B120 for a method without a path, OC-B121 for numbers of months below 1,
    OC-B122 where the reference period holds no origin.
    """
    findings = Findings()
    if plan.method in _WITHOUT_PATH:
        findings.add("OC-B120", method=plan.method)
    numbers = {"reference_months": reference_months, "measurement_months": measurement_months, "every": every}
    for argument, number in numbers.items():
        if not isinstance(number, int) or number < 1:
            findings.add("OC-B121", argument=argument, allowed="1, 2, 3, …")
    if len(plan.reference) < reference_months + measurement_months:
        needed = reference_months + measurement_months
        findings.add("OC-B122", period=plan.reference_period, months=len(plan.reference), needed=needed)
    findings.refuse(UsageError)
    found, method = list[Origin | RefusedOrigin](), method_of(plan)
    latest = plan.reference.last + 1 - measurement_months
    for start in range(latest, plan.reference.first + reference_months - 1, -every):
        reference, measurement = (
            Period(start - reference_months, start - 1),
            Period(start, start + measurement_months - 1),
        )
        found += _at(plan, method, panel, comparators, reference, measurement)
    order = {name: place for place, name in enumerate((PROJECT, *plan.comparators))}
    found.sort(key=lambda one: (order[one.unit], one.measurement))
    return Backtest(
        plan,
        tuple(one for one in found if isinstance(one, Origin)),
        tuple(one for one in found if isinstance(one, RefusedOrigin)),
    )


def _at(
    plan: BaselinePlan,
    method: Method,
    panel: Panel,
    comparators: ComparatorPanel | None,
    reference: Period,
    measurement: Period,
) -> Iterator[Origin | RefusedOrigin]:
    """The project and every comparator at one start; where the data forbid the start, it is refused once."""
    try:
        moved = BaselinePlan.from_dict(varied(plan, {"reference_period": str(reference)}))
        findings = Findings()
        evidence = gather(moved, panel, comparators, measurement, findings)
        method.require(evidence, findings)
        findings.refuse(DataRejected)
    except (ContractInvalid, DataRejected) as refusal:
        yield RefusedOrigin(PROJECT, reference, measurement, refusal.notices)
        return
    table = evidence.table()
    names = (PROJECT, *evidence.comparators.units)
    tables = [table, *(table.placebo(row) for row in range(1, len(table.days)))]
    for unit, own in zip(names, tables, strict=True):
        try:
            yield _origin(unit, own, moved, method, measurement)
        except DataRejected as refusal:
            yield RefusedOrigin(unit, reference, measurement, refusal.notices)


def _origin(unit: str, table: Table, plan: BaselinePlan, method: Method, measurement: Period) -> Origin:
    theta = log_effect(table, method.predict(table, plan).path, plan)
    days, exposure = (math.fsum(column[0, table.before :]) for column in (table.days, table.exposure))
    return Origin(unit, plan.reference, measurement, len(table.months) - table.before, days, exposure, theta)
