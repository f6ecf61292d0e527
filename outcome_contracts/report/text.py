"""A statement as plain text, for a terminal of 100 columns: the page as a table that a controller ticks off.

Labels, formulas and reasons wrap inside their column. A figure is never broken or cut: its blanks are U+00A0,
at which no line is broken, and the value's column is as wide as its longest figure, whatever that is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from outcome_contracts.notices import Language
from outcome_contracts.report.entries import Entry
from outcome_contracts.report.page import Page, page
from outcome_contracts.report.reference import Reference
from outcome_contracts.report.wording import visible

if TYPE_CHECKING:
    from outcome_contracts.settlement.payout import PayoutDistribution
    from outcome_contracts.settlement.statement import Statement

WIDTH = 100

_GAP = "  "
_LABEL = 26
_LEAST_LABEL = 20
_VALUE = 18
_HOW = 22
_LONGEST_FORMULA_WORD = 40
_CLAUSE = 8
_EVIDENCE = 18


def statement_text(statement: Statement, lang: Language, *, payouts: PayoutDistribution | None = None) -> str:
    """The statement as text, ending in a line break; the same statement gives the same text.

    payouts: how uncertain the amount is (`settlement.payout.payouts_of`), shown as a section of its own.
    Raises UsageError (OC-U001) for a language that it does not speak, (OC-S044) for payouts of another statement.
    """
    shown = page(statement, lang, payouts=payouts)
    blocks = [_heading(shown), _due(shown), *_tables(shown), *_sections(shown), _ending(shown)]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


class _Column(NamedTuple):
    width: int
    right: bool = False


def _heading(shown: Page) -> list[str]:
    words = shown.words["page"]
    facts = (
        words["statement"].upper(), shown.status, f"{words['contract']} {shown.contract}",
        f"{words['period'].lower()} {shown.period}",
    )  # fmt: skip
    return [*_wrapped(" · ".join(facts), WIDTH), *_wrapped(shown.title, WIDTH)]


def _due(shown: Page) -> list[str]:
    sentences = [*(due.sentence for due in shown.dues), shown.status_means]
    if shown.reference is not None:
        sentences += shown.reference.sentences
    return [line for sentence in sentences for line in _wrapped(sentence, WIDTH)]


def _tables(shown: Page) -> Iterator[list[str]]:
    """Rows, amounts due and disclosures on one grid."""
    words, dues = shown.words["column"], [due.entry for due in shown.dues]
    head = Entry(
        words["number"], words["label"], (), words["value"], (words["how"],), words["clause"] * shown.clauses,
        (words["evidence"],),
    )  # fmt: skip
    grid = _grid((head, *shown.rows, *dues, *(one for _, group in shown.disclosures for one in group)))
    widths = [column.width for column in grid if column.width]
    rule = "─" * (sum(widths) + len(_GAP) * (len(widths) - 1))
    yield [
        *_laid_out(head, grid), rule, *(line for row in shown.rows for line in _laid_out(row, grid)), rule,
        *(line for due in dues for line in _laid_out(due, grid)), rule,
    ]  # fmt: skip
    for heading, group in shown.disclosures:
        above = f"{shown.words['page']['disclosures'].upper()} · {heading}"
        yield [above, *(line for one in group for line in _laid_out(one, grid))]


def _sections(shown: Page) -> Iterator[list[str]]:
    words = shown.words["page"]
    if shown.reference is not None:
        granted = [f"· {one}" for one in shown.reference.granted]
        yield _section(words["reference"], [shown.reference.method, words["granted"], *granted])
        yield _section(shown.words["estimate"]["diagnostics"], _diagnostics(shown.reference))
    yield _section(words["payouts"], list(shown.payouts))
    yield _section(words["assumptions"], [f"{mark}: {text}" for mark, text in shown.assumptions])
    yield _section(words["notices"], list(shown.notices) or [words["no_notices"]])
    yield _section(words["acknowledgements"], list(shown.acknowledgements))
    yield _section(words["measure_rules"], ["; ".join(shown.measure_rules)] if shown.measure_rules else [])
    yield _section(words["legend"], list(shown.legend))
    yield _section(words["sources"], list(shown.sources))


def _diagnostics(reference: Reference) -> list[str]:
    """One line for each: name, value, limit where there is one, verdict."""
    limit = reference.columns[2]
    return [
        f"{name}: {value}{f' ({limit} {threshold})' if threshold != '–' else ''} · {verdict}"
        for name, value, threshold, verdict in reference.diagnostics
    ]


def _section(heading: str, paragraphs: list[str]) -> list[str]:
    """A heading and what belongs under it, or nothing at all."""
    lines = [line for text in paragraphs for line in _wrapped(text, WIDTH, hanging=4)]
    return [heading.upper(), *lines] if lines else []


def _ending(shown: Page) -> list[str]:
    words = shown.words["page"]
    facts = (*shown.provenance, (words["statement_checksum"], shown.digest))
    broad = max(_width(visible(name)) for name, _ in facts)
    lines = [_padded(visible(name), _Column(broad)) + _GAP + visible(value) for name, value in facts]
    lines.append(f"{words['rules']} {shown.rules}  ·  {words['engine']} {visible(shown.engine)}")
    return [words["provenance"].upper(), *lines]


def _cells(entry: Entry) -> tuple[tuple[str, ...], ...]:
    """The entry's six cells, each as its paragraphs."""
    label = " ".join((entry.label, *(f"[{mark}]" for mark in entry.marks)))
    cells = ((entry.number,), (label,), (entry.value,), entry.how, (entry.clause,), entry.evidence)
    return tuple(tuple(map(visible, cell)) for cell in cells)


