"""Reasons of absence: which code of the HR system means what, and which reasons are sickness.

    [codes]            the system's code → the agreed reason
    counted            the reasons that the measure counts

A code that is not in the map is refused with the nearest one that is, and never guessed: `sjk`, `SJK ` and
full-width letters are not `SJK` until the parties say so.
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
from outcome_contracts.absence.linking import Ids, SpellCells
from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.panel import first_few, unit_name

_LOOKED_UP = 100  # unknown codes for which the nearest is sought; a column of free text has as many as rows


@dataclass(frozen=True, slots=True)
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

    def read(self, codes: Ids, cells: SpellCells, findings: Findings) -> NDArray[np.str_]:
        """The reason of each row, empty where its code is unknown (OC-D136, which does not show the code)."""
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
        return reasons

    def _nearest(self, code: str) -> list[str]:
        """The known codes that one may have meant, by what is left when case, width and blanks are taken away."""
        folded = {_folded(known): known for known in self.codes}
        return [folded[match] for match in get_close_matches(_folded(code), folded, n=1, cutoff=0.6)]


def _folded(code: str) -> str:
    return unicodedata.normalize("NFKC", code).strip().casefold()
