"""The page for a board: what was found, tables, plots, and the checklist, all as strings; text and HTML lay it out.

    heading · one paragraph per programme · what the bases mean · tables · plots · CHEERS 2022 · notes · digest

Both renderings are made from one page, so they cannot show different figures. Sections on assistance, funding, budget
and follow-up come from `board_sections`, and stand after the analysis' own.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outcome_contracts.notices import Findings, Language, UsageError
from outcome_contracts.report.figures import unrounded
from outcome_contracts.report.health_economics.cheers import ChecklistItem, cheers_checklist
from outcome_contracts.report.health_economics.sentences import (
    days,
    finding_sentences,
    net_benefit,
    programme_cost_per_day,
    sek,
    share_of_cost,
)
from outcome_contracts.report.health_economics.workbook import sources
from outcome_contracts.report.html import template
from outcome_contracts.report.wording import Words, visible, wording

if TYPE_CHECKING:
    from outcome_contracts.report.plots import Plot
    from outcome_contracts.valuation.health_economics import AbsenceCostRow, HealthEconomicAnalysis

_TEMPLATE = "health_economics.html.jinja"
_WIDTH = 100
_MARGIN = "    "


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with paragraphs and a table, either of which may be empty. Every row has as many cells as columns."""

    title: str
    paragraphs: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class BoardPage:
    """Everything that is shown. figures: markup, escaped."""

    lang: Language
    words: Words
    title: str
    period: str
    findings: tuple[str, ...]
    sections: tuple[Section, ...]
    figures: tuple[str, ...]
    checklist: tuple[ChecklistItem, ...]
    notices: tuple[str, ...]
    digest: str


def health_economics_html(
    analysis: HealthEconomicAnalysis, lang: Language, *, sections: Sequence[Section], plots: Sequence[Plot]
) -> str:
    """The analysis as a self-contained HTML page.

    sections: of `board_sections`, after the analysis' own. plots: in the page's language; none is made here.
    Raises UsageError: OC-U001, OC-U004 without jinja2, OC-B134 for plots in another language.
    """
    findings = Findings()
    for plot in plots:
        if plot.lang != lang:
            findings.add("OC-B134", plot=plot.title, found=plot.lang, lang=lang)
    findings.refuse(UsageError)
    page = _page(analysis, lang, sections, tuple(plot.html() for plot in plots))
    return template(_TEMPLATE).render(page=page)


def health_economics_text(analysis: HealthEconomicAnalysis, lang: Language, *, sections: Sequence[Section]) -> str:
    """The same as plain text for a terminal of 100 columns, ending in a line break; plots stay with the page.

    Raises UsageError (OC-U001) for another language.
    """
    page = _page(analysis, lang, sections, ())
    return "\n\n".join("\n".join(block) for block in _blocks(page)) + "\n"


def _page(
    analysis: HealthEconomicAnalysis, lang: Language, sections: Sequence[Section], figures: tuple[str, ...]
) -> BoardPage:
    own = [_programmes(analysis, lang), _costs(analysis, lang), *_absence(analysis, lang), *_scenarios(analysis, lang)]
    return BoardPage(
        lang=lang,
        words=wording(lang),
        title=analysis.model.title.text(lang),
        period=str(analysis.model.period),
        findings=finding_sentences(analysis, lang),
        sections=(*own, *sections, _inputs(analysis, lang)),
        figures=figures,
        checklist=cheers_checklist(analysis, lang),
        notices=tuple(notice.text(lang) for notice in analysis.notices),
        digest=analysis.digest,
    )


def _programmes(analysis: HealthEconomicAnalysis, lang: Language) -> Section:
    words, names = wording(lang)["health"], _names(analysis, lang)
    rows = [
        (names[one.programme], one.cost.text(lang), days(one.days, lang), programme_cost_per_day(one, lang),
         wording(lang)["basis"][each.basis.value], sek(each.benefit, lang), net_benefit(each, lang),
         share_of_cost(each, lang))
        for one in analysis.programmes for each in one.by_basis
    ]  # fmt: skip
    columns = ("programme", "cost", "days", "cost_per_day", "basis", "benefit", "net_benefit", "return")
    return Section(
        words["programmes"], (words["never_added"], words["not_summed"]), tuple(words[one] for one in columns),
        tuple(rows),
    )  # fmt: skip


