"""Self-financing: what each purse gains or loses by reduction, its break-even marked, none without basis and purse."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.decimals import fixed_text
from outcome_contracts.design.self_financing.answer import (
    WORDS,
    SelfFinancing,
    purse_text,
    reduction_text,
    self_financing,
    stretch_text,
)
from outcome_contracts.notices import Findings, Language, UsageError
from outcome_contracts.report.figures import figure
from outcome_contracts.report.plots.drawing import EXPECTED, OBSERVED, OTHERS, drawn, key, label, signs
from outcome_contracts.report.plots.plot import Plot
from outcome_contracts.report.wording import wording
from outcome_contracts.valuation.arguments import Exact, Limits, read_number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from outcome_contracts.design.self_financing.plan import Plan

_HEIGHT = 3.2
_ROWS = 12
_MILLION = 1_000_000
_LINES = ((OBSERVED, "-"), (EXPECTED, "--"), (OTHERS, "-."), (OBSERVED, ":"), (EXPECTED, (0, (6, 1, 1, 1))))
_SHOWN = Limits("> 0, ≤ 1", lambda number: 0 < number <= 1)


def net_by_reduction(plan: Plan, purses: Sequence[Sequence[str]], lang: Language, *, highest: Exact) -> Plot:
    """The net of up to five purses from no reduction to the highest; the table has every break-even to the öre.

    purses: each the names of its parties. highest: reduction that is drawn, `"20 %"`.
    Raises UsageError: OC-W002, OC-W064 for an unknown purse, OC-B133 for no purse or more than five, OC-U001, OC-U004.
    """
    findings = Findings()
    most = read_number(highest, "highest", _SHOWN, findings)
    if not 0 < len(purses) <= len(_LINES):
        findings.add("OC-B133", plot="self_financing", count=len(purses))
    findings.refuse(UsageError)
    words, joined = wording(lang)["plot"], WORDS[lang]
    basis = joined[plan.cost.basis.value]
    title = words["self_financing"].format(basis=basis)
    answers = [self_financing(plan, purse) for purse in purses]
    names = [purse_text(answer.purse, lang) for answer in answers]
    marks = [_break_evens(plan, answer, most, lang) for answer in answers]
    said = {end: text for ends in reversed(marks) for end, text in ends.items()}
    corners = {cut for purse in purses for cut in plan.nets(purse).cuts if cut <= most}
    x = sorted(corners | {end for ends in marks for end in ends} | {most * n / _ROWS for n in range(_ROWS + 1)})

    def paint(canvas: Figure) -> None:
        axes = canvas.subplots()
        axes.axhline(0, color=OTHERS, linewidth=0.8)
        for purse, name, ends, (color, style) in zip(purses, names, marks, _LINES, strict=False):
            nets = [float(plan.net(purse, at)) / _MILLION for at in x]
            shown = label(name, lines=2)
            axes.plot([float(100 * at) for at in x], nets, color=color, linestyle=style, label=shown)
            for end, text in ends.items():
                mark = (float(100 * end), 0.0)
                axes.plot(*mark, "o", color=color)
                axes.annotate(text, mark, xytext=(0, 6), textcoords="offset points", ha="right")
        axes.set_xlabel(words["reduction"])
        axes.set_ylabel(words["net"])
        signs(axes.xaxis, lang)
        signs(axes.yaxis, lang)
        key(canvas, axes)

    def money(value: Fraction) -> str:
        return figure(fixed_text(value, 2), "SEK", lang)

    def row(at: Fraction) -> tuple[str, ...]:
        even = joined["and"].join(name for name, ends in zip(names, marks, strict=True) if at in ends) or "–"
        return (said.get(at) or reduction_text(at, lang), *(money(plan.net(purse, at)) for purse in purses), even)

    alt = wording(lang)["plot_alt"]["self_financing"].format(
        low=reduction_text(x[0], lang),
        high=reduction_text(most, lang),
        answers=" ".join(answer.text(lang) for answer in answers),
    )
    return Plot(
        lang=lang,
        title=title,
        svg=drawn(paint, title=title, height=_HEIGHT),
        alt=alt,
        columns=(words["reduction"], *names, words["breaks_even"]),
        rows=tuple(map(row, x)),
    )


def _break_evens(plan: Plan, answer: SelfFinancing, most: Fraction, lang: Language) -> dict[Fraction, str]:
    """The reductions up to the highest at which the net passes zero, in order, and how each is shown.

    The ends of the range are none by themselves.
    """
    shown: dict[Fraction, str] = {}
    for one in answer.surplus:
        first, last = stretch_text(one, lang)
        shown = {one.last: last, **shown, one.first: first}
    return {end: shown[end] for end in sorted(shown) if 0 < end <= most and not plan.net(answer.purse, end)}
