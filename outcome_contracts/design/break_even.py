"""Break-even: how large a reduction pays an investment back, and what a reduction saves.

    saving(r)  = r × annual cost × effect-years
    break-even = investment / (annual cost × effect-years)

With a horizon of T months and an effect that grows linearly from nothing over the first m of them, the full
effect is felt for T − m/2 months; if it has not grown to the full when the horizon ends (m > T), for
T²/(2m). Twelve months of ramp-up in three years cost a sixth of the saving. Everything is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from outcome_contracts.decimals import fixed_text, steps_text
from outcome_contracts.notices import Findings, Language, UsageError
from outcome_contracts.notices.signs import number
from outcome_contracts.valuation.arguments import AT_MOST_ONE, NOT_NEGATIVE, POSITIVE, Exact, read_number

_SENTENCES: dict[Language, dict[str, str]] = {
    "en": {
        "some": "The investment of {investment} SEK is paid back {span} if the cost falls by {percent} %.",
        "none": "No reduction pays back the investment of {investment} SEK {span}.",
        "span": "within {months} months",
        "ramp": " (with {ramp} months of ramp-up)",
    },
    "sv": {
        "some": "Investeringen på {investment} kr betalar sig {span} om kostnaden minskar med {percent} %.",
        "none": "Ingen minskning betalar tillbaka investeringen på {investment} kr {span}.",
        "span": "på {months} månader",
        "ramp": " (med {ramp} månaders upptrappning)",
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
        """The answer as one sentence."""
        words = _SENTENCES[lang]
        span = words["span"].format(months=_months(12 * self.years, lang))
        if self.ramp_up_months:
            span += words["ramp"].format(ramp=_months(self.ramp_up_months, lang))
        return words["none" if self.reduction is None else "some"].format(
            investment=number(fixed_text(self.investment, 0), lang),
            span=span,
            percent=number(fixed_text(100 * (self.reduction or Fraction(0)), 2), lang),
        )


def break_even(investment: Exact, *, annual_cost: Exact, years: Exact, ramp_up_months: Exact = 0) -> BreakEven:
    """The reduction at which the saving equals the investment.

    investment, annual_cost: SEK, the latter what the absence costs in a year without the project.
    years: how long the effect is counted. ramp_up_months: how long it takes to grow to the full.
    Raises UsageError with every finding: OC-U005 floats, OC-U006 no numbers, OC-W002 out of range.
    """
    findings = Findings()
    invested = read_number(investment, "investment", POSITIVE, findings)
    cost, span, ramp = _horizon(annual_cost, years, ramp_up_months, findings)
    findings.refuse(UsageError)
    reduction = invested / (cost * _effect_years(span, ramp))
    return BreakEven(invested, cost, span, ramp, reduction if reduction <= 1 else None)


def saving(reduction: Exact, *, annual_cost: Exact, years: Exact, ramp_up_months: Exact = 0) -> Fraction:
    """SEK saved when the annual cost falls by a share, which is negative where it rises.

    The other arguments and what is raised: as for `break_even`; a reduction is at most 1.
    """
    findings = Findings()
    share = read_number(reduction, "reduction", AT_MOST_ONE, findings)
    cost, span, ramp = _horizon(annual_cost, years, ramp_up_months, findings)
    findings.refuse(UsageError)
    return share * cost * _effect_years(span, ramp)


def _effect_years(years: Fraction, ramp_up_months: Fraction) -> Fraction:
    """How many years of full effect the horizon holds."""
    months = 12 * years
    if ramp_up_months <= months:
        return (months - ramp_up_months / 2) / 12
    return months * months / (2 * ramp_up_months) / 12


def _horizon(
    annual_cost: Exact, years: Exact, ramp_up_months: Exact, findings: Findings
) -> tuple[Fraction, Fraction, Fraction]:
    """The three arguments that both questions share, with what is wrong with them recorded."""
    return (
        read_number(annual_cost, "annual_cost", POSITIVE, findings),
        read_number(years, "years", POSITIVE, findings),
        read_number(ramp_up_months, "ramp_up_months", NOT_NEGATIVE, findings),
    )


def _months(count: Fraction, lang: Language) -> str:
    """Months to two decimals, without those that are zero."""
    return number(steps_text(round(count * 100), 2), lang)
