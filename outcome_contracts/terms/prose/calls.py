"""How a call of a function is said: its words from the catalogue, with its arguments, points and steps in them.

Everything that differs between functions stands in `phrases.toml`; here is only how an argument finds its place. A mode
word, a retroactive entry and the direction of a single straight line choose among a function's texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from string import Formatter
from typing import NamedTuple, Protocol, cast

from outcome_contracts.terms import tree as t
from outcome_contracts.terms.prose.binding import Binding
from outcome_contracts.terms.prose.words import FunctionWords, Names, Words
from outcome_contracts.terms.tree import Node


class Said(NamedTuple):
    """A sentence or phrase; its items, where it has points or steps; and what is said after them."""

    text: str
    items: tuple[str, ...] = ()
    tail: str = ""


class Speaker(Protocol):
    """What says the arguments."""

    def number(self, node: Node, around: Binding) -> str: ...
    def condition(self, node: Node) -> str: ...
    def figure(self, node: t.Number, *, minus: bool, counted: str = "") -> str: ...


class CallWriter:
    """Says calls in one language."""

    def __init__(self, speaker: Speaker, names: Names, found: Words) -> None:
        self._speaker = speaker
        self._names = names
        self._words = found

    def said(self, node: t.Call, it: str) -> Said:
        """What a function's words say of its arguments; its items; and what follows them."""
        function = self._words.functions[node.function]
        texts, arguments = function.texts, node.arguments
        points = [part for part in arguments if isinstance(part, (t.Point, t.Step))]
        variant = self._variant(node, points)
        facts = {"it": it, **self._facts(function, arguments)}
        items = self._items(texts, points)
        if "{first}" in texts[variant]:
            return Said(texts[variant].format(**facts, first=items[0], last=items[-1]))
        tail = texts.get("tail" if variant == "text" else f"{variant}_tail", "")
        return Said(texts[variant].format(**facts), items, tail)

    def _variant(self, node: t.Call, points: list[t.Point | t.Step]) -> str:
        """Which of a function's texts fits: by its mode word, its entry, or the direction of a single line."""
        texts = self._words.functions[node.function].texts
        for part in node.arguments:
            if isinstance(part, t.Mode):
                return part.word
            if isinstance(part, t.Entry):
                return "retroactive"
        if "rising" in texts and len(points) == 2:
            low, high = (self._value(point.y) for point in points)
            if low is not None and high is not None and low != high:
                return "rising" if low < high else "falling"
        return "text"

    def _facts(self, function: FunctionWords, arguments: Sequence[Node]) -> dict[str, str]:
        """The arguments by their names in the catalogue; texts and entries by their own."""
        facts: dict[str, str] = {}
        for part in arguments:
            if isinstance(part, (t.Reason, t.Because)):
                facts["reason"] = part.text
            elif isinstance(part, t.Entry):
                facts["entry"] = self._speaker.number(part.x, Binding.QUOTIENT)
        plain = [part for part in arguments if not isinstance(part, t.ARGUMENTS)]
        for name in function.arguments:
            if name.endswith("…"):
                rest = [self._speaker.number(part, Binding.QUOTIENT) for part in plain]
                return {**facts, name[:-1]: self._words.listed(rest)}
            facts[name] = self._argument(function, name, plain.pop(0))
        return facts

    def _argument(self, function: FunctionWords, name: str, node: Node) -> str:
        if name == "condition":
            return self._speaker.condition(node)
        if name in ("line", "table"):  # a line as it was, and a table, are named and not explained
            return self._names.called[cast(t.Name, node).name]
        if isinstance(node, t.Number) and name in function.counted:
            return self._speaker.figure(node, minus=False, counted=function.counted[name])
        least = Binding.TERM if function.form == "clause" else Binding.QUOTIENT
        return self._speaker.number(node, Binding.SUM if name in function.sums else least)

    def _items(self, texts: Mapping[str, str], points: list[t.Point | t.Step]) -> tuple[str, ...]:
        items: list[str] = []
        for place, point in enumerate(points):
            last = place == len(points) - 1
            template = texts.get("last_item", texts["item"]) if last else texts["item"]
            asked = [name for _, name, _, _ in Formatter().parse(template) if name]
            following = point if last else points[place + 1]
            facts = {name: self._fact(name, point, following) for name in asked}
            items.append(template.format(**facts))
        return tuple(items)

    def _fact(self, name: str, point: t.Point | t.Step, following: t.Point | t.Step) -> str:
        match name:
            case "edge":
                sign = cast(t.Step, point).sign
                return self._words.kinds["edge"][sign].format(x=self._speaker.number(point.x, Binding.QUOTIENT))
            case "condition":
                return self._speaker.condition(point.x)
            case "next":
                return self._speaker.number(following.x, Binding.QUOTIENT)
            case "y":
                return self._speaker.number(point.y, Binding.QUOTIENT)
            case _:
                return self._speaker.number(point.x, Binding.QUOTIENT)

    def _value(self, node: Node) -> Fraction | None:
        """The value of a literal, or of a constant that is one."""
        if isinstance(node, t.Name):
            node = self._names.literals.get(node.name, node)
        return node.value if isinstance(node, t.Number) else None
