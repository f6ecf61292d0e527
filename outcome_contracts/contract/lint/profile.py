"""Profiles: how a line rises with one expression, corner by corner, read from the terms alone.

The corners are the agreed values at which the terms compare, cap or change a price. Between two corners a line has a
slope, the price of one more unit; at a corner it can jump. Slopes are read without rounding points. A line that
depends on something else too has no profile: its slope is not one number, and a sweep over plausible values has to
show it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from outcome_contracts.contract.lint.edges import edges, most_edges
from outcome_contracts.contract.lint.interval import Bound, Interval
from outcome_contracts.contract.lint.subject import Subject
from outcome_contracts.terms.tree import Call, Multiply, Node, Subtract, walk
from outcome_contracts.terms.units import RATIO

_CORNERED = frozenset({"min", "max", "cap", "floor", "clamp"})
_INSIDE = 1e-3  # how far inside a piece it is looked at, as a part of its length


class Piece(NamedTuple):
    """From `start` on: the value on its first side, the slope there, the value just before the next corner.

    rate: the rise to the next piece over its length, jumps included; None of the last piece, which has no end.
    """

    start: float
    first: float
    slope: float
    last: float
    rate: float | None


class Profile(NamedTuple):
    """A line as a function of x: the piece below the first corner, then one from each corner on."""

    name: str
    x: Node
    pieces: tuple[Piece, ...]


def profiles(subject: Subject) -> Iterator[Profile]:
    """Every line and flow that depends on one expression with corners, in the contract's order."""
    asked = 0
    for x, corners in _corners(subject).items():
        asked += len(corners)
        if asked > most_edges(subject):
            return
        yield from _profiles(subject, x, sorted(corners))


def quantity(subject: Subject, node: Node) -> tuple[float, Node] | None:
    """Of an agreed price times one open quantity, the two; None of anything else."""
    node = subject.behind(node)
    if not isinstance(node, Multiply):
        return None
    price, open_ = 1.0, list[Node]()
    for part in node.parts:
        value = subject.value(part)
        if value is None:
            open_.append(part)
        else:
            price *= value
    return (price, open_[0]) if len(open_) == 1 and len(node.parts) > 1 else None


def _profiles(subject: Subject, x: Node, corners: list[float]) -> Iterator[Profile]:
    span = (corners[-1] - corners[0]) or abs(corners[0]) or 1.0
    below = 0.0 if subject.counted(x) and corners[0] > 0 else corners[0] - span
    starts = [below, *corners]
    ends = [*corners, corners[-1] + span]
    read: list[list[dict[str, Bound]]] = []
    for start, end in zip(starts, ends, strict=True):
        inside = (end - start) * _INSIDE
        places = (start + inside, start + 2 * inside, end - inside)
        read.append([subject.pinned_unrounded(x, place) for place in places])
    for name, _ in subject.paying():
        found = _values(name, read)
        if found is not None and any(one != found[0] for one in found):
            yield Profile(name, x, tuple(_pieces(starts, ends, found)))


def _pieces(starts: Sequence[float], ends: Sequence[float], values: Sequence[Sequence[float]]) -> Iterator[Piece]:
    found = []
    for start, end, (near, further, last) in zip(starts, ends, values, strict=True):
        inside = (end - start) * _INSIDE
        slope = (further - near) / inside
        found.append(Piece(start, near - slope * inside, slope, last, None))
    for piece, following in pairwise(found):
        yield piece._replace(rate=(following.first - piece.first) / (following.start - piece.start))
    yield found[-1]


def _values(name: str, read: Sequence[Sequence[Mapping[str, Bound]]]) -> list[list[float]] | None:
    """The values of a name at all places, where it is one number at each."""
    rows = [[values.get(name) for values in places] for places in read]
    found = [[bound.low for bound in row if isinstance(bound, Interval) and bound.is_point] for row in rows]
    return found if all(len(row) == len(places) for row, places in zip(found, read, strict=True)) else None


def _corners(subject: Subject) -> dict[Node, set[float]]:
    """The corners of every expression that has some."""
    found: dict[Node, set[float]] = {}
    for edge in edges(subject):
        found.setdefault(edge.x, set()).add(edge.at)
    for _, formula in subject.paying():
        for node in walk(formula):
            if isinstance(node, Call) and node.function in _CORNERED:
                for x, at in _limits(subject, node):
                    if subject.depends_on(x):
                        found.setdefault(x, set()).add(at)
    return found


def _limits(subject: Subject, call: Call) -> Iterator[tuple[Node, float]]:
    """Where what is capped, or what a price times it is, meets an agreed limit."""
    limits = [value for part in call.arguments if (value := subject.value(part)) is not None]
    for part in call.arguments:
        for limit in limits if subject.value(part) is None else ():
            yield from _meets(subject, part, limit)


def _meets(subject: Subject, node: Node, limit: float) -> Iterator[tuple[Node, float]]:
    priced = quantity(subject, node)
    if priced is not None and priced[0]:
        yield priced[1], limit / priced[0]
        return
    if isinstance(node, Subtract):
        first, *rest = node.parts
        taken = [value for part in rest if (value := subject.value(part)) is not None]
        if len(taken) == len(rest):
            yield first, limit + sum(taken)
        return
    yield node, limit


def per_unit(subject: Subject, x: Node) -> tuple[float, str]:
    """What a price is said per: a unit of x, of a ratio one percentage point."""
    unit = subject.unit(x)
    return (0.01, "1%") if unit == RATIO else (1.0, str(unit))
