"""Shocks: dated events that moved sickness absence and are not the project, and which methods may not look past them.

An event has a mechanism: *behaviour* (people stay away more or less often: a pandemic), *price* (what a day costs or
pays changed: a waiting day abolished), *measurement* (the same absence is counted otherwise: a new system). What a
month of it means for the payment is for the contract to say, never for the method; `Shocks` carries the answer.

A method that carries the reference forward from the project's own past alone (`EXTRAPOLATING`) takes every shock for
an effect, +27 points in simulation under one of +60 %, so shock months among those it counts are refused. Methods with
comparators see the shock there too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, cast, get_args

from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.panel import unit_name
from outcome_contracts.period import Period, months_text

Mechanism = Literal["behaviour", "price", "measurement"]

EXTRAPOLATING = frozenset({"reference_mean", "seasonal_naive", "linear_trend", "structural_series"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShockEvent:
    """One dated event. sv, en: what it is called. months: the first and the last one. source: who says so.

    Raises UsageError (OC-B117), one finding for each text that is empty, unreadable or longer than 200 characters, for
    months that are no period, and for what is no mechanism.
    """

    sv: str
    en: str
    months: Period
    mechanism: Mechanism
    source: str

    def __post_init__(self) -> None:
        findings = Findings()
        for field in ("sv", "en", "source"):
            if unit_name(getattr(self, field)) is None:
                findings.add("OC-B117", field=field, allowed="1 – 200 A–Ö")
        if type(self.months) is not Period:
            findings.add("OC-B117", field="months", allowed="Period")
        if self.mechanism not in get_args(Mechanism):
            findings.add("OC-B117", field="mechanism", allowed=" | ".join(get_args(Mechanism)))
        findings.refuse(UsageError)

    def to_dict(self) -> dict[str, str]:
        """The event as plain data for canonical JSON."""
        return {
            "sv": self.sv,
            "en": self.en,
            "months": str(self.months),
            "mechanism": self.mechanism,
            "source": self.source,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, str]) -> ShockEvent:
        """Read what `to_dict` wrote. Raises KeyError for a field that is missing, and what the constructor raises."""
        return cls(
            sv=data["sv"],
            en=data["en"],
            months=Period.parse(data["months"]),
            mechanism=cast(Mechanism, data["mechanism"]),
            source=data["source"],
        )


@dataclass(frozen=True, slots=True)
class Shocks:
    """The events of a settlement and what its clause makes of them for the counterfactual.

    left_out: months of the period settled that count neither for the project nor for the comparators.
    capped: months in which the comparators' index is counted at most `at_most` from its forecast, a share.
    """

    events: tuple[ShockEvent, ...] = ()
    left_out: frozenset[int] = frozenset()
    capped: frozenset[int] = frozenset()
    at_most: Fraction = Fraction(0)


NO_SHOCKS = Shocks()


def extrapolates(plan: BaselinePlan) -> bool:
    """Whether a plan's method, or one of its parts, carries the project's own past forward."""
    if any(extrapolates(part.plan) for part in plan.parts or ()):
        return True
    own_trend = plan.method == "segmented_regression" and plan.model == "extrapolation"
    return own_trend or plan.method in EXTRAPOLATING


def require_no_shock(
    plan: BaselinePlan, events: Collection[ShockEvent], months: Collection[int], findings: Findings
) -> None:
    """Record every event in the months that an extrapolating method counts (OC-B114).

    months: those of reference and measurement that count.
    """
    for event in events if extrapolates(plan) else ():
        inside = [month for month in months if month in event.months]
        if inside:
            findings.add(
                "OC-B114", method=plan.method, event_sv=event.sv, event_en=event.en, months=months_text(inside)
            )
