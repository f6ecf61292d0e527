"""What sickness absence costs by unit and band, short and long term, from aggregates.

    cost of a unit in a band = its net days in the band · value of a net day there

A row is shown where the unit has at least eleven employees and, in every band, either nobody or at least eleven
persons absent. All other units are one row together; where that is still a small group, as a single unit always is, the
smallest of the units that could be shown join it, one at a time. So nothing is left out, the rows sum to the total
exactly, and no row can be had by subtraction. A person absent at two units counts at both, as heads do in a panel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from outcome_contracts.notices import DataRejected, Findings, UsageError
from outcome_contracts.panel import SMALLEST_GROUP_SHOWN, Panel, net_days
from outcome_contracts.period import Period
from outcome_contracts.valuation.health_economics.band_values import BandValues, Length
from outcome_contracts.valuation.health_economics.quantities import refuse_inexact, refuse_uncounted


@dataclass(frozen=True, slots=True, repr=False)
class BandAbsence:
    """net_days: of one unit in one band, exact. persons: who has any of them."""

    band: str
    net_days: Fraction
    persons: int

    def __repr__(self) -> str:
        return f"BandAbsence({self.band})"


@dataclass(frozen=True, slots=True, repr=False)
class UnitAbsence:
    """One unit. heads: the fewest employees that it had at any time of the period."""

    unit: str
    heads: int
    bands: tuple[BandAbsence, ...]

    def __repr__(self) -> str:
        return f"UnitAbsence({self.unit}, {len(self.bands)} bands)"


@dataclass(frozen=True, slots=True)
class AbsenceCostRow:
    """units: names, several where small units are one row. net_days, cost: by band, in days and SEK, exact."""

    units: tuple[str, ...]
    heads: int
    net_days: Mapping[str, Fraction]
    cost: Mapping[str, Fraction]

    @property
    def total(self) -> Fraction:
        """SEK over all bands."""
        return sum(self.cost.values(), Fraction(0))


@dataclass(frozen=True, slots=True)
class AbsenceCost:
    """rows: those that may be shown, in the order of the units, the pooled one last. total: all units."""

    period: Period
    values: BandValues
    rows: tuple[AbsenceCostRow, ...]
    total: AbsenceCostRow

    def by_length(self, row: AbsenceCostRow, length: Length) -> Fraction:
        """SEK of short-term or long-term absence in a row."""
        bands = [band.id for band in self.values.bands if band.length is length]
        return sum((row.cost[band] for band in bands), Fraction(0))


def absence_cost(units: Sequence[UnitAbsence], values: BandValues, *, period: Period) -> AbsenceCost:
    """The cost of absence in a period.

    Raises UsageError (OC-W084 for no unit, OC-W080 for a unit twice, OC-U005, OC-U006) and DataRejected with every
    finding: OC-W086 for a unit whose bands are not those of the values or whose figures are negative, OC-W087 for bands
    in which even all units together are a small group.
    """
    refused, findings = Findings(), Findings()
    if not units:
        refused.add("OC-W084", what="units")
    names = [unit.unit for unit in units]
    for name in sorted({name for name in names if names.count(name) > 1}):
        refused.add("OC-W080", what="unit", name=name)
    for unit in units:
        refuse_uncounted({f"{unit.unit}.heads": unit.heads}, refused)
        for band in unit.bands:
            refuse_uncounted({f"{unit.unit}.{band.band}.persons": band.persons}, refused)
            refuse_inexact({f"{unit.unit}.{band.band}": band.net_days}, refused)
    refused.refuse(UsageError)
    wanted = [band.id for band in values.bands]
    for unit in units:
        found = [band.band for band in unit.bands]
        if sorted(found) != sorted(wanted) or unit.heads < 0 or any(_impossible(band) for band in unit.bands):
            findings.add("OC-W086", unit=unit.unit, bands=", ".join(wanted))
    findings.refuse(DataRejected)
    small = _small_bands(units, wanted)
    for what in small:
        findings.add("OC-W087", group=what, needed=SMALLEST_GROUP_SHOWN)
    findings.refuse(DataRejected)
    pooled = _pooled(units, wanted)
    shown = [unit for unit in units if unit not in pooled]
    rows = [_row([unit], values) for unit in shown] + ([_row(pooled, values)] if pooled and shown else [])
    return AbsenceCost(period, values, tuple(rows), _row(units, values))


def unit_absence(
    panel: Panel,
    period: Period,
    *,
    short_term_band: str,
    absent: Mapping[str, int],
    long_term: Mapping[str, Sequence[BandAbsence]],
) -> tuple[UnitAbsence, ...]:
    """The absence of every unit of a panel, with what the long-term statistic says of it.

    short_term_band: the band of the panel's short-term net days. absent: persons with any of them, by unit.
    long_term: the other bands, by unit; a panel holds short-term days only.
    Raises DataRejected with every finding: OC-D050 for months outside the panel, OC-W086 for a unit without figures.
    """
    cut, findings = panel.window(period), Findings()
    for unit in panel.units:
        if unit not in absent or unit not in long_term:
            findings.add("OC-W086", unit=unit, bands=short_term_band)
    findings.refuse(DataRejected)
    return tuple(
        UnitAbsence(
            unit,
            int(cut.heads[row].min()),
            (BandAbsence(short_term_band, net_days(cut.only([unit])), absent[unit]), *long_term[unit]),
        )
        for row, unit in enumerate(panel.units)
    )


def _impossible(band: BandAbsence) -> bool:
    """Negative figures, and days that nobody has."""
    return band.net_days < 0 or band.persons < 0 or (band.persons == 0) != (band.net_days == 0)


def _small_bands(units: Sequence[UnitAbsence], bands: Sequence[str]) -> list[str]:
    """Which groups of these units taken together are too small to be shown: `heads`, or a band."""
    small = ["heads"] if sum(unit.heads for unit in units) < SMALLEST_GROUP_SHOWN else []
    persons = dict.fromkeys(bands, 0)
    for unit in units:
        for band in unit.bands:
            persons[band.band] += band.persons
    return small + [band for band in bands if 0 < persons[band] < SMALLEST_GROUP_SHOWN]


def _pooled(units: Sequence[UnitAbsence], bands: Sequence[str]) -> list[UnitAbsence]:
    """The units that make one row: those that cannot be shown, and as many others as hide them."""
    hidden = [unit for unit in units if _small_bands([unit], bands)]
    others = sorted((unit for unit in units if unit not in hidden), key=lambda unit: (unit.heads, unit.unit))
    while hidden and others and _small_bands(hidden, bands):
        hidden.append(others.pop(0))
    order = {unit.unit: place for place, unit in enumerate(units)}
    return sorted(hidden, key=lambda unit: order[unit.unit])


def _row(units: Sequence[UnitAbsence], values: BandValues) -> AbsenceCostRow:
    days = {
        band.id: sum((one.net_days for unit in units for one in unit.bands if one.band == band.id), Fraction(0))
        for band in values.bands
    }
    return AbsenceCostRow(
        tuple(unit.unit for unit in units),
        sum(unit.heads for unit in units),
        days,
        {band.id: days[band.id] * band.value.value for band in values.bands},
    )
