"""Shares and waterfalls written out: the lines and transfers that they stand for.

A waterfall is its pot and, rank by rank, min(what is left, max(until, 0)); the last rank has what is left after all
others, so that the ranks sum to the pot whatever it is. A shared amount is divided by `part`, in whole öre, so that the
parts sum to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from outcome_contracts.terms.tree import Call, Name, Node, Number, Subtract
from outcome_contracts.terms.units import RATIO, currency

if TYPE_CHECKING:
    from outcome_contracts.contract.fields import Rounds, Text
    from outcome_contracts.contract.model import Contract, Line
    from outcome_contracts.contract.money import Flow, Share, Waterfall

ORE = Fraction(1, 100)

_NOTHING = Number(Fraction(0))


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payer, one payee, one amount. path: where it comes from in the contract."""

    id: str
    payer: str
    payee: str
    amount: Node
    negative: Literal["repaid", "refuse"]
    label: Text | None
    clause: str | None
    round: Rounds | None
    path: tuple[str, ...]


def flow_name(flow: str) -> str:
    """The name under which an amount that leaves stands among the formulas; no line can have it."""
    return f"flow.{flow}"


def waterfall_lines(contract: Contract) -> Iterator[tuple[Line, tuple[str, ...]]]:
    """The lines of the waterfalls: each pot, then its ranks; with their places in the contract."""
    from outcome_contracts.contract.model import Line

    for waterfall in contract.waterfalls:
        path, unit = ("waterfalls", waterfall.id), contract.currency
        common = {"unit": unit, "clause": waterfall.clause}
        yield (
            Line(id=waterfall.id, formula=waterfall.pot, label=waterfall.label, round=waterfall.round, **common),
            (*path, "pot"),
        )
        for place, tranche in enumerate(waterfall.tranches):
            yield (
                Line(
                    id=tranche.id,
                    formula=_rank(waterfall, place),
                    label=tranche.label,
                    unit=unit,
                    clause=tranche.clause or waterfall.clause,
                    round=tranche.round,
                ),
                (*path, "tranches", tranche.id),
            )


def _rank(waterfall: Waterfall, place: int) -> Node:
    """What one rank takes."""
    above = [Name(tranche.id) for tranche in waterfall.tranches[:place]]
    left: Node = Subtract((Name(waterfall.id), *above)) if above else Name(waterfall.id)
    until = waterfall.tranches[place].until
    return left if until is None else Call("min", (left, Call("max", (until, _NOTHING))))


def transfers(contract: Contract) -> Iterator[Transfer]:
    """All that leaves, one payer and one payee each: flows in the contract's order, then the waterfalls' ranks."""
    for flow in contract.flows:
        yield from _transfers(contract, flow)
    for waterfall in contract.waterfalls:
        for tranche in waterfall.tranches:
            label, clause = tranche.label or waterfall.label, tranche.clause or waterfall.clause
            path = ("waterfalls", waterfall.id, "tranches", tranche.id)
            if isinstance(tranche.payee, str):
                yield Transfer(
                    tranche.id, waterfall.payer, tranche.payee, Name(tranche.id), "refuse", label, clause, None, path
                )
                continue
            for party, part in _parts(contract, Name(tranche.id), tranche.payee):
                whole = f"{tranche.id}.{party}"
                yield Transfer(whole, waterfall.payer, party, part, "refuse", label, clause, None, path)


def _transfers(contract: Contract, flow: Flow) -> Iterator[Transfer]:
    path, payer, payee = ("flows", flow.id, "amount"), flow.payer, flow.payee
    if isinstance(payer, str) and isinstance(payee, str):
        yield Transfer(flow.id, payer, payee, flow.amount, flow.negative, flow.label, flow.clause, flow.round, path)
        return
    shares = payee if isinstance(payer, str) else payer
    for party, part in _parts(contract, Name(flow_name(flow.id)), () if isinstance(shares, str) else shares):
        ends = (payer, party) if isinstance(payer, str) else (party, payee if isinstance(payee, str) else "")
        yield Transfer(f"{flow.id}.{party}", *ends, part, flow.negative, flow.label, flow.clause, None, path)


def _parts(contract: Contract, whole: Node, shares: tuple[Share, ...]) -> Iterator[tuple[str, Node]]:
    """By party, its part of an amount in whole öre."""
    step, weights = Number(ORE, currency(contract.currency)), [share.weight for share in shares]
    for place, share in enumerate(shares, 1):
        yield share.party, Call("part", (whole, Number(Fraction(place), RATIO), step, *weights))
