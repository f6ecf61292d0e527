"""The canonical JSON of a tree: arrays with the kind of node first. It is what a digest is made of.

["number", "12", "%"]  ["number", "6000000", "SEK"]  ["name", "fee"]  ["+", a, b, …]  [">=", a, b]
["negate", a]  ["not", a]  ["if", c, a, b]  ["call", "ramp", x, ["point", x, y], …]
["step", ">=", x, y]  ["entry", x]  ["reason", "…"]

Only what the text of a formula can say is a tree: its JSON, its text and itself each give the others back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from outcome_contracts.decimals import exact_text, parse_decimal
from outcome_contracts.terms import tree as t
from outcome_contracts.terms.parser import LONGEST, LONGEST_NUMBER, REASON, WORD, misused, nameable
from outcome_contracts.terms.printer import formula_text
from outcome_contracts.terms.problems import FormulaError, problem
from outcome_contracts.terms.tree import DEEPEST, SIGNS, Node, Sign
from outcome_contracts.terms.units import RATIO, literal_unit

JsonTree = list["str | JsonTree"]

_RUNS: Mapping[str, type[t.Joined]] = {
    "+": t.Add, "-": t.Subtract, "*": t.Multiply, "/": t.Divide, "and": t.And, "or": t.Or,
}  # fmt: skip
_FIXED: Mapping[str, tuple[type[t.Negate | t.Not | t.If], int]] = {
    "negate": (t.Negate, 1), "not": (t.Not, 1), "if": (t.If, 3),
}  # fmt: skip
_HEADS: Mapping[type, str] = {
    **{kind: head for head, kind in _RUNS.items()}, **{kind: head for head, (kind, _) in _FIXED.items()},
    t.Point: "point", t.Entry: "entry",
}  # fmt: skip


def tree_to_json(node: Node) -> JsonTree:
    """A tree as plain data."""
    match node:
        case t.Name(name):
            return ["name", name]
        case t.Number(value, unit, percent):
            return ["number", exact_text(value * 100), "%"] if percent else ["number", exact_text(value), str(unit)]
        case t.Reason(text):
            return ["reason", text]
        case t.Call(function, arguments):
            return ["call", function, *map(tree_to_json, arguments)]
        case t.Compare(sign, left, right):
            return [sign, tree_to_json(left), tree_to_json(right)]
        case t.Step(sign, x, y):
            return ["step", sign, tree_to_json(x), tree_to_json(y)]
        case _:
            return [_HEADS[type(node)], *map(tree_to_json, t.children(node))]


def tree_from_json(data: object, extra_units: frozenset[str] = frozenset()) -> Node:
    """The tree of plain data. Raises FormulaError (OC-T015, OC-T003, OC-T004, OC-T009) where it is none.

    extra_units: unit bases that the contract declares, beside the known ones.
    """
    tree = _Reader(extra_units).node(data, 1)
    if len(repr(data)) > LONGEST and len(formula_text(tree)) > LONGEST:  # the JSON is never the shorter of the two
        raise FormulaError(problem("OC-T009", -1, limit=f"{LONGEST} characters"))
    return tree


class _Reader:
    def __init__(self, extra_units: frozenset[str]) -> None:
        self._extra = extra_units

    def node(self, data: object, level: int) -> Node:
        """A number or truth."""
        head, rest = _opened(data, level)
        if head == "name" and (name := _only(rest, WORD)) and nameable(name, self._extra):
            return t.Name(name)
        if head == "number" and len(rest) == 2:
            return self._number(*rest)
        if head in _RUNS and len(rest) >= 2:
            return _RUNS[head](self._nodes(rest, level))
        if head == "call" and (function := _only(rest[:1], WORD)):
            return self._call(function, rest[1:], level)
        if head in _FIXED and len(rest) == _FIXED[head][1]:
            return _FIXED[head][0](*self._nodes(rest, level))
        if (sign := _sign(head)) and len(rest) == 2:
            return t.Compare(sign, *self._nodes(rest, level))
        raise _no_tree(head)

    def _nodes(self, data: list[object], above: int) -> tuple[Node, ...]:
        return tuple([self.node(each, above + 1) for each in data])

    def _call(self, function: str, arguments: list[object], level: int) -> t.Call:
        call = t.Call(function, tuple([self._argument(each, level + 1) for each in arguments]))
        if found := misused(call):
            raise FormulaError(found)
        return call

    def _argument(self, data: object, level: int) -> Node:
        """What only the parentheses of a call may hold, or a node."""
        head, rest = _opened(data, level)
        if head == "point" and len(rest) == 2:
            return t.Point(*self._nodes(rest, level))
        if head == "step" and len(rest) == 3 and (sign := _sign(rest[0])):
            return t.Step(sign, *self._nodes(rest[1:], level))
        if head == "entry" and len(rest) == 1:
            return t.Entry(*self._nodes(rest, level))
        if head == "reason" and (text := _only(rest, REASON)) is not None:
            return t.Reason(text)
        return self.node(data, level)

    def _number(self, digits: object, suffix: object) -> t.Number:
        if isinstance(digits, str) and isinstance(suffix, str):
            value = parse_decimal(digits) if len(digits) <= LONGEST_NUMBER else None
            if value is not None and value >= 0 and suffix == "%":
                return t.Number(value / 100, RATIO, percent=True)
            unit = literal_unit(suffix, self._extra)
            if value is not None and value >= 0 and unit is not None:
                return t.Number(value, unit)
        raise _no_tree("number")


def _opened(data: object, level: int) -> tuple[str, list[object]]:
    """The kind of a node and what follows it."""
    if level > DEEPEST:
        raise FormulaError(problem("OC-T009", -1, limit=f"{DEEPEST} levels"))
    if not isinstance(data, (list, tuple)) or not data or not isinstance(data[0], str):
        raise _no_tree(data[0] if isinstance(data, (list, tuple)) and data else data)
    head, *rest = data
    return head, rest


def _sign(value: object) -> Sign | None:
    return next((sign for sign in SIGNS if sign == value), None)


def _only(values: list[object], form: re.Pattern[str]) -> str | None:
    """The one value, where there is one and it is a text of that form."""
    match values:
        case [str(text)] if form.fullmatch(text):
            return text
    return None


def _no_tree(head: object) -> FormulaError:
    shown = head if isinstance(head, str) and len(head) <= 20 and head.isprintable() else "…"
    return FormulaError(problem("OC-T015", -1, head=shown))
