"""How the reference was made and how certain the effect is, in plain words.

An amount to the öre says nothing of how certain the effect behind it is, so the two sentences cannot be left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from outcome_contracts.notices import Language
from outcome_contracts.report.diagnostics import Row, diagnostic_columns, diagnostic_rows
from outcome_contracts.report.sentences import Sentences, statement_sentences
from outcome_contracts.report.wording import wording

if TYPE_CHECKING:
    from outcome_contracts.settlement.statement import Statement


@dataclass(frozen=True, slots=True)
class Reference:
    """sentences: what was found, how sure it is. method: how the reference was made. granted: what has to be true.

    columns, diagnostics: a table of what was looked at.
    """

    sentences: Sentences
    method: str
    granted: tuple[str, ...]
    columns: Row
    diagnostics: tuple[Row, ...]


def reference(statement: Statement, lang: Language) -> Reference | None:
    """What the statement's counterfactual says of itself, or None where the contract has none."""
    found, sentences = statement.counterfactual, statement_sentences(statement, lang)
    if found is None or sentences is None:
        return None
    words = wording(lang)["reference"]
    has_interval = cast("Mapping[str, str | None]", found["effect"])["low"] is not None
    return Reference(
        sentences=sentences,
        method=words["made_by" if has_interval else "made_without_interval"].format(
            method=words.get(str(found["method"]), found["method"]), period=str(found["reference_period"])
        ),
        granted=tuple(one[lang] for one in cast("list[Mapping[str, str]]", found["assumptions"])),
        columns=diagnostic_columns(lang),
        diagnostics=diagnostic_rows(cast("list[Mapping[str, str | None]]", found["diagnostics"]), lang),
    )
