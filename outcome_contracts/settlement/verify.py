"""verify: a statement's own contract and inputs, settled again, must give the same statement.

First the seal says whether a value was changed and which; then everything is computed anew and compared value by
value, so that a statement whose seal was forged is found out by its arithmetic.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING, cast

from outcome_contracts.acknowledgement import Acknowledgement
from outcome_contracts.canonical import canonical
from outcome_contracts.contract.files import contract_from_data
from outcome_contracts.contract.model import RULES
from outcome_contracts.contract.versions.chain import ContractVersion
from outcome_contracts.notices import Notice, OutcomeContractsError, VerificationFailed
from outcome_contracts.plain_files import Unreadable, decoded, parsed_json
from outcome_contracts.positions import Positions
from outcome_contracts.settlement.data import Adjustment, Given, SettlementData
from outcome_contracts.settlement.earlier import Earlier
from outcome_contracts.settlement.index_series import Published
from outcome_contracts.settlement.seal import first_broken, leaves
from outcome_contracts.settlement.settle import settle
from outcome_contracts.settlement.statement import SCHEMA, Statement

if TYPE_CHECKING:
    from outcome_contracts.baseline.methods.external_estimate import ExternalEstimate
    from outcome_contracts.baseline.shocks import ShockEvent
    from outcome_contracts.contract.model import Contract

_UNSEALED = ("digest", "seal")
_LARGEST = 200_000_000


@dataclass(frozen=True, slots=True)
class Verification:
    """A statement that came out again. digest: of its content; statement: as settled anew."""

    digest: str
    statement: Statement


def verify(text: str | bytes) -> Verification:
    """Settle a statement's JSON again and compare.

    Raises VerificationFailed naming the first value that differs (OC-V010), a file that is no statement (OC-V020),
    or rules that this build does not have (OC-V030).
    """
    stored = _loaded(text)
    known = {key: value for key, value in stored.items() if key not in _UNSEALED}
    broken = first_broken(known, str(stored.get("seal", "")))
    again = _settled_again(stored, broken)
    recomputed = again.to_dict()
    recomputed["engine"] = stored.get("engine")
    if broken is None:
        broken = _first_difference(stored, {**recomputed, "seal": stored["seal"]})
    if broken is None and canonical({**stored, "seal": ""}) != canonical({**recomputed, "seal": ""}):
        broken = ""  # the same values in another structure: a list for an object
    if broken is not None:
        raise VerificationFailed([_differs(broken, stored, recomputed)])
    return Verification(again.digest, again)


def _loaded(text: str | bytes) -> dict[str, object]:
    try:
        if len(text) > _LARGEST:
            raise ValueError
        stored = parsed_json(text if isinstance(text, str) else decoded(text, "statement"), "statement")
        canonical(stored).encode()  # raises TypeError for a float
        leaves(stored)
    except (Unreadable, TypeError, ValueError, RecursionError):
        raise VerificationFailed([Notice("OC-V020")]) from None
    if stored.get("schema") != SCHEMA:
        raise VerificationFailed([Notice("OC-V020")])
    provenance = stored.get("provenance")
    rules = provenance.get("rules") if isinstance(provenance, dict) else None
    if isinstance(rules, str) and rules not in RULES and len(rules) < 20:
        raise VerificationFailed([Notice("OC-V030", facts=(("rules", rules), ("known", ", ".join(RULES))))])
    return stored


def _settled_again(stored: Mapping[str, object], broken: str | None) -> Statement:
    """The statement from its own contract and inputs; where they do not settle, the broken value is the finding."""
    try:
        period = cast("Mapping[str, str]", stored["period"])
        contract = contract_from_data(cast("Mapping[str, object]", stored["contract"]), Positions("contract"))
        data = _data(cast("Mapping[str, object]", stored["inputs"]))
        status = "final" if stored["status"] == "final" else "provisional"
        inputs, span = cast("Mapping[str, object]", stored["inputs"]), f"{period['first']}/{period['last']}"
        version = _version(inputs.get("version"), contract)
        known_at = date.fromisoformat(str(inputs["known_at"])) if "known_at" in inputs else None
        return settle(version, data, span, status=status, known_at=known_at)  # type: ignore[arg-type]
    except OutcomeContractsError as error:
        path = broken or "/inputs"
        raise VerificationFailed([_differs(path, stored, {}), *error.notices]) from None
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError):
        raise VerificationFailed([_differs(broken or "", stored, {})]) from None


def _version(record: object, contract: Contract) -> Contract | ContractVersion:
    """The version that the statement names, of its own contract; the contract alone where it names none."""
    if record is None:
        return contract
    return ContractVersion(contract, cast("Mapping[str, object]", record))


def _data(inputs: Mapping[str, object]) -> SettlementData:
    from outcome_contracts.baseline import BaselinePlan
    from outcome_contracts.panel import ComparatorPanel, Panel

    part = cast("dict[str, Mapping[str, object]]", inputs)
    return SettlementData(
        given=cast("Mapping[str, Given]", part["given"]),
        panel=Panel.from_dict(part["panel"]) if "panel" in part else None,
        comparators=ComparatorPanel.from_dict(part["comparators"]) if "comparators" in part else None,
        plan=BaselinePlan.from_dict(part["plan"]) if "plan" in part else None,
        notices=tuple(map(Notice.from_dict, cast("list[Mapping[str, object]]", inputs["notices"]))),
        events=_events(cast("list[Mapping[str, str]]", inputs.get("events", []))),
        external=_external(part.get("external")),
        earlier=tuple(map(Earlier.from_dict, cast("list[Mapping[str, object]]", inputs.get("earlier", [])))),
        series=_series(cast("Mapping[str, list[Mapping[str, object]]]", inputs.get("series", {}))),
        as_of=date.fromisoformat(str(inputs["as_of"])) if inputs.get("as_of") else None,
        acknowledgements=tuple(
            map(Acknowledgement.from_dict, cast("list[Mapping[str, object]]", inputs.get("acknowledgements", [])))
        ),
        adjustments=_adjustments(cast("Mapping[str, Mapping[str, object]]", inputs.get("adjustments", {}))),
    )


def _adjustments(stored: Mapping[str, Mapping[str, object]]) -> dict[str, Adjustment]:
    found = {}
    for name, each in stored.items():
        reason = cast("Mapping[str, str]", each["reason"])
        amount, authority = cast(str, each["amount"]), str(each["authority"])
        found[name] = Adjustment.of(amount, reason_sv=reason["sv"], reason_en=reason["en"], authority=authority)
    return found


def _series(stored: Mapping[str, list[Mapping[str, object]]]) -> dict[str, tuple[Published, ...]]:
    return {name: tuple(map(Published.from_dict, figures)) for name, figures in stored.items()}


def _events(stored: list[Mapping[str, str]]) -> tuple[ShockEvent, ...]:
    if not stored:
        return ()
    from outcome_contracts.baseline.shocks import ShockEvent

    return tuple(map(ShockEvent.from_dict, stored))


def _external(stored: Mapping[str, object] | None) -> ExternalEstimate | None:
    if stored is None:
        return None
    from outcome_contracts.baseline.methods.external_estimate import ExternalEstimate

    return ExternalEstimate.from_dict(stored)


def _first_difference(stored: Mapping[str, object], recomputed: Mapping[str, object]) -> str | None:
    for old, new in zip_longest(leaves(stored), leaves(recomputed), fillvalue=("", None)):
        if old != new or type(old[1]) is not type(new[1]):
            return min(old[0] or new[0], new[0] or old[0])
    return None


def _differs(path: str, stored: Mapping[str, object], recomputed: Mapping[str, object]) -> Notice:
    old, new = _at(stored, path), _at(recomputed, path)
    code = "OC-V010" if new not in ("–", old) else "OC-V011"
    facts = (("path", path or "/"), ("stored", old), ("recomputed", new))
    return Notice(code, facts=facts if code == "OC-V010" else facts[:2])


def _at(content: Mapping[str, object], path: str) -> str:
    """The value at a JSON pointer, shortened, or – where there is none."""
    for leaf, value in leaves(content):
        if leaf == path:
            text = value if isinstance(value, str) else json.dumps(value)
            return text if len(text) <= 60 else text[:59] + "…"
    return "–"
