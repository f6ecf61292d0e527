"""What is computed and what is paid, in words: each line as a clause, then the flows and the waterfalls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from outcome_contracts.contract.prose.definitions import stated
from outcome_contracts.contract.prose.diction import Diction
from outcome_contracts.terms.prose import sentence_case
from outcome_contracts.terms.tree import Name
from outcome_contracts.terms.units import currency

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Line
    from outcome_contracts.contract.money import Flow, Share, Tranche, Waterfall


def lines(of: Diction) -> Iterator[str]:
    """Each line: how it is computed, where it is rounded, whether any payment depends on it."""
    for line in of.contract.lines:
        it, unit = of.subject(of.units[line.id]), of.units[line.id]
        said = [f"{of.heading(line, line.clause)} {_line(of, line, it)}", *of.rounding(it, line.round, unit)]
        if line.id not in of.contract.terms.upstream:
            said.append(of.say("frame", "informs"))
        yield _joined((*said, *stated(of, line.stated)))


def _line(of: Diction, line: Line, it: str) -> str:
    text = of.writer().paragraph(it, line.formula)
    if not line.by:
        return text
    return of.say("frame", "each_row", tables=of.tables(line.by)) + text[:1].lower() + text[1:]


def flows(of: Diction) -> Iterator[str]:
    """Each flow: who pays what to whom, how it is divided, and what a negative amount means."""
    for flow in of.contract.flows:
        yield f"{of.heading(flow, flow.clause)} {flow_text(of, flow)}"


def flow_text(of: Diction, flow: Flow) -> str:
    """What a flow says, without its heading."""
    payer, payee = of.parties(flow.payer), of.parties(flow.payee)
    said = [_pays(of, flow, payer=payer, payee=payee)]
    said += of.rounding(of.say("subject", "money"), flow.round, currency(of.contract.currency))
    said += [_divided(of, side) for side in (flow.payer, flow.payee) if not isinstance(side, str)]
    said.append(of.say("payment", flow.negative, payer=payer, payee=payee))
    return " ".join(said)


def _pays(of: Diction, flow: Flow, *, payer: str, payee: str) -> str:
    """Who pays what; a single name is called an amount, so that a label that is no noun can stand there."""
    jointly = "" if isinstance(flow.payer, str) else "_jointly"
    if isinstance(flow.amount, Name):
        amount = of.say("payment", "amount", name=of.quoted(of.terms[flow.amount.name]))
        return sentence_case(of.say("payment", f"pays{jointly}", payer=payer, payee=payee, amount=amount))
    writer = of.writer()
    amount = writer.phrase(flow.amount) + writer.where()
    return sentence_case(of.say("payment", f"pays_formula{jointly}", payer=payer, payee=payee, amount=amount))


def _divided(of: Diction, shares: Sequence[Share]) -> str:
    writer = of.writer()
    weights = [
        of.say("payment", "share", weight=writer.phrase(each.weight), party=of.party(each.party)) for each in shares
    ]
    pieces = of.say("pieces", "SEK" if of.contract.currency == "SEK" else "other")
    return of.say("payment", "divided", shares=of.listed(weights) + writer.where(), pieces=pieces)


def waterfalls(of: Diction) -> Iterator[str]:
    """Each waterfall: its pot, and its ranks one below the other."""
    for waterfall in of.contract.waterfalls:
        yield _waterfall(of, waterfall)


def _waterfall(of: Diction, waterfall: Waterfall) -> str:
    writer, unit = of.writer(), currency(of.contract.currency)
    pot = writer.phrase(waterfall.pot)
    said = sentence_case(of.say("payment", "pot", payer=of.party(waterfall.payer), pot=pot, where=writer.where()))
    opening = [f"{of.heading(waterfall, waterfall.clause)} {said}", of.say("payment", "no_negative_pot")]
    opening += of.rounding(of.say("subject", "money"), waterfall.round, unit)
    ranks = "\n".join(f"- {_rank(of, tranche)}" for tranche in waterfall.tranches)
    return f"{' '.join(opening)}\n\n{ranks}"


def _rank(of: Diction, tranche: Tranche) -> str:
    label, payee = of.label(tranche), of.parties(tranche.payee)
    label = f"{tranche.clause} {label}" if tranche.clause else label
    if tranche.until is None:
        said = of.say("payment", "rest", label=label, payee=payee) + "."
    else:
        writer = of.writer()
        until = writer.phrase(tranche.until)
        said = of.say("payment", "rank", label=label, payee=payee, until=until, where=writer.where()) + "."
    rounded = of.rounding(of.say("subject", "money"), tranche.round, currency(of.contract.currency))
    divided = [] if isinstance(tranche.payee, str) else [_divided(of, tranche.payee)]
    return " ".join((said, *rounded, *divided))


def _joined(said: Sequence[str]) -> str:
    """Sentences one after the other; after a list, below it."""
    text = said[0]
    listed = "\n- " in text
    for sentence in said[1:]:
        text += ("\n\n" if listed else " ") + sentence
        listed = False
    return sentence_case(text)