def _costs(analysis: HealthEconomicAnalysis, lang: Language) -> Section:
    words = wording(lang)["health"]
    rows = [
        (one.label.text(lang), item.label.text(lang), wording(lang)["resource"][item.kind.value], str(item.year),
         words["unknown"] if item.amount is None else sek(item.amount.point, lang), item.source)
        for one in analysis.model.programmes for item in one.costs
    ]  # fmt: skip
    columns = ("programme", "cost", "kind", "year", "amount", "source")
    prices = words["prices"].format(year=analysis.model.price_year)
    return Section(words["costs"], (prices,), tuple(words[one] for one in columns), tuple(rows))


def _absence(analysis: HealthEconomicAnalysis, lang: Language) -> Iterator[Section]:
    """What the absence costs, where the model has it."""
    from outcome_contracts.valuation.health_economics import Length

    absence, words = analysis.model.absence, wording(lang)["health"]
    if absence is None:
        return

    def row(found: AbsenceCostRow, name: str) -> tuple[str, ...]:
        lengths = [absence.by_length(found, length) for length in (Length.SHORT_TERM, Length.LONG_TERM)]
        bands = [sek(found.cost[band.id], lang) for band in absence.values.bands]
        return (name, *bands, *(sek(one, lang) for one in lengths), sek(found.total, lang))

    bands = [band.label.text(lang) for band in absence.values.bands]
    rows = [
        row(one, one.units[0] if len(one.units) == 1 else words["together"].format(units=", ".join(one.units)))
        for one in absence.rows
    ]
    yield Section(
        words["absence"].format(period=absence.period),
        (words["absence_lead"].format(basis=wording(lang)["basis"][absence.values.basis.value]),),
        (words["unit"], *bands, words["short_term"], words["long_term"], words["total"]),
        (*rows, row(absence.total, words["all_units"])),
    )


def _scenarios(analysis: HealthEconomicAnalysis, lang: Language) -> Iterator[Section]:
    words, names = wording(lang)["health"], _names(analysis, lang)
    if not analysis.scenarios:
        return
    rows = [
        (one.scenario.label.text(lang), names[each.programme], days(each.days, lang),
         programme_cost_per_day(each, lang), wording(lang)["basis"][basis.basis.value], net_benefit(basis, lang))
        for one in analysis.scenarios for each in one.programmes for basis in each.by_basis
    ]  # fmt: skip
    columns = ("scenario", "programme", "days", "cost_per_day", "basis", "net_benefit")
    yield Section(words["scenarios"], (), tuple(words[one] for one in columns), tuple(rows))


def _inputs(analysis: HealthEconomicAnalysis, lang: Language) -> Section:
    words, labels, found = wording(lang)["health"], analysis.model.labels(), sources(analysis.model)
    rows = []
    for name, quantity in analysis.model.inputs.items():
        ends = None if quantity is None else quantity.range
        between = "–" if ends is None else f"{unrounded(ends.low, 2, lang)} … {unrounded(ends.high, 2, lang)}"
        point = words["unknown"] if quantity is None else unrounded(quantity.point, 2, lang)
        rows.append(
            (labels[name].text(lang), name, point, between,
             "–" if ends is None else wording(lang)["spread"][ends.distribution.value], found.get(name, "–"))
        )  # fmt: skip
    columns = ("label", "input", "point", "range", "distribution", "source")
    return Section(words["inputs"], (), tuple(words[one] for one in columns), tuple(rows))


def _names(analysis: HealthEconomicAnalysis, lang: Language) -> dict[str, str]:
    return {one.id: one.label.text(lang) for one in analysis.model.programmes}


def _blocks(page: BoardPage) -> Iterator[list[str]]:
    words = page.words["health"]
    yield [f"{words['title'].upper()} · {page.period}", *_wrapped(page.title)]
    for text in page.findings:
        yield _wrapped(text)
    for section in page.sections:
        yield [section.title.upper(), *(line for text in section.paragraphs for line in _wrapped(text))]
        for row in section.rows:
            pairs = zip(section.columns, row, strict=True)
            yield [line for name, cell in pairs for line in _wrapped(f"{name}: {cell}", _MARGIN)]
    yield [page.words["cheers"]["heading"].upper(), *_wrapped(page.words["cheers"]["lead"])]
    for item in page.checklist:
        yield [*_wrapped(f"{item.number}. {item.name}"), *_wrapped(item.answer, _MARGIN)]
    for text in page.notices:
        yield _wrapped(text)
    yield [f"{words['digest']}: {page.digest}"]


def _wrapped(text: str, margin: str = "") -> list[str]:
    return textwrap.wrap(
        visible(text), _WIDTH, initial_indent=margin, subsequent_indent=margin + "  " * bool(margin),
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
