"""A tree → the text of its formula. parse(formula_text(tree)) = tree, with no more parentheses than needed.

The same walk serves two styles: the surface of the language itself, and the line of a statement, where names
become row numbers and the signs those of print.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from outcome_contracts.decimals import exact_text
from outcome_contracts.terms.tree import (
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
)  # fmt: skip
from outcome_contracts.terms.units import ANY, RATIO

_LEVELS: dict[type[Node], int] = {
    Or: 1, And: 2, Not: 3, Compare: 4, Add: 5, Subtract: 5, Multiply: 6, Divide: 6, Negate: 7, If: 0,
}  # fmt: skip
_ATOM = 8
_SIGNS: dict[type[Node], str] = {Or: "or", And: "and", Add: "+", Subtract: "-", Multiply: "*", Divide: "/"}


def number_text(number: Number) -> str:
    """A literal as the language writes it: `12 %`, `6000000 SEK`, `0.5`."""
    if number.percent:
        return f"{exact_text(number.value * 100)} %"
    return exact_text(number.value) if number.unit in (RATIO, ANY) else f"{exact_text(number.value)} {number.unit}"


@dataclass(frozen=True, slots=True)
class Style:
    """How names, numbers, signs and words are written, and what stands between arguments."""

    name: Callable[[str], str] = str
    number: Callable[[Number], str] = number_text
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
            case Number():
                return self._style.number(node)
            case Name(name):
                return self._style.name(name)
            case Negate(operand):
                return f"{self._sign('-')}{self.text(operand, 7)}"
            case Not(operand):
                return f"{self._sign('not')} {self.text(operand, 3)}"
            case Compare(sign, left, right):
                return f"{self.text(left, 5)} {self._sign(sign)} {self.text(right, 5)}"
            case If(condition, then, otherwise):
                words = (self._sign("if"), self._sign("then"), self._sign("else"))
                parts = (self.text(condition, 0), self.text(then, 0), self.text(otherwise, 0))
                return " ".join(f"{word} {part}" for word, part in zip(words, parts, strict=True))
            case Call(function, arguments):
                return f"{function}({self._style.separator.join(self._bare(part) for part in arguments)})"
            case Point(x, y):
                return f"{self.text(x, 0)} {self._sign('->')} {self.text(y, 0)}"
            case Step(sign, x, y):
                return f"{self._sign(sign)} {self.text(x, 5)} {self._sign('->')} {self.text(y, 0)}"
            case Entry(x):
                return f"{self._sign('from')} {self.text(x, 0)} {self._sign('retroactive')}"
            case Reason(text):
                return f'{self._sign("else")} "{text}"'
            case _:
                level = _LEVELS[type(node)]
                written = self._sign(_SIGNS[type(node)])
                return f"{self.text(node.left, level)} {written} {self.text(node.right, level + 1)}"
