"""Plots of what an analysis costs: a dispute cause by cause, the options for events, what chance alone passes."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, get_args

from outcome_contracts.baseline.counterfactual import quantised
from outcome_contracts.decimals import fixed_text
from outcome_contracts.notices import Findings, Language, UsageError
from outcome_contracts.notices.signs import number
from outcome_contracts.notices.units import counted_in
from outcome_contracts.report.figures import figure, readable_percent
from outcome_contracts.report.plots.bars import Bar, bar_chart
from outcome_contracts.report.plots.plot import Plot
from outcome_contracts.report.wording import wording

if TYPE_CHECKING:
    from outcome_contracts.baseline.disputes.dispute import Attribution
    from outcome_contracts.design.power import MinimumEffect
    from outcome_contracts.design.shock_options import ShockOption, ShockOptions

Division = Literal["in_order", "order_free"]

_ORE, _MOST_DECIMALS = 2, 12


def attribution_waterfall(found: Attribution, lang: Language, *, division: Division, step: Fraction, unit: str) -> Plot:
    """The way from one analysis to another, cause by cause; the parts drawn sum to the difference exactly.

    division: which parts are drawn; both stand in the table. step: what parts are rounded to, 1/100 for öre. unit: of
    the quantity as a statement shows it, `SEK` or `day`.
    Raises UsageError: OC-U001 for another division or language, OC-B100 for a step that is not above zero, OC-U004.
    """
    findings, digits = Findings(), _decimals(step)
    if division not in get_args(Division):
        findings.add("OC-U001", name=str(division)[:40], known=", ".join(get_args(Division)))
    findings.refuse(UsageError)
    words, causes, parts = wording(lang)["plot"], wording(lang)["cause"], found.rounded(step)

    def written(value: Fraction) -> str:
        return figure(fixed_text(value, digits), unit, lang)

    drawn_parts = {causes[part.cause]: Fraction(getattr(part, division)) for part in parts}
    first, second = words["first_analysis"], words["second_analysis"]
    level, bars = found.first, [Bar(first, float(found.first), written(found.first), kind="point")]
    for cause, value in drawn_parts.items():
        bars.append(Bar(cause, float(value), "+" * (value > 0) + written(value), float(level)))
        level += value
    bars.append(Bar(second, float(found.second), written(found.second), kind="point"))
    quantity = wording(lang)["quantity"][found.quantity]
    rows = [(causes[part.cause], written(part.in_order), written(part.order_free)) for part in parts]
    largest = max(drawn_parts, key=lambda cause: abs(drawn_parts[cause]), default="–")
    alt = wording(lang)["plot_alt"]["waterfall"].format(
        quantity=quantity, first=written(found.first), second=written(found.second), cause=largest,
        part=written(drawn_parts.get(largest, Fraction(0))), difference=written(sum(drawn_parts.values(), Fraction(0))),
    )  # fmt: skip
    return Plot(
        lang=lang,
        title=words["waterfall"],
        svg=bar_chart(bars, lang, title=words["waterfall"], axis=f"{quantity}, {counted_in(unit, lang)}"),
        alt=alt,
        columns=(words["cause"], words["in_order"], words["order_free"]),
        rows=((first, *[written(found.first)] * 2), *rows, (second, *[written(found.second)] * 2)),
    )


def shock_payouts(found: ShockOptions, lang: Language, *, flow: str) -> Plot:
    """What one flow pays by each treatment of the events, the contract's own dark; refused ones in the table.

    Raises UsageError: OC-B133 where no option pays that flow, OC-U001, OC-U004.
    """
    words, names = wording(lang)["plot"], wording(lang)["treatment"]
    dues = {option.treatment: option.due[flow] for option in found.options if option.due and flow in option.due}
    findings = Findings()
    if not dues:
        findings.add("OC-B133", plot="options", count=0)
    findings.refuse(UsageError)

    def written(amount: Fraction) -> str:
        return figure(fixed_text(amount, _ORE), found.currency, lang)

    def named(option: ShockOption) -> str:
        name = names[option.treatment]
        return words["contracts_own"].format(name=name) if option.agreed else name

    bars, rows, texts = list[Bar](), list[tuple[str, str, str]](), wording(lang)["plot_alt"]
    for option in found.options:
        due = dues.get(option.treatment)
        if due is None:
            codes = ", ".join(dict.fromkeys(one.code for one in option.reasons if one.severity == "error"))
            rows.append((named(option), str(option.period), words["refused"].format(codes=codes)))
            continue
        bars.append(Bar(named(option), float(due), written(due), kind="own" if option.agreed else "other"))
        rows.append((named(option), str(option.period), written(due)))
    own = [option for option in found.options if option.agreed and option.treatment in dues]
    said = texts["options_none"]
    if own:
        said = texts["options_own"].format(name=names[own[0].treatment], amount=written(dues[own[0].treatment]))
    low, high = written(min(dues.values())), written(max(dues.values()))
    return Plot(
        lang=lang,
        title=words["options"],
        svg=bar_chart(bars, lang, title=words["options"], axis=counted_in(found.currency, lang)),
        alt=texts["options"].format(count=len(dues), low=low, high=high, own=said, refused=len(rows) - len(dues)),
        columns=(words["option"], words["period"], words["due"]),
        rows=tuple(rows),
    )


def minimum_effect_bars(rows: Sequence[MinimumEffect], lang: Language) -> Plot:
    """The reduction that chance alone passes, by the number of employees.

    Raises UsageError: OC-B133 for no rows, OC-U001, OC-U004.
    """
    findings = Findings()
    if not rows:
        findings.add("OC-B133", plot="minimum", count=0)
    findings.refuse(UsageError)
    words = wording(lang)["plot"]
    texts = [readable_percent(Fraction(quantised(row.reduction)), lang) for row in rows]
    sizes = [number(str(row.staff), lang) for row in rows]
    bars = [Bar(size, 100 * row.reduction, text) for row, size, text in zip(rows, sizes, texts, strict=True)]
    alt = wording(lang)["plot_alt"]["minimum"].format(
        first=texts[0], smallest=sizes[0], last=texts[-1], largest=sizes[-1]
    )
    svg = bar_chart(bars, lang, title=words["minimum"], axis=words["reduction"])
    return Plot(
        lang, words["minimum"], svg, alt, (words["staff"], words["reduction"]), tuple(zip(sizes, texts, strict=True))
    )


def _decimals(step: Fraction) -> int:
    """How many decimals a multiple of a decimal step has."""
    return len(fixed_text(step, _MOST_DECIMALS).rstrip("0").partition(".")[2])
