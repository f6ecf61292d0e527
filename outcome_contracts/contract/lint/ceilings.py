"""Ceilings: what can be paid at most, against a cap, a budget, the cost of measuring (L07, L08, L20, L25).

Largest amounts are bounds of the terms alone. A sum of parts with a maximum each that is above its own cap promises
what is never paid; one above the payer's budget is a promise without money.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite

from outcome_contracts.contract.lint.bounds import bounds, measure_bounds, number
from outcome_contracts.contract.lint.interval import hull
from outcome_contracts.contract.lint.subject import Subject, share
from outcome_contracts.contract.safeguards import Plausible
from outcome_contracts.notices import Notice
from outcome_contracts.terms.tree import Add, Call, Multiply, Node, walk
from outcome_contracts.terms.units import RATIO

# Measuring dearer than this share of the largest payment (L25).
DEAR = 0.10

_CAPS = frozenset({"min", "cap", "clamp"})
_SUMS = frozenset({"total"})
_REACHED = 0.99
_ABOVE = 1 + 1e-9


def unfunded(subject: Subject) -> Iterator[Notice]:
    """L07: parts whose maxima sum to more than their cap; flows that can cost a payer more than its budget."""
    for name, formula in subject.paying():
        for node in walk(formula):
            if isinstance(node, Call) and node.function in _CAPS:
                yield from _above_cap(subject, name, node)
    for budget in subject.safeguards.budgets:
        most, amount = largest(subject, budget.payer), number(budget.amount)
        if most is not None and amount is not None and most > amount * _ABOVE:
            yield _unfunded(subject, f"safeguards.budgets § {budget.clause}", most, amount, "@the_budget")


def unreachable(subject: Subject, plausible: Mapping[str, Plausible]) -> Iterator[Notice]:
    """L08 with plausible values: the terms speak of a largest payment that no plausible value reaches."""
    expected = bounds(subject.contract, measure_bounds(subject.contract, plausible))
    for flow in subject.flows:
        most, reached = subject.bound(flow), hull(expected.get(flow))
        if most is None or reached is None or not isfinite(most.high) or most.high <= 0:
            continue
        if reached.high < most.high * _REACHED:
            facts = (
                ("most", subject.amount(most.high)),
                ("reached", subject.amount(reached.high)),
                ("best", share(reached.high / most.high)),
            )
            yield Notice("OC-L008", subject.where(flow), facts)


def caps_before_shares(subject: Subject) -> Iterator[Notice]:
    """L20: a share of what is already capped; capped after the share, up to the whole cap would be paid."""
    if subject.safeguards.order is not None:
        return
    for name, formula in subject.paying():
        for node in walk(formula):
            found = _shared(subject, node)
            if found is None:
                continue
            limit, rate = found
            facts = (
                ("before", subject.amount(limit * rate)),
                ("after", subject.amount(limit)),
                ("share", share(rate)),
            )
            yield Notice("OC-L020", subject.where(name), facts)


def dear_evaluation(subject: Subject) -> Iterator[Notice]:
    """L25: measuring costs more than a tenth of the largest payment; or the terms do not say what it costs."""
    stated = subject.safeguards.evaluation
    if stated is not None:
        yield from evaluation_cost(subject, number(stated.amount) or 0.0, f"safeguards.evaluation § {stated.clause}")


def evaluation_cost(subject: Subject, cost: float, where: str) -> Iterator[Notice]:
    """L25 for a cost that is known."""
    most = largest(subject)
    if most and cost > most * DEAR:
        facts = (("cost", subject.amount(cost)), ("share", share(cost / most)), ("most", subject.amount(most)))
        yield Notice("OC-L025", where, facts)


def largest(subject: Subject, payer: str | None = None) -> float | None:
    """The most that one payer, or all of them, can be asked for by the terms; None where nothing limits it."""
    payers = {f"flow.{transfer.id}": transfer.payer for transfer in subject.contract.transfers}
    found = [subject.bound(flow) for flow in subject.flows if payer is None or payers[flow] == payer]
    total = sum(max(bound.high, 0.0) for bound in found if bound is not None)
    return total if found and isfinite(total) else None


def _above_cap(subject: Subject, name: str, call: Call) -> Iterator[Notice]:
    limits = [value for part in call.arguments if (value := subject.value(part)) is not None]
    for part in call.arguments:
        node = subject.behind(part)
        is_sum = isinstance(node, Add) or (isinstance(node, Call) and node.function in _SUMS)
        most = subject.bounds_of(part) if is_sum and limits else None
        if most is not None and isfinite(most.high) and most.high > max(limits) * _ABOVE:
            yield _unfunded(subject, subject.where(name), most.high, max(limits), "@the_cap")


def _shared(subject: Subject, node: Node) -> tuple[float, float] | None:
    """The limit and the rate of a share of a capped amount of money."""
    if isinstance(node, Call) and node.function == "share":
        capped, rates = [node.arguments[0]], [subject.value(node.arguments[1])]
    elif isinstance(node, Multiply):
        capped = [part for part in node.parts if _capped(subject, part) is not None]
        rates = [subject.value(part) for part in node.parts if subject.unit(part) == RATIO]
    else:
        return None
    known = [rate for rate in rates if rate is not None and 0 < rate < 1]
    limit = _capped(subject, capped[0]) if len(capped) == 1 else None
    return (limit, known[0]) if limit is not None and len(known) == 1 else None


def _capped(subject: Subject, node: Node) -> float | None:
    """The limit in money of what is capped by one, where something is left to cap."""
    node = subject.behind(node)
    if not (isinstance(node, Call) and node.function in _CAPS and subject.unit(node) == subject.money):
        return None
    limits = [value for part in node.arguments if (value := subject.value(part)) is not None and value > 0]
    return max(limits) if limits and subject.depends_on(node) else None


def _unfunded(subject: Subject, where: str, most: float, limit: float, limit_name: str) -> Notice:
    facts = (
        ("sum", subject.amount(most)),
        ("limit", subject.amount(limit)),
        ("excess", subject.amount(most - limit)),
        ("of", limit_name),
    )
    return Notice("OC-L007", where, facts)
