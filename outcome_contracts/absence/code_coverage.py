"""What the map of absence codes covers: rows, net days and money under each reason, and under no reason at all.

    net days = Σ calendar days × extent          amount = net days × value of a day

It answers what a wrong or missing line of the map would move, before anything is measured. Codes that the map does not
know block, with what they are worth and the nearest that it does know; they are never guessed, and never shown, for a
code can be somebody's free text. Reasons of ten persons or fewer are put together with the next ones up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.checks import EXTENT_DIGITS
from outcome_contracts.absence.linking import SpellCells
from outcome_contracts.absence.readers import read_spell_cells
from outcome_contracts.decimals import exact, fixed_text, steps_text
from outcome_contracts.notices import DataRejected, Findings
from outcome_contracts.panel import EXTENT_STEPS, SMALLEST_GROUP_SHOWN

if TYPE_CHECKING:
    from outcome_contracts.absence.delivered import Delivered
    from outcome_contracts.absence.vintages.reasons import ReasonCodes


@dataclass(frozen=True, slots=True)
class ReasonCoverage:
    """What stands under some reasons, usually one.

    reasons: their names; several where one alone had too few persons. counted: whether all of them count, None where
    some do and some do not. rows: spells. net_days: as a decimal string. amount: in the currency of the day's value.
    """

    reasons: tuple[str, ...]
    counted: bool | None
    rows: int
    net_days: str
    amount: Fraction


def code_coverage(
    spells: Delivered,
    reasons: ReasonCodes,
    *,
    day_value: str | int | Fraction,
    currency: str,
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> tuple[ReasonCoverage, ...]:
    """What each reason of the map covers of a table of spells, the most net days first.

    day_value: of one net day, in `currency`. delimiter, encoding: of a CSV file, as in `read_records`. A group that
    stays at ten persons or fewer is left out.
    Raises DataRejected with every finding of the table, unknown codes with their net days and amount (OC-D136), a table
    without the column `reason` (OC-D138); UsageError for a value that is no exact number.
    """
    price, findings = exact(day_value, "day_value"), Findings()
    cells, codes = read_spell_cells(spells, findings, delimiter=delimiter, encoding=encoding)
    if codes is None:
        findings.add("OC-D138", cells.rows.file)
        raise DataRejected(findings)
    unknown = Findings()
    meant = reasons.read(codes, cells, unknown)
    for notice in unknown:
        worth = fixed_text(Fraction(notice.net_days or 0) * price, 2)
        findings.extend((replace(notice, amount=f"{worth} {currency}"),))
    findings.refuse(DataRejected)
    groups = _groups(meant, cells)
    found = [_coverage(group, meant, cells, reasons, price) for group in groups]
    return tuple(sorted(found, key=lambda one: (-one.amount, one.reasons)))


def _coverage(
    group: tuple[str, ...], meant: NDArray[np.str_], cells: SpellCells, reasons: ReasonCodes, price: Fraction
) -> ReasonCoverage:
    rows = np.isin(meant, group)
    steps = int(((cells.last_day - cells.first_day + 1)[rows].astype(np.int64) * cells.extent[rows]).sum())
    counts = {reason in reasons.counted for reason in group}
    return ReasonCoverage(
        group,
        counts.pop() if len(counts) == 1 else None,
        int(rows.sum()),
        steps_text(steps, EXTENT_DIGITS),
        Fraction(steps, EXTENT_STEPS) * price,
    )


def _groups(meant: NDArray[np.str_], cells: SpellCells) -> list[tuple[str, ...]]:
    """The reasons, those of too few persons put together until there are enough."""
    person = np.unique(cells.person, return_inverse=True)[1]
    persons = {reason: frozenset(person[meant == reason].tolist()) for reason in np.unique(meant).tolist()}
    pooled: tuple[str, ...] = ()
    together: frozenset[int] = frozenset()
    shown: list[tuple[str, ...]] = []
    for reason in sorted(persons, key=lambda one: (len(persons[one]), one)):
        small = len(persons[reason]) < SMALLEST_GROUP_SHOWN
        if small or (pooled and len(together) < SMALLEST_GROUP_SHOWN):
            pooled, together = (*pooled, reason), together | persons[reason]
        else:
            shown.append((reason,))
    return [*shown, pooled] if len(together) >= SMALLEST_GROUP_SHOWN else shown
