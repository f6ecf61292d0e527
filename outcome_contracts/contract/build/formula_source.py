"""A formula → the Python that builds it again.

How a call is written is read from the builder's own function: which of its arguments is a name, a condition or a
keyword stands in its signature and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from inspect import Parameter, signature
from itertools import chain, repeat
from typing import Any, NamedTuple

from outcome_contracts.contract.build import functions
from outcome_contracts.decimals import exact_text, percent_text
from outcome_contracts.terms import tree as t
from outcome_contracts.terms.tree import Node
from outcome_contracts.terms.units import RATIO, is_currency

_WIDTH = 112
_SIGNS: Mapping[type[Node], tuple[int, str]] = {
    t.Add: (1, " + "), t.Subtract: (1, " - "), t.Multiply: (2, " * "), t.Divide: (2, " / "), t.Negate: (3, "-"),
}  # fmt: skip
_ATOM = 4
_EDGES = {">=": "at_least", ">": "above", "<=": "at_most", "<": "below"}


class Shape(NamedTuple):
    """A piece of Python: on one line where it fits, else one part per line."""

    opening: str
    parts: tuple[Shape, ...] = ()
    closing: str = ""

    def after(self, prefix: str) -> Shape:
        """The same behind something: a keyword, a key."""
        return self._replace(opening=prefix + self.opening)

    def flat(self) -> str:
        """On one line."""
        return f"{self.opening}{', '.join([part.flat() for part in self.parts])}{self.closing}"

    def written(self, indent: str) -> str:
        """As it fits behind an indent."""
        flat, inner = self.flat(), indent + "    "
        if not self.parts or len(indent) + len(flat) <= _WIDTH:
            return flat
        lines = [f"{inner}{part.written(inner)}," for part in self.parts]
        return "\n".join([self.opening, *lines, indent + self.closing])


def text_source(text: str) -> str:
    """A text as Python writes it."""
    return json.dumps(text, ensure_ascii=False)


class FormulaSource:
    """The pieces of Python of formulas. used: the names of the builder in them."""

    def __init__(self) -> None:
        self.used: set[str] = set()

    def quantity(self, node: Node) -> Shape:
        """A number."""
        return _QUANTITIES[type(node)](self, node)

    def condition(self, node: Node) -> Shape:
        """A truth."""
        return _CONDITIONS[type(node)](self, node)

    def operand(self, node: Node) -> Shape:
        """A number where a bare integer may stand for itself."""
        whole = type(node) is t.Number and not node.percent and node.unit == RATIO and node.value.denominator == 1
        return Shape(str(node.value)) if whole and isinstance(node, t.Number) else self.quantity(node)

    def call(self, name: str, *parts: Shape) -> Shape:
        """A call of the builder."""
        self.used.add(name)
        return Shape(f"{name}(", parts, ")")

    def _number(self, node: t.Number) -> Shape:
        if node.percent:
            return self.call("percent", Shape(text_source(percent_text(node.value))))
        digits = Shape(text_source(exact_text(node.value)))
        if node.unit == RATIO:
            return self.call("number", digits)
        name = "money" if any(is_currency(base) for base, _ in node.unit.powers) else "number"
        return self.call(name, digits, Shape(text_source(str(node.unit))))

    def _run(self, node: t.Add | t.Subtract | t.Multiply | t.Divide) -> Shape:
        level, sign = _SIGNS[type(node)]
        first, *rest = node.parts
        return Shape(sign.join([self._within(first, level), *[self._within(part, level + 1) for part in rest]]))

    def _negate(self, node: t.Negate) -> Shape:
        return Shape(f"-{self._within(node.operand, _SIGNS[t.Negate][0])}")

    def _choose(self, node: t.If) -> Shape:
        parts = self.condition(node.condition), self.operand(node.then), self.operand(node.otherwise)
        return self.call("choose", *parts)

    def _function(self, node: t.Call) -> Shape:
        """A call with its arguments as the builder's parameters want them; what has a keyword comes last."""
        parameters = signature(getattr(functions, node.function)).parameters.values()
        keywords = [f"{parameter.name}=" for parameter in parameters if parameter.kind is Parameter.KEYWORD_ONLY]
        kinds = [str(parameter.annotation) for parameter in parameters if parameter.kind is not Parameter.KEYWORD_ONLY]
        said = [argument for argument in node.arguments if isinstance(argument, (t.Entry, t.Reason, t.Because))]
        plain = [argument for argument in node.arguments if not isinstance(argument, (t.Entry, t.Reason, t.Because))]
        parts = [self._argument(*each) for each in zip(plain, chain(kinds, repeat(kinds[-1])), strict=False)]
        parts += [self._said(argument).after(key) for argument, key in zip(said, keywords, strict=False)]
        return self.call(node.function, *parts)

    def _compare(self, node: t.Compare) -> Shape:
        if node.sign == "=":
            return self.call("equals", self.operand(node.left), self.operand(node.right))
        return Shape(f"{self.quantity(node.left).flat()} {node.sign} {self.operand(node.right).flat()}")

    def _within(self, node: Node, around: int) -> str:
        """A part of a sum or product, in parentheses where it binds weaker than what is around it."""
        written = self.quantity(node).flat()
        return f"({written})" if _SIGNS.get(type(node), (_ATOM, ""))[0] < around else written

    def _argument(self, node: Node, kind: str) -> Shape:
        """kind: the type of the builder's parameter, as it is written there."""
        match node:
            case t.Mode(word):
                return Shape(text_source(word))
            case t.Step(sign, x, y):
                return self.call(_EDGES[sign], self.operand(x), self.operand(y))
            case t.Point(x, y):
                first = self.condition(x) if "Condition" in kind else self.operand(x)
                return Shape("(", (first, self.operand(y)), ")")
            case t.Name(name) if kind == "str":
                return Shape(text_source(name))
        return self.condition(node) if kind == "Condition" else self.operand(node)

    def _said(self, node: t.Entry | t.Reason | t.Because) -> Shape:
        return self.operand(node.x) if isinstance(node, t.Entry) else Shape(text_source(node.text))


def _joined(name: str) -> Callable[[FormulaSource, t.And | t.Or], Shape]:
    return lambda source, node: source.call(name, *map(source.condition, node.parts))


_QUANTITIES: Mapping[type[Node], Callable[[FormulaSource, Any], Shape]] = {
    t.Number: FormulaSource._number,
    t.Name: lambda source, node: source.call("ref", Shape(text_source(node.name))),
    **dict.fromkeys((t.Add, t.Subtract, t.Multiply, t.Divide), FormulaSource._run),
    t.Negate: FormulaSource._negate,
    t.If: FormulaSource._choose,
    t.Call: FormulaSource._function,
}
_CONDITIONS: Mapping[type[Node], Callable[[FormulaSource, Any], Shape]] = {
    t.Name: lambda source, node: source.call("truth", Shape(text_source(node.name))),
    t.And: _joined("all_of"),
    t.Or: _joined("any_of"),
    t.Not: lambda source, node: source.call("negated", source.condition(node.operand)),
    t.Compare: FormulaSource._compare,
}
