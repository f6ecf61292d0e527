"""Formulas in typed Python: the frozen tree of the language, wrapped so that Python's operators build it.

A `Quantity` is a formula that gives a number, a `Condition` one that gives a truth; they are different types, so that
a type checker finds the one where the other belongs. The operators are those of the language: + − · / and the
comparisons between quantities, & | ~ between conditions. `==` keeps its Python meaning, whether two formulas say the
same; the comparison of the language is `equals`. No float enters, and no text is read as a formula: a quantity is
made of names, decimal literals and functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import NoReturn, TypeVar, cast

from outcome_contracts.decimals import exact_text, parse_decimal, parse_percent
from outcome_contracts.notices import Notice, UsageError
from outcome_contracts.terms import tree as t
from outcome_contracts.terms.parser import LONGEST, LONGEST_NUMBER, REASON, WORD, misused, nameable
from outcome_contracts.terms.printer import formula_text
from outcome_contracts.terms.tree import DEEPEST, Node, Sign
from outcome_contracts.terms.units import RATIO, Unit, is_currency, literal_unit
from outcome_contracts.terms.visible import misleading

_LOWER_CASE_BASE = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Expression:
    """A part of a formula. Two are equal when their trees are.

    node: the tree. size: its nodes; levels: how deep it goes; both are kept beside the tree because a part that stands
    in itself twice, again and again, has more nodes than could be counted.
    """

    node: Node
    size: int = field(default=1, repr=False, compare=False)
    levels: int = field(default=1, repr=False, compare=False)

    def __str__(self) -> str:
        """The formula as the language writes it."""
        return formula_text(self.node)

    def __bool__(self) -> NoReturn:
        """Refuse: `a < x < b`, `not x` and `p and q` ask Python for a truth that only a settlement has (OC-C061)."""
        raise UsageError([Notice("OC-C061")])


class Quantity(Expression):
    """A formula that gives a number. An int beside it is a bare number: `ref("people") * 2`."""

    __slots__ = ()

    def __add__(self, other: Operand) -> Quantity:
        return _joined(t.Add, self, quantity(other))

    def __radd__(self, other: int) -> Quantity:
        return _joined(t.Add, quantity(other), self)

    def __sub__(self, other: Operand) -> Quantity:
        return _joined(t.Subtract, self, quantity(other))

    def __rsub__(self, other: int) -> Quantity:
        return _joined(t.Subtract, quantity(other), self)

    def __mul__(self, other: Operand) -> Quantity:
        return _joined(t.Multiply, self, quantity(other))

    def __rmul__(self, other: int) -> Quantity:
        return _joined(t.Multiply, quantity(other), self)

    def __truediv__(self, other: Operand) -> Quantity:
        return _joined(t.Divide, self, quantity(other))

    def __rtruediv__(self, other: int) -> Quantity:
        return _joined(t.Divide, quantity(other), self)

    def __neg__(self) -> Quantity:
        return over(Quantity, t.Negate, self)

    def __ge__(self, other: Operand) -> Condition:
        return _compared(">=", self, other)

    def __gt__(self, other: Operand) -> Condition:
        return _compared(">", self, other)

    def __le__(self, other: Operand) -> Condition:
        return _compared("<=", self, other)

    def __lt__(self, other: Operand) -> Condition:
        return _compared("<", self, other)


class Condition(Expression):
    """A formula that gives a truth."""

    __slots__ = ()

    def __and__(self, other: Condition) -> Condition:
        return all_of(self, other)

    def __or__(self, other: Condition) -> Condition:
        return any_of(self, other)

    def __invert__(self) -> Condition:
        return negated(self)


Operand = Quantity | int
E = TypeVar("E", bound=Expression)


def ref(name: str) -> Quantity:
    """The measure, constant, column or line of a name. Raises UsageError (OC-C060) for what can be no name."""
    return Quantity(t.Name(_named(name)))


def truth(name: str) -> Condition:
    """The measure of a name whose unit is `truth`. Raises UsageError (OC-C060) for what can be no name."""
    return Condition(t.Name(_named(name)))


def number(value: str | int, unit: str = "ratio") -> Quantity:
    """A literal: `number("0.5")`, `number(36, "month")`; a negative integer is the opposite of one.

    value: an integer, or a decimal as a text. unit: what is counted, as the language writes it; bases of the contract's
    own are checked with the contract. Raises UsageError (OC-C060).
    """
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise refused("value", value, "@a_decimal_or_integer")
    negative = isinstance(value, int) and value < 0
    digits = (str(abs(value)) if abs(value) < 10**LONGEST_NUMBER else "") if isinstance(value, int) else value
    written = parse_decimal(digits) if len(digits) <= LONGEST_NUMBER else None
    counted = _unit(unit)
    if written is None or written < 0:
        raise refused("value", value, "@a_decimal_or_integer")
    literal = Quantity(t.Number(written, counted))
    return -literal if negative else literal


def money(value: str | int, unit: str) -> Quantity:
    """An amount, `money("6000000", "SEK")`, or a price, `money(240, "USD/claim")`; otherwise as `number`."""
    if not any(is_currency(base) for base, _ in _unit(unit).powers):
        raise refused("unit", unit, "@a_unit_of_money")
    return number(value, unit)


def percent(value: str | int) -> Quantity:
    """So many per cent, `percent("12")`; otherwise as `number`."""
    node = number(value).node
    if not isinstance(node, t.Number):
        raise refused("value", value, "@a_decimal_or_integer")
    hundredths = parse_percent(exact_text(node.value))
    return Quantity(t.Number(hundredths if hundredths is not None else node.value / 100, RATIO, percent=True))


def equals(left: Operand, right: Operand) -> Condition:
    """left = right, as the language compares them; Python's `==` asks whether two formulas say the same."""
    return _compared("=", quantity(left), right)


