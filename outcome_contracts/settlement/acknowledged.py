"""Acknowledgements against findings: whether a final settlement may stand on what is on HOLD.

A HOLD lets a provisional settlement through. A final one stands on it only if every party of the contract has
acknowledged exactly that finding, each by a person of its own. Some holds nobody can acknowledge away: data that are
about nobody, months that are suspended or in no statement. The catalogue says which (`waivable = false`), and nothing
else does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from outcome_contracts.acknowledgement import acknowledged_by, finding_digest
from outcome_contracts.notices import DataRejected, Findings, Notice
from outcome_contracts.terms.visible import misleading

if TYPE_CHECKING:
    from outcome_contracts.acknowledgement import Acknowledgement
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.period import Period
    from outcome_contracts.settlement.measures import Status


def require_acknowledged(
    contract: Contract,
    acknowledgements: Sequence[Acknowledgement],
    notices: Sequence[Notice],
    status: Status,
    *,
    reference: Period | None,
) -> tuple[Notice, ...]:
    """What is to be said of the acknowledgements: those that meet no hold (OC-S085).

    reference: the months before the term that the settlement has data of, None where there are none.
    Raises DataRejected: an acknowledgement by no party (OC-S084), signed before the first day that there are data of
    (OC-D280), of what cannot be acknowledged (OC-S086), by a person
    who also acknowledges for another party (OC-S087) or with a text that cannot be read (OC-S089); and for a final
    settlement the holds that are not acknowledged by every party (OC-S012, and OC-S088 for each), with all notices.
    """
    different = {(notice, notice.fingerprint): notice for notice in notices}.values()
    holds = [notice for notice in different if notice.severity == "hold"]
    findings = _misfits(contract, acknowledgements, holds)
    first = contract.term.start if reference is None else min(contract.term.start, reference.first_day)
    for number, one in enumerate(acknowledgements, 1):
        if one.signed < first:
            findings.add("OC-D280", f"acknowledgements.{number}", day=str(one.signed), start=str(first))
    findings.refuse(DataRejected)
    open_holds = [notice for notice in holds if missing_parties(contract, acknowledgements, notice)]
    if status == "final" and open_holds:
        raise DataRejected([*_refusals(contract, acknowledgements, open_holds), *findings, *notices])
    return tuple(findings)


def _refusals(
    contract: Contract, acknowledgements: Sequence[Acknowledgement], open_holds: Sequence[Notice]
) -> Findings:
    """How many holds stand in the way, and whose word is missing for each that can be acknowledged."""
    findings = Findings()
    findings.add("OC-S012", count=len(open_holds), never=sum(not notice.waivable for notice in open_holds))
    for notice in open_holds:
        if notice.waivable:
            parties = ", ".join(missing_parties(contract, acknowledgements, notice))
            findings.add("OC-S088", notice.where, held=notice.code, finding=finding_digest(notice), parties=parties)
    return findings


def missing_parties(contract: Contract, acknowledgements: Sequence[Acknowledgement], notice: Notice) -> tuple[str, ...]:
    """The parties that have not acknowledged a hold; all of them where it cannot be acknowledged."""
    parties = tuple(party.id for party in contract.parties)
    given = acknowledged_by(notice, acknowledgements) if notice.waivable else ()
    return tuple(party for party in parties if party not in given)


def _misfits(contract: Contract, acknowledgements: Sequence[Acknowledgement], holds: Sequence[Notice]) -> Findings:
    findings, parties = Findings(), [party.id for party in contract.parties]
    met = {(notice.code, finding_digest(notice)): notice for notice in holds}
    parties_of: dict[str, set[str]] = {}
    for number, one in enumerate(acknowledgements, 1):
        where = f"acknowledgements.{number}"
        if one.party not in parties:
            findings.add("OC-S084", where, party=one.party[:60], known=", ".join(parties))
        if any(misleading(text) or not text.strip() for text in (one.name, one.role, one.reason)):
            findings.add("OC-S089", where)
        hold = met.get((one.code, one.finding))
        if hold is None:
            findings.add("OC-S085", where, held=one.code[:10], party=one.party[:60])
        elif not hold.waivable:
            findings.add("OC-S086", where, held=one.code)
        speaks_for = parties_of.setdefault(" ".join(one.name.casefold().split()), set())
        if speaks_for - {one.party}:
            findings.add("OC-S087", where, held=one.code)
        speaks_for.add(one.party)
    return findings
