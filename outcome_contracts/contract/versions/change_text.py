"""Changes as people read them: path, what was and what becomes, formulas as text, figures with the size of the step.

E.g. constants.day_price.value: 2 100 SEK → 2 205 SEK (+105 SEK, +5 %)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from outcome_contracts.canonical import canonical
from outcome_contracts.contract.versions.change import Change
from outcome_contracts.contract.versions.figure import Figure, figure, size
from outcome_contracts.decimals import exact_text, fixed_text
from outcome_contracts.notices.signs import HARD_BLANK, Language, number, percentage
from outcome_contracts.terms.printer import formula_text
from outcome_contracts.terms.problems import FormulaError
from outcome_contracts.terms.tree_json import tree_from_json
from outcome_contracts.terms.units import ANY, RATIO

_FORMULAS = frozenset(("value", "formula", "amount", "pot", "until", "weight"))
_LONGEST = 160
_BARE = frozenset(("", str(RATIO), str(ANY)))
_SHARE_DIGITS = 2
_POINTS: Mapping[Language, str] = {"sv": "procentenheter", "en": "percentage points"}


def changes_text(changes: Iterable[Change], lang: Language, *, units: Iterable[str]) -> str:
    """The changes, one a line. units: those that the contract declares."""
    declared = tuple(units)
    return "".join(f"{_line(change, lang, declared)}\n" for change in changes)


def value_text(path: str, value: object, units: Iterable[str]) -> str:
    """A value as a contract file writes it, cut where it is long; – where there is none."""
    if isinstance(value, Mapping) and value.keys() == {"value"}:  # a constant that has nothing else
        path, value = f"{path}.value", value["value"]
    text = _formula(value, units) if path.rpartition(".")[2] in _FORMULAS else None
    if text is None:
        text = "–" if value is None else value if isinstance(value, str) else canonical(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _line(change: Change, lang: Language, units: Iterable[str]) -> str:
    old, new = (_said(change.path, value, lang, units) for value in (change.before, change.after))
    found, what = size(change.before, change.after), figure(change.after)
    if found is None or what is None:
        return f"{change.path}: {old} → {new}"
    step = _signed(found.absolute * 100 if what.unit == "%" else found.absolute, lang)
    unit = "" if what.unit in _BARE else what.unit.replace("%", _POINTS[lang])
    shares = [] if found.relative is None else [f"{_signed(found.relative * 100, lang)}{HARD_BLANK}%"]
    return f"{change.path}: {old} → {new} ({', '.join([f'{step} {unit}'.rstrip(), *shares])})"


def _said(path: str, value: object, lang: Language, units: Iterable[str]) -> str:
    """A figure with the signs of the language, anything else as the file writes it."""
    found = figure(value)
    if found is None or not isinstance(value, (list, int)):
        return value_text(path, value, units)
    return _figure_text(found, lang)


def _figure_text(found: Figure, lang: Language) -> str:
    if found.unit == "%":
        return percentage(f"{exact_text(found.value * 100)}%", lang)
    text = exact_text(found.value)
    said = text if "/" in text else number(text, lang)
    return f"{said} {found.unit}" if found.unit not in _BARE else said


def _signed(value: Fraction, lang: Language) -> str:
    text = fixed_text(value, _SHARE_DIGITS)
    text = text.rstrip("0").rstrip(".")
    return ("+" if value > 0 else "") + number(text, lang)


def _formula(value: object, units: Iterable[str]) -> str | None:
    """The text of a tree; None for what is none, such as a formula that is text already."""
    if not isinstance(value, list):
        return None
    try:
        return formula_text(tree_from_json(value, frozenset(units)))
    except FormulaError:
        return None
