"""What is weak in a contract as one HTML page: each finding with its place, numbers and fix, and the payment drawn.

The payment is drawn over each measure that a finding is about. The page is complete in itself, without a script
or a fetch; how a plot is drawn depends on the version of matplotlib, so it is no part of a contract.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outcome_contracts.notices import Language, Notice, catalogue
from outcome_contracts.report.html import template
from outcome_contracts.report.plots import payment_curve
from outcome_contracts.report.wording import visible, wording

if TYPE_CHECKING:
    from outcome_contracts.contract.lint import Curve
    from outcome_contracts.contract.model import Contract

_TEMPLATE = "lints.html.jinja"
# The findings that a picture of the payment helps to see.
_DRAWN = frozenset({"OC-L001", "OC-L003", "OC-L004", "OC-L005", "OC-L006", "OC-L024"})


@dataclass(frozen=True, slots=True)
class LintsPage:
    """Findings in words. findings: severity and text. figures: markup, escaped."""

    lang: Language
    words: Mapping[str, str]
    title: str
    contract: str
    summary: str
    findings: tuple[tuple[str, str], ...]
    figures: tuple[str, ...]


def lints_html(contract: Contract, notices: Sequence[Notice], curves: Sequence[Curve], lang: Language) -> str:
    """The page of a contract's findings.

    notices: of `lint`, `sweep_lints` and `data_lints`. curves: of `payment_curves`; drawn where a finding is about one.
    Raises UsageError: OC-U001 for a language that is not spoken here, OC-U004 without jinja2 or matplotlib.
    """
    words = wording(lang)["lints"]
    weak = [notice for notice in notices if notice.code != "OC-L000"]
    summary = words["one"] if len(weak) == 1 else words["several"].format(count=len(weak)) if weak else words["none"]
    about = {str(value) for notice in weak if notice.code in _DRAWN for _, value in notice.facts}
    drawn = [curve for curve in curves if curve.measure in about]
    return template(_TEMPLATE).render(
        page=LintsPage(
            lang=lang,
            words=words,
            title=visible(getattr(contract.title, lang)),
            contract=contract.id,
            summary=summary,
            findings=tuple((catalogue()[notice.code].severity, notice.text(lang)) for notice in notices),
            figures=tuple(payment_curve(curve, lang, currency=contract.currency).html() for curve in drawn),
        )
    )
