"""What a function of the language must say of itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction
from typing import ClassVar, NamedTuple, Protocol, TypeVar

from outcome_contracts.terms.arithmetic import Reader
from outcome_contracts.terms.tree import ARGUMENTS, Call, Name, Node, Number
from outcome_contracts.terms.units import RATIO, Unit

N = TypeVar("N")
B = TypeVar("B")

_MOST_DIGITS = 20


class UnitReader(Protocol):
    """The units of a formula's parts, as a function of the language sees them."""

    def number(self, node: Node) -> Unit: ...
    def truth(self, node: Node) -> None: ...
    def same(self, *nodes: Node) -> Unit: ...
    def agreed(self, call: Call, *units: Unit) -> Unit: ...
    def expect(self, node: Node, *units: Unit) -> None: ...
    def earlier(self, call: Call, line: str) -> Unit: ...
    def within(self, table: Name, node: Node) -> Unit: ...


class GridReader(Protocol):
    """The steps on which a formula's parts are known to lie, as a function of the language sees them."""

    def step(self, node: Node) -> Fraction | None: ...
    def common(self, *nodes: Node) -> Fraction | None: ...


class Example(NamedTuple):
    """A worked example: a formula, and its value as a formula of literals.

    given: names and what they stand for, as literals; several where a name stands by a table, one for each row.
    """

    formula: str
    value: str
    given: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Shape(NamedTuple):
    """What is plotted of a function: a formula of x, over x from low to high, which bends or jumps at some edges."""

    formula: str
    low: str
    high: str
    edges: tuple[str, ...] = ()


class Function(ABC):
    """name: as written in a formula. signature: the form of its arguments, for messages and the reference.

    primitives: the payout primitives that it says. examples: worked ones; the tests and the reference run them. shapes:
    what the reference plots.
    """

    name: ClassVar[str]
    signature: ClassVar[str]
    primitives: ClassVar[str]
    examples: ClassVar[tuple[Example, ...]]
    shapes: ClassVar[tuple[Shape, ...]] = ()

    @abstractmethod
    def fits(self, call: Call) -> bool:
        """Whether the arguments have the form of the signature."""

    @abstractmethod
    def unit(self, call: Call, units: UnitReader) -> Unit:
        """The unit of the value; asks for the units of the arguments, which reports what does not agree."""

    @abstractmethod
    def value(self, call: Call, reader: Reader[N, B]) -> N:
        """The value in a reading."""

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        """A step of which the value is always a whole multiple, or None where that is not known."""
        return None


def plain(*nodes: Node) -> bool:
    """Whether all arguments are plain numbers or truths, not corners, edges, entries, reasons or modes."""
    return not any(isinstance(node, ARGUMENTS) for node in nodes)


def whole(node: Node, *, most: int = _MOST_DIGITS) -> bool:
    """Whether an argument is a literal whole number without a unit, from 0 to `most`."""
    return (
        isinstance(node, Number)
        and not node.percent
        and node.unit == RATIO
        and node.value.denominator == 1
        and 0 <= node.value <= most
    )
