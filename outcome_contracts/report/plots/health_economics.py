"""Plots of a health-economic analysis: the plane, the acceptability curve, and what each input alone would change."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.decimals import fixed_text
from outcome_contracts.notices import Findings, Language, UsageError
from outcome_contracts.notices.units import counted_in
from outcome_contracts.report.figures import figure, number, percent, unrounded
from outcome_contracts.report.plots.drawing import EXPECTED, OBSERVED, OTHERS, drawn, key, label, signs
from outcome_contracts.report.plots.plot import Plot
from outcome_contracts.report.wording import wording

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from outcome_contracts.valuation.health_economics import (
        BasisResult,
        HealthEconomicAnalysis,
        OneWay,
        SimulatedProgramme,
    )

_MOST_POINTS = 500
_HEIGHT, _ROW, _FRAME = 3.4, 0.34, 1.0
_LINES = ("-", "--", ":", "-.")


def cost_effectiveness_plane(analysis: HealthEconomicAnalysis, lang: Language, *, programme: str) -> Plot:
    """Cost against avoided net days, one dot per draw (500 at most are drawn), the interval of the days in the table.

    Raises UsageError: OC-B133 for a programme without draws, OC-U001, OC-U004.
    """
    words, found = wording(lang)["health_plot"], _drawn(analysis, programme, "plane")
    point = next(one for one in analysis.programmes if one.programme == programme)
    name = next(one.label.text(lang) for one in analysis.model.programmes if one.id == programme)
    title = words["plane"].format(programme=name)

    def paint(canvas: Figure) -> None:
        axes = canvas.subplots()
        axes.axvline(0, color=OTHERS, linewidth=0.8)
        axes.scatter(
            found.days[:_MOST_POINTS], found.cost[:_MOST_POINTS] / 1000, s=5, color=EXPECTED, alpha=0.35, linewidths=0,
            label=words["draw"],
        )  # fmt: skip
        axes.plot(
            float(point.days), float(point.cost.known) / 1000, "D", color=OBSERVED, markersize=6, label=words["point"]
        )
        axes.set_ylim(bottom=0)
        axes.set_xlabel(words["days"])
        axes.set_ylabel(words["known_cost_thousand" if point.cost.unknown else "cost_thousand"])
        signs(axes.xaxis, lang)
        signs(axes.yaxis, lang)
        key(canvas, axes)

    rows = [(words["point"], _days(point.days, lang), point.cost.text(lang))]
    for end in ("low", "high"):
        days, cost = getattr(found.days_interval, end), getattr(found.cost_interval, end)
        amount = _bounded("at_least", _sek(Fraction(cost), lang), bool(point.cost.unknown), lang)
        rows.append((words[end], _days(Fraction(days), lang), amount))
    avoids = percent(Fraction(float((found.days > 0).mean())), 1, lang)
    alt = words["plane_alt"].format(
        programme=name, days=rows[0][1], cost=rows[0][2], low=rows[1][1], high=rows[2][1], avoids=avoids,
        confidence=percent(analysis.simulation.confidence, 0, lang),
    )  # fmt: skip
    svg = drawn(paint, title=title, height=_HEIGHT)
    return Plot(lang, title, svg, alt, ("", words["days"], words["cost"]), tuple(rows))


def acceptability_curve(analysis: HealthEconomicAnalysis, lang: Language) -> Plot:
    """For each value of an avoided day, in how many draws each programme's days are worth more than it costs.

    Raises UsageError: OC-B133 where no programme has draws, OC-U001, OC-U004.
    """
    words, findings = wording(lang)["health_plot"], Findings()
    if not analysis.simulated:
        findings.add("OC-B133", plot="acceptability", count=0)
    findings.refuse(UsageError)
    unknown = [one.programme for one in analysis.programmes if one.cost.unknown]
    names = {one.id: one.label.text(lang) for one in analysis.model.programmes}
    names |= {one: words["curve_at_most"].format(programme=names[one]) for one in unknown}
    thresholds, curves = analysis.simulation.thresholds, analysis.simulated

    def paint(canvas: Figure) -> None:
        axes = canvas.subplots()
        for place, (programme, found) in enumerate(curves.items()):
            axes.plot(
                [float(one) for one in thresholds], [100 * share for share in found.acceptability],
                linestyle=_LINES[place % len(_LINES)], color=(EXPECTED, OBSERVED, OTHERS)[place % 3],
                label=label(names[programme], lines=2),
            )  # fmt: skip
        axes.set_ylim(-2, 102)
        axes.set_xlabel(words["threshold"])
        axes.set_ylabel(words["chance"])
        signs(axes.xaxis, lang)
        signs(axes.yaxis, lang)
        key(canvas, axes)

    shares = {name: [percent(Fraction(one), 1, lang) for one in found.acceptability] for name, found in curves.items()}
    rows = [
        (_sek(one, lang), *(shares[name][place] for name in shares)) for place, one in enumerate(thresholds)
    ]  # fmt: skip
    ends = "; ".join(f"{names[name]}: {values[0]} – {values[-1]}" for name, values in shares.items())
    alt = words["curve_alt"].format(low=_sek(thresholds[0], lang), high=_sek(thresholds[-1], lang), ends=ends)
    svg = drawn(paint, title=words["curve"], height=_HEIGHT)
    return Plot(lang, words["curve"], svg, alt, (words["threshold"], *(names[one] for one in shares)), tuple(rows))


def net_benefit_tornado(found: Sequence[OneWay], as_given: BasisResult, lang: Language, *, of: str) -> Plot:
    """The net benefit when one input at a time is at either end of its range, the widest swing on top.

    found: of `one_way`. as_given: the programme's result by the same basis. of: what it is of, in the title.
    Raises UsageError: OC-B133 where no input moves it, OC-U001, OC-U004.
    """
    words, findings = wording(lang)["health_plot"], Findings()
    if not found:
        findings.add("OC-B133", plot="tornado", count=0)
    findings.refuse(UsageError)
    title = words["tornado"].format(of=of)

    def paint(canvas: Figure) -> None:
        axes, base = canvas.subplots(), float(as_given.net_benefit) / 1000
        for place, one in enumerate(found):
            for value, face, name in ((one.at_low, "white", "at_low"), (one.at_high, EXPECTED, "at_high")):
                axes.barh(
                    place, float(value) / 1000 - base, left=base, height=0.6, facecolor=face, edgecolor=EXPECTED,
                    label=words[name],
                )  # fmt: skip
        axes.axvline(base, color=OBSERVED, linestyle=":", linewidth=1)
        axes.axvline(0, color=OTHERS, linewidth=0.8)
        axes.set_yticks(range(len(found)), [label(one.label.text(lang), lines=2) for one in found])
        axes.set_ylim(len(found) - 0.4, -0.6)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel(f"{words['net_benefit']}, 1 000 {counted_in('SEK', lang)}")
        signs(axes.xaxis, lang)
        key(canvas, axes)

    first, base = found[0], _bounded("at_most", _sek(as_given.net_benefit, lang), as_given.at_most, lang)
    ends = [
        tuple(_bounded("at_most", _sek(end, lang), one.at_most, lang) for end in (one.at_low, one.at_high))
        for one in found
    ]
    alt = words["tornado_alt"].format(
        of=of, base=base, name=first.label.text(lang), low=ends[0][0], high=ends[0][1], count=len(found)
    )  # fmt: skip
    rows: list[tuple[str, ...]] = [(words["as_given"], "–", "–", base, base)]
    rows += [
        (one.label.text(lang), unrounded(one.low, 2, lang), unrounded(one.high, 2, lang), *both)
        for one, both in zip(found, ends, strict=True)
    ]
    columns = (words["input"], words["low"], words["high"], words["at_low"], words["at_high"])
    svg = drawn(paint, title=title, height=_FRAME + _ROW * len(found))
    return Plot(lang, title, svg, alt, columns, tuple(rows))


def _drawn(analysis: HealthEconomicAnalysis, programme: str, plot: str) -> SimulatedProgramme:
    findings = Findings()
    if programme not in analysis.simulated:
        findings.add("OC-B133", plot=plot, count=0)
    findings.refuse(UsageError)
    return analysis.simulated[programme]


def _sek(amount: Fraction, lang: Language) -> str:
    return figure(fixed_text(amount, 0), "SEK", lang)


def _days(days: Fraction, lang: Language) -> str:
    return number(fixed_text(days, 0), lang)


def _bounded(side: str, text: str, bounded: bool, lang: Language) -> str:
    """The figure, `at most` or `at least` where a cost is unknown."""
    return wording(lang)["health"][side].format(figure=text) if bounded else text
