"""The model of a health-economic analysis: programmes with their costs and effects, values of a day, and the study.

    cost     = Σ amount / (1 + r)^(year − 1)                  over the cost items
    days     = Σ days · Σ share of the year / (1 + r)^(year − 1)   over the bands
    benefit  = the same sum with each band's days times the value of a day in it

r is the discount rate and year 1 is not discounted; money and days are discounted alike. An effect enters as avoided
net days in a band: a point, and either draws from the estimate itself or an interval read as normal. Inputs have ids:
`cost.<programme>.<item>`, `days.<programme>.<band>`, `value.<basis>.<band>`, `discount_rate`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import Enum
from fractions import Fraction
from math import isfinite

from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.period import Period
from outcome_contracts.valuation.arguments import Exact, Limits, read_number
from outcome_contracts.valuation.day_value import Basis
from outcome_contracts.valuation.health_economics.absence_cost import AbsenceCost
from outcome_contracts.valuation.health_economics.band_values import BandValues, CostBand, refuse_twice
from outcome_contracts.valuation.health_economics.quantities import (
    ANY_NUMBER,
    Distribution,
    Quantity,
    Text,
    refuse_inexact,
    refuse_uncounted,
)

RATE = Limits("0 ≤ r < 1", lambda rate: 0 <= rate < 1)


class Resource(Enum):
    """What a cost or a contribution is: money, or work and things that nobody is invoiced for."""

    CASH = "cash"
    IN_KIND = "in_kind"


@dataclass(frozen=True, slots=True)
class CostItem:
    """One cost. amount: SEK in the prices of the study, None where nobody has stated it. year: 1 for the first.

    source: of the amount, or of its being unknown. Raises UsageError with every finding: OC-W002 for a negative amount
    or a year before the first, OC-W003 without a source.
    """

    id: str
    label: Text
    amount: Quantity | None
    year: int
    kind: Resource
    source: str

    def __post_init__(self) -> None:
        findings, amount = Findings(), self.amount
        refuse_uncounted({"year": self.year}, findings)
        findings.refuse(UsageError)
        if amount is not None and (amount.point < 0 or (amount.range is not None and amount.range.low < 0)):
            findings.add("OC-W002", argument="amount", allowed="≥ 0")
        if self.year < 1:
            findings.add("OC-W002", argument="year", allowed="≥ 1")
        if not self.source.strip():
            findings.add("OC-W003")
        findings.refuse(UsageError)


@dataclass(frozen=True, slots=True, repr=False)
class AvoidedDays:
    """Net days that a programme avoids in one band over the whole analysis; negative where it adds some.

    days: the point, and for an effect that comes as an interval the normal range. draws: of the estimate itself, in
    net days; empty where there are none.
    Raises UsageError: OC-W083 for draws beside a range, draws that are no numbers or lie all on one side of the point
    (of another sign, unit or estimate), or an interval that is not normal, OC-W003 without a source.
    """

    band: str
    days: Quantity
    draws: tuple[float, ...]
    source: str

    def __post_init__(self) -> None:
        findings, interval = Findings(), self.days.range
        if interval is not None and (self.draws or interval.distribution is not Distribution.NORMAL):
            findings.add("OC-W083", wrong="days", allowed="draws | normal")
        if not all(isinstance(draw, (int, float)) and isfinite(draw) for draw in self.draws):
            findings.add("OC-W083", wrong="draws", allowed="−∞ < x < ∞")
        elif self.draws and not min(self.draws) <= self.days.point <= max(self.draws):
            findings.add("OC-W083", wrong="days", allowed="min(draws) ≤ days ≤ max(draws)")
        if not self.source.strip():
            findings.add("OC-W003")
        findings.refuse(UsageError)

    def __repr__(self) -> str:
        return f"AvoidedDays({self.band}, {float(self.days.point):.1f} net days, {len(self.draws)} draws)"

    @property
    def uncertain(self) -> bool:
        """Whether the source says how uncertain the effect is."""
        return bool(self.draws) or self.days.range is not None


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme against absence, compared with what would be done without it.

    effect_by_year: which share of the avoided days falls in each year; the shares are positive or zero and sum to 1.
    Raises UsageError: OC-W084 for no cost item or no effect, OC-W080, OC-W081, OC-U005, OC-U006, and OC-W088 for
    shares that do not sum to 1.
    """

    id: str
    label: Text
    comparator: Text
    costs: tuple[CostItem, ...]
    effects: tuple[AvoidedDays, ...]
    effect_by_year: tuple[Fraction, ...]

    def __post_init__(self) -> None:
        findings = Findings()
        for what, parts in (("costs", self.costs), ("effects", self.effects)):
            if not parts:
                findings.add("OC-W084", what=f"{self.id}.{what}")
        for share in self.effect_by_year:
            refuse_inexact({"effect_by_year": share}, findings)
        refuse_twice("cost", [item.id for item in self.costs], findings)
        refuse_twice("band", [effect.band for effect in self.effects], findings)
        if sum(self.effect_by_year, Fraction(0)) != 1 or any(share < 0 for share in self.effect_by_year):
            findings.add("OC-W088", programme=self.id)
        findings.refuse(UsageError)


@dataclass(frozen=True, slots=True)
class Study:
    """What a reader of the analysis must know, in words; None where nothing is said, and then nothing is made up.

    The fields are those of CHEERS 2022 that no figure answers.
    """

    summary: Text | None = None
    background: Text | None = None
    plan: Text | None = None
    population: Text | None = None
    setting: Text | None = None
    comparators_why: Text | None = None
    perspective_why: Text | None = None
    horizon_why: Text | None = None
    discount_why: Text | None = None
    outcomes_measured: Text | None = None
    model_why: Text | None = None
    subgroups: Text | None = None
    distribution: Text | None = None
    engagement: Text | None = None
    engagement_effect: Text | None = None
    limitations: Text | None = None
    funding: Text | None = None
    interests: Text | None = None


