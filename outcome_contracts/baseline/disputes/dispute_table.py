"""The table of a dispute, in Swedish or English: both results, and what the difference comes from.

In every column the parts as shown sum to the difference as shown, rounded by largest remainder, money to the öre.
Where the amounts of both sides are whole öre, as after a contract's own rounding, the two results differ by just that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from outcome_contracts.baseline.disputes.dispute import Attribution, Cause, Quantity
from outcome_contracts.decimals import fixed_text
from outcome_contracts.notices import Language
from outcome_contracts.notices.signs import number


@dataclass(frozen=True, slots=True)
class _Shown:
    """How a quantity is shown: its names, its decimals, and the power of ten it is multiplied by."""

    en: str
    sv: str
    digits: int
    shift: int = 0


_QUANTITIES: Mapping[Quantity, _Shown] = {
    "reference_rate": _Shown("Reference, net days a year", "Referens, nettodagar per år", 4),
    "effect": _Shown("Effect, per cent", "Effekt, procent", 2, 2),
    "days_saved": _Shown("Days saved", "Sparade dagar", 1),
    "amount": _Shown("Amount", "Belopp", 2),
}

_CAUSES: Mapping[Cause, Mapping[Language, str]] = {
    "data": {"en": "Data", "sv": "Underlag"},
    "measure_rules": {"en": "Measure rules", "sv": "Mätregler"},
    "denominator": {"en": "Denominator", "sv": "Nämnare"},
    "reference_period": {"en": "Reference period", "sv": "Referensperiod"},
    "measurement_period": {"en": "Measurement period", "sv": "Mätperiod"},
    "excluded_months": {"en": "Excluded months", "sv": "Undantagna månader"},
    "comparators": {"en": "Comparators", "sv": "Jämförelseenheter"},
    "method": {"en": "Method", "sv": "Metod"},
    "estimand": {"en": "Estimand", "sv": "Effektmått"},
    "price": {"en": "Price", "sv": "Pris"},
}

_ROWS: Mapping[str, Mapping[Language, str]] = {
    "first": {"en": "First analysis", "sv": "Första analysen"},
    "second": {"en": "Second analysis", "sv": "Andra analysen"},
    "difference": {"en": "Difference", "sv": "Skillnad"},
    "in_order": {"en": "in this order", "sv": "i denna ordning"},
    "order_free": {"en": "whatever the order", "sv": "oberoende av ordning"},
}


def dispute_text(attributions: Sequence[Attribution], lang: Language) -> str:
    """One block of lines for every quantity: both results, one line per cause, the difference."""
    return "\n\n".join(_block(attribution, lang) for attribution in attributions)


def _block(attribution: Attribution, lang: Language) -> str:
    shown = _QUANTITIES[attribution.quantity]

    def text(value: Fraction) -> str:
        return number(fixed_text(value * 10**shown.shift, shown.digits), lang)

    parts = attribution.rounded(Fraction(1, 10 ** (shown.digits + shown.shift)))
    rows = [
        (shown.sv if lang == "sv" else shown.en, _ROWS["in_order"][lang], _ROWS["order_free"][lang]),
        (_ROWS["first"][lang], text(attribution.first), text(attribution.first)),
        *((_CAUSES[part.cause][lang], text(part.in_order), text(part.order_free)) for part in parts),
        (_ROWS["second"][lang], text(attribution.second), text(attribution.second)),
        (_ROWS["difference"][lang], text(attribution.difference), text(attribution.difference)),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        f"{label:<{widths[0]}}  {ordered:>{widths[1]}}  {free:>{widths[2]}}" for label, ordered, free in rows
    )
