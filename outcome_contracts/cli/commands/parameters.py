"""The command `parameters`: dated statutory values with their sources, whole or on one day, with a user's own rows."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from outcome_contracts.cli.arguments import Commands, read_day
from outcome_contracts.notices import Language

if TYPE_CHECKING:
    from outcome_contracts.parameters import Parameters, ParameterValue, UnknownValue

_WORDS: dict[Language, dict[str, str]] = {
    "sv": {
        "preliminary": "preliminärt", "final": "slutligt", "supplied": "lämnat av användaren", "to": "till",
        "unverified": "ej verifierat", "unknown": "inte känt", "open": "tills vidare", "published": "publicerat",
    },
    "en": {
        "preliminary": "preliminary", "final": "final", "supplied": "supplied by the user", "to": "up to",
        "unverified": "unverified", "unknown": "not known", "open": "until further notice", "published": "published",
    },
}  # fmt: skip


def register(commands: Commands, common: argparse.ArgumentParser) -> None:
    """State the arguments of the command."""
    command = commands.add_parser("parameters", parents=[common], help="list statutory values with dates and sources")
    command.add_argument("name", nargs="?", help="one parameter (default: all)")
    command.add_argument("--on", metavar="DATE", help="only what holds on a day, YYYY-MM-DD")
    command.add_argument("--file", type=Path, help="a file with rows of your own, TOML")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from outcome_contracts.parameters import bundled_parameters, read_parameters

    table = bundled_parameters()
    if options.file is not None:
        table = table.with_rows(read_parameters(options.file))
    names = table.names if options.name is None else (table.parameter(options.name).name,)
    day = read_day(options.on)
    rows = [row for row in table if row.name in names and (day is None or row.holds_on(day))]
    unknown = [span for span in table.unknown if span.name in names and (day is None or span.holds_on(day))]
    if options.name is not None and day is not None and not rows:
        table.on(options.name, day)  # refuses, and says which row is missing
    if options.json:
        print(json.dumps(_plain(rows, unknown), ensure_ascii=False))
    else:
        print("\n".join(_lines(table, rows, unknown, options.lang)))
    return 0


def _plain(rows: Sequence[ParameterValue], unknown: Sequence[UnknownValue]) -> dict[str, object]:
    """Rows, the days that are not known, and the sources that they name, as plain data."""
    sources = {row.source.key: {"title": row.source.title, "address": row.source.address} for row in rows}
    return {
        "rows": [row.to_dict() for row in rows],
        "unknown": [
            {
                "name": span.name,
                "from": str(span.valid_from),
                "to": str(span.valid_to),
                "why": {"sv": span.why.sv, "en": span.why.en},
            }
            for span in unknown
        ],
        "sources": sources,
    }


def _lines(
    table: Parameters, rows: Sequence[ParameterValue], unknown: Sequence[UnknownValue], lang: Language
) -> list[str]:
    """A paragraph per parameter: its name and label, then its rows and what is not known of it."""
    lines: list[str] = []
    for name in dict.fromkeys((*(row.name for row in rows), *(span.name for span in unknown))):
        lines += [""] if lines else []
        lines.append(f"{name}: {table.parameter(name).label.in_language(lang)}")
        lines += [f"  {_row(row, lang)}" for row in rows if row.name == name]
        lines += [
            f"  {span.valid_from} – {span.valid_to}  {_WORDS[lang]['unknown']}: {span.why.in_language(lang)}"
            for span in unknown
            if span.name == name
        ]
    return lines


def _row(row: ParameterValue, lang: Language) -> str:
    """A row on one line: days, value, band, vintage, marks, source and what it says."""
    from outcome_contracts.decimals import exact_text
    from outcome_contracts.notices.units import figure

    words = _WORDS[lang]
    marks = [words[row.vintage]]
    marks += [f"{words['published']} {row.published}"] if row.published else []
    marks += [] if row.verified else [words["unverified"]]
    marks += [words["supplied"]] if row.supplied else []
    band = f" ({words['to']} {figure(exact_text(row.up_to), 'SEK', lang)})" if row.up_to is not None else ""
    days = f"{row.valid_from} – {row.valid_to or words['open']}"
    return f"{days}  {row.text(lang)}{band}  {', '.join(marks)}  {row.source.title}: {row.says.in_language(lang)}"
