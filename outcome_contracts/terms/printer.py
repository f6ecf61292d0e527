"""A tree → the text of its formula. parse(formula_text(tree)) = tree, with no more parentheses than needed.

The same walk serves two styles: the surface of the language itself, and the line of a statement, where names
become row numbers and the signs those of print.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from outcome_contracts.decimals import exact_text
from outcome_contracts.terms import tree as t
from outcome_contracts.terms.tree import Node
from outcome_contracts.terms.units import ANY, RATIO

_LEVELS: dict[type[Node], int] = {
    t.If: 0, t.Or: 1, t.And: 2, t.Not: 3, t.Compare: 4, t.Add: 5, t.Subtract: 5, t.Multiply: 6, t.Divide: 6,
    t.Negate: 7,
}  # fmt: skip
_ATOM = 8
_SIGNS: dict[type[Node], str] = {
    t.Or: "or", t.And: "and", t.Add: "+", t.Subtract: "-", t.Multiply: "*", t.Divide: "/",
}  # fmt: skip


def number_text(number: t.Number) -> str:
    """A literal as the language writes it: `12 %`, `6000000 SEK`, `0.5`."""
    if number.percent:
        return f"{exact_text(number.value * 100)} %"
    return exact_text(number.value) if number.unit in (RATIO, ANY) else f"{exact_text(number.value)} {number.unit}"


@dataclass(frozen=True, slots=True)
class Style:
    """How names, numbers, signs and words are written, and what stands between arguments."""

    name: Callable[[str], str] = str
    number: Callable[[t.Number], str] = number_text
    signs: Mapping[str, str] = field(default_factory=dict)
    separator: str = ", "


def formula_text(node: Node, style: Style = Style()) -> str:
    """The text of a formula in a style; in the default one it is the language itself."""
    return _Writer(style).text(node, 0)


class _Writer:
    def __init__(self, style: Style) -> None:
        self._style = style

    def text(self, node: Node, around: int) -> str:
        """The text of a node where anything that binds weaker than `around` needs parentheses."""
        written = self._bare(node)
        return f"({written})" if _LEVELS.get(type(node), _ATOM) < around else written

    def _sign(self, sign: str) -> str:
        return self._style.signs.get(sign, sign)

    def _bare(self, node: Node) -> str:
        match node:
            case t.Number():
                return self._style.number(node)
            case t.Name(name):
                return self._style.name(name)
            case t.Run(parts):
                level, joined_by = _LEVELS[type(node)], f" {self._sign(_SIGNS[type(node)])} "
                first, *rest = parts
                return joined_by.join([self.text(first, level), *[self.text(part, level + 1) for part in rest]])
            case t.Negate(operand):
                return f"{self._sign('-')}{self.text(operand, 7)}"
            case t.Not(operand):
                return f"{self._sign('not')} {self.text(operand, 3)}"
            case t.Compare(sign, left, right):
                return f"{self.text(left, 5)} {self._sign(sign)} {self.text(right, 5)}"
            case t.If(condition, then, otherwise):
                choice = {"if": condition, "then": then, "else": otherwise}
                return " ".join(f"{self._sign(word)} {self.text(part, 0)}" for word, part in choice.items())
            case t.Call(function, arguments):
                return f"{function}({self._style.separator.join(self._bare(part) for part in arguments)})"
            case t.Point(x, y):
                return f"{self.text(x, 0)} {self._sign('->')} {self.text(y, 0)}"
            case t.Step(sign, x, y):
                return f"{self._sign(sign)} {self.text(x, 5)} {self._sign('->')} {self.text(y, 0)}"
            case t.Entry(x):
                return f"{self._sign('from')} {self.text(x, 0)} {self._sign('retroactive')}"
            case t.Reason(text):
                return f'{self._sign("else")} "{text}"'
