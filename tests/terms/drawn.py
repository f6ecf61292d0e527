"""What is drawn of a function: its pieces between edges, in exact numbers, and the picture of them as SVG.

Just beside an edge the function is asked at a billionth of the width: where it differs there from the edge, it jumps.
On the side that the edge belongs to stands a filled dot, on the other an open one. The same numbers are in a table
below the picture, for whoever does not see it.
"""

from __future__ import annotations

from fractions import Fraction
from html import escape
from itertools import pairwise
from typing import NamedTuple

from outcome_contracts.decimals import exact_text, fixed_text
from outcome_contracts.terms.check import UnitReading
from outcome_contracts.terms.exact import evaluate
from outcome_contracts.terms.functions.function import Shape
from outcome_contracts.terms.parser import parse
from outcome_contracts.terms.tree import Negate, Number
from outcome_contracts.terms.units import RATIO, Unit

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 560, 260, 110, 50, 20, 40
CURVE = 24


class Place(NamedTuple):
    """An edge: x, and the value just below it, on it and just above it."""

    x: Fraction
    below: Fraction
    at: Fraction
    above: Fraction


class Drawn(NamedTuple):
    """The edges, the pieces between them as corners, and how x and y are written."""

    places: tuple[Place, ...]
    pieces: tuple[tuple[tuple[Fraction, Fraction], ...], ...]
    x_unit: Number
    y_unit: Unit


def literal(text: str) -> tuple[Fraction, Number]:
    """A literal with or without sign: its value, and the number as written."""
    node = parse(text)
    number = node.operand if isinstance(node, Negate) else node
    assert isinstance(number, Number)
    return evaluate(node, {})[0], number


def drawn(shape: Shape) -> Drawn:
    """A shape in numbers."""
    tree = parse(shape.formula)
    (low, unit), (high, _) = literal(shape.low), literal(shape.high)
    edges = [low, *(literal(edge)[0] for edge in shape.edges), high]
    beside, width = (high - low) / 10**9, high - low

    def at(x: Fraction) -> Fraction:
        return evaluate(tree, {"x": x})[0]

    span = max(abs(at(low + width * k / 50)) for k in range(51)) or Fraction(1)

    def near(x: Fraction, edge: Fraction) -> Fraction:
        value, on_it = at(x), at(edge)
        return on_it if abs(value - on_it) < span / 10**6 else (value / span).limit_denominator(10**4) * span

    places = [Place(x, near(max(x - beside, low), x), at(x), near(min(x + beside, high), x)) for x in edges]
    pieces = []
    for left, right in pairwise(places):
        middle = (left.above + right.below) / 2
        straight = abs(at((left.x + right.x) / 2) - middle) < span / 10**4
        between = [] if straight else [left.x + (right.x - left.x) * k / CURVE for k in range(1, CURVE)]
        pieces.append(((left.x, left.above), *((x, at(x)) for x in between), (right.x, right.below)))
    units = UnitReading({"x": RATIO if unit.percent else unit.unit})
    return Drawn(tuple(places), tuple(pieces), unit, units.unit(tree))


def x_text(one: Drawn, x: Fraction) -> str:
    """A place on the x axis."""
    return f"{_figure(x * 100)} %" if one.x_unit.percent else _with_unit(x, one.x_unit.unit)


def y_text(one: Drawn, y: Fraction) -> str:
    """A value."""
    return _with_unit(y, one.y_unit)


def table(one: Drawn) -> list[str]:
    """The picture in words: the values at the ends and edges, on both sides of a jump."""
    jumps = any(not place.below == place.at == place.above for place in one.places)
    if not jumps:
        return ["| x | value |", "|---|---|", *(f"| {x_text(one, p.x)} | {y_text(one, p.at)} |" for p in one.places)]
    rows = [" | ".join([x_text(one, place.x), *(y_text(one, value) for value in place[1:])]) for place in one.places]
    return ["| x | just below | at x | just above |", "|---|---|---|---|", *(f"| {row} |" for row in rows)]


def svg(shape: Shape, one: Drawn) -> str:
    """The picture."""
    values = [value for piece in one.pieces for _, value in piece] + [place.at for place in one.places]
    lowest, highest = min(values), max(values)
    highest += (highest == lowest) * (abs(highest) or 1)
    first, last = one.places[0].x, one.places[-1].x

    def across(x: Fraction) -> str:
        return fixed_text(LEFT + (WIDTH - LEFT - RIGHT) * (x - first) / (last - first), 1)

    def up(y: Fraction) -> str:
        return fixed_text(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (y - lowest) / (highest - lowest), 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="12">',
        f"<title>{escape(shape.formula)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    if lowest < 0 < highest:
        parts.append(_stroke(f"M{LEFT} {up(Fraction(0))}H{WIDTH - RIGHT}", "#999", 1))
    parts.append(_stroke(f"M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}", "#333", 1))
    for place in one.places:
        x = across(place.x)
        parts.append(f'<text x="{x}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{x_text(one, place.x)}</text>')
        parts.append(_stroke(f"M{x} {HEIGHT - BOTTOM}v5", "#333", 1))
    for y in _apart(
        sorted({lowest, highest, *(value for place in one.places for value in place[1:])}), highest - lowest
    ):
        parts.append(f'<text x="{LEFT - 8}" y="{up(y)}" dy="4" text-anchor="end">{y_text(one, y)}</text>')
        parts.append(_stroke(f"M{LEFT - 4} {up(y)}h4", "#333", 1))
    for piece in one.pieces:
        parts.append(_stroke("M" + "L".join(f"{across(x)} {up(y)}" for x, y in piece), "#1b5e9b", 2))
    for place in one.places:
        if place.below == place.at == place.above:
            continue
        for value in sorted({place.below, place.at, place.above}):
            fill = "#1b5e9b" if value == place.at else "#fff"
            dot = f'cx="{across(place.x)}" cy="{up(value)}" r="4" fill="{fill}"'
            parts.append(f'<circle {dot} stroke="#1b5e9b" stroke-width="2"/>')
    return "\n".join([*parts, "</svg>", ""])


def _apart(values: list[Fraction], span: Fraction) -> list[Fraction]:
    """Values whose labels do not lie on each other: the ends, and what is far enough from the last."""
    kept = [values[0]]
    for value in values[1:-1]:
        if value - kept[-1] > span / 12 and values[-1] - value > span / 12:
            kept.append(value)
    return [*kept, values[-1]]


def _stroke(path: str, colour: str, width: int) -> str:
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def _with_unit(value: Fraction, unit: Unit) -> str:
    return _figure(value) if unit == RATIO else f"{_figure(value)} {unit}"


def _figure(value: Fraction) -> str:
    """A number with at most four decimals, the thousands apart."""
    text = exact_text(value)
    if "/" in text or len(text.partition(".")[2]) > 4:
        text = fixed_text(value, 4)
    whole, point, part = text.removeprefix("-").partition(".")
    return "-" * text.startswith("-") + f"{int(whole):,}".replace(",", " ") + point + part
