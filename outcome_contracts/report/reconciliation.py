"""A reconciliation as people read it: plain text for a terminal, and one HTML page that is complete in itself.

Each difference has what is stated and where, what the contract gives, the size, the money, and which simple slips would
make them agree. Both renderings show the same strings, and no digit differs between the languages.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.decimals import exact_text
from outcome_contracts.notices import Language, catalogue
from outcome_contracts.report.figures import figure, number
from outcome_contracts.report.html import template
from outcome_contracts.report.wording import visible, wording
from outcome_contracts.settlement.shown import shown
from outcome_contracts.terms.units import RATIO, Unit, currency

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.settlement.reconciliation.explanations import Explanation
    from outcome_contracts.settlement.reconciliation.result import Difference, Reconciliation

_TEMPLATE = "reconciliation.html.jinja"
_WIDTH = 100


@dataclass(frozen=True, slots=True)
class DifferenceEntry:
    """One difference as strings. claims: as written, with the source. facts: heading and figure. slips: by sentence."""

    label: str
    where: str
    clause: str
    claims: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    slips: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReconciliationPage:
    """Everything that is shown. words: of the library, for headings. left: what was not compared or explained."""

    lang: Language
    words: Mapping[str, str]
    title: str
    contract: str
    statement: str
    summary: str
    entries: tuple[DifferenceEntry, ...]
    left: tuple[str, ...]


def reconciliation_text(found: Reconciliation, lang: Language) -> str:
    """The reconciliation as text, ending in a line break. Raises UsageError (OC-U001) for an unknown language."""
    page = _page(found, lang)
    blocks = [[f"{page.words['title'].upper()} · {page.contract}", page.title, page.statement, page.summary]]
    blocks += [list(_entry_lines(place, entry, page.words)) for place, entry in enumerate(page.entries, 1)]
    blocks += [[text] for text in page.left]
    return "\n\n".join("\n".join(line for text in block for line in _wrapped(text)) for block in blocks) + "\n"


def reconciliation_html(found: Reconciliation, lang: Language) -> str:
    """The reconciliation as a self-contained HTML page; the same reconciliation gives the same bytes.

    Raises UsageError: OC-U001 for a language that is not spoken here, OC-U004 without jinja2.
    """
    return template(_TEMPLATE).render(page=_page(found, lang))


def _page(found: Reconciliation, lang: Language) -> ReconciliationPage:
    words = wording(lang)["reconciliation"]
    statement = f"{words['statement']} {found.statement[:19]}…" if found.statement else words["contract_alone"]
    left = {"without_value": found.not_compared, "not_explained": found.not_explained}
    return ReconciliationPage(
        lang=lang,
        words=words,
        title=str(getattr(found.contract.title, lang)),
        contract=found.contract.id,
        statement=statement,
        summary=_summary(found, words),
        entries=tuple(_entry(each, found.contract, lang) for each in found.differences),
        left=tuple(words[word].format(names=", ".join(names)) for word, names in left.items() if names),
    )


def _summary(found: Reconciliation, words: Mapping[str, str]) -> str:
    count, compared = len(found.differences), found.compared
    if not count and not compared:
        return words["nothing"]
    if not count:
        return words["agree_one"] if compared == 1 else words["agree"].format(compared=compared)
    return words["differ_one" if count == 1 else "differ"].format(count=count, compared=compared)


def _entry(found: Difference, contract: Contract, lang: Language) -> DifferenceEntry:
    words, facts = wording(lang)["reconciliation"], list[tuple[str, str]]()
    if found.computed is not None and found.unit is not None:
        facts.append((words["computed"], _figure(found.computed, found.unit, lang)))
    if found.size is not None and found.unit is not None:
        size = _figure if found.computed is None else _signed
        facts.append((words["size"], size(found.size, found.unit, lang)))
    unit = currency(contract.currency)
    if found.money is not None and found.unit != unit:
        facts.append((words["money"], _signed(found.money, unit, lang)))
    notes = [] if found.computed is not None else [_what(found, contract, lang)]
    if found.by_documents is not None and found.unit is not None:
        notes.append(words["by_documents"].format(value=_figure(found.by_documents, found.unit, lang)))
    return DifferenceEntry(
        label=found.label[lang],
        where=found.where,
        clause=words["clause"].format(clause=found.clause) if found.clause else "",
        claims=tuple((claim.text, claim.source) for claim in found.claims),
        facts=tuple(facts),
        notes=tuple(notes),
        slips=tuple(_slip(of, slip, lang) for of, slip in found.explanations),
    )


def _slip(of: str, slip: Explanation, lang: Language) -> str:
    """One explanation, to stand after “It agrees if”."""
    words, kind = wording(lang)["explanation"], str(slip.kind)
    if not of and kind in ("carried", "swapped"):
        kind = {"carried": "carried_all", "swapped": "swapped_figure"}[kind]
    used, instead = (_figure(value, slip.unit, lang) for value in (slip.used, slip.instead))
    if kind == "count" and slip.unit == RATIO:
        used, instead = (number(exact_text(value), lang) for value in (slip.used, slip.instead))
    elif kind == "multiple":
        instead = exact_text(slip.instead)
    elif kind in ("nearest", "down", "up") and slip.unit != RATIO:
        instead = figure(exact_text(slip.instead), str(slip.unit), lang)
    return words[kind].format(of=of, used=used, instead=instead)


def _what(found: Difference, contract: Contract, lang: Language) -> str:
    """What the notice says, with the labels of the contract in place of ids."""
    facts = dict(found.notice.facts)
    others = {phase.id: phase.label for phase in contract.schedule if phase.label is not None}
    named = {"name": found.label[lang]}
    if (other := others.get(str(facts.get("other")))) is not None:
        named["other"] = str(getattr(other, lang))
    return catalogue()[found.notice.code].what[lang].format(**{**facts, **named})


def _figure(value: Fraction | bool, unit: Unit, lang: Language) -> str:
    seen = shown(value, unit, rounded_to="", digits=None)
    return figure(seen.text, seen.unit, lang)


def _signed(value: Fraction, unit: Unit, lang: Language) -> str:
    """With a plus where it is more."""
    return "+" * (value > 0) + _figure(value, unit, lang)


def _entry_lines(place: int, entry: DifferenceEntry, words: Mapping[str, str]) -> Iterator[str]:
    clause = f" · {entry.clause}" if entry.clause else ""
    yield f"{place}. {entry.label} ({entry.where}){clause}"
    for text, source in entry.claims:
        yield f"   {words['stated']}: {text}" + (f" · {source}" if source else "")
    if entry.facts:
        yield "   " + " · ".join(f"{heading}: {value}" for heading, value in entry.facts)
    yield from (f"   {note}" for note in entry.notes)
    yield from (f"   {words['explanations']} {slip}." for slip in entry.slips)


def _wrapped(text: str) -> list[str]:
    """Lines of the page's width; what follows hangs below what it belongs to. Figures are not broken."""
    shown_text = visible(text)
    margin = " " * (len(shown_text) - len(shown_text.lstrip(" ")))
    return textwrap.wrap(
        shown_text, _WIDTH, subsequent_indent=margin + "  ", break_long_words=False, break_on_hyphens=False
    )
