"""Reasons of absence: which code of the HR system means what, and which reasons are sickness.

    [codes]            the system's code → the agreed reason
    counted            the reasons that the measure counts

A code that is not in the map is refused with the nearest one that is, and never guessed: `sjk`, `SJK ` and
full-width letters are not `SJK` until the parties say so. Half a day ill beside half a day of leave is no mistake; the
same days twice under two reasons that count, or for more than the whole day, are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.checks import net_days_text
from outcome_contracts.absence.days import Flags, Integers
from outcome_contracts.absence.linking import Codes, Ids, SpellCells, codes_of_both
from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.panel import EXTENT_STEPS, first_few, unit_name

_LOOKED_UP = 100  # unknown codes for which the nearest is sought; a column of free text has as many as rows


@dataclass(frozen=True, slots=True, repr=False)
class ReasonCodes:
    """What each code means, and what of it counts.

    Raises UsageError (OC-D137) for a code or reason that is no name, for no code at all, and for a counted reason that
    no code means.
    """

    codes: Mapping[str, str]
    counted: frozenset[str]

    def __post_init__(self) -> None:
        findings = Findings()
        texts = [*self.codes, *self.codes.values()]
        unusable = sum(unit_name(text) != text for text in texts)
        unmeant = len(self.counted - set(self.codes.values()))
        if unusable or unmeant or not self.codes or not self.counted:
            findings.add("OC-D137", unusable=unusable, unmeant=unmeant, codes=len(self.codes))
        findings.refuse(UsageError)
        object.__setattr__(self, "codes", MappingProxyType(dict(sorted(self.codes.items()))))

    def __repr__(self) -> str:
        return f"ReasonCodes({len(self.codes)} codes)"

    def read(self, codes: Ids, cells: SpellCells, findings: Findings) -> NDArray[np.str_]:
        """The reason of each row, empty where its code is unknown (OC-D136, which does not show the code).

        Empty too where the same days of an employment stand under another reason, and both cannot be (OC-D260).
        """
        texts = codes.astype(np.str_)
        distinct, which = np.unique(texts, return_inverse=True)
        reasons = np.array([self.codes.get(code, "") for code in distinct.tolist()], dtype=np.str_)[which]
        unknown = cells.good & (reasons == "")
        if unknown.any():
            strange = np.unique(texts[unknown]).tolist()
            near = sorted({match for code in strange[:_LOOKED_UP] for match in self._nearest(code)})
            days = net_days_text((cells.last_day - cells.first_day + 1)[unknown], cells.extent[unknown])
            facts: dict[str, str | int] = {"codes": len(strange), "nearest": first_few(near) or "@nothing_near"}
            cells.rows.report(findings, "OC-D136", unknown, net_days=days, **facts)
        return np.where(self._report_contradictions(reasons, cells, findings), "", reasons)

    def _report_contradictions(self, reasons: NDArray[np.str_], cells: SpellCells, findings: Findings) -> Flags:
        """The rows, but the first of each, that say another reason for the same days of an employment (OC-D260)."""
        found = np.zeros(len(reasons), dtype=np.bool_)
        rows = np.flatnonzero(cells.good & (reasons != ""))
        names, reason = np.unique(reasons[rows], return_inverse=True)
        if len(names) > 1:
            days = cells.last_day[rows], cells.first_day[rows]
            keys = (*days, codes_of_both(cells.employment[rows], cells.employment[:0])[0])
            counts = np.isin(names, sorted(self.counted))[reason]
            found[rows[_contradicting(keys, reason, cells.extent[rows], counts)]] = True
            at_stake = net_days_text((cells.last_day - cells.first_day + 1)[found], cells.extent[found])
            cells.rows.report(findings, "OC-D260", found, net_days=at_stake)
        return found

    def _nearest(self, code: str) -> list[str]:
        """The known codes that one may have meant, by what is left when case, width and blanks are taken away."""
        folded = {_folded(known): known for known in self.codes}
        return [folded[match] for match in get_close_matches(_folded(code), folded, n=1, cutoff=0.6)]


def _contradicting(keys: tuple[Integers | Codes, ...], reason: Codes, extent: Integers, counts: Flags) -> Codes:
    """The rows, but the first of each key, whose reasons cannot hold beside one another. At least one row."""
    order = np.lexsort([extent, reason, *keys])
    opens = _changes(*(key[order] for key in keys))
    told = opens | _changes(reason[order])
    fresh = told | _changes(extent[order])  # a row delivered twice is one
    starts = np.flatnonzero(opens)
    reasons, counted, total = (
        np.add.reduceat(each.astype(np.int64), starts) for each in (told, told & counts[order], fresh * extent[order])
    )
    wrong = (reasons > 1) & ((counted > 1) | (total > EXTENT_STEPS))
    first = np.minimum.reduceat(order, starts)
    group = np.cumsum(opens) - 1
    found: Codes = order[wrong[group] & (order != first[group])]
    return found


def _changes(*columns: Integers | Codes) -> Flags:
    """Which rows differ from the one above in any column; the first does."""
    differs = np.ones(len(columns[0]), dtype=np.bool_)
    differs[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return differs


def _folded(code: str) -> str:
    return unicodedata.normalize("NFKC", code).strip().casefold()
