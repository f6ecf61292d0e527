"""Plots of a result by month: observed and expected, net days saved so far, the project among its comparators.

Single months are shown because people ask for them, and are no result: the interval holds for the period as a whole,
so its band moves the whole line. Months that do not count have no point, and no line is drawn across them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.counterfactual import Counterfactual, quantised
from outcome_contracts.baseline.month_by_month import Floats, MonthByMonth
from outcome_contracts.notices import Findings, Language, UsageError
from outcome_contracts.period import Period, month_text, months_text
from outcome_contracts.report.entries import confidence_text
from outcome_contracts.report.figures import readable, signed_percent
from outcome_contracts.report.plots.drawing import (
    EXPECTED,
    OBSERVED,
    OTHERS,
    SHADE,
    drawn,
    key,
    label,
    month_axis,
    signs,
)
from outcome_contracts.report.plots.plot import Plot
from outcome_contracts.report.wording import visible, wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from outcome_contracts.baseline.shocks import ShockEvent

_RATE_DIGITS = 2
_NO_EFFECT_YET = "–"


def observed_and_expected(
    found: Counterfactual, months: MonthByMonth, lang: Language, *, events: Sequence[ShockEvent] = ()
) -> Plot:
    """Observed and expected net days per year by month, with the interval of the period as a band.

    events: dated events, shaded in the months that they lasted.
    Raises UsageError: OC-B130 for months of another plan or period, OC-U001, OC-U004.
    """
    _require_same(found, months)
    words, low, high = wording(lang)["plot"], *_band(found, months)

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        _shade(axes, _span(months.months), months, events, lang)
        after, band = months.months[months.before :], confidence_text(found.confidence, lang)
        for part in _unbroken(after) if found.effect.low is not None else ():
            axes.fill_between(after[part], low[part], high[part], color=EXPECTED, alpha=0.2, linewidth=0,
                              label=words["band"].format(confidence=band))  # fmt: skip
        for part in _unbroken(months.months):
            span = months.months[part]
            axes.plot(span, months.path[part], "--", color=EXPECTED, marker=_mark(span), label=words["expected"])
            axes.plot(span, months.rates[part], "-o", color=OBSERVED, markersize=2.6, label=words["observed"])
        # Room above for the names of events.
        axes.set_ylim(0, 1.15 * float(max(months.rates.max(), months.path.max(), high.max(initial=0))))
        axes.set_ylabel(words[f"rate_{found.denominator}"])
        signs(axes.yaxis, lang)
        month_axis(axes, _span(months.months))
        key(figure, axes)

    columns = ("month", "observed", "expected", "low", "high")
    return Plot(
        lang=lang,
        title=words["paths"],
        svg=drawn(paint, title=words["paths"], height=3.6),
        alt=_paths_alt(found, months, events, lang),
        columns=tuple(words[name] for name in columns),
        rows=_path_rows(found, months, low, high, lang),
    )


def days_saved(months: MonthByMonth, lang: Language, *, events: Sequence[ShockEvent] = ()) -> Plot:
    """Net days fewer than expected by the path, summed from the start.

    events: as above. Raises UsageError (OC-U001, OC-U004).
    """
    words, saved, after = wording(lang)["plot"], months.days_saved, months.months[months.before :]
    shown = _span(after)

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        _shade(axes, shown, months, events, lang)
        axes.axhline(0, color=OTHERS, linewidth=0.8)
        for part in _unbroken(after):
            axes.step(after[part], saved[part], where="mid", color=OBSERVED, marker=_mark(after[part]))
            axes.fill_between(after[part], saved[part], step="mid", color=EXPECTED, alpha=0.2, linewidth=0)
        axes.margins(y=0.15)
        axes.set_ylabel(words["days"])
        signs(axes.yaxis, lang)
        month_axis(axes, shown)
        key(figure, axes)

    texts = [readable(Fraction(round(days)), 0, lang) for days in saved.tolist()]
    alt = wording(lang)["plot_alt"]["saved"].format(
        first=month_text(shown.first), last=month_text(shown.last), days=texts[-1],
        most=texts[int(np.argmax(saved))], least=texts[int(np.argmin(saved))],
    )  # fmt: skip
    alt = " ".join((alt, *_shaded_alt(shown, months, events, lang)))
    rows = tuple((month_text(int(month)), text) for month, text in zip(after, texts, strict=True))
    svg = drawn(paint, title=words["saved"], height=2.8)
    return Plot(lang, words["saved"], svg, alt, (words["month"], words["days"]), rows)


def placebo_fan(months: MonthByMonth, lang: Language) -> Plot:
    """The running effect of the project and, by the same method, of every comparator, where nothing was done.

    Raises UsageError: OC-B131 for an inference without placebos, OC-U001, OC-U004.
    """
    findings = Findings()
    if not len(months.placebos):
        findings.add("OC-B131", inference=months.plan.inference, method=months.plan.method)
    findings.refuse(UsageError)
    words, after = wording(lang)["plot"], months.months[months.before :]
    own, others = (100 * np.expm1(one) for one in (months.running, months.placebos))

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        axes.axhline(0, color=OTHERS, linewidth=0.8)
        for part in _unbroken(after):
            for row in others:
                axes.plot(
                    after[part], row[part], color=OTHERS, linewidth=0.9, marker=_mark(after[part]),
                    label=words["comparators"],
                )  # fmt: skip
            axes.plot(after[part], own[part], "-o", color=OBSERVED, linewidth=2, markersize=2.6, label=words["project"])
        axes.set_ylabel(words["effect_so_far"])
        signs(axes.yaxis, lang)
        month_axis(axes, _span(after))
        key(figure, axes)

    last = months.placebos[:, -1]
    alt = wording(lang)["plot_alt"]["fan"].format(
        first=month_text(int(after[0])), last=month_text(int(after[-1])), count=len(last),
        own=_effect(float(months.running[-1]), lang), low=_effect(float(last.min()), lang),
        high=_effect(float(last.max()), lang), extreme=int((np.abs(last) >= abs(months.running[-1])).sum()),
    )  # fmt: skip
    effects = np.vstack([months.running, months.placebos]).T
    return Plot(
        lang=lang,
        title=words["fan"],
        svg=drawn(paint, title=words["fan"], height=3.4),
        alt=alt,
        columns=(words["month"], words["project"], *months.comparators),
        rows=tuple(
            (month_text(int(month)), *(_effect(one, lang) for one in row))
            for month, row in zip(after, effects.tolist(), strict=True)
        ),
    )


def _require_same(found: Counterfactual, months: MonthByMonth) -> None:
    findings = Findings()
    after = [int(month) for month in months.months[months.before :]]
    counted = [month for month in found.measurement_period if month not in found.left_out]
    if found.plan != months.plan.digest or after != counted:
        findings.add("OC-B130", result=str(found.measurement_period), months=months_text(after))
    findings.refuse(UsageError)


def _band(found: Counterfactual, months: MonthByMonth) -> tuple[Floats, Floats]:
    """The path of the measurement months at the ends of the reference's interval; empty where there is none."""
    path, reference = months.path[months.before :], found.reference
    if reference.low is None or reference.high is None:
        return path[:0], path[:0]
    return path * (reference.low / reference.point), path * (reference.high / reference.point)


