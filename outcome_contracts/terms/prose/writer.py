"""A formula → a sentence or a noun phrase, by one walk over the tree.

What binds weaker than the words around it allow is not put in parentheses: it gets a letter, and a sentence of its own
says what the letter is (`A gånger lånet, där A är 1 minus riskdelen`). The same part has the same letter. A gate that
is multiplied becomes a proviso, a per cent in front of an amount a part of it, a denied comparison its opposite.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from outcome_contracts.decimals import exact_text, percent_text
from outcome_contracts.notices.units import figure
from outcome_contracts.terms import tree as t
from outcome_contracts.terms.prose.binding import FORMS, JOINTS, KINDS, Binding, Joint, is_figure, is_reversed
from outcome_contracts.terms.prose.calls import CallWriter, Said
from outcome_contracts.terms.prose.words import Names, Words, letters, sentence_case, words
from outcome_contracts.terms.tree import Node
from outcome_contracts.terms.units import ANY, RATIO, is_currency

_JOINED = {t.Add: "add", t.Subtract: "subtract", t.Multiply: "multiply", t.Divide: "divide"}
_OPPOSITES: Mapping[str, str] = {">=": "<", "<": ">=", ">": "<=", "<=": ">", "=": "≠"}

_MOST_IN_LINE = 3


class Writer:
    """Writes formulas that belong together: one set of letters, one list of what is still to be explained."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._words: Words = words(names.lang)
        self._letters = letters()
        self._lettered: dict[Node, str] = {}
        self._waiting: list[tuple[str, Node]] = []
        self._said: set[str] = set()

    def statement(self, it: str, node: Node) -> str:
        """`{it} är …`: what a number is, without what remains to be explained."""
        return self._in_line(self._statement(it, node))

    def paragraph(self, it: str, node: Node) -> str:
        """The same as a paragraph with everything explained; many points or steps stand below each other."""
        said = self._statement(it, node)
        if len(said.items) <= _MOST_IN_LINE:
            return sentence_case(self._in_line(said) + self.where()) + "."
        opening = sentence_case("; ".join(filter(None, (said.text, said.tail)))) + ":"
        below = ";\n".join(f"- {item}" for item in said.items) + "."
        after = " ".join(f"{sentence_case(each)}." for each in self.explanations())
        return "\n\n".join(filter(None, (opening, below, after)))

    def phrase(self, node: Node) -> str:
        """The noun phrase of a number."""
        return self.number(node, Binding.WHOLE)

    def condition(self, node: Node) -> str:
        """The subordinate clause of a truth."""
        return self._truth(node, Joint.OR)

    def where(self) -> str:
        """`, där A är …; B är …`: what remains to be explained, or nothing."""
        rest = list(self.explanations())
        return self._words.kinds["written"]["where"].format(all="; ".join(rest)) if rest else ""

    def explanations(self) -> Iterator[str]:
        """What remains to be explained, each a sentence; what that brings up comes next."""
        later: list[tuple[str, Node]] = []
        while later := self._waiting + later:
            self._waiting = []
            yield self.statement(*later.pop(0))

    def _statement(self, it: str, node: Node) -> Said:
        """A sentence with the subject `it`; its items, where it has points or steps; and what follows them."""
        node = self._in_place(node, Binding.OWN_SENTENCE)
        if isinstance(node, t.TRUTHS):
            return Said(self._words.kinds["written"]["is_fulfilled"].format(it=it, x=self.condition(node)))
        if isinstance(node, t.Call) and self._words.functions[node.function].form == "clause":
            return CallWriter(self, self._names, self._words).said(node, it)
        return Said(self._say("call", it=it, x=self.phrase(node)))

    def _in_line(self, said: Said) -> str:
        text = f"{said.text}: {self._words.listed(said.items)}" if said.items else said.text
        return f"{text} ({said.tail})" if said.tail else text

    def _say(self, kind: str, **facts: str) -> str:
        return self._words.kinds["kind"][kind].format(**facts)

    # Numbers.

    def number(self, node: Node, around: Binding) -> str:
        """The words for a number at a place that asks for words that bind so strongly."""
        node = self._in_place(node, around)
        if self._level(node) < around:
            return self._letter(node)
        return _NUMBERS[type(node)](self, node, around)

    def _in_place(self, node: Node, around: Binding) -> Node:
        """The formula that is said instead of a name, where there is room for it."""
        while type(node) is t.Name:
            within = self._names.inside.get(node.name)
            if within is None or self._level(within) < around:
                break
            node = within
        return node

    def _level(self, node: Node) -> Binding:
        if isinstance(node, t.Call):
            return FORMS[self._words.functions[node.function].form]
        if isinstance(node, t.Negate) and isinstance(self._in_place(node.operand, Binding.ATOM), t.Number):
            return Binding.ATOM
        if is_figure(node):
            return Binding.ATOM
        if isinstance(node, t.Multiply) and self._gates(node):
            return Binding.PHRASE
        return KINDS.get(type(node), Binding.ATOM)

    def _letter(self, node: Node) -> str:
        """The letter of a part that has no room here; the same part has the same."""
        if node not in self._lettered:
            letter = next(self._letters)
            if isinstance(node, t.TRUTHS):
                letter = self._words.kinds["written"]["condition"].format(letter=letter)
            self._lettered[node] = letter
            self._waiting.append((letter, node))
        return self._lettered[node]

    def _literal(self, node: t.Number, _: Binding) -> str:
        return self._say("number", figure=self.figure(node, minus=False))

    def figure(self, node: t.Number, *, minus: bool, counted: str = "") -> str:
        """A literal with its sign and unit. counted: what a bare number counts."""
        text, unit = exact_text(node.value), str(node.unit)
        if node.percent:
            text, unit = percent_text(node.value), "%"
        elif node.unit in (RATIO, ANY):
            unit = counted or "ratio"
        elif is_currency(unit[:3]) and len(text.partition(".")[2]) == 1:
            text += "0"
        return figure(f"-{text}" if minus else text, unit, self._names.lang)

    def _name(self, node: t.Name, _: Binding) -> str:
        return self._say("name", name=self._called_by(node.name))

    def _called_by(self, name: str) -> str:
        if name not in self._said and name in self._names.explained:
            self._said.add(name)
            it = self._names.subjects.get(name, self._names.called[name])
            self._waiting.append((it, self._names.explained[name]))
        return self._names.called[name]

    def _negate(self, node: t.Negate, around: Binding) -> str:
        operand = self._in_place(node.operand, Binding.ATOM)
        if isinstance(operand, t.Number):
            return self._say("number", figure=self.figure(operand, minus=True))
        if around <= Binding.PHRASE:
            return self._say("negated", x=self.number(node.operand, Binding.TERM))
        return self._say("negate", x=self.number(node.operand, Binding.PRODUCT))

    def _sum(self, node: t.Add | t.Subtract, around: Binding) -> str:
        parts = [self._summand(part) for part in node.parts]
        first, *rest = parts
        plain = isinstance(node, t.Add) and all(isinstance(part, (t.Name, t.Number)) for part in parts)
        if around <= Binding.WHOLE and plain and len(node.parts) > 2:
            return self._say("sum", all=self._words.listed([self.number(part, Binding.TERM) for part in parts]))
        joined, text = (
            self._words.kinds["joined"],
            self.number(first, Binding.TERM if type(first) is t.Name else Binding.SUM),
        )
        for part in rest:
            sign = _JOINED[type(node)]
            if isinstance(node, t.Add) and isinstance(part, t.Negate) and not isinstance(part.operand, t.Number):
                sign, part = "subtract", part.operand
            least = Binding.TERM if isinstance(part, (t.Negate, t.Name)) else Binding.QUOTIENT
            text += joined[sign] + self.number(part, least)
        return text

    def _summand(self, part: Node) -> Node:
        """A part of a sum; a name only for another with its sign reversed is that, so that it is taken off."""
        found = self._in_place(part, Binding.REVERSED)
        return found if isinstance(found, t.Negate) and isinstance(found.operand, t.Name) else part

    def _multiply(self, node: t.Multiply, around: Binding) -> str:
        if gates := self._gates(node):
            return self._gated(node, gates)
        if is_reversed(node) and around <= Binding.PHRASE:
            return self._reversed(node)
        parts = [self._in_place(part, Binding.TERM) for part in node.parts]
        texts = [self.number(part, Binding.TERM if place else Binding.REVERSED) for place, part in enumerate(parts)]
        rates, text = [self._is_percent(part) for part in parts], texts[0]
        for place in range(1, len(parts)):
            if rates[place - 1] and not rates[place]:
                text = self._say("part_of", rate=text, x=texts[place])
            else:
                text += self._words.kinds["joined"]["multiply"] + texts[place]
        return text

    def _gated(self, node: t.Multiply, gates: list[t.Call]) -> str:
        """A product with gates: what is left of it, provided that their conditions hold."""
        rest = tuple(part for part in node.parts if self._gate_of(part) is None)
        product: Node = rest[0] if len(rest) == 1 else t.Multiply(rest)
        text = self.number(product, Binding.WHOLE)
        for place, gate in enumerate(gates):
            condition, reason = gate.arguments
            facts = {"condition": self.condition(condition), "reason": cast(t.Reason, reason).text}
            text = self._say("gated_too" if place else "gated", x=text, **facts)
        return text

    def _gates(self, node: t.Multiply) -> list[t.Call]:
        """The gates among the factors, unless there is nothing else."""
        gates = [gate for part in node.parts if (gate := self._gate_of(part)) is not None]
        return gates if len(gates) < len(node.parts) else []

    def _gate_of(self, part: Node) -> t.Call | None:
        part = self._in_place(part, Binding.OWN_SENTENCE)
        return part if isinstance(part, t.Call) and part.function == "gate" else None

    def _is_percent(self, node: Node) -> bool:
        literal = self._names.literals.get(node.name) if isinstance(node, t.Name) else node
        return isinstance(literal, t.Number) and literal.percent

    def _reversed(self, node: t.Multiply | t.Divide) -> str:
        """A product or quotient of a number with its sign reversed, said without the sign first."""
        first, *rest = node.parts
        plain = type(node)((cast(t.Negate, first).operand, *rest))
        return self._say("negated_product", x=self.number(plain, Binding.QUOTIENT))

    def _divide(self, node: t.Divide, around: Binding) -> str:
        if is_reversed(node) and around <= Binding.PHRASE:
            return self._reversed(node)
        first, *rest = node.parts
        if is_figure(node):
            return self._say("per", x=self.number(first, Binding.ATOM), y=self.number(rest[0], Binding.ATOM))
        texts = [self.number(first, Binding.PRODUCT), *(self.number(part, Binding.TERM) for part in rest)]
        return self._words.kinds["joined"]["divide"].join(texts)

    def _if(self, node: t.If, _: Binding) -> str:
        """A choice; where what comes first is more than a name or figure, a comma ends it."""
        then = self._in_place(node.then, Binding.QUOTIENT)
        short = not Binding.QUOTIENT <= self._level(then) < Binding.ATOM  # what binds weaker is a letter
        return self._say(
            "if" if short else "if_long",
            then=self.number(then, Binding.QUOTIENT),
            condition=self.condition(node.condition),
            otherwise=self.number(node.otherwise, Binding.WHOLE),
        )

    def _call(self, node: t.Call, _: Binding) -> str:
        return self._in_line(CallWriter(self, self._names, self._words).said(node, ""))

    # Truths.

    def _truth(self, node: Node, around: Joint) -> str:
        """The words for a truth, as a subordinate clause."""
        node = self._truth_in_place(node, around)
        if self._truth_level(node) < around:
            return self._say("fulfilled", name=self._letter(node))
        return _TRUTHS[type(node)](self, node)

    def _truth_in_place(self, node: Node, around: Joint) -> Node:
        """The condition that is said instead of a name, where there is room for it."""
        while type(node) is t.Name:
            within = self._names.inside.get(node.name)
            if within is None or self._truth_level(within) < around:
                break
            node = within
        return node

    def _truth_level(self, node: Node) -> Joint:
        if isinstance(node, t.Not) and isinstance(node.operand, (t.Name, t.Compare)):
            return Joint.COMPARED
        return JOINTS.get(type(node), Joint.COMPARED)

    def _fulfilled(self, node: t.Name) -> str:
        return self._say("fulfilled", name=self._called_by(node.name))

    def _compare(self, node: t.Compare) -> str:
        return self._compared(node, node.sign)

    def _compared(self, node: t.Compare, sign: str) -> str:
        left, right = self.number(node.left, Binding.SUM), self.number(node.right, Binding.SUM)
        return self._say("compare", left=left, sign=self._words.kinds["sign"][sign], right=right)

    def _and(self, node: t.And) -> str:
        return self._words.listed([self._truth(part, Joint.COMPARED) for part in node.parts], "and")

    def _or(self, node: t.Or) -> str:
        return self._words.listed([self._truth(part, Joint.COMPARED) for part in node.parts], "or")

    def _not(self, node: t.Not) -> str:
        match self._truth_in_place(node.operand, Joint.COMPARED):
            case t.Name(name):
                return self._say("unfulfilled", name=self._called_by(name))
            case t.Compare() as comparison:
                return self._compared(comparison, _OPPOSITES[comparison.sign])
            case operand:
                return self._say("not", x=self._truth(operand, Joint.COMPARED))

    def _misplaced(self, node: Node, *_: Binding) -> str:
        raise TypeError(f"{type(node).__name__} has no words here")


# How each kind of node is said where a number is asked for, and where a truth is.
_NUMBERS: Mapping[type[Node], Callable[[Writer, Any, Binding], str]] = {
    t.Number: Writer._literal,
    t.Name: Writer._name,
    t.Negate: Writer._negate,
    t.Add: Writer._sum,
    t.Subtract: Writer._sum,
    t.Multiply: Writer._multiply,
    t.Divide: Writer._divide,
    t.If: Writer._if,
    t.Call: Writer._call,
    **dict.fromkeys((*t.TRUTHS, *t.ARGUMENTS), Writer._misplaced),
}
_TRUTHS: Mapping[type[Node], Callable[[Writer, Any], str]] = {
    t.Name: Writer._fulfilled,
    t.Compare: Writer._compare,
    t.And: Writer._and,
    t.Or: Writer._or,
    t.Not: Writer._not,
    **dict.fromkeys((*t.NUMBERS, *t.ARGUMENTS), Writer._misplaced),
}
