"""Figures of a case: plain data, looked up by path, put where `{path}` stands, read as exact numbers.

A path goes down by names and, in lists, by numbers from 0; a name after a list asks every element: of
`years = [{ rate = "60" }, { rate = "62" }]` the path `years.rate` is ["60", "62"] and `years.1.rate` is "62".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from outcome_contracts.decimals import parse_decimal_or_percent

Figure = Fraction | bool

_DEEPEST = 6
_PLACE = re.compile(r"\{([^{}\s]{1,200})\}")


def found_at(data: object, path: str) -> object:
    """What stands at a path. Raises KeyError with the path where nothing does."""
    for step in path.split("."):
        if isinstance(data, Mapping) and step in data:
            data = data[step]
        elif isinstance(data, list) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        elif isinstance(data, list) and data and all(isinstance(item, Mapping) and step in item for item in data):
            data = [item[step] for item in data]
        else:
            raise KeyError(path)
    return data


def filled(value: object, scope: Mapping[str, object]) -> object:
    """A value with the figures of `scope` where `{path}` stands in its texts.

    A text that is nothing but one place becomes what stands there, so that a truth remains one. Raises KeyError
    with the path where nothing, or no single figure, stands.
    """
    if isinstance(value, Mapping):
        return {name: filled(each, scope) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [filled(each, scope) for each in value]
    if not isinstance(value, str):
        return value
    if whole := _PLACE.fullmatch(value):
        single = _single(scope, whole[1])
        return single if isinstance(single, bool) else written(single)
    return _PLACE.sub(lambda place: written(_single(scope, place[1])), value)


def written(value: object) -> str:
    """A figure as text; a number that JSON gave as binary without an exponent, 0.00001 and not 1e-05."""
    return format(Decimal(repr(value)), "f") if isinstance(value, float) else str(value)


def leaves(data: object, path: str = "") -> Iterator[str]:
    """The paths of all figures and lists of figures in plain data; of a list of tables, one for each name in it.

    Where JSON has null there is no figure.
    """
    if isinstance(data, list) and data and all(isinstance(item, Mapping) for item in data):
        data = {name: [item.get(name) for item in data] for item in data for name in item}
    if isinstance(data, Mapping) and path.count(".") < _DEEPEST:
        for name, each in data.items():
            yield from leaves(each, f"{path}.{name}" if path else name)
    elif data is not None:
        yield path


def figures(value: object, depth: int = 0) -> tuple[Figure, ...] | None:
    """A figure, or those of a list of them or of lists of them, as exact numbers and truths; None where it is neither.

    A number that JSON gave as binary is the decimal that is written there.
    """
    if isinstance(value, bool):
        return (value,)
    if isinstance(value, (str, int, float)):
        number = parse_decimal_or_percent(written(value))
        return None if number is None else (number,)
    if not isinstance(value, (list, tuple)) or depth == _DEEPEST:
        return None
    parts = [figures(each, depth + 1) for each in value]
    return None if None in parts else tuple(figure for part in parts if part is not None for figure in part)


def _single(scope: Mapping[str, object], path: str) -> object:
    value = found_at(scope, path)
    if isinstance(value, (Mapping, list)) or value is None:
        raise KeyError(path)
    return value
