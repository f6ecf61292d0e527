"""The payment over one measure: its slopes, its flat stretches and its jumps, as a lint has swept them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.decimals import fixed_text
from outcome_contracts.notices import Language
from outcome_contracts.notices.units import counted_in
from outcome_contracts.report.figures import figure, readable, readable_percent
from outcome_contracts.report.plots.drawing import EXPECTED, OTHERS, drawn, signs
from outcome_contracts.report.plots.plot import Plot
from outcome_contracts.report.wording import wording

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from outcome_contracts.contract.lint import Curve

_HEIGHT = 2.8
_ROWS = 20  # the table has every tenth point of a sweep, and each jump


def payment_curve(curve: Curve, lang: Language, *, currency: str) -> Plot:
    """What the flow that moves most pays at each plausible value of a measure; jumps as broken lines.

    currency: of the contract. Raises UsageError: OC-U001 for another language, OC-U004 without matplotlib.
    """
    words, flow = wording(lang)["plot"], curve.main_flow
    paid, leaps = curve.paid[flow], [leap for leap in curve.leaps if leap.flow == flow]
    title = words["payment"].format(flow=flow.removeprefix("flow."), measure=curve.measure)

    def at(value: float) -> str:
        exact = Fraction(value)
        return readable_percent(exact, lang) if str(curve.unit) == "ratio" else readable(exact, 2, lang)

    def money(value: float) -> str:
        return figure(fixed_text(Fraction(value), 2), currency, lang)

    def paint(canvas: Figure) -> None:
        axes = canvas.subplots()
        scale = 100.0 if str(curve.unit) == "ratio" else 1.0
        pieces = [0, *(_after(curve, leap.x) for leap in leaps), len(paid)]
        for first, last in zip(sorted(pieces), sorted(pieces)[1:], strict=False):
            axes.plot([x * scale for x in curve.x[first:last]], paid[first:last], color=EXPECTED)
        for leap in leaps:
            axes.plot([leap.x * scale] * 2, [leap.below, leap.above], color=OTHERS, linestyle="--", linewidth=1.0)
        unit = "%" if scale > 1 else counted_in(str(curve.unit), lang)
        axes.set_xlabel(f"{curve.measure}, {unit}" if unit else curve.measure)
        axes.set_ylabel(f"{words['due']}, {currency}")
        signs(axes.xaxis, lang)
        signs(axes.yaxis, lang)

    said = wording(lang)["plot_alt"]["payment"].format(
        measure=curve.measure, low=at(curve.x[0]), high=at(curve.x[-1]), least=money(min(paid)), most=money(max(paid)),
        jumps=", ".join(f"{at(leap.x)} ({money(leap.above - leap.below)})" for leap in leaps) or "–",
    )  # fmt: skip
    every = max(1, (len(paid) - 1) // _ROWS)
    rows = [(x, money(amount)) for x, amount in zip(curve.x[::every], paid[::every], strict=True)]
    rows += [(leap.x, f"{money(leap.below)} → {money(leap.above)}") for leap in leaps]
    return Plot(
        lang=lang,
        title=title,
        svg=drawn(paint, title=title, height=_HEIGHT),
        alt=said,
        columns=(curve.measure, words["due"]),
        rows=tuple((at(x), amount) for x, amount in sorted(rows)),
    )


def _after(curve: Curve, x: float) -> int:
    """The first point on the far side of a jump."""
    return next(place for place, point in enumerate(curve.x) if point >= x)
