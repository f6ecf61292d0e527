"""Well-typed formulas at random: every kind of node and every function, with values for the names.

Trees come as canonical JSON, so that the reference can read them without the package. A formula is drawn for a
unit, money or ratio, from the forms that give that unit; edges of tables mostly ascend.
"""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from outcome_contracts.terms.units import RATIO, TRUTH, currency

NAMES = {"ratio": ("alpha", "beta"), "SEK": ("fee", "paid"), "truth": ("agreed", "reported")}
UNITS = {"alpha": RATIO, "beta": RATIO, "fee": currency("SEK"), "paid": currency("SEK")}
UNITS |= {"agreed": TRUTH, "reported": TRUTH}
SIGNS = (">=", ">", "<=", "<", "=")
TABLES = ("ramp", "line", "steps", "slab", "bands", "retroactive")
PRICES = ("slab", "bands", "retroactive")

numbers = st.one_of(st.fractions(-40, 40, max_denominator=12), st.sampled_from([Fraction(n) for n in range(4)]))
values = st.fixed_dictionaries({name: numbers if unit != TRUTH else st.booleans() for name, unit in UNITS.items()})


def text(hundredths):
    """An integer number of hundredths as the shortest decimal string."""
    whole, part = divmod(hundredths, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".")


@st.composite
def formulas(draw, unit=None, depth=4):
    """The tree of a number, as JSON. unit: "ratio" or "SEK", drawn where it is not given."""
    unit = unit or draw(st.sampled_from(("ratio", "SEK")))
    return _number(draw, unit, depth)


@st.composite
def truths(draw, depth=3):
    """The tree of a condition, as JSON."""
    return _truth(draw, depth)


def _literal(draw, unit):
    if draw(st.booleans()):
        return ["name", draw(st.sampled_from(NAMES[unit]))]
    written = draw(st.sampled_from(("ratio", "%"))) if unit == "ratio" else unit
    return ["number", text(draw(st.integers(0, 4000))), written]


def _unit(draw):
    return draw(st.sampled_from(("ratio", "SEK")))


def _number(draw, unit, depth):
    if depth == 0 or draw(st.integers(0, 5)) == 0:
        return _literal(draw, unit)
    form = draw(st.sampled_from(FORMS[unit]))
    return form(draw, unit, min(depth - 1, 1) if form in WIDE else depth - 1)


def _sum(draw, unit, depth):
    return [draw(st.sampled_from("+-")), *(_number(draw, unit, depth) for _ in range(draw(st.integers(2, 3))))]


def _product(draw, unit, depth):
    parts = [_number(draw, unit, depth), _number(draw, "ratio", depth)]
    return ["*", *draw(st.permutations(parts))]


def _quotient(draw, unit, depth):
    below = _unit(draw) if unit == "ratio" else "ratio"
    parts = [_number(draw, below if unit == "ratio" else unit, depth), _number(draw, below, depth)]
    return ["/", *parts, _number(draw, "ratio", depth)] if draw(st.booleans()) else ["/", *parts]


def _negated(draw, unit, depth):
    return ["negate", _number(draw, unit, depth)]


def _choice(draw, unit, depth):
    return ["if", _truth(draw, depth), _number(draw, unit, depth), _number(draw, unit, depth)]


def _extreme(draw, unit, depth):
    count = draw(st.integers(2, 3))
    return ["call", draw(st.sampled_from(("min", "max"))), *(_number(draw, unit, depth) for _ in range(count))]


def _clamp(draw, unit, depth):
    return ["call", "clamp", _number(draw, unit, depth), *_edges(draw, unit, depth, 2)]


def _limit(draw, unit, depth):
    return ["call", draw(st.sampled_from(("cap", "floor"))), _number(draw, unit, depth), _number(draw, unit, depth)]


def _share(draw, unit, depth):
    name = draw(st.sampled_from(("share", "loss_share")))
    return ["call", name, _number(draw, unit, depth), _number(draw, "ratio", depth)]


def _part_of_one(draw, depth):
    """A share, nearly always from 0 to 1."""
    if draw(st.integers(0, 9)) == 0:
        return _number(draw, "ratio", depth)
    return ["number", str(draw(st.integers(0, 100))), "%"]


def _guarantee(draw, unit, depth):
    return ["call", "guarantee", _number(draw, unit, depth), _part_of_one(draw, depth), *_edges(draw, unit, depth, 1)]


def _fee_at_risk(draw, unit, depth):
    return ["call", "fee_at_risk", _number(draw, unit, depth), _part_of_one(draw, depth), _number(draw, "ratio", depth)]


def _shrink(draw, unit, depth):
    return ["call", "shrink", _number(draw, unit, depth), _number(draw, unit, depth), _part_of_one(draw, depth)]


def _mean(draw, unit, depth):
    return ["call", "mean", *(_number(draw, unit, depth) for _ in range(draw(st.integers(2, 3))))]


def _geometric_mean(draw, unit, depth):
    return ["call", "geometric_mean", _digits(draw), *_edges(draw, unit, depth, draw(st.integers(2, 3)))]


def _digits(draw):
    return ["number", str(draw(st.integers(0, 6))), "ratio"]


