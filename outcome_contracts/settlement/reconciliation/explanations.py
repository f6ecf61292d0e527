"""Which simple slip would give a stated figure: another head count, two digits swapped, a row left out.

Each of a few kinds of slip is tried on the figure and on the inputs it was computed from, one slip at a time, and only
those that give the stated figure exactly are kept, simplest first. A figure that the contract's value cannot reach
exactly (a quotient, say) is reached when they agree at the precision in which it is written, with four significant
digits or more: with fewer, too many slips would fit to say anything. Where none fits, nothing is said.

The simplest are those of writing, then those of one input:
    carried         another stated figure that already differs was carried on
    nearest, down   the value rounded to tens, hundreds, … or cut off at the written digit; `up` likewise
    multiple        the value times 10, 100 or 1000, or 2, 4 or 12 (half-years, quarters, months), or divided by it
    swapped         two neighbouring digits of the figure, or of one input, changed places
    count           another whole number of heads, hours, weeks
    rate            another price or rate, written with no more decimals
    without         a sum without one of its parts
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from outcome_contracts.decimals import decimal_text
from outcome_contracts.settlement.recomputation import Cell, Recomputation
from outcome_contracts.terms.rounding import Rounding
from outcome_contracts.terms.units import RATIO, Unit, is_currency

if TYPE_CHECKING:
    from outcome_contracts.contract.stated import Figure

Kind = Literal["carried", "nearest", "down", "up", "multiple", "swapped", "count", "rate", "without"]

_FEWEST_DIGITS = 4
_KEPT_DIGITS = 2
_FACTORS = (10, 100, 1000, 12, 4, 2)
_WIDEST = 10
_TRIES = 40
_MOST_INPUTS = 120
_MOST_SAID = 6


class Explanation(NamedTuple):
    """One slip that gives the stated figure.

    of: the cell that would differ, or None where it is the figure itself. used: what it is. instead: what it would have
    to be; of `nearest`, `down` and `up` the step, of `multiple` the factor, of `without` the part left out.
    """

    kind: Kind
    of: Cell | None
    used: Fraction
    instead: Fraction
    unit: Unit


class Question(NamedTuple):
    """A stated figure and what it is compared with.

    value: what the contract gives for the cell. inputs: the figures it is computed from. carried: other cells before it
    that documents state differently, with what they state. parts: by cell, the parts that the value is the sum of.
    """

    cell: Cell
    figure: Figure
    value: Fraction
    inputs: tuple[tuple[Cell, Unit], ...]
    carried: Mapping[Cell, Fraction]
    parts: tuple[tuple[Cell, Fraction], ...]

    @property
    def tries(self) -> int:
        """How often the value may be computed again in search of an explanation, at most."""
        return _TRIES * len(self.inputs) + len(self.carried) + 1

    def fits(self, value: Fraction | bool | None) -> bool:
        """Whether a value is the stated figure."""
        if value is None or isinstance(value, bool):
            return False
        written = len(str(int(abs(self.figure.value) / self.figure.step)))
        return value == self.figure.value or (written >= _FEWEST_DIGITS and self.figure.agrees(value))


def explanations(question: Question, figures: Recomputation) -> tuple[Explanation, ...]:
    """The slips that fit, simplest first, a handful at most.

    Where the documents' own figures give what is stated, that is what happened; other slips would fit by chance.
    """
    if carried := tuple(_carried(question, figures)):
        return carried[:_MOST_SAID]
    tried = (
        _rounded(question),
        _multiple(question),
        _swapped(question, figures),
        _solved(question, figures),
        _without(question),
    )
    found = dict.fromkeys(explanation for kind in tried for explanation in kind)
    return tuple(islice(found, _MOST_SAID))


def _carried(question: Question, figures: Recomputation) -> Iterator[Explanation]:
    """One of the other differing figures, or all of them together."""
    for cell, stated in question.carried.items():
        if question.fits(figures.instead(question.cell, {cell: stated})):
            yield Explanation("carried", cell, _number(figures.value(cell)), stated, figures.unit(cell))
    if len(question.carried) > 1 and question.fits(figures.instead(question.cell, question.carried)):
        yield Explanation("carried", None, question.value, question.figure.value, question.figure.unit)


def _rounded(question: Question) -> Iterator[Explanation]:
    """The value at the figure's own step the other way, then at ten times it, a hundred times, …"""
    figure, value = question.figure, question.value
    for mode in ("down", "up"):
        if Rounding(figure.step, mode).apply(value) == figure.value:
            yield Explanation(mode, None, value, figure.step, figure.unit)
    step = figure.step * 10
    while abs(figure.value) >= step * 10 ** (_KEPT_DIGITS - 1):
        if Rounding(step, "half_up").apply(value) == figure.value:
            yield Explanation("nearest", None, value, step, figure.unit)
            return
        step *= 10


