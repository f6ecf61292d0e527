"""Bars: one value per name, from zero or from where the last one ended, with its figure beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from outcome_contracts.notices import Language
from outcome_contracts.report.plots.drawing import EXPECTED, OBSERVED, OTHERS, drawn, label, signs

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ROW, _FRAME = 0.3, 0.75


@dataclass(frozen=True, slots=True)
class Bar:
    """name: at the axis. value: its length. text: the figure beside it. start: where it begins.

    kind: `other` light, `own` dark, `point` a mark at the value, for totals of which only the difference is drawn.
    """

    name: str
    value: float
    text: str
    start: float = 0.0
    kind: Literal["other", "own", "point"] = "other"


def bar_chart(bars: Sequence[Bar], lang: Language, *, title: str, axis: str) -> str:
    """The SVG of horizontal bars, the first on top. axis: what is measured, with its unit."""

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        for place, bar in enumerate(bars):
            _paint(axes, place, bar)
            end = max(bar.start, bar.start + bar.value)
            axes.annotate(bar.text, (end, place), xytext=(7, 0), textcoords="offset points", va="center", fontsize=7.5)
        from_zero = all(bar.kind != "point" for bar in bars)
        axes.use_sticky_edges = from_zero
        if from_zero:
            axes.axvline(0, color=OTHERS, linewidth=0.8)
        axes.set_yticks(range(len(bars)), [label(bar.name, lines=2) for bar in bars])
        axes.set_ylim(len(bars) - 0.4, -0.6)
        # Room for the figures beside the bars.
        axes.margins(x=0.22)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel(axis)
        axes.locator_params(axis="x", nbins=5)
        signs(axes.xaxis, lang)

    return drawn(paint, title=title, height=_FRAME + _ROW * len(bars))


def _paint(axes: Axes, place: int, bar: Bar) -> None:
    """One bar; what goes down is hatched, so that it can be told in grey."""
    if bar.kind == "point":
        axes.plot(bar.value, place, "D", color=OBSERVED, markersize=6)
        axes.axvline(bar.value, color=OBSERVED, linestyle=":", linewidth=0.9)
        return
    colour = OBSERVED if bar.kind == "own" else EXPECTED
    down = bar.value < 0
    axes.barh(
        place, bar.value, left=bar.start, height=0.62, facecolor="white" if down else colour, edgecolor=colour,
        hatch="////" if down else "",
    )  # fmt: skip
