"""A change of one term: its path, what it was and what it becomes; and the changes between two contracts.

    diff(a, a) = ()        applied(a, diff(a, b)) = b

A path goes through the contract as a file has it, by the id of an element where a collection has ids: `term.months`,
`constants.day_price.value`, `lines.bonus`; a constant's path alone means its value. Where there is no value, the term
does not exist on that side. A list of ids at the path of a collection is the order of its elements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, cast

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from outcome_contracts.contract.fields import Model
from outcome_contracts.contract.files import contract_from_data
from outcome_contracts.contract.model import Contract
from outcome_contracts.contract.versions.clauses import FieldPath
from outcome_contracts.positions import Positions

Keys = tuple[str, ...]

# Where a contract has elements with ids: at its first level, and below an element of it.
_COLLECTIONS = frozenset(("parties", "constants", "tables", "measures", "lines", "flows", "waterfalls", "termination"))
_INNER = frozenset((("tables", "columns"), ("tables", "rows"), ("waterfalls", "tranches")))
_DEEPEST = 400


def _plain(value: object, depth: int = 0) -> object:
    """Plain data of a change: a date as its text, lists as lists; anything else that is no plain data is refused."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int) and abs(value) < 2**53:
        return value
    if type(value) is date:
        return value.isoformat()
    if isinstance(value, (list, tuple)) and depth < _DEEPEST:
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, dict) and depth < _DEEPEST and all(isinstance(key, str) and key.isascii() for key in value):
        return {key: _plain(item, depth + 1) for key, item in value.items()}
    raise PydanticCustomError("plain_data", "no plain data")


PlainValue = Annotated[
    object,
    PlainValidator(_plain),
    WithJsonSchema({"description": "Plain data as it stands in the contract; a formula as its text or its tree."}),
]


class Change(Model):
    """A change of one term. before, after: plain data, a formula as its text or its tree; None: there is no such term.

    path: e.g. `constants.day_price.value`.
    """

    path: FieldPath
    before: PlainValue = None
    after: PlainValue = None


class NoSuchPlace(Exception):
    """A path that no term can have, or an order that leaves out an element; the message is the path."""


def diff(a: Contract, b: Contract) -> tuple[Change, ...]:
    """The changes that turn one contract into another, in the contract's order; none where they are equal."""
    found: list[Change] = []
    _compare((), _keyed(a.to_dict()), _keyed(b.to_dict()), found)
    return tuple(found)


def applied(contract: Contract, changes: Iterable[Change], *, file: str) -> Contract:
    """The contract with every change made; what was before is not looked at.

    file: names the result in findings. Raises NoSuchPlace for a path that cannot be, ContractInvalid with every finding
    where the result is no contract that can be settled.
    """
    return _with(contract, [(change.path, change.after) for change in changes], file)


def reverted(contract: Contract, changes: Iterable[Change], *, file: str) -> Contract:
    """The contract with every term as it is said to have been before; raises as `applied`."""
    return _with(contract, [(change.path, change.before) for change in changes], file)


def value_at(contract: Contract, path: str) -> object:
    """What stands at a path as plain data, None where there is nothing."""
    found = _keyed(contract.to_dict())
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _with(contract: Contract, values: Iterable[tuple[str, object]], file: str) -> Contract:
    data = _keyed(contract.to_dict())
    for path, value in values:
        try:
            data = _placed(data, (), tuple(path.split(".")), value)
        except LookupError:
            raise NoSuchPlace(path) from None
    return contract_from_data(cast("Mapping[str, object]", _listed(data)), Positions(file))


def _is_collection(path: Keys) -> bool:
    match path:
        case (name,):
            return name in _COLLECTIONS
        case (outer, _, inner):
            return (outer, inner) in _INNER
    return False


def _placed(node: Mapping[str, Any], at: Keys, keys: Keys, value: object) -> dict[str, Any]:
    """Plain data with another value at a path; it shares all that lies beside it. at: where the node stands."""
    key, rest, path = keys[0], keys[1:], (*at, keys[0])
    below = node.get(key, {} if _is_collection(path) else None)
    if rest:
        if not isinstance(below, dict):
            raise LookupError
        if path == ("constants",) and len(rest) == 1 and isinstance(value, (str, list)):
            value = {**below.get(rest[0], {}), "value": value}
        value = _placed(below, path, rest, value)
    elif _is_collection(path) and below and isinstance(below, dict) and isinstance(value, list):
        value = _ordered(below, value)
    others = {name: item for name, item in node.items() if name != key}
    return others if value is None else {**node, key: value}


def _ordered(elements: Mapping[str, Any], order: list[Any]) -> dict[str, Any]:
    if not all(isinstance(name, str) for name in order) or sorted(order) != sorted(elements):
        raise LookupError
    return {name: elements[name] for name in order}


def _compare(path: Keys, old: Any, new: Any, found: list[Change]) -> None:
    collection = _is_collection(path)
    if collection:
        old, new = ({} if side is None else side for side in (old, new))
    if not isinstance(old, dict) or not isinstance(new, dict):
        if old != new:
            found.append(Change(path=".".join(path), before=old, after=new))
        return
    for key in dict.fromkeys((*old, *new)):
        _compare((*path, key), old.get(key), new.get(key), found)
    kept = [*(key for key in old if key in new), *(key for key in new if key not in old)]
    if collection and kept != list(new):
        found.append(Change(path=".".join(path), before=list(old), after=list(new)))


def _keyed(data: Any, path: Keys = ()) -> Any:
    """Plain data with each collection as elements by id, in their order; what else is a list stays one."""
    if _is_collection(path) and isinstance(data, list):
        data = {item["id"]: {key: part for key, part in item.items() if key != "id"} for item in data}
    return {key: _keyed(value, (*path, key)) for key, value in data.items()} if isinstance(data, dict) else data


def _listed(data: Any, path: Keys = ()) -> Any:
    """The same with each collection as a list of elements with an id, as the canonical JSON has it."""
    if not isinstance(data, dict):
        return data
    listed = {key: _listed(value, (*path, key)) for key, value in data.items()}
    if not _is_collection(path):
        return listed
    return [{"id": name, **(item if isinstance(item, dict) else {"value": item})} for name, item in listed.items()]
