"""Tornado: what one figure becomes when one choice at a time is made otherwise, the widest move on top."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from outcome_contracts.decimals import fixed_text
from outcome_contracts.notices import Findings, Language, UsageError
from outcome_contracts.notices.units import counted_in
from outcome_contracts.report.figures import figure
from outcome_contracts.report.plots.bars import Bar, bar_chart
from outcome_contracts.report.plots.plot import Plot
from outcome_contracts.report.wording import wording

_DIGITS = 2


def tornado(agreed: Fraction, otherwise: Mapping[str, Fraction], lang: Language, *, unit: str) -> Plot:
    """The figure as agreed, and as each other choice would make it.

    otherwise: the figure by the name of the choice. unit: of the figure as a statement shows it, `SEK` or `day`.
    Raises UsageError: OC-B133 where there is no other choice, OC-U001, OC-U004.
    """
    words, findings = wording(lang)["plot"], Findings()
    if not otherwise:
        findings.add("OC-B133", plot="tornado", count=0)
    findings.refuse(UsageError)

    def written(value: Fraction) -> str:
        return figure(fixed_text(value, _DIGITS), unit, lang)

    moves = {name: value - agreed for name, value in otherwise.items()}
    ordered = sorted(moves, key=lambda name: (-abs(moves[name]), name))
    bars = [Bar(words["as_agreed"], float(agreed), written(agreed), kind="point")]
    bars += [
        Bar(name, float(moves[name]), _signed(written(moves[name]), moves[name]), float(agreed)) for name in ordered
    ]
    rows = [(name, written(otherwise[name]), _signed(written(moves[name]), moves[name])) for name in ordered]
    values = (agreed, *otherwise.values())
    alt = wording(lang)["plot_alt"]["tornado"].format(
        agreed=written(agreed), count=len(moves), name=ordered[0], value=written(otherwise[ordered[0]]),
        lowest=written(min(values)), highest=written(max(values)),
    )  # fmt: skip
    svg = bar_chart(bars, lang, title=words["tornado"], axis=counted_in(unit, lang))
    columns = (words["choice"], words["would_be"], words["move"])
    return Plot(lang, words["tornado"], svg, alt, columns, ((words["as_agreed"], written(agreed), "–"), *rows))


def _signed(text: str, value: Fraction) -> str:
    return "+" * (value > 0) + text
