"""Prices: what one more unit earns, along the corners that the terms state (L03, L04, L08).

A price that falls by three quarters leaves little to work for; one that falls and rises again, or a payment that
falls after it has risen, pays less for more; a limit that is no whole number of outcomes is never met.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from outcome_contracts.contract.lint.profile import Piece, Profile, per_unit, profiles, quantity
from outcome_contracts.contract.lint.subject import Subject, share
from outcome_contracts.notices import Notice
from outcome_contracts.terms.printer import formula_text
from outcome_contracts.terms.tree import Call, Node, Number, walk
from outcome_contracts.terms.units import Unit

# From some edge on, all that is still earned is this much below the best price (L03).
WEAK = 0.75

_CAPS = frozenset({"min", "cap", "clamp"})
_EVEN = 1e-6


def weak_prices(subject: Subject) -> Iterator[Notice]:
    """L03 by the terms alone: beyond some edge what is still earned is earned at a fraction of the best price."""
    seen = set[Node]()
    for profile in profiles(subject):
        rates = [(piece.start, piece.slope if piece.rate is None else piece.rate) for piece in profile.pieces]
        earning = [(start, rate) for start, rate in rates if rate > 0 and not _nothing(rate, profile)]
        best = max((rate for _, rate in earning), default=0.0)
        tail = _tail(earning, best * (1 - WEAK) * (1 + _EVEN))
        if tail and profile.x not in seen:
            seen.add(profile.x)
            start, rate = tail[0][0], tail[-1][1]
            yield _finding(
                subject, profile, "OC-L003", low=subject.text(start, subject.unit(profile.x)),
                price=_price(subject, profile, rate), before=_price(subject, profile, best),
                fall=share(1 - rate / best), part="@no_range", than="@best_price",
            )  # fmt: skip


def uneven_prices(subject: Subject) -> Iterator[Notice]:
    """L04 by the terms alone: a price that falls and rises again, or a payment that both rises and falls."""
    seen = set[Node]()
    for profile in profiles(subject):
        if profile.x in seen:
            continue
        slopes = [piece.slope for piece in profile.pieces if not _nothing(piece.slope, profile)]
        if _falls_then_rises(slopes) or _both_ways(profile):
            seen.add(profile.x)
            shown = " → ".join(_price(subject, profile, slope) for slope in slopes)
            yield _finding(subject, profile, "OC-L004", prices=shown or "@nothing", drop=_drop(subject, profile))


def broken_limits(subject: Subject) -> Iterator[Notice]:
    """L08 by the terms alone: a limit in money that no whole number of outcomes reaches."""
    for name, formula in subject.paying():
        for node in walk(formula):
            if isinstance(node, Call) and node.function in _CAPS:
                yield from _broken_limit(subject, name, node)


def _broken_limit(subject: Subject, name: str, call: Call) -> Iterator[Notice]:
    limits = [value for part in call.arguments if (value := subject.value(part)) is not None and value > 0]
    for part in call.arguments:
        priced = quantity(subject, part)
        if priced is None or not limits or priced[0] <= 0 or not _whole(subject, priced[1]):
            continue
        price, limit = priced[0], min(limits)
        count = Fraction(str(limit)) / Fraction(str(price))
        if count.denominator != 1:
            most, reached = subject.amount(limit), subject.amount(int(count) * price)
            facts = (("most", most), ("reached", reached), ("best", f"{int(count)} × {subject.amount(price)}"))
            yield Notice("OC-L008", subject.where(name), facts)


def _whole(subject: Subject, node: Node) -> bool:
    """Whether an expression is always a whole number: of counts without decimals and whole agreed numbers."""
    behind = [subject.measures.get(name) for name in subject.names_behind(node)]
    counts = [measure for measure in behind if measure is not None]
    literals = [part.value for part in walk(subject.behind(node)) if isinstance(part, Number)]
    return (
        bool(counts)
        and all(measure.origin == "given" and measure.digits == 0 for measure in counts)
        and all(value.denominator == 1 for value in literals)
    )


def _tail(earning: list[tuple[float, float]], most: float) -> list[tuple[float, float]]:
    """The last stretches, all of which earn at most so much."""
    tail: list[tuple[float, float]] = []
    for start, rate in reversed(earning):
        if rate > most:
            break
        tail.insert(0, (start, rate))
    return tail if len(tail) < len(earning) else []


def _falls_then_rises(slopes: list[float]) -> bool:
    """Whether a price rises after it has fallen; what is negative is another matter."""
    positive = [slope for slope in slopes if slope > 0]
    fallen = False
    for earlier, later in pairwise(positive):
        if fallen and later > earlier * (1 + _EVEN):
            return True
        fallen = fallen or later < earlier * (1 - _EVEN)
    return False


def _both_ways(profile: Profile) -> bool:
    moves = [move for piece in _moving(profile) for move in piece]
    scale = max(abs(move) for move in moves)
    return any(move > scale * _EVEN for move in moves) and any(move < -scale * _EVEN for move in moves)


def _moving(profile: Profile) -> Iterator[tuple[float, float]]:
    """By piece: how much the line moves inside it, and from its end to the next."""
    following: list[Piece | None] = [*profile.pieces[1:], None]
    for piece, after in zip(profile.pieces, following, strict=True):
        yield piece.last - piece.first, 0.0 if after is None else after.first - piece.last


def _drop(subject: Subject, profile: Profile) -> str:
    """The largest fall from one corner to the next."""
    drop = -min(min(pair) for pair in _moving(profile))
    return subject.text(drop, _earned(subject, profile)) if drop > 0 else "@nothing"


def _nothing(slope: float, profile: Profile) -> bool:
    """Whether a slope is float error of a flat line."""
    rise = max(abs(piece.last) + abs(piece.first) for piece in profile.pieces)
    length = max(abs(piece.start) for piece in profile.pieces)
    return abs(slope) * length <= rise * _EVEN


def _earned(subject: Subject, profile: Profile) -> Unit:
    return subject.units.get(profile.name, subject.money)


def _price(subject: Subject, profile: Profile, rate: float) -> str:
    factor, per = per_unit(subject, profile.x)
    return f"{subject.text(rate * factor, _earned(subject, profile))} / {per}"


def _finding(subject: Subject, profile: Profile, code: str, **facts: str) -> Notice:
    return Notice(code, subject.where(profile.name), tuple({"x": formula_text(profile.x), **facts}.items()))
