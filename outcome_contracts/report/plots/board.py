"""Plots for an HR board: use of an assistance programme, who funds a project, and what of a budget is known."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.decimals import fixed_text
from outcome_contracts.notices import Findings, Language, UsageError
from outcome_contracts.notices.units import counted_in
from outcome_contracts.report.figures import HARD_BLANK, figure, number, percent
from outcome_contracts.report.plots.drawing import EXPECTED, OBSERVED, OTHERS, SHADE, drawn, key, label, signs
from outcome_contracts.report.plots.plot import Plot
from outcome_contracts.report.wording import wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from outcome_contracts.valuation.health_economics import AssistanceTable, Budget, BudgetLine, Connection, Funding

_HEIGHT, _ROW, _FRAME = 3.6, 0.32, 1.0
_POINTS = 200
_MILLION = 1_000_000


def assistance_scatter(table: AssistanceTable, connection: Connection, lang: Language) -> Plot:
    """Cost per case by use: each unit, the curve of everybody connected, and where it meets the volunteers' cost.

    Raises UsageError: OC-B133 where no unit has a case, OC-U001, OC-U004.
    """
    words, findings = wording(lang)["board_plot"], Findings()
    used = [row for row in table.rows if row.cost_per_case is not None]
    meeting, pooled = connection.use_of_same_cost_per_case, table.all_units.cost_per_case
    if not used or meeting is None or pooled is None:
        findings.add("OC-B133", plot="assistance", count=0)
        raise UsageError(findings)

    def paint(canvas: Figure) -> None:
        axes = canvas.subplots()
        most = max(row.search_frequency for row in used) * Fraction(11, 10)
        uses = [most * place / _POINTS for place in range(_POINTS // 12, _POINTS + 1)]
        axes.plot(
            [100 * float(use) for use in uses], [float(connection.cost_per_case(use)) for use in uses],
            color=EXPECTED, label=words["everybody"],
        )  # fmt: skip
        axes.axhline(float(pooled), color=OTHERS, linestyle="--", linewidth=1, label=words["volunteers"])
        axes.axvline(100 * float(meeting), color=OBSERVED, linestyle=":", linewidth=1, label=words["meeting"])
        # Every second name stands higher, so that neighbours do not cover each other.
        for place, row in enumerate(sorted(used, key=lambda row: row.search_frequency)):
            at, name = (100 * float(row.search_frequency), float(row.cost_per_case or 0)), label(row.unit, lines=1)
            axes.plot(*at, "o", color=OBSERVED, markersize=5, markerfacecolor="white", label=words["unit_mark"])
            axes.annotate(name, at, xytext=(5, 13 if place % 2 else 4), textcoords="offset points", fontsize=7)
        axes.set_ylim(bottom=0)
        axes.set_xlim(left=0)
        axes.set_xlabel(words["use"])
        axes.set_ylabel(f"{words['cost_per_case']}, {counted_in('SEK', lang)}")
        signs(axes.xaxis, lang)
        signs(axes.yaxis, lang)
        key(canvas, axes)

    rows = [
        (row.unit or words["all_units"], number(str(row.heads), lang), number(str(row.cases), lang),
         percent(row.search_frequency, 2, lang), _sek(row.cost, lang),
         "–" if row.cost_per_case is None else _sek(row.cost_per_case, lang, digits=2))
        for row in (*table.rows, table.all_units)
    ]  # fmt: skip
    alt = words["assistance_alt"].format(
        count=len(used), pooled=_sek(pooled, lang, digits=2), use=percent(meeting, 2, lang),
        heads=number(str(connection.heads), lang), cases=number(str(connection.cases_of_same_cost_per_case), lang),
    )  # fmt: skip
    columns = ("unit", "heads", "cases", "use", "cost", "cost_per_case")
    svg = drawn(paint, title=words["assistance"], height=_HEIGHT)
    return Plot(lang, words["assistance"], svg, alt, tuple(words[one] for one in columns), tuple(rows))


def funding_stack(funding: Funding, lang: Language) -> Plot:
    """What each funder brings and what each cost takes, in cash and in kind; parts without an amount stand as a text.

    Raises UsageError: OC-U001, OC-U004.
    """
    from outcome_contracts.valuation.health_economics import Resource

    words, kinds = wording(lang)["board_plot"], wording(lang)["resource"]
    sides = ((words["funders"], funding.funders), (words["costs"], funding.costs))
    unknown = (funding.funded.unknown, funding.cost.unknown)

    def paint(canvas: Figure) -> None:
        axes = canvas.subplots()
        for place, (_, parts) in enumerate(sides):
            left = 0.0
            for part in sorted(parts, key=lambda part: part.kind is Resource.IN_KIND):
                if part.amount is None:
                    continue
                width, in_kind = float(part.amount) / 1000, part.kind is Resource.IN_KIND
                axes.barh(
                    place, width, left=left, height=0.6, facecolor="white" if in_kind else EXPECTED, edgecolor=OBSERVED,
                    hatch="////" if in_kind else "", linewidth=0.6, label=kinds[part.kind.value],
                )  # fmt: skip
                left += width
            if count := unknown[place]:
                said = words["and_unknown_one" if count == 1 else "and_unknown_many"].format(count=count)
                axes.annotate(said, (left, place), xytext=(5, 0), textcoords="offset points", va="center", fontsize=7)
        axes.set_yticks(range(len(sides)), [name for name, _ in sides])
        axes.set_ylim(1.6, -0.6)
        axes.margins(x=0.15 if any(unknown) else 0.05)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel(f"1{HARD_BLANK}000 {counted_in('SEK', lang)}")
        signs(axes.xaxis, lang)
        key(canvas, axes)

    rows = [
        (side, part.label.text(lang), kinds[part.kind.value], words["unknown"] if part.amount is None
         else _sek(part.amount, lang))
        for side, parts in sides for part in parts
    ]  # fmt: skip
    share = funding.share_of(Resource.IN_KIND)
    alt = words["funding_alt"].format(
        funded=funding.funded.text(lang), cost=funding.cost.text(lang), cash=funding.of(Resource.CASH).text(lang),
        in_kind=funding.of(Resource.IN_KIND).text(lang),
        share=words["unknown"] if share is None else percent(share, 2, lang),
    )  # fmt: skip
    svg = drawn(paint, title=words["funding"], height=2.2)
    return Plot(
        lang, words["funding"], svg, alt, (words["side"], words["part"], words["kind"], words["amount"]), tuple(rows)
    )


def budget_tree(found: Budget, lang: Language) -> Plot:
    """Every post of a budget in its place; a post without an amount is a hatched bar of what it can be at most.

    Raises UsageError: OC-U001, OC-U004.
    """
    words = wording(lang)["board_plot"]

    def paint(canvas: Figure) -> None:
        axes = canvas.subplots()
        for place, line in enumerate(found.lines):
            _paint_post(axes, place, line, words)
        names = [
            "   " * (len(line.path) - 1) + label(line.post.label.text(lang), lines=1, line=44) for line in found.lines
        ]
        axes.set_yticks(range(len(found.lines)), names)
        axes.tick_params(axis="y", pad=230)
        for tick in axes.get_yticklabels():
            tick.set_horizontalalignment("left")
        axes.set_ylim(len(found.lines) - 0.4, -0.6)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel(words["million"])
        signs(axes.xaxis, lang)
        key(canvas, axes)

    rows = [
        (" › ".join(line.path), line.post.label.text(lang), line.post.sum.text(lang),
         "–" if line.at_most is None else _sek(line.at_most, lang))
        for line in found.lines
    ]  # fmt: skip
    alt = words["budget_alt"].format(
        sum=found.top.sum.text(lang), count=len(found.lines), unknown=len(found.unknown)
    )  # fmt: skip
    columns = (words["path"], words["part"], words["amount"], words["at_most"])
    svg = drawn(paint, title=words["budget"], height=_FRAME + _ROW * len(found.lines))
    return Plot(lang, words["budget"], svg, alt, columns, tuple(rows))


def _paint_post(axes: Axes, place: int, line: BudgetLine, words: Mapping[str, str]) -> None:
    known = line.post.sum
    sure = float(known.known) / _MILLION
    if known.known or not known.unknown:
        axes.barh(place, sure, height=0.6, color=EXPECTED, label=words["known"])
    if line.at_most is not None:
        axes.barh(
            place, float(line.at_most) / _MILLION - sure, left=sure, height=0.6, facecolor=SHADE, edgecolor=OTHERS,
            hatch="////", label=words["unknown_at_most"],
        )  # fmt: skip
    elif known.unknown:
        axes.annotate(words["unknown"], (sure, place), xytext=(3, 0), textcoords="offset points", va="center",
                      fontsize=7)  # fmt: skip


def _sek(amount: Fraction, lang: Language, *, digits: int = 0) -> str:
    return figure(fixed_text(amount, digits), "SEK", lang)
