"""What earlier statements said: the state that a contract carries from period to period.

The lines that a contract reads back (`previous`, `sum_previous`, `cumulative`) are taken from the statements of the
same contract, each as it was settled, in the order of their periods. A statement keeps, of each, its period, its digest
and these values, so that it can be computed again without the others, and the others can be found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from outcome_contracts.contract.versions.clauses import suspended_months
from outcome_contracts.decimals import exact_text, parse_exact
from outcome_contracts.notices import Findings
from outcome_contracts.period import Period, month_of, month_text, months_text
from outcome_contracts.terms.units import unify

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.settlement.measures import Status
    from outcome_contracts.settlement.statement import Statement
    from outcome_contracts.terms.exact import Values


@dataclass(frozen=True, slots=True)
class Earlier:
    """What one earlier statement said. contract: its contract's id; digest: of the statement; values: by line."""

    contract: str
    period: Period
    status: str
    digest: str
    values: Mapping[str, Fraction]

    def to_dict(self) -> dict[str, object]:
        """It as plain data for canonical JSON."""
        return {
            "contract": self.contract,
            "digest": self.digest,
            "period": {"first": month_text(self.period.first), "last": month_text(self.period.last)},
            "status": self.status,
            "values": {name: exact_text(value) for name, value in sorted(self.values.items())},
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, object]) -> Earlier:
        """What `to_dict` wrote. Raises KeyError, TypeError or ValueError where it is not."""
        period, values = cast("Mapping[str, str]", stored["period"]), cast("Mapping[str, str]", stored["values"])
        exact = {name: parse_exact(text) for name, text in values.items()}
        if None in exact.values():
            raise ValueError
        return cls(
            contract=str(stored["contract"]),
            period=Period.parse(f"{period['first']}/{period['last']}"),
            status=str(stored["status"]),
            digest=str(stored["digest"]),
            values=cast("dict[str, Fraction]", exact),
        )


def needs_earlier(contract: Contract) -> bool:
    """Whether anything in the contract depends on what was settled before."""
    numbered = any(measure.origin == "period" and measure.of == "number" for measure in contract.measures)
    return numbered or bool(contract.terms.earlier)


def earlier_statements(
    contract: Contract, given: Sequence[Statement | Earlier], period: Period, status: Status, findings: Findings
) -> tuple[Earlier, ...]:
    """The statements before a period, in order, as far as the contract needs them.

    OC-S050: none, although the term began before the period; OC-S051: of another contract; OC-S052: not before the
    period, or two about the same months; OC-S053: months of the term before it in none of them,
    unless an amendment suspended them; OC-S054: one that
    does not have a line which is read back; OC-S077: one in which it counts something else; OC-S078: a provisional
    one on which a final settlement rests.
    """
    if not needs_earlier(contract):
        return ()
    found = sorted((_kept(contract, each, findings) for each in given), key=lambda each: each.period.first)
    first = month_of(contract.term.start) + (contract.term.start.day > 1)
    if not found and period.first > first:
        lines = ", ".join(sorted(contract.terms.earlier)) or "–"
        findings.add("OC-S050", period=str(period), start=str(contract.term.start), lines=lines)
    settled = suspended_months(contract.suspensions).union(*(each.period for each in found))
    ours = not any(each.contract != contract.id for each in found)  # of another's, months and lines say nothing
    if found and ours and (gaps := set(range(first, period.first)) - settled):
        findings.add("OC-S053", months=months_text(gaps), count=len(gaps), period=str(period))
    if provisional := [str(each.period) for each in found if each.status != status == "final"]:
        findings.add("OC-S078", periods=", ".join(provisional))
    for before, after in pairwise([each.period for each in found] + [period]):
        if after.first <= before.last:
            findings.add("OC-S052", earlier=str(before), period=str(after))
    return tuple(found)


def _kept(contract: Contract, given: Statement | Earlier, findings: Findings) -> Earlier:
    """One earlier statement with the values that are read back."""
    kept = given
    if not isinstance(kept, Earlier):
        lines = {line.id: line for line in (*kept.lines, *kept.disclosures) if isinstance(line.exact, Fraction)}
        values = {name: lines[name].exact for name in sorted(contract.terms.earlier & lines.keys())}
        for name in values:
            if unify(found := lines[name].unit, now := contract.terms.units[name]) is None:
                facts = {"line": name, "found": str(found), "unit": str(now)}
                findings.add("OC-S077", period=str(kept.period), **facts)
        kept = Earlier(kept.contract.id, kept.period, kept.status, kept.digest, cast("dict[str, Fraction]", values))
    if kept.contract != contract.id:
        findings.add("OC-S051", period=str(kept.period), found=kept.contract[:80], contract=contract.id)
    elif missing := contract.terms.earlier - kept.values.keys():
        findings.add("OC-S054", period=str(kept.period), lines=", ".join(sorted(missing)))
    return kept


def earlier_values(contract: Contract, earlier: Sequence[Earlier]) -> dict[str, Values]:
    """The inputs `previous.x` and `sum_previous.x`; the first statement has no `previous.x`."""
    values: dict[str, Values] = {}
    for name in contract.terms.earlier:
        said = [each.values.get(name, Fraction(0)) for each in earlier]
        values[f"sum_previous.{name}"] = sum(said, Fraction(0))
        if said:
            values[f"previous.{name}"] = said[-1]
    return values
