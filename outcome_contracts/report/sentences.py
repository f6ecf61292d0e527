"""Two true sentences for every result: what was observed against what was to be expected, and how sure that is.

    days = (reference − observed) · exposure

The figures are those of the result, rounded to be read: rates to two decimals, per cent to one, net days to whole
ones; what would come out as nothing keeps its first digit, so that a sentence and its figures cannot disagree. An
interval is no statement about where the truth probably lies, so none is made: it is said how often intervals that
are made this way cover the truth, and that only when their assumptions hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from outcome_contracts.decimals import exact_text, fixed_text
from outcome_contracts.notices import Findings, Language, Notice, UsageError
from outcome_contracts.notices.signs import number
from outcome_contracts.period import Period
from outcome_contracts.report.figures import figure, readable, readable_percent, signed_percent
from outcome_contracts.report.wording import Words, wording

if TYPE_CHECKING:
    from outcome_contracts.baseline.counterfactual import Counterfactual
    from outcome_contracts.baseline.rates import Denominator
    from outcome_contracts.settlement.payout import FlowPayout, PayoutDistribution
    from outcome_contracts.settlement.statement import Statement

Sentences = tuple[str, str]

_RATE_DIGITS = 2
_HALF_DAY = Fraction(1, 2)


def effect_sentences(found: Counterfactual, lang: Language, *, exposure: Fraction) -> Sentences:
    """The two sentences of a counterfactual.

    exposure: years by its denominator in the months that count (`baseline.exposure`).
    Raises UsageError: OC-U001 for a language that is not spoken here, OC-B091 for an exposure that is not above zero.
    """
    findings = Findings()
    if exposure <= 0:
        findings.add("OC-B091", argument="exposure", count=1, allowed="0 < x < ∞")
    findings.refuse(UsageError)
    return _sentences(found.to_dict(), exposure, lang)


def statement_sentences(statement: Statement, lang: Language) -> Sentences | None:
    """The two sentences of a statement's reference, from the statement alone; None where it has none."""
    found = statement.counterfactual
    return None if found is None else _sentences(found, _exposure(statement, found), lang)


def payout_sentences(statement: Statement, found: PayoutDistribution, lang: Language) -> Sentences:
    """The two sentences of how uncertain an amount is, all flows in each.

    Raises UsageError (OC-S044) for the distribution of another statement.
    """
    if found.statement != statement.digest:
        facts = (("found", found.statement[:19]), ("shown", statement.digest[:19]))
        raise UsageError([Notice("OC-S044", facts=facts)])
    words = wording(lang)["sentence"]
    parties = {party.id: str(getattr(party.name, lang)) for party in statement.contract.parties}
    ways = {flow.id: f"{parties[flow.payer]} → {parties[flow.payee]}" for flow in statement.contract.transfers}
    amounts = [_flow_amounts(flow, ways[flow.flow], found.currency, lang) for flow in found.flows]
    chances = [_flow_chances(flow, ways[flow.flow], found.currency, lang) for flow in found.flows]
    return words["payout"].format(flows="; ".join(amounts)), words["chance"].format(flows=", ".join(chances))


def _sentences(found: Mapping[str, object], exposure: Fraction, lang: Language) -> Sentences:
    words = wording(lang)
    return _what(found, exposure, words, lang), _how_sure(found, words["sentence"], lang)


def _what(found: Mapping[str, object], exposure: Fraction, words: Words, lang: Language) -> str:
    """What was observed, what was to be expected, by how much they differ."""
    own, reference = words["sentence"], cast("Mapping[str, str]", found["reference"])
    observed, expected = Fraction(str(found["observed"])), Fraction(reference["point"])
    effect = Fraction(cast("Mapping[str, str]", found["effect"])["point"])
    form = "as_expected" if observed == expected else "observed"
    return own[form].format(
        when=own["counted_months" if found.get("left_out") else "whole_period"].format(
            period=found["measurement_period"]
        ),
        observed=readable(observed, _RATE_DIGITS, lang),
        rate=own[str(found["denominator"])],
        expected=readable(expected, _RATE_DIGITS, lang),
        effect=own["more" if effect > 0 else "fewer"].format(percent=readable_percent(abs(effect), lang)),
        days=_days(abs(expected - observed) * exposure, own, lang),
    )


def _how_sure(found: Mapping[str, object], own: Mapping[str, str], lang: Language) -> str:
    """The interval and what it is worth, or that there is none."""
    effect = cast("Mapping[str, str | None]", found["effect"])
    if effect["low"] is None or effect["high"] is None:
        return own["no_interval"]
    low, high = Fraction(effect["low"]), Fraction(effect["high"])
    form = "contains_zero" if low <= 0 <= high else "excludes_zero"
    digits = max(2, len(str(found["confidence"]).partition(".")[2].rstrip("0")))
    return own[form if found["grade"] == "settlement" else f"part_{form}"].format(
        low=signed_percent(low, lang),
        high=signed_percent(high, lang),
        times=number(exact_text(Fraction(str(found["confidence"])) * 10**digits), lang),
        of=number(str(10**digits), lang),
    )


def _exposure(statement: Statement, found: Mapping[str, object]) -> Fraction:
    """Years of the months that count, from the panel and the plan that the statement holds."""
    from outcome_contracts.baseline.rates import exposure
    from outcome_contracts.panel import Panel

    panel = Panel.from_dict(cast("Mapping[str, object]", statement.inputs["panel"]))
    plan = cast("Mapping[str, str]", statement.inputs["plan"])
    omitted = {month for span in str(found.get("left_out", "")).split(", ") if span for month in Period.parse(span)}
    months = [month for month in Period.parse(str(found["measurement_period"])) if month not in omitted]
    denominator = cast("Denominator", found["denominator"])
    return exposure(panel, months, denominator=denominator, year_days=plan["year_days"])


def _flow_amounts(flow: FlowPayout, direction: str, currency: str, lang: Language) -> str:
    facts = {"due": flow.due, "low": Fraction(flow.low.value), "high": Fraction(flow.high.value)}
    amounts = {name: _money(value, currency, lang) for name, value in facts.items()}
    return wording(lang)["sentence"]["payout_flow"].format(direction=direction, **amounts)


def _flow_chances(flow: FlowPayout, direction: str, currency: str, lang: Language) -> str:
    own, any_payment = wording(lang)["sentence"], readable_percent(Fraction(flow.any_payment.value), lang)
    if flow.largest is None or flow.full_payment is None:
        return own["chance_flow"].format(any=any_payment, direction=direction)
    full, largest = readable_percent(Fraction(flow.full_payment.value), lang), _money(flow.largest, currency, lang)
    return own["chance_full"].format(any=any_payment, direction=direction, full=full, largest=largest)


def _days(days: Fraction, own: Mapping[str, str], lang: Language) -> str:
    """Whole net days, and less than half a one in words."""
    text = fixed_text(days, 0)
    kind = "none" if days < _HALF_DAY else "one" if text == "1" else "many"
    return own[f"days_{kind}"].format(days=number(text, lang))


def _money(amount: Fraction, currency: str, lang: Language) -> str:
    return figure(fixed_text(amount, 2), currency, lang)
