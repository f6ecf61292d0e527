"""The expression tree: nineteen kinds of node, frozen, closed, without loops or user code.

Numbers and truths are kept apart: arithmetic, `if` and calls give numbers; comparisons, `and`, `or` and
`not` give truths; a name may stand for either. `Point`, `Step`, `Entry`, `Reason`, `Mode` and `Because` occur only
as arguments of functions. A run of one sign is one node: a + b + c has three parts and one level, so that a long sum
is wide, not deep. Two trees are equal when they say the same; `at`, the place in the formula's text where a node
stands, is for messages only and takes no part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from operator import attrgetter
from typing import Any, Literal, get_args

from outcome_contracts.terms.units import RATIO, Unit

Sign = Literal[">=", ">", "<=", "<", "="]
SIGNS: tuple[Sign, ...] = (">=", ">", "<=", "<", "=")
Side = Literal[">=", ">", "<=", "<"]
SIDES: tuple[Side, ...] = get_args(Side)
ModeWord = Literal["excess", "first_unit", "in_order", "any_order", "offsetting", "capped"]
MODES: tuple[ModeWord, ...] = get_args(ModeWord)
DEEPEST = 100

# Functions of earlier statements: their first argument names a line as it was then, not as it is now.
EARLIER = {"previous": "previous", "sum_previous": "sum_previous", "cumulative": "sum_previous"}
# Functions over the rows of a table: their first argument names the table.
OVER_ROWS = frozenset({"total"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """at: where in the formula's text the node stands, −1 where it came as a tree."""

    at: int = field(default=-1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Number(_Placed):
    """A literal: `12 %`, `6000000 SEK`, `0.5`. `value` is exact; `percent` says that it was written so."""

    value: Fraction
    unit: Unit = RATIO
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Name(_Placed):
    """A measure, constant or line of the contract."""

    name: str


@dataclass(frozen=True, slots=True)
class Negate(_Placed):
    """−a."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Run(_Placed):
    """Two or more parts joined from the left by one sign; a first part that is such a run is taken into it."""

    parts: tuple[Node, ...]

    def __post_init__(self) -> None:
        first = self.parts[0]
        if isinstance(first, Run) and type(first) is type(self):
            object.__setattr__(self, "parts", (*first.parts, *self.parts[1:]))


class Add(Run):
    """a + b + …"""

    __slots__ = ()


class Subtract(Run):
    """a − b − …"""

    __slots__ = ()


class Multiply(Run):
    """a · b · …"""

    __slots__ = ()


class Divide(Run):
    """a / b / …; refused at settlement where one that is divided by is 0."""

    __slots__ = ()


class And(Run):
    """All; what comes after one that does not hold is not asked."""

    __slots__ = ()


class Or(Run):
    """At least one; what comes after one that holds is not asked."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Compare(_Placed):
    """a ≥ b, a > b, a ≤ b, a < b or a = b."""

    sign: Sign
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Not(_Placed):
    """The opposite."""

    operand: Node


@dataclass(frozen=True, slots=True)
class If(_Placed):
    """One number where the condition holds, another where it does not."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Call(_Placed):
    """A function of the language and its arguments."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Point(_Placed):
    """`x -> y`: a corner of a ramp, or the lower edge of a band and its rate."""

    x: Node
    y: Node


@dataclass(frozen=True, slots=True)
class Step(_Placed):
    """`>= x -> y`, `> x -> y`, `<= x -> y`, `< x -> y`: on that side of the edge the value is y; the sign says whether
    the edge itself belongs to it.
    """

    sign: Side
    x: Node
    y: Node


@dataclass(frozen=True, slots=True)
class Entry(_Placed):
    """`from x retroactive`: below x nothing; from x on everything, counted from the first band's edge."""

    x: Node


@dataclass(frozen=True, slots=True)
class Reason(_Placed):
    """`else "…"`: what the statement says when a gate is closed."""

    text: str


@dataclass(frozen=True, slots=True)
class Mode(_Placed):
    """A word that says which of two rules a function follows: `excess` or `first_unit`."""

    word: ModeWord


@dataclass(frozen=True, slots=True)
class Because(_Placed):
    """`because "…"`: what the statement says when a figure is deemed instead of measured."""

    text: str


Joined = Add | Subtract | Multiply | Divide | And | Or
Node = Number | Name | Negate | Joined | Compare | Not | If | Call | Point | Step | Entry | Reason | Mode | Because

KINDS: frozenset[type[Node]] = frozenset(get_args(Node))
TRUTHS: tuple[type[Node], ...] = (And, Or, Compare, Not)
ARGUMENTS: tuple[type[Node], ...] = (Point, Step, Entry, Reason, Mode, Because)
NUMBERS = tuple(KINDS.difference({Name}, TRUTHS, ARGUMENTS))


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node, in reading order."""
    return _CHILDREN[type(node)](node)


def walk(node: Node) -> Iterator[Node]:
    """The node and every node below it, in reading order."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += children(node)[::-1]


def too_deep(node: Node) -> bool:
    """Whether a tree has more than `DEEPEST` levels; beyond that neither people nor machines follow it."""
    level: tuple[Node, ...] = (node,)
    for _ in range(DEEPEST):
        level = tuple(child for parent in level for child in children(parent))
        if not level:
            return False
    return True


def earlier_name(function: str, line: str) -> str:
    """The name under which what earlier statements said of a line is read; no line can have it."""
    return f"{EARLIER[function]}.{line}"


def line_before(name: str) -> str:
    """The line of which a name reads what earlier statements said; empty for every other name."""
    word, _, line = name.partition(".")
    return line if word in EARLIER.values() else ""


def names_in(node: Node) -> frozenset[str]:
    """The names that a formula refers to, tables apart; of earlier statements `previous.x` or `sum_previous.x`."""
    found, waiting = [], [node]
    for part in waiting:  # the list grows while it is walked
        if type(part) is Name:
            found.append(part.name)
        elif type(part) is Call and part.function in EARLIER and type(part.arguments[0]) is Name:
            found.append(earlier_name(part.function, part.arguments[0].name))
            waiting += part.arguments[0 if part.function == "cumulative" else 1 :]
        elif type(part) is Call and part.function in OVER_ROWS:
            waiting += part.arguments[1:]
        else:
            waiting += _CHILDREN[type(part)](part)
    return frozenset(found)


def _none(_: object) -> tuple[Node, ...]:
    return ()


def _operand(node: Negate | Not) -> tuple[Node, ...]:
    return (node.operand,)


# What stands below each kind of node; `attrgetter` of several names gives a tuple.
_CHILDREN: Mapping[type[Node], Callable[[Any], tuple[Node, ...]]] = {
    Number: _none,
    Name: _none,
    Negate: _operand,
    **dict.fromkeys((Add, Subtract, Multiply, Divide, And, Or), attrgetter("parts")),
    Compare: attrgetter("left", "right"),
    Not: _operand,
    If: attrgetter("condition", "then", "otherwise"),
    Call: attrgetter("arguments"),
    Point: attrgetter("x", "y"),
    Step: attrgetter("x", "y"),
    Entry: lambda entry: (entry.x,),
    **dict.fromkeys((Reason, Mode, Because), _none),
}
