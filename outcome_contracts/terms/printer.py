"""A tree → the text of its formula. parse(formula_text(tree)) = tree, with no more parentheses than needed.

The same walk serves two styles: the surface of the language itself, and the line of a statement, where names
become row numbers and the signs those of print.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from outcome_contracts.decimals import exact_text, percent_text
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
        return f"{percent_text(number.value)} %"
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
        kind = type(node)
        written = _WRITTEN[kind](self, node)
        return f"({written})" if _LEVELS.get(kind, _ATOM) < around else written

    def _sign(self, sign: str) -> str:
        return self._style.signs.get(sign, sign)

    def _number(self, node: t.Number) -> str:
        return self._style.number(node)

    def _name(self, node: t.Name) -> str:
        return self._style.name(node.name)

    def _run(self, node: t.Joined) -> str:
        level, joined_by = _LEVELS[type(node)], f" {self._sign(_SIGNS[type(node)])} "
        first, *rest = node.parts
        return joined_by.join([self.text(first, level), *[self.text(part, level + 1) for part in rest]])

    def _negate(self, node: t.Negate) -> str:
        return f"{self._sign('-')}{self.text(node.operand, 7)}"

    def _not(self, node: t.Not) -> str:
        return f"{self._sign('not')} {self.text(node.operand, 3)}"

    def _compare(self, node: t.Compare) -> str:
        return f"{self.text(node.left, 5)} {self._sign(node.sign)} {self.text(node.right, 5)}"

    def _if(self, node: t.If) -> str:
        choice = {"if": node.condition, "then": node.then, "else": node.otherwise}
        return " ".join([f"{self._sign(word)} {self.text(part, 0)}" for word, part in choice.items()])

    def _call(self, node: t.Call) -> str:
        return f"{node.function}({self._style.separator.join([self.text(part, 0) for part in node.arguments])})"

    def _point(self, node: t.Point) -> str:
        return f"{self.text(node.x, 0)} {self._sign('->')} {self.text(node.y, 0)}"

    def _step(self, node: t.Step) -> str:
        return f"{self._sign(node.sign)} {self.text(node.x, 5)} {self._sign('->')} {self.text(node.y, 0)}"

    def _entry(self, node: t.Entry) -> str:
        return f"{self._sign('from')} {self.text(node.x, 0)} {self._sign('retroactive')}"

    def _reason(self, node: t.Reason) -> str:
        return f'{self._sign("else")} "{node.text}"'

    def _mode(self, node: t.Mode) -> str:
        return self._sign(node.word)

    def _because(self, node: t.Because) -> str:
        return f'{self._sign("because")} "{node.text}"'


# How each kind of node is written, without parentheses around it.
_WRITTEN: Mapping[type[Node], Callable[[_Writer, Any], str]] = {
    t.Number: _Writer._number,
    t.Name: _Writer._name,
    **dict.fromkeys(_SIGNS, _Writer._run),
    t.Negate: _Writer._negate,
    t.Not: _Writer._not,
    t.Compare: _Writer._compare,
    t.If: _Writer._if,
    t.Call: _Writer._call,
    t.Point: _Writer._point,
    t.Step: _Writer._step,
    t.Entry: _Writer._entry,
    t.Reason: _Writer._reason,
    t.Mode: _Writer._mode,
    t.Because: _Writer._because,
}
