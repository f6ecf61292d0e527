"""The canonical JSON of a tree: arrays with the kind of node first. It is what a digest is made of.

["number", "12", "%"]  ["number", "6000000", "SEK"]  ["name", "fee"]  ["+", a, b]  [">=", a, b]
["negate", a]  ["not", a]  ["if", c, a, b]  ["call", "ramp", x, ["point", x, y], …]
["step", ">=", x, y]  ["entry", x]  ["reason", "…"]
"""

from __future__ import annotations

import re
from typing import TypeGuard

from outcome_contracts.decimals import exact_text, parse_decimal
from outcome_contracts.terms.parser import LONGEST_NUMBER, REASON, WORD, misused
from outcome_contracts.terms.problems import FormulaError, problem
from outcome_contracts.terms.tree import (
    DEEPEST,
    SIGNS,
    Add,
    And,
    Call,
    Compare,
    Divide,
    Entry,
    If,
    Multiply,
    Name,
    Negate,
    Node,
    Not,
    Number,
    Or,
    Point,
    Reason,
    Step,
    Subtract,
    children,
)  # fmt: skip
from outcome_contracts.terms.units import RATIO, literal_unit

JsonTree = list["str | JsonTree"]

_KINDS: dict[str, tuple[type, int]] = {
    "+": (Add, 2), "-": (Subtract, 2), "*": (Multiply, 2), "/": (Divide, 2), "and": (And, 2), "or": (Or, 2),
    "negate": (Negate, 1), "not": (Not, 1), "if": (If, 3), "point": (Point, 2), "entry": (Entry, 1),
}  # fmt: skip
_HEADS: dict[type, str] = {kind: head for head, (kind, _) in _KINDS.items()}


def tree_to_json(node: Node) -> JsonTree:
    """A tree as plain data."""
    match node:
        case Number(value, unit, percent):
            return ["number", exact_text(value * 100), "%"] if percent else ["number", exact_text(value), str(unit)]
        case Name(name):
            return ["name", name]
        case Reason(text):
            return ["reason", text]
        case Call(function, arguments):
            return ["call", function, *map(tree_to_json, arguments)]
        case Compare(sign, left, right):
            return [sign, tree_to_json(left), tree_to_json(right)]
        case Step(sign, x, y):
            return ["step", sign, tree_to_json(x), tree_to_json(y)]
        case _:
            return [_HEADS[type(node)], *map(tree_to_json, children(node))]


def tree_from_json(data: object, extra_units: frozenset[str] = frozenset(), depth: int = 1) -> Node:
    """The tree of plain data. Raises FormulaError (OC-T015, OC-T003, OC-T004, OC-T009) where it is none.

    What the text of a formula cannot say (a name that is no word, a reason with quotation marks) is no tree either.
    """
    if depth > DEEPEST:
        raise FormulaError(problem("OC-T009", -1, limit=f"{DEEPEST} levels"))
    if not isinstance(data, (list, tuple)) or not data:
        raise _no_tree(data)
    head, *rest = data
    if head == "number":
        return _number(rest, extra_units)
    if head == "name" and len(rest) == 1 and _is(WORD, rest[0]):
        return Name(rest[0])
    if head == "reason" and len(rest) == 1 and _is(REASON, rest[0]):
        return Reason(rest[0])
    if head == "call" and rest and _is(WORD, rest[0]):
        call = Call(rest[0], tuple(tree_from_json(part, extra_units, depth + 1) for part in rest[1:]))
        if found := misused(call):
            raise FormulaError(found)
        return call
    sign = next((sign for sign in SIGNS if sign == (rest[0] if head == "step" and rest else head)), None)
    parts = rest[1:] if head == "step" else rest
    if sign is not None and len(parts) == 2:
        left, right = (tree_from_json(part, extra_units, depth + 1) for part in parts)
        return Step(sign, left, right) if head == "step" else Compare(sign, left, right)
    kind, arity = _KINDS.get(head, (None, -1)) if isinstance(head, str) else (None, -1)
    if kind is None or len(rest) != arity:
        raise _no_tree(head)
    node: Node = kind(*(tree_from_json(part, extra_units, depth + 1) for part in rest))
    return node


def _number(rest: list[object], extra_units: frozenset[str]) -> Number:
    if len(rest) == 2 and all(isinstance(part, str) for part in rest):
        digits, suffix = str(rest[0]), str(rest[1])
        value = parse_decimal(digits) if len(digits) <= LONGEST_NUMBER else None
        if value is not None and value >= 0 and suffix == "%":
            return Number(value / 100, RATIO, percent=True)
        unit = literal_unit(suffix, extra_units)
        if value is not None and value >= 0 and unit is not None:
            return Number(value, unit)
    raise _no_tree("number")


def _is(form: re.Pattern[str], value: object) -> TypeGuard[str]:
    return isinstance(value, str) and form.fullmatch(value) is not None


def _no_tree(head: object) -> FormulaError:
    shown = head if isinstance(head, str) and len(head) <= 20 and head.isprintable() else "…"
    return FormulaError(problem("OC-T015", -1, head=shown))
