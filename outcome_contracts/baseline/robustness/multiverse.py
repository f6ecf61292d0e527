"""The multiverse: what other plans that could have been agreed say of the same data.

Defensible methods on one real panel gave rate ratios from 0.73 to 1.07; a reader has a right to see where among them
the agreed plan stands. The list is made from the plan by rule and not by hand: other methods, without one calendar
year at a time, without one comparator at a time, with a shorter reference period. Each is fitted or refused with its
reasons; none is dropped. Nothing here changes what is due: the contract's own plan decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from outcome_contracts.baseline.counterfactual import Counterfactual, quantised
from outcome_contracts.baseline.fit import fit
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.baseline.requirements import MethodName, Setting
from outcome_contracts.baseline.robustness.variation import varied
from outcome_contracts.baseline.shocks import NO_SHOCKS, Shocks
from outcome_contracts.notices import DataRejected, Findings, Notice, OutcomeContractsError, UsageError
from outcome_contracts.panel import ComparatorPanel, Panel
from outcome_contracts.period import Period

OWN = "as agreed"
SHORTER_REFERENCES = (24, 36)

# M1, M2, M2 with the median comparator, M4, M8, M10. What they need and the plan does not state is chosen here once:
# a step without harmonics, since the comparators carry the season.
_METHODS: Mapping[MethodName, Mapping[str, object]] = {
    "reference_mean": {"comparators": [], "inference": "none", "draws": 0},
    "comparator_index": {"inference": "placebo_in_space_t"},
    "median_index": {"inference": "placebo_in_space_t"},
    "controlled_series": {"inference": "placebo_in_space_t", "model": "step", "harmonics": 0},
    "two_way_effects": {"inference": "placebo_in_space_t"},
    "demeaned_synthetic_control": {"inference": "placebo_in_space_t"},
}
_SETTINGS = frozenset(get_args(Setting))


@dataclass(frozen=True, slots=True)
class Specification:
    """One plan that could have been agreed. name: how it differs from the plan. fields: of the plan, as plain data."""

    name: str
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class FittedSpecification:
    """A specification with what it says. own: whether it is the agreed plan."""

    name: str
    own: bool
    found: Counterfactual

    def to_dict(self) -> dict[str, object]:
        """The row as plain data for canonical JSON."""
        effect = self.found.effect
        ends = {"low": effect.low, "high": effect.high}
        return {
            "name": self.name,
            "own": self.own,
            "plan": self.found.plan,
            "method": self.found.method,
            "grade": self.found.grade.value,
            "effect": quantised(effect.point),
            **{name: None if end is None else quantised(end) for name, end in ends.items()},
        }


@dataclass(frozen=True, slots=True)
class RefusedSpecification:
    """A specification that gives no answer, and why."""

    name: str
    own: bool
    notices: tuple[Notice, ...]

    def to_dict(self) -> dict[str, object]:
        """The row as plain data for canonical JSON."""
        return {"name": self.name, "own": self.own, "notices": [notice.to_dict() for notice in self.notices]}


@dataclass(frozen=True, slots=True, repr=False)
class Multiverse:
    """Every specification once. fitted: by effect, the largest reduction first; refused: in the order of the list."""

    fitted: tuple[FittedSpecification, ...]
    refused: tuple[RefusedSpecification, ...]

    def __repr__(self) -> str:
        count = f"{len(self.fitted)} fitted, {len(self.refused)} refused"
        if not self.fitted:
            return f"Multiverse({count})"
        own = [f"{row.found.effect.point:+.2%}" for row in self.fitted if row.own]
        low, high = self.range
        return f"Multiverse({count}; effects {low:+.2%} … {high:+.2%}, as agreed {own[0] if own else 'refused'})"

    @property
    def range(self) -> tuple[float, float]:
        """The smallest and the largest effect. Raises UsageError (OC-B125) where nothing could be fitted."""
        self._require_any()
        return self.fitted[0].found.effect.point, self.fitted[-1].found.effect.point

    def share_reaching(self, target: float) -> float:
        """The share of the fitted specifications whose effect is at most `target`, −0.12 for 12 % less.

        Not a probability: specifications are no draws. Raises UsageError (OC-B125) where nothing could be fitted.
        """
        self._require_any()
        return sum(row.found.effect.point <= target for row in self.fitted) / len(self.fitted)

    def to_dict(self) -> dict[str, object]:
        """The result as plain data for canonical JSON."""
        return {
            "fitted": [row.to_dict() for row in self.fitted],
            "refused": [row.to_dict() for row in self.refused],
        }

    def _require_any(self) -> None:
        findings = Findings()
        if not self.fitted:
            findings.add("OC-B125", count=len(self.refused))
        findings.refuse(UsageError)


def specifications(plan: BaselinePlan, period: Period) -> tuple[Specification, ...]:
    """The default list: the plan first, then everything else that differs from it, no plan twice.

    period: the measurement period, whose calendar years are left out in turn too.
    """
    return (
        Specification(OWN, plan.to_dict()),
        *_other_methods(plan),
        *_without_years(plan, period),
        *without_each_comparator(plan),
        *_shorter_references(plan),
    )


def without_each_comparator(plan: BaselinePlan) -> tuple[Specification, ...]:
    """The plan without one comparator at a time."""
    return tuple(
        Specification(
            f"without {name}", varied(plan, {"comparators": [one for one in plan.comparators if one != name]})
        )
        for name in plan.comparators
    )


def multiverse(
    plan: BaselinePlan,
    panel: Panel,
    comparators: ComparatorPanel | None,
    period: Period,
    *,
    alternatives: Sequence[Specification],
    shocks: Shocks = NO_SHOCKS,
) -> Multiverse:
    """Every alternative fitted to the same data, or refused; `specifications` makes the default list.

    plan: as agreed; the alternative that equals it is marked. panel, comparators, period, shocks: as for `fit`.
    Raises UsageError (OC-B126) for a list that does not hold the plan exactly once, or a name twice.
    """
    plans = {one.name: _read(one) for one in alternatives}
    own = [name for name, made in plans.items() if isinstance(made, BaselinePlan) and made.digest == plan.digest]
    findings = Findings()
    if len(own) != 1 or len(plans) != len(alternatives):
        findings.add("OC-B126", count=len(own), names=len(alternatives) - len(plans))
    findings.refuse(UsageError)
    fitted, refused = list[FittedSpecification](), list[RefusedSpecification]()
    for name, made in plans.items():
        if not isinstance(made, BaselinePlan):
            refused.append(RefusedSpecification(name, False, made))
            continue
        try:
            fitted.append(FittedSpecification(name, name in own, fit(made, panel, comparators, period, shocks=shocks)))
        except DataRejected as refusal:
            refused.append(RefusedSpecification(name, name in own, refusal.notices))
    return Multiverse(tuple(sorted(fitted, key=lambda row: (row.found.effect.point, row.name))), tuple(refused))


def leave_one_out(
    plan: BaselinePlan,
    panel: Panel,
    comparators: ComparatorPanel | None,
    period: Period,
    *,
    shocks: Shocks = NO_SHOCKS,
) -> Multiverse:
    """The plan, and the plan without one comparator at a time. Raises as `multiverse` does."""
    alternatives = (Specification(OWN, plan.to_dict()), *without_each_comparator(plan))
    return multiverse(plan, panel, comparators, period, alternatives=alternatives, shocks=shocks)


def _read(one: Specification) -> BaselinePlan | tuple[Notice, ...]:
    """The plan of a specification, or why there can be none."""
    try:
        return BaselinePlan.from_dict(one.fields)
    except OutcomeContractsError as refusal:
        return refusal.notices


def _other_methods(plan: BaselinePlan) -> Iterator[Specification]:
    """The same plan by other methods, with the settings that each of them has and no others."""
    for method, needs in _METHODS.items():
        if method == plan.method:
            continue
        fields = {name: value for name, value in plan.to_dict().items() if name not in _SETTINGS}
        # A plan without an interval states no draws; one is the fewest that a plan with one can state.
        yield Specification(method, fields | {"method": method, "draws": plan.draws or 1} | dict(needs))


def _without_years(plan: BaselinePlan, period: Period) -> Iterator[Specification]:
    """The plan without one calendar year at a time, in either period."""
    counted = {month for month in (*plan.reference.months, *period.months) if month not in plan.left_out}
    for year in sorted({month // 12 for month in counted}):
        months = str(Period(12 * year, 12 * year + 11))
        yield Specification(f"without {year}", varied(plan, {"excluded": [*(plan.excluded or ()), months]}))


def _shorter_references(plan: BaselinePlan) -> Iterator[Specification]:
    """The plan with only the last months of its reference period."""
    for months in SHORTER_REFERENCES:
        if months < len(plan.reference):
            shorter = Period(plan.reference.last + 1 - months, plan.reference.last)
            yield Specification(f"{months} reference months", varied(plan, {"reference_period": str(shorter)}))
