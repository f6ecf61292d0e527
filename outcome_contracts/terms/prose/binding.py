"""How strongly words bind: what stands at a place must bind at least as strongly as the place asks for.

`a plus b` inside `… gånger c` would be misread, so it has no room there; a name always has.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from outcome_contracts.terms import tree as t
from outcome_contracts.terms.tree import Node
from outcome_contracts.terms.units import ANY, RATIO


class Binding(IntEnum):
    """Of numbers, from a sentence of its own to a name or figure."""

    OWN_SENTENCE = -1
    WHOLE = 0
    PHRASE = 1
    SUM = 2
    QUOTIENT = 3
    PRODUCT = 4
    REVERSED = 5
    TERM = 6
    ATOM = 7


class Joint(IntEnum):
    """Of truths, from the weakest to a comparison."""

    OR = 0
    AND = 1
    NOT = 2
    COMPARED = 3


FORMS: Mapping[str, Binding] = {"clause": Binding.OWN_SENTENCE, "phrase": Binding.PHRASE, "term": Binding.TERM}
KINDS: Mapping[type[Node], Binding] = {
    t.If: Binding.WHOLE,
    t.Add: Binding.SUM,
    t.Subtract: Binding.SUM,
    t.Divide: Binding.QUOTIENT,
    t.Multiply: Binding.PRODUCT,
    t.Negate: Binding.REVERSED,
}
JOINTS: Mapping[type[Node], Joint] = {t.Or: Joint.OR, t.And: Joint.AND, t.Not: Joint.NOT}


def is_figure(node: Node | None) -> bool:
    """Whether a formula is a figure as it stands: a literal, or an amount per so much, `160000 USD / 1 %`.

    One bare number over another, `1 / 3`, is a quotient: nobody says one per three.
    """
    parts = node.parts if isinstance(node, t.Divide) and len(node.parts) == 2 else (node,)
    units = {(part.unit, part.percent) if isinstance(part, t.Number) else None for part in parts}
    bare = len(parts) == 2 and units <= {(RATIO, False), (ANY, False)}
    return None not in units and not bare


def is_reversed(node: t.Multiply | t.Divide) -> bool:
    """Whether the first part of a product or quotient has its sign reversed."""
    first = node.parts[0]
    return isinstance(first, t.Negate) and not isinstance(first.operand, t.Number)
