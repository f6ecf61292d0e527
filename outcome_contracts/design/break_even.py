"""Break-even: how large a reduction pays an investment back, and what a reduction saves.

    saving(r)  = r × annual cost × effect-years
    break-even = investment / (annual cost × effect-years)

With a horizon of T months and an effect that grows linearly from nothing over the first m of them, the full
effect is felt for T − m/2 months; if it has not grown to the full when the horizon ends (m > T), for
T²/(2m). Twelve months of ramp-up in three years cost a sixth of the saving. Everything is exact, and nothing is
discounted: parties, fees, rates and what a value is worth to whom are asked of a plan (`design.self_financing`).

A target is not a break-even. Where both are published, `BreakEven.against` says how they go together: the margin that
the target leaves, and the cost base on which the target itself would be the break-even.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from outcome_contracts.decimals import exact_text, fixed_text, steps_text
from outcome_contracts.design.horizon import MONTHS_OF_A_YEAR, effect_by
from outcome_contracts.design.paying_side import at_least_percent
from outcome_contracts.notices import Findings, Language, UsageError
from outcome_contracts.notices.signs import number
from outcome_contracts.valuation.arguments import AT_MOST_ONE, NOT_NEGATIVE, POSITIVE, Exact, Limits, read_number

_TARGET = Limits("> 0, ≤ 1", lambda number: 0 < number <= 1)
_SENTENCES: dict[Language, dict[str, str]] = {
    "en": {
        "some": "The investment of {investment} SEK is paid back {span} if the cost falls by at least {percent} %.",
        "none": "No reduction pays back the investment of {investment} SEK {span}.",
        "span": "within {months} months",
        "span_of_one": "within 1 month",
        "ramp": " (with {months} months of ramp-up)",
        "ramp_of_one": " (with 1 month of ramp-up)",
        "margin": ", a margin of {points} percentage points",
        "target": " The target of {target} saves {saving} SEK: {surplus} SEK {side} the investment{margin}."
        " {target} would itself be the break-even if the cost were {needed} SEK a year.",
        "above": "above",
        "below": "below",
    },
    "sv": {
        "some": "Investeringen på {investment} kr betalar sig {span} om kostnaden minskar med minst {percent} %.",
        "none": "Ingen minskning betalar tillbaka investeringen på {investment} kr {span}.",
        "span": "på {months} månader",
        "span_of_one": "på 1 månad",
        "ramp": " (med {months} månaders upptrappning)",
        "ramp_of_one": " (med 1 månads upptrappning)",
        "margin": ", en marginal på {points} procentenheter",
        "target": " Målet {target} sparar {saving} kr: {surplus} kr {side} investeringen{margin}."
        " {target} vore självt gränsen om kostnaden vore {needed} kr per år.",
        "above": "över",
        "below": "under",
    },
}


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The answer with what it was asked of; amounts in SEK, years and ramp-up as given.

    reduction: the share of the annual cost that must disappear, or None where even all of it is not enough.
    """

    investment: Fraction
    annual_cost: Fraction
    years: Fraction
    ramp_up_months: Fraction
    reduction: Fraction | None

    def text(self, lang: Language) -> str:
        """The answer as one sentence; the reduction that it shows does pay back (`paying_side`)."""
        words = _SENTENCES[lang]
        span = _months("span", MONTHS_OF_A_YEAR * self.years, lang)
        if self.ramp_up_months:
            span += _months("ramp", self.ramp_up_months, lang)
        return words["none" if self.reduction is None else "some"].format(
            investment=number(fixed_text(self.investment, 0), lang),
            span=span,
            percent=at_least_percent(self.reduction or Fraction(0), lang),
        )

    def to_dict(self) -> dict[str, object]:
        """The answer as plain data for canonical JSON; exact, without loss."""
        return {
            "investment": exact_text(self.investment),
            "annual_cost": exact_text(self.annual_cost),
            "years": exact_text(self.years),
            "ramp_up_months": exact_text(self.ramp_up_months),
            "reduction": None if self.reduction is None else exact_text(self.reduction),
        }

    def against(self, target: Exact) -> TargetMargin:
        """What a target, `"12 %"`, gives on the same figures, beside their break-even.

        Raises UsageError: OC-U005, OC-U006, OC-W002 for a target that is not above 0 and at most 1.
        """
        findings = Findings()
        share = read_number(target, "target", _TARGET, findings)
        findings.refuse(UsageError)
        return _margin(self, share)


