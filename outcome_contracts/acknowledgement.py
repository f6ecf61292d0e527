"""Acknowledgement: a party of the contract has seen a finding on HOLD and lets a final settlement stand on it.

It names one finding by its code and its digest, and the person who answers for it, in which role, on which day and
why. The digest covers what was found, where, in which rows and how much: a finding that has changed, by another row or
another file, is another finding, and nobody has acknowledged it. What a day is worth is no part of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from outcome_contracts.arguments import require_arguments
from outcome_contracts.canonical import digest
from outcome_contracts.notices import Notice


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """One party's acknowledgement of one finding on HOLD.

    code: of the finding. finding: its digest, as `finding_digest` gives it. party: id of a party of the contract. name,
    role: who acknowledges for it, and as what. reason: why the finding may stand.
    Raises UsageError (OC-D279) for a text that is none, such as a party in place of its id, or a day that is none.
    """

    code: str
    finding: str
    party: str
    name: str
    role: str
    signed: date
    reason: str

    def __post_init__(self) -> None:
        texts = ("code", "finding", "party", "name", "role", "reason")
        found = {name: (isinstance(getattr(self, name), str), "@a_text") for name in texts}
        require_arguments(**found, signed=(type(self.signed) is date, "@a_day"))

    def to_dict(self) -> dict[str, object]:
        """It as plain data for canonical JSON."""
        return {
            "code": self.code,
            "finding": self.finding,
            "name": self.name,
            "party": self.party,
            "reason": self.reason,
            "role": self.role,
            "signed": self.signed.isoformat(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Acknowledgement:
        """Read what `to_dict` wrote."""
        texts = {name: str(data[name]) for name in ("code", "finding", "party", "name", "role", "reason")}
        return cls(signed=date.fromisoformat(str(data["signed"])), **texts)


def finding_digest(notice: Notice) -> str:
    """`sha256:<hex>` of a finding: its code, place, facts, net days and fingerprint, and not what they are worth."""
    return digest({name: part for name, part in notice.to_dict().items() if name not in ("amount", "severity")})


def acknowledged_by(notice: Notice, acknowledgements: Sequence[Acknowledgement]) -> tuple[str, ...]:
    """The parties that have acknowledged exactly this finding, in the order of their ids."""
    found = finding_digest(notice)
    return tuple(sorted({one.party for one in acknowledgements if (one.code, one.finding) == (notice.code, found)}))
