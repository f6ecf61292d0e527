"""Contract files: TOML as people write it, JSON as machines keep it; every finding with its line and column.

In TOML a collection is a set of tables, `[lines.reduction]`, whose order is the order of the statement; in JSON it
is an array of objects with an `id`. Both give the same model and the same digest. YAML is not read: it turns
NO into false and lets a second `price:` win.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import cast

from pydantic import ValidationError

from outcome_contracts.complaints import complaints, shown_key, shown_path
from outcome_contracts.contract.fragment import fragment, oversized
from outcome_contracts.contract.model import RULES, Contract
from outcome_contracts.contract.terms import findings_in
from outcome_contracts.notices import ContractInvalid, Findings, Notice
from outcome_contracts.plain_files import Unreadable, decoded, parsed_json, parsed_toml, read_text
from outcome_contracts.positions import Path as KeyPath
from outcome_contracts.positions import Positions, json_starts, toml_starts
from outcome_contracts.terms.parser import parse
from outcome_contracts.terms.problems import FormulaError
from outcome_contracts.terms.tree_json import tree_from_json

_COLLECTIONS = ("parties", "constants", "measures", "lines", "flows")
_FORMULAS = {"constants": "value", "lines": "formula", "flows": "amount"}
_LARGEST_COLLECTION = 2000


def read_contract(path: str | Path) -> Contract:
    """Read a contract file, TOML or JSON by its ending.

    Raises ContractInvalid with every finding: text that is no TOML or JSON (OC-C002), unknown or missing or
    ill-typed fields (OC-C001, OC-C003, OC-C004), formulas (OC-T…), and what `contract.terms` checks.
    """
    return _read(partial(read_text, Path(path)), Path(path).name)


def contract_from_bytes(raw: bytes, file: str) -> Contract:
    """Read a contract from a file's bytes; `file` is its name, and its ending says which form it has."""
    return _read(partial(decoded, raw, file), file)


def contract_from_data(data: Mapping[str, object], places: Positions) -> Contract:
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
        raise ContractInvalid([_refusal(error, form)]) from None
    return contract_from_data(data, Positions(file, text, partial(starts, text, data)))


def _refusal(error: Unreadable, form: str) -> Notice:
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


def _toml_starts(text: str, data: Mapping[str, object]) -> dict[KeyPath, int]:
    """Places in a TOML text; a constant in its short form, `fee = "…"`, is its own value."""
    starts, constants = toml_starts(text), data.get("constants")
    for key, value in constants.items() if isinstance(constants, dict) else ():
        if isinstance(value, str):
            starts["constants", str(key), "value"] = starts["constants", str(key)]
    return starts


def _json_starts(text: str, data: Mapping[str, object]) -> dict[KeyPath, int]:
    """Places in a JSON text, by the id of an element instead of its number, as TOML has them."""
    starts: dict[KeyPath, int] = {}
    for path, at in json_starts(text).items():
        if len(path) >= 2 and path[0] in _COLLECTIONS and isinstance(path[1], int):
            items = cast("list[object]", data[str(path[0])])
            path = (path[0], _id_of(items[path[1]], path[1]), *path[2:])
        starts[path] = at
    return starts


def _id_of(item: object, place: int) -> str | int:
    found = item.get("id", place) if isinstance(item, dict) else place
    return found if isinstance(found, str) else place


def _prepared(data: Mapping[str, object], places: Positions, findings: Findings) -> dict[str, object]:
    """The data with collections as lists of objects with an id, and formulas as trees."""
    prepared = dict(data)
    units = data.get("units", [])
    extra = frozenset(unit for unit in units if isinstance(unit, str)) if isinstance(units, list) else frozenset[str]()
    for name in _COLLECTIONS:
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
            prepared[name] = [_with_tree(item, name, extra, places, findings) for item in items]
    return prepared


def _with_tree(item: object, collection: str, extra: frozenset[str], places: Positions, findings: Findings) -> object:
    key = _FORMULAS.get(collection)
    if not isinstance(item, dict) or key is None or not isinstance(item.get(key), (str, list)):
        return item
    try:
        formula = item[key]
        tree = parse(formula, extra) if isinstance(formula, str) else tree_from_json(formula, extra)
    except FormulaError as error:
        found = error.problem
        where = places.where((collection, str(item.get("id")), key), found.at)
        findings.extend((Notice(found.code, where, found.facts),))
        tree = parse("0")
    return {**item, key: tree}


def _translate(error: ValidationError, data: Mapping[str, object], places: Positions, findings: Findings) -> None:
    """What is wrong with the fields, as notices with places."""
    for kind, location, expected in complaints(error):
        path = _path(location, data)
        field, where = shown_path(path), places.where(path)
        match kind:
            case "missing":
                findings.add("OC-C001", where, what=field)
            case "unknown":
                findings.add("OC-C003", where, field=field)
            case "wrong" if path == ("rules",):
                findings.add("OC-C021", where, known=", ".join(RULES))
            case "wrong":
                findings.add("OC-C004", where, field=field, expected=expected)


def _path(location: tuple[int | str, ...], data: Mapping[str, object]) -> tuple[str | int, ...]:
    """pydantic's location without the tags of unions, and with ids instead of numbers."""
    path: list[str | int] = list(location)
    if path[0] == "shocks" and len(path) > 1 and path[1] != "treatment":
        del path[1]
    if len(path) >= 2 and path[0] in _COLLECTIONS and isinstance(path[1], int):
        items = cast("list[object]", data[str(path[0])])
        if path[0] == "measures" and path[2:] and path[2] != "from":  # where there is no "from", there is no tag
            del path[2]
        path[1] = _id_of(items[path[1]], path[1])
    return tuple(path)


# Per form: the most bytes, the parser, and what finds the places of values.
_FORMS = {"TOML": (1_000_000, parsed_toml, _toml_starts), "JSON": (2_000_000, parsed_json, _json_starts)}
