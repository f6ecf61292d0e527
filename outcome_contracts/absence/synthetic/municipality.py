"""A synthetic municipality: its workforce, its absences, and the truth about its project.

`project` and `comparators` make the municipalities of a scenario. Each draws from its own stream, so that one
more comparator changes no other municipality. What an HR system would deliver comes out as the two files, or
at once as the records that reading them gives; what no HR system knows, the world without the project, comes
out as such records too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.days import LATEST
from outcome_contracts.absence.records import AbsenceRecords, Employments, Spells
from outcome_contracts.absence.synthetic.export import EMPLOYMENT_COLUMNS, SPELL_COLUMNS, Export, Table
from outcome_contracts.absence.synthetic.levels import monthly_levels
from outcome_contracts.absence.synthetic.scenario import MunicipalitySpec, Scenario
from outcome_contracts.absence.synthetic.spells import SyntheticSpells, fall_ill
from outcome_contracts.absence.synthetic.streams import Integers, Stream
from outcome_contracts.absence.synthetic.workforce import Workforce, employ
from outcome_contracts.decimals import fixed_text, steps_text
from outcome_contracts.panel import EXTENT_STEPS

_SIZES_STREAM, _PROJECT_STREAM, _FIRST_COMPARATOR_STREAM = 1, 2, 3
_SHORT_TERM_DAYS = 14
_STEPS_PER_HUNDREDTH = EXTENT_STEPS // 100
_FRACTION = tuple(steps_text(hundredths, 2) for hundredths in range(101))


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class SyntheticMunicipality:
    """One generated municipality; `truth` states what it was made of and what its project did.

    spells: those of the world without the project; the ones it prevented are marked.
    """

    spec: MunicipalitySpec
    scenario: Scenario
    workforce: Workforce
    spells: SyntheticSpells

    def __repr__(self) -> str:
        stretches, spells = len(self.workforce.first), int((~self.spells.prevented).sum())
        return f"SyntheticMunicipality({self.spec.name!r}, {stretches} stretches, {spells} spells)"

    @property
    def units(self) -> tuple[str, ...]:
        """The names of the units, department by department."""
        return self.workforce.units

    def records(self) -> AbsenceRecords:
        """What happened, as records ready to measure; the same panel as reading the two files gives."""
        return self._records(self._happened())

    def records_without_project(self) -> AbsenceRecords:
        """The same of the world in which the project prevented nothing: the exact counterfactual."""
        return self._records(self.spells)

    def export(self) -> Export:
        """The two files of an HR export, clean."""
        force, spells = self.workforce, self._happened()
        return Export(
            spells=Table(
                SPELL_COLUMNS,
                _rows(
                    _names("p", spells.person),
                    _names("a", spells.employment),
                    _dates(spells.first),
                    _dates(spells.last),
                    _fractions(spells.extent),
                ),
            ),
            employments=Table(
                EMPLOYMENT_COLUMNS,
                _rows(
                    _names("p", force.person),
                    _names("a", force.employment),
                    [force.units[unit] for unit in force.unit.tolist()],
                    _dates(force.first),
                    np.where(force.open, "", _dates(force.last)).tolist(),
                    _fractions(force.extent),
                    np.where(force.hourly, "hourly", "monthly").tolist(),
                ),
            ),
        )

    def write(self, folder: Path) -> None:
        """Write `spells.csv` and `employments.csv`; each appears whole or not at all."""
        self.export().write(folder)

    @property
    def truth(self) -> dict[str, object]:
        """What it was made of and what the project did, as plain data; numbers are decimal strings.

        The realised effect is − (short-term net days of the prevented spells) / (those of all spells), over
        the spells that begin in the project months. Short-term net days of a spell: its days 1–14 × its
        extent. A contract that joins relapses into periods may measure an effect a little different.
        """
        return {
            "municipality": self.spec.name,
            "staff": str(self.spec.staff),
            "months": str(self.spec.months),
            "units": str(len(self.units)),
            "stream": str(self.spec.stream),
            "effect": _effect(self.spec, self.spells),
            "scenario": self.scenario.to_dict(),
        }

    def _happened(self) -> SyntheticSpells:
        return self.spells.select(~self.spells.prevented)

    def _records(self, spells: SyntheticSpells) -> AbsenceRecords:
        force, months = self.workforce, self.spec.months
        return AbsenceRecords(
            spells=Spells(
                person=_column(spells.person),
                employment=_column(spells.employment),
                first_day=_column(spells.first),
                last_day=_column(spells.last),
                extent=_column(spells.extent * _STEPS_PER_HUNDREDTH),
            ),
            employments=Employments(
                person=_column(force.person),
                employment=_column(force.employment),
                unit=_column(force.unit),
                first_day=_column(force.first),
                last_day=_column(np.where(force.open, LATEST, force.last)),
                extent=_column(force.extent * _STEPS_PER_HUNDREDTH),
                monthly=~force.hourly,
            ),
            units=force.units,
            covers=(months.first_day, months.last_day),
        )


def project(scenario: Scenario) -> SyntheticMunicipality:
    """The municipality in which the project works."""
    spec = MunicipalitySpec(
        name=scenario.name,
        staff=scenario.staff,
        months=scenario.months,
        stream=_PROJECT_STREAM,
        effect=scenario.effect,
    )
    return generate(spec, scenario)


def comparators(scenario: Scenario) -> Iterator[SyntheticMunicipality]:
    """The municipalities that the project is compared with, one at a time; no project works in them."""
    fewest, most = scenario.comparator_staff
    sizes = Stream(seed=scenario.seed, key=_SIZES_STREAM).integers(scenario.comparators, below=most - fewest + 1)
    for position, size in enumerate(sizes.tolist()):
        spec = MunicipalitySpec(
            name=f"Jämförelse {position + 1:02d}",
            staff=fewest + size,
            months=scenario.months,
            stream=_FIRST_COMPARATOR_STREAM + position,
            effect=None,
        )
        yield generate(spec, scenario)


def generate(spec: MunicipalitySpec, scenario: Scenario) -> SyntheticMunicipality:
    """Make one municipality of the scenario's sector, from the scenario's seed and the stream of `spec`."""
    stream = Stream(seed=scenario.seed, key=spec.stream)
    levels = monthly_levels(scenario.sector, spec.months, seed=scenario.seed, stream=stream)
    workforce = employ(scenario.sector, spec.staff, spec.months, stream)
    spells = fall_ill(scenario.sector, workforce, spec.months, levels, effect=spec.effect, stream=stream)
    return SyntheticMunicipality(spec, scenario, workforce, spells)


def _effect(spec: MunicipalitySpec, spells: SyntheticSpells) -> Mapping[str, str]:
    if spec.effect is None:
        return {"declared": "0", "realised": "0"}
    in_project = (spells.month >= spec.effect.months.first) & (spells.month <= spec.effect.months.last)
    short = np.minimum(spells.last - spells.first + 1, _SHORT_TERM_DAYS) * spells.extent
    all_days, removed = int(short[in_project].sum()), int(short[in_project & spells.prevented].sum())
    realised = Fraction(-removed, all_days) if all_days else Fraction(0)
    return {
        "declared": format(spec.effect.size, "f"),
        "realised": format(Decimal(round(realised * 10**6)).scaleb(-6), "f"),
        "prevented_net_days": fixed_text(Fraction(removed, 100), 2),
        "net_days_without_project": fixed_text(Fraction(all_days, 100), 2),
        "prevented_spells": str(int((in_project & spells.prevented).sum())),
        "spells_without_project": str(int(in_project.sum())),
    }


def _rows(*columns: list[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(zip(*columns, strict=True))


def _names(prefix: str, numbers: Integers) -> list[str]:
    """Pseudonyms such as p000123: with a letter and too short for a personal identity number."""
    return [f"{prefix}{number + 1:06d}" for number in numbers.tolist()]


def _dates(days: Integers) -> list[str]:
    text: list[str] = np.datetime_as_string(days.astype("datetime64[D]")).tolist()
    return text


def _fractions(hundredths: Integers) -> list[str]:
    return [_FRACTION[value] for value in hundredths.tolist()]


def _column(values: Integers) -> NDArray[np.int32]:
    return values.astype(np.int32)
