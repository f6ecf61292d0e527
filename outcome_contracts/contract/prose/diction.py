"""How a contract speaks: its labels inside sentences, its parties, figures, days and clauses, in one language.

A label stands inside a sentence with a small first letter; where it is no plain noun phrase (a comma, a figure,
capitals) it stands in quotation marks, as a defined term does. Two things with one label are told apart by their ids.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Protocol

from outcome_contracts.notices import Language
from outcome_contracts.notices.units import counted_in, figure
from outcome_contracts.terms.prose import Names, Words, Writer, is_figure, sentence_case, words
from outcome_contracts.terms.tree import Node
from outcome_contracts.terms.units import ANY, TRUTH, Unit, is_currency

if TYPE_CHECKING:
    from outcome_contracts.contract.fields import Rounds, Text
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.contract.money import Share

_PLAIN_MARKS = frozenset(" -'’")


@cache
def phrases(lang: Language) -> Mapping[str, Mapping[str, str]]:
    """The words of a contract's text in one language, by kind and key. Raises UsageError (OC-U001) for any other."""
    lang = words(lang).lang
    text = resources.files(__package__).joinpath("phrases.toml").read_text(encoding="utf-8")
    return {
        kind: {key: versions[lang] for key, versions in entries.items()}
        for kind, entries in tomllib.loads(text).items()
    }


class Labelled(Protocol):
    """What has an id and may have a label."""

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> Text | None: ...


@dataclass(frozen=True, slots=True)
class Diction:
    """terms: of every name and table, the words for it inside a sentence; names: the same, constants with their values.

    rows: the labels of the rows of tables. units: of the names.
    """

    contract: Contract
    lang: Language
    words: Words
    terms: Mapping[str, str]
    names: Names
    rows: Mapping[str, str]
    units: Mapping[str, Unit]

    def say(self, kind: str, key: str, **facts: str) -> str:
        """A phrase of the catalogue with its facts."""
        return phrases(self.lang)[kind][key].format(**facts)

    def text(self, text: Text) -> str:
        """A text of the contract, on one line."""
        return str(getattr(text, self.lang))

    def sentence(self, text: Text) -> str:
        """A text of the contract as a sentence."""
        return ended(self.text(text))

    def label(self, item: Labelled) -> str:
        """The label of a thing, or its id with blanks."""
        return _label(item, self.lang)

    def numbered(self, item: Labelled, clause: str | None) -> str:
        """`5.2 Rörlig ersättning`"""
        text = self.label(item).rstrip(".")
        return f"{clause} {text}" if clause else text

    def heading(self, item: Labelled, clause: str | None) -> str:
        """`**5.2 Rörlig ersättning.**`"""
        return self.say("frame", "bold", text=self.numbered(item, clause))

    def party(self, name: str) -> str:
        """The name of a party inside a sentence."""
        found = next(self.text(party.name) for party in self.contract.parties if party.id == name)
        return found[:1].lower() + found[1:] if found.startswith("The ") else found

    def parties(self, side: str | Sequence[Share]) -> str:
        """The name of a party, or of those that share."""
        return self.party(side) if isinstance(side, str) else self.listed([self.party(each.party) for each in side])

    def quoted(self, term: str) -> str:
        """A term in quotation marks, unless it stands in them already."""
        return term if term == self.words.quoted(term[1:-1]) else self.words.quoted(term)

    def listed(self, parts: Sequence[str]) -> str:
        """`a, b och c`."""
        return self.words.listed(parts)

    def row(self, name: str) -> str:
        """The label of a row, or of a row of each of several tables, written `row.row`."""
        return ", ".join(self.rows.get(each, each) for each in name.split("."))

    def tables(self, names: Sequence[str]) -> str:
        """`tabellen priskort och tabellen personer`."""
        return self.listed([self.say("frame", "table", name=self.terms[name]) for name in names])

    def figure(self, text: str, unit: str) -> str:
        """A decimal of the contract with its unit; `39.15 %` is a share."""
        if text.endswith("%"):
            return figure(text[:-1].rstrip(), "%", self.lang)
        return figure(text, unit, self.lang)

    def months(self, count: int) -> str:
        """`36 månader`."""
        return figure(str(count), "month", self.lang)

    def counted_in(self, unit: Unit) -> str:
        """The unit of a thing in words, empty for a ratio."""
        return counted_in(str(unit), self.lang)

    def day(self, day: date) -> str:
        """`26 september 2018`."""
        month = phrases(self.lang)["month"][f"{day.month:02d}"]
        return self.say("frame", "day", day=str(day.day), month=month, year=str(day.year))

    def month(self, month: int) -> str:
        """`september 2018`"""
        name = phrases(self.lang)["month"][f"{month % 12 + 1:02d}"]
        return f"{name} {month // 12}"

    def subject(self, unit: Unit) -> str:
        """What a value of a unit is called where it is the subject of a sentence."""
        if unit == TRUTH:
            return self.say("subject", "truth")
        if _is_money(unit):
            return self.say("subject", "money")
        if len(unit.powers) == 1 and unit.powers[0][1] == 1 and unit != ANY:
            return self.say("subject", "count", unit=self.counted_in(unit))
        return self.say("subject", "other")

    def rounding(self, it: str, rounds: Rounds | None, unit: Unit) -> list[str]:
        """The sentence that says where and how a value is rounded; none where it is not."""
        if rounds is None:
            return []
        if any(is_currency(base) for base, _ in unit.powers):
            step = figure(rounds.to, str(unit), self.lang)
        elif rounds.rounding.to == 1:
            step = self.say("rounding", "whole")
        else:
            step = figure(rounds.to, "ratio", self.lang)
        return [sentence_case(self.say("rounding", rounds.mode, it=it, step=step))]

    def writer(self) -> Writer:
        """A writer of formulas in which constants are named with their values."""
        return Writer(self.names)

    def literal(self, node: Node) -> str:
        """The words of a formula without names."""
        return _literal(node, self.lang)

    def source(self, source: str | None) -> list[str]:
        """The sentence that names a source."""
        return [self.say("frame", "source", text=source.rstrip("."))] if source else []


