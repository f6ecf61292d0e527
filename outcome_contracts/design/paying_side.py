"""How a break-even is shown: in per cent, and never on the losing side.

Two decimals, as such figures are published, where the nearest such number pays: 10.476… % is shown as 10.48 %. Where
it would not, a third is added, rounded to the side that pays: 26.1904… % is shown as 26.191 %, which begins with the
published 26.19 and does pay back. A stretch too thin for three decimals is shown exactly.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from outcome_contracts.decimals import fixed_text, percent_text
from outcome_contracts.notices import Language
from outcome_contracts.notices.signs import number

_PUBLISHED = 2


def at_least_percent(share: Fraction, lang: Language) -> str:
    """The smallest reduction that pays, in per cent, without its sign: never below the exact one."""
    return number(_least(100 * share), lang)


def stretch_percent(first: Fraction, last: Fraction, lang: Language) -> tuple[str, str]:
    """Both ends of a stretch of reductions that pay, in per cent, without their signs: never outside of it."""
    least, most = _least(100 * first), _most(100 * last)
    if Fraction(least) > Fraction(most):
        return _exact(first, lang), _exact(last, lang)
    return number(least, lang), number(most, lang)


def _exact(share: Fraction, lang: Language) -> str:
    """In per cent without loss; `100/3` where there is no finite decimal."""
    text = percent_text(share)
    return text if "/" in text else number(text, lang)


def _least(percent: Fraction) -> str:
    return _nearest_or(percent, math.ceil, lambda shown: shown >= percent)


def _most(percent: Fraction) -> str:
    return _nearest_or(percent, math.floor, lambda shown: shown <= percent)


def _nearest_or(
    percent: Fraction, to_the_paying_side: Callable[[Fraction], int], pays: Callable[[Fraction], bool]
) -> str:
    nearest = fixed_text(percent, _PUBLISHED)
    if pays(Fraction(nearest)):
        return nearest
    finer = 10 ** (_PUBLISHED + 1)
    return fixed_text(Fraction(to_the_paying_side(percent * finer), finer), _PUBLISHED + 1)
