"""Contract files: TOML as people write it, JSON as machines keep it; every finding with its line and column.

In TOML a collection is a set of tables, `[lines.reduction]`, whose order is the order of the statement; in JSON it
is an array of objects with an `id`. Both give the same model and the same digest. YAML is not read: it turns
NO into false and lets a second `price:` win.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import cast

from pydantic import ValidationError

from outcome_contracts.contract.model import RULES, Contract
from outcome_contracts.contract.positions import Path as KeyPath
from outcome_contracts.contract.positions import Positions, json_starts, toml_starts
from outcome_contracts.notices import ContractInvalid, Findings, Notice
from outcome_contracts.terms.parser import parse
from outcome_contracts.terms.problems import FormulaError
from outcome_contracts.terms.tree_json import tree_from_json

_COLLECTIONS = ("parties", "constants", "measures", "lines", "flows")
_FORMULAS = {"constants": "value", "lines": "formula", "flows": "amount"}
_LARGEST_TOML = 1_000_000
_LARGEST_JSON = 2_000_000
_LARGEST_COLLECTION = 2000
_LONG_KEY = re.compile(r"""(?<![\w.'"-])(?:(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){12}""")
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]{1,60}")


def read_contract(path: str | Path) -> Contract:
    """Read a contract file, TOML or JSON by its ending.

    Raises ContractInvalid with every finding: text that is no TOML or JSON (OC-C002), unknown or missing or
    ill-typed fields (OC-C001, OC-C003, OC-C004), formulas (OC-T…), and what `contract.terms` checks.
    """
    path = Path(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(_LARGEST_JSON + 1)
    except (OSError, ValueError):
        raise ContractInvalid([Notice("OC-C023", path.name)]) from None
    return contract_from_bytes(raw, path.name)


def contract_from_bytes(raw: bytes, file: str) -> Contract:
    """Read a contract from a file's bytes; `file` is its name, and its ending says which form it has."""
    reader, largest = (_json, _LARGEST_JSON) if file.lower().endswith(".json") else (_toml, _LARGEST_TOML)
    if len(raw) > largest:
        raise ContractInvalid([Notice("OC-X010", file, (("limit", f"{largest} bytes"),))])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ContractInvalid([Notice("OC-C024", f"{file}:{line}")]) from None
    data, places = reader(text.replace("\r\n", "\n"), file)
    return contract_from_data(data, places)


def contract_from_data(data: Mapping[str, object], places: Positions) -> Contract:
    """The contract of plain data as TOML or JSON gives it, with the places of its values."""
    findings = Findings()
    prepared = _prepared(data, places, findings)
    try:
        contract = Contract.model_validate(prepared, context=places)
    except ValidationError as error:
        _translate(error, prepared, places, findings)
        raise ContractInvalid(findings) from None
    except ContractInvalid as error:
        findings.extend(error.notices)
        raise ContractInvalid(findings) from None
    findings.refuse(ContractInvalid)
    return contract


def contract_to_json(contract: Contract) -> str:
    """The canonical JSON of a contract; reading it back gives an equal contract and the same digest."""
    return contract.canonical_text


def _toml(text: str, file: str) -> tuple[dict[str, object], Positions]:
    if long := _LONG_KEY.search(text):  # the standard library's reader takes quadratic time over such keys
        where = f"{file}:{text.count(chr(10), 0, long.start()) + 1}"
        raise ContractInvalid([Notice("OC-X010", where, (("limit", "nesting"),))])
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ContractInvalid([_not_readable(file, "TOML", str(error))]) from None
    except (RecursionError, ValueError):
        raise ContractInvalid([Notice("OC-X010", file, (("limit", "nesting, numbers"),))]) from None
    return data, Positions(file, text, partial(_toml_starts, text, data))


def _toml_starts(text: str, data: Mapping[str, object]) -> dict[KeyPath, int]:
    """Places in a TOML text; a constant in its short form, `fee = "…"`, is its own value."""
    starts, constants = toml_starts(text), data.get("constants")
    for key, value in constants.items() if isinstance(constants, dict) else ():
        if isinstance(value, str):
            starts["constants", str(key), "value"] = starts["constants", str(key)]
    return starts


def _json(text: str, file: str) -> tuple[dict[str, object], Positions]:
    try:
        data = json.loads(text, object_pairs_hook=_no_duplicates, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        facts = (("form", "JSON"), ("detail", error.msg))
        raise ContractInvalid([Notice("OC-C002", f"{file}:{error.lineno}:{error.colno}", facts)]) from None
    except _Duplicate as error:
        raise ContractInvalid([Notice("OC-C022", file, (("key", _key(str(error))),))]) from None
    except _NoNumber as error:
        facts = (("form", "JSON"), ("detail", f"{error} is no number of it"))
        raise ContractInvalid([Notice("OC-C002", file, facts)]) from None
    except (RecursionError, ValueError):
        raise ContractInvalid([Notice("OC-X010", file, (("limit", "nesting, numbers"),))]) from None
    if not isinstance(data, dict):
        raise ContractInvalid([Notice("OC-C002", file, (("form", "JSON"), ("detail", "an object is expected")))])
    return data, Positions(file, text, partial(_json_starts, text, data))


class _Duplicate(ValueError):
    pass


def _no_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    seen: dict[str, object] = {}
    for key, value in pairs:
        if key in seen:
            raise _Duplicate(key)
        seen[key] = value
    return seen


class _NoNumber(ValueError):
    pass


def _no_constant(name: str) -> object:
    raise _NoNumber(name)


def _not_readable(file: str, form: str, message: str) -> Notice:
    """tomllib says “… (at line 3, column 7)”; the place goes where places go."""
    detail, _, place = message.partition(" (at ")
    numbers = [part for part in place.rstrip(")").replace(",", "").split() if part.isdigit()]
    return Notice("OC-C002", ":".join([file, *numbers]), (("form", form), ("detail", detail[:80])))


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
        if isinstance(items, dict):
            for key in (key for key, item in items.items() if isinstance(item, dict) and "id" in item):
                findings.add("OC-C003", places.where((name, key, "id")), field=f"{name}.{_key(key)}.id")
            items = [
                {**(item if isinstance(item, dict) else {"value": item}), "id": key} for key, item in items.items()
            ]
            prepared[name] = items
        if isinstance(items, list) and len(items) <= _LARGEST_COLLECTION:
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
    """pydantic's errors as notices: what and where, never the value."""
    for entry in error.errors(include_url=False, include_context=True, include_input=False):
        path = _path(entry["loc"], data)
        field, kind = ".".join(map(_key, path)), entry["type"]
        where = places.where(path)
        if kind == "missing":
            findings.add("OC-C001", where, what=field)
        elif kind == "extra_forbidden":
            findings.add("OC-C003", where, field=field)
        elif path == ("rules",):
            findings.add("OC-C021", where, known=", ".join(RULES))
        elif kind == "union_tag_invalid":
            findings.add(
                "OC-C004", where, field=f"{field}.from", expected=str(entry.get("ctx", {}).get("expected_tags"))
            )
        elif kind == "union_tag_not_found":
            findings.add("OC-C001", where, what=f"{field}.from")
        else:
            findings.add("OC-C004", where, field=field, expected=entry["msg"][:160])


def _key(key: str | int) -> str:
    """A key as a finding may show it: what is not a short plain word could be anything."""
    return str(key) if _PLAIN_KEY.fullmatch(str(key)) else "…"


def _path(location: tuple[int | str, ...], data: Mapping[str, object]) -> tuple[str | int, ...]:
    """pydantic's location without the tags of unions, and with ids instead of numbers."""
    path: list[str | int] = list(location)
    if len(path) >= 2 and path[0] in _COLLECTIONS and isinstance(path[1], int):
        items = cast("list[object]", data[str(path[0])])
        if path[0] == "measures" and len(path) >= 3:
            del path[2]
        path[1] = _id_of(items[path[1]], path[1])
    return tuple(path)