def diction(contract: Contract, lang: Language) -> Diction:
    """The diction of a contract. Raises UsageError (OC-U001) for a language that is not spoken here."""
    found = words(lang)
    named, units = list(_named(contract)), contract.terms.units
    labels = Counter(_label(item, lang) for item in named)
    proper = {str(getattr(party.name, lang)).split(" ", 1)[0] for party in contract.parties} - {"The"}
    terms = {}
    for item in named:
        label = _label(item, lang)
        term = _term(label, proper)
        if labels[label] > 1:
            terms[item.id] = found.quoted(item.id)
        else:
            terms[item.id] = term if _is_noun(label, lang) and units.get(item.id) != TRUTH else found.quoted(term)
    values = {constant.id: constant.value for constant in contract.constants}
    literals = {name: value for name, value in values.items() if value is not None and is_figure(value)}
    called = {**terms, **{name: f"{terms[name]} ({_literal(value, lang)})" for name, value in literals.items()}}
    rows = {row.id: _label(row, lang) for table in contract.tables for row in table.agreed_rows}
    return Diction(contract, lang, found, terms, Names(lang, called, literals), rows, units)


def ended(text: str) -> str:
    """A text that ends like a sentence."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _is_money(unit: Unit) -> bool:
    return len(unit.powers) == 1 and unit.powers[0][1] == 1 and is_currency(unit.powers[0][0])


def _named(contract: Contract) -> Iterator[Labelled]:
    """Everything that formulas or clauses can name."""
    for table in contract.tables:
        yield table
        yield from table.columns
    yield from contract.constants
    yield from contract.measures
    yield from contract.every_line


def _literal(node: Node, lang: Language) -> str:
    return Writer(Names(lang, {})).phrase(node)


def _label(item: Labelled, lang: Language) -> str:
    if item.label is not None:
        return str(getattr(item.label, lang))
    return item.id.replace("_", " ").capitalize()


def _term(label: str, proper: set[str]) -> str:
    """A label inside a sentence, where it begins with a small letter unless that is a name's or an abbreviation's."""
    first = label.split(" ", 1)[0]
    if first in proper or first.removesuffix("s") in proper or first[1:] != first[1:].lower():
        return label
    return label[:1].lower() + label[1:]


def _is_noun(label: str, lang: Language) -> bool:
    """Whether a label reads as a plain noun phrase: only words, no capitals throughout, none that joins or leads on."""
    first, *others = label.split()
    if not all(letter.isalpha() or letter in _PLAIN_MARKS for letter in label) or first[1:].isupper():
        return False
    marked = {key: set(found.split()) for key, found in phrases(lang)["quoted"].items()}
    return first.lower() not in marked["beginning"] and not marked["containing"] & {word.lower() for word in others}
