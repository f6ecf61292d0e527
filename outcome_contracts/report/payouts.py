"""How uncertain the amount is, in plain words: the interval of the payment, never without that of the effect.

It stands beside a statement and is no part of it: the amount due and the statement's digest are the same without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.decimals import exact_text, fixed_text
from outcome_contracts.notices import Language
from outcome_contracts.report.figures import figure, percent
from outcome_contracts.report.sentences import payout_sentences
from outcome_contracts.report.wording import wording

if TYPE_CHECKING:
    from outcome_contracts.settlement.payout import FlowPayout, PayoutDistribution
    from outcome_contracts.settlement.simulated import Simulated
    from outcome_contracts.settlement.statement import Statement

_SHARE_DIGITS = 1
_EFFECT_DIGITS = 2
_ORE_DIGITS = 2


def payout_paragraphs(statement: Statement, found: PayoutDistribution | None, lang: Language) -> tuple[str, ...]:
    """The paragraphs of the section, or none where no distribution is given.

    Raises UsageError (OC-S044) for the distribution of another statement.
    """
    if found is None:
        return ()
    return (*payout_sentences(statement, found, lang), *_paragraphs(statement, found, lang))


def _paragraphs(statement: Statement, found: PayoutDistribution, lang: Language) -> Iterator[str]:
    words = wording(lang)["payout"]
    ends = {"effect": found.effect, "low": found.effect_low, "high": found.effect_high}
    yield words["lead"]
    yield words["effect"].format(**{name: _percent(end, _EFFECT_DIGITS, lang) for name, end in ends.items()})
    if found.target is not None and found.on_target is not None:
        target = figure(exact_text(found.target * 100), "%", lang)
        yield words["target"].format(target=target, share=_chance(found.on_target, words, lang))
    parties = {party.id: str(getattr(party.name, lang)) for party in statement.contract.parties}
    directions = {flow.id: f"{parties[flow.payer]} → {parties[flow.payee]}" for flow in statement.contract.transfers}
    for flow in found.flows:
        yield _flow(flow, directions[flow.flow], found.currency, lang)
    yield from (notice.text(lang) for notice in found.notices)
    yield words["made"].format(
        draws=figure(str(found.draws), "ratio", lang), generator=found.generator, seed=found.seed
    )


def _flow(flow: FlowPayout, direction: str, currency: str, lang: Language) -> str:
    """One flow: what is due, its quantiles and mean, and how probable any and the full payment are."""
    words = wording(lang)["payout"]
    numbers = {"low": flow.low, "median": flow.median, "high": flow.high, "mean": flow.mean}
    facts = {name: _amount(value, currency, words, lang) for name, value in numbers.items()}
    due = figure(fixed_text(flow.due, _ORE_DIGITS), currency, lang)
    paragraph = words["flow"].format(direction=direction, due=due, any=_chance(flow.any_payment, words, lang), **facts)
    if flow.largest is None or flow.full_payment is None:
        return f"{paragraph} {words['unbounded']}"
    largest = figure(fixed_text(flow.largest, _ORE_DIGITS), currency, lang)
    return f"{paragraph} {words['full'].format(largest=largest, full=_chance(flow.full_payment, words, lang))}"


def _amount(found: Simulated, currency: str, words: Mapping[str, str], lang: Language) -> str:
    value, error = (fixed_text(Fraction(one), _ORE_DIGITS) for one in (found.value, found.error))
    return words["with_error"].format(value=figure(value, currency, lang), error=figure(error, "ratio", lang))


def _chance(found: Simulated, words: Mapping[str, str], lang: Language) -> str:
    error = figure(fixed_text(Fraction(found.error) * 100, _SHARE_DIGITS), "ratio", lang)
    return words["with_error"].format(value=_percent(found.value, _SHARE_DIGITS, lang), error=error)


def _percent(share: float, digits: int, lang: Language) -> str:
    return percent(Fraction(share), digits, lang)
