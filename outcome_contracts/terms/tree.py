"""The expression tree: seventeen kinds of node, frozen, closed, without loops or user code.

Numbers and truths are kept apart: arithmetic, `if` and calls give numbers; comparisons, `and`, `or` and
`not` give truths; a name may stand for either. `Point`, `Step`, `Entry` and `Reason` occur only as
arguments of functions. Two trees are equal when they say the same; `at`, the place in the formula's text
where a node begins, is for messages only and takes no part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from outcome_contracts.terms.units import RATIO, Unit

Sign = Literal[">=", ">", "<=", "<", "="]
SIGNS: tuple[Sign, ...] = (">=", ">", "<=", "<", "=")
DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Number:
    """A literal: `12 %`, `6000000 SEK`, `0.5`. `value` is exact; `percent` says that it was written so."""

    value: Fraction
    unit: Unit = RATIO
    percent: bool = False
    at: int = field(default=-1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A measure, constant or line of the contract."""

    name: str
    at: int = field(default=-1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Negate:
    """−a."""

    operand: Node
    at: int = field(default=-1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Add:
    """a + b."""

    left: Node
    right: Node
    at: int = field(default=-1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Subtract:
    """a − b."""

    left: Node
    right: Node
    at: int = field(default=-1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Multiply:
    """a · b."""

    left: Node
    right: Node
    at: int = field(default=-1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Divide:
    """a / b; refused at settlement where b is 0."""

    left: Node
    right: Node
    at: int = field(default=-1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """a ≥ b, a > b, a ≤ b, a < b or a = b."""

    sign: Sign
    left: Node
    right: Node
    at: int = field(default=-1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class And:
    """Both."""

    left: Node
    right: Node
    at: int = field(default=-1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Or:
    """At least one."""

    left: Node
    right: Node
    at: int = field(default=-1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    operand: Node
    at: int = field(default=-1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class If:
    """One number where the condition holds, another where it does not."""

    condition: Node
    then: Node
    otherwise: Node
    at: int = field(default=-1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the language and its arguments."""

    function: str
    arguments: tuple[Node, ...]
    at: int = field(default=-1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Point:
    """`x -> y`: a corner of a ramp, or the lower edge of a band and its rate."""

    x: Node
    y: Node
    at: int = field(default=-1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Step:
    """`>= x -> y` or `> x -> y`: from this edge on the value is y; the sign says whether x itself belongs."""

    sign: Sign
    x: Node
    y: Node
    at: int = field(default=-1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """`from x retroactive`: below x nothing; from x on everything, counted from the first band's edge."""

    x: Node
    at: int = field(default=-1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Reason:
    """`else "…"`: what the statement says when a gate is closed."""

    text: str
    at: int = field(default=-1, compare=False, repr=False)


Node = (
    Number | Name | Negate | Add | Subtract | Multiply | Divide | Compare | And | Or | Not | If
    | Call | Point | Step | Entry | Reason
)  # fmt: skip


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node, in reading order."""
    match node:
        case Number() | Name() | Reason():
            return ()
        case Negate(operand) | Not(operand):
            return (operand,)
        case If(condition, then, otherwise):
            return (condition, then, otherwise)
        case Call(_, arguments):
            return arguments
        case Point(x, y) | Step(_, x, y):
            return (x, y)
        case Entry(x):
            return (x,)
        case _:
            return (node.left, node.right)


def walk(node: Node) -> Iterator[Node]:
    """The node and every node below it, in reading order."""
    yield node
    for child in children(node):
        yield from walk(child)


def too_deep(node: Node) -> bool:
    """Whether a tree has more than `DEEPEST` levels; beyond that neither people nor machines follow it."""
    level: tuple[Node, ...] = (node,)
    for _ in range(DEEPEST):
        level = tuple(child for parent in level for child in children(parent))
        if not level:
            return False
    return True


def names_in(node: Node) -> frozenset[str]:
    """The names that a formula refers to."""
    return frozenset(part.name for part in walk(node) if isinstance(part, Name))