@dataclass(frozen=True, slots=True)
class HealthEconomicModel:
    """Everything that an analysis is computed from.

    price_year: of all amounts. discount_rate: a year, 0 where the horizon is one year. values: one list per basis, for
    every band in which a programme has an effect. absence: what the absence costs without valuing any programme.
    Raises UsageError with every finding: OC-W084 for no programme or no values, OC-W080, OC-W081, OC-W002 for the rate,
    OC-W089 for a band without a value, OC-W085 for two lists of the same basis.
    """

    title: Text
    period: Period
    price_year: int
    discount_rate: Fraction
    values: tuple[BandValues, ...]
    programmes: tuple[Programme, ...]
    study: Study
    absence: AbsenceCost | None = None

    def __post_init__(self) -> None:
        findings = Findings()
        for what, parts in (("programmes", self.programmes), ("values", self.values)):
            if not parts:
                findings.add("OC-W084", what=what)
        refuse_twice("programme", [programme.id for programme in self.programmes], findings)
        refuse_inexact({"discount_rate": self.discount_rate}, findings)
        if isinstance(self.discount_rate, (int, Fraction)) and not RATE.hold(self.discount_rate):
            findings.add("OC-W002", argument="discount_rate", allowed=RATE.text)
        bases = [values.basis.value for values in self.values]
        if len(set(bases)) != len(bases):
            findings.add("OC-W085", bases=", ".join(sorted({one for one in bases if bases.count(one) > 1})))
        needed = [(programme.id, effect.band) for programme in self.programmes for effect in programme.effects]
        for values in self.values:
            have = {band.id for band in values.bands}
            for programme, band in needed:
                if band not in have:
                    findings.add("OC-W089", programme=programme, band=band, basis=values.basis.value)
        findings.refuse(UsageError)

    @property
    def inputs(self) -> dict[str, Quantity | None]:
        """Every input by its id; None for an unknown cost."""
        found: dict[str, Quantity | None] = {"discount_rate": Quantity(self.discount_rate)}
        for programme in self.programmes:
            found |= {f"cost.{programme.id}.{item.id}": item.amount for item in programme.costs}
            found |= {f"days.{programme.id}.{effect.band}": effect.days for effect in programme.effects}
        for values in self.values:
            found |= {value_id(values.basis, band): Quantity(band.value.value, band.range) for band in values.bands}
        return found

    def labels(self) -> dict[str, Text]:
        """What every input is called, by its id."""
        bands = {band.id: band.label for values in self.values for band in values.bands}
        found = {"discount_rate": Text("Diskonteringsränta", "Discount rate")}
        for one in self.programmes:
            found |= {f"cost.{one.id}.{item.id}": _of("Kostnad", "Cost", item.label) for item in one.costs}
            found |= {
                f"days.{one.id}.{effect.band}": _of("Undvikna dagar", "Avoided days", bands[effect.band])
                for effect in one.effects
            }
        for values in self.values:
            found |= {
                value_id(values.basis, band): _of("Dagvärde", "Value of a day", band.label) for band in values.bands
            }
        return found

    def with_inputs(self, replaced: dict[str, Exact]) -> HealthEconomicModel:
        """The same model with other points, and without the ranges and draws of what is replaced.

        Raises UsageError with every finding: OC-W090 for an id that the model does not have, OC-U005, OC-U006, and
        what the constructors refuse.
        """
        findings, known = Findings(), self.inputs
        for name in replaced:
            if name not in known:
                findings.add("OC-W090", name=str(name)[:80], known=", ".join(known))
        exact = {name: read_number(value, name[:80], ANY_NUMBER, findings) for name, value in replaced.items()}
        findings.refuse(UsageError)
        return replace(
            self,
            discount_rate=exact.get("discount_rate", self.discount_rate),
            values=tuple(_values_with(values, exact) for values in self.values),
            programmes=tuple(_programme_with(programme, exact) for programme in self.programmes),
        )


def value_id(basis: Basis, band: CostBand) -> str:
    """The input id of a band's value."""
    return f"value.{basis.value}.{band.id}"


def said(study: Study) -> dict[str, Text]:
    """The fields of a study of which something is said."""
    return {field.name: text for field in fields(study) if (text := getattr(study, field.name)) is not None}


def _of(sv: str, en: str, label: Text) -> Text:
    return Text(f"{sv}: {label.sv}", f"{en}: {label.en}")


def _values_with(values: BandValues, exact: dict[str, Fraction]) -> BandValues:
    def band_with(band: CostBand) -> CostBand:
        value = exact.get(value_id(values.basis, band))
        return band if value is None else replace(band, value=replace(band.value, value=value), range=None)

    return BandValues(tuple(map(band_with, values.bands)))


def _programme_with(programme: Programme, exact: dict[str, Fraction]) -> Programme:
    def cost_with(item: CostItem) -> CostItem:
        amount = exact.get(f"cost.{programme.id}.{item.id}")
        return item if amount is None else replace(item, amount=Quantity(amount))

    def effect_with(effect: AvoidedDays) -> AvoidedDays:
        days = exact.get(f"days.{programme.id}.{effect.band}")
        return effect if days is None else replace(effect, days=Quantity(days), draws=())

    return replace(
        programme, costs=tuple(map(cost_with, programme.costs)), effects=tuple(map(effect_with, programme.effects))
    )
