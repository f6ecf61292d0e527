"""Order and rounding: deductions that do not commute, figures that are printed rounded and paid unrounded (L15).

A tenth off and then a thousand off is not a thousand off and then a tenth off. And a note that prints 38,270 hectares
but pays on unrounded ones cannot be checked by its reader; the rounding point has to be a term.
"""

from __future__ import annotations

from collections.abc import Iterator

from outcome_contracts.contract.lint.subject import Subject
from outcome_contracts.notices import Notice
from outcome_contracts.terms.tree import Multiply, Name, Node, Number, Subtract, walk
from outcome_contracts.terms.units import RATIO


def undeclared_order(subject: Subject) -> Iterator[Notice]:
    """L15: percentage and absolute deductions in one chain, or a rounded print of what is paid on unrounded."""
    if subject.safeguards.order is not None:
        return
    for name, formula in subject.paying():
        for node in walk(formula):
            if _mixed(subject, node):
                yield Notice("OC-L015", subject.where(name), (("about", "@mixed_deductions"), ("name", name)))
                break
    yield from _printed(subject)


def _printed(subject: Subject) -> Iterator[Notice]:
    """Lines that no amount depends on and that only round a line on which one does."""
    for line in subject.contract.every_line:
        formula = line.formula
        if line.round is None or line.id in subject.terms.upstream or not isinstance(formula, Name):
            continue
        of = subject.lines.get(formula.name)
        if of is not None and of.round is None and of.id in subject.terms.upstream:
            yield Notice("OC-L015", subject.where(of.id), (("about", "@printed_rounded"), ("name", line.id)))


def _mixed(subject: Subject, node: Node) -> bool:
    """(a − b) · (1 − p), or a · (1 − p) − b, with b money that comes from outside or is agreed."""
    if isinstance(node, Multiply):
        kept = any(_is_kept(subject, part) for part in node.parts)
        return kept and any(_takes_money(subject, subject.behind(part)) for part in node.parts)
    if isinstance(node, Subtract):
        first = subject.behind(node.parts[0])
        kept = isinstance(first, Multiply) and any(_is_kept(subject, part) for part in first.parts)
        return kept and _takes_money(subject, node)
    return False


def _is_kept(subject: Subject, node: Node) -> bool:
    """1 − p: what a deduction in per cent leaves."""
    node = subject.behind(node)
    return (
        isinstance(node, Subtract)
        and isinstance(node.parts[0], Number)
        and node.parts[0].value == 1
        and subject.unit(node) == RATIO
    )


def _takes_money(subject: Subject, node: Node) -> bool:
    """Whether an amount is taken away that is not itself a part of what it is taken from."""
    if not isinstance(node, Subtract) or subject.unit(node) != subject.money:
        return False
    return any(_is_absolute(subject, part) for part in node.parts[1:])


def _is_absolute(subject: Subject, node: Node) -> bool:
    if isinstance(node, Number):
        return node.value != 0
    return isinstance(node, Name) and (node.name in subject.constants or node.name in subject.measures)
