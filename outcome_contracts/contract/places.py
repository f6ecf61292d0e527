"""Where things stand in a contract file: by the ids of items, whatever form the file has.

TOML names an item by its key, JSON and pydantic by its number in a list; findings name it by its id. pydantic also says
which form of a union it tried; no reader needs to know that.
"""

from __future__ import annotations

from collections.abc import Mapping

from outcome_contracts.positions import Path, json_starts, toml_starts

COLLECTIONS = (
    "parties", "constants", "tables", "measures", "lines", "flows", "waterfalls",
    "termination", "particulars", "schedule",
)  # fmt: skip

_INNER = ("columns", "rows", "tranches")
_TAGS = {"from": ("party", "shares"), "to": ("party", "shares"), "rows": ("agreed", "given", "months")}


def toml_places(text: str, data: Mapping[str, object]) -> dict[Path, int]:
    """Places in a TOML text; a constant in its short form, `fee = "…"`, is its own value."""
    starts = {by_ids(path, data): at for path, at in toml_starts(text).items()}
    constants = data.get("constants")
    for key, value in constants.items() if isinstance(constants, dict) else ():
        if isinstance(value, str):
            starts["constants", str(key), "value"] = starts["constants", str(key)]
    return starts


def json_places(text: str, data: Mapping[str, object]) -> dict[Path, int]:
    """Places in a JSON text."""
    return {by_ids(path, data): at for path, at in json_starts(text).items()}


def by_ids(path: Path, data: object) -> Path:
    """A path with the ids of items instead of their numbers, where they have one."""
    named: list[str | int] = []
    for step in path:
        data = _at(data, step)
        inside = named[-1:] and named[-1] in (COLLECTIONS if len(named) == 1 else _INNER if len(named) == 3 else ())
        named.append(_id(data, step) if inside and isinstance(step, int) else step)
    return tuple(named)


def location_path(location: tuple[int | str, ...], data: Mapping[str, object]) -> Path:
    """pydantic's location as a path by ids."""
    path = list(location)
    if path[0] == "shocks" and len(path) > 1 and path[1] != "treatment":
        del path[1]
    if path[0] == "measures" and path[2:] and path[2] != "from":  # where there is no "from", there is no tag
        del path[2]
    plain = [step for before, step in zip(["", *path], path, strict=False) if step not in _TAGS.get(str(before), ())]
    return by_ids(tuple(plain), data)


def _at(data: object, step: str | int) -> object:
    if isinstance(data, Mapping):
        return data.get(step)
    if isinstance(data, (list, tuple)) and isinstance(step, int) and step < len(data):
        return data[step]
    return None


def _id(item: object, place: int) -> str | int:
    found = item.get("id", place) if isinstance(item, Mapping) else item
    return found if isinstance(found, str) and found.isidentifier() else place
