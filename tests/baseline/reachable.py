"""Which finding codes a function can record: read from its compiled code and from all of ours that it calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from inspect import isclass, isfunction
from types import CodeType, FunctionType, ModuleType

OURS = "outcome_contracts."
CODE = re.compile(r"OC-[A-Z][0-9]{3}")


def codes(function: FunctionType) -> set[str]:
    """Every code that the function or one that it calls by name has as a constant."""
    return {word for word in words(function) if CODE.fullmatch(word)}


def words(function: FunctionType, *, within: str = OURS) -> set[str]:
    """Every constant text and every name in the function and in those it calls from modules that begin so."""
    seen: set[FunctionType] = set()
    waiting, found = [function], set[str]()
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        for code in _nested(one.__code__):
            found |= {value for value in code.co_consts if isinstance(value, str)} | set(code.co_names)
            waiting += _called(code, one.__globals__, within)
    return found


def _nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for value in code.co_consts:
        if isinstance(value, CodeType):
            yield from _nested(value)


def _called(code: CodeType, known: dict[str, object], within: str) -> Iterator[FunctionType]:
    for name in code.co_names:
        value = known.get(name)
        of_module = isinstance(value, ModuleType) and value.__name__.startswith(within)
        for member in [getattr(value, part, None) for part in code.co_names] if of_module else [value]:
            members = vars(member).values() if isclass(member) else [member]
            yield from (one for one in members if isfunction(one) and one.__module__.startswith(within))