def _path_rows(
    found: Counterfactual, months: MonthByMonth, low: Floats, high: Floats, lang: Language
) -> tuple[tuple[str, ...], ...]:
    ends = [("", "")] * (len(months.months) - len(low))
    ends += [(_rate(a, lang), _rate(b, lang)) for a, b in zip(low.tolist(), high.tolist(), strict=True)]
    values = zip(months.months.tolist(), months.rates.tolist(), months.path.tolist(), ends, strict=True)
    return tuple((month_text(month), _rate(a, lang), _rate(b, lang), *end) for month, a, b, end in values)


def _paths_alt(found: Counterfactual, months: MonthByMonth, events: Sequence[ShockEvent], lang: Language) -> str:
    words, texts, after = wording(lang)["plot"], wording(lang)["plot_alt"], slice(months.before, None)
    shown = _span(months.months)
    alt = texts["paths"].format(
        rate=words[f"rate_{found.denominator}"], first=month_text(shown.first), last=month_text(shown.last),
        start=month_text(int(months.months[months.before])), months=len(months.months) - months.before,
        below=int((months.rates[after] < months.path[after]).sum()),
        sentence=texts["no_band" if found.effect.low is None else "band"],
    )  # fmt: skip
    return " ".join((alt, *_shaded_alt(shown, months, events, lang)))


