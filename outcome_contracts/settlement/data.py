"""What is put on the table for one period: given figures, panels, the plan, and the notices of reading them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from outcome_contracts.decimals import exact, exact_text
from outcome_contracts.notices import Findings, Notice, UsageError

if TYPE_CHECKING:
    from outcome_contracts.baseline import BaselinePlan
    from outcome_contracts.baseline.methods.external_estimate import ExternalEstimate
    from outcome_contracts.baseline.shocks import ShockEvent
    from outcome_contracts.panel import ComparatorPanel, Panel

Given = str | int | Decimal | Fraction | bool


@dataclass(frozen=True, slots=True)
class SettlementData:
    """The inputs of one settlement; aggregates only.

    given: by measure, an exact number (decimal string, `38 %`, integer, Decimal, Fraction) or a truth.
    panel: the project's units; comparators: what it is compared with; plan: as frozen before the data.
    notices: what was found when the data were read; they are shown on the statement. events: what moved sickness
    absence and is not the project; the contract's clause says what they mean. external: the effect as somebody else
    estimated it, where the plan says that one is adopted. percentages: the measures whose figure
    was written in per cent, which only a ratio can be.
    Raises UsageError (OC-U005, OC-U006) for a float or text that is no decimal.
    """

    given: Mapping[str, Given] = field(default_factory=dict)
    panel: Panel | None = None
    comparators: ComparatorPanel | None = None
    plan: BaselinePlan | None = None
    notices: tuple[Notice, ...] = ()
    events: tuple[ShockEvent, ...] = ()
    external: ExternalEstimate | None = None
    percentages: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        values, findings = {}, Findings()
        for name, value in self.given.items():
            try:
                values[name] = value if isinstance(value, bool) else exact(value, name)
            except UsageError as refusal:
                findings.extend(refusal.notices)
        findings.refuse(UsageError)
        written = {name for name, value in self.given.items() if isinstance(value, str) and value.endswith("%")}
        object.__setattr__(self, "given", values)
        object.__setattr__(self, "percentages", frozenset(written))

    @property
    def figures(self) -> Mapping[str, Fraction | bool]:
        """The given figures as they are kept: exact numbers and truths."""
        return cast("Mapping[str, Fraction | bool]", self.given)

    def given_dict(self) -> dict[str, object]:
        """The given figures as plain data for canonical JSON."""
        return {name: value if isinstance(value, bool) else exact_text(value) for name, value in self.figures.items()}
