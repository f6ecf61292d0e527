"""The generated part of docs/parameters.md: every bundled row, what is not known, and the sources.

`python -m tests.parameters.pages` writes it; a test fails while it differs from what the files say.
"""

from __future__ import annotations

import re
from pathlib import Path

from outcome_contracts.decimals import exact_text
from outcome_contracts.notices.units import figure
from outcome_contracts.parameters import ParameterValue, bundled_parameters

PAGE = Path(__file__).parents[2] / "docs" / "parameters.md"
MARKS = re.compile(r"(<!-- rows -->\n).*?(<!-- /rows -->)", re.DOTALL)


def written() -> str:
    """The page as it should be."""
    return MARKS.sub(lambda found: f"{found[1]}{rows()}\n{found[2]}", PAGE.read_text(encoding="utf-8"))


def rows() -> str:
    """A table per parameter, then the sources."""
    table, lines = bundled_parameters(), list[str]()
    for name in table.names:
        parameter = table.parameter(name)
        lines += [f"### `{name}`", "", f"{parameter.label.en} ({parameter.unit})."]
        if parameter.parts:
            lines[-1] += f" The sum of {', '.join(f'`{part}`' for part in parameter.parts)}."
        lines += ["", "| from | to | value | vintage | verified | source | it says |", "|---|---|---|---|---|---|---|"]
        lines += [row(one) for one in table if one.name == name]
        lines += [
            f"| {span.valid_from} | {span.valid_to} | **not known** | | | | {span.why.en} |"
            for span in table.unknown
            if span.name == name
        ]
        lines.append("")
    lines += ["### Sources", "", "| key | title | address |", "|---|---|---|"]
    sources = {one.source.key: one.source for one in table}
    lines += [f"| `{key}` | {sources[key].title} | {address(sources[key].address)} |" for key in sorted(sources)]
    return "\n".join(lines)


def row(one: ParameterValue) -> str:
    """A row of a table."""
    ends = one.valid_to or "until further notice"
    band = "" if one.up_to is None else f", up to {figure(exact_text(one.up_to), 'SEK', 'en')}"
    verified = "yes" if one.verified else "**no**"
    text = f"{one.text('en')}{band}".replace("\u00a0", " ")
    return f"| {one.valid_from} | {ends} | {text} | {one.vintage} | {verified} | `{one.source.key}` | {one.says.en} |"


def address(text: str) -> str:
    """An address as a link, unless parts of it are left out."""
    return f"<{text}>" if text and "…" not in text else text


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
