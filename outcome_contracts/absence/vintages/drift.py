"""Did the way of recording change between two vintages? The mixes of extents, reasons and lengths, old against new.

    distance = ½ Σ over classes |share in the new − share in the old|

the share of the spells that would have to stand in another class for the mixes to be equal (total variation). What the
two vintages say of the same months should hardly differ; a distance above the agreed tolerance comes from a new system,
new codes or recoding, and is held until somebody has explained it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

import numpy as np

from outcome_contracts.absence.days import Integers, day_number
from outcome_contracts.absence.vintages.changes import require_alike
from outcome_contracts.absence.vintages.held import Delivery, HeldSpells, Ids, put_together, taken
from outcome_contracts.decimals import exact, fixed_text
from outcome_contracts.notices import Findings, Notice
from outcome_contracts.panel import SMALLEST_GROUP_SHOWN
from outcome_contracts.period import Period

# The lower end of each class: extents in ten-thousandths, lengths in calendar days.
EXTENT_CLASSES = MappingProxyType({0: "0–24 %", 2_500: "25–49 %", 5_000: "50–74 %", 7_500: "75–99 %", 10_000: "100 %"})
LENGTH_CLASSES = MappingProxyType({1: "1", 2: "2–7", 8: "8–14", 15: "15–59", 60: "≥ 60"})


@dataclass(frozen=True, slots=True)
class Drift:
    """How far each mix moved: `extent`, `length`, and `reason` where there are reasons. A distance is from 0 to 1.

    None was judged where `distances` is empty. notices: OC-D142 for each mix above the tolerance, a hold; OC-D143.
    """

    period: Period
    distances: Mapping[str, Fraction]
    notices: tuple[Notice, ...] = ()


def drift(old: Delivery, new: Delivery, period: Period, *, tolerance: str | int | Decimal | Fraction) -> Drift:
    """How the mixes of the spells that begin in the period differ between two vintages; each spell counts once.

    tolerance: the distance that needs no explanation, such as "2 %".
    Raises DataRejected (OC-D140) for vintages that differ in having reasons or in what counts.
    """
    limit = exact(tolerance, "tolerance")
    require_alike(old, new)
    before, after = (_begun(one, period) for one in (old, new))
    findings = Findings()
    if min(len(np.unique(table.person)) for table in (before, after)) < SMALLEST_GROUP_SHOWN:
        findings.add("OC-D143", period=str(period), needed=SMALLEST_GROUP_SHOWN)
        return Drift(period, {}, tuple(findings))
    mixes = {"extent": _extents, "length": _lengths} | ({} if old.counted is None else {"reason": _reasons})
    distances = {}
    for mix, classes in mixes.items():
        first, second = (_shares(table, classes(table)) for table in (before, after))
        moves = {name: second.get(name, Fraction(0)) - first.get(name, Fraction(0)) for name in {**first, **second}}
        distances[mix] = sum(map(abs, moves.values()), Fraction(0)) / 2
        if distances[mix] > limit:
            largest = max(sorted(moves), key=lambda name: abs(moves[name]))
            findings.add(
                "OC-D142",
                mix=f"@mix_of_{mix}",
                distance=_percent(distances[mix]),
                tolerance=_percent(limit),
                class_name=largest,
                before=_shown(before, classes(before), largest),
                after=_shown(after, classes(after), largest),
                period=str(period),
            )
    return Drift(period, distances, tuple(findings))


def _begun(delivery: Delivery, period: Period) -> HeldSpells:
    """The spells that begin in the period, whatever their reason; rows that follow on one another are one."""
    spells = put_together([delivery.spells])
    first, last = day_number(period.first_day), day_number(period.last_day)
    return taken(spells, (spells.first_day >= first) & (spells.first_day <= last) & (spells.extent > 0))


def _extents(spells: HeldSpells) -> Ids:
    return _classes(spells.extent, EXTENT_CLASSES)


def _lengths(spells: HeldSpells) -> Ids:
    return _classes(spells.last_day - spells.first_day + 1, LENGTH_CLASSES)


def _reasons(spells: HeldSpells) -> Ids:
    return spells.reason


def _classes(values: Integers, classes: Mapping[int, str]) -> Ids:
    """The name of the class of each value."""
    names = np.array(list(classes.values()), dtype=np.str_)
    return names[np.searchsorted(list(classes), values, side="right") - 1]


def _shares(spells: HeldSpells, names: Ids) -> dict[str, Fraction]:
    """The share of the spells in each class that has any."""
    distinct, counts = np.unique(names, return_counts=True)
    return {name: Fraction(int(count), len(spells)) for name, count in zip(distinct.tolist(), counts, strict=True)}


def _shown(spells: HeldSpells, names: Ids, name: str) -> str:
    """The share of a class in per cent, or that it is a few where one to ten persons are in it."""
    persons = len(np.unique(spells.person[names == name]))
    if 0 < persons < SMALLEST_GROUP_SHOWN:
        return "@a_few"
    return _percent(_shares(spells, names).get(name, Fraction(0)))


def _percent(share: Fraction) -> str:
    return f"{fixed_text(share * 100, 1)}%"