def all_of(first: Condition, second: Condition, *others: Condition) -> Condition:
    """All hold; what comes after one that does not is not asked."""
    return _run(Condition, t.And, *map(condition, (first, second, *others)))


def any_of(first: Condition, second: Condition, *others: Condition) -> Condition:
    """At least one holds; what comes after one that does is not asked."""
    return _run(Condition, t.Or, *map(condition, (first, second, *others)))


def negated(opposite: Condition) -> Condition:
    """The opposite."""
    return over(Condition, t.Not, condition(opposite))


def choose(condition_: Condition, then: Operand, otherwise: Operand) -> Quantity:
    """One number where the condition holds, another where it does not; only that one is computed."""
    return over(Quantity, t.If, condition(condition_), quantity(then), quantity(otherwise))


def quantity(value: Operand) -> Quantity:
    """An operand as a quantity. Raises UsageError (OC-C060) for a float, a truth or anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return number(value)
    return kept(Quantity, "operand", value, "@a_quantity")


def condition(value: Condition) -> Condition:
    """The condition itself. Raises UsageError (OC-C060) for what is none, such as what `==` gives."""
    return kept(Condition, "condition", value, "@a_condition")


def said(build: Callable[[str], Node], text: str) -> Expression:
    """A text between quotation marks. Raises UsageError (OC-C060, OC-C062) for one that no formula can hold."""
    if not isinstance(text, str) or not REASON.fullmatch(text):
        raise refused("text", text, "@a_text_of_a_formula")
    if misleading(text):
        raise UsageError([Notice("OC-C062", facts=(("field", "@text"),))])
    return Expression(build(text), size=1 + len(text))


def kept(kind: type[E], argument: str, value: object, expected: str) -> E:
    """A value of a kind. Raises UsageError (OC-C060) for one of another kind."""
    if not isinstance(value, kind):
        raise refused(argument, value, expected)
    return value


def refused(argument: str, value: object, expected: str) -> UsageError:
    """The refusal of an argument, which shows its type and never its value."""
    facts = (("argument", argument), ("found", type(value).__name__[:40]), ("expected", expected))
    return UsageError([Notice("OC-C060", facts=cast("tuple[tuple[str, str | int], ...]", facts))])


def over(kind: type[E], build: Callable[..., Node], *parts: Expression) -> E:
    """An expression whose node stands over those of its parts. Raises UsageError (OC-T009) beyond the limits."""
    return _limited(kind, build(*[part.node for part in parts]), parts, 1 + max(part.levels for part in parts))


def called(function: str, *arguments: Expression) -> Quantity:
    """A call of a function of the language. Raises UsageError (OC-T003, OC-T004) where the arguments do not fit it."""
    call = t.Call(function, tuple(argument.node for argument in arguments))
    if found := misused(call):
        raise UsageError([Notice(found.code, facts=found.facts)])
    return over(Quantity, lambda *_: call, *arguments)


def _compared(sign: Sign, left: Quantity, right: Operand) -> Condition:
    return over(Condition, partial(t.Compare, sign), left, quantity(right))


def _joined(kind: type[t.Joined], left: Quantity, right: Quantity) -> Quantity:
    return _run(Quantity, kind, left, right)


def _run(kind: type[E], joined: type[t.Joined], first: Expression, *others: Expression) -> E:
    """What one sign joins; a first part of the same sign goes on, and gives no level."""
    levels = 1 + max(part.levels for part in others)
    levels = max(levels, first.levels if type(first.node) is joined else first.levels + 1)
    return _limited(kind, joined((first.node, *[part.node for part in others])), (first, *others), levels)


def _limited(kind: type[E], node: Node, parts: tuple[Expression, ...], levels: int) -> E:
    """The expression, unless its formula would be longer or deeper than a file's may be."""
    size = 1 + sum(part.size for part in parts)
    if size > LONGEST or levels > DEEPEST:
        limit = f"{LONGEST} characters" if size > LONGEST else f"{DEEPEST} levels"
        raise UsageError([Notice("OC-T009", facts=(("limit", limit),))])
    return kind(node, size, levels)


def _named(name: str) -> str:
    if not isinstance(name, str) or not WORD.fullmatch(name) or not nameable(name):
        raise refused("name", name, "@a_name")
    return name


def _unit(text: str) -> Unit:
    """The unit of a text of the right form; whether its bases are known, the contract says."""
    unit = literal_unit(text, frozenset(_LOWER_CASE_BASE.findall(text))) if isinstance(text, str) else None
    if unit is None:
        raise refused("unit", text, "@a_unit")
    return unit