def _compound(draw, unit, depth):
    rate = draw(st.sampled_from((["number", text(draw(st.integers(0, 2500))), "%"], ["name", "alpha"])))
    years = ["number", text(25 * draw(st.integers(0, 40))), draw(st.sampled_from(("ratio", "year")))]
    return ["call", "compound", rate, draw(st.sampled_from((years, ["negate", years]))), _digits(draw)]


def _indexed(draw, unit, depth):
    index = _unit(draw)
    return ["call", "indexed", _number(draw, unit, depth), *(_edges(draw, index, depth, 1)[0] for _ in range(2))]


def _weighted(draw, unit, depth):
    cuts = sorted(draw(st.lists(st.integers(0, 100), max_size=2)))
    weights = [["number", str(high - low), "%"] for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]
    if draw(st.integers(0, 9)) == 0:
        weights[0] = _number(draw, "ratio", 0)
    mode = draw(st.sampled_from(("offsetting", "capped"))) if unit == "ratio" else "offsetting"
    return ["call", "weighted", ["mode", mode], *(["point", weight, _number(draw, unit, depth)] for weight in weights)]


def _milestones(draw, unit, depth):
    mode = draw(st.sampled_from(("in_order", "any_order")))
    count = draw(st.integers(1, 3))
    points = [["point", _truth(draw, depth), _number(draw, unit, depth)] for _ in range(count)]
    return ["call", "milestones", ["mode", mode], *points]


def _deemed(draw, unit, depth):
    reason = ["because", draw(st.text("abc åäö.,;→", min_size=1, max_size=9).filter(str.strip))]
    return ["call", "deemed", _truth(draw, depth), _number(draw, unit, depth), _number(draw, unit, depth), reason]


def _deadband(draw, unit, depth):
    mode = ["mode", draw(st.sampled_from(("excess", "first_unit")))]
    return ["call", "deadband", _number(draw, unit, depth), *_edges(draw, unit, depth, 2), mode]


def _corridor(draw, unit, depth):
    x_unit = _unit(draw)
    edges = _edges(draw, x_unit, depth, 2)
    signs = draw(st.sampled_from(("<", "<="))), draw(st.sampled_from((">", ">=")))
    sides = [["step", sign, edge, _number(draw, unit, depth)] for sign, edge in zip(signs, edges, strict=True)]
    return ["call", "corridor", _number(draw, x_unit, depth), *sides]


def _part(draw, unit, depth):
    weights = [_edges(draw, "ratio", depth, 1)[0] for _ in range(draw(st.integers(1, 4)))]
    place = ["number", str(draw(st.integers(1, len(weights)))), "ratio"]
    step = ["number", draw(st.sampled_from(("0.01", "1", "2.5"))), unit]
    return ["call", "part", _number(draw, unit, depth), place, step, *weights]


def _gate(draw, unit, depth):
    return ["call", "gate", _truth(draw, depth), ["reason", draw(st.text("abc åäö.,;→", max_size=9))]]


def _edges(draw, unit, depth, count):
    if draw(st.integers(0, 9)) == 0:
        return [_number(draw, unit, 0 if depth == 0 else 1) for _ in range(count)]
    edges = draw(st.lists(st.integers(0, 4000), min_size=count, max_size=count, unique=True))
    return [["number", text(edge), unit] for edge in sorted(edges)]


def _table(draw, unit, depth):
    name = draw(st.sampled_from(TABLES))
    x_unit = _unit(draw)
    if name in PRICES:  # a rate times a length has the unit of their product
        x_unit = unit
    y_unit = "ratio" if name in PRICES else unit
    edges = _edges(draw, x_unit, depth, draw(st.integers(2 if name in ("ramp", "line") else 1, 3)))
    tail = [["entry", _edges(draw, x_unit, depth, 1)[0]]] if name == "retroactive" else []
    for edge in edges:
        head = ["step", draw(st.sampled_from((">=", ">")))] if name in ("steps", "slab") else ["point"]
        tail.append([*head, edge, _number(draw, y_unit, depth)])
    return ["call", "bands" if name == "retroactive" else name, _number(draw, x_unit, depth), *tail]


def _truth(draw, depth):
    form = draw(st.integers(0, 3)) if depth > 0 else 0
    if form == 0:
        return ["name", draw(st.sampled_from(NAMES["truth"]))]
    if form == 1:
        parts = [_truth(draw, depth - 1) for _ in range(draw(st.integers(2, 3)))]
        return [draw(st.sampled_from(("and", "or"))), *parts]
    if form == 2:
        return ["not", _truth(draw, depth - 1)]
    unit = _unit(draw)
    return [draw(st.sampled_from(SIGNS)), _number(draw, unit, depth - 1), _number(draw, unit, depth - 1)]


_FORMS = (
    _sum, _product, _quotient, _negated, _choice, _extreme, _limit, _clamp, _share, _guarantee, _fee_at_risk, _shrink,
    _mean, _indexed, _weighted, _milestones, _deemed, _deadband, _corridor, _part, _table, _table, _table,
)  # fmt: skip
FORMS = {"SEK": _FORMS, "ratio": (*_FORMS, _gate, _geometric_mean, _compound)}
WIDE = (_weighted, _milestones, _corridor, _deemed)  # with many parts, each of which would be deep
