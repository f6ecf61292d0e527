"""A quality report drawn: what is at stake finding by finding, and which months of which unit are missing or zero.

A finding whose days or amount nobody knows has no bar; the words say how many there are. In the grid each state has a
mark of its own; groups of ten or fewer are marked as not shown, whatever is in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from outcome_contracts.decimals import exact_text, fixed_text
from outcome_contracts.notices import Language
from outcome_contracts.period import month_text, months_text
from outcome_contracts.quality import CURRENCY, STATES, MonthMap, QualityFinding, QualityReport
from outcome_contracts.report.figures import figure, number
from outcome_contracts.report.plots.bars import Bar, bar_chart
from outcome_contracts.report.plots.drawing import EXPECTED, OBSERVED, OTHERS, drawn, key, label, month_axis
from outcome_contracts.report.plots.plot import Plot
from outcome_contracts.report.wording import wording

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST_BARS = 15
_MOST_UNITS = 40
_ROW, _FRAME = 0.2, 1.1
# What is drawn of each state, in the order of their weight: mark, size, colour, and whether it is filled.
_MARKS: Mapping[str, tuple[str, float, str, Literal["full", "none"]]] = {
    "m": ("x", 5.0, OBSERVED, "full"),
    "d": ("D", 4.0, EXPECTED, "full"),
    "z": ("o", 4.0, EXPECTED, "none"),
    "s": (".", 2.0, OTHERS, "full"),
}
_TOLD = "mdz"


def findings_bars(report: QualityReport, lang: Language) -> Plot | None:
    """The costliest findings as bars: by amount where a day has a value, else by net days; None where none is known.

    Raises UsageError: OC-U001 for another language, OC-U004 without matplotlib.
    """
    words = wording(lang)["quality"]
    priced = report.day_value is not None
    known = [(one, size) for one in report.findings if (size := one.amount if priced else one.net_days) is not None]
    if not known:
        return None

    def written(size: Fraction) -> str:
        return figure(fixed_text(size, 2), CURRENCY, lang) if priced else number(exact_text(size), lang)

    rows = [(_name(one, lang), written(size)) for one, size in known]
    bars = [
        Bar(name, float(size), text, kind="own" if one.severity == "error" else "other")
        for (one, size), (name, text) in zip(known[:_MOST_BARS], rows, strict=False)
    ]
    title = words["bars_amount" if priced else "bars_days"]
    axis = words["amount" if priced else "net_days"]
    alt = words["bars_alt"].format(
        count=len(known), first=rows[0][0], most=rows[0][1], unknown=len(report.findings) - len(known)
    )
    return Plot(lang, title, bar_chart(bars, lang, title=title, axis=axis), alt, (words["finding"], axis), tuple(rows))


def months_grid(months: MonthMap, lang: Language) -> Plot | None:
    """Units by months, of the units that have a missing month or one without absence; None where none has.

    Raises UsageError: OC-U001 for another language, OC-U004 without matplotlib.
    """
    words, period = wording(lang)["quality"], months.period
    told = [pair for pair in zip(months.units, months.states, strict=True) if set(pair[1]) & set(_TOLD)]
    told.sort(key=lambda pair: (*(-pair[1].count(state) for state in _TOLD), pair[0]))
    if not told:
        return None
    shown = told[:_MOST_UNITS]

    def paint(canvas: Figure) -> None:
        axes = canvas.subplots()
        for state, (mark, size, colour, filled) in _MARKS.items():
            places = [
                (period.first + month, row)
                for row, (_, states) in enumerate(shown)
                for month, letter in enumerate(states)
                if letter == state
            ]
            if places:
                x, y = zip(*places, strict=True)
                said = words[f"state_{STATES[state]}"]
                axes.plot(x, y, mark, color=colour, markersize=size, fillstyle=filled, label=said)
        axes.set_yticks(range(len(shown)), [label(unit, lines=1) for unit, _ in shown])
        axes.set_ylim(len(shown) - 0.4, -0.6)
        axes.grid(visible=False, axis="x")
        month_axis(axes, period)
        key(canvas, axes)

    def named(states: str, state: str) -> str:
        return months_text([period.first + place for place, letter in enumerate(states) if letter == state]) or "–"

    counts = {STATES[state]: sum(states.count(state) for _, states in told) for state in _TOLD}
    first, last = month_text(period.first), month_text(period.last)
    alt = words["months_alt"].format(shown=len(shown), units=len(months.units), first=first, last=last, **counts)
    return Plot(
        lang=lang,
        title=words["months"],
        svg=drawn(paint, title=words["months"], height=_FRAME + _ROW * len(shown)),
        alt=alt,
        columns=(words["unit"], *(words[f"state_{STATES[state]}"] for state in _TOLD)),
        rows=tuple((unit, *(named(states, state) for state in _TOLD)) for unit, states in told),
    )


def _name(finding: QualityFinding, lang: Language) -> str:
    return f"{finding.code} {finding.notice.label(lang)} {finding.notice.where}".rstrip()
