"""Labels: a finding speaks of things by what the contract calls them, and keeps their ids as evidence.

A fact that is the id of something with a label, or a list of such ids, gets that label in each language beside it. What
has no label is called by its id everywhere, in prose and on statements too, and that is a finding of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from outcome_contracts.contract.lint.subject import Subject
from outcome_contracts.notices import Language, Notice
from outcome_contracts.notices.signs import visible
from outcome_contracts.terms.prose import words

if TYPE_CHECKING:
    from outcome_contracts.contract.fields import Text
    from outcome_contracts.contract.model import Contract

_SPEAKS_OF = frozenset({"x", "name", "names", "limit", "who"})
_LANGUAGES: tuple[Language, ...] = ("sv", "en")
_SHOWN = 8


def labelled(contract: Contract, notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """The notices with the labels of what they speak of."""
    labels = {party.id: party.name for party in contract.parties}
    labels |= {name: label for name, label in _named(contract) if label is not None}
    quoted: dict[Language, dict[str, str]] = {
        lang: {name: words(lang).quoted(visible(str(getattr(label, lang)))) for name, label in labels.items()}
        for lang in _LANGUAGES
    }
    return tuple(_labelled(notice, quoted) for notice in notices)


def nameless(subject: Subject) -> Iterator[Notice]:
    """OC-L030: what prose and statements can only call by its id."""
    names = [name for name, label in _named(subject.contract) if label is None]
    if names:
        shown = ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
        yield Notice("OC-L030", subject.where(names[0]), (("ids", shown), ("count", len(names))))


def _named(contract: Contract) -> Iterator[tuple[str, Text | None]]:
    """Everything that a formula can name, with its label."""
    for table in contract.tables:
        yield table.id, table.label
        yield from ((column.id, column.label) for column in table.columns)
    for item in (*contract.constants, *contract.measures, *contract.every_line):
        yield item.id, item.label


def _labelled(notice: Notice, quoted: Mapping[Language, Mapping[str, str]]) -> Notice:
    said: list[tuple[str, str | int]] = []
    for fact, value in notice.facts:
        if fact in _SPEAKS_OF and isinstance(value, str):
            for lang, labels in quoted.items():
                text = ", ".join(labels.get(name, name) for name in value.split(", "))
                said += [(f"{fact}_{lang}", text)] if text != value else []
    return Notice(notice.code, notice.where, (*notice.facts, *said), notice.net_days, notice.amount)
