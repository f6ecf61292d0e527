"""Contract files: TOML as people write it, JSON as machines keep it; every finding with its line and column.

In TOML a collection is a set of tables, `[lines.reduction]`, whose order is the order of the statement; in JSON it
is an array of objects with an `id`. Both give the same model and the same digest. YAML is not read: it turns
NO into false and lets a second `price:` win.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from outcome_contracts.complaints import complaints, shown_key, shown_path
from outcome_contracts.contract.day_value import bases_said
from outcome_contracts.contract.fragment import fragment, oversized
from outcome_contracts.contract.model import RULES, Contract
from outcome_contracts.contract.places import COLLECTIONS, json_places, location_path, toml_places
from outcome_contracts.contract.terms import findings_in
from outcome_contracts.contract.written import Trees
from outcome_contracts.notices import ContractInvalid, Findings, Notice
from outcome_contracts.plain_files import Unreadable, decoded, parsed_json, parsed_toml, read_text
from outcome_contracts.positions import NoFile, Positions

_LARGEST_COLLECTION = 2000
_OF_A_CHAIN = frozenset(("original", "amendments"))


def read_contract(path: str | Path) -> Contract:
    """Read a contract file, TOML or JSON by its ending.

    Raises ContractInvalid with every finding: text that is no TOML or JSON (OC-C002), unknown or missing or
    ill-typed fields (OC-C001, OC-C003, OC-C004), formulas (OC-T…), what `contract.terms` checks; and a chain file,
    which `versions.files` reads (OC-A042).
    """
    return _read(partial(read_text, Path(path)), Path(path).name)


def contract_from_bytes(raw: bytes, file: str) -> Contract:
    """Read a contract from a file's bytes; `file` is its name, and its ending says which form it has."""
    return _read(partial(decoded, raw, file), file)


def contract_from_data(data: Mapping[str, object], places: Positions | NoFile) -> Contract:
    """The contract of plain data as TOML or JSON gives it, with the places of its values."""
    findings = Findings()
    prepared = _prepared(data, places, findings)
    try:
        contract = Contract.model_validate(prepared, context=places)
    except ValidationError as error:
        _translate(error, prepared, places, findings)
        if not oversized(error):
            rest, unsound = fragment(prepared, error)
            findings.extend(findings_in(rest, unsound, places))
        raise ContractInvalid(findings) from None
    except ContractInvalid as error:
        findings.extend(error.notices)
        raise ContractInvalid(findings) from None
    findings.refuse(ContractInvalid)
    return contract


def contract_to_json(contract: Contract) -> str:
    """The canonical JSON of a contract; reading it back gives an equal contract and the same digest."""
    return contract.canonical_text


def _read(text_of: Callable[..., str], file: str) -> Contract:
    form = "JSON" if file.lower().endswith(".json") else "TOML"
    largest, parse, starts = _FORMS[form]
    try:
        text = text_of(largest=largest)
        data = parse(text, file)
    except Unreadable as error:
        raise ContractInvalid([refusal(error, form)]) from None
    if holds_chain(data):
        raise ContractInvalid([Notice("OC-A042", file)])
    return contract_from_data(data, Positions(file, text, partial(starts, text, data)))


def holds_chain(data: Mapping[str, object]) -> bool:
    """Whether plain data are those of a chain file, which says how the original was signed and what amends it."""
    return not _OF_A_CHAIN.isdisjoint(data)


def refusal(error: Unreadable, form: str) -> Notice:
    """Why a file was not read, as a finding. form: `TOML` or `JSON`."""
    match error.reason:
        case "missing":
            return Notice("OC-C023", error.where)
        case "encoding":
            return Notice("OC-C024", error.where)
        case "syntax":
            return Notice("OC-C002", error.where, (("form", form), ("detail", error.detail)))
        case "repeated":
            return Notice("OC-C022", error.where, (("key", error.detail),))
        case "large" | "nesting":
            return Notice("OC-X010", error.where, (("limit", error.detail),))


def _prepared(data: Mapping[str, object], places: Positions | NoFile, findings: Findings) -> dict[str, object]:
    """The data with collections as lists of objects with an id, and formulas as trees."""
    prepared = dict(data)
    units = data.get("units", [])
    declared = {unit for unit in units if isinstance(unit, str)} if isinstance(units, list) else set[str]()
    trees = Trees(bases_said(data.get("measures")) | declared, places, findings)
    for name in COLLECTIONS:
        items = data.get(name)
        if isinstance(items, (dict, list)) and len(items) > _LARGEST_COLLECTION:
            limit = f"{_LARGEST_COLLECTION} {name}"
            raise ContractInvalid([Notice("OC-X010", places.where((name,)), (("limit", limit),))])
        if isinstance(items, dict):
            for key in (key for key, item in items.items() if isinstance(item, dict) and "id" in item):
                findings.add("OC-C003", places.where((name, key, "id")), field=f"{name}.{shown_key(key)}.id")
            items = [
                {**(item if isinstance(item, dict) else {"value": item}), "id": key} for key, item in items.items()
            ]
            prepared[name] = items
        if isinstance(items, list):
            prepared[name] = [trees.planted(item, name) if isinstance(item, dict) else item for item in items]
    return prepared


def _translate(
    error: ValidationError, data: Mapping[str, object], places: Positions | NoFile, findings: Findings
) -> None:
    """What is wrong with the fields, as notices with places."""
    for kind, location, expected in complaints(error):
        path = location_path(location, data)
        field, where = shown_path(path), places.where(path)
        match kind:
            case "missing":
                findings.add("OC-C001", where, what=field)
            case "unknown":
                findings.add("OC-C003", where, field=field)
            case "wrong" if path == ("rules",):
                findings.add("OC-C021", where, known=", ".join(RULES))
            case "wrong" if expected == "@a_visible_text":
                findings.add("OC-C062", where, field=field)
            case "wrong":
                findings.add("OC-C004", where, field=field, expected=expected)


# Per form: the most bytes, the parser, and what finds the places of values.
_FORMS = {"TOML": (500_000, parsed_toml, toml_places), "JSON": (1_000_000, parsed_json, json_places)}
