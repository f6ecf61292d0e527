"""bands: marginal prices (payout primitive P05), with or without a retroactive entry.

bands(x, a -> p, b -> q, …) = p · (the part of x between a and b) + q · (the part above b) + …; what lies below
the first edge counts nothing, the last rate has no upper end (end it with `c -> 0`). With
`from e retroactive` the value is 0 while x < e, and from x = e on all of it, as if there were no entry: a
jump. Without it, an entry is simply the first edge: marginal and retroactive are different words.
Worked: bands(38 %, from 20 % retroactive, 0 % -> 160000 USD / 1 %, 30 % -> 38000 USD / 1 %)
= 30 · 160000 + 8 · 38000 = 5104000 USD.
"""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, TypeVar, cast

from outcome_contracts.terms.arithmetic import Reader
from outcome_contracts.terms.functions.function import Example, Function, GridReader, Shape, UnitReader, plain
from outcome_contracts.terms.functions.refusals import require_ascending
from outcome_contracts.terms.tree import Call, Entry, Node, Point
from outcome_contracts.terms.units import Unit

N = TypeVar("N")
B = TypeVar("B")


class Bands(Function):
    """Each part of x at its own rate: marginal prices.

    What lies below the first edge counts nothing; the last rate has no upper end, so `c -> 0` ends it. With `from e
    retroactive` the value is 0 while x < e, and from x = e on all of x counts as if there were no entry: a jump.
    Without it an entry is simply the first edge. The edges must ascend.
    """

    name: ClassVar[str] = "bands"
    signature: ClassVar[str] = "bands(x, [from e retroactive,] edge1 -> rate1, edge2 -> rate2, …)"
    primitives: ClassVar[str] = "P01, P05, P11"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("bands(400 claim, 0 claim -> 1100 USD/claim, 370 claim -> 1000 USD/claim)", "437000 USD"),
        Example("bands(38 %, from 20 % retroactive, 0 % -> 160000 USD / 1 %, 30 % -> 38000 USD / 1 %)", "5104000 USD"),
        Example("bands(20 %, from 20 % retroactive, 0 % -> 160000 USD / 1 %, 30 % -> 38000 USD / 1 %)", "3200000 USD"),
        Example("bands(19.99 %, from 20 % retroactive, 0 % -> 160000 USD / 1 %, 30 % -> 38000 USD / 1 %)", "0 USD"),
    )
    shapes: ClassVar[tuple[Shape, ...]] = (
        Shape(
            "bands(x, 0 claim -> 1100 USD/claim, 370 claim -> 500 USD/claim)", "0 claim", "700 claim", ("370 claim",)
        ),
        Shape(
            "bands(x, from 20 % retroactive, 0 % -> 160000 USD / 1 %, 30 % -> 38000 USD / 1 %)",
            "0 %",
            "50 %",
            ("20 %", "30 %"),
        ),
    )

    def fits(self, call: Call) -> bool:
        if len(call.arguments) < 2 or not plain(call.arguments[0]):
            return False
        *_, bands = _parts(call)
        return len(bands) >= 1 and all(isinstance(band, Point) for band in bands)

    def unit(self, call: Call, units: UnitReader) -> Unit:
        x, entry, bands = _parts(call)
        edges = [band.x for band in bands] + ([entry.x] if entry else [])
        return units.same(x, *edges).times(units.same(*(band.y for band in bands)))

    def value(self, call: Call, reader: Reader[N, B]) -> N:
        arithmetic, (node, entry, bands) = reader.arithmetic, _parts(call)
        x, edges, zero = reader.number(node), [reader.number(band.x) for band in bands], arithmetic.number(Fraction(0))
        require_ascending(call, edges, reader)
        total = zero
        for place, band in enumerate(bands):
            part = arithmetic.maximum(arithmetic.subtract(x, edges[place]), zero)
            if place + 1 < len(edges):
                part = arithmetic.minimum(part, arithmetic.subtract(edges[place + 1], edges[place]))
            total = arithmetic.add(total, arithmetic.multiply(reader.number(band.y), part))
        if entry is None:
            return total
        return arithmetic.where(arithmetic.compare(">=", x, reader.number(entry.x)), total, zero)

    def grid(self, call: Call, grids: GridReader) -> Fraction | None:
        node, _, bands = _parts(call)
        rates, lengths = grids.common(*(band.y for band in bands)), grids.common(node, *(band.x for band in bands))
        return None if rates is None or lengths is None else rates * lengths


def _parts(call: Call) -> tuple[Node, Entry | None, tuple[Point, ...]]:
    """x, the retroactive entry if there is one, and the bands."""
    x, *rest = call.arguments
    entry = rest[0] if isinstance(rest[0], Entry) else None
    return x, entry, cast("tuple[Point, ...]", tuple(rest[1:] if entry else rest))
