"""The canonical JSON of a tree: arrays with the kind of node first. It is what a digest is made of.

["number", "12", "%"]  ["number", "6000000", "SEK"]  ["name", "fee"]  ["+", a, b, …]  [">=", a, b]
["negate", a]  ["not", a]  ["if", c, a, b]  ["call", "ramp", x, ["point", x, y], …]
["step", ">=", x, y]  ["entry", x]  ["reason", "…"]  ["mode", "excess"]  ["because", "…"]

Only what the text of a formula can say is a tree: its JSON, its text and itself each give the others back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import inf
from typing import Any

from outcome_contracts.decimals import exact_text, parse_decimal, parse_percent, percent_text
from outcome_contracts.terms import tree as t
from outcome_contracts.terms.parser import LONGEST, LONGEST_NUMBER, REASON, WORD, misused, nameable, unknown_unit
from outcome_contracts.terms.printer import formula_text
from outcome_contracts.terms.problems import FormulaError, problem
from outcome_contracts.terms.tree import DEEPEST, SIGNS, Node
from outcome_contracts.terms.units import BASES, RATIO, literal_unit
from outcome_contracts.terms.visible import misleading

JsonTree = list["str | JsonTree"]

_LONGEST_UNIT = 120
_ROOM = 30  # no node needs more beside its own texts: `from … retroactive`, with parentheses and what stands before it

_RUNS: Mapping[str, type[t.Joined]] = {
    "+": t.Add, "-": t.Subtract, "*": t.Multiply, "/": t.Divide, "and": t.And, "or": t.Or,
}  # fmt: skip


def tree_to_json(node: Node) -> JsonTree:
    """A tree as plain data."""
    if type(node) is t.Name:
        return ["name", node.name]
    return [*_WORDS[type(node)](node), *map(tree_to_json, t.children(node))]


def _number_words(number: t.Number) -> tuple[str, str, str]:
    if number.percent:
        return ("number", percent_text(number.value), "%")
    return ("number", exact_text(number.value), str(number.unit))


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
    t.Mode: lambda mode: ("mode", mode.word),
    t.Because: lambda because: ("because", because.text),
}


def tree_from_json(data: object, extra_units: frozenset[str] = frozenset()) -> Node:
    """The tree of plain data. Raises FormulaError (OC-T015, OC-T003, OC-T004, OC-T009) where it is none.

    extra_units: unit bases that the contract declares, beside the known ones.
    """
    reader = _Reader(extra_units)
    tree = reader.node(data, 1)
    if reader.longest > LONGEST and len(formula_text(tree)) > LONGEST:
        raise FormulaError(problem("OC-T009", -1, limit=f"{LONGEST} characters"))
    return tree


class _Reader:
    """Nodes of one tree. level: of the nodes above one, and itself; parts: a node's array, its first text included.

    longest: the text of what has been read is not longer; it is printed and measured only where it could be too long.
    """

    def __init__(self, extra_units: frozenset[str]) -> None:
        self._extra = extra_units
        self.longest = 0
        self.nodes = 0

    def node(self, data: object, level: int, kinds: Mapping[str, _Kind] | None = None) -> Node:
        """A number or truth; or what is of some other kinds."""
        if level > DEEPEST:
            raise FormulaError(problem("OC-T009", -1, limit=f"{DEEPEST} levels"))
        self.nodes += 1
        if self.nodes > LONGEST:  # every node takes a character at least
            raise FormulaError(problem("OC-T009", -1, limit=f"{LONGEST} characters"))
        parts = data if isinstance(data, (list, tuple)) and data else (data,)
        head = parts[0]
        kind = (kinds or _NODES).get(head) if isinstance(head, str) else None
        node = None if kind is None else kind(self, parts, level + 1)
        self.longest += _ROOM
        if node is None:
            raise FormulaError(problem("OC-T015", -1, head=_shown_head(head)))
        return node

    def name(self, parts: Sequence[object], _: int) -> t.Name | None:
        """["name", name]"""
        match parts:
            case [_, str(name)] if WORD.fullmatch(name) and nameable(name, self._extra):
                self.longest += len(name)
                return t.Name(name)
        return None

    def number(self, parts: Sequence[object], _: int) -> t.Number | None:
        """["number", digits, unit]"""
        match parts:
            case [_, str(digits), str(suffix)] if len(digits) <= LONGEST_NUMBER and len(suffix) <= _LONGEST_UNIT:
                percent = suffix == "%"
            case _:
                return None
        value = parse_percent(digits) if percent else parse_decimal(digits)
        unit = RATIO if percent else literal_unit(suffix, self._extra)
        if value is None or value.numerator < 0:
            return None
        if unit is None:
            self._require_known(suffix)
            return None
        self.longest += len(digits) + len(suffix)
        return t.Number(value, unit, percent=percent)

    def _require_known(self, suffix: str) -> None:
        """Refuse what would be a unit if its bases were known (OC-T007); what has not the form of one is no node."""
        bases = frozenset(filter(WORD.fullmatch, suffix.replace("*", "/").split("/")))
        if literal_unit(suffix, bases) is not None:
            first = min(bases - BASES - self._extra, key=suffix.index)
            raise FormulaError(unknown_unit(first, BASES | self._extra, -1))

    def call(self, parts: Sequence[object], level: int) -> t.Call | None:
        """["call", function, …]"""
        match parts:
            case [_, str(function), *arguments] if WORD.fullmatch(function):
                self.longest += len(function)
                call = t.Call(function, tuple([self.node(argument, level, _ARGUMENTS) for argument in arguments]))
            case _:
                return None
        if found := misused(call):
            raise FormulaError(found)
        return call

    def step(self, parts: Sequence[object], level: int) -> t.Step | None:
        """["step", sign, x, y]"""
        match parts:
            case [_, ">=" | ">" | "<=" | "<" as sign, x, y]:
                return t.Step(sign, self.node(x, level), self.node(y, level))
        return None

    def mode(self, parts: Sequence[object], _: int) -> t.Mode | None:
        """["mode", word]"""
        match parts:
            case [_, "excess" | "first_unit" | "in_order" | "any_order" | "offsetting" | "capped" as word]:
                return t.Mode(word)
        return None


_Kind = Callable[[_Reader, Sequence[object], int], Node | None]


def _over(build: Callable[..., Node], least: int, most: float) -> _Kind:
    """How a node is read whose parts are all numbers or truths, from `least` to `most` of them."""

    def read(reader: _Reader, parts: Sequence[object], level: int) -> Node | None:
        if not least < len(parts) <= most + 1:
            return None
        return build(*[reader.node(part, level) for part in parts[1:]])

    return read


def _said(build: Callable[[str], Node]) -> _Kind:
    """How a node is read that holds only a text between quotation marks."""

    def read(reader: _Reader, parts: Sequence[object], _: int) -> Node | None:
        match parts:
            case [_, str(text)] if REASON.fullmatch(text):
                if misleading(text):
                    raise FormulaError(problem("OC-C062", -1, field="@text"))
                reader.longest += len(text)
                return build(text)
        return None

    return read


def _run(kind: type[t.Joined]) -> Callable[..., Node]:
    return lambda *parts: kind(parts)


# How a node is read by its first text: where a number or truth may stand, and in a call's parentheses.
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
    "reason": _said(t.Reason),
    "mode": _Reader.mode,
    "because": _said(t.Because),
}


def _shown_head(head: object) -> str:
    """The kind of a node as a finding may show it: what is not a short printable text could be anything."""
    return head if isinstance(head, str) and len(head) <= 20 and head.isprintable() else "…"
