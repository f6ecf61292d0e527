"""settle: measures in, lines evaluated, money out. It only conducts; every number comes from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from outcome_contracts.canonical import digest
from outcome_contracts.contract.size import require_size_with_rows
from outcome_contracts.notices import Findings, Notice, UsageError
from outcome_contracts.period import Period, month_of, month_text, term_end
from outcome_contracts.settlement.acknowledged import require_acknowledged
from outcome_contracts.settlement.earlier import earlier_values
from outcome_contracts.settlement.evaluation import Start, evaluated, row_names
from outcome_contracts.settlement.in_force import Record, in_force, known_day, version_notices
from outcome_contracts.settlement.lines import Assembly
from outcome_contracts.settlement.measures import Measured, Status, measured
from outcome_contracts.settlement.regime import extension
from outcome_contracts.settlement.statement import Statement
from outcome_contracts.version import ENGINE

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.contract.versions.chain import ContractChain, ContractVersion
    from outcome_contracts.settlement.data import SettlementData


_NO_PARAMETERS = digest([])


def settle(
    contract: Contract | ContractChain | ContractVersion,
    data: SettlementData,
    period: Period | str,
    *,
    status: Status = "provisional",
    known_at: date | None = None,
) -> Statement:
    """The statement of one period.

    contract: as `read_contract` gives it, or the chain of its versions, of which the one in force on the period's first
    day settles it and is named on the statement. data: given figures, panels and the frozen plan. period: whole months,
    `2018-10/2020-02`. status: `final` is refused where the data or the method do not carry it, and where a finding on
    HOLD is not acknowledged by every party. known_at: what is signed or published after that day is not seen; unsaid,
    it is the day that the data of a chain are as of, if any.
    Pure: the same arguments give the same digest. Raises UsageError for a period that is none, a version that was not
    signed by then (OC-S090) or two days as of which (OC-S091), DataRejected with every reason why the contract cannot
    be settled from these data (OC-S…, OC-B…, OC-D…, OC-T…).
    """
    if status not in ("provisional", "final"):
        raise UsageError([Notice("OC-S013", facts=(("status", str(status)[:20]),))])
    period = Period.parse(period) if isinstance(period, str) else period
    known = known_day(contract, known_at=known_at, as_of=data.as_of)
    contract, version = in_force(contract, period, known)
    data = data if known is None else data.known(known)
    findings = _within_term(contract, period, longer=extension(contract, data.events))
    findings.extend(version_notices(version, known))
    found = measured(contract, data, period, status, findings)
    require_size_with_rows(contract, found.tables.rows)
    inputs = {**contract.terms.cells, **earlier_values(contract, found.earlier)}
    result = evaluated(Start(contract, found.values, inputs, found.tables))
    fitted = found.counterfactual
    notices = (*findings, *found.notices, *(fitted.notices if fitted else ()), *_descriptive(found), *result.notices)
    reference = None if fitted is None else fitted.reference_period
    notices += require_acknowledged(contract, data.acknowledgements, notices, status, reference=reference)
    evidence, provenance = _evidence(contract, data, found, version, known)
    sources, confidence = _sources(contract, provenance), fitted.confidence if fitted else ""
    rows = row_names(contract, found.tables) if found.tables.by else {}
    assembly = Assembly(contract, contract.terms, result, rows, sources, confidence)
    lines, disclosures = assembly.lines()
    return Statement(
        contract=contract,
        period=period,
        status=status,
        lines=lines,
        disclosures=disclosures,
        flows=assembly.flows(),
        notices=notices,
        inputs=evidence,
        counterfactual=fitted.to_dict() if fitted else None,
        provenance=provenance,
        engine=ENGINE,
    )


def _within_term(contract: Contract, period: Period, *, longer: int) -> Findings:
    """Months outside the term are an error; months that lie only partly in it are named.

    longer: by how many months a clause extends the term; it is said where it does.
    """
    term, findings, agreed = contract.term, Findings(), contract.term.months + longer
    start, end = term.start, term_end(term.start, agreed)

    def dates() -> dict[str, str]:
        return {"period": str(period), "start": str(start), "end": str(end)}

    if longer:
        findings.add("OC-S039", "shocks", months=longer, end=str(end))
    if period.first < month_of(start) or period.last > month_of(end):
        findings.add("OC-S001", "term", **dates())
    elif len(period) > agreed:
        findings.add("OC-S019", "term.months", months=len(period), agreed=agreed, **dates())
    elif period.first_day < start or period.last_day > end:
        cut = {period.first: period.first_day < start, period.last: period.last_day > end}
        months = ", ".join(month_text(month) for month, partly in sorted(cut.items()) if partly)
        findings.add("OC-S014", "term", months=months, **dates())
    return findings


def _descriptive(found: Measured) -> tuple[Notice, ...]:
    if found.counterfactual is None or found.counterfactual.grade.value != "descriptive":
        return ()
    return (Notice("OC-S015", facts=(("method", found.counterfactual.method),)),)


def _evidence(
    contract: Contract, data: SettlementData, found: Measured, version: Record | None, known: date | None
) -> tuple[dict[str, object], dict[str, str]]:
    """What is needed to settle again, as plain data, and the digests of its parts."""
    inputs: dict[str, object] = {"given": data.given_dict(), "notices": [notice.to_dict() for notice in found.notices]}
    if found.panel is not None:
        span = found.measured
        if found.counterfactual is not None and data.plan is not None:
            span = Period(min(found.counterfactual.reference_period.first, span.first), span.last)
            inputs["plan"] = data.plan.to_dict()
            if data.comparators is not None and data.plan.comparators:
                inputs["comparators"] = data.comparators.only(data.plan.comparators).window(span).to_dict()
        inputs["panel"] = found.panel.window(span).to_dict()
    if data.external is not None:
        inputs["external"] = data.external.to_dict()
    if data.adjustments:
        inputs["adjustments"] = {name: each.to_dict() for name, each in sorted(data.adjustments.items())}
    if used := {measure.series for measure in contract.measures if measure.origin == "index"}:
        inputs["series"] = {name: [each.to_dict() for each in sorted(data.series[name])] for name in sorted(used)}
        inputs["as_of"] = "" if data.as_of is None else data.as_of.isoformat()
    if found.earlier:
        inputs["earlier"] = [each.to_dict() for each in found.earlier]
    if data.acknowledgements:
        inputs["acknowledgements"] = [one.to_dict() for one in data.acknowledgements]
    if data.events:
        inputs["events"] = [event.to_dict() for event in data.events]
    if version is not None:
        inputs["version"] = dict(version)
    if known is not None:
        inputs["known_at"] = known.isoformat()
    provenance = {name: digest(part) for name, part in inputs.items()}
    provenance |= {"contract": contract.digest, "parameters": _NO_PARAMETERS, "rules": contract.rules}
    return inputs, provenance


def _sources(contract: Contract, provenance: Mapping[str, str]) -> dict[str, str]:
    """Where each measure comes from, with the first digits of the digest of what it was computed from."""
    sources = {}
    for measure in contract.measures:
        part = {
            "counterfactual": "plan",
            "panel": "panel",
            "given": "given",
            "adjustment": "adjustments",
            "index": "series",
        }.get(measure.origin, "contract")
        sources[measure.id] = f"{part}#{provenance.get(part, '')[7:13]}"
    return sources
