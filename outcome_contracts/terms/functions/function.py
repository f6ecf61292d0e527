"""What a function of the language must say of itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction
from typing import ClassVar, Protocol, TypeVar

from outcome_contracts.terms.arithmetic import Reader
from outcome_contracts.terms.tree import Call, Entry, Node, Point, Reason, Step
from outcome_contracts.terms.units import Unit

N = TypeVar("N")
B = TypeVar("B")

_ONLY_ARGUMENTS = (Point, Step, Entry, Reason)


class UnitReader(Protocol):
    """The units of a formula's parts, as a function of the language sees them."""

    def number(self, node: Node) -> Unit: ...
    def truth(self, node: Node) -> None: ...
    def same(self, *nodes: Node) -> Unit: ...


class GridReader(Protocol):
    """The steps on which a formula's parts are known to lie, as a function of the language sees them."""

    def step(self, node: Node) -> Fraction | None: ...
    def common(self, *nodes: Node) -> Fraction | None: ...


class Function(ABC):
    """name: as written in a formula. signature: the form of its arguments, for messages and the reference."""

    name: ClassVar[str]
    signature: ClassVar[str]

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
    """Whether all arguments are plain numbers or truths, not corners, edges, entries or reasons."""
    return not any(isinstance(node, _ONLY_ARGUMENTS) for node in nodes)
