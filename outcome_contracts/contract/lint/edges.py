"""Edges: where a formula changes from one value to another, and what crossing the edge is worth (L01).

An edge is a comparison with an agreed value, or a corner of a function. What crossing it is worth is read from the
bounds: the largest amount that can be paid with the compared expression just below the edge, on it, and just above. So
a condition under which a share of a saving begins at nothing is no cliff, and a gate before a whole fee is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf, isfinite
from typing import NamedTuple, cast

from outcome_contracts.contract.lint.bounds import Pin, bounds, measure_bounds, pinned
from outcome_contracts.contract.lint.interval import Bound, Interval, hull
from outcome_contracts.contract.lint.subject import Subject, share
from outcome_contracts.contract.size import steps_of
from outcome_contracts.notices import Notice
from outcome_contracts.terms.printer import formula_text
from outcome_contracts.terms.tree import Call, Compare, Entry, Node, Point, Step, walk
from outcome_contracts.terms.units import Unit

# A jump above this share of the largest payment is a cliff (L01).
CLIFF = 0.10
# Beyond so many edges, or so many steps taken for them, the terms are not searched further, and that is said.
_MOST_EDGES, _MOST_STEPS = 400, 200_000

_CONTINUOUS = frozenset({"ramp", "line"})
_SHAPES = frozenset({"ramp", "line", "steps", "bands", "slab", "corridor"})
_NEAR = 1e-9
# While a jump is told from a slope, measures without limits are held within this, and it is looked so much further off.
_WIDE, _FURTHER = 1e3, 1e3


class Edge(NamedTuple):
    """In the formulas of `names`, the expression x is compared with the agreed value `at`."""

    names: tuple[str, ...]
    x: Node
    at: float
    unit: Unit


class Jump(NamedTuple):
    """What crossing an edge is worth at most: in money, and of the largest payment; None where no amount is known.

    name: the line of the edge from which the amount comes.
    """

    edge: Edge
    name: str
    amount: float | None
    share: float


class _Change(NamedTuple):
    """What an amount changes at an edge, None where it goes from a limit to none, and its share of the largest."""

    amount: float | None
    share: float


_UNLIMITED = _Change(None, 1.0)


def edges(subject: Subject) -> tuple[Edge, ...]:
    """The edges of observed measures in everything on which money depends, each value of an expression once."""
    found: dict[tuple[Node, float], list[str]] = {}
    for name, formula in subject.paying():
        for node in walk(formula):
            for x, at in _compared(subject, node):
                value = subject.value(at)
                if value is not None and subject.depends_on(x):
                    found.setdefault((x, value), []).append(name)
    return tuple(Edge(tuple(names), x, at, subject.unit(x)) for (x, at), names in found.items())


def most_edges(subject: Subject) -> int:
    """How many edges are examined: fewer of a very long contract."""
    return min(_MOST_EDGES, max(1, _MOST_STEPS // steps_of(subject.contract)))


def examined_in_part(subject: Subject) -> bool:
    """Whether the contract has more edges than are examined."""
    return len(edges(subject)) > most_edges(subject)


def cliffs(subject: Subject) -> Iterator[Notice]:
    """L01 by the terms alone: an edge worth more than a tenth of the largest payment."""
    for jump in jumps(subject):
        edge = jump.edge
        amount = "@unbounded_amount" if jump.amount is None else subject.amount(jump.amount)
        facts = {
            "x": formula_text(edge.x), "edge": subject.text(edge.at, edge.unit), "jump": amount,
            "share": share(jump.share),
        }  # fmt: skip
        yield Notice("OC-L001", subject.where(jump.name), tuple(facts.items()))


def jumps(subject: Subject) -> Iterator[Jump]:
    """The edges that are cliffs."""
    for edge in edges(subject)[: most_edges(subject)]:
        jump = _jump(subject, edge)
        if jump is not None and jump.share > CLIFF:
            yield jump


def _jump(subject: Subject, edge: Edge) -> Jump | None:
    near = _NEAR * max(1.0, abs(edge.at))
    read = [subject.pinned(edge.x, edge.at + shift) for shift in (-near, 0.0, near)]
    lines = _money(subject, edge)
    changes = {
        name: change for name in (*subject.flows, *lines) if (change := _change(subject, name, read)) is not None
    }
    unlimited = [name for name, change in changes.items() if change == _UNLIMITED]
    smooth = _smooth(subject, edge, near, unlimited) if unlimited else frozenset()
    flows = {name: changes[name] for name in subject.flows if name in changes and name not in smooth}
    if edge.at == 0:  # a gate at nothing before what is itself nothing there: only an amount with a limit can jump
        flows = {name: change for name, change in flows.items() if change.amount is not None}
    if any(change.amount != 0 for change in flows.values()):
        name, largest = max(flows.items(), key=lambda item: item[1].share)
        return Jump(edge, _line(subject, edge, name), *largest)
    # Other payments can hide what one line loses at the edge.
    hidden = [name for name in lines if name in unlimited and name not in smooth]
    return Jump(edge, hidden[0], *_UNLIMITED) if hidden and edge.at != 0 else None


def _change(subject: Subject, name: str, read: list[dict[str, Bound]]) -> _Change | None:
    """How much the largest or smallest amount under a name changes at the edge, and its share of the largest."""
    whole = subject.bound(name)
    ends = [found for values in read if (found := hull(values.get(name))) is not None]
    if whole is None or len(ends) < len(read):
        return None
    most = 0.0
    for one, other in ((ends[0], ends[1]), (ends[1], ends[2])):
        for left, right in zip(one, other, strict=True):
            if isfinite(left) is not isfinite(right):
                return _UNLIMITED
            most = max(most, abs(left - right) if isfinite(left) else 0.0)
    scale = max((abs(end) for end in (*whole, *subject.largest_flow) if isfinite(end)), default=0.0)
    return _Change(most, most / scale if scale and all(map(isfinite, whole)) else 0.0)


def _smooth(subject: Subject, edge: Edge, near: float, names: Sequence[str]) -> frozenset[str]:
    """Which names leave their value on the edge by little, and by more the further away.

    Nothing times what has no limit is nothing, and a little of it is without limit: that looks like a jump, and is
    told from one with measures that do have limits.
    """
    contract, affected = subject.contract, subject.affected(edge.x)
    known = bounds(contract, {name: _limited(bound) for name, bound in measure_bounds(contract).items()})
    shifts = (0.0, -near, near, -near * _FURTHER, near * _FURTHER)
    on, *around = (pinned(contract, known, Pin(edge.x, edge.at + shift), affected) for shift in shifts)
    moved = {name: [_between(hull(on.get(name)), hull(values.get(name))) for values in around] for name in names}
    return frozenset(name for name, by in moved.items() if max(by[:2]) < max(by[2:]) / 2 < inf)


def _limited(bound: Bound) -> Bound:
    if isinstance(bound, Interval):
        return Interval(max(bound.low, -_WIDE), min(bound.high, _WIDE))
    return tuple(map(_limited, cast("tuple[Bound, ...]", bound))) if isinstance(bound, tuple) else bound


def _between(one: Interval | None, other: Interval | None) -> float:
    """How far the ends of two bounds lie apart; without limit where one has none."""
    if one is None or other is None or not all(map(isfinite, (*one, *other))):
        return inf
    return max(abs(one.low - other.low), abs(one.high - other.high))


def _line(subject: Subject, edge: Edge, flow: str) -> str:
    """The line with the edge on which a flow depends; sooner one that can jump there than one with a mere corner."""
    behind = subject.above(flow)
    names = [name for name in edge.names if name in behind] or list(edge.names)
    formulas = dict(subject.paying())
    return next((name for name in names if _can_jump(subject, formulas[name], edge)), names[0])


def _can_jump(subject: Subject, formula: Node, edge: Edge) -> bool:
    return any(
        x == edge.x and subject.value(at) == edge.at
        for node in walk(formula)
        if not (isinstance(node, Call) and node.function in _CONTINUOUS)
        for x, at in _compared(subject, node)
    )


def _money(subject: Subject, edge: Edge) -> list[str]:
    """The lines of money that depend on an edge and on which some amount depends, in the contract's order."""
    below = subject.below(edge.names)
    return [
        name for name in subject.lines
        if name in below and name in subject.terms.upstream and subject.units.get(name) == subject.money
    ]  # fmt: skip


def _compared(subject: Subject, node: Node) -> Iterator[tuple[Node, Node]]:
    """What a node compares with what."""
    if isinstance(node, Compare):
        moving = (node.left, node.right) if subject.depends_on(node.left) else (node.right, node.left)
        yield moving
    elif isinstance(node, Call) and node.function in _SHAPES:
        x, *corners = node.arguments
        yield from ((x, corner.x) for corner in corners if isinstance(corner, (Point, Step, Entry)))
    elif isinstance(node, Call) and node.function == "deadband":
        x, low, high, *_ = node.arguments
        yield from ((x, low), (x, high))
