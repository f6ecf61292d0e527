"""How certain the effect is, in plain words: the interval, whether it holds zero, what is taken for granted.

An amount to the öre says nothing of how certain the effect behind it is, so this cannot be left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from outcome_contracts.notices import Language
from outcome_contracts.report.entries import confidence_text
from outcome_contracts.report.figures import percent
from outcome_contracts.report.wording import wording

if TYPE_CHECKING:
    from outcome_contracts.settlement.statement import Statement

_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Reference:
    """uncertainty: one plain sentence. method: how the reference was made. granted: what has to be true."""

    uncertainty: str
    method: str
    granted: tuple[str, ...]


def reference(statement: Statement, lang: Language) -> Reference | None:
    """What the statement's counterfactual says of itself, or None where the contract has none."""
    found = statement.counterfactual
    if found is None:
        return None
    words = wording(lang)["reference"]
    effect = cast("Mapping[str, str | None]", found["effect"])
    facts = {name: percent(Fraction(value), _DIGITS, lang) for name, value in effect.items() if value is not None}
    form, made = "no_interval", "made_without_interval"
    if effect["low"] is not None and effect["high"] is not None:
        contains = Fraction(effect["low"]) <= 0 <= Fraction(effect["high"])
        form, made = "contains_zero" if contains else "excludes_zero", "made_by"
        facts["confidence"] = confidence_text(str(found["confidence"]), lang)
    return Reference(
        uncertainty=words[form].format(effect=facts.pop("point"), **facts),
        method=words[made].format(
            method=words.get(str(found["method"]), found["method"]), period=str(found["reference_period"])
        ),
        granted=tuple(one[lang] for one in cast("list[Mapping[str, str]]", found["assumptions"])),
    )
