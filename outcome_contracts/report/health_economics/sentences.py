"""What an analysis found, one paragraph per programme: cost, days, cost per day, and what it gives back by each basis.

Figures are those of the analysis, rounded to be read. Where a cost is unknown the cost is "at least" and all that
depends on it "at most" or "at least"; a ratio that does not exist is said not to.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.decimals import fixed_text
from outcome_contracts.notices import Language
from outcome_contracts.report.figures import figure, number, percent, readable_percent
from outcome_contracts.report.wording import wording

if TYPE_CHECKING:
    from outcome_contracts.valuation.health_economics import (
        BasisResult,
        CostPerDay,
        HealthEconomicAnalysis,
        Programme,
        ProgrammeResult,
    )


def finding_sentences(analysis: HealthEconomicAnalysis, lang: Language) -> tuple[str, ...]:
    """One paragraph per programme, in their order. Raises UsageError (OC-U001) for another language."""
    names = {one.id: one for one in analysis.model.programmes}
    return tuple(_paragraph(found, names[found.programme], analysis, lang) for found in analysis.programmes)


def sek(amount: Fraction | float, lang: Language) -> str:
    """An amount in whole kronor."""
    return figure(fixed_text(Fraction(amount), 0), "SEK", lang)


def days(count: Fraction | float, lang: Language) -> str:
    """Whole net days, without their unit."""
    text = fixed_text(Fraction(count), 0)
    return number("0" if text == "-0" else text, lang)


def cost_per_day(found: CostPerDay, lang: Language) -> str:
    """SEK per avoided net day with its interval, or why there is none."""
    words = wording(lang)["health"]
    if found.reason is not None:
        return words[found.reason.value]
    point = sek(found.point or Fraction(0), lang)
    if found.interval is None:
        return point
    return words["with_interval"].format(
        point=point, low=sek(found.interval.low, lang), high=sek(found.interval.high, lang)
    )


def programme_cost_per_day(found: ProgrammeResult, lang: Language) -> str:
    """The same of a programme: at least that where a cost is unknown."""
    text = cost_per_day(found.cost_per_day, lang)
    bounded = found.cost.unknown and found.cost_per_day.reason is None
    return wording(lang)["health"]["at_least"].format(figure=text) if bounded else text


def chance_of_gain(found: BasisResult, lang: Language) -> str:
    """The share of draws with a net benefit above zero, or that it is unknown."""
    words = wording(lang)["health"]
    if found.chance is None:
        return words["unknown"]
    text = percent(Fraction(found.chance), 1, lang)
    return words["at_most"].format(figure=text) if found.at_most else text


def net_benefit(found: BasisResult, lang: Language) -> str:
    """SEK with its interval, and `at most` where a cost is unknown."""
    words, point = wording(lang)["health"], sek(found.net_benefit, lang)
    if found.interval is not None:
        point = words["with_interval"].format(
            point=point, low=sek(found.interval.low, lang), high=sek(found.interval.high, lang)
        )
    return words["at_most"].format(figure=point) if found.at_most else point


def share_of_cost(found: BasisResult, lang: Language) -> str:
    """The return in per cent of the cost, or that it is unknown where nothing is known to be spent."""
    if found.return_ is None:
        return wording(lang)["health"]["unknown_return" if found.at_most else "no_return"]
    text = readable_percent(found.return_, lang)
    return wording(lang)["health"]["at_most"].format(figure=text) if found.at_most else text


def _paragraph(found: ProgrammeResult, programme: Programme, analysis: HealthEconomicAnalysis, lang: Language) -> str:
    words = wording(lang)["health"]
    return " ".join(
        (
            words["costs_and_avoids"].format(
                programme=programme.label.text(lang),
                cost=found.cost.text(lang),
                days=_days_with_interval(found, analysis, words, lang),
                comparator=programme.comparator.text(lang),
            ),
            words["per_day"].format(figure=programme_cost_per_day(found, lang)),
            *(_of_basis(one, words, lang) for one in found.by_basis),
        )
    )


def _days_with_interval(
    found: ProgrammeResult, analysis: HealthEconomicAnalysis, words: Mapping[str, str], lang: Language
) -> str:
    text = words["net_days"].format(days=days(found.days, lang))
    if found.days_interval is None:
        return text
    return words["days_interval"].format(
        days=text,
        low=days(found.days_interval.low, lang),
        high=days(found.days_interval.high, lang),
        confidence=percent(analysis.simulation.confidence, 0, lang),
    )


def _of_basis(found: BasisResult, words: Mapping[str, str], lang: Language) -> str:
    text = words["gives_back"].format(
        basis=wording(lang)["basis"][found.basis.value],
        benefit=sek(found.benefit, lang),
        net=net_benefit(found, lang),
        share=share_of_cost(found, lang),
    )
    if found.chance is None:
        return text
    return f"{text} {words['chance'].format(chance=chance_of_gain(found, lang))}"
