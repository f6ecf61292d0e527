"""The canonical JSON of a tree: arrays with the kind of node first. It is what a digest is made of.

["number", "12", "%"]  ["number", "6000000", "SEK"]  ["name", "fee"]  ["+", a, b, …]  [">=", a, b]
["negate", a]  ["not", a]  ["if", c, a, b]  ["call", "ramp", x, ["point", x, y], …]
["step", ">=", x, y]  ["entry", x]  ["reason", "…"]

Only what the text of a formula can say is a tree: its JSON, its text and itself each give the others back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from math import inf
from typing import Any

from outcome_contracts.decimals import exact_text, parse_decimal, parse_percent
from outcome_contracts.terms import tree as t
from outcome_contracts.terms.parser import LONGEST, LONGEST_NUMBER, REASON, WORD, misused, nameable
from outcome_contracts.terms.printer import formula_text
from outcome_contracts.terms.problems import FormulaError, problem
from outcome_contracts.terms.tree import DEEPEST, SIGNS, Node
from outcome_contracts.terms.units import literal_unit

JsonTree = list["str | JsonTree"]

_RUNS: Mapping[str, type[t.Joined]] = {
    "+": t.Add, "-": t.Subtract, "*": t.Multiply, "/": t.Divide, "and": t.And, "or": t.Or,
}  # fmt: skip


def tree_to_json(node: Node) -> JsonTree:
    """A tree as plain data."""
    return [*_WORDS[type(node)](node), *map(tree_to_json, t.children(node))]


def _number_words(number: t.Number) -> tuple[str, str, str]:
    value, unit = (number.value * 100, "%") if number.percent else (number.value, str(number.unit))
    return ("number", exact_text(value), unit)


def _head(head: str) -> Callable[[object], tuple[str]]:
    return lambda _: (head,)


# The texts with which the JSON of each kind of node begins; its children follow.
_WORDS: Mapping[type[Node], Callable[[Any], tuple[str, ...]]] = {
    t.Number: _number_words,
    t.Name: lambda name: ("name", name.name),
    t.Negate: _head("negate"),
    **{kind: _head(head) for head, kind in _RUNS.items()},
    t.Compare: lambda comparison: (comparison.sign,),
    t.Not: _head("not"),
    t.If: _head("if"),
    t.Call: lambda call: ("call", call.function),
    t.Point: _head("point"),
    t.Step: lambda step: ("step", step.sign),
    t.Entry: _head("entry"),
    t.Reason: lambda reason: ("reason", reason.text),
}


def tree_from_json(data: object, extra_units: frozenset[str] = frozenset()) -> Node:
    """The tree of plain data. Raises FormulaError (OC-T015, OC-T003, OC-T004, OC-T009) where it is none.

    extra_units: unit bases that the contract declares, beside the known ones.
    """
    tree = _Reader(extra_units).node(data, 1)
    if len(repr(data)) > LONGEST and len(formula_text(tree)) > LONGEST:  # the JSON is never the shorter of the two
        raise FormulaError(problem("OC-T009", -1, limit=f"{LONGEST} characters"))
    return tree


class _Reader:
    """Nodes of one tree; `level` counts the nodes above one, and itself."""

    def __init__(self, extra_units: frozenset[str]) -> None:
        self._extra = extra_units

    def node(self, data: object, level: int) -> Node:
        """A number or truth."""
        return self._read(_NODES, data, level)

    def name(self, parts: list[object], _: int) -> t.Name | None:
        """What comes after "name"."""
        match parts:
            case [str(name)] if WORD.fullmatch(name) and nameable(name, self._extra):
                return t.Name(name)
        return None

    def number(self, parts: list[object], _: int) -> t.Number | None:
        """What comes after "number"."""
        match parts:
            case [str(digits), "%"] if len(digits) <= LONGEST_NUMBER:
                value, unit = parse_percent(digits), literal_unit("ratio")
            case [str(digits), str(suffix)] if len(digits) <= LONGEST_NUMBER:
                value, unit = parse_decimal(digits), literal_unit(suffix, self._extra)
            case _:
                return None
        if value is None or value.numerator < 0 or unit is None:
            return None
        return t.Number(value, unit, percent=parts[1] == "%")

    def call(self, parts: list[object], level: int) -> t.Call | None:
        """What comes after "call"."""
        match parts:
            case [str(function), *arguments] if WORD.fullmatch(function):
                call = t.Call(function, tuple([self._read(_ARGUMENTS, argument, level) for argument in arguments]))
            case _:
                return None
        if found := misused(call):
            raise FormulaError(found)
        return call

    def step(self, parts: list[object], level: int) -> t.Step | None:
        """What comes after "step"."""
        match parts:
            case [">=" | ">" as sign, x, y]:
                return t.Step(sign, self.node(x, level), self.node(y, level))
        return None

    def reason(self, parts: list[object], _: int) -> t.Reason | None:
        """What comes after "reason"."""
        match parts:
            case [str(text)] if REASON.fullmatch(text):
                return t.Reason(text)
        return None

    def _read(self, kinds: Mapping[str, _Kind], data: object, level: int) -> Node:
        if level > DEEPEST:
            raise FormulaError(problem("OC-T009", -1, limit=f"{DEEPEST} levels"))
        head, *parts = data if isinstance(data, (list, tuple)) and data else (data,)
        kind = kinds.get(head) if isinstance(head, str) else None
        node = None if kind is None else kind(self, parts, level + 1)
        if node is None:
            raise FormulaError(problem("OC-T015", -1, head=_shown_head(head)))
        return node


_Kind = Callable[[_Reader, list[object], int], Node | None]


def _over(build: Callable[..., Node], least: int, most: float) -> _Kind:
    """How a node is read whose parts are all numbers or truths, from `least` to `most` of them."""

    def read(reader: _Reader, parts: list[object], level: int) -> Node | None:
        return build(*[reader.node(part, level) for part in parts]) if least <= len(parts) <= most else None

    return read


def _run(kind: type[t.Joined]) -> Callable[..., Node]:
    return lambda *parts: kind(parts)


# How what comes after the first text of a node is read: where a number or truth may stand, and in a call's parentheses.
_NODES: Mapping[str, _Kind] = {
    "name": _Reader.name,
    "number": _Reader.number,
    "call": _Reader.call,
    **{head: _over(_run(kind), 2, inf) for head, kind in _RUNS.items()},
    **{sign: _over(partial(t.Compare, sign), 2, 2) for sign in SIGNS},
    "negate": _over(t.Negate, 1, 1),
    "not": _over(t.Not, 1, 1),
    "if": _over(t.If, 3, 3),
}
_ARGUMENTS: Mapping[str, _Kind] = {
    **_NODES,
    "point": _over(t.Point, 2, 2),
    "step": _Reader.step,
    "entry": _over(t.Entry, 1, 1),
    "reason": _Reader.reason,
}


def _shown_head(head: object) -> str:
    """The kind of a node as a finding may show it: what is not a short printable text could be anything."""
    return head if isinstance(head, str) and len(head) <= 20 and head.isprintable() else "…"
