"""The commands `case` and `library`: a case's figures beside what a contract gives, and what is bundled, as lines."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from outcome_contracts.decimals import exact_text
from outcome_contracts.notices import DataRejected, Language, Notice
from outcome_contracts.plain_files import Unreadable, parsed_json, parsed_toml, read_text
from outcome_contracts.positions import Positions, toml_starts

if TYPE_CHECKING:
    from outcome_contracts.cli.bundled import Bundled
    from outcome_contracts.settlement.cases.case import Case
    from outcome_contracts.settlement.cases.checks import Checks
    from outcome_contracts.settlement.cases.comparison import Comparison
    from outcome_contracts.settlement.cases.figures import Figure

_LARGEST_FILE = 1_000_000
_WORDS = {
    "sv": {"True": "ja", "False": "nej", "None": "okänt", "agrees": "stämmer", "differs": "SKILJER SIG"},
    "en": {"True": "yes", "False": "no", "None": "unknown", "agrees": "agrees", "differs": "DIFFERS"},
}
_SIGNS = {"equal": "=", "at_least": "≤", "at_most": "≥"}
_LISTED = {
    "sv": "källor: {sources}, härlett eller antaget: {assumptions}{case}",
    "en": "sources: {sources}, inferred or assumed: {assumptions}{case}",
}
_CHECKED = {"sv": ", prövat mot {case}", "en": ", checked against {case}"}


def read_checks(path: Path) -> Checks:
    """Read a file of checks. Raises DataRejected: OC-M002, OC-M004, OC-M007, OC-M008, OC-M020."""
    from outcome_contracts.settlement.cases.checks import checks_from_data

    try:
        text = read_text(path, largest=_LARGEST_FILE)
        data = parsed_toml(text, path.name)
    except Unreadable as error:
        raise DataRejected([_refusal(error, path.name)]) from None
    return checks_from_data(data, Positions(path.name, text, partial(toml_starts, text)))


def read_case(path: Path) -> Case:
    """Read a case file, JSON. Raises DataRejected: OC-M004, OC-M007, OC-M008, OC-M020."""
    from outcome_contracts.settlement.cases.case import case_from_data

    try:
        data = parsed_json(read_text(path, largest=_LARGEST_FILE), path.name)
    except Unreadable as error:
        raise DataRejected([_refusal(error, path.name)]) from None
    return case_from_data(data)


def comparison_text(comparison: Comparison, lang: Language) -> str:
    """One line: what is compared, the figures of the case, what comes out, and whether they agree."""
    words = _WORDS[lang]
    expected, found = (
        ", ".join(_shown(each, lang) for each in side) for side in (comparison.expected, comparison.found)
    )
    verdict = words["agrees" if comparison.agrees else "differs"]
    within = f" ± {exact_text(comparison.within)}" if comparison.within else ""
    sign, of = _SIGNS[comparison.compare], ", ".join(comparison.of)
    return f"{verdict}: {comparison.name} {expected}{within} {sign} {found} ({of})"


def bundled_text(bundled: Bundled, lang: Language) -> str:
    """Two lines: name, country, currency and title; how sure its terms are."""
    case = _CHECKED[lang].format(case=bundled.case) if bundled.case else ""
    status = _LISTED[lang].format(sources=bundled.sources, assumptions=bundled.assumptions, case=case)
    return f"{bundled.name:<22} {bundled.country} {bundled.currency}  {bundled.title[lang]}\n{'':<30} {status}"


def _shown(figure: Figure | None, lang: Language) -> str:
    return _WORDS[lang][str(figure)] if figure is None or isinstance(figure, bool) else exact_text(figure)


def _refusal(error: Unreadable, file: str) -> Notice:
    if error.reason == "missing":
        return Notice("OC-M004", facts=(("file", file),))
    return Notice("OC-M020", error.where, (("file", file), ("detail", error.detail or error.reason)))
