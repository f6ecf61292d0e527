"""The payment rule of a contract in one sentence: who pays what to whom, back to what is measured.

Constants stand with their values. A line that is used once and is short is said where it is used, every other is named
and explained after `där`. That amounts are rounded is said at the end; where and how, the clauses say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from outcome_contracts.contract.prose.diction import Diction, diction
from outcome_contracts.notices import Language
from outcome_contracts.terms.prose import Names, Writer, sentence_case
from outcome_contracts.terms.tree import Name, Node, names_in, walk

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.contract.money import Share, Waterfall

_SHORT = 9  # nodes


def contract_sentence(contract: Contract, lang: Language) -> str:
    """The payment rule in one sentence. Raises UsageError (OC-U001) for any other language than Swedish and English."""
    of = diction(contract, lang)
    writer = Writer(_names(of))
    said = [*_flows(of, writer), *_waterfalls(of, writer)] or [of.say("sentence", "nothing_paid")]
    rounded = of.say("sentence", "rounded") if _is_rounded(contract) else ""
    return sentence_case("; ".join(said) + rounded + writer.where()) + "."


def _names(of: Diction) -> Names:
    """Constants and short lines that are used once are said where they stand; the other lines afterwards."""
    contract = of.contract
    lines = {line.id: line.formula for line in contract.lines}
    lines |= {waterfall.id: waterfall.pot for waterfall in contract.waterfalls}
    values = {constant.id: constant.value for constant in contract.constants if constant.value is not None}
    used = Counter(part.name for root in _roots(contract, lines) for part in walk(root) if isinstance(part, Name))
    subjects = {
        line.id: of.say("frame", "in_each_row", name=of.terms[line.id], tables=of.tables(line.by))
        for line in contract.lines
        if line.by
    }
    paid = {flow.amount.name for flow in contract.flows if isinstance(flow.amount, Name)}
    inside: dict[str, Node] = {}
    for name in filter(lines.__contains__, contract.terms.formulas):  # each after those it refers to
        formula, parts = lines[name], names_in(lines[name])
        short = _size(formula) <= _SHORT and not parts & inside.keys()
        if used[name] == 1 and name not in subjects and (short or name in paid):
            inside[name] = formula
    explained = {**values, **lines}
    return Names(of.lang, of.terms, inside={**values, **inside}, explained=explained, subjects=subjects)


def _size(formula: Node) -> int:
    return sum(1 for _ in walk(formula))


def _roots(contract: Contract, lines: dict[str, Node]) -> Iterator[Node]:
    """The formulas of what is paid, and of every line that they need."""
    waiting = [flow.amount for flow in contract.flows] + [waterfall.pot for waterfall in contract.waterfalls]
    waiting += [
        each.until for waterfall in contract.waterfalls for each in waterfall.tranches if each.until is not None
    ]
    seen: set[str] = set()
    while waiting:
        root = waiting.pop()
        yield root
        for part in walk(root):
            if isinstance(part, Name) and part.name in lines and part.name not in seen:
                seen.add(part.name)
                waiting.append(lines[part.name])


def _flows(of: Diction, writer: Writer) -> Iterator[str]:
    for flow in of.contract.flows:
        payer, payee = _side(of, writer, flow.payer), _side(of, writer, flow.payee)
        key = "flow" if isinstance(flow.payer, str) else "flow_jointly"
        amount = writer.phrase(flow.amount)
        if isinstance(flow.amount, Name) and amount == of.terms[flow.amount.name]:
            amount = of.say("payment", "amount", name=of.quoted(amount))
        yield of.say("sentence", key, payer=payer, payee=payee, amount=amount)


def _side(of: Diction, writer: Writer, side: str | Sequence[Share]) -> str:
    """A party, or those that share, each with its weight."""
    if isinstance(side, str):
        return of.party(side)
    return of.listed([f"{of.party(share.party)} ({writer.phrase(share.weight)})" for share in side])


def _waterfalls(of: Diction, writer: Writer) -> Iterator[str]:
    for waterfall in of.contract.waterfalls:
        pot = writer.phrase(waterfall.pot)
        ranks = ", ".join(_ranks(of, writer, waterfall))
        yield of.say("sentence", "waterfall", payer=of.party(waterfall.payer), pot=pot, ranks=ranks)


def _ranks(of: Diction, writer: Writer, waterfall: Waterfall) -> Iterator[str]:
    for place, tranche in enumerate(waterfall.tranches):
        then = of.say("sentence", "then") if place else ""
        facts = {"payee": _side(of, writer, tranche.payee), "label": of.terms[tranche.id].strip("”“")}
        if tranche.until is None:
            yield then + of.say("sentence", "rest", **facts)
        else:
            yield then + of.say("sentence", "rank", until=writer.phrase(tranche.until), **facts)


def _is_rounded(contract: Contract) -> bool:
    """Whether anything that a payment depends on is rounded."""
    items = (*contract.measures, *contract.every_line)
    return any(flow.round for flow in contract.flows) or any(
        item.round is not None and item.id in contract.terms.upstream for item in items
    )
