"""A sum some of whose parts are unknown: the known part, and how many parts it lacks.

An amount that nobody has stated is not 0. A sum with unknown parts is therefore "at least" what is known of it; what
is left of a grant after such a sum is "at most" the rest. Parts are never negative, or neither would be true.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from outcome_contracts.decimals import fixed_text
from outcome_contracts.notices import Findings, Language, UsageError
from outcome_contracts.notices.units import figure
from outcome_contracts.valuation.health_economics.quantities import refuse_inexact

_SENTENCES: dict[Language, dict[str, str]] = {
    "en": {
        "unknown_one": "unknown",
        "unknown_many": "unknown ({count} parts)",
        "part_one": "at least {known}, with 1 part unknown",
        "part_many": "at least {known}, with {count} parts unknown",
    },
    "sv": {
        "unknown_one": "okänt",
        "unknown_many": "okänt ({count} delar)",
        "part_one": "minst {known}, 1 del är okänd",
        "part_many": "minst {known}, {count} delar är okända",
    },
}


@dataclass(frozen=True, slots=True)
class KnownSum:
    """known: SEK, exact. unknown: how many parts have no amount; 0 where the sum is the whole truth.

    Raises UsageError: OC-U005, OC-U006 for an amount that is not exact, OC-W002 where either is negative.
    """

    known: Fraction
    unknown: int

    def __post_init__(self) -> None:
        findings = Findings()
        refuse_inexact({"known": self.known}, findings)
        findings.refuse(UsageError)
        for name, value in (("known", self.known), ("unknown", self.unknown)):
            if value < 0:
                findings.add("OC-W002", argument=name, allowed="≥ 0")
        findings.refuse(UsageError)

    def __add__(self, other: KnownSum) -> KnownSum:
        return KnownSum(self.known + other.known, self.unknown + other.unknown)

    @property
    def amount(self) -> Fraction | None:
        """The whole sum in SEK, or None where a part is unknown."""
        return None if self.unknown else self.known

    def text(self, lang: Language) -> str:
        """The sum in whole kronor, and what is unknown of it."""
        known = figure(fixed_text(self.known, 0), "SEK", lang)
        if not self.unknown:
            return known
        form = ("part" if self.known else "unknown") + ("_one" if self.unknown == 1 else "_many")
        return _SENTENCES[lang][form].format(known=known, count=self.unknown)


def known_sum(amounts: Iterable[Fraction | None]) -> KnownSum:
    """The sum of amounts in SEK, None for an unknown one. Raises UsageError (OC-W002) for a negative one."""
    parts = [KnownSum(Fraction(0), 1) if amount is None else KnownSum(amount, 0) for amount in amounts]
    return sum(parts, KnownSum(Fraction(0), 0))