@dataclass(frozen=True, slots=True)
class TargetMargin:
    """A target beside the break-even of the same figures.

    target: share of the annual cost. saving: SEK at the target; surplus: that less the investment. margin: target less
    break-even, as a share; None where no reduction breaks even. cost_needed: SEK a year on which the target itself
    would break even.
    """

    asked: BreakEven
    target: Fraction
    saving: Fraction
    surplus: Fraction
    margin: Fraction | None
    cost_needed: Fraction

    def text(self, lang: Language) -> str:
        """Both figures in two or three sentences. The saving and what it leaves are rounded down to the krona."""
        words = _SENTENCES[lang]
        points = None if self.margin is None else number(fixed_text(100 * self.margin, 2), lang)
        return self.asked.text(lang) + words["target"].format(
            target=f"{number(steps_text(round(self.target * 10_000), 2), lang)} %",
            saving=number(str(math.floor(self.saving)), lang),
            surplus=number(str(abs(math.floor(self.surplus))), lang),
            side=words["above" if self.surplus >= 0 else "below"],
            margin="" if points is None else words["margin"].format(points=points),
            needed=number(fixed_text(self.cost_needed, 0), lang),
        )

    def to_dict(self) -> dict[str, object]:
        """Both figures as plain data for canonical JSON; exact, without loss."""
        return self.asked.to_dict() | {
            "target": exact_text(self.target),
            "saving": exact_text(self.saving),
            "surplus": exact_text(self.surplus),
            "margin": None if self.margin is None else exact_text(self.margin),
            "cost_needed": exact_text(self.cost_needed),
        }


def break_even(investment: Exact, *, annual_cost: Exact, years: Exact, ramp_up_months: Exact = 0) -> BreakEven:
    """The reduction at which the saving equals the investment.

    investment, annual_cost: SEK, the latter what the absence costs in a year without the project.
    years: how long the effect is counted. ramp_up_months: how long it takes to grow to the full.
    Raises UsageError with every finding: OC-U005 floats, OC-U006 no numbers, OC-W002 out of range.
    """
    findings = Findings()
    found = _asked(investment, annual_cost, years, ramp_up_months, findings)
    findings.refuse(UsageError)
    return found


def target_margin(
    target: Exact, *, investment: Exact, annual_cost: Exact, years: Exact, ramp_up_months: Exact = 0
) -> TargetMargin:
    """A target, `"12 %"`, beside the break-even of the figures: `break_even(...).against(target)` in one pass.

    Raises UsageError with every finding of both.
    """
    findings = Findings()
    found = _asked(investment, annual_cost, years, ramp_up_months, findings)
    share = read_number(target, "target", _TARGET, findings)
    findings.refuse(UsageError)
    return _margin(found, share)


def saving(reduction: Exact, *, annual_cost: Exact, years: Exact, ramp_up_months: Exact = 0) -> Fraction:
    """SEK saved when the annual cost falls by a share, which is negative where it rises.

    The other arguments and what is raised: as for `break_even`; a reduction is at most 1.
    """
    findings = Findings()
    share = read_number(reduction, "reduction", AT_MOST_ONE, findings)
    cost, span, ramp = _horizon(annual_cost, years, ramp_up_months, findings)
    findings.refuse(UsageError)
    return share * cost * _effect_years(span, ramp)


def cost_needed(investment: Exact, *, reduction: Exact, years: Exact, ramp_up_months: Exact = 0) -> Fraction:
    """SEK a year that absence must cost for a reduction to pay the investment back.

    The arguments and what is raised: as for `break_even`; a reduction is above 0 and at most 1.
    """
    findings = Findings()
    invested = read_number(investment, "investment", POSITIVE, findings)
    share = read_number(reduction, "reduction", _TARGET, findings)
    _, span, ramp = _horizon(1, years, ramp_up_months, findings)
    findings.refuse(UsageError)
    return invested / (share * _effect_years(span, ramp))


def _asked(investment: Exact, annual_cost: Exact, years: Exact, ramp_up_months: Exact, findings: Findings) -> BreakEven:
    """The break-even, with what is wrong with its arguments recorded."""
    invested = read_number(investment, "investment", POSITIVE, findings)
    cost, span, ramp = _horizon(annual_cost, years, ramp_up_months, findings)
    reduction = invested / (cost * _effect_years(span, ramp))
    return BreakEven(invested, cost, span, ramp, reduction if reduction <= 1 else None)


def _margin(found: BreakEven, target: Fraction) -> TargetMargin:
    """A target beside a break-even."""
    span = _effect_years(found.years, found.ramp_up_months)
    saved = target * found.annual_cost * span
    margin = None if found.reduction is None else target - found.reduction
    return TargetMargin(found, target, saved, saved - found.investment, margin, found.investment / (target * span))


def _effect_years(years: Fraction, ramp_up_months: Fraction) -> Fraction:
    """How many years of full effect the horizon holds."""
    return effect_by(MONTHS_OF_A_YEAR * years, ramp_up_months) / MONTHS_OF_A_YEAR


def _horizon(
    annual_cost: Exact, years: Exact, ramp_up_months: Exact, findings: Findings
) -> tuple[Fraction, Fraction, Fraction]:
    """The three arguments that both questions share, with what is wrong with them recorded."""
    return (
        read_number(annual_cost, "annual_cost", POSITIVE, findings),
        read_number(years, "years", POSITIVE, findings),
        read_number(ramp_up_months, "ramp_up_months", NOT_NEGATIVE, findings),
    )


def _months(sentence: str, count: Fraction, lang: Language) -> str:
    """A part of a sentence with its months to two decimals, without those that are zero."""
    words = _SENTENCES[lang]
    if count == 1:
        return words[f"{sentence}_of_one"]
    return words[sentence].format(months=number(steps_text(round(count * 100), 2), lang))
