"""The interval of the payment: what the uncertainty of the effect does to the amount that is due.

    reference_b = observed / exp(θ + SE · t_b)        amount_b = the contract's own terms at reference_b

What is due is always the amount at the point estimate. The draws say how far it could have come out otherwise, and
nothing else: their mean is no estimate of the payment, since terms with caps and edges bend it twice. All is computed
from the statement alone, so that whoever holds it can do it again; draw b takes its own words of the stream
(`baseline.counterfactual`), so that the pieces in which draws are computed cannot matter.

How quantiles and shares of draws are found stands in `settlement.simulated`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from outcome_contracts.baseline.counterfactual import quantised
from outcome_contracts.canonical import digest
from outcome_contracts.decimals import exact_text, fixed_text
from outcome_contracts.notices import Findings, Notice, UsageError
from outcome_contracts.period import Period
from outcome_contracts.settlement.amounts import (
    HALF_ORE,
    Floats,
    largest_amounts,
    other_measures,
    reference_measures,
    rounded,
    statement_amounts,
)
from outcome_contracts.settlement.reference_draws import ReferenceDraws
from outcome_contracts.settlement.settle import settle
from outcome_contracts.settlement.settled_values import read_of_earlier
from outcome_contracts.settlement.simulated import Simulated, quantile, share_of
from outcome_contracts.valuation.arguments import Exact, Limits, read_number

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.settlement.data import SettlementData
    from outcome_contracts.settlement.statement import Statement

GENERATOR = "PCG64"
LEVELS = (0.05, 0.5, 0.95)

_TARGET = Limits("> −1", lambda number: number > -1)
_TWO_AMOUNTS = 2


@dataclass(frozen=True, slots=True)
class FlowPayout:
    """One flow, in the contract's direction and currency.

    due: at the point estimate, exact; what is payable. low, median, high: 5, 50 and 95 % of the draws. mean: of the
    draws. any_payment: P(amount > 0). largest: the largest amount that the terms give at any effect, None where it
    keeps growing; full_payment: P(that amount), None with it.
    """

    flow: str
    due: Fraction
    low: Simulated
    median: Simulated
    high: Simulated
    mean: Simulated
    any_payment: Simulated
    largest: Fraction | None
    full_payment: Simulated | None

    def to_dict(self) -> dict[str, object]:
        """The flow as plain data for canonical JSON."""
        return {
            "flow": self.flow,
            "due": exact_text(self.due),
            "low": self.low.to_dict(),
            "median": self.median.to_dict(),
            "high": self.high.to_dict(),
            "mean": self.mean.to_dict(),
            "any_payment": self.any_payment.to_dict(),
            "largest": None if self.largest is None else exact_text(self.largest),
            "full_payment": None if self.full_payment is None else self.full_payment.to_dict(),
        }


@dataclass(frozen=True, slots=True, repr=False)
class PayoutDistribution:
    """What the draws of the effect give, beside the effect itself.

    statement: digest of the statement that was drawn for. method: of its reference. effect: relative, −0.12 for 12 %
    less, at the point estimate; effect_low, effect_high: 5 and 95 % of the draws. target: an effect as stated, and
    on_target: P(effect ≤ target), both as they enter the lines; None where no target was stated. notices: what the
    figures alone do not say (OC-S041, OC-S042, OC-S043).
    """

    statement: str
    method: str
    currency: str
    flows: tuple[FlowPayout, ...]
    effect: float
    effect_low: float
    effect_high: float
    target: Fraction | None
    on_target: Simulated | None
    draws: int
    seed: int
    notices: tuple[Notice, ...]
    generator: str = GENERATOR

    def __repr__(self) -> str:
        target = ""
        if self.target is not None and self.on_target is not None:
            target = f", P(effect ≤ {float(self.target):.2%}) {self.on_target.value:.1%}"
        effect = f"effect {self.effect:+.2%} ({self.effect_low:+.2%} … {self.effect_high:+.2%})"
        lines = [f"PayoutDistribution({effect}{target}; {self.draws} draws of {self.generator}, seed {self.seed}"]
        shown = self.flows[:4]
        for flow in shown:
            full = "" if flow.full_payment is None else f", P(full) {flow.full_payment.value:.1%}"
            lines.append(
                f"  {flow.flow}: due {fixed_text(flow.due, 2)} {self.currency}\n"
                f"    5–50–95 % {flow.low.value:.2f} – {flow.median.value:.2f} – {flow.high.value:.2f},"
                f" mean {flow.mean.value:.2f}, P(any) {flow.any_payment.value:.1%}{full}"
            )
        lines += [f"  … {len(self.flows) - len(shown)} more flows"] if len(self.flows) > len(shown) else []
        return "\n".join(lines) + ")"

    @property
    def digest(self) -> str:
        """`sha256:<hex>` of the quantised result."""
        return digest(self.to_dict())

    def to_dict(self) -> dict[str, object]:
        """The result as plain data for canonical JSON, without floats."""
        return {
            "statement": self.statement,
            "method": self.method,
            "currency": self.currency,
            "flows": [flow.to_dict() for flow in self.flows],
            "effect": {
                "point": quantised(self.effect),
                "low": quantised(self.effect_low),
                "high": quantised(self.effect_high),
            },
            "target": None if self.target is None else exact_text(self.target),
            "on_target": None if self.on_target is None else self.on_target.to_dict(),
            "levels": [quantised(level) for level in LEVELS],
            "draws": self.draws,
            "seed": self.seed,
            "generator": self.generator,
            "notices": [notice.to_dict() for notice in self.notices],
        }


def payout_distribution(
    contract: Contract, data: SettlementData, period: Period | str, *, target: Exact | None
) -> PayoutDistribution:
    """The distribution of every flow of one period; arguments as for `settle`, target as for `payouts_of`.

    Raises what `settle` raises, and what `payouts_of` does.
    """
    return payouts_of(settle(contract, data, period), target=target)


def payouts_of(statement: Statement, *, target: Exact | None) -> PayoutDistribution:
    """The distribution of every flow of a statement, from what the statement itself holds.

    target: a relative effect whose probability is asked for, `"-12 %"` for 12 % less; None for none.
    Raises UsageError for a target that is no number above −1 (OC-U005, OC-U006, OC-W002), and DataRejected for a
    statement without a reference, an interval or draws (OC-S040), one whose interval is so wide that draws
    leave what a rate can be (OC-B129), one that pays by an end of the interval (OC-S082), and with what the terms
    refuse in some draw (OC-T010, OC-T011, OC-T018).
    """
    findings = Findings()
    goal = None if target is None else read_number(target, "target", _TARGET, findings)
    findings.refuse(UsageError)
    drawn = ReferenceDraws(statement)
    references = drawn.references(first=0, count=drawn.spread.draws)
    amounts = statement_amounts(statement, references)
    earlier = read_of_earlier(statement)
    largest = largest_amounts(statement.contract, other_measures(statement), drawn.observed, earlier=earlier)
    due = {flow.id: -flow.amount if flow.repaid else flow.amount for flow in statement.flows}
    flows = tuple(_flow(flow, due[flow], values, largest[flow]) for flow, values in amounts.items())
    effects = drawn.observed / references - 1
    low, _, high = np.quantile(effects, LEVELS, method="inverted_cdf").tolist()
    on_target = None if goal is None else share_of(_reaches(statement, references, goal))
    _remark(statement, flows, amounts, (low, high), findings)
    return PayoutDistribution(
        statement=statement.digest,
        method=drawn.method,
        currency=statement.contract.currency,
        flows=flows,
        effect=math.expm1(drawn.log_effect),
        effect_low=low,
        effect_high=high,
        target=goal,
        on_target=on_target,
        draws=drawn.spread.draws,
        seed=drawn.spread.seed,
        notices=tuple(findings),
    )


def flow_draws(statement: Statement, *, first: int, count: int) -> dict[str, Floats]:
    """The amounts of draw number `first` and the next ones, shape (count,) for each flow, in the contract's direction.

    Raises DataRejected (OC-S040) as `payouts_of`, and UsageError (OC-B052) for draws that the plan does not have.
    """
    return statement_amounts(statement, ReferenceDraws(statement).references(first=first, count=count))


def _flow(flow: str, due: Fraction, amounts: Floats, largest: Fraction | None) -> FlowPayout:
    low, median, high = (quantile(amounts, level) for level in LEVELS)
    error = float(amounts.std()) / math.sqrt(amounts.size)
    return FlowPayout(
        flow=flow,
        due=due,
        low=low,
        median=median,
        high=high,
        mean=Simulated(math.fsum(amounts) / amounts.size, error),
        any_payment=share_of(amounts > HALF_ORE),
        largest=largest,
        full_payment=None if largest is None else share_of(amounts > float(largest) - HALF_ORE),
    )


def _reaches(
    statement: Statement, references: Floats, target: Fraction
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Whether observed / reference − 1 ≤ target in each draw, both sides rounded as they enter the lines.

    A rounded reference is a whole number of steps, and that number is compared with the smallest one that reaches.
    """
    measure = reference_measures(statement.contract)[0]
    rounding, observed = measure.round.rounding, Fraction(statement[measure.of].exact or 0)
    steps = np.rint(rounded(references, rounding) / float(rounding.to))
    return np.asarray(steps >= math.ceil(observed / (1 + target) / rounding.to))


def _remark(
    statement: Statement,
    flows: tuple[FlowPayout, ...],
    amounts: Mapping[str, Floats],
    effect: tuple[float, float],
    findings: Findings,
) -> None:
    """What a reader would misread: draws that the contract refuses, an interval without width, a yes or no."""
    low, high = (f"{end:+.1%}" for end in effect)
    refuses = {flow.id for flow in statement.contract.transfers if flow.negative == "refuse"}
    for flow in flows:
        where, values = f"flows.{flow.flow}", amounts[flow.flow]
        negative = int(np.count_nonzero(values < -HALF_ORE)) if flow.flow in refuses else 0
        if negative:
            findings.add("OC-S041", where, flow=flow.flow, count=negative, draws=values.size)
        if flow.high.value - flow.low.value < HALF_ORE:
            findings.add("OC-S042", where, flow=flow.flow, low=low, high=high)
        kinds = np.unique(np.rint(values * 100))
        if kinds.size == _TWO_AMOUNTS:
            share = f"{share_of(values > values.min() + HALF_ORE).value:.1%}"
            findings.add("OC-S043", where, flow=flow.flow, percent=share)
