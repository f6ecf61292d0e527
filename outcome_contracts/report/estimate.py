"""An estimate as one HTML page: its two sentences, what is taken for granted, plots with their tables, diagnostics.

A page of its own beside the statement, and no part of it: a statement is the same bytes on every machine, and how a
plot is drawn depends on the version of matplotlib. The page is complete in itself, without a script or a fetch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.notices import Findings, Language, UsageError
from outcome_contracts.report.diagnostics import Row, diagnostic_columns, diagnostic_rows
from outcome_contracts.report.html import template
from outcome_contracts.report.sentences import Sentences, effect_sentences
from outcome_contracts.report.wording import Words, wording

if TYPE_CHECKING:
    from outcome_contracts.baseline.counterfactual import Counterfactual
    from outcome_contracts.report.plots import Plot

_TEMPLATE = "estimate.html.jinja"


@dataclass(frozen=True, slots=True)
class EstimatePage:
    """An estimate in words. figures: markup, escaped. columns, diagnostics: a table."""

    lang: Language
    words: Words
    period: str
    sentences: Sentences
    made_by: str
    granted: tuple[str, ...]
    figures: tuple[str, ...]
    columns: Row
    diagnostics: tuple[Row, ...]
    notices: tuple[str, ...]
    digest: str


def estimate_html(found: Counterfactual, lang: Language, *, exposure: Fraction, plots: Sequence[Plot]) -> str:
    """The page of a counterfactual.

    exposure: as for `effect_sentences`, which cannot be left out. plots: in the order in which they are to be shown,
    in the page's language; none is made here.
    Raises UsageError: OC-U001 for a language that is not spoken here, OC-U004 without jinja2, OC-B134 for plots in
    another language, OC-B091 for an exposure that is not above zero.
    """
    words, findings = wording(lang), Findings()
    for plot in plots:
        if plot.lang != lang:
            findings.add("OC-B134", plot=plot.title, found=plot.lang, lang=lang)
    findings.refuse(UsageError)
    own = words["estimate"]
    made_by = own["made_by"].format(
        method=words["reference"].get(found.method, found.method), reference=found.reference_period, plan=found.plan
    )
    return template(_TEMPLATE).render(
        page=EstimatePage(
            lang=lang,
            words=words,
            period=str(found.measurement_period),
            sentences=effect_sentences(found, lang, exposure=exposure),
            made_by=made_by,
            granted=tuple(one.text(lang) for one in found.assumptions),
            figures=tuple(plot.html() for plot in plots),
            columns=diagnostic_columns(lang),
            diagnostics=diagnostic_rows(found.to_dict()["diagnostics"], lang),  # type: ignore[arg-type]
            notices=tuple(notice.text(lang) for notice in found.notices),
            digest=found.digest,
        )
    )
