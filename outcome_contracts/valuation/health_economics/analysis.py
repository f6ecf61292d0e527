"""The analysis: what each programme costs, avoids and gives back, as exact points with simulated intervals.

    net benefit = benefit − cost          return = net benefit / cost          cost per avoided day = cost / days

A programme with a cost that nobody has stated has a cost of at least what is known; its net benefit and return are
then at most, its cost per day at least, what the known part gives. Cost per avoided day is the ratio of the points;
it does not exist where no days are avoided, nor where the interval of the days holds zero. Programmes are not summed:
two programmes can avoid the same day. Bases are never summed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from outcome_contracts.canonical import digest
from outcome_contracts.decimals import exact_text
from outcome_contracts.notices import Findings, Notice, UsageError
from outcome_contracts.valuation.arguments import Exact
from outcome_contracts.valuation.day_value import Basis
from outcome_contracts.valuation.health_economics.band_values import refuse_twice
from outcome_contracts.valuation.health_economics.known_sum import KnownSum, known_sum
from outcome_contracts.valuation.health_economics.model import HealthEconomicModel, Programme
from outcome_contracts.valuation.health_economics.quantities import Text
from outcome_contracts.valuation.health_economics.record import plain
from outcome_contracts.valuation.health_economics.simulation import (
    Interval,
    SimulatedProgramme,
    Simulation,
    effect_factor,
    require_draws,
    simulated,
)


class NoCostPerDay(Enum):
    """Why there is no cost per avoided day."""

    NO_DAYS_AVOIDED = "no_days_avoided"
    INTERVAL_HOLDS_ZERO = "interval_holds_zero"


@dataclass(frozen=True, slots=True)
class CostPerDay:
    """SEK per avoided net day. point: None where it does not exist, and then `reason`. interval: None without draws."""

    point: Fraction | None
    interval: Interval | None
    reason: NoCostPerDay | None


@dataclass(frozen=True, slots=True)
class BasisResult:
    """What a programme gives back by one basis: SEK, exact; by_band: the benefit in each band.

    at_most: whether a cost is unknown, so that net benefit and return can only be less. return_: per krona of cost,
    None where the known cost is 0. interval, chance: of the net benefit, and of its being above zero; None without
    draws.
    """

    basis: Basis
    by_band: Mapping[str, Fraction]
    net_benefit: Fraction
    return_: Fraction | None
    at_most: bool
    interval: Interval | None
    chance: float | None

    @property
    def benefit(self) -> Fraction:
        """SEK over all bands."""
        return sum(self.by_band.values(), Fraction(0))


@dataclass(frozen=True, slots=True)
class ProgrammeResult:
    """One programme. cost: SEK, discounted. days: avoided net days, discounted, by band. by_basis: never added."""

    programme: str
    cost: KnownSum
    days_by_band: Mapping[str, Fraction]
    days_interval: Interval | None
    cost_per_day: CostPerDay
    by_basis: tuple[BasisResult, ...]

    @property
    def days(self) -> Fraction:
        """Avoided net days over all bands."""
        return sum(self.days_by_band.values(), Fraction(0))

    def of(self, basis: Basis) -> BasisResult:
        """The result by one basis. Raises UsageError (OC-W093) for a basis that the model has no values of."""
        for found in self.by_basis:
            if found.basis is basis:
                return found
        findings = Findings()
        findings.add("OC-W093", basis=basis.value, known=", ".join(one.basis.value for one in self.by_basis))
        raise UsageError(findings)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Other points for named inputs, all at once."""

    id: str
    label: Text
    inputs: Mapping[str, Exact]


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """What the answers become. An effect that the scenario replaces is taken as certain; all others stay uncertain."""

    scenario: Scenario
    programmes: tuple[ProgrammeResult, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HealthEconomicAnalysis:
    """The model with its answers. simulated: by programme, those whose effects all say how uncertain they are."""

    model: HealthEconomicModel
    simulation: Simulation
    programmes: tuple[ProgrammeResult, ...]
    simulated: Mapping[str, SimulatedProgramme]
    scenarios: tuple[ScenarioResult, ...]
    notices: tuple[Notice, ...]

    def __repr__(self) -> str:
        lines = [f"HealthEconomicAnalysis({self.model.period}, {len(self.programmes)} programmes"]
        lines += [f"  {one.programme}: cost {one.cost.text('en')}, {float(one.days):.1f} days avoided" for one in
                  self.programmes[:10]]  # fmt: skip
        return "\n".join(lines) + ")"

    @property
    def digest(self) -> str:
        """`sha256:<hex>` of model, points, simulation and scenarios; no float is in it."""
        return digest(self.to_dict())

    def to_dict(self) -> dict[str, object]:
        """Inputs and exact answers as plain data for canonical JSON. Draws are given by their count and seed."""
        return {
            "model": plain(self.model),
            "simulation": plain(self.simulation),
            "programmes": [_result(one) for one in self.programmes],
            "scenarios": [
                {"scenario": plain(one.scenario), "programmes": [_result(each) for each in one.programmes]}
                for one in self.scenarios
            ],
            "notices": [notice.to_dict() for notice in self.notices],
        }


def analyse(
    model: HealthEconomicModel, *, simulation: Simulation, scenarios: Sequence[Scenario]
) -> HealthEconomicAnalysis:
    """The analysis of a model.

    Raises UsageError with every finding: OC-W080, OC-W081 for scenarios of the same id, OC-W090 for an input that a
    scenario names and the model does not have, OC-W092 for too few draws. Notes (OC-W094, OC-W095) tell which
    programmes have no interval, and which have an unknown cost.
    """
    findings, worlds = Findings(), list[tuple[Scenario, HealthEconomicModel]]()
    refuse_twice("scenario", [scenario.id for scenario in scenarios], findings)
    for programme in model.programmes:
        require_draws(programme, simulation, findings)
    for scenario in scenarios:
        try:
            worlds.append((scenario, model.with_inputs(dict(scenario.inputs))))
        except UsageError as refusal:
            findings.extend(refusal.notices)
    findings.refuse(UsageError)
    drawn = _simulated(model, simulation)
    return HealthEconomicAnalysis(
        model,
        simulation,
        _results(model, drawn),
        drawn,
        tuple(ScenarioResult(scenario, _results(world, _simulated(world, simulation))) for scenario, world in worlds),
        _notes(model, drawn),
    )


def points(model: HealthEconomicModel) -> tuple[ProgrammeResult, ...]:
    """The exact answers of a model, without intervals."""
    return _results(model, {})


def _results(model: HealthEconomicModel, drawn: Mapping[str, SimulatedProgramme]) -> tuple[ProgrammeResult, ...]:
    return tuple(_programme_result(model, programme, drawn.get(programme.id)) for programme in model.programmes)


def _simulated(model: HealthEconomicModel, simulation: Simulation) -> dict[str, SimulatedProgramme]:
    """The draws of those programmes whose effects all say how uncertain they are."""
    return {
        programme.id: simulated(model, programme, simulation)
        for programme in model.programmes
        if all(effect.uncertain for effect in programme.effects)
    }


def _notes(model: HealthEconomicModel, drawn: Mapping[str, SimulatedProgramme]) -> tuple[Notice, ...]:
    """Which programmes have no interval, and which have an unknown cost."""
    notes = Findings()
    for one in model.programmes:
        if one.id not in drawn:
            notes.add("OC-W094", programme=one.id, programme_sv=one.label.sv, programme_en=one.label.en)
        if unknown := sum(item.amount is None for item in one.costs):
            notes.add("OC-W095", programme=one.id, programme_sv=one.label.sv, programme_en=one.label.en, count=unknown)
    return notes.refuse(UsageError)


def _programme_result(
    model: HealthEconomicModel, programme: Programme, drawn: SimulatedProgramme | None
) -> ProgrammeResult:
    rate = 1 + model.discount_rate
    cost = known_sum(
        None if item.amount is None else item.amount.point / rate ** (item.year - 1) for item in programme.costs
    )
    factor = effect_factor(model, programme)
    days = {effect.band: factor * effect.days.point for effect in programme.effects}
    by_basis = []
    for values in model.values:
        prices = {band.id: band.value.value for band in values.bands}
        by_band = {band: count * prices[band] for band, count in days.items()}
        net = sum(by_band.values(), Fraction(0)) - cost.known
        by_basis.append(
            BasisResult(
                values.basis,
                by_band,
                net,
                net / cost.known if cost.known else None,
                bool(cost.unknown),
                None if drawn is None else drawn.net_benefit_interval(values.basis),
                None if drawn is None else drawn.chance_of_gain(values.basis),
            )
        )
    per_day = _cost_per_day(cost.known, sum(days.values(), Fraction(0)), drawn)
    interval = None if drawn is None else drawn.days_interval
    return ProgrammeResult(programme.id, cost, days, interval, per_day, tuple(by_basis))


def _cost_per_day(cost: Fraction, days: Fraction, drawn: SimulatedProgramme | None) -> CostPerDay:
    interval = None if drawn is None else drawn.cost_per_day_interval
    if drawn is not None and drawn.days_interval.low <= 0 <= drawn.days_interval.high:
        return CostPerDay(None, None, NoCostPerDay.INTERVAL_HOLDS_ZERO)
    if days <= 0:
        return CostPerDay(None, None, NoCostPerDay.NO_DAYS_AVOIDED)
    return CostPerDay(cost / days, interval, None)


def _result(found: ProgrammeResult) -> dict[str, object]:
    per_day = found.cost_per_day
    return {
        "programme": found.programme,
        "cost": exact_text(found.cost.known),
        "unknown_costs": found.cost.unknown,
        "days": {band: exact_text(days) for band, days in found.days_by_band.items()},
        "cost_per_day": None if per_day.point is None else exact_text(per_day.point),
        "no_cost_per_day": None if per_day.reason is None else per_day.reason.value,
        "net_benefit": {one.basis.value: exact_text(one.net_benefit) for one in found.by_basis},
    }
