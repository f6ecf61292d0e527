"""A dispute: two analyses that give different results, and how much of the difference comes from what.

Each side has a plan, panels, a measurement period and a way from the effect to an amount. What differs between them
is gathered into named causes, every combination of the two sides is computed anew, and the difference of the
reference rate, the effect, the days saved and the amount is attributed to the causes (`attribution`). Estimates are
quantised once, to ten digits, and are rational from there on: the parts sum to the difference exactly, to the öre.

Some fields cannot be changed alone. A method comes with its inference and its settings, and with its comparators
where the other side's method has none; measure rules come with the panels that were measured by them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from outcome_contracts.baseline.counterfactual import Counterfactual, quantised
from outcome_contracts.baseline.disputes.attribution import in_order, order_free, require_few, sets_of, to_the_step
from outcome_contracts.baseline.evidence import gather
from outcome_contracts.baseline.fit import fit
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.rates import exposure, observed_rate
from outcome_contracts.decimals import exact
from outcome_contracts.notices import DataRejected, Findings, Notice, OutcomeContractsError, UsageError
from outcome_contracts.panel import ComparatorPanel, Panel, UnitMonths
from outcome_contracts.period import Period

Cause = Literal[
    "data", "measure_rules", "denominator", "reference_period", "measurement_period", "excluded_months", "comparators",
    "method", "estimand", "price",
]  # fmt: skip
Quantity = Literal["reference_rate", "effect", "days_saved", "amount"]

CAUSES: tuple[Cause, ...] = get_args(Cause)
QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)

_FIELDS_OF_CAUSE: Mapping[Cause, tuple[str, ...]] = {
    "measure_rules": ("measured_by",),
    "denominator": ("denominator", "year_days"),
    "reference_period": ("reference_period",),
    "excluded_months": ("excluded", "non_routine"),
    "comparators": ("comparators",),
    "estimand": ("estimand",),
    "method": (
        "method", "inference", "confidence", "draws", "seed", "model", "harmonics", "components", "time_weights",
        "parts", "lags", "drift_sd", "dispersion", "folds",
    ),
}  # fmt: skip
CAUSE_OF_FIELD: Mapping[str, Cause] = {field: cause for cause, fields in _FIELDS_OF_CAUSE.items() for field in fields}


@dataclass(frozen=True, slots=True)
class Figures:
    """What one analysis says, exact from the quantised estimates on.

    reference_rate: net days per year of exposure. effect: relative, −0.12 for 12 % less. days_saved: net days of
    the months that count, (reference − observed) × exposure; negative where there were more.
    """

    reference_rate: Fraction
    effect: Fraction
    days_saved: Fraction


Amount = Callable[[Figures], Fraction]


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """One side's way from data to result.

    comparators: None for a method without them. amount: what is due for the figures, in the currency of the contract,
    rounded where the contract rounds; None where no money is at stake. Two functions are one price if they are equal.
    """

    plan: BaselinePlan
    panel: Panel
    comparators: ComparatorPanel | None
    measurement: Period
    amount: Amount | None


@dataclass(frozen=True, slots=True)
class Part:
    """What one cause contributes: changed at its place in the declared order, and on average over all orders."""

    cause: Cause
    in_order: Fraction
    order_free: Fraction


@dataclass(frozen=True, slots=True)
class Attribution:
    """One quantity of both sides and the parts of the difference, in the declared order."""

    quantity: Quantity
    first: Fraction
    second: Fraction
    parts: tuple[Part, ...]

    @property
    def difference(self) -> Fraction:
        """Second − first: the sum of the parts, either way."""
        return self.second - self.first

    def rounded(self, step: Fraction) -> tuple[Part, ...]:
        """The parts as multiples of `step` (1/100 for öre) that sum to the difference rounded to it.

        Raises UsageError (OC-B100) for a step that is not above zero.
        """
        ordered = to_the_step({part.cause: part.in_order for part in self.parts}, step)
        free = to_the_step({part.cause: part.order_free for part in self.parts}, step)
        return tuple(Part(part.cause, ordered[part.cause], free[part.cause]) for part in self.parts)


def changed_causes(first: Analysis, second: Analysis) -> tuple[Cause, ...]:
    """What differs between two analyses, in the order of `CAUSES`."""
    cause_of, ours, theirs = _cause_of_field(first, second), first.plan.to_dict(), second.plan.to_dict()
    changed = {cause for field, cause in cause_of.items() if ours.get(field) != theirs.get(field)}
    if _differ(first.panel, second.panel) or _differ(first.comparators, second.comparators):
        changed.add(_cause_of_data(first, second))
    if (first.comparators is None) is not (second.comparators is None):
        changed.add("method")
    if first.measurement != second.measurement:
        changed.add("measurement_period")
    if first.amount != second.amount:
        changed.add("price")
    return tuple(cause for cause in CAUSES if cause in changed)


def attribute(first: Analysis, second: Analysis, *, order: Sequence[Cause]) -> tuple[Attribution, ...]:
    """The difference second − first of every quantity, attributed to what differs.

    order: the causes in the order in which they are changed; it may name causes that do not differ. The amount is left
    out where neither side has one. 2^k fits for k causes.
    Raises UsageError: OC-U001 for an unknown cause, OC-B100 for a cause that differs and is not in the order or is
    there twice, for more than eight causes, and for an amount of one side alone; OC-U005 for one that is a float.
    Raises DataRejected (OC-B101, and once the reasons) naming every combination that cannot be fitted.
    """
    changed = changed_causes(first, second)
    _require_order(order, changed, first, second)
    require_few(changed)
    steps = [cause for cause in order if cause in changed]
    found = _quantities(first, second, changed)
    return tuple(
        _attribution(quantity, {chosen: values[quantity] for chosen, values in found.items()}, steps)
        for quantity in QUANTITIES
        if all(quantity in values for values in found.values())
    )


def figures(analysis: Analysis) -> Figures:
    """What an analysis says, as exact numbers.

    Raises what `fit` raises.
    """
    plan = analysis.plan
    result = fit(plan, analysis.panel, analysis.comparators, analysis.measurement)
    months = gather(plan, analysis.panel, analysis.comparators, analysis.measurement, Findings()).after
    years = exposure(analysis.panel, months, denominator=plan.denominator, year_days=plan.year_days)
    observed = observed_rate(analysis.panel, months, denominator=plan.denominator, year_days=plan.year_days)
    reference = _exact(result, "reference")
    return Figures(reference, _exact(result, "effect"), (reference - observed) * years)


def _exact(result: Counterfactual, quantity: Literal["reference", "effect"]) -> Fraction:
    """The point estimate as the statement shows it, ten digits."""
    return Fraction(quantised((result.reference if quantity == "reference" else result.effect).point))


def _attribution(quantity: Quantity, value: Mapping[frozenset[str], Fraction], order: Sequence[Cause]) -> Attribution:
    ordered, free = in_order(value.__getitem__, order), order_free(value.__getitem__, order)
    parts = tuple(Part(cause, ordered[cause], free[cause]) for cause in order)
    return Attribution(quantity, value[frozenset()], value[frozenset(order)], parts)


def _quantities(
    first: Analysis, second: Analysis, changed: tuple[Cause, ...]
) -> dict[frozenset[str], dict[Quantity, Fraction]]:
    """The quantities of every combination; the price changes the amount and nothing else."""
    fitted = _fitted(first, second, [cause for cause in changed if cause != "price"])
    found = dict[frozenset[str], dict[Quantity, Fraction]]()
    for chosen in sets_of(changed):
        one = fitted[chosen - {"price"}]
        found[chosen] = {"reference_rate": one.reference_rate, "effect": one.effect, "days_saved": one.days_saved}
        amount = second.amount if "price" in chosen else first.amount
        if amount is not None:
            found[chosen]["amount"] = exact(amount(one), "amount")
    return found


def _fitted(first: Analysis, second: Analysis, causes: Sequence[Cause]) -> dict[frozenset[str], Figures]:
    """The figures of every combination; refuses with all those that have none, and each reason once."""
    findings, reasons, fitted = Findings(), dict[Notice, None](), dict[frozenset[str], Figures]()
    for chosen in sets_of(causes):
        try:
            fitted[chosen] = figures(_combined(first, second, chosen))
        except OutcomeContractsError as refusal:
            errors = [notice for notice in refusal.notices if notice.severity == "error"]
            reasons.update(dict.fromkeys(errors))
            codes = ", ".join(sorted({notice.code for notice in errors}))
            findings.add("OC-B101", combination=", ".join(sorted(chosen)) or "–", codes=codes)
    findings.extend(tuple(reasons))
    findings.refuse(DataRejected)
    return fitted


def _combined(first: Analysis, second: Analysis, taken: frozenset[str]) -> Analysis:
    """The first analysis with some causes as the second has them. Raises ContractInvalid for a plan that is none."""
    cause_of, ours, theirs = _cause_of_field(first, second), first.plan.to_dict(), second.plan.to_dict()
    fields: dict[str, object] = {}
    for field, cause in cause_of.items():
        source = theirs if cause in taken else ours
        if field in source:
            fields[field] = source[field]
    data = second if _cause_of_data(first, second) in taken else first
    comparators = data.comparators
    if (first.comparators is None) is not (second.comparators is None):
        comparators = first.comparators if "method" not in taken else second.comparators
    measurement = second.measurement if "measurement_period" in taken else first.measurement
    return Analysis(BaselinePlan.from_dict(fields), data.panel, comparators, measurement, first.amount)


def _cause_of_field(first: Analysis, second: Analysis) -> Mapping[str, Cause]:
    """The cause of every field of a plan; comparators go with the method where only one side's method compares."""
    if bool(first.plan.comparators) is bool(second.plan.comparators):
        return CAUSE_OF_FIELD
    return {field: "method" if cause == "comparators" else cause for field, cause in CAUSE_OF_FIELD.items()}


def _cause_of_data(first: Analysis, second: Analysis) -> Cause:
    """Panels measured by other rules differ because of the rules."""
    return "data" if first.plan.measured_by == second.plan.measured_by else "measure_rules"


def _differ(first: UnitMonths | None, second: UnitMonths | None) -> bool:
    """Whether two panels that both exist differ; equal panels are most often one and the same object."""
    return first is not second and first is not None and second is not None and first != second


def _require_order(order: Sequence[Cause], changed: Sequence[Cause], first: Analysis, second: Analysis) -> None:
    findings = Findings()
    for cause in order:
        if cause not in CAUSES:
            findings.add("OC-U001", name=str(cause)[:40], known=", ".join(CAUSES))
    if missing := [cause for cause in changed if cause not in order]:
        findings.add("OC-B100", name="order", expected=", ".join(changed), found=f"– {', '.join(missing)}")
    if len(set(order)) != len(order):
        findings.add("OC-B100", name="order", expected="A ≠ B", found=str(len(order)))
    if (first.amount is None) is not (second.amount is None):
        findings.add("OC-B100", name="amount", expected="2 | 0", found="1")
    findings.refuse(UsageError)
