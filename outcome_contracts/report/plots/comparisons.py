"""Plots that put a result among others: weights of comparators, errors of a backtest, other plans."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.baseline.counterfactual import quantised
from outcome_contracts.baseline.month_by_month import MonthByMonth
from outcome_contracts.baseline.requirements import REQUIREMENTS
from outcome_contracts.baseline.robustness.backtest import Backtest, Origin
from outcome_contracts.baseline.robustness.multiverse import OWN, FittedSpecification, Multiverse, RefusedSpecification
from outcome_contracts.notices import Findings, Language, UsageError
from outcome_contracts.panel import PROJECT
from outcome_contracts.period import Period
from outcome_contracts.report.figures import readable, readable_percent, signed_percent
from outcome_contracts.report.plots.bars import Bar, bar_chart
from outcome_contracts.report.plots.drawing import EXPECTED, OBSERVED, OTHERS, drawn, key, label, month_axis, signs
from outcome_contracts.report.plots.plot import Plot
from outcome_contracts.report.wording import wording

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST_BARS, _MOST_NAMES = 25, 55
_ERROR_DIGITS = 3
_TALLEST, _ROW, _FRAME = 9.5, 0.24, 0.9


def comparator_weights(months: MonthByMonth, lang: Language) -> Plot:
    """The weight of every comparator, the largest on top; 25 at most are drawn, all stand in the table.

    Raises UsageError: OC-B132 for a method without weights, OC-U001, OC-U004.
    """
    findings = Findings()
    if not months.weights:
        findings.add("OC-B132", method=months.plan.method)
    findings.refuse(UsageError)
    words = wording(lang)["plot"]
    pairs = sorted(zip(months.comparators, months.weights, strict=True), key=lambda pair: (-pair[1], pair[0]))
    texts = [readable_percent(_fraction(weight), lang) for _, weight in pairs]
    bars = [Bar(name, 100 * weight, text) for (name, weight), text in zip(pairs, texts, strict=True)][:_MOST_BARS]
    # A weight below a ten-thousandth is what a solver leaves where there is none.
    zero = sum(abs(weight) < 1e-4 for _, weight in pairs)
    worth = 1 / sum(weight * weight for _, weight in pairs)
    alt = wording(lang)["plot_alt"]["weights"].format(
        count=len(pairs), largest=pairs[0][0], weight=texts[0], zero=zero, effective=readable(_fraction(worth), 1, lang)
    )
    svg = bar_chart(bars, lang, title=words["weights"], axis=words["weight"])
    rows = tuple((name, text) for (name, _), text in zip(pairs, texts, strict=True))
    return Plot(lang, words["weights"], svg, alt, (words["unit"], words["weight"]), rows)


def backtest_errors(found: Backtest, lang: Language) -> Plot:
    """Observed − reference at every start of a backtest, where all of it is error.

    Raises UsageError: OC-B133 for a backtest without origins, OC-U001, OC-U004.
    """
    _require_any("backtest", len(found.origins))
    words, rate = wording(lang)["plot"], wording(lang)["plot"][f"rate_{found.plan.denominator}"]
    own = [one for one in found.origins if one.unit == PROJECT]
    others = [one for one in found.origins if one.unit != PROJECT]
    starts = [one.measurement.first for one in found.origins]

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        axes.axhline(0, color=OTHERS, linewidth=0.8)
        for side in (-1, 1):
            axes.axhline(side * found.root_mean_square_error, color=EXPECTED, linestyle="--", linewidth=1,
                         label=words["root_mean_square"])  # fmt: skip
        marks = ((others, "o", OTHERS, "none", 16, "comparators"), (own, "D", OBSERVED, OBSERVED, 26, "project"))
        for origins, marker, edge, face, size, name in marks:
            if origins:
                axes.scatter(
                    [one.measurement.first for one in origins], [one.rate_error for one in origins], s=size,
                    marker=marker, facecolors=face, edgecolors=edge, linewidths=0.9, label=words[name],
                )  # fmt: skip
        axes.set_xlabel(words["first_month"])
        axes.set_ylabel(rate)
        signs(axes.yaxis, lang)
        month_axis(axes, Period(min(starts), max(starts)))
        key(figure, axes)

    errors = [one.rate_error for one in own] or [one.rate_error for one in found.origins]
    texts = {
        "mean": found.mean_error, "rmse": found.root_mean_square_error, "low": min(errors), "high": max(errors),
    }  # fmt: skip
    alt = wording(lang)["plot_alt"]["backtest"].format(
        rate=rate, count=len(found.origins), refused=len(found.refused),
        **{name: _error(value, lang) for name, value in texts.items()},
    )  # fmt: skip
    return Plot(
        lang=lang,
        title=words["backtest"],
        svg=drawn(paint, title=words["backtest"], height=3.4),
        alt=alt,
        columns=(words["unit"], words["period"], words["error"], words["days"]),
        rows=tuple(_origin(one, lang) for one in found.origins),
    )


def specification_curve(found: Multiverse, lang: Language) -> Plot:
    """Every fitted plan by its effect, the largest reduction on top, the agreed one marked; refused ones in the table.

    Of more than 55 plans only the agreed one is named in the picture; all stand in the table.
    Raises UsageError: OC-B133 where nothing could be fitted, OC-U001, OC-U004.
    """
    _require_any("multiverse", len(found.fitted))
    words = wording(lang)["plot"]

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        axes.axvline(0, color=OTHERS, linewidth=0.8)
        for place, row in enumerate(found.fitted):
            effect, colour = row.found.effect, OBSERVED if row.own else EXPECTED
            if effect.low is not None and effect.high is not None:
                axes.plot([100 * effect.low, 100 * effect.high], [place, place], color=colour, linewidth=1)
            axes.plot(
                100 * effect.point, place, "D" if row.own else "o", color=colour, markersize=6 if row.own else 4.5,
                markerfacecolor=colour if row.own else "white", linestyle="none",
                label=words["agreed" if row.own else "other"],
            )  # fmt: skip
            if row.own:
                axes.axvline(100 * effect.point, color=OBSERVED, linestyle=":", linewidth=1)
        named = [place for place, row in enumerate(found.fitted) if row.own or len(found.fitted) <= _MOST_NAMES]
        names = [specification_name(found.fitted[place].name, lang) for place in named]
        axes.set_yticks(named, [label(name, lines=1, line=42) for name in names], fontsize=7.5)
        axes.set_ylim(len(found.fitted) - 0.4, -0.6)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel(words["effect"])
        signs(axes.xaxis, lang)
        key(figure, axes)

    height = min(_TALLEST, _FRAME + _ROW * len(found.fitted))
    rows = [_specification(row, lang) for row in found.fitted]
    rows += [_refused(refused, lang) for refused in found.refused]
    return Plot(
        lang=lang,
        title=words["curve"],
        svg=drawn(paint, title=words["curve"], height=height),
        alt=_curve_alt(found, lang),
        columns=(words["plan"], words["effect"], words["low"], words["high"]),
        rows=tuple(rows),
    )


def specification_name(name: str, lang: Language) -> str:
    """What a plan of `robustness.multiverse.specifications` is called; a name that is not of that list stays."""
    words = wording(lang)["specification"]
    if name == OWN:
        return words["own"]
    if match := re.fullmatch(r"without (.+)", name):
        return words["without"].format(what=match[1])
    if match := re.fullmatch(r"(\d+) reference months", name):
        return words["shorter"].format(what=match[1])
    return words[name] if name in REQUIREMENTS else name


def _curve_alt(found: Multiverse, lang: Language) -> str:
    places = [place for place, row in enumerate(found.fitted, 1) if row.own]
    low, high = (signed_percent(_fraction(end), lang) for end in found.range)
    facts = {"count": len(found.fitted), "low": low, "high": high, "refused": len(found.refused)}
    texts = wording(lang)["plot_alt"]
    if not places:
        return texts["curve_refused"].format(**facts)
    own = found.fitted[places[0] - 1].found.effect.point
    return texts["curve"].format(own=signed_percent(_fraction(own), lang), place=places[0], **facts)


def _specification(row: FittedSpecification, lang: Language) -> tuple[str, ...]:
    effect = row.found.effect
    ends = (effect.point, effect.low, effect.high)
    return (
        specification_name(row.name, lang),
        *("–" if end is None else signed_percent(_fraction(end), lang) for end in ends),
    )


def _refused(refused: RefusedSpecification, lang: Language) -> tuple[str, ...]:
    codes = ", ".join(dict.fromkeys(one.code for one in refused.notices if one.severity == "error"))
    return specification_name(refused.name, lang), wording(lang)["plot"]["refused"].format(codes=codes), "–", "–"


def _origin(one: Origin, lang: Language) -> tuple[str, ...]:
    name = wording(lang)["plot"]["project"] if one.unit == PROJECT else one.unit
    days = readable(Fraction(round(one.days_error)), 0, lang)
    return name, str(one.measurement), _error(one.rate_error, lang), days


def _require_any(plot: str, count: int) -> None:
    findings = Findings()
    if not count:
        findings.add("OC-B133", plot=plot, count=count)
    findings.refuse(UsageError)


def _error(value: float, lang: Language) -> str:
    return readable(_fraction(value), _ERROR_DIGITS, lang)


def _fraction(value: float) -> Fraction:
    return Fraction(quantised(value))
