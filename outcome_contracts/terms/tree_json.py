"""The canonical JSON of a tree: arrays with the kind of node first. It is what a digest is made of.

["number", "12", "%"]  ["number", "6000000", "SEK"]  ["name", "fee"]  ["+", a, b, …]  [">=", a, b]
["negate", a]  ["not", a]  ["if", c, a, b]  ["call", "ramp", x, ["point", x, y], …]
["step", ">=", x, y]  ["entry", x]  ["reason", "…"]

Only what the text of a formula can say is a tree: its JSON, its text and itself each give the others back.
"""

from __future__ import annotations

from collections.abc import Mapping

from outcome_contracts.decimals import exact_text, parse_decimal
from outcome_contracts.terms import tree as t
from outcome_contracts.terms.parser import LONGEST, LONGEST_NUMBER, REASON, WORD, misused, nameable
from outcome_contracts.terms.printer import formula_text
from outcome_contracts.terms.problems import FormulaError, problem
from outcome_contracts.terms.tree import DEEPEST, Node
from outcome_contracts.terms.units import RATIO, literal_unit

JsonTree = list["str | JsonTree"]

_RUNS: Mapping[str, type[t.Joined]] = {
    "+": t.Add, "-": t.Subtract, "*": t.Multiply, "/": t.Divide, "and": t.And, "or": t.Or,
}  # fmt: skip
_HEADS: Mapping[type, str] = {
    **{kind: head for head, kind in _RUNS.items()},
    t.Negate: "negate", t.Not: "not", t.If: "if", t.Point: "point", t.Entry: "entry",
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
    """Nodes of one tree; `level` counts the nodes above one, and itself."""

    def __init__(self, extra_units: frozenset[str]) -> None:
        self._extra = extra_units

    def node(self, data: object, level: int) -> Node:
        """A number or truth."""
        if level > DEEPEST:
            raise FormulaError(problem("OC-T009", -1, limit=f"{DEEPEST} levels"))
        match data:
            case ["name", str(name)] if WORD.fullmatch(name) and nameable(name, self._extra):
                return t.Name(name)
            case ["number", str(digits), str(suffix)] if number := self._number(digits, suffix):
                return number
            case [str(head), _, _, *_] if head in _RUNS:
                return _RUNS[head](tuple([self.node(part, level + 1) for part in data[1:]]))
            case ["call", str(function), *arguments] if WORD.fullmatch(function):
                return self._call(function, arguments, level + 1)
            case [">=" | ">" | "<=" | "<" | "=" as sign, left, right]:
                return t.Compare(sign, self.node(left, level + 1), self.node(right, level + 1))
            case ["negate", operand]:
                return t.Negate(self.node(operand, level + 1))
            case ["not", operand]:
                return t.Not(self.node(operand, level + 1))
            case ["if", condition, then, otherwise]:
                return t.If(*[self.node(part, level + 1) for part in (condition, then, otherwise)])
        raise FormulaError(problem("OC-T015", -1, head=_head(data)))

    def _call(self, function: str, arguments: list[object], level: int) -> t.Call:
        call = t.Call(function, tuple([self._argument(argument, level) for argument in arguments]))
        if found := misused(call):
            raise FormulaError(found)
        return call

    def _argument(self, data: object, level: int) -> Node:
        """What only the parentheses of a call may hold, or a node."""
        match data:
            case ["point", x, y]:
                return t.Point(self.node(x, level + 1), self.node(y, level + 1))
            case ["step", ">=" | ">" as sign, x, y]:
                return t.Step(sign, self.node(x, level + 1), self.node(y, level + 1))
            case ["entry", x]:
                return t.Entry(self.node(x, level + 1))
            case ["reason", str(text)] if REASON.fullmatch(text):
                return t.Reason(text)
        return self.node(data, level)

    def _number(self, digits: str, suffix: str) -> t.Number | None:
        value = parse_decimal(digits) if len(digits) <= LONGEST_NUMBER else None
        if value is None or value.numerator < 0:
            return None
        if suffix == "%":
            return t.Number(value / 100, RATIO, percent=True)
        unit = literal_unit(suffix, self._extra)
        return None if unit is None else t.Number(value, unit)


def _head(data: object) -> str:
    """The kind of a node as a finding may show it: what is not a short printable text could be anything."""
    head = data[0] if isinstance(data, (list, tuple)) and data else data
    return head if isinstance(head, str) and len(head) <= 20 and head.isprintable() else "…"
