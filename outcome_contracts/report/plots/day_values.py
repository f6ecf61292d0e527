"""The price of a day: through the years as steps, and part by part as a waterfall."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.decimals import fixed_text
from outcome_contracts.notices import Findings, Language, UsageError
from outcome_contracts.notices.units import counted_in
from outcome_contracts.period import Period, month_text
from outcome_contracts.report.figures import figure
from outcome_contracts.report.plots.bars import Bar, bar_chart
from outcome_contracts.report.plots.drawing import EXPECTED, OBSERVED, OTHERS, drawn, key, label, month_axis, signs
from outcome_contracts.report.plots.plot import Plot
from outcome_contracts.report.wording import wording

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from outcome_contracts.valuation import Component, DayValueSchedule

_HEIGHT = 3.0
_UNIT = "SEK/day"
_LINES = ((OBSERVED, "-"), (EXPECTED, "--"), (OTHERS, "-."))


def day_value_steps(schedules: Mapping[str, DayValueSchedule], period: Period, lang: Language) -> Plot:
    """The value of a day in each month, one line of steps per schedule; up to three, all of one basis.

    schedules: by the name they have in the picture. Raises UsageError: OC-B133 for none or too many, OC-W040 for
    different bases, OC-W042 for months without a value, OC-U001, OC-U004.
    """
    from outcome_contracts.valuation.day_value import require_one_basis

    words, findings = wording(lang)["plot"], Findings()
    if not 0 < len(schedules) <= len(_LINES):
        findings.add("OC-B133", plot="day_value_steps", count=len(schedules))
    findings.refuse(UsageError)
    require_one_basis(tuple(schedule.basis for schedule in schedules.values()))
    values = {name: [row.value.value for row in schedule.over(period)] for name, schedule in schedules.items()}

    def written(value: Fraction) -> str:
        return figure(fixed_text(value, 0), _UNIT, lang)

    def paint(canvas: Figure) -> None:
        axes = canvas.subplots()
        for (name, line), (color, style) in zip(values.items(), _LINES, strict=False):
            edges = [month - 0.5 for month in period] + [period.last + 0.5]
            axes.stairs([float(value) for value in line], edges, baseline=None, color=color, linestyle=style,
                        linewidth=1.6, label=label(name, lines=2))  # fmt: skip
        axes.set_ylim(bottom=0)
        month_axis(axes, period)
        axes.set_ylabel(counted_in(_UNIT, lang))
        signs(axes.yaxis, lang)
        key(canvas, axes)

    said = [
        wording(lang)["plot_alt"]["day_value_line"].format(
            name=name, first=written(line[0]), low=written(min(line)), high=written(max(line)), last=written(line[-1])
        )
        for name, line in values.items()
    ]
    title = words["day_value_steps"]
    changes = [
        place
        for place in range(len(period))
        if not place or any(line[place] != line[place - 1] for line in values.values())
    ]
    months = period.months
    return Plot(
        lang=lang,
        title=title,
        svg=drawn(paint, title=title, height=_HEIGHT),
        alt=wording(lang)["plot_alt"]["day_value_steps"].format(period=str(period), lines=" ".join(said)),
        columns=(words["from_month"], *values),
        rows=tuple(
            (month_text(months[place]), *(written(line[place]) for line in values.values())) for place in changes
        ),
    )


def day_value_waterfall(parts: tuple[Component, ...], lang: Language) -> Plot:
    """What the value of a day is made of, each part beginning where the one before ended.

    parts: as `BandCosts.parts` gives them. Raises UsageError: OC-B133 for none, OC-U001, OC-U004.
    """
    words, names, findings = wording(lang)["plot"], wording(lang)["day_value_part"], Findings()
    if not parts:
        findings.add("OC-B133", plot="day_value_waterfall", count=0)
    findings.refuse(UsageError)

    def written(value: Fraction) -> str:
        return figure(fixed_text(value, 0), _UNIT, lang)

    level, bars = Fraction(0), list[Bar]()
    for part in parts:
        bars.append(Bar(names[part.name], float(part.value), written(part.value), float(level)))
        level += part.value
    bars.append(Bar(words["day_value"], float(level), written(level), kind="own"))
    largest = max(parts, key=lambda part: part.value)
    title = words["day_value_waterfall"]
    return Plot(
        lang=lang,
        title=title,
        svg=bar_chart(bars, lang, title=title, axis=counted_in(_UNIT, lang)),
        alt=wording(lang)["plot_alt"]["day_value_waterfall"].format(
            total=written(level), count=len(parts), name=names[largest.name], value=written(largest.value)
        ),
        columns=(words["part"], words["day_value"]),
        rows=(*((names[part.name], written(part.value)) for part in parts), (words["day_value"], written(level))),
    )