def _shaded_alt(shown: Period, months: MonthByMonth, events: Sequence[ShockEvent], lang: Language) -> list[str]:
    """The sentences on what is shaded."""
    texts, missing = wording(lang)["plot_alt"], _not_counted(shown, months)
    inside = [event for event in events if _common(event.months, shown) is not None]
    names = ", ".join(f"{visible(getattr(event, lang))} ({event.months})" for event in inside)
    parts = [texts["events"].format(events=names)] if inside else []
    return [*parts, *([texts["left_out"].format(months=months_text(missing))] if missing else [])]


def _shade(axes: Axes, shown: Period, months: MonthByMonth, events: Sequence[ShockEvent], lang: Language) -> None:
    """The start of the project, the events by name, and the months that do not count."""
    words = wording(lang)["plot"]
    inside = [(event, span) for event in events if (span := _common(event.months, shown)) is not None]
    for place, (event, span) in enumerate(inside):
        axes.axvspan(span.first - 0.5, span.last + 0.5, facecolor=SHADE, linewidth=0, zorder=0)
        axes.annotate(
            label(getattr(event, lang), lines=2), (span.first - 0.3, 0.985 - 0.1 * (place % 3)), va="top", fontsize=7,
            xycoords=("data", "axes fraction"),
        )  # fmt: skip
    for text in filter(None, months_text(_not_counted(shown, months)).split(", ")):
        span = Period.parse(text)
        axes.axvspan(
            span.first - 0.5, span.last + 0.5, facecolor="none", edgecolor=OTHERS, hatch="////", linewidth=0, zorder=0,
            label=words["left_out"],
        )  # fmt: skip
    start = int(months.months[months.before])
    if start > shown.first:
        axes.axvline(start - 0.5, color=OBSERVED, linestyle=":", linewidth=1.1)
        axes.annotate(words["start"], (start - 0.5, 0.02), xytext=(3, 0), textcoords="offset points", fontsize=7,
                      xycoords=("data", "axes fraction"))  # fmt: skip


def _span(months: NDArray[np.int64]) -> Period:
    return Period(int(months[0]), int(months[-1]))


def _common(one: Period, other: Period) -> Period | None:
    first, last = max(one.first, other.first), min(one.last, other.last)
    return Period(first, last) if first <= last else None


def _not_counted(shown: Period, months: MonthByMonth) -> list[int]:
    """Months that are shown and have no value."""
    return sorted(set(shown) - set(months.months.tolist()))


def _unbroken(months: NDArray[np.int64]) -> list[slice]:
    """Where the months follow each other without a gap."""
    breaks = [0, *(np.flatnonzero(np.diff(months) > 1) + 1).tolist(), len(months)]
    return [slice(first, end) for first, end in pairwise(breaks)]


def _mark(months: NDArray[np.int64]) -> str:
    """A mark for a month that stands alone, since a line through one point is none."""
    return "s" if len(months) == 1 else ""


def _rate(value: float, lang: Language) -> str:
    return readable(Fraction(quantised(value)), _RATE_DIGITS, lang)


def _effect(log_effect: float, lang: Language) -> str:
    if not math.isfinite(log_effect):
        return _NO_EFFECT_YET
    return signed_percent(Fraction(quantised(math.expm1(log_effect))), lang)
