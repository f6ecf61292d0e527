"""Whether what a contract says about its own changes can be applied, before anybody needs it.

A schedule of termination is tried: the contract is ended for each cause, and what is wrong with the flow is found where
the schedule says it. So nobody learns in a crisis that the formula of the crisis does not evaluate.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from outcome_contracts.contract.versions.termination import FLOW, termination_flow
from outcome_contracts.notices import ContractInvalid, Findings
from outcome_contracts.period import months_text
from outcome_contracts.positions import NoFile, Path, Positions

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract


def require_provisions(contract: Contract, places: Positions | NoFile) -> None:
    """Raises ContractInvalid with every finding.

    A clause that stands twice (OC-A030), a signature of nobody (OC-A031), a month that is suspended twice (OC-A032) or
    by a clause that there is not (OC-A035), a cause that stands twice (OC-C005), a flow that has the name of theirs
    (OC-A034), and what is wrong with the flow of a cause (OC-T…, OC-C…).
    """
    findings = Findings()
    _clauses(contract, places, findings)
    _suspensions(contract, places, findings)
    _termination(contract, places, findings)
    findings.refuse(ContractInvalid)


def _clauses(contract: Contract, places: Positions | NoFile, findings: Findings) -> None:
    parties, seen = {party.id for party in contract.parties}, set[str]()
    for place, clause in enumerate(contract.amendment_clauses):
        path: Path = ("amendment_clauses", place)
        if clause.clause in seen:
            findings.add("OC-A030", places.where((*path, "clause")), clause=clause.clause)
        seen.add(clause.clause)
        for party in clause.signed_by:
            if party not in parties:
                where = places.where((*path, "signed_by"))
                findings.add("OC-A031", where, party=party, clause=clause.clause, known=", ".join(sorted(parties)))


def _suspensions(contract: Contract, places: Positions | NoFile, findings: Findings) -> None:
    counted = Counter(month for suspension in contract.suspensions for month in suspension.period)
    clauses = {clause.clause for clause in contract.amendment_clauses}
    for place, suspension in enumerate(contract.suspensions):
        if suspension.clause not in clauses:
            where, known = places.where(("suspensions", place, "clause")), ", ".join(sorted(clauses)) or "–"
            findings.add("OC-A035", where, clause=suspension.clause, months=suspension.months, known=known)
    if twice := [month for month, count in counted.items() if count > 1]:
        findings.add("OC-A032", places.where(("suspensions",)), months=months_text(twice))


def _termination(contract: Contract, places: Positions | NoFile, findings: Findings) -> None:
    if not contract.termination:
        return
    for name, count in Counter(cause.id for cause in contract.termination).items():
        if count > 1:
            findings.add("OC-C005", places.where(("termination", name)), name=name)
    scheduled = [termination_flow(cause) for cause in contract.termination]
    for flow in contract.flows:
        if flow.id == FLOW and flow not in scheduled:
            findings.add("OC-A034", places.where(("flows", flow.id)), flow=flow.id)
    # All causes at once, under ids with a dot, which no flow of the parties has.
    tried = {f"{FLOW}.{cause.id}": flow for cause, flow in zip(contract.termination, scheduled, strict=True)}
    flows = [flow for flow in contract.flows if flow.id != FLOW]
    flows += [flow.model_copy(update={"id": name}) for name, flow in tried.items()]
    fields = {name: getattr(contract, name) for name in type(contract).model_fields}
    rest = {"amendment_clauses": (), "suspensions": (), "termination": ()}
    try:
        type(contract).model_validate({**fields, **rest, "flows": flows}, context=_InSchedule(places))
    except ContractInvalid as refusal:
        findings.extend(refusal.notices)


class _InSchedule(Positions):
    """The places of a contract to which the flows of the causes were added: they stand in the schedule."""

    def __init__(self, places: Positions | NoFile) -> None:
        super().__init__("")
        self._places = places

    def where(self, path: Path, offset: int = -1) -> str:
        """The place of a value, of an added flow in the schedule."""
        match path:
            case ("flows", str(name), *rest) if name.startswith(f"{FLOW}."):
                path = (*name.split("."), *rest)
        return self._places.where(path, offset)
