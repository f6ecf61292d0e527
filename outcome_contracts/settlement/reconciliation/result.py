"""A reconciliation: what documents state against what a contract gives, difference by difference.

In the unit of the line, and in money:

    size = stated − computed
    money = by how much the stated figure would move the line's own amount, or the first amount that depends on it
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from outcome_contracts.canonical import canonical, digest
from outcome_contracts.decimals import exact_text
from outcome_contracts.notices import Notice
from outcome_contracts.settlement.reconciliation.explanations import Explanation
from outcome_contracts.settlement.statement import plain
from outcome_contracts.terms.units import Unit

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract

SCHEMA = "outcome_contracts/reconciliation/1"

_LONGEST_LIST = 400


class Claim(NamedTuple):
    """What one source states. precision: as the contract has it, else empty. value: number or truth; None for words."""

    text: str
    source: str
    precision: str
    value: Fraction | bool | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that documents state otherwise than the contract gives it, or than each other.

    where: `lines.cost.kultur`, `particulars.proposal`, `schedule.training`. claims: all that is stated of it, where
    any of it differs. computed: by the contract; None where it computes nothing there. size: of the first claim that
    differs, in `unit`. money: what that moves, None where no amount depends on it. by_documents: what it gives
    with the documents' own figures in place of those it computes from, where that is a third value.
    """

    notice: Notice
    where: str
    label: Mapping[str, str]
    clause: str
    claims: tuple[Claim, ...]
    computed: Fraction | bool | None
    unit: Unit | None
    size: Fraction | None
    money: Fraction | None
    by_documents: Fraction | None
    explanations: tuple[tuple[str, Explanation], ...]

    def to_dict(self) -> dict[str, object]:
        """The difference as plain data for canonical JSON; what is not known is left out."""
        numbers = {"by_documents": self.by_documents, "money": self.money, "size": self.size}
        return {
            "claims": [_claim_dict(claim) for claim in self.claims],
            "clause": self.clause,
            **({} if self.computed is None else {"computed": plain(self.computed)}),
            "explanations": [_explanation_dict(of, found) for of, found in self.explanations],
            "label": dict(self.label),
            "notice": self.notice.to_dict(),
            **{name: exact_text(number) for name, number in numbers.items() if number is not None},
            **({} if self.unit is None else {"unit": str(self.unit)}),
            "where": self.where,
        }


@dataclass(frozen=True, slots=True, repr=False)
class Reconciliation:
    """All differences, in the contract's order: constants, measures, lines, particulars, schedule.

    statement: the digest of what was reconciled, empty for a contract without data. compared: how many stated figures
    and dates were. not_compared: what is stated and has no value here. not_explained: for which differing figures no
    explanation, or no money, was sought, since there are so many.
    """

    contract: Contract
    statement: str
    compared: int
    differences: tuple[Difference, ...]
    not_compared: tuple[str, ...]
    not_explained: tuple[str, ...]

    def __repr__(self) -> str:
        codes = ", ".join(f"{found.notice.code} {found.where}" for found in self.differences[:8])
        more = f", … {len(self.differences) - 8} more" if len(self.differences) > 8 else ""
        return f"Reconciliation({self.contract.id}: {self.compared} compared; {codes or 'all agree'}{more})"

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The findings, and what was not compared (OC-F007) or not explained (OC-F008)."""
        left = (("OC-F007", self.not_compared), ("OC-F008", self.not_explained))
        return (
            *(difference.notice for difference in self.differences),
            *(Notice(code, facts=(("names", _listed(names)), ("count", len(names)))) for code, names in left if names),
        )

    def to_dict(self) -> dict[str, object]:
        """The reconciliation as plain data for canonical JSON."""
        return {
            "compared": self.compared,
            "contract": self.contract.digest,
            "differences": [difference.to_dict() for difference in self.differences],
            "not_compared": list(self.not_compared),
            "not_explained": list(self.not_explained),
            "schema": SCHEMA,
            "statement": self.statement,
        }

    def to_json(self) -> str:
        """The reconciliation as canonical JSON, its digest included."""
        content = self.to_dict()
        return canonical({**content, "digest": digest(content)})

    def to_records(self) -> list[dict[str, str]]:
        """One plain row per difference, for any frame library: `DataFrame(reconciliation.to_records())`."""
        return [_record(difference, self.contract.currency) for difference in self.differences]


def _listed(names: tuple[str, ...]) -> str:
    text = ", ".join(names)
    return text if len(text) <= _LONGEST_LIST else text[: _LONGEST_LIST - 1] + "…"


def _claim_dict(claim: Claim) -> dict[str, object]:
    precision = {"precision": claim.precision} if claim.precision else {}
    return {**precision, "source": claim.source, "text": claim.text}


def _explanation_dict(of: str, found: Explanation) -> dict[str, object]:
    return {
        "instead": exact_text(found.instead),
        "kind": found.kind,
        **({"of": of} if of else {}),
        "unit": str(found.unit),
        "used": exact_text(found.used),
    }


def _record(difference: Difference, currency: str) -> dict[str, str]:
    computed, size, money = difference.computed, difference.size, difference.money
    return {
        "code": difference.notice.code,
        "severity": difference.notice.severity,
        "where": difference.where,
        "clause": difference.clause,
        "stated": "; ".join(claim.text for claim in difference.claims),
        "sources": "; ".join(dict.fromkeys(claim.source for claim in difference.claims)),
        "computed": "" if computed is None else str(plain(computed)),
        "size": "" if size is None else exact_text(size),
        "unit": "" if difference.unit is None else str(difference.unit),
        "money": "" if money is None else exact_text(money),
        "currency": currency,
    }