def _multiple(question: Question) -> Iterator[Explanation]:
    for factor in _FACTORS if question.value else ():
        for times in (Fraction(factor), Fraction(1, factor)):
            if question.fits(question.value * times):
                yield Explanation("multiple", None, question.value, times, question.figure.unit)


def _swapped(question: Question, figures: Recomputation) -> Iterator[Explanation]:
    """Two neighbouring digits in the wrong order, in the figure or in one input."""
    if any(question.value == other for other in _swaps(question.figure.value)):
        yield Explanation("swapped", None, question.value, question.figure.value, question.figure.unit)
    for cell, unit in question.inputs:
        used = _number(figures.value(cell))
        for other in _swaps(used):
            if question.fits(figures.instead(question.cell, {cell: other})):
                yield Explanation("swapped", cell, used, other, unit)


def _solved(question: Question, figures: Recomputation) -> Iterator[Explanation]:
    """One input at another value. One in the figure's own unit is not solved for: some value of it always fits."""
    for kind in ("count", "rate"):
        for cell, unit in question.inputs:
            used = _number(figures.value(cell))
            if unit == question.figure.unit or kind != _kind(used, unit):
                continue
            other = _another(question, figures, cell, kind)
            if other is not None:
                yield Explanation(kind, cell, used, other, unit)


def _kind(used: Fraction, unit: Unit) -> Literal["count", "rate", "amount"]:
    """What an input is: a whole number of things, a price or rate, or an amount of money, which always fits."""
    money = any(is_currency(base) for base, _ in unit.powers)
    if money:
        return "rate" if len(unit.powers) > 1 else "amount"
    return "count" if used.denominator == 1 and used >= 1 + (unit == RATIO) else "rate"


def _another(question: Question, figures: Recomputation, cell: Cell, kind: Literal["count", "rate"]) -> Fraction | None:
    """The one other value of an input with which the figure comes out, or None."""
    used = _number(figures.value(cell))

    def at(value: Fraction) -> Fraction | None:
        found = figures.instead(question.cell, {cell: value})
        return None if found is None or isinstance(found, bool) else Fraction(found)

    if not used or at(2 * used) in (None, question.value):
        return None
    if kind == "count":
        return _whole(at, int(used), question)
    grid = _written_step(used)
    slope = ((at(2 * used) or Fraction(0)) - question.value) / used
    other = used + (question.figure.value - question.value) / slope
    plausible = used / _WIDEST <= other <= used * _WIDEST and (used > 1 or other <= 1)
    return other if plausible and other != used and not other % grid and question.fits(at(other)) else None


def _whole(at: Callable[[Fraction], Fraction | None], used: int, question: Question) -> Fraction | None:
    """The only whole number, up to a bound, that gives the figure; sought by halving, so it must lie on a slope."""
    low, high, target = 1, _WIDEST * used, question.figure.value
    first, last = at(Fraction(low)), at(Fraction(high))
    if first is None or last is None or first == last:
        return None
    rising = last > first
    while low < high:
        middle = (low + high) // 2
        value = at(Fraction(middle))
        if value is None:
            return None
        if (value >= target) is rising or value == target:
            high = middle
        else:
            low = middle + 1
    fitting = [n for n in range(max(low - 2, 1), low + 3) if question.fits(at(Fraction(n)))]
    return Fraction(fitting[0]) if len(fitting) == 1 and fitting[0] != used else None


def _without(question: Question) -> Iterator[Explanation]:
    for cell, part in question.parts:
        if part and question.fits(question.value - part):
            yield Explanation("without", cell, question.value, part, question.figure.unit)


def _swaps(value: Fraction) -> Iterator[Fraction]:
    """A number with two neighbouring digits in each other's place."""
    text = decimal_text(value) or ""
    places = [place for place, letter in enumerate(text) if letter.isdigit()]
    for left, right in pairwise(places):
        if text[left] != text[right]:
            yield Fraction(text[:left] + text[right] + text[left + 1 : right] + text[left] + text[right + 1 :])


def _written_step(value: Fraction) -> Fraction:
    """What one unit of a number's last decimal is worth; of a share, at least a per cent."""
    decimals = len((decimal_text(value) or "").partition(".")[2])
    return Fraction(1, 10 ** max(decimals, 2 if abs(value) < 1 else 0))


def _number(value: Fraction | bool | None) -> Fraction:
    return Fraction(value or 0)
