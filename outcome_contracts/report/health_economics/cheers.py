"""The checklist of CHEERS 2022, answered item by item from the analysis' own fields.

Twenty-eight items (Husereau and others 2022, Consolidated Health Economic Evaluation Reporting Standards 2022; the
short names here are ours). An item is answered by figures of the analysis, by what its `Study` says, or by both; where
neither says anything the answer is "not reported", and so is the missing half where only one does.
"""

from __future__ import annotations

from collections.abc import Callable
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


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One item. number: 1–28. answer: what is reported, or that nothing is. reported: whether anything is."""

    number: int
    name: str
    answer: str
    reported: bool


def cheers_checklist(analysis: HealthEconomicAnalysis, lang: Language) -> tuple[ChecklistItem, ...]:
    """All twenty-eight items, in their order. Raises UsageError (OC-U001) for another language."""
    words, texts, figures = wording(lang), said(analysis.model.study), _Figures(analysis, lang)
    found = list[ChecklistItem]()
    for place, (name, of_figures, of_study) in enumerate(_ITEMS, 1):
        answers = [answer] if of_figures and (answer := of_figures(figures)) else []
        if of_study in texts:
            answers.append(texts[of_study].text(lang))
        elif of_study and of_figures:
            answers.append(words["cheers"]["method_missing" if name == of_study else "reason_missing"])
        answer = " ".join(answers) or words["cheers"]["not_reported"]
        found.append(ChecklistItem(place, words["cheers_item"][name], answer, bool(answers)))
    return tuple(found)


class _Figures:
    """The answers that the figures of an analysis give, one method for each; empty where they say nothing of it."""

    def __init__(self, analysis: HealthEconomicAnalysis, lang: Language) -> None:
        self._analysis, self._model, self._lang = analysis, analysis.model, lang
        self._words, self._basis = wording(lang)["cheers"], wording(lang)["basis"]
        self._programmes = {one.id: one.label.text(lang) for one in self._model.programmes}
        self._bands = {band.id: band.label.text(lang) for values in self._model.values for band in values.bands}

    def title(self) -> str:
        title, programmes = self._model.title.text(self._lang), ", ".join(self._programmes.values())
        return self._words["title"].format(title=title, programmes=programmes)

    def comparators(self) -> str:
        pairs = [(one.label.text(self._lang), one.comparator.text(self._lang)) for one in self._model.programmes]
        return "; ".join(self._words["against"].format(one=one, other=other) for one, other in pairs) + "."

    def perspective(self) -> str:
        bases = ", ".join(self._basis[values.basis.value] for values in self._model.values)
        return self._words["perspective"].format(bases=bases)

    def horizon(self) -> str:
        programmes = self._model.programmes
        years = [len(one.effect_by_year) for one in programmes]
        years += [item.year for one in programmes for item in one.costs]
        return self._words["horizon"].format(period=self._model.period, years=max(years))

    def discount(self) -> str:
        rate = figure(percent_text(self._model.discount_rate), "%", self._lang)
        return self._words["discount" if self._model.discount_rate else "no_discount"].format(rate=rate)

    def outcomes(self) -> str:
        bands = [self._bands[effect.band] for one in self._model.programmes for effect in one.effects]
        return self._words["outcomes"].format(bands=", ".join(dict.fromkeys(bands)))

    def outcomes_measured(self) -> str:
        sources = [
            f"{self._programmes[one.id]}, {self._bands[effect.band]}: {effect.source}"
            for one in self._model.programmes
            for effect in one.effects
        ]
        return self._words["sources"].format(sources="; ".join(sources))

    def outcomes_valued(self) -> str:
        found = [
            f"{self._basis[values.basis.value]}, {self._bands[band.id]}: "
            f"{sek(band.value.value, self._lang)} ({band.value.source})"
            for values in self._model.values
            for band in values.bands
        ]
        return self._words["valued"].format(values="; ".join(found))

    def costs_valued(self) -> str:
        items = [
            f"{item.label.text(self._lang)}: "
            f"{self._words['unknown'] if item.amount is None else sek(item.amount.point, self._lang)} ({item.source})"
            for one in self._model.programmes
            for item in one.costs
        ]
        return self._words["costs"].format(items="; ".join(items))

    def currency(self) -> str:
        return self._words["currency"].format(year=self._model.price_year)

    def model(self) -> str:
        return self._words["model"]

    def analytics(self) -> str:
        return self._words["analytics"]

    def uncertainty(self) -> str:
        simulation, drawn = self._analysis.simulation, self._analysis.simulated
        without = [self._programmes[one.programme] for one in self._analysis.programmes if one.programme not in drawn]
        said = []
        if drawn:
            draws = figure(str(simulation.draws), "ratio", self._lang)
            confidence = percent(simulation.confidence, 0, self._lang)
            said.append(self._words["drawn"].format(draws=draws, seed=simulation.seed, confidence=confidence))
        if self._analysis.scenarios:
            said.append(self._words["scenarios"].format(scenarios=len(self._analysis.scenarios)))
        if said and without:
            said.append(self._words["no_uncertainty"].format(programmes=", ".join(without)))
        return " ".join(said)

    def parameters(self) -> str:
        inputs = self._model.inputs.values()
        return self._words["parameters"].format(
            count=len(inputs),
            ranges=sum(one is not None and one.range is not None for one in inputs),
            draws=sum(bool(effect.draws) for one in self._model.programmes for effect in one.effects),
            unknown=sum(one is None for one in inputs),
        )

    def results(self) -> str:
        return " ".join(finding_sentences(self._analysis, self._lang))

    def effect_of_uncertainty(self) -> str:
        if not self._analysis.simulated:
            return ""
        chances = [
            f"{self._programmes[one.programme]}, {self._basis[each.basis.value]}: {chance_of_gain(each, self._lang)}"
            for one in self._analysis.programmes
            for each in one.by_basis
        ]
        return self._words["chances"].format(chances="; ".join(chances))


# Each item: what of the figures answers it, and the field of the study that does; either may be missing.
_ITEMS: tuple[tuple[str, Callable[[_Figures], str] | None, str | None], ...] = (
    ("title", _Figures.title, None),
    ("summary", None, "summary"),
    ("background", None, "background"),
    ("plan", None, "plan"),
    ("population", None, "population"),
    ("setting", None, "setting"),
    ("comparators", _Figures.comparators, "comparators_why"),
    ("perspective", _Figures.perspective, "perspective_why"),
    ("horizon", _Figures.horizon, "horizon_why"),
    ("discount", _Figures.discount, "discount_why"),
    ("outcomes", _Figures.outcomes, None),
    ("outcomes_measured", _Figures.outcomes_measured, "outcomes_measured"),
    ("outcomes_valued", _Figures.outcomes_valued, None),
    ("costs_valued", _Figures.costs_valued, None),
    ("currency", _Figures.currency, None),
    ("model", _Figures.model, "model_why"),
    ("analytics", _Figures.analytics, None),
    ("subgroups", None, "subgroups"),
    ("distribution", None, "distribution"),
    ("uncertainty", _Figures.uncertainty, None),
    ("engagement", None, "engagement"),
    ("parameters", _Figures.parameters, None),
    ("results", _Figures.results, None),
    ("effect_of_uncertainty", _Figures.effect_of_uncertainty, None),
    ("effect_of_engagement", None, "engagement_effect"),
    ("limitations", None, "limitations"),
    ("funding", None, "funding"),
    ("interests", None, "interests"),
)
