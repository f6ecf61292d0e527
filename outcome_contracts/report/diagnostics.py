"""The diagnostics of a reference as a table of words: what was looked at, its value, its limit, the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from outcome_contracts.notices import Language
from outcome_contracts.report.figures import readable
from outcome_contracts.report.wording import wording

Row = tuple[str, str, str, str]

_DIGITS = 3


def diagnostic_columns(lang: Language) -> Row:
    """The headings of the table."""
    words = wording(lang)["estimate"]
    return words["diagnostic"], words["value"], words["threshold"], words["verdict"]


def diagnostic_rows(rows: Iterable[Mapping[str, str | None]], lang: Language) -> tuple[Row, ...]:
    """The rows, from those of `Counterfactual.to_dict`: name, value and threshold as decimal strings, verdict."""
    names, verdicts = wording(lang)["diagnostic"], wording(lang)["estimate"]
    return tuple(
        (
            names.get(str(row["name"]), str(row["name"]).replace("_", " ")),  # parts of a combination are numbered
            _written(row["value"], lang),
            _written(row["threshold"], lang),
            verdicts[str(row["verdict"])],
        )
        for row in rows
    )


def _written(text: str | None, lang: Language) -> str:
    """Three decimals, none for a whole number."""
    if text is None:
        return "–"
    value = Fraction(text)
    return readable(value, 0 if value.denominator == 1 else _DIGITS, lang)
