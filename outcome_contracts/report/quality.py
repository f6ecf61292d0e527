"""A quality report in words: as text for a terminal and as one HTML page, the costliest finding first.

The page is complete in itself, without a script or a fetch. What others wrote, names of units and the source of a day's
value, is escaped. What nobody knows is called unknown, and a sum with something unknown in it a least.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.decimals import exact_text, fixed_text
from outcome_contracts.notices import Language
from outcome_contracts.quality import CURRENCY, QualityFinding, QualityReport, Total
from outcome_contracts.report.figures import figure, number
from outcome_contracts.report.html import template
from outcome_contracts.report.wording import visible, wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outcome_contracts.notices import Severity

_TEMPLATE = "quality.html.jinja"


@dataclass(frozen=True, slots=True)
class QualityRow:
    """One finding as it stands on the page. head: code and severity. notes: on its acknowledgement."""

    severity: Severity
    head: str
    what: str
    why: str
    fix: str
    notes: tuple[str, ...]
    place: str
    count: str
    net_days: str
    amount: str


@dataclass(frozen=True, slots=True)
class QualityPage:
    """A report in words. figures: markup, escaped."""

    lang: Language
    words: Mapping[str, str]
    summary: tuple[str, ...]
    rows: tuple[QualityRow, ...]
    figures: tuple[str, ...]
    digest: str


def quality_text(report: QualityReport, lang: Language) -> str:
    """The report as text: totals, then one finding a paragraph, the costliest first; ends in a line break.

    Raises UsageError (OC-U001) for a language that is not spoken here.
    """
    words = wording(lang)["quality"]
    found = ["", *(_line(finding, lang) for finding in report.findings)] if report.findings else []
    return "\n".join((words["title"].upper(), *_summary(report, lang), *found)) + "\n"


def quality_html(report: QualityReport, lang: Language) -> str:
    """The report as a page: totals, a table of findings, a bar plot and a grid of months, with their words.

    Raises UsageError: OC-U001 for a language that is not spoken here, OC-U004 without jinja2 or matplotlib.
    """
    from outcome_contracts.report.plots.quality import findings_bars, months_grid

    grid = None if report.months is None else months_grid(report.months, lang)
    return template(_TEMPLATE).render(
        page=QualityPage(
            lang=lang,
            words=wording(lang)["quality"],
            summary=tuple(_summary(report, lang)),
            rows=tuple(_row(finding, lang) for finding in report.findings),
            figures=tuple(plot.html() for plot in (findings_bars(report, lang), grid) if plot is not None),
            digest=report.digest,
        )
    )


def _summary(report: QualityReport, lang: Language) -> Iterator[str]:
    """The totals of each severity that occurs, and what a day is worth."""
    words = wording(lang)["quality"]
    if not report.findings:
        yield words["none"]
    for severity, total in report.totals.items():
        if total.findings:
            label = report.of(severity)[0].notice.label(lang)
            days, money = _sums(total, lang)
            yield words["total"].format(label=label, count=total.findings, days=days, money=money)
    if report.findings:
        yield words["sums"]
    if report.day_value is not None:
        value = _money(report.day_value.value, lang)
        yield words["value"].format(value=value, source=visible(report.day_value.source))


def _sums(total: Total, lang: Language) -> tuple[str, str]:
    """Net days and amount of findings of one severity."""
    words = wording(lang)["quality"]

    def said(known: str, unknown: int) -> str:
        if unknown == total.findings:
            return words["unknown"]
        return words["at_least"].format(known=known) if unknown else known

    days = said(number(exact_text(total.net_days), lang), total.unknown_net_days)
    return days, said(_money(total.amount, lang), total.unknown_amount)


def _line(finding: QualityFinding, lang: Language) -> str:
    worth = None if finding.amount is None else f"{fixed_text(finding.amount, 2)} {CURRENCY}"
    rows = [", ".join(finding.rows)] if len(finding.rows) > 1 else []
    text = replace(finding.notice, amount=worth).text(lang)
    return " · ".join((text, *rows, *_held(finding, lang)))


def _row(finding: QualityFinding, lang: Language) -> QualityRow:
    unknown, notice = wording(lang)["quality"]["unknown"], finding.notice
    return QualityRow(
        severity=finding.severity,
        head=f"{finding.code} {notice.label(lang)}",
        what=notice.what(lang),
        why=notice.why(lang),
        fix=notice.fix(lang),
        notes=_held(finding, lang),
        place=", ".join(finding.rows) or "–",
        count="–" if finding.count is None else number(str(finding.count), lang),
        net_days=unknown if notice.net_days is None else number(notice.net_days, lang),
        amount=unknown if finding.amount is None else _money(finding.amount, lang),
    )


def _held(finding: QualityFinding, lang: Language) -> tuple[str, ...]:
    """What an acknowledgement of it names, and who gave one."""
    words = wording(lang)["quality"]
    if finding.severity != "hold":
        return ()
    if not finding.notice.waivable:
        return (words["never_held"],)
    parties = ", ".join(map(visible, finding.acknowledged_by)) or "–"
    return (words["held"].format(digest=finding.digest, parties=parties),)


def _money(amount: Fraction, lang: Language) -> str:
    return figure(fixed_text(amount, 2), CURRENCY, lang)
