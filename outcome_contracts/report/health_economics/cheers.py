"""The checklist of CHEERS 2022, answered item by item from the analysis' own fields.

Twenty-eight items (Husereau and others 2022, Consolidated Health Economic Evaluation Reporting Standards 2022; the
short names here are ours). An item is answered by figures of the analysis, by what its `Study` says, or by both; where
neither says anything the answer is "not reported", and so is the missing half where only one does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outcome_contracts.decimals import percent_text
from outcome_contracts.notices import Language
from outcome_contracts.report.figures import figure, percent
from outcome_contracts.report.health_economics.sentences import chance_of_gain, finding_sentences, sek
from outcome_contracts.report.wording import wording
from outcome_contracts.valuation.health_economics.model import said

if TYPE_CHECKING:
    from outcome_contracts.valuation.health_economics import HealthEconomicAnalysis

# Each item: the figures that answer it, and the field of the study that does; either may be missing.
_ITEMS: tuple[tuple[str, str | None, str | None], ...] = (
    ("title", "title", None),
    ("summary", None, "summary"),
    ("background", None, "background"),
    ("plan", None, "plan"),
    ("population", None, "population"),
    ("setting", None, "setting"),
    ("comparators", "comparators", "comparators_why"),
    ("perspective", "perspective", "perspective_why"),
    ("horizon", "horizon", "horizon_why"),
    ("discount", "discount", "discount_why"),
    ("outcomes", "outcomes", None),
    ("outcomes_measured", "outcomes_measured", "outcomes_measured"),
    ("outcomes_valued", "outcomes_valued", None),
    ("costs_valued", "costs_valued", None),
    ("currency", "currency", None),
    ("model", "model", "model_why"),
    ("analytics", "analytics", None),
    ("subgroups", None, "subgroups"),
    ("distribution", None, "distribution"),
    ("uncertainty", "uncertainty", None),
    ("engagement", None, "engagement"),
    ("parameters", "parameters", None),
    ("results", "results", None),
    ("effect_of_uncertainty", "effect_of_uncertainty", None),
    ("effect_of_engagement", None, "engagement_effect"),
    ("limitations", None, "limitations"),
    ("funding", None, "funding"),
    ("interests", None, "interests"),
)


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One item. number: 1–28. answer: what is reported, or that nothing is. reported: whether anything is."""

    number: int
    name: str
    answer: str
    reported: bool


def cheers_checklist(analysis: HealthEconomicAnalysis, lang: Language) -> tuple[ChecklistItem, ...]:
    """All twenty-eight items, in their order. Raises UsageError (OC-U001) for another language."""
    words, texts = wording(lang), said(analysis.model.study)
    figures, found = _figures(analysis, lang), list[ChecklistItem]()
    for place, (name, of_figures, of_study) in enumerate(_ITEMS, 1):
        answers = [figures[of_figures]()] if of_figures else []
        if of_study in texts:
            answers.append(texts[of_study].text(lang))
        elif of_study and of_figures:
            answers.append(words["cheers"]["method_missing" if name == of_study else "reason_missing"])
        reported = bool(answers)
        answer = " ".join(answers) if reported else words["cheers"]["not_reported"]
        found.append(ChecklistItem(place, words["cheers_item"][name], answer, reported))
    return tuple(found)


def _figures(analysis: HealthEconomicAnalysis, lang: Language) -> Mapping[str, Callable[[], str]]:
    """The answers that figures give, by name."""
    words, model, simulation = wording(lang)["cheers"], analysis.model, analysis.simulation
    programmes = {one.id: one.label.text(lang) for one in model.programmes}
    bands = {band.id: band.label.text(lang) for values in model.values for band in values.bands}
    basis = wording(lang)["basis"]

    def listed(parts: list[str]) -> str:
        return "; ".join(parts)

    def horizon() -> str:
        years = max(
            [len(one.effect_by_year) for one in model.programmes]
            + [item.year for one in model.programmes for item in one.costs]
        )
        return words["horizon"].format(period=model.period, years=years)

    def discount() -> str:
        rate = figure(percent_text(model.discount_rate), "%", lang)
        return words["discount" if model.discount_rate else "no_discount"].format(rate=rate)

    def measured() -> str:
        return words["sources"].format(
            sources=listed(
                [
                    f"{programmes[one.id]}, {bands[effect.band]}: {effect.source}"
                    for one in model.programmes
                    for effect in one.effects
                ]
            )
        )

    def valued() -> str:
        return words["valued"].format(
            values=listed(
                [
                    f"{basis[values.basis.value]}, {bands[band.id]}: "
                    f"{sek(band.value.value, lang)} ({band.value.source})"
                    for values in model.values
                    for band in values.bands
                ]
            )
        )

    def costs() -> str:
        items = [
            f"{item.label.text(lang)}: {words['unknown'] if item.amount is None else sek(item.amount.point, lang)}"
            f" ({item.source})"
            for one in model.programmes
            for item in one.costs
        ]
        return words["costs"].format(items=listed(items))

    def uncertainty() -> str:
        without = [programmes[one.programme] for one in analysis.programmes if one.programme not in analysis.simulated]
        text = words["uncertainty"].format(
            draws=figure(str(simulation.draws), "ratio", lang), seed=simulation.seed,
            confidence=percent(simulation.confidence, 0, lang), scenarios=len(analysis.scenarios),
        )  # fmt: skip
        return f"{text} {words['no_uncertainty'].format(programmes=', '.join(without))}" if without else text

    def parameters() -> str:
        inputs = model.inputs.values()
        return words["parameters"].format(
            count=len(inputs),
            ranges=sum(one is not None and one.range is not None for one in inputs),
            draws=sum(bool(effect.draws) for one in model.programmes for effect in one.effects),
            unknown=sum(one is None for one in inputs),
        )

    def of_uncertainty() -> str:
        chances = [
            f"{programmes[one.programme]}, {basis[each.basis.value]}: " + chance_of_gain(each, lang)
            for one in analysis.programmes
            for each in one.by_basis
        ]
        return words["chances"].format(chances=listed(chances))

    return {
        "title": lambda: words["title"].format(title=model.title.text(lang), programmes=", ".join(programmes.values())),
        "comparators": lambda: listed(
            [words["against"].format(one=one.label.text(lang), other=one.comparator.text(lang))
             for one in model.programmes]
        ) + ".",
        "perspective": lambda: words["perspective"].format(
            bases=", ".join(basis[values.basis.value] for values in model.values)
        ),
        "horizon": horizon,
        "discount": discount,
        "outcomes": lambda: words["outcomes"].format(
            bands=", ".join(dict.fromkeys(bands[effect.band] for one in model.programmes for effect in one.effects))
        ),
        "outcomes_measured": measured,
        "outcomes_valued": valued,
        "costs_valued": costs,
        "currency": lambda: words["currency"].format(year=model.price_year),
        "model": lambda: words["model"],
        "analytics": lambda: words["analytics"],
        "uncertainty": uncertainty,
        "parameters": parameters,
        "results": lambda: " ".join(finding_sentences(analysis, lang)),
        "effect_of_uncertainty": of_uncertainty,
    }  # fmt: skip