def _grid(entries: Iterable[Entry]) -> list[_Column]:
    """The columns' widths: figures get what they need, formulas what is left, an empty column nothing."""
    columns = [[text for cell in cells for text in cell] for cells in zip(*map(_cells, entries), strict=True)]
    longest = [max(map(_width, texts), default=0) for texts in columns]
    word = [max((_width(one) for text in texts for one in text.split(" ")), default=0) for texts in columns]
    value = max(word[2], min(longest[2], _VALUE))
    clause = min(longest[4], max(word[4], _CLAUSE))
    evidence = min(longest[5], max(word[5], _EVIDENCE))
    how = max(_HOW, min(word[3], _LONGEST_FORMULA_WORD))
    gaps = len(_GAP) * (5 - (not clause) - (not evidence))
    spare = WIDTH - gaps - longest[0] - value - how - clause - evidence
    label = min(longest[1], max(spare, _LEAST_LABEL), _LABEL)
    widths = (longest[0], label, value, how + max(spare - label, 0), clause, evidence)
    return [_Column(width, right=place in (0, 2)) for place, width in enumerate(widths)]


def _laid_out(entry: Entry, grid: list[_Column]) -> list[str]:
    """The entry as lines, each cell wrapped inside its column."""
    columns = [column for column in grid if column.width]
    cells = [
        [line for text in cell for line in _wrapped(text, column.width)]
        for cell, column in zip(_cells(entry), grid, strict=True)
        if column.width
    ]
    return [_GAP.join(map(_padded, row, columns)).rstrip(" ") for row in zip_longest(*cells, fillvalue="")]


def _wrapped(text: str, width: int, *, hanging: int = 0) -> list[str]:
    """Lines of at most `width`, broken at blanks; only a word that is longer than a line is broken itself.

    hanging: how far all lines but the first are indented.
    """
    lines: list[str] = []
    for word in filter(None, visible(text).split(" ")):
        if lines and _width(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
            continue
        for piece in _pieces(word, width - hanging):
            lines.append(" " * hanging * bool(lines) + piece)
    return lines


def _pieces(word: str, width: int) -> list[str]:
    """A word cut into pieces that fit."""
    pieces, current = [], ""
    for character in word:
        if current and _width(current + character) > width:
            pieces.append(current)
            current = ""
        current += character
    return [*pieces, current]


def _padded(text: str, column: _Column) -> str:
    blanks = " " * (column.width - _width(text))
    return blanks + text if column.right else text + blanks


def _width(text: str) -> int:
    """How many places a terminal gives a text: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(one) in ("W", "F") for one in text)
    return len(text) + wide - sum(unicodedata.combining(one) > 0 for one in text)
